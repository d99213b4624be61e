-- name: store
-- Connects the store with its currency and statuses decided.
update stores set currency = 'SAR' where id = %(store_id)s;

-- name: statuses
-- Notes the statuses of the orders below as the product would have.
insert into store_statuses (store_id, status, counts, classified)
values (%(store_id)s, 'completed', true, true), (%(store_id)s, 'canceled', false, true),
       (%(store_id)s, 'restored', false, true);

-- name: seed
-- Makes every run's chance the same.
select setseed(0.2026);

-- name: customers
-- Writes the customers the store has: of many cities, most in a few; ages and telephones as common.
insert into customers (store_id, id, name, first_name, last_name, email, mobile, mobile_raw, gender,
                       birthday, city, country, country_code, currency, language, joined_at,
                       version, delivery_id)
select %(store_id)s, c.id, 'Customer ' || c.n, 'Customer', c.n::text,
       case when c.n %% 10 < 8 then 'c' || c.n || '@example.com' end,
       '+966' || 500000000 + c.n, (500000000 + c.n)::text,
       case when c.n %% 20 < 11 then 'female' when c.n %% 20 < 18 then 'male' end,
       case when c.n %% 3 = 0 then date '1960-01-01' + (c.n * 7919 %% 16000)::integer end,
       case when chance.city = 0 then 'Riyadh' when chance.city = 1 then 'Jeddah'
            else 'City ' || chance.city end,
       'Saudi Arabia', 'SA', 'SAR', case when c.n %% 5 = 0 then 'en' else 'ar' end,
       %(ends)s::timestamp at time zone 'UTC' - interval '730 days' + chance.joined * interval '700 days', %(version)s, 0
  from unnest(%(ids)s::bigint[]) with ordinality as c(id, n)
 cross join lateral (select floor(power(random(), 3) * 60)::integer + 0 * c.n as city,
                            random() + 0 * c.n as joined) as chance;

-- name: products
-- Writes the products the store has, each in one category of twelve and of one brand of eight.
insert into products (store_id, id, name, sku, type, status, price, currency, quantity, brand,
                      brand_id, categories, tags, version, delivery_id)
select %(store_id)s, p.id, 'Product ' || p.n, 'P-' || p.n, 'product', 'sale', 10 + p.n, 'SAR', 500,
       'Brand ' || p.n %% 8, 900 + p.n %% 8,
       jsonb_build_array(jsonb_build_object('id', 700 + p.n %% 12, 'name', 'Kind ' || p.n %% 12)),
       '[]', %(version)s, 0
  from unnest(%(ids)s::bigint[]) with ordinality as p(id, n);

-- name: lines
-- Writes one to four lines for each order to come; ids are scattered like Salla's. In the order of
-- ids, by which the key's index grows at its end.
insert into order_items (store_id, order_id, position, id, product_id, name, sku, quantity,
                         unit_price, discount, tax, total)
select %(store_id)s, o.id, position, o.id * 10 + position,
       (%(products)s::bigint[])[1 + chance.product], 'Product ' || chance.product,
       'P-' || chance.product, 1 + chance.quantity, price.unit, 0,
       round(price.unit * (1 + chance.quantity) * 0.15, 2), price.unit * (1 + chance.quantity)
  from (select n, 2147483648 + n * 1103515245 %% 2147483647 as id
          from generate_series(1::bigint, %(orders)s) as n
         order by 2) as o
 cross join lateral generate_series(0, o.n %% 4) as position
 cross join lateral (select floor(power(random(), 2) * %(product_count)s)::integer + 0 * o.n as product,
                            floor(power(random(), 4) * 4)::integer + 0 * o.n as quantity) as chance
 cross join lateral (select round((10 + 300 * random() + 0 * o.n)::numeric, 2) as unit) as price;

-- name: orders
-- Writes the orders of those lines: one for each customer, the others for a few loyal ones more
-- often than for most, over two years that end before the webhooks of the run. One in eight has a
-- coupon, one in thirty was given back in part.
insert into orders (store_id, id, reference, placed_at, placed_on, status, status_id, status_name,
                    counts, customer_id, currency, sub_total, discount, shipping, cash_on_delivery,
                    tax, total, refunded, refund_all, units, items_total, gross, value,
                    payment_method, source, coupon, city, country, version, delivery_id)
select %(store_id)s, o.id, (30000000 + o.n)::text, o.placed_at,
       (o.placed_at at time zone 'Asia/Riyadh')::date, o.status, 1298199463, o.status,
       o.status = 'completed', (%(customers)s::bigint[])[o.customer], 'SAR', l.total, f.discount,
       20, 0, l.tax, f.total, f.refunded, false, l.units, l.total, l.total, f.total - f.refunded,
       (array['mada', 'mada', 'mada', 'credit_card', 'credit_card', 'apple_pay', 'apple_pay',
              'tamara_installment', 'cod', 'bank'])[1 + floor(o.paid * 10)::integer],
       (array['store', 'store', 'store', 'mobile', 'link'])[1 + floor(o.paid * 5)::integer],
       case when o.coupon < 0.12 then 'SAVE' || floor(o.coupon * 200)::integer end,
       case when o.placed < 0.4 then 'Riyadh' when o.placed < 0.6 then 'Jeddah'
            else 'City ' || floor(o.placed * 60)::integer end,
       case when o.placed < 0.95 then 'SA' else 'KW' end, %(version)s, 0
  from (select n, 2147483648 + n * 1103515245 %% 2147483647 as id,
               %(ends)s::timestamp at time zone 'UTC' - random() * interval '730 days' as placed_at,
               random() as paid, random() as coupon, random() as given_back, random() as placed,
               case when random() < 0.92 then 'completed'
                    when random() < 0.6 then 'canceled' else 'restored' end as status,
               case when n <= %(customer_count)s then n
                    else 1 + floor(power(random(), 3) * %(customer_count)s)::integer
                end as customer
          from generate_series(1::bigint, %(orders)s) as n) as o
  join (select order_id, sum(quantity) as units, sum(total) as total, sum(tax) as tax
          from order_items where store_id = %(store_id)s group by order_id) as l
    on l.order_id = o.id
 cross join lateral (
       select case when o.coupon < 0.12 then round(l.total / 10, 2) else 0 end as discount) as d
 cross join lateral (
       select d.discount, l.total - d.discount + 20 + l.tax as total,
              case when o.given_back < 0.03 then round(l.total / 4, 2) else 0 end as refunded) as f
 order by o.id;

-- name: past_deliveries
-- Writes deliveries that came before.
insert into deliveries (store_id, received_at, body_hash, body, headers, verified_by)
select %(store_id)s, timestamptz '2026-03-01' + n * interval '20 seconds',
       sha256(('past ' || n)::bytea), '{}', '{}', '1'
  from generate_series(1, %(jobs)s) as n;

-- name: past_jobs
-- Writes their jobs, all completed.
insert into jobs (store_id, id, lane, state, outcome, event, entity, entity_id, received_at, due_at,
                  finished_at)
select d.store_id, d.id, s.lane, 'completed', 'applied', 'order.updated', 'order', 1 + d.id,
       d.received_at, d.received_at, d.received_at
  from deliveries d
  join stores s on s.id = d.store_id;

-- name: made
-- Tells whether a database is there.
select true from pg_database where datname = %(name)s;

-- name: indexes
-- Gives the indexes of the large tables that are not their keys, and how each is made.
select x.indexrelid::regclass::text, pg_get_indexdef(x.indexrelid)
  from pg_index x
 where x.indrelid = any(array['orders'::regclass, 'order_items', 'customers', 'customer_rfm'])
   and not x.indisprimary;

-- name: all_built
-- Takes the segments for built, so that all customers are judged by them at once.
update segments set building_from = null where store_id = %(store_id)s;

-- name: members
-- Puts customers into segments, by the statement of the product that fills the braces.
insert into segment_members (store_id, customer_id, segment_id)
select %(store_id)s, d.customer_id, d.segment_id from ({differing}) as d(customer_id, segment_id, enters)
 where d.enters;

-- name: settle
-- Leaves the tables as a server that has run for a while has them.
vacuum analyze;
