-- name: would_move
-- Gives how many customers would be in which segment instead of which, with three of those who move.
with then_held as materialized (
    select x.customer_id, x.r * 100 + x.f * 10 + x.m as code,
           (%(segments)s::text[])[(x.r - 1) * 25 + (x.f - 1) * 5 + x.m] as segment
      from scores_under(%(store_id)s, %(asked)s::jsonb, %(given)s::jsonb) x
),
-- Each customer now and then.
beside as materialized (
    select customer_id, c.segment as from_segment, x.segment as to_segment,
           c.r * 100 + c.f * 10 + c.m as from_code, x.code as to_code
      from (select * from customer_rfm where store_id = %(store_id)s) c
      full join then_held x using (customer_id)
),
ways as (
    select from_segment, to_segment, count(*) as customers,
           count(*) filter (where from_code is distinct from to_code) as rescored,
           case when from_segment is distinct from to_segment
                then (array_agg(customer_id order by customer_id))[1:3] end as sampled
      from beside
     group by from_segment, to_segment
)
select w.from_segment, w.to_segment, w.customers, w.rescored,
       coalesce((select jsonb_agg(jsonb_build_object(
                            'id', b.customer_id, 'name', coalesce(c.name, ''),
                            'from_code', b.from_code, 'to_code', b.to_code)
                        order by b.customer_id)
                   from beside b
                   left join customers c on c.store_id = %(store_id)s and c.id = b.customer_id
                  where b.customer_id = any(w.sampled)), '[]') as samples
  from ways w
 order by w.customers desc, w.from_segment, w.to_segment;
