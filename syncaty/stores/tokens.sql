-- Pairs of tokens, sealed: read by whoever calls Salla, renewed under the lock of their row.

-- name: pair_read
-- Gives a store's pair and where the store stands.
select s.state, t.access, t.refresh, t.issued_at, t.expires_at, t.failures, t.failed_at, t.failure,
       t.unsure, t.source
from stores s
left join store_tokens t on t.store_id = s.id
where s.id = %(store_id)s;

-- name: pair_lock
-- The same, once nobody else renews the pair; it stays locked until the transaction ends.
select s.state, t.access, t.refresh, t.issued_at, t.expires_at, t.failures, t.failed_at, t.failure,
       t.unsure, t.source
from store_tokens t
join stores s on s.id = t.store_id
where t.store_id = %(store_id)s
for update of t;

-- name: pair_renewed
-- Puts the renewed pair in the place of the one it was given for; where Salla told no new refresh
-- token or scopes, those held stay.
update store_tokens set
    access = %(access)s, refresh = coalesce(%(refresh)s, refresh),
    scopes = case when %(scopes)s::text[] = '{}' then scopes else %(scopes)s::text[] end,
    issued_at = %(issued_at)s, expires_at = %(expires_at)s, source = 'refresh',
    refreshes = refreshes + 1, failures = 0, failed_at = null, failure = null,
    unsure = false
where store_id = %(store_id)s and access = %(held)s;

-- name: pair_failed
-- Notes that a pair could not be renewed.
update store_tokens set failures = failures + 1, failed_at = %(now)s, failure = %(failure)s,
    unsure = %(unsure)s
where store_id = %(store_id)s;

-- name: pairs_due
-- Gives the connected stores whose pair is to be renewed ahead: a quarter of its life, at most
-- three days, before it ends, or twenty days after it was given, as refresh tokens live a month.
select t.store_id
from store_tokens t
join stores s on s.id = t.store_id and s.state = 'connected'
where t.refresh is not null
  and (t.expires_at - least(interval '3 days', greatest(t.expires_at - t.issued_at, interval '0') / 4)
           < %(now)s
       or t.issued_at < %(now)s - interval '20 days')
order by t.store_id;

-- name: pairs_left
-- Forgets pairs that were only kept to take leave at Salla, an hour after the end at the latest.
delete from store_tokens t using stores s
where s.id = t.store_id and s.state in ('disconnected', 'uninstalled')
  and s.state_at < %(now)s - interval '1 hour'
returning t.store_id;
