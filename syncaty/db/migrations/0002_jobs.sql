-- What came (deliveries), what was refused (refusals), and the work it makes (jobs).

-- One row per distinct body of a store. Store 0 holds bodies whose store cannot be told.
create table deliveries (
    store_id          bigint not null,
    id                bigint generated always as identity,
    received_at       timestamptz not null default now(),
    body_hash         bytea not null,            -- sha256 of the raw body
    body              bytea not null,
    headers           jsonb not null,            -- the headers that matter, secrets taken out
    verified_by       text not null,             -- 'app' or the number of the store's secret
    duplicates        integer not null default 0,
    last_duplicate_at timestamptz,
    primary key (store_id, id),
    constraint deliveries_body_once unique (store_id, body_hash)
);
-- Bodies lie outside the row, so that counting a duplicate does not write the body again.
alter table deliveries alter column body set storage external;
alter table deliveries set (toast_tuple_target = 256, fillfactor = 95);

-- A job has the number of its delivery. state: what a merchant sees; outcome: what lies beneath.
create table jobs (
    store_id    bigint not null,
    id          bigint not null,
    lane        smallint,            -- null: belongs to no lane, waits for its store
    state       text not null default 'pending',
    outcome     text,
    event       text not null,
    entity      text,                -- order, customer or product
    entity_id   bigint,
    reference   text,                -- the order number a shopper sees
    customer_id bigint,
    received_at timestamptz not null,
    due_at      timestamptz not null,
    attempts    smallint not null default 0,
    crashes     smallint not null default 0,     -- workers that died while this job was alone
    started_at  timestamptz,
    finished_at timestamptz,
    error_code  text,
    error       text,                -- one sentence; the traceback is with the attempt
    changes     jsonb,               -- what it changed, before and after
    primary key (store_id, id),
    constraint jobs_state_known check (state in ('pending', 'completed', 'failed')),
    constraint jobs_finished_when_final check ((state = 'pending') = (finished_at is null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

create index jobs_waiting on jobs (lane, store_id, due_at, id) where state = 'pending';
create index jobs_failed on jobs (store_id, id) where state = 'failed';
create index jobs_newest on jobs (id);
create index jobs_of_entity on jobs (store_id, entity_id, id);
create index jobs_of_customer on jobs (store_id, customer_id, id) where customer_id is not null;
create index jobs_of_reference on jobs (store_id, reference) where reference is not null;

-- One row per failed try of a job.
create table job_attempts (
    store_id    bigint not null,
    job_id      bigint not null,
    number      smallint not null,
    started_at  timestamptz not null,
    finished_at timestamptz not null,
    worker      text not null,
    error_code  text not null,
    error       text not null,
    path        text not null default '',        -- the place in the body, when one is known
    traceback   text not null default '',
    primary key (store_id, job_id, number)
);

-- What people did to jobs: each retry, with who and when.
create table job_actions (
    store_id bigint not null,
    job_id   bigint not null,
    id       bigint generated always as identity,
    at       timestamptz not null default now(),
    actor    text not null,
    action   text not null,
    primary key (store_id, job_id, id)
);

-- A worker writes what it is about to work on; found by the next holder of the lane, it says
-- that the worker died in the middle of it.
create table lane_runs (
    lane       smallint primary key,
    worker     text not null,
    started_at timestamptz not null,
    jobs       bigint[] not null
);

create table workers (
    id         text primary key,
    started_at timestamptz not null,
    seen_at    timestamptz not null,
    done       bigint not null default 0,
    failed     bigint not null default 0
);

-- Requests that were answered with a refusal. Bodies are cut; a flood is sampled.
create table refusals (
    store_id    bigint not null,
    id          bigint generated always as identity,
    received_at timestamptz not null default now(),
    reason      text not null,
    status      smallint not null,
    body        bytea not null,
    body_size   integer not null,
    headers     jsonb not null,
    unkept      integer not null default 0,      -- like refusals before this one, not kept in a flood
    primary key (store_id, id)
);
create index refusals_newest on refusals (id);
