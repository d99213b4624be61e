-- name: jobs_done
-- Tells whether no job waits any more, and the instant of the look.
select not exists (select from jobs where state = 'pending' and lane is not null),
       extract(epoch from clock_timestamp())::float8;

-- name: jobs_begun
-- Gives how many of the run's jobs are completed, and the instant the first was begun.
select count(*) filter (where state = 'completed'), extract(epoch from min(started_at))::float8
  from jobs where started_at is not null;

-- name: peer_done
-- Tells whether the peer has processed as many webhooks, and the instant of the look.
select coalesce(max(id), 0) >= %(events)s, extract(epoch from clock_timestamp())::float8
  from webhook_events;

-- name: peer_begun
-- Gives how many webhooks the peer has processed, and the instant the first was.
select count(*), extract(epoch from min(processed_at))::float8 from webhook_events;

-- name: orders_seen
-- Gives when each named order was committed.
select id, extract(epoch from pg_xact_commit_timestamp(xmin))::float8
  from orders where id = any(%(ids)s);

-- name: sums
-- Gives sums over the rows that both sides write.
select 'orders', count(*) || ' of ' || trim_scale(sum(total)) from orders
union all
select 'counting orders', count(*) || ' of ' || trim_scale(sum(value)) from orders where counts
union all
select 'lines', count(*) || ' of ' || trim_scale(sum(total)) from order_items
union all
select 'customers', count(*)::text from customers
union all
select 'products', count(*)::text from products
union all
select 'buyers', count(*) || ' of ' || trim_scale(sum(spent)) from customer_rfm
union all
select 'days', trim_scale(sum(orders)) || ' of ' || trim_scale(sum(gross)) from daily_sales
union all
select 'product days', trim_scale(sum(units)) || ' of ' || trim_scale(sum(gross))
  from daily_products;

-- name: last_move
-- Gives the newest move between segments of the merchant's own.
select coalesce(max(id), 0) from membership_moves;

-- name: moves_since
-- Gives the moves after one with the jobs that caused them.
select id, coalesce(job_id, 0) from membership_moves
 where store_id = (select min(id) from stores) and id > %(after)s
 order by id;

-- name: jobs_of
-- Gives the jobs of webhooks by the hash of their bodies.
select body_hash, id from deliveries where body_hash = any(%(hashes)s);

-- name: backends
-- Gives the server's processes that work for others in this database.
select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();

-- name: few_orders
-- Gives customers with few orders, who move between segments by each order they place or lose.
select s.customer_id
  from customer_rfm s
 where s.store_id = %(store_id)s and s.orders < 6
 order by s.customer_id
 limit %(most)s;

-- name: last_day
-- Gives the day after the last order.
select max(placed_on) + 1 from orders where store_id = %(store_id)s and counts;

-- name: settled
-- Tells whether nothing waits to be scored or judged again.
select not exists (select from rfm_backlog) and not exists (select from segment_due);
