-- Judging all customers of a store by a new rule, some at a time, and forgetting what is gone.

-- name: building_next
-- Gives the segment to go on with: those that others name come first.
select id from segments
 where store_id = %(store_id)s and building_from is not null
 order by level, id
 limit 1;

-- name: building_step
-- Moves the end of the customers judged so far, and gives those it passed and whether any are left.
with begun as (
    select building_from from segments where store_id = %(store_id)s and id = %(id)s
),
passed as materialized (
    select c.id from begun b
     cross join lateral (
         select id from customers
          where store_id = %(store_id)s and id > b.building_from
          order by id
          limit %(most)s
     ) c
),
counted as (select array_agg(id) as ids, count(*) = %(most)s as full from passed)
update segments s
   set building_from = case when n.full then (select max(id) from passed) end
  from counted n
 where s.store_id = %(store_id)s and s.id = %(id)s
returning coalesce(n.ids, '{}'), s.building_from is not null;

-- name: forget_members
-- Forgets some of those who were in a segment that is gone, and gives how many.
with part as (
    select customer_id from segment_members
     where store_id = %(store_id)s and segment_id = %(id)s
     limit %(most)s
),
gone as (
    delete from segment_members
     where store_id = %(store_id)s and segment_id = %(id)s
       and customer_id in (select customer_id from part)
    returning 1
)
select count(*) from gone;

-- name: forget_moves
-- Forgets some of the moves of a segment that is gone, and gives how many.
with gone as (
    delete from membership_moves
     where store_id = %(store_id)s
       and id in (select id from membership_moves
                   where store_id = %(store_id)s and segment_id = %(id)s
                   limit %(most)s)
    returning 1
)
select count(*) from gone;
