-- Buyers whom an edge passed in such number that they are scored anew piece by piece, with webhooks
-- in between. A row stands for those of a range of one dimension that no piece has reached yet.

create table rfm_backlog (
    store_id  bigint not null,
    id        bigint generated always as identity,
    dimension text not null,         -- r, f, m
    -- More than (low, after), up to high: the column's value (of R the day number of the last order,
    -- days since 1970-01-01) and the customer. Both low and after move on with each piece.
    low       numeric not null,
    after     bigint not null default 9223372036854775807,
    high      numeric not null,
    cause     text not null,         -- of the moves that come of it, see segments/moves.py
    job_id    bigint,                -- whose job moved the edge
    since     timestamptz not null default now(),
    primary key (store_id, id),
    check (dimension in ('r', 'f', 'm'))
);
