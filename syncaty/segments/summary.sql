-- Short answers about several segments, or several customers, at once.

-- name: lately
-- Gives how many entered and left each stored segment since a day.
select segment_id, sum(entered)::bigint, sum("left")::bigint
  from segment_days
 where store_id = %(store_id)s and day >= %(since)s
 group by segment_id;

-- name: of_customers
-- Gives the keys of the stored segments that each of some customers is in, by name.
select m.customer_id, array_agg(g.key order by lower(g.name), g.id)
  from segment_members m
  join segments g on g.store_id = m.store_id and g.id = m.segment_id
 where m.store_id = %(store_id)s and m.customer_id = any(%(customers)s::bigint[])
 group by m.customer_id;

-- name: overlap
-- Counts the members of two segments and of both; each is one of the eleven (its key) or a stored
-- one (its number).
with first as (
    select customer_id from segment_members
     where store_id = %(store_id)s and segment_id = %(first_id)s::integer
    union all
    select customer_id from customer_rfm
     where store_id = %(store_id)s and segment = %(first_rfm)s::text
),
second as (
    select customer_id from segment_members
     where store_id = %(store_id)s and segment_id = %(second_id)s::integer
    union all
    select customer_id from customer_rfm
     where store_id = %(store_id)s and segment = %(second_rfm)s::text
)
select (select count(*) from first), (select count(*) from second),
       (select count(*) from first join second using (customer_id));
