-- name: store_settings
-- Gives time zone, currency and the status decisions of a store, whether it holds anything that only
-- a file of the merchant's made known, what it decided about its scores, and whether it has
-- segments of its own.
select s.timezone,
       s.currency,
       coalesce((select jsonb_object_agg(t.status, t.counts)
                   from store_statuses t where t.store_id = s.id), '{}'),
       -- The least id of each: one probe of an index, whatever the server's statistics say.
       coalesce((select min(o.id) from orders o where o.store_id = s.id) < 0, false)
       or coalesce((select min(c.id) from customers c where c.store_id = s.id) < 0, false),
       to_jsonb(r),
       k.store_id is not null
  from stores s
  left join rfm_settings r on r.store_id = s.id
  left join segment_clocks k on k.store_id = s.id
 where s.id = %(store_id)s;

-- name: store_learn_currency
-- Takes the first order's currency as the store's, once.
update stores set currency = %(currency)s where id = %(store_id)s and currency is null;

-- name: store_learn_statuses
-- Notes statuses met for the first time.
insert into store_statuses (store_id, status, name, counts, classified)
select %(store_id)s, n.status, n.name, n.counts, n.classified
  from unnest(%(statuses)s::text[], %(names)s::text[], %(counts)s::boolean[], %(classified)s::boolean[])
       as n(status, name, counts, classified)
    on conflict (store_id, status) do nothing;

-- name: orders_load
-- Gives the held rows of the named orders.
select id, reference, placed_at, placed_on, status, status_id, status_name, status_custom, draft,
       deleted, customer_id, currency, sub_total, discount, shipping, cash_on_delivery, tax, total,
       exchange_rate, exchange_currency, base_currency, refund_all, refunded, payment_method, source,
       coupon, city, country, counts, version, versions, delivery_id
  from orders
 where store_id = %(store_id)s and id = any(%(ids)s);

-- name: order_items_load
-- Gives the lines of the named orders in their order.
select order_id, position, id, product_id, name, sku, quantity, unit_price, total, discount, tax
  from order_items
 where store_id = %(store_id)s and order_id = any(%(ids)s)
 order by order_id, position;

-- name: orders_write
-- Writes whole rows of orders, new or held.
insert into orders (
    store_id, id, reference, placed_at, placed_on, status, status_id, status_name, status_custom,
    draft, deleted, counts, customer_id, currency, sub_total, discount, shipping, cash_on_delivery,
    tax, total, exchange_rate, exchange_currency, base_currency, refund_all, refunded, units,
    items_total, gross, value, payment_method, source, coupon, city, country, version, versions, delivery_id)
select %(store_id)s, r.id, r.reference, r.placed_at, r.placed_on, r.status, r.status_id,
       r.status_name, r.status_custom, coalesce(r.draft, false), coalesce(r.deleted, false),
       r.counts, r.customer_id, r.currency, r.sub_total, r.discount, r.shipping,
       r.cash_on_delivery, r.tax, r.total, r.exchange_rate, r.exchange_currency,
       r.base_currency, r.refund_all, r.refunded, r.units, r.items_total, r.gross, r.value, r.payment_method, r.source, r.coupon,
       r.city, r.country, r.version, r.versions, r.delivery_id
  from jsonb_to_recordset(%(rows)s::jsonb) as r(
       id bigint, reference text, placed_at timestamptz, placed_on date, status text,
       status_id bigint, status_name text, status_custom text, draft boolean, deleted boolean,
       counts boolean, customer_id bigint, currency text, sub_total numeric, discount numeric,
       shipping numeric, cash_on_delivery numeric, tax numeric, total numeric,
       exchange_rate numeric, exchange_currency text, base_currency text, refund_all boolean, refunded numeric,
       units numeric, items_total numeric, gross numeric, value numeric, payment_method text,
       source text, coupon text, city text, country text, version text, versions jsonb,
       delivery_id bigint)
    on conflict (store_id, id) do update set
       reference = excluded.reference, placed_at = excluded.placed_at,
       placed_on = excluded.placed_on, status = excluded.status, status_id = excluded.status_id,
       status_name = excluded.status_name, status_custom = excluded.status_custom,
       draft = excluded.draft, deleted = excluded.deleted, counts = excluded.counts,
       customer_id = excluded.customer_id, currency = excluded.currency,
       sub_total = excluded.sub_total, discount = excluded.discount, shipping = excluded.shipping,
       cash_on_delivery = excluded.cash_on_delivery, tax = excluded.tax, total = excluded.total,
       exchange_rate = excluded.exchange_rate, exchange_currency = excluded.exchange_currency,
       base_currency = excluded.base_currency,
       refund_all = excluded.refund_all, refunded = excluded.refunded, units = excluded.units,
       items_total = excluded.items_total, gross = excluded.gross, value = excluded.value,
       payment_method = excluded.payment_method, source = excluded.source,
       coupon = excluded.coupon, city = excluded.city, country = excluded.country,
       version = excluded.version, versions = excluded.versions,
       delivery_id = excluded.delivery_id, changed_at = now();

-- name: order_items_clear
-- Takes away the lines of orders whose lines are about to be written anew.
delete from order_items where store_id = %(store_id)s and order_id = any(%(ids)s);

-- name: order_items_write
-- Writes the lines of orders.
insert into order_items (store_id, order_id, position, id, product_id, name, sku, quantity,
                         unit_price, discount, tax, total)
select %(store_id)s, o.order_id, i.position, i.id, i.product_id, i.name, i.sku, i.quantity,
       i.unit_price, i.discount, i.tax, i.total
  from jsonb_to_recordset(%(rows)s::jsonb) as o(order_id bigint, items jsonb)
 cross join lateral jsonb_to_recordset(o.items) as i(
       position smallint, id bigint, product_id bigint, name text, sku text, quantity numeric,
       unit_price numeric, discount numeric, tax numeric, total numeric);

-- name: order_statuses_write
-- Adds to the set of statuses that orders were seen in.
insert into order_statuses (store_id, order_id, at, status, name, note, delivery_id)
select %(store_id)s, r.order_id, r.at, r.status, r.name, r.note, r.delivery_id
  from jsonb_to_recordset(%(rows)s::jsonb) as r(
       order_id bigint, at timestamptz, status text, name text, note text, delivery_id bigint)
    on conflict (store_id, order_id, at, status) do update
       set name = coalesce(greatest(order_statuses.name, excluded.name)),
           note = coalesce(greatest(order_statuses.note, excluded.note));

-- name: customers_load
-- Gives the held rows of the named customers.
select id, short_name as name, first_name, last_name, email, mobile, mobile_raw, gender, birthday, city, country,
       country_code, currency, language, avatar, joined_at, version, versions, delivery_id
  from customers
 where store_id = %(store_id)s and id = any(%(ids)s);

-- name: customers_write
-- Writes whole rows of customers, new or held.
insert into customers (
    store_id, id, name, short_name, first_name, last_name, email, mobile, mobile_raw, gender,
    birthday, city, country, country_code, currency, language, avatar, joined_at, version, versions, delivery_id)
select %(store_id)s, r.id, r.name, r.short_name, r.first_name, r.last_name, r.email, r.mobile,
       r.mobile_raw, r.gender, r.birthday, r.city, r.country, r.country_code, r.currency,
       r.language, r.avatar, r.joined_at, r.version, r.versions, r.delivery_id
  from jsonb_to_recordset(%(rows)s::jsonb) as r(
       id bigint, name text, short_name text, first_name text, last_name text, email text, mobile text,
       mobile_raw text, gender text, birthday date, city text, country text, country_code text,
       currency text, language text, avatar text, joined_at timestamptz, version text,
       versions jsonb, delivery_id bigint)
    on conflict (store_id, id) do update set
       name = excluded.name, short_name = excluded.short_name,
       first_name = excluded.first_name, last_name = excluded.last_name,
       email = excluded.email, mobile = excluded.mobile, mobile_raw = excluded.mobile_raw,
       gender = excluded.gender, birthday = excluded.birthday, city = excluded.city,
       country = excluded.country, country_code = excluded.country_code,
       currency = excluded.currency, language = excluded.language, avatar = excluded.avatar,
       joined_at = excluded.joined_at, version = excluded.version, versions = excluded.versions,
       delivery_id = excluded.delivery_id, changed_at = now();

-- name: customers_made_up
-- Gives the customers of files who have one of these telephones or e-mails, each by its own index.
select id, mobile, lower(email)
  from customers
 where store_id = %(store_id)s and mobile = any(%(mobiles)s) and id < 0
 union
select c.id, c.mobile, e.email
  from unnest(%(emails)s::text[]) as e(email)
 -- Kept apart by the offset: the server cannot guess how few a mail gives, and would read them all.
 cross join lateral (
       select id, mobile from customers
        where store_id = %(store_id)s and email is not null and lower(email) = e.email and id < 0
       offset 0) as c
 order by id;

-- name: customers_remove
-- Takes away customers that turned out to be others.
delete from customers where store_id = %(store_id)s and id = any(%(ids)s);

-- name: orders_made_up
-- Gives the orders of files that have one of these numbers.
select id, reference
  from orders
 where store_id = %(store_id)s and reference = any(%(references)s) and id < 0;

-- name: orders_remove
-- Takes away orders that turned out to be others, with their lines.
with lines as (
    delete from order_items where store_id = %(store_id)s and order_id = any(%(ids)s)
)
delete from orders where store_id = %(store_id)s and id = any(%(ids)s);

-- name: orders_of_customers
-- Gives the orders of customers.
select id from orders where store_id = %(store_id)s and customer_id = any(%(customers)s);

-- name: products_unknown
-- Gives those products mentioned in order lines for whose name or sku the mention is news.
select t.id
  from unnest(%(ids)s::bigint[], %(versions)s::text[]) as t(id, version)
  left join products p on p.store_id = %(store_id)s and p.id = t.id
 where p.id is null
    or coalesce(p.versions ->> 'name', p.version) < t.version collate "C"
    or coalesce(p.versions ->> 'sku', p.version) < t.version collate "C";

-- name: products_load
-- Gives the held rows of the named products.
select id, name, sku, type, status, price, regular_price, sale_price, cost, currency, quantity,
       unlimited, image, url, brand, brand_id, categories, tags, deleted, version, versions,
       delivery_id
  from products
 where store_id = %(store_id)s and id = any(%(ids)s);

-- name: products_write
-- Writes whole rows of products, new or held.
insert into products (
    store_id, id, name, sku, type, status, price, regular_price, sale_price, cost, currency,
    quantity, unlimited, image, url, brand, brand_id, categories, tags, deleted, version, versions,
    delivery_id)
select %(store_id)s, r.id, r.name, r.sku, r.type, r.status, r.price, r.regular_price, r.sale_price,
       r.cost, r.currency, r.quantity, r.unlimited, r.image, r.url, r.brand, r.brand_id,
       r.categories, r.tags, coalesce(r.deleted, false), r.version, r.versions, r.delivery_id
  from jsonb_to_recordset(%(rows)s::jsonb) as r(
       id bigint, name text, sku text, type text, status text, price numeric,
       regular_price numeric, sale_price numeric, cost numeric, currency text, quantity integer,
       unlimited boolean, image text, url text, brand text, brand_id bigint, categories jsonb,
       tags jsonb, deleted boolean, version text, versions jsonb, delivery_id bigint)
    on conflict (store_id, id) do update set
       name = excluded.name, sku = excluded.sku, type = excluded.type, status = excluded.status,
       price = excluded.price, regular_price = excluded.regular_price,
       sale_price = excluded.sale_price, cost = excluded.cost, currency = excluded.currency,
       quantity = excluded.quantity, unlimited = excluded.unlimited, image = excluded.image,
       url = excluded.url, brand = excluded.brand, brand_id = excluded.brand_id,
       categories = excluded.categories, tags = excluded.tags, deleted = excluded.deleted,
       version = excluded.version, versions = excluded.versions,
       delivery_id = excluded.delivery_id, changed_at = now();

-- name: orders_check
-- Counts orders whose derived columns differ from a full recomputation.
select count(*)
  from orders o
  join orders_under(%(store_id)s, '{}') x on x.id = o.id
 where o.store_id = %(store_id)s
   and (o.placed_on, o.units, o.items_total, o.gross, o.refunded, o.counts, o.value)
       is distinct from
       (x.placed_on, x.units, x.items_total, x.gross, x.refunded, x.counts, x.value);

-- name: orders_repair
-- Writes the derived columns of orders that differ from a full recomputation.
update orders o
   set placed_on = x.placed_on, units = x.units, items_total = x.items_total, gross = x.gross,
       refunded = x.refunded, counts = x.counts, value = x.value, changed_at = now()
  from orders_under(%(store_id)s, '{}') x
 where x.id = o.id and o.store_id = %(store_id)s
   and (o.placed_on, o.units, o.items_total, o.gross, o.refunded, o.counts, o.value)
       is distinct from
       (x.placed_on, x.units, x.items_total, x.gross, x.refunded, x.counts, x.value);

-- name: orders_revalue
-- Gives the next orders of a store the value in M that its settings say; gives the last one's id.
-- The same value as in `orders_under`, which proves it, but for a few orders.
with piece as materialized (
    select o.id,
           coalesce(o.total, 0)
           - case when o.refund_all then coalesce(o.total, 0) else o.refunded end as left_over,
           case when r.tax then 0 else coalesce(o.tax, 0) end
           + case when r.shipping then 0 else coalesce(o.shipping, 0) end as apart,
           case when coalesce(o.currency, s.currency) is not distinct from s.currency then 1
                when o.base_currency = s.currency and o.exchange_currency = o.currency
                     and o.exchange_rate > 0 then o.exchange_rate end as rate,
           coalesce(o.currency, s.currency) is distinct from s.currency as foreign_currency
      from orders o
      join stores s on s.id = o.store_id
      join rfm_settings r on r.store_id = o.store_id
     where o.store_id = %(store_id)s and o.id > %(after)s
     order by o.id
     limit %(most)s
),
valued as (
    select p.id,
           case when p.rate is null then 0
                when p.foreign_currency then round(k.kept::numeric(60, 30) / p.rate, 4)
                else k.kept end as value
      from piece p
     cross join lateral (
           select greatest(p.left_over - p.apart, least(p.left_over, 0)) as kept) k
),
written as (
    update orders o set value = v.value, changed_at = now()
      from valued v
     where o.store_id = %(store_id)s and o.id = v.id and o.value is distinct from v.value
)
select max(id) from piece;
