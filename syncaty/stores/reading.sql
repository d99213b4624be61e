-- name: stores_page
-- Gives stores by id, without their secrets.
select id, name, timezone, currency, strategy, connected_at
  from stores
 where %(id)s::bigint is null or id > %(id)s::bigint
 order by id
 limit %(limit)s;

-- name: store
-- Gives one store, without its secrets.
select id, name, timezone, currency, strategy, connected_at from stores where id = %(id)s;
