-- name: customers_named
-- Gives the customers that a search text names in whole: each reading by its own index.
select id from customers where store_id = %(store_id)s and id = %(number)s
union
select id from customers where store_id = %(store_id)s and mobile = %(mobile)s
union
select id from customers where store_id = %(store_id)s and lower(email) = lower(%(text)s)
union
-- Whose order it is, when the text is an order's number or id.
select o.customer_id
  from orders o
 where o.store_id = %(store_id)s and o.reference = any(%(references)s)
   and o.customer_id is not null
union
select o.customer_id
  from orders o
 where o.store_id = %(store_id)s and o.id = %(number)s and o.customer_id is not null;

-- name: customers_alike
-- Gives the customers whose name, e-mail or phone a search text is a part of.
select id
  from customers
 where store_id = %(store_id)s
   and (translate(lower(name), %(fold_from)s, %(fold_to)s) like %(words)s
        or lower(email) like %(words)s
        or mobile like %(digits)s);

-- name: customers_by_spent
-- Gives buyers, those who spent most first.
select t.customer_id as id, coalesce(c.name, '') as name, c.email, c.mobile, c.mobile_raw, c.city,
       c.country, c.joined_at, t.orders, t.spent, t.first_order_on, t.last_order_on, t.r, t.f, t.m,
       t.segment
  from customer_rfm t
  left join customers c on c.store_id = t.store_id and c.id = t.customer_id
 where t.store_id = %(store_id)s
   and (%(ids)s::bigint[] is null or t.customer_id = any(%(ids)s::bigint[]))
   and (%(segment)s::text is null or t.segment = %(segment)s)
   and (%(r)s::smallint[] is null or t.r = any(%(r)s::smallint[]))
   and (%(f)s::smallint[] is null or t.f = any(%(f)s::smallint[]))
   and (%(m)s::smallint[] is null or t.m = any(%(m)s::smallint[]))
   and (%(fm)s::smallint[] is null or (t.f + t.m + 1) / 2 = any(%(fm)s::smallint[]))
   and (%(key)s::numeric is null or (t.spent, t.customer_id) < (%(key)s::numeric, %(id)s::bigint))
 order by t.spent desc, t.customer_id desc
 limit %(limit)s;

-- name: customers_by_orders
-- Gives buyers, those who ordered most often first.
select t.customer_id as id, coalesce(c.name, '') as name, c.email, c.mobile, c.mobile_raw, c.city,
       c.country, c.joined_at, t.orders, t.spent, t.first_order_on, t.last_order_on, t.r, t.f, t.m,
       t.segment
  from customer_rfm t
  left join customers c on c.store_id = t.store_id and c.id = t.customer_id
 where t.store_id = %(store_id)s
   and (%(ids)s::bigint[] is null or t.customer_id = any(%(ids)s::bigint[]))
   and (%(segment)s::text is null or t.segment = %(segment)s)
   and (%(r)s::smallint[] is null or t.r = any(%(r)s::smallint[]))
   and (%(f)s::smallint[] is null or t.f = any(%(f)s::smallint[]))
   and (%(m)s::smallint[] is null or t.m = any(%(m)s::smallint[]))
   and (%(fm)s::smallint[] is null or (t.f + t.m + 1) / 2 = any(%(fm)s::smallint[]))
   and (%(key)s::integer is null
        or (t.orders, t.customer_id) < (%(key)s::integer, %(id)s::bigint))
 order by t.orders desc, t.customer_id desc
 limit %(limit)s;

-- name: customers_by_last_order
-- Gives buyers, those who ordered last first.
select t.customer_id as id, coalesce(c.name, '') as name, c.email, c.mobile, c.mobile_raw, c.city,
       c.country, c.joined_at, t.orders, t.spent, t.first_order_on, t.last_order_on, t.r, t.f, t.m,
       t.segment
  from customer_rfm t
  left join customers c on c.store_id = t.store_id and c.id = t.customer_id
 where t.store_id = %(store_id)s
   and (%(ids)s::bigint[] is null or t.customer_id = any(%(ids)s::bigint[]))
   and (%(segment)s::text is null or t.segment = %(segment)s)
   and (%(r)s::smallint[] is null or t.r = any(%(r)s::smallint[]))
   and (%(f)s::smallint[] is null or t.f = any(%(f)s::smallint[]))
   and (%(m)s::smallint[] is null or t.m = any(%(m)s::smallint[]))
   and (%(fm)s::smallint[] is null or (t.f + t.m + 1) / 2 = any(%(fm)s::smallint[]))
   and (%(key)s::date is null
        or (t.last_order_on, t.customer_id) < (%(key)s::date, %(id)s::bigint))
 order by t.last_order_on desc, t.customer_id desc
 limit %(limit)s;

-- name: customers_without_orders
-- Gives customers without a counting order, newest id first: the end of every list of buyers.
select c.id, c.name, c.email, c.mobile, c.mobile_raw, c.city, c.country, c.joined_at, 0 as orders,
       0::numeric as spent, null::date as first_order_on, null::date as last_order_on,
       null::smallint as r, null::smallint as f, null::smallint as m, null::text as segment
  from customers c
 where c.store_id = %(store_id)s
   and (%(ids)s::bigint[] is null or c.id = any(%(ids)s::bigint[]))
   and not exists (select from customer_rfm t
                    where t.store_id = c.store_id and t.customer_id = c.id)
   and (%(id)s::bigint is null or c.id < %(id)s::bigint)
 order by c.id desc
 limit %(limit)s;

-- name: customers_by_name
-- Gives customers by name, those without one last.
select c.id, c.name, c.email, c.mobile, c.mobile_raw, c.city, c.country, c.joined_at,
       coalesce(t.orders, 0) as orders, coalesce(t.spent, 0) as spent, t.first_order_on,
       t.last_order_on, t.r, t.f, t.m, t.segment
  from customers c
  left join customer_rfm t on t.store_id = c.store_id and t.customer_id = c.id
 where c.store_id = %(store_id)s
   and (%(ids)s::bigint[] is null or c.id = any(%(ids)s::bigint[]))
   and (%(segment)s::text is null or t.segment = %(segment)s)
   and (%(r)s::smallint[] is null or t.r = any(%(r)s::smallint[]))
   and (%(f)s::smallint[] is null or t.f = any(%(f)s::smallint[]))
   and (%(m)s::smallint[] is null or t.m = any(%(m)s::smallint[]))
   and (%(fm)s::smallint[] is null or (t.f + t.m + 1) / 2 = any(%(fm)s::smallint[]))
   and (%(key)s::text is null
        or (c.name = '', c.name, c.id) > (%(key)s::text = '', %(key)s::text, %(id)s::bigint))
 order by c.name = '', c.name, c.id
 limit %(limit)s;

-- name: customer
-- Gives one customer with totals and scores; also one known by nothing but orders.
select c.id, c.name, c.first_name, c.last_name, c.email, c.mobile, c.mobile_raw, c.gender,
       c.birthday, c.city, c.country, c.country_code, c.currency, c.language, c.avatar, c.joined_at,
       coalesce(t.orders, 0) as orders, coalesce(t.spent, 0) as spent, t.first_order_on,
       t.last_order_on, coalesce(t.frequency, t.orders, 0) as frequency,
       coalesce(t.monetary, t.spent, 0) as monetary, t.r, t.f, t.m, t.segment, c.version, c.delivery_id, c.created_at,
       c.changed_at
  from customers c
  left join customer_rfm t on t.store_id = c.store_id and t.customer_id = c.id
 where c.store_id = %(store_id)s and c.id = %(id)s;

-- name: customer_orders
-- Gives a customer's orders, newest first, those without a date last.
select o.id, o.reference, o.placed_at, o.placed_on, o.status, o.status_name, o.status_custom,
       o.counts, o.deleted, o.draft, coalesce(o.currency, %(currency)s) as currency,
       coalesce(o.total, 0) as total, o.refunded, o.units, o.payment_method
  from orders o
 where o.store_id = %(store_id)s and o.customer_id = %(customer_id)s
   and (%(id)s::bigint is null
        or (coalesce(o.placed_on, '-infinity'), o.id)
           < (coalesce(%(key)s::date, '-infinity'), %(id)s::bigint))
 order by coalesce(o.placed_on, '-infinity') desc, o.id desc
 limit %(limit)s;

-- name: order
-- Gives one order with its amounts and its customer's name.
select o.id, o.reference, o.placed_at, o.placed_on, o.status, o.status_id, o.status_name,
       o.status_custom, o.counts, o.draft, o.deleted, o.customer_id,
       coalesce(c.name, '') as customer_name, coalesce(o.currency, %(currency)s) as currency,
       o.sub_total, o.discount, o.shipping, o.cash_on_delivery, o.tax, o.total, o.gross,
       o.items_total, o.refunded, o.refund_all, o.value, o.units, o.exchange_rate,
       o.exchange_currency, o.payment_method, o.source, o.coupon, o.city, o.country, o.version,
       o.delivery_id, o.created_at, o.changed_at
  from orders o
  left join customers c on c.store_id = o.store_id and c.id = o.customer_id
 where o.store_id = %(store_id)s and o.id = %(id)s;

-- name: order_items
-- Gives the lines of an order in their order.
select position, id, product_id, name, sku, quantity, unit_price, discount, tax, total
  from order_items
 where store_id = %(store_id)s and order_id = %(id)s
 order by position;

-- name: order_history
-- Gives every status an order was seen in, oldest first.
select at, status, name, note, delivery_id
  from order_statuses
 where store_id = %(store_id)s and order_id = %(id)s
 order by at, delivery_id, status;

-- name: products
-- Gives products with what was sold of them. `rank` and `word` are what the list is sorted by.
with sold as (
    select product_id, sum(orders) as orders, sum(units) as units,
           coalesce(sum(gross) filter (where currency = %(currency)s), 0) as gross
      from daily_products
     where store_id = %(store_id)s
     group by product_id
),
listed as (
    select p.id, p.name, p.sku, p.status, p.price, p.sale_price,
           coalesce(p.currency, %(currency)s) as currency, p.quantity, p.unlimited, p.image,
           p.deleted, p.changed_at, coalesce(s.orders, 0) as orders, coalesce(s.units, 0) as units,
           coalesce(s.gross, 0) as gross,
           case %(sort)s
               when 'gross' then -coalesce(s.gross, 0)
               when 'units' then -coalesce(s.units, 0)
               when 'changed' then -extract(epoch from p.changed_at)
               when 'stock' then coalesce(p.quantity, 2147483647)::numeric
               else 0
           end as rank,
           case %(sort)s when 'name' then lower(coalesce(p.name, '')) else '' end as word
      from products p
      left join sold s on s.product_id = p.id
     where p.store_id = %(store_id)s
       and (%(deleted)s::boolean is null or p.deleted = %(deleted)s::boolean)
       and (%(words)s::text is null
            or translate(lower(p.name), %(fold_from)s, %(fold_to)s) like %(words)s
            or lower(p.sku) like %(words)s
            or p.id = %(number)s::bigint)
)
select *
  from listed
 where %(id)s::bigint is null
    or (rank, word, id) > (%(rank)s::numeric, %(word)s::text, %(id)s::bigint)
 order by rank, word, id
 limit %(limit)s;

-- name: product
-- Gives one product with what was sold of it.
select p.id, p.name, p.sku, p.type, p.status, p.price, p.regular_price, p.sale_price, p.cost,
       coalesce(p.currency, %(currency)s) as currency, p.quantity, p.unlimited, p.image, p.url,
       p.brand, p.brand_id, p.categories, p.tags, p.deleted, p.version, p.delivery_id,
       p.created_at, p.changed_at, s.orders, s.units, s.gross, s.first_sold_on, s.last_sold_on
  from products p
 cross join lateral (
       select coalesce(sum(d.orders), 0) as orders, coalesce(sum(d.units), 0) as units,
              coalesce(sum(d.gross) filter (where d.currency = %(currency)s), 0) as gross,
              min(d.day) filter (where d.orders > 0) as first_sold_on,
              max(d.day) filter (where d.orders > 0) as last_sold_on
         from daily_products d
        where d.store_id = p.store_id and d.product_id = p.id) s
 where p.store_id = %(store_id)s and p.id = %(id)s;
