-- Stores, the secrets that their webhooks are checked with, and the order statuses they use.
-- Every domain table leads its key with the store (Salla's merchant id), so that all rows of a
-- store can be placed, moved and dropped together.

create table stores (
    id           bigint primary key,
    name         text not null default '',
    timezone     text not null default 'Asia/Riyadh',
    currency     text,               -- null until the first order says it
    strategy     text not null default 'signature',
    lane         smallint not null,
    connected_at timestamptz not null default now(),
    constraint stores_strategy_known check (strategy in ('signature', 'token'))
);

-- Several secrets may be valid at once, so that one can be changed without losing a webhook.
create table store_secrets (
    store_id   bigint not null references stores on delete cascade,
    id         bigint generated always as identity,
    sealed     text not null,        -- encrypted; see stores/secrets.py
    created_at timestamptz not null default now(),
    expires_at timestamptz,          -- null: valid until removed
    primary key (store_id, id)
);

-- Every status an order of the store ever had, and whether orders in it count.
create table store_statuses (
    store_id      bigint not null references stores on delete cascade,
    status        text not null,
    name          text not null default '',
    counts        boolean not null,
    classified    boolean not null,  -- false: new to us, the merchant should look at it
    first_seen_at timestamptz not null default now(),
    primary key (store_id, status)
);

-- Told to every process that keeps stores in memory.
create function stores_changed() returns trigger language plpgsql as $$
begin
    perform pg_notify('stores', '');
    return null;
end $$;

create trigger stores_changed after insert or update or delete on stores
    for each statement execute function stores_changed();
create trigger store_secrets_changed after insert or update or delete on store_secrets
    for each statement execute function stores_changed();
