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
