-- What the segments of a store were on past days, and how customers went between them.

-- name: kept_since
-- Gives the store's first day with a move: before it nobody had a segment.
select min(day) from rfm_days where store_id = %(store_id)s;

-- name: sizes
-- Gives how many customers each segment has now.
select segment, customers from rfm_sizes where store_id = %(store_id)s;

-- name: net
-- Gives by how much each segment grew on each day after the first, up to the last; what came later
-- is taken together, with no day.
select case when d.day <= %(last)s then d.day end as day, step.segment, sum(step.by)::bigint
  from rfm_days d
 cross join lateral (values (d.to_segment, d.moves), (d.from_segment, -d.moves)) as step(segment, by)
 where d.store_id = %(store_id)s and d.day > %(first)s and step.segment is not null
 group by 1, 2
having sum(step.by) <> 0;

-- name: moved
-- Counts the moves of days by way and cause, most first.
select from_segment, to_segment, cause, sum(moves)::bigint as moves
  from rfm_days
 where store_id = %(store_id)s and day between %(first)s and %(last)s
 group by from_segment, to_segment, cause
 order by moves desc, from_segment nulls first, to_segment nulls first, cause;

-- name: flows_room
-- Lets the customers of a long time be gathered in memory, for the rest of the transaction.
select set_config('work_mem', '64MB', true);

-- name: flows
-- Gives from which segment to which customers came between two instants, whatever lay between, and
-- by what they came to the last; who came back to where he had been is no flow.
-- A move and its segment are packed into one number, so that a customer's first and last move are a
-- minimum and a maximum: one reading of the moves, nothing sorted.
with ends as (
    select customer_id,
           mod(min(id * 16 + coalesce(array_position(%(segments)s::text[], from_segment), 0)), 16)
               as begun,
           mod(max(id * 256 + coalesce(array_position(%(causes)s::text[], cause), 0) * 16
                   + coalesce(array_position(%(segments)s::text[], to_segment), 0)), 256)::integer
               as ended
      from segment_moves
     where store_id = %(store_id)s and at >= %(since)s and at < %(until)s
     group by customer_id
)
select (%(segments)s::text[])[begun] as from_segment,
       (%(segments)s::text[])[mod(ended, 16)] as to_segment,
       (%(causes)s::text[])[ended / 16] as cause,
       count(*) as customers
  from ends
 where begun <> mod(ended, 16)
 group by 1, 2, 3
 order by customers desc, 1 nulls first, 2 nulls last, 3;

-- name: history_check
-- Counts the days' ways whose moves, and the segments whose size, differ from a recount.
select (select count(*)
          from (select * from rfm_days where store_id = %(store_id)s) d
          full join (
               select (v.at at time zone s.timezone)::date as day, v.from_segment, v.to_segment,
                      v.cause, count(*) as moves
                 from segment_moves v
                 join stores s on s.id = v.store_id
                where v.store_id = %(store_id)s
                group by 1, 2, 3, 4
               ) x
            on (d.day, d.cause, coalesce(d.from_segment, ''), coalesce(d.to_segment, ''))
             = (x.day, x.cause, coalesce(x.from_segment, ''), coalesce(x.to_segment, ''))
         where d.moves is distinct from x.moves),
       (select count(*)
          from (select * from rfm_sizes where store_id = %(store_id)s) z
          full join (
               select segment, count(*) as customers
                 from customer_rfm
                where store_id = %(store_id)s and segment is not null
                group by segment
               ) x using (segment)
         where coalesce(z.customers, 0) <> coalesce(x.customers, 0));

-- name: days_clear
-- Removes the counts of moves.
delete from rfm_days where store_id = %(store_id)s;

-- name: days_repair
-- Counts a store's moves anew.
insert into rfm_days (store_id, day, from_segment, to_segment, cause, moves)
select v.store_id, (v.at at time zone s.timezone)::date, v.from_segment, v.to_segment, v.cause,
       count(*)
  from segment_moves v
  join stores s on s.id = v.store_id
 where v.store_id = %(store_id)s
 group by 1, 2, 3, 4, 5;

-- name: sizes_clear
-- Removes the sizes of segments.
delete from rfm_sizes where store_id = %(store_id)s;

-- name: sizes_repair
-- Counts the customers of segments anew.
insert into rfm_sizes (store_id, segment, customers)
select store_id, segment, count(*)
  from customer_rfm
 where store_id = %(store_id)s and segment is not null
 group by store_id, segment;
