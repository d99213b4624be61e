-- How a store's segments came to be what they are, kept with every move so that reading it costs the
-- same however many customers there are. See docs/understand/history.md.

-- Moves of each of the store's local days, by way and cause. A null segment is "none": no order yet,
-- or none left.
create table rfm_days (
    store_id     bigint not null,
    day          date not null,
    from_segment text,
    to_segment   text,
    cause        text not null,
    moves        integer not null,
    unique nulls not distinct (store_id, day, from_segment, to_segment, cause)
) with (fillfactor = 70);

-- How many customers each segment has now. The composition at the end of a past day is this, taken
-- back by the moves since.
create table rfm_sizes (
    store_id  bigint not null,
    segment   text not null,
    customers bigint not null,
    primary key (store_id, segment)
) with (fillfactor = 50);

-- Scores that changed without another segment: together with segment_moves a customer's scores over
-- time. What an import changed while it ran is left out.
create table score_moves (
    store_id    bigint not null,
    customer_id bigint not null,
    id          bigint generated always as identity,
    at          timestamptz not null,
    from_code   smallint not null,   -- r * 100 + f * 10 + m
    to_code     smallint not null,
    cause       text not null,       -- see segments/moves.py
    job_id      bigint,              -- the job that caused it
    primary key (store_id, customer_id, id)
);

insert into rfm_days (store_id, day, from_segment, to_segment, cause, moves)
select v.store_id, (v.at at time zone s.timezone)::date, v.from_segment, v.to_segment, v.cause, count(*)
  from segment_moves v
  join stores s on s.id = v.store_id
 group by 1, 2, 3, 4, 5;

insert into rfm_sizes (store_id, segment, customers)
select store_id, segment, count(*) from customer_rfm group by store_id, segment;
