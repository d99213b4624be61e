-- What the commands show. Waiting: pending with a lane, so that some worker will take it.

-- name: status_jobs
-- Gives how many jobs are in each state.
select count(*) filter (where state = 'pending' and lane is not null) as waiting,
       count(*) filter (where state = 'pending' and lane is not null and outcome = 'retry') as retrying,
       count(*) filter (where state = 'pending' and lane is null) as waiting_for_store,
       count(*) filter (where state = 'completed') as completed,
       count(*) filter (where state = 'failed') as failed,
       min(received_at) filter (where state = 'pending' and lane is not null) as oldest_waiting
  from jobs;

-- name: status_stores
-- Gives the stores with what waits and what failed in each.
select s.id as merchant, s.name,
       (select count(*) from jobs j
         where j.lane = s.lane and j.store_id = s.id and j.state = 'pending') as waiting,
       (select count(*) from jobs j
         where j.store_id = s.id and j.state = 'failed') as failed,
       (select max(received_at) from deliveries d
         where d.store_id = s.id
           and d.id = (select max(id) from deliveries l where l.store_id = s.id)) as last_webhook
  from stores s
 order by s.id;

-- name: status_workers
-- Gives the workers that showed a sign of life a short while ago.
select id, started_at, seen_at, done, failed
  from workers
 where seen_at > now() - interval '20 seconds'
 order by started_at, id;

-- name: status_checks
-- Gives how many stores were compared with a full recomputation, when last, and in how many rows
-- differed.
select count(*) as checked, max(checked_at) as newest,
       count(*) filter (
           where exists (select from jsonb_each_text(differing) d where d.value <> '0')
       ) as differing
  from store_checks;

-- name: store_statuses
-- Gives the order statuses of a store, the ones nobody has classified first.
with used as (
    select status, count(*) as orders from orders
     where store_id = %(store_id)s
     group by status
)
select s.status, s.name, coalesce(u.orders, 0) as orders, s.counts, s.classified
  from store_statuses s
  left join used u using (status)
 where s.store_id = %(store_id)s
 order by s.classified, s.status;

-- name: store_held
-- Gives a row if the store is connected.
select from stores where id = %(store_id)s;

-- name: stores_held
-- Gives the connected stores.
select id from stores where id > 0 order by id;

-- name: store_secrets
-- Gives a store's secrets by number: when they came, when they end, and the last webhook that one
-- of them vouched for among the newest ten thousand.
select s.id as secret, s.created_at as added, s.expires_at as ends,
       (select max(d.received_at)
          from (select received_at, verified_by from deliveries
                 where store_id = %(store_id)s order by id desc limit 10000) d
         where d.verified_by = s.id::text) as last_used
  from store_secrets s
 where s.store_id = %(store_id)s
 order by s.id;

-- name: stores_listed
-- Gives the stores with how each is connected; one that never had tokens was added by hand.
select s.id as merchant, s.name,
       case when s.state_reason = 'by_hand' then 'by_hand' else s.state end as state,
       s.strategy, s.timezone, s.currency,
       (select count(*) from store_secrets k where k.store_id = s.id) as secrets
  from stores s
 order by s.id;
