-- name: stores_load
-- Gives stores with their secrets, one row per secret (or one without); all when ids is null.
select s.id, s.name, s.timezone, s.currency, s.strategy, s.lane, k.id, k.sealed, k.expires_at
from stores s
left join store_secrets k on k.store_id = s.id
where %(ids)s::bigint[] is null or s.id = any(%(ids)s::bigint[])
order by s.id, k.id desc;

-- name: store_upsert
-- Connects a store, or changes the fields that are given; says whether it is new.
insert into stores as held (id, name, timezone, currency, strategy, lane)
values (
    %(store_id)s, coalesce(%(name)s, ''), coalesce(%(timezone)s, 'Asia/Riyadh'), %(currency)s,
    coalesce(%(strategy)s, 'signature'), %(lane)s
)
on conflict (id) do update set
    name = coalesce(%(name)s, held.name),
    timezone = coalesce(%(timezone)s, held.timezone),
    currency = coalesce(%(currency)s, held.currency),
    strategy = coalesce(%(strategy)s, held.strategy)
returning xmax = 0;

-- name: secret_add
-- Gives a store a further secret.
insert into store_secrets (store_id, sealed) values (%(store_id)s, %(sealed)s);

-- name: secret_remove
-- Forgets a secret.
delete from store_secrets where store_id = %(store_id)s and id = %(id)s;

-- name: secret_expire
-- Lets a secret end at an instant, or never.
update store_secrets set expires_at = %(expires_at)s
where store_id = %(store_id)s and id = %(id)s;

-- name: waiting_lock
-- Held by whoever connects a store, until its transaction ends.
select pg_advisory_xact_lock(7262282101);

-- name: waiting_lock_shared
-- Held by whoever keeps webhooks of stores not connected yet.
select pg_advisory_xact_lock_shared(7262282101);

-- name: waiting_wake
-- Makes the jobs that waited for a store due, tells the workers, and gives their number.
with woken as (
    update jobs j set lane = s.lane, outcome = null, due_at = now()
    from stores s
    where s.id = %(store_id)s and j.store_id = s.id and j.lane is null
      and j.state = 'pending' and j.outcome = 'waiting_for_store'
    returning j.lane
),
told as (
    select pg_notify('jobs', lane::text) from woken group by lane
)
select (select count(*) from woken), (select count(*) from told);

-- name: status_load
-- Gives whether a status of a store counts.
select counts from store_statuses
where store_id = %(store_id)s and status = %(status)s for update;

-- name: status_classify
-- Keeps the merchant's word on a status.
insert into store_statuses (store_id, status, counts, classified)
values (%(store_id)s, %(status)s, %(counts)s, true)
on conflict (store_id, status) do update set counts = excluded.counts, classified = true;
