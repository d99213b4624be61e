-- Removing the data of stores whose app was uninstalled long ago.

-- name: stores_expired
-- Gives the stores that were uninstalled before an instant and may hold data.
select id from stores where state = 'uninstalled' and state_at < %(before)s order by id;

-- name: store_still_expired
-- The same for one store, which cannot come back meanwhile.
select from stores
where id = %(store_id)s and state = 'uninstalled' and state_at < %(before)s for update;

-- name: store_purge
-- Removes some rows of a store and gives how many.
select store_purge(%(store_id)s, %(most)s);

-- name: store_purged
-- Notes that nothing of a store's data is left, and forgets who its owner was; gives no row when
-- that was noted before.
update stores set purged_at = %(now)s, owner_email = null, domain = null
where id = %(store_id)s and purged_at is null
returning id;
