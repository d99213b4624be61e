-- Stores as people look at them: how they are connected, and how they do.

-- name: stores_overview
-- Gives stores with what came last and what waits or failed (each counted up to 1,000); all stores,
-- or the one named.
select s.id, s.name, s.timezone, s.currency, s.strategy, s.connected_at, s.state,
       s.state_reason,
       exists (select from store_members m where m.store_id = s.id) as owned,
       (select count(*) from store_secrets k
         where k.store_id = s.id and (k.expires_at is null or k.expires_at > now())) as secrets,
       (select count(*) from store_statuses t
         where t.store_id = s.id and not t.classified) as unclassified,
       (select j.received_at from jobs j
         where j.store_id = s.id order by j.id desc limit 1) as last_received_at,
       (select count(*) from (select from jobs j
         where j.lane = s.lane and j.store_id = s.id and j.state = 'pending' limit 1000) w)
           as waiting,
       (select count(*) from (select from jobs j
         where j.store_id = s.id and j.state = 'failed' limit 1000) f) as failed,
       (select count(*) from (select from refusals r
         where r.store_id = s.id and r.received_at > now() - interval '1 day' limit 1000) x)
           as refused
from stores s
where s.id > 0 and (%(id)s::bigint is null or s.id = %(id)s::bigint)
  and (%(everything)s or exists (
      select from store_members m where m.store_id = s.id and m.user_id = %(user_id)s))
order by s.name, s.id
limit %(limit)s;

-- name: secrets_overview
-- Gives the secrets of a store without what they are, newest first.
select id, created_at, expires_at
from store_secrets
where store_id = %(store_id)s
order by id desc;

-- name: statuses_overview
-- Gives every status the store's orders ever had, those to be classified first, with how many
-- orders are in it now.
with held as (
    select status, count(*) as orders
    from orders
    where store_id = %(store_id)s and not deleted and not draft
    group by status
)
select t.status, t.name, t.counts, t.classified, t.first_seen_at, coalesce(h.orders, 0) as orders
from store_statuses t
left join held h using (status)
where t.store_id = %(store_id)s
order by t.classified, coalesce(h.orders, 0) desc, t.status;
