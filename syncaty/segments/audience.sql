-- The members of a segment as they leave the store. A segment is either one of the eleven (rfm_*,
-- its key) or a stored one (*_id, its number); so is the one that consent is taken from.

-- name: audience_count
-- Counts the members of a segment, and those whom consent lets go.
select count(*) as members,
       count(*) filter (where %(consent)s::text is null or (
              exists (select from segment_members x
                       where x.store_id = %(store_id)s and x.segment_id = %(consent_id)s::integer
                         and x.customer_id = a.customer_id)
           or exists (select from customer_rfm x
                       where x.store_id = %(store_id)s and x.segment = %(consent_rfm)s::text
                         and x.customer_id = a.customer_id)
           ) = (%(consent)s::text = 'only')) as kept
  from (
        select customer_id from segment_members
         where store_id = %(store_id)s and segment_id = %(id)s::integer
        union all
        select customer_id from customer_rfm
         where store_id = %(store_id)s and segment = %(rfm)s::text
       ) a;

-- name: audience_part
-- Gives the next members of a segment by id, after one of them, and whether consent lets each go.
with next as materialized (
    -- Each arm is cut by itself, along its index; one of the two is empty.
    (select customer_id, since from segment_members
      where store_id = %(store_id)s and segment_id = %(id)s::integer and customer_id > %(after)s
      order by customer_id
      limit %(limit)s)
    union all
    (select customer_id, null from customer_rfm
      where store_id = %(store_id)s and segment = %(rfm)s::text and customer_id > %(after)s
      order by customer_id
      limit %(limit)s)
),
part as materialized (
    select n.customer_id, n.since,
           %(consent)s::text is null or (
              exists (select from segment_members x
                       where x.store_id = %(store_id)s and x.segment_id = %(consent_id)s::integer
                         and x.customer_id = n.customer_id)
           or exists (select from customer_rfm x
                       where x.store_id = %(store_id)s and x.segment = %(consent_rfm)s::text
                         and x.customer_id = n.customer_id)
           ) = (%(consent)s::text = 'only') as goes
      from next n
)
select p.customer_id as id, coalesce(c.name, '') as name, c.email, c.mobile, c.city,
       coalesce(s.orders, 0) as orders, coalesce(s.spent, 0) as spent, s.first_order_on,
       s.last_order_on, s.r, s.f, s.m, s.segment,
       -- The eleven keep no instant with the member: it is that of his last move.
       coalesce(p.since, (select v.at from segment_moves v
                           where v.store_id = %(store_id)s and v.customer_id = p.customer_id
                           order by v.id desc limit 1)) as since,
       p.goes
  from part p
  -- Of whoever stays, nothing is read.
  left join customers c on c.store_id = %(store_id)s and c.id = p.customer_id and p.goes
  left join customer_rfm s on s.store_id = %(store_id)s and s.customer_id = p.customer_id and p.goes
 order by p.customer_id;

-- name: audience_currency
-- Gives the currency of a store's figures, if it is known.
select currency from stores where id = %(store_id)s;

-- name: gate_lets
-- Gives those of some customers whom consent lets go.
select t.id
  from unnest(%(ids)s::bigint[]) as t(id)
 where (
              exists (select from segment_members x
                       where x.store_id = %(store_id)s and x.segment_id = %(consent_id)s::integer
                         and x.customer_id = t.id)
           or exists (select from customer_rfm x
                       where x.store_id = %(store_id)s and x.segment = %(consent_rfm)s::text
                         and x.customer_id = t.id)
       ) = (%(consent)s::text = 'only');

-- name: gate_counts
-- Counts the customers of a store, and those in the segment that consent goes by.
select (select count(*) from customers where store_id = %(store_id)s) as customers,
       (select count(*) from segment_members
         where store_id = %(store_id)s and segment_id = %(consent_id)s::integer)
       + (select count(*) from customer_rfm
           where store_id = %(store_id)s and segment = %(consent_rfm)s::text) as named;
