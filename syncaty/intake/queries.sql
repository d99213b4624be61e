-- name: group_keep
-- Keeps a group of webhooks: deliveries, their jobs, duplicates counted, workers told once.
-- One row of the group per distinct (store_id, body_hash); `repeats` says how often it came again
-- within the group. Gives each row's job and whether it is new.
with came as (
    -- In the order of the key, so that two writers never wait for each other in a circle.
    select *
    from unnest(
        %(store_id)s::bigint[], %(body_hash)s::bytea[], %(body)s::bytea[], %(headers)s::text[],
        %(verified_by)s::text[], %(repeats)s::bigint[], %(event)s::text[], %(entity)s::text[],
        %(entity_id)s::bigint[], %(reference)s::text[], %(customer_id)s::bigint[],
        %(lane)s::bigint[], %(error_code)s::text[], %(error)s::text[], %(sealed)s::text[]
    ) as t (
        store_id, body_hash, body, headers, verified_by, repeats, event, entity, entity_id,
        reference, customer_id, lane, error_code, error, sealed
    )
    order by store_id, body_hash
),
kept as (
    -- The unique key decides what is a duplicate, never a look beforehand.
    insert into deliveries as held (
        store_id, received_at, body_hash, body, headers, verified_by, duplicates,
        last_duplicate_at, sealed
    )
    select store_id, now(), body_hash, body, headers::jsonb, verified_by, repeats,
           case when repeats > 0 then now() end, sealed
    from came
    on conflict on constraint deliveries_body_once do update set
        duplicates = held.duplicates + 1 + excluded.duplicates, last_duplicate_at = now()
    returning store_id, id, body_hash, duplicates
),
fresh as (
    -- A row that was there before has more duplicates than the group alone brings. The lane comes
    -- from the store's row as it stands now: without one the job waits for its store.
    select k.store_id, k.id, k.body_hash,
           coalesce((select s.lane from stores s where s.id = k.store_id), c.lane) as lane,
           c.event, c.entity, c.entity_id, c.reference, c.customer_id, c.error_code, c.error
    from kept k
    join came c using (store_id, body_hash)
    where k.duplicates = c.repeats
),
made as (
    insert into jobs (
        store_id, id, lane, state, outcome, event, entity, entity_id, reference, customer_id,
        received_at, due_at, finished_at, error_code, error
    )
    select store_id, id, lane,
           case when error is null then 'pending' else 'failed' end,
           case when error is not null then error_code
                when lane is null then 'waiting_for_store' end,
           event, entity, entity_id, reference, customer_id, now(), now(),
           case when error is not null then now() end, error_code, error
    from fresh
    returning lane, state
),
told as (
    select pg_notify('jobs', string_agg(distinct lane::text, ','))
    from made
    where state = 'pending' and lane is not null
    having count(*) > 0
)
select store_id, body_hash, kept.id, fresh.id is not null, (select count(*) from told)
from kept
left join fresh using (store_id, body_hash);

-- name: refusal_keep
-- Keeps a refused request.
insert into refusals (store_id, received_at, reason, status, body, body_size, headers, unkept)
values (
    %(store_id)s, %(received_at)s, %(reason)s, %(status)s, %(body)s, %(body_size)s,
    %(headers)s::jsonb, %(unkept)s
);

-- name: migrations_newest
-- Gives the number of the newest migration that was applied.
select max(number) from migrations;

-- name: jobs_waiting_counts
-- Counts, up to a limit each, the jobs that wait to be worked, wait for their store, or failed.
select
    (select count(*) from (
        select from jobs where state = 'pending' and lane is not null limit 100000) as waiting),
    (select count(*) from (
        select from jobs where state = 'pending' and lane is null limit 100000) as storeless),
    (select count(*) from (
        select from jobs where state = 'failed' limit 100000) as failed);

-- name: tasks_figures
-- Counts the background tasks that are due and those that were given up, and the rows that the last
-- nightly comparison of each store found to differ.
select
    (select count(*) from procrastinate_jobs where status = 'todo' and scheduled_at <= now()),
    (select count(*) from procrastinate_jobs where status = 'failed'),
    (select coalesce(sum(each.value::bigint), 0)
       from store_checks, jsonb_each_text(differing) as each);

-- name: jobs_oldest_due
-- Gives how many seconds ago the longest due job became due: one step of the index per store that
-- has work, however many jobs wait.
with recursive heads as (
    (
        select lane, store_id, due_at from jobs
        where state = 'pending' and lane is not null
        order by lane, store_id, due_at, id limit 1
    )
    union all
    select n.lane, n.store_id, n.due_at
    from heads h
    cross join lateral (
        select lane, store_id, due_at from jobs
        where state = 'pending' and (lane, store_id) > (h.lane, h.store_id)
        order by lane, store_id, due_at, id limit 1
    ) n
)
select greatest(0, extract(epoch from now() - min(due_at)))::float8 from heads;

-- name: minute_sign
-- Keeps that intake took webhooks in this minute.
insert into intake_minutes (minute) values (%(minute)s) on conflict do nothing;
