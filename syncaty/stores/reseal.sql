-- Sealing everything anew, when the encryption key is changed.

-- name: stores_with_seals
-- Gives every store that something sealed is held for, known or not.
select id from stores
union
select store_id from deliveries where sealed is not null
order by 1;

-- name: seals
-- Gives all that is sealed of a store, locked: what it is, its number, and the text.
with pair as (
    select access, refresh from store_tokens where store_id = %(store_id)s for update
),
own as (
    select id, sealed from store_secrets where store_id = %(store_id)s for update
),
body as (
    select id, sealed from deliveries
    where store_id = %(store_id)s and sealed is not null for update
)
select 'access', 0::bigint, access from pair
union all
select 'refresh', 0, refresh from pair where refresh is not null
union all
select 'secret', id, sealed from own
union all
select 'body', id, sealed from body;

-- name: put_access
-- Puts an access token sealed anew in its place.
update store_tokens set access = %(sealed)s where store_id = %(store_id)s;

-- name: put_refresh
-- Puts a refresh token sealed anew in its place.
update store_tokens set refresh = %(sealed)s where store_id = %(store_id)s;

-- name: put_secret
-- Puts a webhook secret sealed anew in its place.
update store_secrets set sealed = %(sealed)s where store_id = %(store_id)s and id = %(id)s;

-- name: put_body
-- Puts a body sealed anew in its place.
update deliveries set sealed = %(sealed)s where store_id = %(store_id)s and id = %(id)s;
