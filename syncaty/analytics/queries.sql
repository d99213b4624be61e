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
