-- The webhooks of a store at Salla, as they are kept here.

-- name: subscriptions_hold
-- Waits until nobody else subscribes or checks the store's webhooks; held by the session.
select pg_advisory_lock(hashtextextended('subscriptions', %(store_id)s));

-- name: subscriptions_let_go
-- Lets others subscribe and check.
select pg_advisory_unlock(hashtextextended('subscriptions', %(store_id)s));

-- name: own_secret
-- Gives the number of the secret that was made here for the store.
select id from store_secrets where store_id = %(store_id)s and purpose = 'generated';

-- name: held
-- Gives what is kept of each event's webhook.
select event, webhook_id, url, secret_id, state, fault, told
from subscriptions
where store_id = %(store_id)s;

-- name: given
-- Keeps what Salla gave for an event the moment it did; secret_id stays null until it took that.
insert into subscriptions as held (store_id, event, webhook_id, url, secret_id)
values (%(store_id)s, %(event)s, %(webhook_id)s, %(url)s, %(secret_id)s)
on conflict (store_id, event) do update set
    webhook_id = excluded.webhook_id, url = excluded.url, secret_id = excluded.secret_id,
    told = held.told and held.webhook_id = excluded.webhook_id;

-- name: unsecured
-- Forgets that Salla took the store's secret, so that each webhook is given it again.
update subscriptions set secret_id = null where store_id = %(store_id)s;

-- name: read_back
-- Keeps how each event's webhook was found, and when that last changed.
insert into subscriptions as held (store_id, event, state, fault, told, checked_at, changed_at)
select %(store_id)s, event, state, fault, told, %(now)s, %(now)s
from unnest(%(events)s::text[], %(states)s::text[], %(faults)s::text[], %(told)s::boolean[])
    as t (event, state, fault, told)
on conflict (store_id, event) do update set
    state = excluded.state, fault = excluded.fault, told = held.told or excluded.told,
    checked_at = excluded.checked_at,
    changed_at = case
        when (held.state, held.fault) is distinct from (excluded.state, excluded.fault)
        then excluded.changed_at else held.changed_at end;

-- name: forget
-- Forgets a webhook that was unsubscribed.
delete from subscriptions
where store_id = %(store_id)s and event = %(event)s;

-- name: listed
-- Gives a store's subscriptions as pages show them.
select event, state, fault, webhook_id, url, checked_at, changed_at
from subscriptions
where store_id = %(store_id)s;
