-- Indexes that hold what rules read of orders and lines, so that a question about all of a store's
-- customers reads these alone. Tables they read are vacuumed early: only then an index tells what is
-- visible without a look at the row.

create index orders_of_customer_covering on orders (store_id, customer_id, placed_on, id)
    include (counts, units, value, payment_method, coupon, source, city, country, status, draft,
             deleted)
    where customer_id is not null;
drop index orders_of_customer;
alter index orders_of_customer_covering rename to orders_of_customer;

create index orders_by_day_covering on orders (store_id, placed_on, customer_id)
    include (id, units, value) where counts;
drop index orders_by_day;
alter index orders_by_day_covering rename to orders_by_day;

create index order_items_of_product_covering on order_items (store_id, product_id, order_id)
    include (quantity, total) where product_id is not null;
drop index order_items_of_product;
alter index order_items_of_product_covering rename to order_items_of_product;

alter table orders set (
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05);
alter table order_items set (
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05);
alter table customers set (
    autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_analyze_scale_factor = 0.05);
