-- name: task_defer
-- Queues a task of a store. One that already waits under the same words keeps its arguments and is
-- brought forward if it was due later. It is locked until the caller commits, so it cannot start
-- before what the caller wrote is there to be seen. The runners are told of it as of a new one.
with queued as (
    insert into procrastinate_jobs as held
        (queue_name, task_name, lock, queueing_lock, args, scheduled_at)
    values ('syncaty', %(name)s, %(words)s, %(words)s, %(args)s, coalesce(%(at)s, now()))
    on conflict (queueing_lock) where status = 'todo'
    do update set scheduled_at = least(held.scheduled_at, excluded.scheduled_at)
    returning id, xmax <> 0 as waited_already
)
select pg_notify(
    'procrastinate_any_queue_v1',
    json_build_object('type', 'job_inserted', 'job_id', id)::text
)
from queued where waited_already;
