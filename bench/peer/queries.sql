-- name: log_event
-- Notes that a webhook was processed.
insert into webhook_events (merchant, event, entity_id, payload)
values (%(merchant)s, %(event)s, %(entity_id)s, %(payload)s::jsonb);

-- name: customer_save
-- Inserts or updates a customer.
insert into customers (store_id, id, name, first_name, last_name, email, mobile, mobile_raw, gender,
                       birthday, city, country, country_code, currency, avatar, joined_at, version,
                       delivery_id)
values (%(store_id)s, %(id)s, %(name)s, %(first_name)s, %(last_name)s, %(email)s, %(mobile)s,
        %(mobile_raw)s, %(gender)s, %(birthday)s, %(city)s, %(country)s, %(country_code)s,
        %(currency)s, %(avatar)s, %(joined_at)s, %(version)s, 0)
    on conflict (store_id, id) do update set
       name = excluded.name, first_name = excluded.first_name, last_name = excluded.last_name,
       email = coalesce(excluded.email, customers.email),
       mobile = coalesce(excluded.mobile, customers.mobile),
       mobile_raw = coalesce(excluded.mobile_raw, customers.mobile_raw),
       gender = coalesce(excluded.gender, customers.gender),
       birthday = coalesce(excluded.birthday, customers.birthday),
       city = coalesce(excluded.city, customers.city), country = excluded.country,
       country_code = excluded.country_code, currency = excluded.currency,
       avatar = excluded.avatar, joined_at = coalesce(excluded.joined_at, customers.joined_at),
       version = excluded.version, changed_at = now()
 where customers.version <= excluded.version;

-- name: customer_meet
-- Inserts a customer known by the short form only.
insert into customers (store_id, id, name, email, mobile, mobile_raw, city, country, version,
                       delivery_id)
values (%(store_id)s, %(id)s, %(name)s, %(email)s, %(mobile)s, %(mobile_raw)s, %(city)s,
        %(country)s, '0', 0)
    on conflict (store_id, id) do nothing;

-- name: product_save
-- Inserts or updates a product.
insert into products (store_id, id, name, sku, type, status, price, regular_price, sale_price, cost,
                      currency, quantity, unlimited, image, url, brand, brand_id, categories, tags,
                      deleted, version, delivery_id)
values (%(store_id)s, %(id)s, %(name)s, %(sku)s, %(type)s, %(status)s, %(price)s, %(regular_price)s,
        %(sale_price)s, %(cost)s, %(currency)s, %(quantity)s, %(unlimited)s, %(image)s, %(url)s,
        %(brand)s, %(brand_id)s, %(categories)s::jsonb, %(tags)s::jsonb, %(deleted)s, %(version)s, 0)
    on conflict (store_id, id) do update set
       name = coalesce(excluded.name, products.name), sku = coalesce(excluded.sku, products.sku),
       type = coalesce(excluded.type, products.type),
       status = coalesce(excluded.status, products.status),
       price = coalesce(excluded.price, products.price),
       regular_price = coalesce(excluded.regular_price, products.regular_price),
       sale_price = coalesce(excluded.sale_price, products.sale_price),
       cost = coalesce(excluded.cost, products.cost),
       currency = coalesce(excluded.currency, products.currency),
       quantity = coalesce(excluded.quantity, products.quantity),
       unlimited = coalesce(excluded.unlimited, products.unlimited),
       image = coalesce(excluded.image, products.image), url = coalesce(excluded.url, products.url),
       brand = coalesce(excluded.brand, products.brand),
       brand_id = coalesce(excluded.brand_id, products.brand_id),
       categories = coalesce(excluded.categories, products.categories),
       tags = coalesce(excluded.tags, products.tags),
       deleted = excluded.deleted, version = excluded.version, changed_at = now()
 where products.version <= excluded.version;

-- name: products_meet
-- Inserts products known by an order's line only.
insert into products (store_id, id, name, sku, version, delivery_id)
select %(store_id)s, l.id, l.name, l.sku, '0', 0
  from unnest(%(product_id)s::bigint[], %(name)s::text[], %(sku)s::text[]) as l(id, name, sku)
 order by l.id
    on conflict (store_id, id) do nothing;

-- name: order_load
-- Gives the figures of a held order and locks it.
select version, counts, customer_id, placed_on, currency, gross, discount, shipping, tax, refunded,
       units, value
  from orders where store_id = %(store_id)s and id = %(id)s for update;

-- name: order_save
-- Inserts or updates an order.
insert into orders (store_id, id, reference, placed_at, placed_on, status, status_id, status_name,
                    counts, customer_id, currency, sub_total, discount, shipping, cash_on_delivery,
                    tax, total, refunded, units, items_total, gross, value, payment_method, source,
                    city, country, version, delivery_id)
values (%(store_id)s, %(id)s, %(reference)s, %(placed_at)s, %(placed_on)s, %(status)s,
        %(status_id)s, %(status_name)s, %(counts)s, %(customer_id)s, %(currency)s, %(gross)s,
        %(discount)s, %(shipping)s, %(cash_on_delivery)s, %(tax)s, %(total)s, %(refunded)s,
        %(units)s, %(items_total)s, %(gross)s, %(value)s, %(payment_method)s, %(source)s, %(city)s,
        %(country)s, %(version)s, 0)
    on conflict (store_id, id) do update set
       reference = excluded.reference, placed_at = excluded.placed_at,
       placed_on = excluded.placed_on, status = excluded.status, status_id = excluded.status_id,
       status_name = excluded.status_name, counts = excluded.counts,
       customer_id = excluded.customer_id, currency = excluded.currency,
       sub_total = excluded.sub_total, discount = excluded.discount, shipping = excluded.shipping,
       cash_on_delivery = excluded.cash_on_delivery, tax = excluded.tax, total = excluded.total,
       refunded = excluded.refunded, units = excluded.units, items_total = excluded.items_total,
       gross = excluded.gross, value = excluded.value, payment_method = excluded.payment_method,
       source = excluded.source, city = excluded.city, country = excluded.country,
       version = excluded.version, changed_at = now();

-- name: status_save
-- Adds to an order's history.
insert into order_statuses (store_id, order_id, at, status, name, delivery_id)
values (%(store_id)s, %(id)s, %(at)s, %(status)s, %(status_name)s, 0)
    on conflict do nothing;

-- name: lines_clear
-- Takes an order's lines away and gives what they sold.
delete from order_items where store_id = %(store_id)s and order_id = %(order_id)s
returning product_id, quantity, total;

-- name: lines_save
-- Writes an order's lines.
insert into order_items (store_id, order_id, position, id, product_id, name, sku, quantity,
                         unit_price, discount, tax, total)
select %(store_id)s, %(order_id)s, l.*
  from unnest(%(position)s::smallint[], %(id)s::bigint[], %(product_id)s::bigint[],
              %(name)s::text[], %(sku)s::text[], %(quantity)s::numeric[], %(unit_price)s::numeric[],
              %(discount)s::numeric[], %(tax)s::numeric[], %(total)s::numeric[]) as l;

-- name: day_add
-- Adds a difference to a day's figures.
insert into daily_sales as d (store_id, day, currency, orders, gross, discounts, shipping, tax,
                              refunds, units)
values (%(store_id)s, %(day)s, %(currency)s, %(orders)s, %(gross)s, %(discount)s, %(shipping)s,
        %(tax)s, %(refunded)s, %(units)s)
    on conflict (store_id, day, currency) do update set
       orders = d.orders + excluded.orders, gross = d.gross + excluded.gross,
       discounts = d.discounts + excluded.discounts, shipping = d.shipping + excluded.shipping,
       tax = d.tax + excluded.tax, refunds = d.refunds + excluded.refunds,
       units = d.units + excluded.units;

-- name: day_products_add
-- Adds differences to the figures of products per day.
insert into daily_products as d (store_id, day, product_id, currency, orders, units, gross)
select %(store_id)s, r.day, r.product_id, r.currency, r.orders, r.units, r.gross
  from unnest(%(days)s::date[], %(currencies)s::text[], %(products)s::bigint[],
              %(orders)s::integer[], %(units)s::numeric[], %(gross)s::numeric[])
       as r(day, currency, product_id, orders, units, gross)
 order by r.day, r.product_id
    on conflict (store_id, day, product_id, currency) do update set
       orders = d.orders + excluded.orders, units = d.units + excluded.units,
       gross = d.gross + excluded.gross;

-- name: buyer_totals
-- Sums a customer's counting orders up, beside the segment he is in.
select t.*, c.segment, c.r * 100 + c.f * 10 + c.m
  from (select count(*) as orders, sum(value) as spent, min(placed_on) as first,
               max(placed_on) as last, sum(refunded) as refunds,
               count(*) filter (where discount > 0 or coupon <> '') as discounts
          from orders
         where store_id = %(store_id)s and customer_id = %(customer_id)s and counts) as t
  left join customer_rfm c on c.store_id = %(store_id)s and c.customer_id = %(customer_id)s;

-- name: buyer_save
-- Writes a customer's totals and scores.
insert into customer_rfm (store_id, customer_id, orders, spent, first_order_on, last_order_on,
                          refunds, discounts, r, f, m, segment)
values (%(store_id)s, %(customer_id)s, %(orders)s, %(spent)s, %(first)s, %(last)s, %(refunds)s,
        %(discounts)s, %(r)s, %(f)s, %(m)s, %(segment)s)
    on conflict (store_id, customer_id) do update set
       orders = excluded.orders, spent = excluded.spent,
       first_order_on = excluded.first_order_on, last_order_on = excluded.last_order_on,
       refunds = excluded.refunds, discounts = excluded.discounts,
       r = excluded.r, f = excluded.f, m = excluded.m, segment = excluded.segment,
       changed_at = now();

-- name: buyer_remove
-- Takes a customer without counting orders out.
delete from customer_rfm where store_id = %(store_id)s and customer_id = %(customer_id)s;

-- name: edges_load
-- Gives the edges between scores as they were last computed.
select edges from rfm_edges where store_id = %(store_id)s;

-- name: move_save
-- Notes a move between segments.
insert into segment_moves (store_id, customer_id, from_segment, to_segment, from_code, to_code,
                           cause)
values (%(store_id)s, %(customer_id)s, %(from)s, %(to)s, %(from_code)s, %(to_code)s, 'edited');
