-- One job and everything around it.

-- name: delivery
-- Gives what came, and what is known of the secret that vouched for it (never the secret).
select d.received_at, d.body, d.headers, d.verified_by, d.duplicates, d.last_duplicate_at,
       s.strategy, k.created_at as secret_added_at, k.expires_at as secret_expires_at,
       k.id is not null and not exists (
           select from store_secrets n where n.store_id = d.store_id and n.id > k.id
       ) as secret_newest
from deliveries d
left join stores s on s.id = d.store_id
left join store_secrets k on k.store_id = d.store_id and k.id::text = d.verified_by
where d.store_id = %(store_id)s and d.id = %(id)s;

-- name: attempts
-- Gives the failed tries of a job in order.
select number, started_at, finished_at, worker, error_code, error, path, traceback
from job_attempts
where store_id = %(store_id)s and job_id = %(id)s
order by number, started_at;

-- name: actions
-- Gives what people did to a job, newest first.
select at, actor, action
from job_actions
where store_id = %(store_id)s and job_id = %(id)s
order by id desc
limit 100;

-- name: moves
-- Gives the moves between segments that a job caused: first the customer's own, then others that
-- an edge's movement took along. `moved` counts all of them.
select m.at, m.customer_id, coalesce(c.name, '') as customer_name, m.from_segment, m.to_segment,
       m.from_code, m.to_code, m.cause, count(*) over () as moved
from segment_moves m
left join customers c on c.store_id = m.store_id and c.id = m.customer_id
where m.store_id = %(store_id)s and m.job_id = %(id)s
order by m.cause = 'edges', m.id
limit %(limit)s;

-- name: around
-- Gives the numbers of the jobs of the same entity: the ones before and after this one.
(
    select id from jobs
    where store_id = %(store_id)s and entity_id = %(entity_id)s and entity = %(entity)s
      and id <= %(id)s
    order by id desc
    limit %(limit)s
)
union all
(
    select id from jobs
    where store_id = %(store_id)s and entity_id = %(entity_id)s and entity = %(entity)s
      and id > %(id)s
    order by id
    limit %(limit)s
);

-- name: previous
-- Gives the delivery of the same entity before this one.
select j.id, j.event, j.received_at, d.body
from jobs j
join deliveries d using (store_id, id)
where j.store_id = %(store_id)s and j.entity_id = %(entity_id)s and j.entity = %(entity)s
  and j.id < %(id)s
order by j.id desc
limit 1;

-- name: alike
-- Counts the other jobs that failed with the same error from the same event, up to 1,000.
select count(*) as n
from (
    select from jobs
    where state = 'failed' and error_code = %(error_code)s and event = %(event)s
      and id <> %(id)s
      and (%(of_store)s::bigint is null or store_id = %(of_store)s)
    limit 1000
) alike;
