-- name: edges_read
-- Gives a store's edges and how many buyers they were cut from.
select buyers, edges, changed_at from rfm_edges where store_id = %(store_id)s;

-- name: codes
-- Gives the buyers of each score code: one reading of the store's buyers, from which the map, the
-- distribution and the sizes of segments all follow. What they ordered and spent is that of the
-- store's window, where it has one.
select r, f, m, segment, count(*) as customers, sum(coalesce(frequency, orders)) as orders,
       sum(coalesce(monetary, spent)) as revenue,
       sum(last_order_on - date '1970-01-01') as last_days
  from customer_rfm
 where store_id = %(store_id)s and segment is not null
 group by r, f, m, segment
 order by r, f, m, segment;

-- name: unscored
-- Counts the customers whose orders all lie before the store's window.
select count(*) from customer_rfm where store_id = %(store_id)s and segment is null;

-- name: totals
-- Counts what a store has.
select (select count(*) from customers where store_id = %(store_id)s) as customers,
       (select count(*) from orders where store_id = %(store_id)s) as orders,
       (select count(*) from products where store_id = %(store_id)s) as products;
