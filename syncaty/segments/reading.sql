-- name: movers
-- Counts the customers who moved by what happened then: an import tells of the past.
select count(distinct customer_id)
from segment_moves
where store_id = %(store_id)s and at >= %(since)s and at < %(until)s and cause <> 'imported';

-- name: members
-- Gives members of a segment by id, each with the instant of the move that brought them.
select t.customer_id as id, coalesce(c.name, '') as name, c.email, c.mobile, c.city, t.orders,
       t.spent, t.first_order_on, t.last_order_on, t.r, t.f, t.m, t.segment,
       (select v.at
          from segment_moves v
         where v.store_id = t.store_id and v.customer_id = t.customer_id
         order by v.id desc limit 1) as since
  from (
        -- Cut before the join: a merge of all customers up to here would read them all.
        select *
          from customer_rfm
         where store_id = %(store_id)s and segment = %(segment)s
           and (%(id)s::bigint is null or customer_id > %(id)s::bigint)
         order by customer_id
         limit %(limit)s
       ) t
  left join customers c on c.store_id = t.store_id and c.id = t.customer_id
 order by t.customer_id;

-- name: moves
-- Gives moves between segments, newest first.
select v.id, v.at, v.customer_id, coalesce(c.name, '') as name, v.from_segment, v.to_segment,
       v.from_code, v.to_code, v.cause, v.job_id,
       v.from_segment is null and came_back(v.store_id, v.customer_id, v.id, v.job_id) as back
  from segment_moves v
  left join customers c on c.store_id = v.store_id and c.id = v.customer_id
 where v.store_id = %(store_id)s
   and (%(customer_id)s::bigint is null or v.customer_id = %(customer_id)s::bigint)
   and (%(into)s::text is null or v.to_segment = %(into)s::text)
   and (%(out_of)s::text is null or v.from_segment = %(out_of)s::text)
   and (%(cause)s::text is null or v.cause = %(cause)s::text)
   and (%(job_id)s::bigint is null or v.job_id = %(job_id)s::bigint)
   and (%(since)s::timestamptz is null or v.at >= %(since)s::timestamptz)
   and (%(until)s::timestamptz is null or v.at < %(until)s::timestamptz)
   and (%(id)s::bigint is null or v.id < %(id)s::bigint)
 order by v.id desc
 limit %(limit)s;

-- name: moves_touching
-- Gives the moves into or out of one segment, newest first: each way by its own index.
select v.id, v.at, v.customer_id, coalesce(c.name, '') as name, v.from_segment, v.to_segment,
       v.from_code, v.to_code, v.cause, v.job_id,
       v.from_segment is null and came_back(v.store_id, v.customer_id, v.id, v.job_id) as back
  from (
        (select * from segment_moves
          where store_id = %(store_id)s and to_segment = %(segment)s
            and (%(id)s::bigint is null or id < %(id)s::bigint)
          order by id desc limit %(limit)s)
        union all
        (select * from segment_moves
          where store_id = %(store_id)s and from_segment = %(segment)s
            and (%(id)s::bigint is null or id < %(id)s::bigint)
          order by id desc limit %(limit)s)
       ) v
  left join customers c on c.store_id = v.store_id and c.id = v.customer_id
 order by v.id desc
 limit %(limit)s;
