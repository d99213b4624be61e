-- A store's day for its segments: whom its beginning may move, and who is still to be judged.

-- name: clocks_due
-- Gives the stores whose rules are judged on another day than their local one, or where customers
-- are still to be judged again, with both days.
select k.store_id, (%(now)s::timestamptz at time zone s.timezone)::date
  from segment_clocks k
  join stores s on s.id = k.store_id
 where k.worked_on <> (%(now)s::timestamptz at time zone s.timezone)::date
    or exists (select from segment_due d where d.store_id = k.store_id)
    or exists (select from segment_due_goods d where d.store_id = k.store_id)
 order by k.worked_on, k.store_id;

-- name: worked_on
-- Gives the day that a store's rules are judged on.
select worked_on from segment_clocks where store_id = %(store_id)s;

-- name: clock_set
-- Lets a store's rules be judged on a day.
update segment_clocks set worked_on = %(day)s where store_id = %(store_id)s;

-- name: due_take
-- Takes some of those who are to be judged again.
with taken as (
    select customer_id
      from segment_due
     where store_id = %(store_id)s
     order by customer_id
     limit %(most)s
)
delete from segment_due d
 using taken t
 where d.store_id = %(store_id)s and d.customer_id = t.customer_id
returning d.customer_id, d.cause;

-- name: due_goods_step
-- Lets the buyers of the next lines of a product be judged again, and notes how far that has come;
-- gives whether a product waited. After its last line it waits no more.
with waiting as materialized (
    select product_id, after from segment_due_goods
     where store_id = %(store_id)s
     order by product_id
     limit 1
),
lines as materialized (
    select i.order_id
      from waiting w
     cross join lateral (
           select order_id from order_items i
            where i.store_id = %(store_id)s and i.product_id = w.product_id
              and i.order_id > w.after
            order by i.order_id
            limit %(most)s) i
),
due as (
    insert into segment_due (store_id, customer_id, cause)
    select distinct %(store_id)s, o.customer_id, 'goods'
      from lines l
      join orders o on o.store_id = %(store_id)s and o.id = l.order_id
     where o.customer_id is not null
        on conflict (store_id, customer_id) do nothing
),
advanced as (
    update segment_due_goods d
       set after = (select max(order_id) from lines)
      from waiting w
     where d.store_id = %(store_id)s and d.product_id = w.product_id
       and exists (select from lines)
),
done as (
    delete from segment_due_goods d
     using waiting w
     where d.store_id = %(store_id)s and d.product_id = w.product_id
       and not exists (select from lines)
)
select count(*) from waiting;

-- name: due_fill
-- Lets those be judged again whose answers to a store's rules may change as a day begins: found by
-- the indexes of the days themselves, so this costs by those found and not by the store's size.
-- Days that nobody's rule asks for are empty lists.
with found (customer_id) as (
    select s.customer_id
      from customer_rfm s
     where s.store_id = %(store_id)s and s.last_order_on = any(%(last_order_on)s::date[])
    union
    select s.customer_id
      from customer_rfm s
     where s.store_id = %(store_id)s and s.first_order_on = any(%(first_order_on)s::date[])
    union
    -- Local days by instants; what a zone's clock does around midnight is seen by the last line.
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
       and o.placed_on = any(%(placed_on)s::date[])
)
insert into segment_due (store_id, customer_id)
select %(store_id)s, customer_id from found
    on conflict (store_id, customer_id) do nothing;
