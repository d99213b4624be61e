-- name: sizes_of_all
-- Gives the size of each of a store's own segments on each day of a span.
select g.id, array_agg(coalesce(s.members, 0) order by d) as sizes
  from segments g
 cross join generate_series(%(first)s::date, %(last)s::date, interval '1 day') as d
  left join lateral (
       select members
         from segment_days
        where store_id = g.store_id and segment_id = g.id and day <= d::date
        order by day desc
        limit 1
  ) s on true
 where g.store_id = %(store_id)s
 group by g.id;

-- name: judged
-- Gives what part of the customers those segments have judged that are being built.
select g.id, count(*) filter (where c.id <= g.building_from) as judged, count(*) as customers
  from segments g
  join customers c on c.store_id = g.store_id
 where g.store_id = %(store_id)s and g.building_from is not null
   and (%(id)s::integer is null or g.id = %(id)s::integer)
 group by g.id;

-- name: people
-- Counts a store's customers.
select count(*) as customers from customers where store_id = %(store_id)s;

-- name: in_rfm_too
-- Counts the members of a segment who are in an RFM segment as well, and those of the RFM segment.
select count(*) filter (where m.customer_id is not null) as both, count(*) as other
  from customer_rfm s
  left join segment_members m on m.store_id = s.store_id and m.customer_id = s.customer_id
   and m.segment_id = %(segment_id)s
 where s.store_id = %(store_id)s and s.segment = %(rfm)s;

-- name: reasons
-- Counts who came into a segment and who went, by cause, since a day of the store.
select entered, cause, count(*) as customers
  from membership_moves
 where store_id = %(store_id)s and segment_id = %(segment_id)s and day >= %(since)s
 group by entered, cause
 order by count(*) desc, cause;
