-- Ranges of buyers that wait to be scored anew.

-- name: backlog_add
-- Notes ranges that edges passed over; one that waits untouched already is not noted twice.
insert into rfm_backlog (store_id, dimension, low, high, cause, job_id)
select %(store_id)s, t.dimension, t.low, t.high, %(cause)s, %(job_id)s
  from unnest(%(dimensions)s::text[], %(lows)s::numeric[], %(highs)s::numeric[])
       as t(dimension, low, high)
 where not exists (
       select from rfm_backlog b
        where b.store_id = %(store_id)s and b.dimension = t.dimension and b.low = t.low
          and b.high = t.high and b.after = 9223372036854775807);

-- name: backlog_next
-- Gives the range that has waited longest.
select id, dimension, low, after, high, cause, job_id
  from rfm_backlog
 where store_id = %(store_id)s
 order by id
 limit 1;

-- name: backlog_advance
-- Notes how far a range is worked.
update rfm_backlog set low = %(low)s, after = %(after)s
 where store_id = %(store_id)s and id = %(id)s;

-- name: backlog_end
-- Forgets a range that is worked.
delete from rfm_backlog where store_id = %(store_id)s and id = %(id)s;

-- name: backlog_clear
-- Forgets all ranges of a store: everyone was scored anew.
delete from rfm_backlog where store_id = %(store_id)s;

-- name: backlog_money
-- Tells whether customers wait because the value of orders changed.
select exists (select from rfm_backlog
                where store_id = %(store_id)s and dimension in ('values', 'all') and low = 1);

-- name: piece_r
-- Gives the next buyers of a range of last days.
select last_order_on - date '1970-01-01', customer_id
  from customer_rfm
 where store_id = %(store_id)s
   and (last_order_on, customer_id) > (date '1970-01-01' + %(low)s::integer, %(after)s::bigint)
   and last_order_on <= date '1970-01-01' + %(high)s::integer
 order by last_order_on, customer_id
 limit %(most)s;

-- name: piece_f
-- Gives the next buyers of a range of orders.
select {f}, customer_id
  from customer_rfm
 where store_id = %(store_id)s
   and ({f}, customer_id) > (%(low)s::integer, %(after)s::bigint)
   and {f} <= %(high)s::integer
 order by {f}, customer_id
 limit %(most)s;

-- name: piece_m
-- Gives the next buyers of a range of money.
select {m}, customer_id
  from customer_rfm
 where store_id = %(store_id)s
   and ({m}, customer_id) > (%(low)s::numeric, %(after)s::bigint) and {m} <= %(high)s::numeric
 order by {m}, customer_id
 limit %(most)s;

-- name: piece_day
-- Gives the next customers who ordered on a day that left the window.
select distinct %(low)s::integer, customer_id
  from orders
 where store_id = %(store_id)s and placed_on = date '1970-01-01' + %(low)s::integer and counts
   and customer_id > %(after)s::bigint
 order by customer_id
 limit %(most)s;

-- name: backlog_later
-- Notes what a day brings: customers whose orders left the window, frozen edges to be found anew.
insert into rfm_backlog (store_id, dimension, low, after, high, cause)
select %(store_id)s, %(dimension)s, %(day)s::date - date '1970-01-01', %(after)s,
       %(day)s::date - date '1970-01-01', %(cause)s
 where not exists (
       select from rfm_backlog b
        where b.store_id = %(store_id)s and b.dimension = 'edges' and b.dimension = %(dimension)s);
