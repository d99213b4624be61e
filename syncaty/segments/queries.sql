-- name: moves_write
-- Adds moves between segments and changes of scores within one, and counts them: by the store's
-- local day, and into the sizes. The time is that of the statement: moves of a store come one after
-- another, but transactions may begin before they have its lane.
with given as materialized (
    select m.*, m.from_segment is distinct from m.to_segment as moved
      from jsonb_to_recordset(%(rows)s::jsonb) as m(
           customer_id bigint, from_segment text, to_segment text, from_code smallint,
           to_code smallint, cause text, job_id bigint)
),
moved as (
    insert into segment_moves (store_id, at, customer_id, from_segment, to_segment, from_code,
                               to_code, cause, job_id)
    select %(store_id)s, statement_timestamp(), customer_id, from_segment, to_segment, from_code,
           to_code, cause, job_id
      from given
     where moved
),
scored as (
    insert into score_moves (store_id, at, customer_id, from_code, to_code, cause, job_id)
    select %(store_id)s, statement_timestamp(), customer_id, from_code, to_code, cause, job_id
      from given
     where not moved
),
counted as (
    insert into rfm_days (store_id, day, from_segment, to_segment, cause, moves)
    select s.id, (statement_timestamp() at time zone s.timezone)::date, g.from_segment,
           g.to_segment, g.cause, count(*)
      from given g
      join stores s on s.id = %(store_id)s
     where g.moved
     group by 1, 2, 3, 4, 5
        on conflict (store_id, day, from_segment, to_segment, cause)
           do update set moves = rfm_days.moves + excluded.moves
)
insert into rfm_sizes (store_id, segment, customers)
select %(store_id)s, step.segment, sum(step.by)
  from given g
 cross join lateral (values (g.to_segment, 1), (g.from_segment, -1)) as step(segment, by)
 where g.moved and step.segment is not null
 group by step.segment
having sum(step.by) <> 0
    on conflict (store_id, segment) do update set customers = rfm_sizes.customers + excluded.customers;

-- name: export_customers
-- Gives every customer of a store with totals, scores and segment; these are empty before the
-- first order.
select c.id, c.name, c.email, c.mobile,
       coalesce(s.orders, 0) as orders, coalesce(s.spent, 0) as spent, s.last_order_on,
       s.r, s.f, s.m, s.segment,
       (select currency from stores where id = %(store_id)s) as money_currency
  from customers c
  left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
 where c.store_id = %(store_id)s
 order by c.id;

-- name: export_orders
-- Gives every order of a store, those that do not count included.
select id, reference, placed_at, placed_on, status, counts, customer_id, currency, sub_total,
       discount, shipping, cash_on_delivery, tax, total, refunded, units, payment_method, source,
       coupon, city, country, draft, deleted, currency as money_currency
  from orders
 where store_id = %(store_id)s
 order by id;

-- name: moves_hand_over
-- Gives the moves of customers to those they are.
update segment_moves v
   set customer_id = t.new
  from unnest(%(old)s::bigint[], %(new)s::bigint[]) as t(old, new)
 where v.store_id = %(store_id)s and v.customer_id = t.old;

-- name: scores_hand_over
-- Gives the changes of customers' scores to those they are.
update score_moves v
   set customer_id = t.new
  from unnest(%(old)s::bigint[], %(new)s::bigint[]) as t(old, new)
 where v.store_id = %(store_id)s and v.customer_id = t.old;
