-- A customer's scores over time.

-- name: steps
-- Gives the newest changes of a customer's scores, newest first: those with another segment, and
-- those within one.
select *
  from (
        (select at, from_code, to_code, from_segment, to_segment, cause, job_id, true as moved,
                from_segment is null and came_back(store_id, customer_id, id, job_id) as back
           from segment_moves
          where store_id = %(store_id)s and customer_id = %(customer_id)s
          order by id desc
          limit %(limit)s)
        union all
        (select at, from_code, to_code, null, null, cause, job_id, false,
                false
           from score_moves
          where store_id = %(store_id)s and customer_id = %(customer_id)s
          order by id desc
          limit %(limit)s)
       ) as step
 order by at desc, moved
 limit %(limit)s;
