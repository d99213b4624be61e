-- name: sync_lock
-- Takes a sync for this connection, if nobody works it.
select pg_try_advisory_lock(726229, (%(id)s::bigint & 2147483647)::integer);

-- name: sync_seen
-- Gives a sign of life, if the sync is to go on.
update syncs set seen_at = now()
 where store_id = %(store_id)s and id = %(id)s and state in ('waiting', 'running')
returning id;

-- name: sync_position
-- Gives where a sync was left.
select position from syncs where store_id = %(store_id)s and id = %(id)s;

-- name: part_rows
-- Notes how many rows a part has, before it is begun.
update sync_parts set total = %(total)s
 where store_id = %(store_id)s and sync_id = %(id)s and part = %(part)s and total is null;

-- name: sync_waits
-- Notes what a sync waits for.
update syncs set error_code = %(code)s, error = %(error)s, seen_at = now()
 where store_id = %(store_id)s and id = %(id)s and state in ('waiting', 'running');

-- name: sync_stop
-- Lets a sync rest until somebody cures what stands in its way.
update syncs set state = 'paused', error_code = %(code)s, error = %(error)s
 where store_id = %(store_id)s and id = %(id)s and state in ('waiting', 'running');

-- name: sync_end
-- Ends a sync whose parts are all finished. One that found nothing it was allowed to read has
-- failed. A repair whose window grew while it ran begins anew: then nothing has ended.
with held as (
    select *,
           kind = 'repair' and (until > %(begun)s or since < %(since)s::timestamptz) as further
      from syncs
     where store_id = %(store_id)s and id = %(id)s and state in ('waiting', 'running')
       for update
),
anew as (
    update sync_parts p
       set finished = false, done = 0, total = null
      from held h
     where h.further and p.store_id = h.store_id and p.sync_id = h.id
)
update syncs y
   set state = case when h.further then 'running'
                    when w.none then 'failed' else 'completed' end,
       position = '{}', finished_at = case when not h.further then now() end, seen_at = now(),
       error_code = case when not h.further and w.none then 'scope_missing' end,
       error = case when not h.further and w.none then h.notes ->> 0 end
  from held h
 cross join lateral (
       select jsonb_array_length(h.notes) > 0
              and sum(done + missing + stale + equal + gone + refused) = 0 as none
         from sync_parts where store_id = h.store_id and sync_id = h.id) as w
 where y.store_id = h.store_id and y.id = h.id
returning not h.further, y.state;
