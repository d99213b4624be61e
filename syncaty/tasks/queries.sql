-- name: task_defer
-- Queues a task of a store. One that already waits under the same words keeps its arguments and is
-- brought forward if it was due later. It is locked until the caller commits, so it cannot start
-- before what the caller wrote is there to be seen. The runners are told of it as of a new one.
with queued as (
    insert into procrastinate_jobs as held
        (queue_name, task_name, lock, queueing_lock, args, scheduled_at)
    values (%(name)s, %(name)s, %(words)s, %(words)s, %(args)s, coalesce(%(at)s, now()))
    on conflict (queueing_lock) where status = 'todo'
    do update set scheduled_at = least(held.scheduled_at, excluded.scheduled_at)
    returning id, queue_name, xmax <> 0 as waited_already
)
select pg_notify(
    'procrastinate_queue_v1#' || queue_name,
    json_build_object('type', 'job_inserted', 'job_id', id)::text
)
from queued where waited_already;

-- name: task_take
-- Marks a task as in hand for as long as this connection lives, and tells how often it failed.
select pg_try_advisory_lock(7262, mod(%(id)s, 2147483648)::int),
       coalesce((select failures from task_faults where job_id = %(id)s), 0);

-- name: task_release
-- Ends the mark of a task in hand.
select pg_advisory_unlock(7262, mod(%(id)s, 2147483648)::int);

-- name: tasks_left
-- Gives the tasks that count as being worked and that no living connection has marked. A task that
-- was just taken, or is just being completed, shows here for a moment, too.
select j.id, j.attempts, j.lock
  from procrastinate_jobs j
 where j.status = 'doing'
   and not exists (
       select from pg_locks l
        where l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.classid = 7262
          and l.objid = mod(j.id, 2147483648)::oid
          and l.database = (select oid from pg_database where datname = current_database())
   );

-- name: task_take_up
-- Queues a task again whose process died, unless somebody did so since it was looked at. The first
-- deaths cost no delay; later ones come from the task itself, so it waits, and at last it fails.
-- Where the same words wait already, that one does the work and this one goes.
with held as (
    select id, queue_name, lock from procrastinate_jobs
     where id = %(id)s and attempts = %(attempts)s and status = 'doing'
       for update
), twin as (
    select from procrastinate_jobs w join held on w.queueing_lock = held.lock
     where w.status = 'todo'
), crash as (
    insert into task_faults as f (job_id, crashes, error)
    select id, 1, 'The process that worked it ended without a word.' from held
     where not exists (select from twin)
    on conflict (job_id) do update
        set crashes = case when f.at < now() - interval '1 hour' then 1 else f.crashes + 1 end,
            error = excluded.error,
            at = now()
    returning job_id, crashes
), again as (
    update procrastinate_jobs j
       set status = case when crashes < %(most)s then 'todo' else 'failed' end
                    ::procrastinate_job_status,
           attempts = attempts + 1,
           worker_id = null,
           scheduled_at = now() + case when crashes <= %(free)s then interval '0'
                                       else interval '10 minutes' end
      from crash where j.id = crash.job_id
    returning j.id, j.queue_name, crashes, j.status
), gone as (
    delete from procrastinate_jobs j using held where j.id = held.id and exists (select from twin)
)
select crashes, status::text, pg_notify(
    'procrastinate_queue_v1#' || queue_name,
    json_build_object('type', 'job_inserted', 'job_id', id)::text
)
from again;

-- name: task_failed
-- Notes a failed try; gives how many there were, and whether the same words wait already.
with noted as (
    insert into task_faults as f (job_id, failures, error)
    values (%(id)s, 1, %(error)s)
    on conflict (job_id) do update
        set failures = f.failures + 1, error = excluded.error, at = now()
    returning failures
)
select failures, exists (
    select from procrastinate_jobs where queueing_lock = %(words)s and status = 'todo'
)
from noted;

-- name: task_done
-- Forgets failed tasks of the same words: what they did not do is done now.
delete from procrastinate_jobs where lock = %(words)s and status = 'failed';

-- name: schedule_heed
-- Claims an instant of a schedule; a row comes back to one claimant only. The first instant of all
-- is noted without a row when the schedule does not start at once.
with known as (
    select from task_schedules where name = %(name)s
)
insert into task_schedules as s (name, due_at) values (%(name)s, %(due_at)s)
on conflict (name) do update set due_at = excluded.due_at where s.due_at < excluded.due_at
returning exists (select from known) or %(at_once)s as heed;

-- name: tasks_failed
-- Gives the tasks that failed, newest first, with the instant of the next try; null: given up.
select j.task_name as name, (j.args ->> 'store_id')::bigint as store_id,
       coalesce(j.args ->> 'key', '') as key,
       coalesce(f.failures, 0) as failures, coalesce(f.crashes, 0) as crashes, f.at,
       coalesce(f.error, '') as error,
       case when j.status = 'todo' then j.scheduled_at end as again_at
  from procrastinate_jobs j
  left join task_faults f on f.job_id = j.id
 where j.status = 'failed' or (j.status = 'todo' and f.job_id is not null)
 order by f.at desc nulls last, j.id desc
 limit %(limit)s;

-- name: tasks_counts
-- Gives how many tasks are due, planned for later, in hand, to be tried again, and failed for
-- good, and how many background processes there are.
select count(*) filter (where status = 'todo' and scheduled_at <= now()) as due,
       count(*) filter (where status = 'todo' and scheduled_at > now()) as later,
       count(*) filter (where status = 'doing') as in_hand,
       count(*) filter (where status = 'todo' and f.failures > 0) as retrying,
       count(*) filter (where status = 'failed') as failed,
       (select count(*) from pg_stat_activity
         where datname = current_database() and application_name = 'syncaty background'
       ) as processes
  from procrastinate_jobs j
  left join task_faults f on f.job_id = j.id;

-- name: tasks_prune
-- Forgets tasks that failed for good, and others that came to an end, longer ago than some days.
delete from procrastinate_jobs j
 where j.status not in ('todo', 'doing')
   and (select max(at) from procrastinate_events e where e.job_id = j.id)
       < now() - make_interval(days => %(days)s);
