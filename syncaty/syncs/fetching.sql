-- name: orders_brought
-- Gives which of the named orders this sync has brought.
select id from orders
 where store_id = %(store_id)s and id = any(%(ids)s) and delivery_id = %(id)s;

-- name: orders_here
-- Gives which of the named orders are here.
select id from orders where store_id = %(store_id)s and id = any(%(ids)s);

-- name: orders_doubted
-- Gives orders that Salla's list of what changed should have shown, newest first: those placed in
-- the window, and those that a webhook of the window spoke of. Drafts are never listed.
select o.id
  from orders o
  left join deliveries d on d.store_id = o.store_id and d.id = o.delivery_id
                        and d.verified_by <> 'syncaty' and d.received_at >= %(since)s
 where o.store_id = %(store_id)s and o.id > 0 and not o.deleted and not o.draft
   and (o.placed_at >= %(since)s or d.id is not null) and o.placed_at < %(until)s
   and o.delivery_id <> %(id)s and o.id <> all(%(seen)s::bigint[])
 order by o.placed_at desc
 limit %(limit)s;

-- name: orders_live
-- Counts the orders that Salla's list should show: not those only a file made known.
select count(*) from orders
 where store_id = %(store_id)s and id > 0 and not deleted and not draft
   and placed_at < %(until)s;

-- name: orders_unlisted
-- Gives orders that are here and not among those listed, newest first.
select id from orders
 where store_id = %(store_id)s and id > 0 and not deleted and not draft
   and placed_at < %(until)s
   and id <> all(%(listed)s::bigint[])
 order by placed_at desc
 limit %(limit)s;

-- name: products_unlisted
-- Gives products that are here as such, not hidden, and not among those listed.
select id from products
 where store_id = %(store_id)s and not deleted and status is distinct from 'hidden'
   and version >= '1' and id <> all(%(listed)s::bigint[])
 limit %(limit)s;

-- name: imported
-- Tells whether the store's history is here: some import of it came to its end.
select exists (select from syncs where store_id = %(store_id)s and kind = 'import'
                and state = 'completed');
