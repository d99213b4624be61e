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
-- Writes the customers the store has.
insert into customers (store_id, id, name, first_name, last_name, email, mobile, mobile_raw, gender,
                       city, country, country_code, currency, joined_at, version, delivery_id)
select %(store_id)s, c.id, 'Customer ' || c.n, 'Customer', c.n::text, 'c' || c.n || '@example.com',
       '+9665' || lpad(c.n::text, 8, '0'), '5' || lpad(c.n::text, 8, '0'), 'female', 'Riyadh',
       'Saudi Arabia', 'SA', 'SAR', timestamptz '2025-01-01', %(version)s, 0
  from unnest(%(ids)s::bigint[]) with ordinality as c(id, n);

-- name: products
-- Writes the products the store has.
insert into products (store_id, id, name, sku, type, status, price, currency, quantity, categories,
                      tags, version, delivery_id)
select %(store_id)s, p.id, 'Product ' || p.n, 'P-' || p.n, 'product', 'sale', 10 + p.n, 'SAR', 500,
       '[]', '[]', %(version)s, 0
  from unnest(%(ids)s::bigint[]) with ordinality as p(id, n);

-- name: lines
-- Writes one to three lines for each order to come; ids are scattered like Salla's.
insert into order_items (store_id, order_id, position, id, product_id, name, sku, quantity,
                         unit_price, discount, tax, total)
select %(store_id)s, o.id, position, o.id * 10 + position,
       (%(products)s::bigint[])[1 + chance.product], 'Product ' || chance.product,
       'P-' || chance.product, 1 + chance.quantity, price.unit, 0,
       round(price.unit * (1 + chance.quantity) * 0.15, 2), price.unit * (1 + chance.quantity)
  from (select n, 2147483648 + n * 1103515245 %% 2147483647 as id
          from generate_series(1::bigint, %(orders)s) as n) as o
 cross join lateral generate_series(0, o.n %% 3) as position
 cross join lateral (select floor(power(random(), 2) * %(product_count)s)::integer + 0 * o.n as product,
                            floor(power(random(), 4) * 4)::integer + 0 * o.n as quantity) as chance
 cross join lateral (select round((10 + 300 * random() + 0 * o.n)::numeric, 2) as unit) as price;

-- name: orders
-- Writes the orders of those lines: one for each customer, the others for a few loyal ones more
-- often than for most, over two years that end before the webhooks of the run.
insert into orders (store_id, id, reference, placed_at, placed_on, status, status_id, status_name,
                    counts, customer_id, currency, sub_total, discount, shipping, cash_on_delivery,
                    tax, total, refunded, refund_all, units, items_total, gross, value,
                    payment_method, source, city, country, version, delivery_id)
select %(store_id)s, o.id, (30000000 + o.n)::text, o.placed_at,
       (o.placed_at at time zone 'Asia/Riyadh')::date, o.status, 1298199463, o.status,
       o.status = 'completed', (%(customers)s::bigint[])[o.customer], 'SAR', l.total, 0, 20, 0,
       l.tax, l.total + 20 + l.tax, 0, false, l.units, l.total, l.total, l.total + 20 + l.tax,
       'mada', 'store', 'Riyadh', 'SA', %(version)s, 0
  from (select n, 2147483648 + n * 1103515245 %% 2147483647 as id,
               timestamptz '2026-03-30' - random() * interval '730 days' as placed_at,
               case when random() < 0.92 then 'completed'
                    when random() < 0.6 then 'canceled' else 'restored' end as status,
               case when n <= %(customer_count)s then n
                    else 1 + floor(power(random(), 3) * %(customer_count)s)::integer
                end as customer
          from generate_series(1::bigint, %(orders)s) as n) as o
  join (select order_id, sum(quantity) as units, sum(total) as total, sum(tax) as tax
          from order_items where store_id = %(store_id)s group by order_id) as l
    on l.order_id = o.id;

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

-- name: settle
-- Leaves the tables as a server that has run for a while has them.
vacuum analyze;
