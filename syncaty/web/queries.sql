-- What the shell around every page shows: the stores, and how far behind the pipeline is.

-- name: store
-- Gives one store, or no row to somebody who may not see it.
select s.id, s.name, s.timezone, s.currency, s.state, s.state_reason, r.window_days
from stores s
left join rfm_settings r on r.store_id = s.id
where s.id = %(id)s
  and (%(everything)s or exists (
      select from store_members m where m.store_id = s.id and m.user_id = %(user_id)s));

-- name: stores
-- Gives the stores of the switcher that somebody may see, by name; the page of stores has all.
select s.id, s.name, s.timezone, s.currency, s.state, s.state_reason, r.window_days
from stores s
left join rfm_settings r on r.store_id = s.id
where s.id > 0
  and (%(everything)s or exists (
      select from store_members m where m.store_id = s.id and m.user_id = %(user_id)s))
order by s.name, s.id
limit 100;

-- name: importing
-- Gives how far a store's first import is; no row once one has completed, or none is under way.
select i.id, i.state, sum(p.done)::bigint as done,
       case when bool_and(p.total is not null) then sum(p.total)::bigint end as total
from syncs i
join sync_parts p on p.store_id = i.store_id and p.sync_id = i.id
where i.store_id = %(id)s and i.kind = 'import' and i.state in ('waiting', 'running', 'paused')
  and not exists (
      select from syncs d
      where d.store_id = i.store_id and d.kind = 'import' and d.state = 'completed')
group by i.id, i.state;

-- name: store_pulse
-- Gives how far behind a store is and how many of its jobs failed (counted up to 1,000).
select now() as as_of,
       (select now() - min(due_at)
        from jobs
        where lane = s.lane and store_id = s.id and state = 'pending' and due_at <= now()) as behind,
       (select count(*)
        from (select from jobs where store_id = s.id and state = 'failed' limit 1000) f) as failed
from stores s
where s.id = %(id)s;

-- name: members_pulse
-- Gives the same over the stores somebody is a member of.
select now() as as_of,
       (select now() - min(j.due_at)
        from store_members m
        join stores s on s.id = m.store_id
        join jobs j on j.lane = s.lane and j.store_id = s.id
        where m.user_id = %(user_id)s and j.state = 'pending' and j.due_at <= now()) as behind,
       (select count(*)
        from (select
              from store_members m
              join jobs j on j.store_id = m.store_id
              where m.user_id = %(user_id)s and j.state = 'failed'
              limit 1000) f) as failed;

-- name: pulse
-- Gives the same over all stores.
select now() as as_of,
       (select now() - min(due_at)
        from jobs
        where state = 'pending' and lane is not null and due_at <= now()) as behind,
       (select count(*)
        from (select from jobs where state = 'failed' limit 1000) f) as failed;
