-- Counting and scoring a whole store anew, a piece at a time.

-- name: edges_under
-- Computes the edges of a store under settings that are not in force yet, and the buyers with each.
with scored as materialized (
    select last_order_on, {f} as f, {m} as m
      from scores_under(%(store_id)s, %(asked)s::jsonb, null)
     where r is not null
),
-- Each value of a dimension with how many buyers have it and how many lie below.
valued as (
    select 'r' as dimension, (date '1970-01-01' - last_order_on)::numeric as value,
           count(*) as equal,
           (sum(count(*)) over (order by last_order_on desc))::bigint - count(*) as below
      from scored group by last_order_on
    union all
    select 'f', f::numeric, count(*), (sum(count(*)) over (order by f))::bigint - count(*)
      from scored group by f
    union all
    select 'm', m, count(*), (sum(count(*)) over (order by m))::bigint - count(*)
      from scored group by m
),
total as (select count(*) as buyers from scored),
-- The ranks that the four edges stand at.
target as (
    select k, (total.buyers - 1) * k / 5 as rank, total.buyers
      from generate_series(1, 4) as k, total
)
select v.dimension, v.value, v.below, v.equal, t.buyers
  from target t
  join valued v on t.rank >= v.below and t.rank < v.below + v.equal
 order by v.dimension, t.k;

-- name: anew_begin
-- Lets everyone wait; `low` 1 says that the orders' values are others now.
insert into rfm_backlog (store_id, dimension, low, after, high, cause)
select %(store_id)s, t.dimension, %(money)s::integer, -9223372036854775808, 0, %(cause)s
  from unnest(%(dimensions)s::text[]) with ordinality as t(dimension, at)
 order by t.at;

-- name: anew_next
-- Gives the next customers of a store.
select customer_id
  from customer_rfm
 where store_id = %(store_id)s and customer_id > %(after)s
 order by customer_id
 limit %(most)s;

-- name: anew_leftovers
-- Forgets what lay in a window that is no more.
update customer_rfm set frequency = null, monetary = null
 where store_id = %(store_id)s and customer_id = any(%(customers)s::bigint[])
   and frequency is not null;

-- name: anew_totals
-- Gives what is held of the named customers beside what their counting orders make now.
select c.customer_id, c.orders, c.spent, c.first_order_on, c.last_order_on, c.refunds, c.discounts,
       c.frequency, c.monetary, c.r, c.f, c.m, c.segment, x.*
  from customer_rfm c
 cross join lateral (
       select count(*)::integer as orders, sum(o.value) as spent,
              min(o.placed_on) as first_on, max(o.placed_on) as last_on,
              nullif(count(*) filter (where o.placed_on > %(outside)s::date), 0)::integer,
              sum(o.value) filter (where o.placed_on > %(outside)s::date)
         from orders o
        where o.store_id = %(store_id)s and o.customer_id = c.customer_id and o.counts) x
 where c.store_id = %(store_id)s and c.customer_id = any(%(customers)s::bigint[]);

-- name: anew_settled
-- Notes that everyone was reached.
update rfm_settings set settling = false where store_id = %(store_id)s;

-- name: anew_progress
-- Gives how many customers changed settings have reached, and how many there are; no row: nobody
-- waits for any.
select (select count(*) from customer_rfm
         where store_id = %(store_id)s
           and customer_id <= (select b.after from rfm_backlog b
                                where b.store_id = %(store_id)s and b.dimension = 'all'
                                order by b.id limit 1)) as reached,
       (select count(*) from customer_rfm where store_id = %(store_id)s) as customers
  from rfm_settings s
 where s.store_id = %(store_id)s and s.settling;
