-- Background work: what Procrastinate's own tables (procrastinate_*) do not keep.

-- What went wrong with a task so far; gone with the task, which goes once it succeeds.
create table task_faults (
    job_id   bigint primary key references procrastinate_jobs on delete cascade,
    failures integer not null default 0,      -- tries that ended with an error
    crashes  integer not null default 0,      -- processes that died at it, less than an hour apart
    error    text not null default '',        -- the last one, as a sentence
    at       timestamptz not null default now()
);

-- The last instant of each schedule that was heeded, so that no two processes heed the same one.
create table task_schedules (
    name   text primary key,
    due_at timestamptz not null
);

-- The last nightly comparison of a store's figures with a full recomputation.
create table store_checks (
    store_id   bigint primary key references stores on delete cascade,
    checked_at timestamptz not null default now(),
    differing  jsonb not null              -- kind of row -> how many differ; see recompute.py:check
);
