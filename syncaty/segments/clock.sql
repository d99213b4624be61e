-- name: due_customers
-- Whose answers to a store's rules may change as a day begins: found by the indexes of the days
-- themselves, so this costs by those found and not by the store's size. Days that nobody's rule
-- asks for are empty lists.
select s.customer_id
  from customer_rfm s
 where s.store_id = %(store_id)s and s.last_order_on = any(%(last_order_on)s::date[])
union
select s.customer_id
  from customer_rfm s
 where s.store_id = %(store_id)s and s.first_order_on = any(%(first_order_on)s::date[])
union
-- Local days by instants: what the zone's clock did around midnight is left to the second look.
select c.id
  from unnest(%(joined_on)s::date[]) as d(day)
  join customers c
    on c.store_id = %(store_id)s
   and c.joined_at >= (d.day::timestamp at time zone %(zone)s) - interval '3 hours'
   and c.joined_at < ((d.day + 1)::timestamp at time zone %(zone)s) + interval '3 hours'
   and (c.joined_at at time zone %(zone)s)::date = d.day
union
select c.id
  from customers c
 where c.store_id = %(store_id)s and c.birthday is not null
   and extract(month from c.birthday) * 100 + extract(day from c.birthday)
       = any(%(birthdays)s::numeric[])
union
select c.id
  from customers c
 where c.store_id = %(store_id)s and c.birthday = any(%(born_on)s::date[])
   and extract(month from c.birthday) * 100 + extract(day from c.birthday)
       = any(select extract(month from b.day) * 100 + extract(day from b.day)
               from unnest(%(born_on)s::date[]) as b(day))
union
select o.customer_id
  from orders o
 where o.store_id = %(store_id)s and o.counts and o.customer_id is not null
   and o.placed_on = any(%(ordered_on)s::date[] || %(placed_on)s::date[])
union
select o.customer_id
  from orders o
 where o.store_id = %(store_id)s and not o.counts and o.customer_id is not null
   and o.placed_on = any(%(placed_on)s::date[]);
