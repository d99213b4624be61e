-- Gaps of stores, and the repairs that close them.

-- name: gaps_close
-- Closes open gaps that a completed repair covers, whatever it was asked for, and those whose own
-- repair was cancelled.
update gaps g
set closed_at = %(now)s, sync_id = ended.sync_id,
    closed_by = case ended.state when 'completed' then 'repaired' else 'cancelled' end
from (
    select distinct on (g.store_id, g.id) g.store_id, g.id, y.id as sync_id, y.state
    from gaps g
    join syncs y on y.store_id = g.store_id and y.kind = 'repair'
    where g.closed_at is null
      and ((y.state = 'completed' and y.since <= g.since and y.until >= g.until)
           or (y.state = 'cancelled' and y.id = g.sync_id))
    order by g.store_id, g.id, y.state desc, y.id
) ended
where g.store_id = ended.store_id and g.id = ended.id
returning g.store_id, g.reason, g.sync_id, g.closed_by;

-- name: gaps_let_go
-- Lets open gaps go from a repair that ended without covering them, so that the next is asked for.
update gaps g
set sync_id = null
from syncs y
where g.closed_at is null and y.store_id = g.store_id and y.id = g.sync_id
  and y.state in ('completed', 'failed');

-- name: gaps_unasked
-- Gives connected stores with open gaps that no repair was asked for, or that were widened since:
-- the reason of the earliest, and how far all open ones go.
select g.store_id, (array_agg(g.reason order by g.since))[1] as reason,
       min(g.since) as since, max(g.until) as until
from gaps g
join stores s on s.id = g.store_id and s.state = 'connected'
where g.closed_at is null
  and not exists (
      select from syncs y
      where y.store_id = g.store_id and y.kind = 'import'
        and y.state in ('waiting', 'running', 'paused'))
group by g.store_id
having bool_or(
    (g.sync_id is null
     and (g.asked_at is null
          or %(now)s::timestamptz > g.asked_at
             + least(interval '1 day', interval '5 minutes' * power(2, least(g.asks, 10) - 1))))
    or g.until > g.asked_at);

-- name: gaps_asked
-- Keeps which repair was asked for all open gaps of a store.
update gaps
set sync_id = %(sync_id)s, asked_at = %(now)s,
    asks = asks + (sync_id is distinct from %(sync_id)s)::int
where store_id = %(store_id)s and closed_at is null;

-- name: nights_due
-- Gives connected stores whose nightly turn has come or was never planned, and whether another sync
-- is at work for them.
select s.id, s.timezone, w.next_nightly_at,
       exists (
           select from syncs y
           where y.store_id = s.id and y.state in ('waiting', 'running', 'paused'))
from stores s
left join store_watches w on w.store_id = s.id
where s.state = 'connected' and s.id > 0
  and (w.next_nightly_at is null or w.next_nightly_at <= %(now)s);

-- name: night_planned
-- Plans a store's next nightly turn.
insert into store_watches (store_id, next_nightly_at) values (%(store_id)s, %(next)s)
on conflict (store_id) do update set next_nightly_at = excluded.next_nightly_at;
