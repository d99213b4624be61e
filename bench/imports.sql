-- name: rows
-- Counts what an import wrote: orders first.
select (select count(*) from orders where store_id = %(store_id)s),
       (select count(*) from order_items where store_id = %(store_id)s),
       (select count(*) from order_statuses where store_id = %(store_id)s),
       (select count(*) from customers where store_id = %(store_id)s),
       (select count(*) from products where store_id = %(store_id)s);
