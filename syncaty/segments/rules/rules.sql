-- The pieces that rules are compiled of. `c` is the customer, `s` his totals and scores (all null
-- before his first order that counts); {…} are filled with parameters and other pieces only.

-- name: members
-- The customers that a rule holds for.
select c.id
  from customers c
  left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
 where c.store_id = %(store_id)s and {rule}

-- name: whole_store
-- Lets questions about a whole store hash in memory, for this transaction only. How many rows the
-- conditions of a rule leave is guessed too low far too often: a loop over them is a hundred times
-- slower then, where a hash join costs the same whatever there is.
select set_config('work_mem', '64MB', true), set_config('jit', 'off', true),
       set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true)

-- name: few_rows
-- Takes that back as far as it would slow down questions about a few rows.
select set_config('enable_nestloop', 'on', true), set_config('enable_mergejoin', 'on', true)

-- name: preview
-- How many customers a rule holds for, how many there are, and some of those it holds for: those
-- with the newest orders first.
with matched as materialized (
    select c.id, s.last_order_on
      from customers c
      left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
     where c.store_id = %(store_id)s and {rule}
)
select (select count(*) from matched),
       (select count(*) from customers where store_id = %(store_id)s),
       array(select id from matched order by last_order_on desc nulls last, id limit %(limit)s)

-- name: sample
-- Those customers.
select c.id, c.name, c.city, coalesce(s.orders, 0), coalesce(s.spent, 0), s.last_order_on, s.segment
  from customers c
  left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
 where c.store_id = %(store_id)s and c.id = any(%(ids)s::bigint[])
 order by s.last_order_on desc nulls last, c.id

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
-- The days until the birthday comes round again; the 29th of February is kept on the 28th. Counted
-- from the birthday itself, so that it is the 29th again in a leap year.
(case when (c.birthday + make_interval(years =>
                (extract(year from %(today)s::date) - extract(year from c.birthday))::integer
            ))::date >= %(today)s::date
      then (c.birthday + make_interval(years =>
                (extract(year from %(today)s::date) - extract(year from c.birthday))::integer
            ))::date
      else (c.birthday + make_interval(years =>
                (extract(year from %(today)s::date) - extract(year from c.birthday))::integer + 1
            ))::date
  end - %(today)s::date)

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

-- name: bought_times
-- How often each customer bought some goods: orders, however many lines of each there are.
select o.customer_id, count(*) as times
  from orders o
 where o.store_id = %(store_id)s and o.customer_id is not null and {orders}
   and o.id in (select i.order_id from order_items i
                 where i.store_id = %(store_id)s and {goods})
 group by o.customer_id

-- name: bought_lines
-- How many pieces of some goods each customer bought, and for how much.
select o.customer_id, sum(i.quantity) as pieces, sum(i.total) as amount
  from order_items i
  join orders o on o.store_id = i.store_id and o.id = i.order_id
 where i.store_id = %(store_id)s and {goods} and o.customer_id is not null and {orders}
 group by o.customer_id

-- name: goods_product
i.product_id = any({ids}::bigint[])

-- name: goods_category
-- Products that are in some categories today: looked up once, then as if they had been named.
i.product_id = any(array(
    select p.id from products p, jsonb_array_elements(p.categories) as category
     where p.store_id = %(store_id)s and jsonb_typeof(p.categories) = 'array'
       and (category ->> 'id')::bigint = any({ids}::bigint[])))

-- name: goods_brand
-- Products of some brands today.
i.product_id = any(array(select p.id from products p
                          where p.store_id = %(store_id)s and p.brand_id = any({ids}::bigint[])))

-- name: among
c.id in ({found})

-- name: bought_at_least
-- Nobody with nothing bought is among these, so bounds that nothing satisfies are asked reversed.
select b.customer_id from ({bought}) b where b.{measure} >= {value}

-- name: bought_above
select b.customer_id from ({bought}) b where b.{measure} > {value}

-- name: bought_exactly
select b.customer_id from ({bought}) b where b.{measure} = {value}

-- name: bought_any
select b.customer_id from ({bought}) b where b.{measure} <> 0

-- name: found_before
-- What was found once, before the customers are looked at.
{called} as materialized ({found})

-- name: found_there
select customer_id from {called}

-- name: pooled_times
count(*) filter (where {orders}) as {called}

-- name: pooled_pieces
sum(o.units) filter (where {orders}) as {called}

-- name: pooled_amount
sum(o.value) filter (where {orders}) as {called}

-- name: pooled
-- Many sums over orders of whatever goods, in one pass over them.
pooled as materialized (
    select o.customer_id, {sums}
      from orders o
     where o.store_id = %(store_id)s and o.customer_id is not null
     group by o.customer_id
)

-- name: pooled_none
-- The same of no sums.
pooled as (select null::bigint as customer_id where false)

-- name: pooled_there
-- Who is not among these bought nothing.
coalesce(p.{called}, 0)

-- name: wares_product
select unnest({ids}::bigint[]), {bit}::bigint

-- name: wares_category
select p.id, {bit}::bigint
  from products p, jsonb_array_elements(p.categories) as category
 where p.store_id = %(store_id)s and jsonb_typeof(p.categories) = 'array'
   and (category ->> 'id')::bigint = any({ids}::bigint[])

-- name: wares_brand
select p.id, {bit}::bigint from products p
 where p.store_id = %(store_id)s and p.brand_id = any({ids}::bigint[])

-- name: line_pieces
, sum(i.quantity) filter (where w.bits & {bit}::bigint <> 0) as {called}

-- name: line_amount
, sum(i.total) filter (where w.bits & {bit}::bigint <> 0) as {called}

-- name: pooled_goods_times
count(*) filter (where l.bits & {bit}::bigint <> 0 and {orders}) as {called}

-- name: pooled_goods_sum
sum(l.{line}) filter (where {orders}) as {called}

-- name: pooled_goods
-- Many sums over lines of certain goods, in one pass over them: each sort of goods has a bit.
wares as materialized (
    select product_id, bit_or(bit) as bits from ({wares}) as w(product_id, bit) group by product_id
),
ware_lines as materialized (
    select i.order_id, bit_or(w.bits) as bits {line_sums}
      from order_items i
      join wares w on w.product_id = i.product_id
     where i.store_id = %(store_id)s and i.product_id is not null
     group by i.order_id
),
pooled_goods as materialized (
    select o.customer_id, {sums}
      from ware_lines l
      join orders o on o.store_id = %(store_id)s and o.id = l.order_id
     where o.customer_id is not null
     group by o.customer_id
)

-- name: pooled_goods_none
-- The same of no sums.
pooled_goods as (select null::bigint as customer_id where false)

-- name: pooled_goods_there
-- Who is not among these bought none of them.
coalesce(g.{called}, 0)

-- name: bought_value
(select b.{measure} from ({bought}) b where b.customer_id = c.id)

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
