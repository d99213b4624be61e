-- Fetching from Salla (or a file): the import of a store's history, and repairs of gaps.

-- A sync has a delivery and a job of the same number (event `syncaty.import`, `syncaty.repair` or
-- `syncaty.file`, no lane), so that it is found in Jobs and what it changed names it as cause.
create table syncs (
    store_id    bigint not null references stores on delete cascade,
    id          bigint not null,
    kind        text not null,            -- import, repair or file
    reason      text not null,            -- a key; see syncs/sync.py
    state       text not null default 'waiting',
    since       timestamptz,              -- a repair's window, null: all of history
    until       timestamptz,
    position    jsonb not null default '{}',  -- where to go on after a stop; written with each page
    asked_by    text not null default '',     -- an e-mail, or '' for the product itself
    created_at  timestamptz not null default now(),
    started_at  timestamptz,
    seen_at     timestamptz,              -- last sign of life of whoever works it
    finished_at timestamptz,
    notes       jsonb not null default '[]',  -- sentences for the report: parts left out, and why
    found       jsonb not null default '[]',  -- some of the entities that were missing or stale
    error_code  text,                     -- why it waits, is paused or failed; null: nothing to say
    error       text,                     -- the same in a sentence
    constraint syncs_state_known check
        (state in ('waiting', 'running', 'paused', 'completed', 'failed', 'cancelled')),
    primary key (store_id, id)
);
create unique index syncs_one_open on syncs (store_id, kind)
    where state in ('waiting', 'running', 'paused');

-- How far each part of a sync is, and what it found. `total` is what Salla (or the file) says
-- there is. Entities are counted once each: missing were not here, stale were here with other
-- values, gone no longer exist at Salla.
create table sync_parts (
    store_id bigint not null,
    sync_id  bigint not null,
    part     text not null,               -- customers, products, orders
    turn     smallint not null default 0, -- the order in which parts run
    done     bigint not null default 0,
    total    bigint,
    missing  bigint not null default 0,
    stale    bigint not null default 0,
    equal    bigint not null default 0,
    gone     bigint not null default 0,
    refused  bigint not null default 0,   -- could not be read; see sync_errors
    worked   interval not null default '0', -- time spent at work, for the pace
    finished boolean not null default false,
    foreign key (store_id, sync_id) references syncs on delete cascade,
    primary key (store_id, sync_id, part)
);

-- Rows that could not be taken, each with the place and the reason.
create table sync_errors (
    store_id bigint not null,
    sync_id  bigint not null,
    id       bigint generated always as identity,
    row      bigint,                      -- line of the file, null for what Salla gave
    entity   text not null default 'order',
    entity_id text not null default '',
    field    text not null default '',
    "column" text not null default '',    -- the merchant's name of it in his file
    value    text not null default '',    -- what stands there
    code     text not null,
    error    text not null,
    kept     boolean not null default false, -- the row was taken, without this value
    foreign key (store_id, sync_id) references syncs on delete cascade,
    primary key (store_id, sync_id, id)
);

-- A file a merchant brought. Its bytes lie in sync_file_parts until it is imported or forgotten.
create table sync_files (
    store_id    bigint not null references stores on delete cascade,
    id          bigint generated always as identity,
    name        text not null,
    size        bigint not null,
    digest      bytea not null,           -- sha256 of its bytes
    choices     jsonb not null default '{}', -- the column of each field, and how to read dates
    uploaded_by text not null default '',
    uploaded_at timestamptz not null default now(),
    said_at     timestamptz,              -- the time of what it says: the same file, the same time
    sync_id     bigint,                   -- the import made of it
    primary key (store_id, id)
);
create index sync_files_of_sync on sync_files (store_id, sync_id) where sync_id is not null;

create table sync_file_parts (
    store_id bigint not null,
    file_id  bigint not null,
    number   integer not null,
    content  bytea not null,
    foreign key (store_id, file_id) references sync_files on delete cascade,
    primary key (store_id, file_id, number)
);
alter table sync_file_parts alter column content set storage external;

-- Calls left, shared by all processes. scope: a store's number, or 'customers' for the limit that
-- all stores of one address share. A scope without a row has no limit that we were told of.
create table api_budgets (
    scope        text primary key,
    calls_left   double precision not null,
    per_second   double precision not null, -- how fast it fills again where Salla names no instant
    most         double precision not null,
    counted_at   timestamptz not null default now(),
    resets_at    timestamptz,             -- when it is full again, as Salla says
    closed_until timestamptz              -- Salla said Retry-After
);
