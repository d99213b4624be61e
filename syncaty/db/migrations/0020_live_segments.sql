-- Segments that a merchant makes, by a rule or by hand, and who is in them. See
-- docs/understand/live-segments.md.

create table segments (
    store_id      bigint not null,
    id            integer generated always as identity,
    key           text not null,
    name          text not null,
    note          text not null default '',
    kind          text not null,               -- rule, list
    rule          jsonb,                       -- as segments/rules/write.py writes it; null: a list
    level         smallint not null default 0, -- above all segments that the rule names
    template      text,                        -- the ready-made one it was copied from
    members       integer not null default 0,
    building_from bigint,                      -- the last customer judged so far; null: all are
    created_at    timestamptz not null default now(),
    changed_at    timestamptz not null default now(),
    changed_by    text not null,
    primary key (store_id, id),
    unique (store_id, key),
    check (kind in ('rule', 'list')),
    check ((kind = 'rule') = (rule is not null))
);
create index segments_building on segments (store_id) where building_from is not null;

create table segment_members (
    store_id    bigint not null,
    customer_id bigint not null,
    segment_id  integer not null,
    since       timestamptz not null default now(),
    primary key (store_id, customer_id, segment_id)
);
create index segment_members_of on segment_members (store_id, segment_id, customer_id);

-- Every time a customer entered or left a segment, and why.
create table membership_moves (
    store_id    bigint not null,
    id          bigint generated always as identity,
    at          timestamptz not null default now(),
    day         date not null,                 -- the store's day that the rule was judged on
    segment_id  integer not null,
    customer_id bigint not null,
    entered     boolean not null,              -- false: left
    cause       text not null,                 -- see segments/moves.py
    job_id      bigint,                        -- the job that caused it
    primary key (store_id, id)
);
create index membership_moves_of_segment on membership_moves (store_id, segment_id, id);
create index membership_moves_of_customer on membership_moves (store_id, customer_id, id);
create index membership_moves_by_job on membership_moves (store_id, job_id)
    where job_id is not null;

-- How many members a segment had at the end of a day, and how many entered and left on it. A day
-- without a change has no row.
create table segment_days (
    store_id   bigint not null,
    segment_id integer not null,
    day        date not null,
    members    integer not null,
    entered    integer not null default 0,
    "left"     integer not null default 0,
    primary key (store_id, segment_id, day)
);

-- The day that the rules of a store are judged on, for stores with segments. The revision is a new
-- one with every change of a segment: what was compiled is kept by it.
create table segment_clocks (
    store_id  bigint primary key,
    worked_on date not null,
    revision  uuid not null default gen_random_uuid()
);

-- Customers who are to be judged again: their store's day came, or a great many were touched at once.
create table segment_due (
    store_id    bigint not null,
    customer_id bigint not null,
    cause       text not null default 'time',
    primary key (store_id, customer_id)
);
