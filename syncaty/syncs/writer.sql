-- name: sync_hold
-- Holds a sync that is to go on against being paused or cancelled while a batch is written.
update syncs
   set state = 'running', started_at = coalesce(started_at, now()), seen_at = now(),
       error_code = null, error = null
 where store_id = %(store_id)s and id = %(id)s and state in ('waiting', 'running')
returning id;

-- name: orders_held
-- Gives which of the named orders are here, their status, and whether this sync brought them.
select id, status, delivery_id = %(id)s, false from orders
 where store_id = %(store_id)s and id = any(%(ids)s);

-- name: customers_held
-- Gives which of the named customers are here, and whether an order of this sync brought them.
select c.id, null, false, c.delivery_id = %(id)s and c.created_at >= y.created_at
  from customers c
  join syncs y on y.store_id = c.store_id and y.id = %(id)s
 where c.store_id = %(store_id)s and c.id = any(%(ids)s);

-- name: products_held
-- Gives which of the named products are here, whether this sync brought them as such, and whether
-- the line of an order of it did.
select p.id, null, p.delivery_id = %(id)s and p.version >= '1',
       p.delivery_id = %(id)s and p.version < '1' and p.created_at >= y.created_at
  from products p
  join syncs y on y.store_id = p.store_id and y.id = %(id)s
 where p.store_id = %(store_id)s and p.id = any(%(ids)s);

-- name: part_add
-- Notes how far a part is, and what a batch of it found.
update sync_parts
   set done = greatest(done, %(done)s), total = coalesce(%(total)s, total),
       missing = missing + %(missing)s, stale = stale + %(stale)s, equal = equal + %(equal)s,
       gone = gone + %(gone)s, refused = refused + %(refused)s,
       worked = worked + make_interval(secs => %(seconds)s), finished = finished or %(finished)s
 where store_id = %(store_id)s and sync_id = %(id)s and part = %(part)s;

-- name: sync_place
-- Notes where to go on after a stop.
update syncs set position = %(position)s where store_id = %(store_id)s and id = %(id)s;

-- name: sync_note
-- Adds sentences to the report.
update syncs set notes = notes || %(notes)s where store_id = %(store_id)s and id = %(id)s;

-- name: sync_found
-- Adds entities that differed to the report, as long as it has room.
update syncs set found = found || %(found)s
 where store_id = %(store_id)s and id = %(id)s and jsonb_array_length(found) < %(most)s
returning id;

-- name: error_add
-- Notes a row that could not be taken.
insert into sync_errors (store_id, sync_id, row, entity, entity_id, field, code, error)
values (%(store_id)s, %(id)s, %(row)s, %(entity)s, %(entity_id)s, %(field)s, %(code)s, %(error)s);
