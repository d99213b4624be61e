-- The webhooks a store is subscribed to, as Salla reads them back, and the store's usual rhythm.

create table subscriptions (
    store_id   bigint not null references stores on delete cascade,
    event      text not null,
    webhook_id bigint,                    -- Salla's number, null until it gave one
    url        text not null default '',
    state      text not null default 'wanted',
    fault      text,                      -- why it is refused or altered: a key
    checked_at timestamptz,
    changed_at timestamptz not null default now(),
    constraint subscriptions_state_known
        check (state in ('wanted', 'active', 'missing', 'altered', 'refused')),
    primary key (store_id, event)
);

-- When a store was last looked at, and how long it is usually silent in each hour of its week.
create table store_watches (
    store_id        bigint primary key references stores on delete cascade,
    checked_at      timestamptz,          -- subscriptions were read back then
    next_check_at   timestamptz not null default now(),
    last_event_at   timestamptz,          -- newest webhook when last looked at
    sure_until      timestamptz,          -- everything before is known to be here
    rhythm          jsonb not null default '{}', -- events per hour of the store's week, learned
    learned_at      timestamptz
);

-- Signs of life of intake, a row a minute while it takes webhooks: a gap in them is an outage.
create table intake_minutes (
    minute timestamptz primary key
);
