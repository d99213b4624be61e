-- Gaps: stretches of time in which webhooks of a store may have been missed.

-- name: gap_note
-- Notes a gap, or widens the open one of its reason; says whether it is new.
insert into gaps as held (store_id, reason, since, until, noticed_at, details)
values (%(store_id)s, %(reason)s, %(since)s, %(until)s, %(now)s, %(details)s)
on conflict (store_id, reason) where closed_at is null do update set
    since = least(held.since, excluded.since), until = greatest(held.until, excluded.until)
returning xmax = 0;

-- name: gaps_newest
-- Gives a store's gaps, newest first.
select id, reason, since, until, noticed_at, sync_id, closed_at, closed_by
from gaps
where store_id = %(store_id)s
order by id desc
limit %(limit)s;
