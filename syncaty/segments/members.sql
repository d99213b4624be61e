-- Who is in segments of the merchant's own, since when, and who came and went.

-- name: members
-- Gives members of a segment by id.
select t.customer_id as id, coalesce(c.name, '') as name, c.email, c.mobile, c.city,
       coalesce(s.orders, 0) as orders, coalesce(s.spent, 0) as spent, s.last_order_on, s.segment,
       t.since
  from (
        -- Cut before the joins: a merge of all customers up to here would read them all.
        select customer_id, since
          from segment_members
         where store_id = %(store_id)s and segment_id = %(segment_id)s
           and (%(id)s::bigint is null or customer_id > %(id)s::bigint)
         order by customer_id
         limit %(limit)s
       ) t
  left join customers c on c.store_id = %(store_id)s and c.id = t.customer_id
  left join customer_rfm s on s.store_id = %(store_id)s and s.customer_id = t.customer_id
 order by t.customer_id;

-- name: moves
-- Gives who entered and left segments, newest first.
select v.id, v.at, v.day, g.key, g.name as segment, v.customer_id, coalesce(c.name, '') as name,
       v.entered, v.cause, v.job_id
  from membership_moves v
  join segments g on g.store_id = v.store_id and g.id = v.segment_id
  left join customers c on c.store_id = v.store_id and c.id = v.customer_id
 where v.store_id = %(store_id)s
   and (%(segment_id)s::integer is null or v.segment_id = %(segment_id)s::integer)
   and (%(customer_id)s::bigint is null or v.customer_id = %(customer_id)s::bigint)
   and (%(job_id)s::bigint is null or v.job_id = %(job_id)s::bigint)
   and (%(id)s::bigint is null or v.id < %(id)s::bigint)
 order by v.id desc
 limit %(limit)s;

-- name: of_customer
-- Gives the segments that a customer is in by name.
select g.key, g.name, g.kind, m.since
  from segment_members m
  join segments g on g.store_id = m.store_id and g.id = m.segment_id
 where m.store_id = %(store_id)s and m.customer_id = %(customer_id)s
 order by lower(g.name), g.id;

-- name: sizes
-- Gives the size of a segment on each day of a span, with who entered and left on it; a day on
-- which nobody did has the size of the day before.
select d::date as day, coalesce(s.members, 0) as members,
       case when s.day = d::date then s.entered else 0 end as entered,
       case when s.day = d::date then s."left" else 0 end as "left"
  from generate_series(%(first)s::date, %(last)s::date, interval '1 day') as d
  left join lateral (
       select day, members, entered, "left"
         from segment_days
        where store_id = %(store_id)s and segment_id = %(segment_id)s and day <= d::date
        order by day desc
        limit 1
  ) s on true
 order by d;

-- name: both
-- Counts who is in two segments at once.
select count(*)
  from segment_members a
  join segment_members b on b.store_id = a.store_id and b.customer_id = a.customer_id
   and b.segment_id = %(second)s
 where a.store_id = %(store_id)s and a.segment_id = %(first)s;
