-- name: settings_load
-- Gives what a store has decided about its scores.
select tax, shipping, map, own from rfm_settings where store_id = %(store_id)s;

-- name: settings_keep
-- Keeps what a store has decided about its scores.
insert into rfm_settings (store_id, tax, shipping, map, own)
values (%(store_id)s, %(tax)s, %(shipping)s, %(map)s, %(own)s::text[])
    on conflict (store_id) do update set
       tax = excluded.tax, shipping = excluded.shipping, map = excluded.map, own = excluded.own,
       changed_at = now();
