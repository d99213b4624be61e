-- How a store is connected to Salla: its state, its pair of tokens, its members and its history.

-- name: tokens_hold
-- Waits for whoever renews the store's tokens. First of all locks: nobody who holds another one
-- may wait for an answer of Salla.
select from store_tokens where store_id = %(store_id)s for update;

-- name: standing
-- Gives where a store stands, locked; no row when it is unknown.
select state, state_at, authorized_at, name from stores where id = %(store_id)s for update;

-- name: membership
-- Says whether the store has members, and whether this account is one.
select count(*) > 0, coalesce(bool_or(user_id = %(user_id)s), false)
from store_members where store_id = %(store_id)s;

-- name: open
-- Makes a store connected, new or held; what is not given stays as it is.
insert into stores as held (
    id, name, timezone, strategy, lane, state, state_at, state_reason, authorized_at, plan, domain,
    owner_email
)
values (
    %(store_id)s, coalesce(%(name)s, ''), 'Asia/Riyadh', coalesce(%(strategy)s, 'signature'),
    %(lane)s, 'connected', %(at)s, '', %(at)s, %(plan)s, %(domain)s, %(owner_email)s
)
on conflict (id) do update set
    state = 'connected', state_at = excluded.state_at, state_reason = '', purged_at = null,
    authorized_at = excluded.authorized_at,
    name = case when held.name = '' then excluded.name else held.name end,
    strategy = coalesce(%(strategy)s, held.strategy),
    plan = coalesce(excluded.plan, held.plan),
    domain = coalesce(excluded.domain, held.domain),
    owner_email = coalesce(excluded.owner_email, held.owner_email);

-- name: describe
-- Keeps what Salla says of a store; a name it has already stays.
update stores set
    name = case when name = '' then coalesce(%(name)s, '') else name end,
    plan = coalesce(%(plan)s, plan),
    domain = coalesce(%(domain)s, domain),
    owner_email = coalesce(%(owner_email)s, owner_email)
where id = %(store_id)s and state = 'connected';

-- name: tokens_put
-- Puts a new pair in the place of whatever was held.
insert into store_tokens (store_id, access, refresh, scopes, issued_at, expires_at, source)
values (
    %(store_id)s, %(access)s, %(refresh)s, %(scopes)s, %(issued_at)s, %(expires_at)s, %(source)s
)
on conflict (store_id) do update set
    access = excluded.access, refresh = excluded.refresh, scopes = excluded.scopes,
    issued_at = excluded.issued_at, expires_at = excluded.expires_at, source = excluded.source,
    refreshes = 0, failures = 0, failed_at = null, failure = null, unsure = false;

-- name: tokens_forget
-- Forgets a store's tokens.
delete from store_tokens where store_id = %(store_id)s;

-- name: member_add
-- Makes an account a member of a store.
insert into store_members (store_id, user_id, role)
values (%(store_id)s, %(user_id)s, %(role)s)
on conflict (store_id, user_id) do nothing;

-- name: generated_secret
-- Gives the webhook secret that was made here for the store.
select sealed from store_secrets
where store_id = %(store_id)s and purpose = 'generated';

-- name: generated_secret_add
-- Keeps the webhook secret made for the store, unless it has one.
insert into store_secrets (store_id, sealed, purpose)
values (%(store_id)s, %(sealed)s, 'generated')
on conflict (store_id) where purpose = 'generated' do nothing;

-- name: end
-- Ends a connection, if it stands in one of the given states.
update stores set state = %(state)s, state_at = %(at)s, state_reason = %(reason)s
where id = %(store_id)s and state = any(%(states)s)
returning id;

-- name: connection
-- Gives how a store is connected, with what may be known of its tokens.
select s.id as store_id, s.name, s.state, s.state_at, s.state_reason, s.connected_at,
       s.authorized_at, s.purged_at, s.plan, s.domain, s.owner_email, s.store_type, s.app_plan,
       s.app_plan_state, s.app_plan_ends_at, coalesce(t.scopes, '{}') as scopes,
       t.issued_at as tokens_issued_at, t.expires_at as tokens_expire_at, t.source as tokens_source,
       coalesce(t.refresh is not null, false) as renewable,
       coalesce(t.refreshes, 0) as refreshes, coalesce(t.failures, 0) as failures,
       t.failed_at, t.failure
from stores s
left join store_tokens t on t.store_id = s.id
where s.id = %(store_id)s;

-- name: event_log
-- Notes what happened to a store's connection.
insert into store_events (store_id, kind, actor, details)
values (%(store_id)s, %(kind)s, %(actor)s, %(details)s);

-- name: events
-- Gives what happened to a store's connection, newest first.
select id, at, kind, actor, details
from store_events
where store_id = %(store_id)s and (%(id)s::bigint is null or id < %(id)s::bigint)
order by id desc
limit %(limit)s;
