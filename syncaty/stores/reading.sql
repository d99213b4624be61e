-- name: stores_page
-- Gives the stores that somebody may see by id, without their secrets.
select id, name, timezone, currency, strategy, connected_at, state, state_at, state_reason,
       plan, domain
  from stores s
 where (%(id)s::bigint is null or id > %(id)s::bigint)
   and (%(everything)s or exists (
       select from store_members m where m.store_id = s.id and m.user_id = %(user_id)s))
 order by id
 limit %(limit)s;

-- name: store
-- Gives one store, without its secrets, to somebody who may see it.
select id, name, timezone, currency, strategy, connected_at, state, state_at, state_reason,
       plan, domain
  from stores s
 where id = %(id)s
   and (%(everything)s or exists (
       select from store_members m where m.store_id = s.id and m.user_id = %(user_id)s));
