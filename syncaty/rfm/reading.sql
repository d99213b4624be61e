-- name: edges_read
-- Gives a store's edges and how many buyers they were cut from.
select buyers, edges, changed_at from rfm_edges where store_id = %(store_id)s;

-- name: codes
-- Gives the buyers of each score code: one reading of the store's buyers, from which the map, the
-- distribution and the sizes of segments all follow.
select r, f, m, segment, count(*) as customers, sum(orders) as orders, sum(spent) as revenue,
       sum(last_order_on - date '1970-01-01') as last_days
  from customer_rfm
 where store_id = %(store_id)s
 group by r, f, m, segment
 order by r, f, m, segment;

-- name: totals
-- Counts what a store has.
select (select count(*) from customers where store_id = %(store_id)s) as customers,
       (select count(*) from orders where store_id = %(store_id)s) as orders,
       (select count(*) from products where store_id = %(store_id)s) as products;
