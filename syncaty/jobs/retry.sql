-- Running jobs again. Completed jobs may run again too: their facts are held already, so they
-- change nothing. Jobs that wait for their turn anyway are left alone, as are those of store 0, whose
-- store cannot be told. The conditions on `j` are
-- those of search.sql.

-- name: retry
-- Makes jobs pending and due now, notes who asked, and tells the workers; newest first when there
-- are more than the limit.
with chosen as (
    -- A job that a worker or another person holds at this moment runs anyway: never wait for it.
    select j.store_id, j.id, j.state, coalesce(j.lane, s.lane) as lane
    from jobs j
    left join stores s on s.id = j.store_id
    where (j.state <> 'pending' or j.outcome = 'retry') and j.store_id <> 0
      and (%(store_id)s::bigint is null or j.store_id = %(store_id)s)
      and (%(state)s::text is null or j.state = %(state)s)
      and (%(outcome)s::text is null or j.outcome = %(outcome)s)
      and (%(event)s::text is null or j.event like %(event)s)
      and (%(error_code)s::text is null or j.error_code = %(error_code)s)
      and (%(after)s::timestamptz is null or j.received_at >= %(after)s)
      and (%(before)s::timestamptz is null or j.received_at < %(before)s)
      and (%(from_id)s::bigint is null or j.id >= %(from_id)s)
      and (%(to_id)s::bigint is null or j.id < %(to_id)s)
      and (%(ids)s::bigint[] is null or j.id = any(%(ids)s))
    order by j.id desc
    limit %(limit)s
    for update of j skip locked
),
changed as (
    update jobs j
    set state = 'pending', lane = c.lane, due_at = now(), finished_at = null,
        attempts = case when c.state = 'pending' then j.attempts else 0 end,
        crashes = 0, error_code = null, error = null,
        outcome = case when c.lane is null then 'waiting_for_store' end
    from chosen c
    where j.store_id = c.store_id and j.id = c.id
    returning j.store_id, j.id, j.lane
),
noted as (
    insert into job_actions (store_id, job_id, actor, action)
    select store_id, id, %(actor)s, 'retry' from changed
),
told as (
    select pg_notify('jobs', string_agg(distinct lane::text, ','))
    from changed
    where lane is not null
    having count(*) > 0
)
select count(*) as n, (select count(*) from told) as told from changed;

-- name: retryable
-- Counts the jobs that retry would run now, up to a limit, and gives the highest number.
select count(*) as n, max(id) as newest
from (
    select j.id
    from jobs j
    where (j.state <> 'pending' or j.outcome = 'retry') and j.store_id <> 0
      and (%(store_id)s::bigint is null or j.store_id = %(store_id)s)
      and (%(state)s::text is null or j.state = %(state)s)
      and (%(outcome)s::text is null or j.outcome = %(outcome)s)
      and (%(event)s::text is null or j.event like %(event)s)
      and (%(error_code)s::text is null or j.error_code = %(error_code)s)
      and (%(after)s::timestamptz is null or j.received_at >= %(after)s)
      and (%(before)s::timestamptz is null or j.received_at < %(before)s)
      and (%(from_id)s::bigint is null or j.id >= %(from_id)s)
      and (%(to_id)s::bigint is null or j.id < %(to_id)s)
      and (%(ids)s::bigint[] is null or j.id = any(%(ids)s))
    order by j.id desc
    limit %(limit)s
) matching;
