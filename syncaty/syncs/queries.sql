-- name: store_hold
-- Finds a store and holds it against two syncs being made at once.
select id from stores where id = %(store_id)s for no key update;

-- name: sync_join
-- Gives the open sync of a kind, if there is one, widened to the window asked for. A repair that
-- runs looks at its window again before it ends, so nothing asked for meanwhile is left out.
update syncs
   set since = least(since, %(since)s::timestamptz),
       until = greatest(until, coalesce(%(until)s::timestamptz, now())),
       state = case when state = 'paused' and error_code = 'needs_reconnect' then 'waiting'
                    else state end
 where store_id = %(store_id)s and kind = %(kind)s and state in ('waiting', 'running', 'paused')
returning id;

-- name: sync_number
-- Gives the number of the next delivery.
select nextval(pg_get_serial_sequence('deliveries', 'id'));

-- name: sync_make
-- Makes a sync with the delivery and the job of its number. The job is in no lane: no worker
-- claims it.
with delivery as (
    insert into deliveries (store_id, id, body_hash, body, headers, verified_by)
    overriding system value
    values (%(store_id)s, %(id)s, %(body_hash)s, %(body)s, '{}', 'syncaty')
    returning store_id, id, received_at
),
job as (
    insert into jobs (store_id, id, state, event, received_at, due_at)
    select store_id, id, 'pending', %(event)s, received_at, received_at from delivery
    returning store_id, id
)
insert into syncs (store_id, id, kind, reason, since, until, asked_by)
select store_id, id, %(kind)s, %(reason)s, %(since)s,
       case when %(kind)s = 'repair' then coalesce(%(until)s::timestamptz, now()) end,
       %(asked_by)s
  from job;

-- name: parts_make
-- Makes the parts of a sync in the order they run.
insert into sync_parts (store_id, sync_id, part, turn)
select %(store_id)s, %(id)s, p.part, p.turn
  from unnest(%(parts)s::text[], %(turns)s::integer[]) as p(part, turn);

-- name: sync_pause
-- Lets a sync rest.
with changed as (
    update syncs set state = 'paused', error_code = 'asked', error = null
     where store_id = %(store_id)s and id = %(id)s and state in ('waiting', 'running')
    returning store_id, id
)
insert into job_actions (store_id, job_id, actor, action)
select store_id, id, %(actor)s, 'pause' from changed
returning job_id;

-- name: sync_resume
-- Lets a paused sync go on.
with changed as (
    update syncs set state = 'waiting', error_code = null, error = null
     where store_id = %(store_id)s and id = %(id)s and state = 'paused'
    returning store_id, id
)
insert into job_actions (store_id, job_id, actor, action)
select store_id, id, %(actor)s, 'resume' from changed
returning job_id;

-- name: sync_cancel
-- Ends a sync for good.
with changed as (
    update syncs set state = 'cancelled', finished_at = now(), error_code = null, error = null
     where store_id = %(store_id)s and id = %(id)s and state in ('waiting', 'running', 'paused')
    returning store_id, id
)
insert into job_actions (store_id, job_id, actor, action)
select store_id, id, %(actor)s, 'cancel' from changed
returning job_id;

-- name: syncs_left
-- Gives open syncs that nobody has worked for a minute, and those that Salla's refusal of our
-- tokens paused and whose store is connected again.
update syncs y
   set state = 'waiting'
  from stores s
 where s.id = y.store_id
   and ((y.state in ('waiting', 'running')
         and coalesce(y.seen_at, y.created_at) < now() - interval '1 minute')
        or (y.state = 'paused' and y.error_code = 'needs_reconnect' and s.state = 'connected'
            and (s.state_at > y.seen_at
                 or coalesce(y.seen_at, y.created_at) < now() - interval '10 minutes')))
returning y.store_id, y.id;

-- name: sync_report
-- Closes the job of a sync: its counts first, then some of what differed.
update jobs j
   set state = %(state)s, outcome = %(outcome)s, started_at = y.started_at,
       finished_at = coalesce(y.finished_at, now()), attempts = 1,
       error_code = %(error_code)s, error = %(error)s, changes = %(summary)s::jsonb || y.found
  from syncs y
 where j.store_id = %(store_id)s and j.id = %(id)s
   and y.store_id = j.store_id and y.id = j.id;

-- name: syncs_read
-- Gives syncs of a store, newest first.
select store_id, id, kind, reason, state, since, until, asked_by, created_at, started_at, seen_at,
       finished_at, notes, error_code, error
  from syncs
 where store_id = %(store_id)s
   and (%(id)s::bigint is null or id = %(id)s)
   and (%(kind)s::text is null or kind = %(kind)s)
   and (%(before)s::bigint is null or id < %(before)s)
 order by id desc
 limit %(limit)s;

-- name: parts_read
-- Gives the parts of syncs in the order they run.
select sync_id, part as name, done, total, finished, missing, stale, equal, gone, refused, worked
  from sync_parts
 where store_id = %(store_id)s and sync_id = any(%(ids)s)
 order by sync_id, turn;
