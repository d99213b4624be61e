-- name: by_orders
-- Counts the buyers by their number of orders.
select orders, count(*)::integer from customer_rfm where store_id = %(store_id)s group by orders;

-- name: with_orders
-- Gives customers with so many orders.
select customer_id from customer_rfm
 where store_id = %(store_id)s and orders = %(orders)s
 order by customer_id
 limit %(most)s;

-- name: forget_lines
-- Takes the lines of customers' orders away.
delete from order_items i
 using orders o
 where i.store_id = %(store_id)s and o.store_id = %(store_id)s and o.id = i.order_id
   and o.customer_id = any(%(customers)s);

-- name: forget_orders
-- Takes customers' orders away.
delete from orders where store_id = %(store_id)s and customer_id = any(%(customers)s);

-- name: edge
-- Gives the number of buyers, and an edge of F.
select buyers, (edges -> 'f' -> %(place)s ->> 'value')::numeric::integer
  from rfm_edges where store_id = %(store_id)s;
