-- name: lanes_waiting
-- Gives each lane that has work, with the instant its first job is due. One probe of the index
-- per store with waiting jobs, however many jobs wait.
with recursive waiting as (
    (select lane, store_id, due_at from jobs
      where state = 'pending' and lane is not null
      order by lane, store_id, due_at limit 1)
    union all
    select next.lane, next.store_id, next.due_at
      from waiting
     cross join lateral (
           select lane, store_id, due_at from jobs
            where state = 'pending' and lane is not null
              and (lane, store_id) > (waiting.lane, waiting.store_id)
            order by lane, store_id, due_at limit 1) as next
)
select lane, min(due_at) as due_at from waiting group by lane order by min(due_at);

-- name: lane_lock
-- Takes a lane for this connection, if nobody holds it.
select pg_try_advisory_lock(726228, %(lane)s);

-- name: lane_unlock
-- Gives the lane back.
select pg_advisory_unlock(726228, %(lane)s);

-- name: lane_hold
-- Holds a lane until the transaction ends; waits for the worker that has it.
select pg_advisory_xact_lock(726228, %(lane)s);

-- name: run_begin
-- Notes what is about to be worked on in a lane.
insert into lane_runs (lane, worker, started_at, jobs)
values (%(lane)s, %(worker)s, clock_timestamp(), %(jobs)s::bigint[])
    on conflict (lane) do update
       set worker = excluded.worker, started_at = excluded.started_at, jobs = excluded.jobs;

-- name: run_end
-- Takes the note away, in the transaction that completes its jobs.
delete from lane_runs where lane = %(lane)s;

-- name: run_left
-- Gives the jobs that the last holder of the lane left unfinished, and who that was.
select jobs, worker from lane_runs where lane = %(lane)s;

-- name: jobs_claim
-- Takes what is due in a lane, in turns: the first job of every store, then every second, and so
-- on, so that a store with a long queue does not hold up its neighbours.
with recursive store_waiting as (
    (select store_id from jobs
      where state = 'pending' and lane = %(lane)s order by store_id limit 1)
    union all
    select next.store_id
      from store_waiting
     cross join lateral (
           select store_id from jobs
            where state = 'pending' and lane = %(lane)s and store_id > store_waiting.store_id
            order by store_id limit 1) as next
),
-- At most a whole batch of each store, in the order it is due.
queued as (
    select job.*
      from store_waiting
     cross join lateral (
           select store_id, id, event, received_at, attempts,
                  row_number() over (order by due_at, id) as turn
             from jobs
            where state = 'pending' and lane = %(lane)s
              and store_id = store_waiting.store_id and due_at <= now()
            order by due_at, id limit %(batch)s) as job
),
picked as (
    select * from queued order by turn, store_id limit %(batch)s
)
select p.store_id, p.id, p.event, p.received_at, p.attempts, d.body
  from picked p
  join deliveries d on d.store_id = p.store_id and d.id = p.id
 order by p.store_id, p.turn;

-- name: jobs_named
-- Gives the named jobs of a lane that still wait.
select j.store_id, j.id, j.event, j.received_at, j.attempts, d.body
  from unnest(%(ids)s::bigint[]) as named(id)
  join jobs j on j.id = named.id and j.state = 'pending' and j.lane = %(lane)s
   and j.due_at <= now()
  join deliveries d on d.store_id = j.store_id and d.id = j.id
 order by j.store_id, j.due_at, j.id;

-- name: jobs_complete
-- Completes jobs, if they still wait. A job that is run again keeps what it changed the first time.
update jobs j
   set state = 'completed',
       outcome = case when d.changes is null and j.changes is not null then 'applied'
                      else d.outcome end, attempts = j.attempts + 1, crashes = 0,
       started_at = %(started_at)s, finished_at = clock_timestamp(),
       error_code = null, error = null, changes = coalesce(d.changes, j.changes)
  from jsonb_to_recordset(%(rows)s::jsonb) as d(
       store_id bigint, id bigint, outcome text, changes jsonb)
 where j.store_id = d.store_id and j.id = d.id and j.state = 'pending';

-- name: jobs_fail
-- Writes failed tries: for good where no next instant is given, else to be tried again then.
with failed as (
    update jobs j
       set state = case when d.due_at is null then 'failed' else 'pending' end,
           outcome = case when d.due_at is null then d.error_code else 'retry' end,
           due_at = coalesce(d.due_at, j.due_at), attempts = j.attempts + 1,
           started_at = %(started_at)s,
           finished_at = case when d.due_at is null then clock_timestamp() end,
           error_code = d.error_code, error = d.error
      from jsonb_to_recordset(%(rows)s::jsonb) as d(
           store_id bigint, id bigint, due_at timestamptz, error_code text, error text,
           path text, traceback text)
     where j.store_id = d.store_id and j.id = d.id and j.state = 'pending'
    returning j.store_id, j.id, d.error_code, d.error, d.path, d.traceback
),
-- Tries are numbered through, also over a retry by hand that counts attempts anew.
numbered as (
    select f.*, 1 + coalesce((select max(a.number) from job_attempts a
                               where a.store_id = f.store_id and a.job_id = f.id), 0) as number
      from failed f
)
insert into job_attempts (store_id, job_id, number, started_at, finished_at, worker, error_code,
                          error, path, traceback)
select store_id, id, number, %(started_at)s, clock_timestamp(), %(worker)s, error_code, error,
       path, traceback
  from numbered;

-- name: job_crashed
-- Counts a worker's death against the one job it was working on, and gives the count.
update jobs set crashes = crashes + 1
 where id = %(id)s and state = 'pending' and lane = %(lane)s
returning crashes, store_id;

-- name: worker_seen
-- Tells that a worker lives, and what it has done.
insert into workers as w (id, started_at, seen_at, done, failed)
values (%(id)s, now(), now(), %(done)s, %(failed)s)
    on conflict (id) do update
       set seen_at = now(), done = excluded.done, failed = excluded.failed;

-- name: worker_gone
-- Takes a worker's row away, and those of workers not seen for a day.
delete from workers where id = %(id)s or seen_at < now() - interval '1 day';

-- name: jobs_unsettled
-- Gives how many jobs wait that some lane will take, and how many of these wait for another try.
select count(*), count(*) filter (where outcome = 'retry')
  from jobs where state = 'pending' and lane is not null;

-- name: lane_due
-- Tells whether jobs of a lane are due that no try has failed on yet.
select exists (
    select from jobs
     where state = 'pending' and lane = %(lane)s and due_at <= now() and outcome is null);

-- name: lane_wait
-- Takes a lane for this connection as soon as its holder gives it back.
select pg_advisory_lock(726228, %(lane)s);

-- name: lane_leave
-- Gives the lane back and tells the workers of what came meanwhile.
with given_back as materialized (select pg_advisory_unlock(726228, %(lane)s) as done)
select case when exists (
           select from jobs where state = 'pending' and lane = %(lane)s and due_at <= now())
       then pg_notify('jobs', %(lane)s::text) end
  from given_back;
