-- How a store is connected to Salla: its state, its tokens, who may see it, and what was done to it.

-- connected: calls and webhooks work. needs_reconnect: Salla refuses the tokens, or they were never
-- given (a store added by hand). uninstalled: the app was removed at Salla. disconnected: a member
-- ended the connection here. Webhooks that still come are kept and applied in every state.
alter table stores
    add column state           text not null default 'needs_reconnect',
    add column state_at        timestamptz not null default now(),  -- when the event of it happened
    add column state_reason    text not null default 'by_hand',     -- a key; see stores/connection.py
    add column authorized_at   timestamptz,             -- when the merchant last agreed; later ends only count
    add column purged_at       timestamptz,             -- its data was removed, as the retention setting says
    add column plan            text,                    -- the store's plan at Salla, which sets its rates
    add column domain          text,
    add column owner_email     text,                    -- the merchant at Salla, as user info names him
    add column store_type      text,                    -- development, demo or live
    add column app_plan        text,                    -- the subscription of the app, as its events tell
    add column app_plan_state  text,                    -- trial, active, expired or canceled
    add column app_plan_ends_at timestamptz,
    add column app_plan_rank   smallint,                -- 1 when a trial told it, 2 when a subscription did
    add column app_plan_at     timestamptz,             -- when that event happened: late ones lose
    add column app_event_at    timestamptz,             -- the same for what is known of the app itself
    add constraint stores_state_known
        check (state in ('connected', 'needs_reconnect', 'uninstalled', 'disconnected')),
    add constraint stores_app_plan_state_known
        check (app_plan_state in ('trial', 'active', 'expired', 'canceled'));

-- generated: made here for the webhooks this product subscribes itself; there is one per store.
alter table store_secrets add column purpose text not null default 'given',
    add constraint store_secrets_purpose_known check (purpose in ('given', 'generated'));
create unique index store_secrets_generated on store_secrets (store_id) where purpose = 'generated';

-- One pair per store, sealed. A refresh token works once: whoever refreshes holds the row's lock from
-- before the call until both new tokens are committed.
create table store_tokens (
    store_id     bigint primary key references stores on delete cascade,
    access       text not null,           -- sealed
    refresh      text,                    -- sealed; null: Salla gave none (no offline_access)
    scopes       text[] not null default '{}',
    issued_at    timestamptz not null,    -- when Salla gave this pair
    expires_at   timestamptz not null,
    source       text not null,           -- code, event or refresh
    refreshes    integer not null default 0,
    failures     integer not null default 0,      -- tries to refresh in a row that failed
    failed_at    timestamptz,
    failure      text,                    -- the error code of the last try, null after a good one
    unsure       boolean not null default false -- Salla may have spent the refresh token in that try
);
create index store_tokens_expiring on store_tokens (expires_at);

-- A state that was handed to Salla's consent page, kept as its digest. It is used once.
create table connect_attempts (
    digest      bytea primary key,        -- sha256 of the state, without hyphens
    user_id     bigint not null,          -- number of the account; accounts live in another schema
    session     bytea not null,           -- sha256 of the browser session's own nonce
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    used_at     timestamptz
);

-- Who may see a store. `user_id` is the number of an account.
create table store_members (
    store_id  bigint not null references stores on delete cascade,
    user_id   bigint not null,
    role      text not null default 'member',
    added_at  timestamptz not null default now(),
    constraint store_members_role_known check (role in ('owner', 'member')),
    primary key (store_id, user_id)
);
create index store_members_user on store_members (user_id, store_id);

create table store_invites (
    store_id    bigint not null references stores on delete cascade,
    id          bigint generated always as identity,
    email       text not null,            -- lower case
    digest      bytea not null unique,    -- sha256 of the invitation's token
    role        text not null default 'member',
    invited_by  bigint not null,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    accepted_at timestamptz,
    primary key (store_id, id)
);

-- What happened to a store's connection, newest last: connected, reconnected, token_refreshed,
-- subscription_repaired, needs_reconnect, uninstalled ... Shown on the store's page.
create table store_events (
    store_id bigint not null references stores on delete cascade,
    id       bigint generated always as identity,
    at       timestamptz not null default now(),
    kind     text not null,
    actor    text not null default '',    -- an e-mail, or '' for the product itself
    details  jsonb not null default '{}', -- plain values that the sentence needs; never a secret
    primary key (store_id, id)
);
