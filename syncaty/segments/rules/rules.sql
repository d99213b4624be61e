-- The pieces that rules are compiled of. `c` is the customer, `s` his totals and scores (all null
-- before his first order that counts); {…} are filled with parameters and other pieces only.

-- name: members
-- The customers that a rule holds for.
select c.id
  from customers c
  left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
 where c.store_id = %(store_id)s and {rule}

-- name: members_count
-- How many customers a rule holds for, and how many there are.
select count(*) filter (where {rule}), count(*)
  from customers c
  left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
 where c.store_id = %(store_id)s

-- name: members_sample
-- Some of the customers that a rule holds for, those with the newest orders first.
select c.id, c.name, c.city, coalesce(s.orders, 0), coalesce(s.spent, 0), s.last_order_on, s.segment
  from customers c
  left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
 where c.store_id = %(store_id)s and {rule}
 order by s.last_order_on desc nulls last, c.id
 limit %(limit)s

-- name: leaves
-- What each condition of a rule says of one customer: whether it holds, and the value it looked at.
select {leaves}
  from customers c
  left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
 where c.store_id = %(store_id)s and c.id = %(customer_id)s

-- name: field_name
c.name

-- name: field_city
c.city

-- name: field_country
c.country

-- name: field_country_code
c.country_code

-- name: field_language
c.language

-- name: field_gender
c.gender

-- name: field_age
(case when c.birthday <= %(today)s::date
      then extract(year from age(%(today)s::date, c.birthday))::integer end)

-- name: field_birthday
-- The days until the birthday comes round again; the 29th of February is kept on the 28th.
(select min(turn - %(today)s::date)
   from (values (0), (1)) as next(year)
  cross join lateral (
      select (c.birthday + make_interval(years =>
                 (extract(year from %(today)s::date) - extract(year from c.birthday))::integer
                 + next.year))::date as turn
  ) t
  where turn >= %(today)s::date)

-- name: field_email
nullif(c.email, '')

-- name: field_mobile
nullif(c.mobile, '')

-- name: field_joined_on
(c.joined_at at time zone %(zone)s)::date

-- name: field_segment
s.segment

-- name: field_r
s.r

-- name: field_f
s.f

-- name: field_m
s.m

-- name: field_orders
coalesce(s.orders, 0)

-- name: field_spent
coalesce(s.spent, 0)

-- name: field_average_order
(s.spent / s.orders)

-- name: field_refunds
coalesce(s.refunds, 0)

-- name: field_discounts
coalesce(s.discounts, 0)

-- name: field_first_order_on
s.first_order_on

-- name: field_last_order_on
s.last_order_on

-- name: field_days_between
(case when s.orders > 1
      then (s.last_order_on - s.first_order_on)::numeric / (s.orders - 1) end)

-- name: member_of
exists (select from segment_members m
         where m.store_id = c.store_id and m.customer_id = c.id and m.segment_id = {value})

-- name: op_is
{field} = any({value}::text[])

-- name: op_is_not
{field} is null or {field} <> all({value}::text[])

-- name: op_contains
{field} ilike any({value}::text[])

-- name: op_known
({field} is not null) = {value}

-- name: op_equals
{field} = {value}

-- name: op_equals_not
{field} is null or {field} <> {value}

-- name: op_at_least
{field} >= {value}

-- name: op_at_most
{field} <= {value}

-- name: op_between
{field} between {low} and {high}

-- name: op_on_or_after
{field} >= {value}

-- name: op_before
{field} < {value}

-- name: op_days_ago_at_least
{field} <= %(today)s::date - {value}::integer

-- name: op_days_ago_at_most
{field} > %(today)s::date - {value}::integer - 1

-- name: op_within_next_days
{field} <= {value}::integer

-- name: bought_anything
-- What each customer bought, of whatever kind.
select o.customer_id, count(*) as times, sum(o.units) as pieces, sum(o.value) as amount
  from orders o
 where o.store_id = %(store_id)s and o.customer_id is not null and {orders}
 group by o.customer_id

-- name: bought_product
-- What each customer bought of some products.
select o.customer_id, count(distinct o.id) as times, sum(i.quantity) as pieces,
       sum(i.total) as amount
  from order_items i
  join orders o on o.store_id = i.store_id and o.id = i.order_id
 where i.store_id = %(store_id)s and i.product_id = any({ids}::bigint[])
   and o.customer_id is not null and {orders}
 group by o.customer_id

-- name: bought_category
-- What each customer bought of products that are in some categories today.
select o.customer_id, count(distinct o.id) as times, sum(i.quantity) as pieces,
       sum(i.total) as amount
  from order_items i
  join orders o on o.store_id = i.store_id and o.id = i.order_id
 where i.store_id = %(store_id)s
   and i.product_id in (
       select p.id from products p, jsonb_array_elements(p.categories) as category
        where p.store_id = %(store_id)s and jsonb_typeof(p.categories) = 'array'
          and (category ->> 'id')::bigint = any({ids}::bigint[]))
   and o.customer_id is not null and {orders}
 group by o.customer_id

-- name: bought_brand
-- What each customer bought of products of some brands.
select o.customer_id, count(distinct o.id) as times, sum(i.quantity) as pieces,
       sum(i.total) as amount
  from order_items i
  join orders o on o.store_id = i.store_id and o.id = i.order_id
 where i.store_id = %(store_id)s
   and i.product_id in (select p.id from products p
                         where p.store_id = %(store_id)s and p.brand_id = any({ids}::bigint[]))
   and o.customer_id is not null and {orders}
 group by o.customer_id

-- name: bought_enough
-- Nobody with nothing bought is among these, so bounds that nothing satisfies are asked reversed.
c.id in (select b.customer_id from ({bought}) b where b.{measure} >= {value})

-- name: bought_more
c.id in (select b.customer_id from ({bought}) b where b.{measure} > {value})

-- name: bought_exactly
c.id in (select b.customer_id from ({bought}) b where b.{measure} = {value})

-- name: bought_any
c.id in (select b.customer_id from ({bought}) b where b.{measure} <> 0)

-- name: bought_value
(select b.{measure} from ({bought}) b where b.customer_id = c.id)

-- name: orders_of_some
o.customer_id = any(%(customers)s::bigint[])

-- name: orders_counting
o.counts

-- name: orders_in_status
not o.deleted and not o.draft and o.status = any({value}::text[])

-- name: orders_last_days
o.placed_on > %(today)s::date - {value}::integer

-- name: orders_since
o.placed_on >= {value}

-- name: orders_until
o.placed_on <= {value}

-- name: orders_with_payment_method
o.payment_method = any({value}::text[])

-- name: orders_with_coupon
o.coupon = any({value}::text[])

-- name: orders_with_source
o.source = any({value}::text[])

-- name: orders_with_city
o.city = any({value}::text[])

-- name: orders_with_country
o.country = any({value}::text[])
