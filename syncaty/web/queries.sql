-- What the shell around every page shows: the stores, and how far behind the pipeline is.

-- name: store
-- Gives one store, or no row.
select id, name, timezone, currency
from stores
where id = %(id)s;

-- name: stores
-- Gives the stores of the switcher by name; the page of stores has them all.
select id, name, timezone, currency
from stores
where id > 0
order by name, id
limit 100;

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

-- name: pulse
-- Gives the same over all stores.
select now() as as_of,
       (select now() - min(due_at)
        from jobs
        where state = 'pending' and lane is not null and due_at <= now()) as behind,
       (select count(*)
        from (select from jobs where state = 'failed' limit 1000) f) as failed;
