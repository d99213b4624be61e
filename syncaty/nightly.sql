-- name: stores_to_check
-- Gives the stores whose figures are compared each night.
select id from stores where id > 0 order by id;

-- name: check_keep
-- Keeps the last comparison of a store, in place of the one before.
insert into store_checks (store_id, differing) values (%(store_id)s, %(differing)s)
on conflict (store_id) do update set differing = excluded.differing, checked_at = now();

-- name: sessions_clear
-- Forgets ended sessions of the dashboard. They are in the schema of the accounts, which is fixed.
delete from accounts.django_session where expire_date < now();

-- name: days_behind
-- Gives by how many days a store's segments and edges are behind its local day. A midnight that has
-- only just passed is given five minutes.
select coalesce(max(greatest(0, now_there.day - held.day)), 0)
  from stores s
 cross join lateral (
     select ((%(now)s::timestamptz - interval '5 minutes') at time zone s.timezone)::date as day
 ) now_there
 cross join lateral (
     select worked_on as day from segment_clocks where store_id = s.id
     union all
     select day from rfm_settings where store_id = s.id and day is not null
 ) held
 where s.id = %(store_id)s;
