-- name: moves_write
-- Adds moves between segments.
insert into segment_moves (store_id, customer_id, from_segment, to_segment, from_code, to_code,
                           cause, job_id)
select %(store_id)s, m.customer_id, m.from_segment, m.to_segment, m.from_code, m.to_code, m.cause,
       m.job_id
  from jsonb_to_recordset(%(rows)s::jsonb) as m(
       customer_id bigint, from_segment text, to_segment text, from_code smallint,
       to_code smallint, cause text, job_id bigint);
