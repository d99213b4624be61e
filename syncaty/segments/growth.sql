-- How segments grew, and where their customers went.

-- name: sizes
-- Gives how many customers each segment has.
select segment, count(*) as customers
from customer_rfm
where store_id = %(store_id)s
group by segment;

-- name: daily_net
-- Gives by how much each segment grew on each of the store's local days.
select (at at time zone %(timezone)s)::date as day, segment, sum(by)::bigint as grown
from segment_moves
cross join lateral (values (to_segment, 1), (from_segment, -1)) as step (segment, by)
where store_id = %(store_id)s and at >= %(since)s and segment is not null
group by 1, 2;

-- name: movers
-- Counts the customers who moved by what happened then: an import tells of the past.
select count(distinct customer_id)
from segment_moves
where store_id = %(store_id)s and at >= %(since)s and at < %(until)s and cause <> 'imported';

-- name: shifts
-- Gives from which segment each mover came and in which he is at the end, whatever lay between;
-- who came back to where he began is left out.
with begun as (
    select distinct on (customer_id) customer_id, from_segment
    from segment_moves
    where store_id = %(store_id)s and at >= %(since)s and at < %(until)s
    order by customer_id, id
),
ended as (
    select distinct on (customer_id) customer_id, to_segment
    from segment_moves
    where store_id = %(store_id)s and at >= %(since)s and at < %(until)s
    order by customer_id, id desc
)
select from_segment, to_segment, count(*) as customers
from begun
join ended using (customer_id)
where from_segment is distinct from to_segment
group by from_segment, to_segment
order by count(*) desc, from_segment nulls first, to_segment nulls last;
