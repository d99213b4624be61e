-- Events of the app itself: installed, authorised, subscribed to, removed.

-- name: app_events
-- Gives who vouched for the named deliveries, with their sealed bodies.
select id, verified_by, sealed from deliveries
where store_id = %(store_id)s and id = any(%(ids)s);

-- name: first_pair
-- Gives the access token that an event brought, if nothing renewed it since.
select access from store_tokens
where store_id = %(store_id)s and source = 'event' and refreshes = 0;

-- name: sealed_forget
-- Forgets a sealed body whose tokens were taken over or are out of date.
update deliveries set sealed = null where store_id = %(store_id)s and id = %(id)s;

-- name: app_facts
-- Gives what is known of a store's app, locked.
select name, store_type, app_plan, app_plan_state, app_plan_ends_at
from stores where id = %(store_id)s for update;

-- name: app_heard
-- Keeps the kind of a store, unless a later event told it.
update stores set store_type = coalesce(%(store_type)s, store_type), app_event_at = %(at)s
where id = %(store_id)s and (app_event_at is null or app_event_at <= %(at)s);

-- name: plan_heard
-- Keeps the subscription of the app. What a subscription says outranks a trial, then the later event
-- wins; of one second the one that begins something.
update stores set
    app_plan = coalesce(%(plan)s, app_plan), app_plan_state = %(state)s,
    app_plan_ends_at = %(ends_at)s, app_plan_rank = %(rank)s, app_plan_at = %(at)s
where id = %(store_id)s
  and (app_plan_rank is null or app_plan_rank < %(rank)s
       or (app_plan_rank = %(rank)s
           and (app_plan_at < %(at)s or (app_plan_at = %(at)s and %(begins)s))));
