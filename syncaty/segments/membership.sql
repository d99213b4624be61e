-- Who is in which segment of the merchant's own, brought to what the rules say.

-- name: clock
-- Gives the day that a store's rules are judged on, their revision, and the store's zone.
select k.worked_on, k.revision, s.timezone
  from segment_clocks k
  join stores s on s.id = k.store_id
 where k.store_id = %(store_id)s;

-- name: rules
-- Gives the rules of a store's segments.
select id, key, name, level, rule from segments where store_id = %(store_id)s order by level, id;

-- name: differing
-- Gives where the named customers' membership differs from what some rules say, and whether they
-- enter. Braces are filled by segments/book.py. Rules read orders, lines and products of these
-- customers only, each once: what stands here in the place of the tables.
with orders as materialized (
    select store_id, id, customer_id, placed_on, counts, units, value, payment_method, coupon,
           source, city, country, status, draft, deleted
      from orders
     where store_id = %(store_id)s and customer_id = any(%(customers)s::bigint[])
),
order_items as materialized (
    select i.store_id, i.order_id, i.product_id, i.quantity, i.total
      from orders o
      join order_items i on i.store_id = %(store_id)s and i.order_id = o.id
),
products as materialized (
    select p.store_id, p.id, p.brand_id, p.categories
      from products p
     where p.store_id = %(store_id)s and p.id in (select product_id from order_items)
),
{before},
judged as materialized (
    select c.id as customer_id, array[{verdicts}]::integer[] as segments
      from customers c
      left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
      left join pooled p on p.customer_id = c.id
      left join pooled_goods g on g.customer_id = c.id
     where c.store_id = %(store_id)s and c.id = any(%(customers)s::bigint[])
),
wanted as (
    select j.customer_id, w.segment_id
      from judged j
     cross join unnest(j.segments) as w(segment_id)
     where w.segment_id is not null
),
held as (
    select m.customer_id, m.segment_id
      from segment_members m
     where m.store_id = %(store_id)s and m.customer_id = any(%(customers)s::bigint[])
       and m.segment_id = any(%(segments)s::integer[])
),
differing as (
    (select customer_id, segment_id, true as enters from wanted
     except all
     select customer_id, segment_id, true from held)
    union all
    (select customer_id, segment_id, false from held
     except all
     select customer_id, segment_id, false from wanted)
)
-- A segment that is being built is judged up to where its building has come.
select d.customer_id, d.segment_id, d.enters
  from differing d
  join segments g on g.store_id = %(store_id)s and g.id = d.segment_id
   and (g.building_from is null or d.customer_id <= g.building_from)
 order by d.customer_id, d.segment_id;

-- name: moves_write
-- Writes who entered and left which segment and why, the new sizes, and those of the day.
with moved as materialized (
    select *
      from unnest(%(customers)s::bigint[], %(segments)s::integer[], %(enters)s::boolean[],
                  %(causes)s::text[], %(jobs)s::bigint[])
           as t(customer_id, segment_id, enters, cause, job_id)
),
gone as (
    delete from segment_members m
     using moved v
     where not v.enters and m.store_id = %(store_id)s and m.customer_id = v.customer_id
       and m.segment_id = v.segment_id
),
come as (
    insert into segment_members (store_id, customer_id, segment_id)
    select %(store_id)s, customer_id, segment_id from moved where enters
),
noted as (
    insert into membership_moves (store_id, day, segment_id, customer_id, entered, cause, job_id)
    select %(store_id)s, %(day)s, segment_id, customer_id, enters, cause, job_id from moved
),
grown as (
    select segment_id, count(*) filter (where enters) as entered,
           count(*) filter (where not enters) as gone
      from moved
     group by segment_id
),
sized as (
    update segments g
       set members = g.members + w.entered - w.gone
      from grown w
     where g.store_id = %(store_id)s and g.id = w.segment_id
    returning g.id, g.members, w.entered, w.gone
)
insert into segment_days (store_id, segment_id, day, members, entered, "left")
select %(store_id)s, id, %(day)s, members, entered, gone from sized
    on conflict (store_id, segment_id, day) do update set
       members = excluded.members, entered = segment_days.entered + excluded.entered,
       "left" = segment_days."left" + excluded."left";

-- name: buyers
-- Gives who bought any of some products, in orders of whatever status: one row for each line, and
-- so many lines at most.
select o.customer_id
  from unnest(%(products)s::bigint[]) as p(id)
 cross join lateral (
       select order_id from order_items i
        where i.store_id = %(store_id)s and i.product_id = p.id
        order by i.order_id
        limit %(most)s) i
  join orders o on o.store_id = %(store_id)s and o.id = i.order_id
 limit %(most)s;

-- name: due_goods_add
-- Lets all buyers of products be judged again soon.
insert into segment_due_goods (store_id, product_id, after)
select %(store_id)s, id, -9223372036854775808
  from unnest(%(products)s::bigint[]) as p(id)
    on conflict (store_id, product_id) do update set after = excluded.after;

-- name: members_hand_over
-- Gives the segments of customers to those they are; where both were in one, it has a member less.
with pair as (
    select t.old, t.new from unnest(%(old)s::bigint[], %(new)s::bigint[]) as t(old, new)
),
gone as (
    delete from segment_members m
     using pair p
     where m.store_id = %(store_id)s and m.customer_id = p.old
    returning p.new, m.segment_id, m.since
),
come as (
    insert into segment_members (store_id, customer_id, segment_id, since)
    select %(store_id)s, new, segment_id, min(since) from gone group by new, segment_id
        on conflict do nothing
    returning segment_id
),
fewer as (
    select segment_id, count(*) - (select count(*) from come c where c.segment_id = g.segment_id)
           as by
      from gone g
     group by segment_id
),
sized as (
    update segments s
       set members = s.members - f.by
      from fewer f
     where s.store_id = %(store_id)s and s.id = f.segment_id and f.by > 0
    returning s.id, s.members
)
insert into segment_days (store_id, segment_id, day, members)
select %(store_id)s, s.id, k.worked_on, s.members
  from sized s
  join segment_clocks k on k.store_id = %(store_id)s
    on conflict (store_id, segment_id, day) do update set members = excluded.members;

-- name: moves_hand_over
-- Gives what customers entered and left to those they are.
update membership_moves v
   set customer_id = t.new
  from unnest(%(old)s::bigint[], %(new)s::bigint[]) as t(old, new)
 where v.store_id = %(store_id)s and v.customer_id = t.old;

-- name: differing_all
-- As `differing`, of all customers of a store: per customer, and only those who differ are looked
-- at one segment at a time. Both lists of segments are in the order of their numbers. Those who are
-- to be judged again soon are left out unless asked for.
with {before},
judged as (
    select c.id as customer_id, array_remove(array[{verdicts}]::integer[], null) as wanted
      from customers c
      left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
      left join pooled p on p.customer_id = c.id
      left join pooled_goods g on g.customer_id = c.id
     where c.store_id = %(store_id)s
),
held as (
    select customer_id, array_agg(segment_id order by segment_id) as held
      from segment_members
     where store_id = %(store_id)s and segment_id = any(%(segments)s::integer[])
     group by customer_id
),
beside as materialized (
    select customer_id, coalesce(j.wanted, '{{}}') as wanted, coalesce(h.held, '{{}}') as held
      from judged j
      full join held h using (customer_id)
     where coalesce(j.wanted, '{{}}') <> coalesce(h.held, '{{}}')
),
differing as (
    select customer_id, unnest(wanted) as segment_id, true as enters from beside
    union all
    select customer_id, unnest(held), false from beside
)
select d.customer_id, d.segment_id, bool_or(d.enters)
  from differing d
  join segments g on g.store_id = %(store_id)s and g.id = d.segment_id
   and (g.building_from is null or d.customer_id <= g.building_from)
 where %(due)s
    or not exists (select from segment_due t
                    where t.store_id = %(store_id)s and t.customer_id = d.customer_id)
       and not exists (select from segment_due_goods t
                         join order_items i on i.store_id = t.store_id
                          and i.product_id = t.product_id and i.order_id > t.after
                         join orders o on o.store_id = t.store_id and o.id = i.order_id
                        where t.store_id = %(store_id)s and o.customer_id = d.customer_id)
 group by d.customer_id, d.segment_id
having count(*) = 1
 order by d.customer_id, d.segment_id;

-- name: sizes_differing
-- Counts the segments whose size, or that of their last day, is not the number of their members.
with counted as (
    select segment_id, count(*)::integer as members
      from segment_members
     where store_id = %(store_id)s
     group by segment_id
)
select count(*)
  from segments s
  left join counted c on c.segment_id = s.id
 where s.store_id = %(store_id)s
   and (s.members <> coalesce(c.members, 0)
        or coalesce((select d.members from segment_days d
                      where d.store_id = s.store_id and d.segment_id = s.id
                      order by d.day desc limit 1), 0) <> coalesce(c.members, 0));

-- name: sizes_repair
-- Counts the members of all segments anew, and lets their day say so.
with counted as (
    select s.id, count(m.customer_id)::integer as members
      from segments s
      left join segment_members m on m.store_id = s.store_id and m.segment_id = s.id
     where s.store_id = %(store_id)s
     group by s.id
),
sized as (
    update segments s
       set members = c.members
      from counted c
     where s.store_id = %(store_id)s and s.id = c.id and s.members <> c.members
)
insert into segment_days (store_id, segment_id, day, members)
select %(store_id)s, c.id, k.worked_on, c.members
  from counted c
  join segment_clocks k on k.store_id = %(store_id)s
 where coalesce((select d.members from segment_days d
                  where d.store_id = %(store_id)s and d.segment_id = c.id
                  order by d.day desc limit 1), 0) <> c.members
    on conflict (store_id, segment_id, day) do update set members = excluded.members;

-- name: clock_back
-- Lets a store's rules be judged on an earlier day, where its days are others now.
update segment_clocks set worked_on = least(worked_on, %(day)s) where store_id = %(store_id)s;

-- name: due_clear
-- Forgets who was to be judged again: everybody has been.
with goods as (
    delete from segment_due_goods where store_id = %(store_id)s
)
delete from segment_due where store_id = %(store_id)s;

-- name: planner
-- Gives what the transaction asks of the planner.
select current_setting('work_mem'), current_setting('jit'), current_setting('enable_nestloop'),
       current_setting('enable_mergejoin');

-- name: planner_back
-- Asks for that again.
select set_config('work_mem', %s, true), set_config('jit', %s, true),
       set_config('enable_nestloop', %s, true), set_config('enable_mergejoin', %s, true);
