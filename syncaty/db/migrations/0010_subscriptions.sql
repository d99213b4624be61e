-- The webhooks a store is subscribed to, as Salla reads them back, how often the store is usually
-- heard of, and the gaps: stretches of time in which something may have been missed.

create table subscriptions (
    store_id   bigint not null references stores on delete cascade,
    event      text not null,
    webhook_id bigint,                    -- Salla's number, null until it gave one
    url        text not null default '',  -- the address we gave it
    secret_id  bigint,                    -- the store's own secret that Salla took for it
    told       boolean not null default false, -- Salla has shown how this webhook is secured
    state      text not null default 'wanted',
    fault      text,                      -- why it is missing, altered or refused: a key
    checked_at timestamptz,
    changed_at timestamptz not null default now(),
    constraint subscriptions_state_known
        check (state in ('wanted', 'active', 'missing', 'altered', 'refused')),
    primary key (store_id, event)
);

-- When a store is looked at, and what is known of its rhythm.
create table store_watches (
    store_id        bigint primary key references stores on delete cascade,
    checked_at      timestamptz,          -- subscriptions were read back then
    intact_at       timestamptz,          -- all of them were last found in order then
    next_check_at   timestamptz not null default now(),
    next_nightly_at timestamptz,          -- the next comparison of the last three days
    fault           text,                 -- why the last check could not be made: a key
    counted_to      bigint not null default 0,   -- store_hours holds the jobs up to this one
    rhythm          jsonb,                -- see stores/rhythm.py; null until enough is known
    learned_at      timestamptz
);

-- How many ten-minute stretches of an hour brought a webhook; hours without one have no row.
create table store_hours (
    store_id bigint not null references stores on delete cascade,
    hour     timestamptz not null,
    beats    smallint not null,
    primary key (store_id, hour)
);

-- A stretch of time in which webhooks of a store may have been missed. Open until a repair that
-- covers it has completed.
create table gaps (
    store_id   bigint not null references stores on delete cascade,
    id         bigint generated always as identity,
    reason     text not null,             -- outage, silence, signatures or subscriptions
    since      timestamptz not null,
    until      timestamptz not null,
    noticed_at timestamptz not null,
    details    jsonb not null default '{}',
    sync_id    bigint,                    -- the repair that was asked for
    asked_at   timestamptz,
    asks       integer not null default 0,
    closed_at  timestamptz,
    closed_by  text,                      -- repaired or cancelled
    primary key (store_id, id)
);
create unique index gaps_one_open on gaps (store_id, reason) where closed_at is null;

-- Signs of life of intake, a row a minute while it takes webhooks: a hole in them is an outage.
create table intake_minutes (
    minute timestamptz primary key
);

-- Holes in them that were noticed. until: the first sign of life afterwards.
create table outages (
    since      timestamptz primary key,
    until      timestamptz not null,
    noticed_at timestamptz not null
);
