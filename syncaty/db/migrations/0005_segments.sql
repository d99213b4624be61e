-- Every move of a customer from one segment to another, and why. A null segment is "no order yet".

create table segment_moves (
    store_id     bigint not null,
    id           bigint generated always as identity,
    at           timestamptz not null default now(),
    customer_id  bigint not null,
    from_segment text,
    to_segment   text,
    from_code    smallint,           -- r * 100 + f * 10 + m
    to_code      smallint,
    cause        text not null,      -- see segments/moves.py
    job_id       bigint,             -- the job that caused it
    primary key (store_id, id)
);
create index segment_moves_of_customer on segment_moves (store_id, customer_id, id);
create index segment_moves_into on segment_moves (store_id, to_segment, id);
create index segment_moves_out_of on segment_moves (store_id, from_segment, id);
create index segment_moves_by_job on segment_moves (store_id, job_id) where job_id is not null;
create index segment_moves_by_time on segment_moves (store_id, at);
