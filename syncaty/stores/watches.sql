-- When stores are looked at, what is known of their rhythm, and what is noticed of gaps.

-- name: watch_read
-- Gives when a store was last found in order, and its zone and connection.
select s.state, s.timezone, s.connected_at, w.intact_at, coalesce(w.counted_to, 0) as counted_to
from stores s
left join store_watches w on w.store_id = s.id
where s.id = %(store_id)s;

-- name: watch_checked
-- Keeps that a store's webhooks were looked at, or why they could not be.
insert into store_watches as held (store_id, checked_at, intact_at, fault, next_check_at)
values (
    %(store_id)s, case when %(fault)s::text is null then %(now)s::timestamptz end,
    case when %(intact)s then %(now)s::timestamptz end, %(fault)s, %(next)s
)
on conflict (store_id) do update set
    checked_at = coalesce(excluded.checked_at, held.checked_at),
    intact_at = coalesce(excluded.intact_at, held.intact_at),
    fault = excluded.fault, next_check_at = excluded.next_check_at;

-- name: hours_count
-- Counts the beats of full hours in the jobs that came since the last count: ten-minute stretches
-- with a webhook. What the product itself or the app's own life brings is no sign of the shop's.
with fresh as materialized (
    -- By the store's own key: a day of all stores is not to be read for each of them.
    select id, received_at, event
    from jobs
    where store_id = %(store_id)s and (store_id, id) > (%(store_id)s, %(counted_to)s)
      and received_at < date_trunc('hour', %(now)s::timestamptz, 'UTC')
),
counted as (
    insert into store_hours as held (store_id, hour, beats)
    select %(store_id)s, date_trunc('hour', received_at, 'UTC'),
           count(distinct floor(extract(minute from received_at) / 10))
    from fresh
    where received_at >= %(since)s and event not like 'syncaty.%%' and event not like 'app.%%'
    group by 2
    on conflict (store_id, hour) do update set beats = least(6, held.beats + excluded.beats)
)
update store_watches
set counted_to = greatest(counted_to, (select max(id) from fresh))
where store_id = %(store_id)s;

-- name: hours_forget
-- Forgets hours too old to be learned from.
delete from store_hours where store_id = %(store_id)s and hour < %(since)s;

-- name: hours_read
-- Gives the hours that had beats.
select hour, beats from store_hours
where store_id = %(store_id)s and hour >= %(since)s
order by hour;

-- name: blind_spans
-- Gives the spans in which nothing could come: our own outages, and gaps that were not silences.
select since, until from outages where until >= %(since)s
union all
select since, until from gaps
where store_id = %(store_id)s and reason in ('signatures', 'subscriptions') and until >= %(since)s;

-- name: rhythm_keep
-- Keeps what was learned.
update store_watches set rhythm = %(rhythm)s, learned_at = %(now)s where store_id = %(store_id)s;

-- name: checks_due
-- Gives the connected stores whose daily check is due; a new one is given an hour to be subscribed.
select s.id
from stores s
left join store_watches w on w.store_id = s.id
where s.state = 'connected' and s.id > 0
  and coalesce(w.next_check_at, s.state_at + interval '1 hour') <= %(now)s;

-- name: check_planned
-- Moves a store's next check.
insert into store_watches (store_id, next_check_at) values (%(store_id)s, %(next)s)
on conflict (store_id) do update set next_check_at = excluded.next_check_at;

-- name: sign_of_life
-- Says whether intake was heard of in the last minutes.
select coalesce(max(minute) > %(now)s::timestamptz - interval '3 minutes', false)
from intake_minutes;

-- name: outages_new
-- Notes holes of more than three minutes in intake's signs of life, and gives the new ones. Salla's
-- resends cover some minutes, but neither their number nor their spacing is certain (X7).
with signs as (
    select minute, lag(minute) over (order by minute) as before from intake_minutes
)
insert into outages (since, until, noticed_at)
select before, minute, %(now)s
from signs
where minute - before > interval '3 minutes'
on conflict do nothing
returning since, until;

-- name: minutes_forget
-- Forgets signs of life of long ago, but never the newest.
delete from intake_minutes
where minute < %(now)s::timestamptz - interval '30 days'
  and minute < (select max(minute) from intake_minutes);

-- name: stores_touched
-- Gives the stores whose webhooks an outage may have swallowed.
select id from stores
where id > 0 and state in ('connected', 'needs_reconnect') and authorized_at < %(until)s;

-- name: silent_stores
-- Gives connected stores with a known rhythm: since when each is silent, from when on that is to be
-- judged, how often it was taken for a gap, and when its webhooks were last looked at.
select s.id, w.rhythm, last.received_at as last_at, w.checked_at,
       greatest(last.received_at, s.state_at, away.until, told.until) as since,
       coalesce(told.alarms, 0)::int as alarms, coalesce(told.open, false) as open
from stores s
join store_watches w on w.store_id = s.id and w.rhythm is not null
cross join lateral (
    select received_at from jobs j
    where j.store_id = s.id and j.event not like 'syncaty.%%' and j.event not like 'app.%%'
    order by j.id desc limit 1
) last
cross join lateral (select max(until) as until from outages) away
cross join lateral (
    select max(until) as until, count(*) as alarms, bool_or(closed_at is null) as open
    from gaps g
    where g.store_id = s.id and g.reason = 'silence' and g.noticed_at > last.received_at
) told
where s.state = 'connected' and s.id > 0;

-- name: refused_stores
-- Gives connected stores of whose last refusals at least five failed their check, within a day and
-- since such a run was last noticed: those refusals, oldest first.
select s.id, r.received_at, r.body
from stores s
cross join lateral (
    select max(g.noticed_at) as noticed_at, count(*) as runs, bool_or(g.closed_at is null) as open
    from gaps g
    where g.store_id = s.id and g.reason = 'signatures'
      and g.noticed_at > %(now)s::timestamptz - interval '7 days'
) told
cross join lateral (
    -- Of the newest only: a flood must not make this slow.
    select newest.*, count(*) over () as found
    from (
        select id, received_at, reason, body from refusals f
        where f.store_id = s.id order by f.id desc limit 200
    ) newest
    where newest.reason = any(%(reasons)s::text[])
      and newest.received_at > greatest(
          %(now)s::timestamptz - interval '1 day', s.state_at, told.noticed_at)
) r
where s.state = 'connected' and s.id > 0 and r.found >= %(least)s
  and not coalesce(told.open, false)
  -- One after the other the pauses grow, from an hour to a day: anybody can send wrong signatures.
  and (told.noticed_at is null or %(now)s::timestamptz > told.noticed_at
       + least(interval '1 day', interval '1 hour' * power(2, told.runs - 1)))
order by s.id, r.id;

-- name: accepted_since
-- Gives when a store's newest webhook of each event was taken in, of the last thousand.
select event, max(received_at)
from (
    select event, received_at from jobs
    where store_id = %(store_id)s and event not like 'syncaty.%%'
    order by id desc limit 1000
) newest
where received_at > %(since)s
group by event;

-- name: watch_state
-- Gives how well a store is heard of.
select w.checked_at, w.intact_at, w.next_check_at, w.next_nightly_at, w.fault, last.received_at
           as last_event_at, w.rhythm, w.learned_at,
       (select min(since) from gaps g where g.store_id = s.id and g.closed_at is null)
           as unsure_since
from stores s
left join store_watches w on w.store_id = s.id
left join lateral (
    select received_at from jobs j
    where j.store_id = s.id and j.event not like 'syncaty.%%' and j.event not like 'app.%%'
    order by j.id desc limit 1
) last on true
where s.id = %(store_id)s;

-- name: watch_figures
-- Counts, for the metrics: webhooks out of order and open gaps in connected stores, and how often
-- silences, runs of refusals and outages were noticed in all.
select
    (select count(*) from subscriptions b join stores s on s.id = b.store_id
      where s.state = 'connected' and b.state <> 'active'
        and b.fault is distinct from 'event_refused'),
    (select count(*) from gaps g join stores s on s.id = g.store_id
      where s.state = 'connected' and g.closed_at is null),
    (select count(*) from gaps where reason = 'silence'),
    (select count(*) from gaps where reason = 'signatures'),
    (select count(*) from outages);
