-- name: city
-- Cities that customers gave, the most frequent first.
select city as value, city as label, count(*) as many
  from customers
 where store_id = %(store_id)s and city <> ''
   and translate(lower(city), %(fold_from)s, %(fold_to)s) like %(words)s
 group by city order by many desc, city limit %(limit)s;

-- name: country
select country as value, country as label, count(*) as many
  from customers
 where store_id = %(store_id)s and country <> ''
   and translate(lower(country), %(fold_from)s, %(fold_to)s) like %(words)s
 group by country order by many desc, country limit %(limit)s;

-- name: country_code
select country_code as value, country_code as label, count(*) as many
  from customers
 where store_id = %(store_id)s and country_code <> '' and lower(country_code) like %(words)s
 group by country_code order by many desc, country_code limit %(limit)s;

-- name: language
select language as value, language as label, count(*) as many
  from customers
 where store_id = %(store_id)s and language <> '' and lower(language) like %(words)s
 group by language order by many desc, language limit %(limit)s;

-- name: product
-- Products by name, article number or Salla's number, those that were sold last first.
select p.id::text as value, coalesce(nullif(p.name, ''), p.id::text) as label, null::bigint as many
  from products p
 where p.store_id = %(store_id)s
   and (translate(lower(p.name), %(fold_from)s, %(fold_to)s) like %(words)s
        or lower(p.sku) like %(words)s or p.id::text = %(text)s)
 order by p.deleted, p.changed_at desc, p.id limit %(limit)s;

-- name: category
-- Categories that products are in today.
select category ->> 'id' as value, min(category ->> 'name') as label, count(*) as many
  from products p, jsonb_array_elements(p.categories) as category
 where p.store_id = %(store_id)s and jsonb_typeof(p.categories) = 'array'
   and category ->> 'id' is not null
   and translate(lower(category ->> 'name'), %(fold_from)s, %(fold_to)s) like %(words)s
 group by 1 order by many desc, label limit %(limit)s;

-- name: brand
select brand_id::text as value, coalesce(min(brand), brand_id::text) as label, count(*) as many
  from products
 where store_id = %(store_id)s and brand_id is not null
   and translate(lower(coalesce(brand, '')), %(fold_from)s, %(fold_to)s) like %(words)s
 group by brand_id order by many desc, label limit %(limit)s;

-- name: order_status
-- Statuses as the store names them.
select status as value, coalesce(nullif(name, ''), status) as label, null::bigint as many
  from store_statuses
 where store_id = %(store_id)s
   and (translate(lower(name), %(fold_from)s, %(fold_to)s) like %(words)s
        or status like %(words)s)
 order by label limit %(limit)s;

-- name: order_payment_method
-- What the store's newest orders were paid by.
select payment_method as value, payment_method as label, count(*) as many
  from (select payment_method from orders where store_id = %(store_id)s
         order by id desc limit %(newest)s) o
 where payment_method <> '' and lower(payment_method) like %(words)s
 group by payment_method order by many desc, label limit %(limit)s;

-- name: order_coupon
select coupon as value, coupon as label, count(*) as many
  from (select coupon from orders where store_id = %(store_id)s
         order by id desc limit %(newest)s) o
 where coupon <> '' and lower(coupon) like %(words)s
 group by coupon order by many desc, label limit %(limit)s;

-- name: order_source
select source as value, source as label, count(*) as many
  from (select source from orders where store_id = %(store_id)s
         order by id desc limit %(newest)s) o
 where source <> '' and lower(source) like %(words)s
 group by source order by many desc, label limit %(limit)s;

-- name: order_city
select city as value, city as label, count(*) as many
  from (select city from orders where store_id = %(store_id)s
         order by id desc limit %(newest)s) o
 where city <> '' and translate(lower(city), %(fold_from)s, %(fold_to)s) like %(words)s
 group by city order by many desc, label limit %(limit)s;

-- name: order_country
select country as value, country as label, count(*) as many
  from (select country from orders where store_id = %(store_id)s
         order by id desc limit %(newest)s) o
 where country <> '' and translate(lower(country), %(fold_from)s, %(fold_to)s) like %(words)s
 group by country order by many desc, label limit %(limit)s;

-- name: names
-- The names of goods that a rule speaks of; what is missing here is not in the store any more.
select 'product' as kind, p.id::text as value, coalesce(nullif(p.name, ''), p.id::text) as label
  from products p
 where p.store_id = %(store_id)s and p.id = any(%(product)s::bigint[])
   and p.deleted is not true
union all
select 'category', category ->> 'id', min(category ->> 'name')
  from products p, jsonb_array_elements(p.categories) as category
 where cardinality(%(category)s::bigint[]) > 0 and p.store_id = %(store_id)s
   and jsonb_typeof(p.categories) = 'array'
   and category ->> 'id' = any(%(category)s::bigint[]::text[])
 group by category ->> 'id'
union all
select 'brand', brand_id::text, coalesce(min(brand), brand_id::text)
  from products
 where store_id = %(store_id)s and brand_id = any(%(brand)s::bigint[])
 group by brand_id
union all
select 'order_status', status, name
  from store_statuses
 where store_id = %(store_id)s and name <> '' and status = any(%(status)s::text[]);
