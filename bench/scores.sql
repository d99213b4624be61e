-- name: counting
-- Gives the orders that count, days and money as whole numbers.
select customer_id, placed_on - date '1970-01-01', (value * 100)::bigint
  from orders
 where store_id = %(store_id)s and counts and customer_id is not null;

-- name: held
-- Gives the scores that Syncaty holds.
select customer_id, r, f, m from customer_rfm where store_id = %(store_id)s;

-- name: duckdb
-- Scores in DuckDB's words. Its quantiles lie between two values or on one, so that those at or
-- below them are the same as with the lower one.
create table scored as
with totals as (
    select customer, max(day) as last, count(*) as orders, sum(value) as spent
      from counting group by customer
),
edges as (
    select quantile_cont(-last, [0.2, 0.4, 0.6, 0.8]) as r,
           quantile_cont(orders, [0.2, 0.4, 0.6, 0.8]) as f,
           quantile_cont(spent, [0.2, 0.4, 0.6, 0.8]) as m
      from totals
)
select t.customer,
       5 - (-t.last > e.r[1])::integer - (-t.last > e.r[2])::integer
         - (-t.last > e.r[3])::integer - (-t.last > e.r[4])::integer as r,
       1 + (t.orders > floor(e.f[1]))::integer + (t.orders > floor(e.f[2]))::integer
         + (t.orders > floor(e.f[3]))::integer + (t.orders > floor(e.f[4]))::integer as f,
       1 + (t.spent > e.m[1])::integer + (t.spent > e.m[2])::integer
         + (t.spent > e.m[3])::integer + (t.spent > e.m[4])::integer as m
  from totals t cross join edges e;
