-- Lists kept by hand: whom their entries mean, and the entries that name no member.

-- name: list_hits
-- Gives who can be meant by each entry (its place from 0), what he is known by, and his phone.
with entry as materialized (
    select t.id, t.mobile, t.email, (t.place - 1)::integer as at
      from unnest(%(ids)s::bigint[], %(mobiles)s::text[], %(emails)s::text[])
           with ordinality as t(id, mobile, email, place)
)
select e.at, c.id, 'id', c.mobile
  from entry e join customers c on c.store_id = %(store_id)s and c.id = e.id
union all
select e.at, c.id, 'mobile', c.mobile
  from entry e join customers c on c.store_id = %(store_id)s and c.mobile = e.mobile
union all
select e.at, c.id, 'email', c.mobile
  from entry e join customers c on c.store_id = %(store_id)s and lower(c.email) = e.email;

-- name: list_members
-- Gives who is on a list.
select customer_id from segment_members where store_id = %(store_id)s and segment_id = %(id)s;

-- name: leftovers_count
-- Counts the entries of a list that name no member, by why.
select problem, count(*) from list_leftovers
 where store_id = %(store_id)s and segment_id = %(id)s
 group by problem;

-- name: leftovers
-- Gives entries that name no member, in the order of their keys.
select entry, row, written, problem, added_at from list_leftovers
 where store_id = %(store_id)s and segment_id = %(id)s
   and (%(after)s::text is null or entry > %(after)s::text)
 order by entry
 limit %(limit)s;

-- name: leftovers_clear
-- Forgets entries: those named, or all.
delete from list_leftovers
 where store_id = %(store_id)s and segment_id = %(id)s
   and (%(entries)s::text[] is null or entry = any(%(entries)s::text[]));

-- name: leftovers_keep
-- Keeps entries that name no member.
insert into list_leftovers (store_id, segment_id, entry, row, written, problem, customer_id, mobile,
                            email)
select %(store_id)s, %(id)s, t.*
  from unnest(%(entries)s::text[], %(rows)s::integer[], %(written)s::text[], %(problems)s::text[],
              %(ids)s::bigint[], %(mobiles)s::text[], %(emails)s::text[]) as t;

-- name: list_changed
-- Says that a list is another now.
update segments set changed_at = now(), changed_by = %(by)s
 where store_id = %(store_id)s and id = %(id)s;

-- name: arrivals
-- Takes away the entries by which some customers are known, and gives who comes onto which list.
with known as (
    select l.segment_id, l.entry, c.id as customer_id
      from customers c
      join list_leftovers l on l.store_id = %(store_id)s and l.problem = 'unknown'
       and l.customer_id = c.id
     where c.store_id = %(store_id)s and c.id = any(%(customers)s::bigint[])
    union
    select l.segment_id, l.entry, c.id
      from customers c
      join list_leftovers l on l.store_id = %(store_id)s and l.problem = 'unknown'
       and l.mobile = c.mobile
     where c.store_id = %(store_id)s and c.id = any(%(customers)s::bigint[])
    union
    select l.segment_id, l.entry, c.id
      from customers c
      join list_leftovers l on l.store_id = %(store_id)s and l.problem = 'unknown'
       and l.email = lower(c.email)
       -- Families share mailboxes: another phone is another person.
       and (l.mobile is null or c.mobile is null or l.mobile = c.mobile)
     where c.store_id = %(store_id)s and c.id = any(%(customers)s::bigint[])
),
gone as (
    delete from list_leftovers l
     using known k
     where l.store_id = %(store_id)s and l.segment_id = k.segment_id and l.entry = k.entry
)
select distinct k.segment_id, k.customer_id
  from known k
 where not exists (select from segment_members m
                    where m.store_id = %(store_id)s and m.customer_id = k.customer_id
                      and m.segment_id = k.segment_id);
