-- Reading requests that were refused.

-- name: refusals
-- Gives refused requests, newest first, without their bodies.
select r.store_id, coalesce(s.name, '') as store_name, r.id, r.received_at, r.reason, r.status,
       r.body_size, r.unkept, r.headers
from refusals r
left join stores s on s.id = r.store_id
where (%(store_id)s::bigint is null or r.store_id = %(store_id)s)
  and (%(reason)s::text is null or r.reason = %(reason)s)
  and (%(before_id)s::bigint is null or r.id < %(before_id)s)
order by r.id desc
limit %(limit)s;

-- name: refusal
-- Gives one refused request with what was kept of its body.
select r.store_id, coalesce(s.name, '') as store_name, r.id, r.received_at, r.reason, r.status,
       r.body_size, r.unkept, r.headers, r.body
from refusals r
left join stores s on s.id = r.store_id
where r.id = %(id)s and (%(store_id)s::bigint is null or r.store_id = %(store_id)s);

-- name: refusal_reasons
-- Counts the kept refusals by reason, among the newest of them.
select reason, count(*)::bigint as count
from (
    select reason
    from refusals
    where %(store_id)s::bigint is null or store_id = %(store_id)s
    order by id desc
    limit 10000
) newest
group by reason
order by count desc, reason;
