-- name: daily_sales_add
-- Adds differences to the figures of days, making the day where there is none.
insert into daily_sales as d (store_id, day, currency, orders, gross, discounts, shipping, tax,
                              refunds, units)
select %(store_id)s, r.day, r.currency, r.orders, r.gross, r.discounts, r.shipping, r.tax,
       r.refunds, r.units
  from jsonb_to_recordset(%(rows)s::jsonb) as r(
       day date, currency text, orders integer, gross numeric, discounts numeric,
       shipping numeric, tax numeric, refunds numeric, units numeric)
    on conflict (store_id, day, currency) do update set
       orders = d.orders + excluded.orders, gross = d.gross + excluded.gross,
       discounts = d.discounts + excluded.discounts, shipping = d.shipping + excluded.shipping,
       tax = d.tax + excluded.tax, refunds = d.refunds + excluded.refunds,
       units = d.units + excluded.units;

-- name: daily_products_add
-- Adds differences to the figures of products per day.
insert into daily_products as d (store_id, day, product_id, currency, orders, units, gross)
select %(store_id)s, r.day, r.product_id, r.currency, r.orders, r.units, r.gross
  from jsonb_to_recordset(%(rows)s::jsonb) as r(
       day date, product_id bigint, currency text, orders integer, units numeric, gross numeric)
    on conflict (store_id, day, product_id, currency) do update set
       orders = d.orders + excluded.orders, units = d.units + excluded.units,
       gross = d.gross + excluded.gross;

-- name: daily_sales_check
-- Counts days whose figures differ from a full recomputation; a day of zeros is no day.
select count(*)
  from (select * from daily_sales where store_id = %(store_id)s
           and (orders, gross, discounts, shipping, tax, refunds, units) <> (0, 0, 0, 0, 0, 0, 0)) d
  full join (select * from daily_sales_recomputed where store_id = %(store_id)s) x
       using (day, currency)
 where (d.orders, d.gross, d.discounts, d.shipping, d.tax, d.refunds, d.units)
       is distinct from
       (x.orders, x.gross, x.discounts, x.shipping, x.tax, x.refunds, x.units);

-- name: daily_sales_clear
-- Forgets the daily figures of a store before they are written anew.
delete from daily_sales where store_id = %(store_id)s;

-- name: daily_sales_repair
-- Writes the daily figures of a store from its orders.
insert into daily_sales (store_id, day, currency, orders, gross, discounts, shipping, tax, refunds,
                         units)
select store_id, day, currency, orders, gross, discounts, shipping, tax, refunds, units
  from daily_sales_recomputed where store_id = %(store_id)s;

-- name: daily_products_check
-- Counts product days whose figures differ from a full recomputation.
select count(*)
  from (select * from daily_products where store_id = %(store_id)s
           and (orders, units, gross) <> (0, 0, 0)) d
  full join (select * from daily_products_recomputed where store_id = %(store_id)s) x
       using (day, product_id, currency)
 where (d.orders, d.units, d.gross) is distinct from (x.orders, x.units, x.gross);

-- name: daily_products_clear
-- Forgets the product figures of a store before they are written anew.
delete from daily_products where store_id = %(store_id)s;

-- name: daily_products_repair
-- Writes the product figures of a store from its orders' lines.
insert into daily_products (store_id, day, product_id, currency, orders, units, gross)
select store_id, day, product_id, currency, orders, units, gross
  from daily_products_recomputed where store_id = %(store_id)s;
