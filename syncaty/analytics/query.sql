-- name: store
-- Gives what the days and money of a store are read by.
select timezone, currency from stores where id = %(store_id)s;

-- name: sums
-- Gives the sums of a period in each currency.
select currency, sum(orders) as orders, sum(gross) as gross, sum(discounts) as discounts,
       sum(shipping) as shipping, sum(tax) as tax, sum(refunds) as refunds, sum(units) as units
  from daily_sales
 where store_id = %(store_id)s and day between %(first)s and %(last)s
 group by currency
 order by currency;

-- name: buyers
-- Counts who ordered in a period, and who did so for the first time ever.
select (select count(distinct customer_id)
          from orders
         where store_id = %(store_id)s and counts
           and placed_on between %(first)s and %(last)s) as customers,
       (select count(*)
          from customer_rfm
         where store_id = %(store_id)s
           and first_order_on between %(first)s and %(last)s) as new_customers;

-- name: daily
-- Gives every day of a period, those without orders too.
with bought as (
    select placed_on as day, count(distinct customer_id) as customers
      from orders
     where store_id = %(store_id)s and counts and placed_on between %(first)s and %(last)s
     group by placed_on
),
came as (
    select first_order_on as day, count(*) as customers
      from customer_rfm
     where store_id = %(store_id)s and first_order_on between %(first)s and %(last)s
     group by first_order_on
)
select %(first)s::date + n as day, coalesce(s.orders, 0) as orders, coalesce(s.gross, 0) as gross,
       coalesce(s.discounts, 0) as discounts, coalesce(s.shipping, 0) as shipping,
       coalesce(s.tax, 0) as tax, coalesce(s.refunds, 0) as refunds, coalesce(s.units, 0) as units,
       coalesce(b.customers, 0) as customers, coalesce(c.customers, 0) as new_customers
  from generate_series(0, %(last)s::date - %(first)s::date) as n
  left join daily_sales s on s.store_id = %(store_id)s and s.day = %(first)s::date + n
        and s.currency = %(currency)s
  left join bought b on b.day = %(first)s::date + n
  left join came c on c.day = %(first)s::date + n
 order by day;

-- name: products
-- Gives the products sold in a period in the store's currency, sorted by `rank`.
with sold as (
    select product_id, sum(orders) as orders, sum(units) as units, sum(gross) as gross
      from daily_products
     where store_id = %(store_id)s and currency = %(currency)s
       and day between %(first)s and %(last)s
     group by product_id
    having sum(orders) <> 0 or sum(units) <> 0 or sum(gross) <> 0
),
ranked as (
    select product_id, orders, units, gross,
           case %(sort)s when 'units' then units when 'orders' then orders else gross end as rank
      from sold
)
select r.product_id as id, p.name, p.sku, coalesce(p.deleted, false) as deleted, r.orders, r.units,
       r.gross, r.rank
  from ranked r
  left join products p on p.store_id = %(store_id)s and p.id = r.product_id
 where %(id)s::bigint is null or (-r.rank, r.product_id) > (-%(rank)s::numeric, %(id)s::bigint)
 order by -r.rank, r.product_id
 limit %(limit)s;
