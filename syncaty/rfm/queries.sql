-- name: totals_load
-- Gives the named customers' held totals and scores beside the first and last day of their
-- counting orders as they are now.
select t.customer_id, c.orders, c.spent, c.first_order_on, c.last_order_on, c.refunds, c.discounts,
       c.frequency, c.monetary, c.r, c.f, c.m, c.segment,
       (select o.placed_on from orders o
         where o.store_id = %(store_id)s and o.customer_id = t.customer_id and o.counts
         order by o.placed_on limit 1) as first_on,
       (select o.placed_on from orders o
         where o.store_id = %(store_id)s and o.customer_id = t.customer_id and o.counts
         order by o.placed_on desc limit 1) as last_on,
       w.orders as orders_within, w.spent as spent_within
  from unnest(%(customers)s::bigint[]) as t(customer_id)
  left join customer_rfm c on c.store_id = %(store_id)s and c.customer_id = t.customer_id
 -- What lies in the store's window; nothing is read where it has none.
 cross join lateral (
       select count(*)::integer as orders, sum(o.value) as spent
         from orders o
        where o.store_id = %(store_id)s and o.customer_id = t.customer_id and o.counts
          and o.placed_on > %(outside)s::date) w
 order by t.customer_id;

-- name: totals_write
-- Writes totals and scores of buyers.
insert into customer_rfm (store_id, customer_id, orders, spent, first_order_on, last_order_on,
                          refunds, discounts, frequency, monetary, r, f, m, segment)
select %(store_id)s, t.customer_id, t.orders, t.spent, t.first_order_on, t.last_order_on,
       t.refunds, t.discounts, t.frequency, t.monetary, t.r, t.f, t.m, t.segment
  from jsonb_to_recordset(%(rows)s::jsonb) as t(
       customer_id bigint, orders integer, spent numeric, first_order_on date, last_order_on date,
       refunds numeric, discounts integer, frequency integer, monetary numeric,
       r smallint, f smallint, m smallint, segment text)
    on conflict (store_id, customer_id) do update set
       orders = excluded.orders, spent = excluded.spent,
       first_order_on = excluded.first_order_on, last_order_on = excluded.last_order_on,
       refunds = excluded.refunds, discounts = excluded.discounts,
       frequency = excluded.frequency, monetary = excluded.monetary,
       r = excluded.r, f = excluded.f, m = excluded.m, segment = excluded.segment,
       changed_at = now();

-- name: totals_hand_over
-- Gives the totals and scores of customers to those they are, one each, who have none. Where
-- something waits, it may wait for the old one and be past the new one: who is noted by himself.
with pair as (
    select distinct on (t.new) t.old, t.new
      from unnest(%(old)s::bigint[], %(new)s::bigint[]) as t(old, new)
      join customer_rfm c on c.store_id = %(store_id)s and c.customer_id = t.old
     where not exists (select from customer_rfm n
                        where n.store_id = %(store_id)s and n.customer_id = t.new)
     order by t.new, t.old
),
noted as (
    insert into rfm_backlog (store_id, dimension, low, after, high, cause)
    select %(store_id)s, 'one', 0, p.new, 0, w.cause
      from pair p
     cross join (select cause from rfm_backlog
                  where store_id = %(store_id)s order by id limit 1) w
)
update customer_rfm c
   set customer_id = p.new
  from pair p
 where c.store_id = %(store_id)s and c.customer_id = p.old
returning p.old, p.new;

-- name: totals_remove
-- Takes away customers without a counting order left.
delete from customer_rfm where store_id = %(store_id)s and customer_id = any(%(customers)s);

-- name: edges_load
-- Gives the edges of a store.
select buyers, edges from rfm_edges where store_id = %(store_id)s;

-- name: edges_write
-- Writes the edges of a store.
insert into rfm_edges (store_id, buyers, edges)
values (%(store_id)s, %(buyers)s, %(edges)s::jsonb)
    on conflict (store_id) do update
       set buyers = excluded.buyers, edges = excluded.edges, changed_at = now();

-- name: edges_clear
-- Forgets the edges of a store without buyers.
delete from rfm_edges where store_id = %(store_id)s;

-- name: edges_full
-- Computes all edges of a store from its buyers, and gives the number of buyers with each.
-- Each value of a dimension with how many buyers have it and how many lie below; each by its own
-- index, so that nothing is sorted.
with valued as (
    select 'r' as dimension, (date '1970-01-01' - last_order_on)::numeric as value,
           count(*) as equal,
           (sum(count(*)) over (order by last_order_on desc))::bigint - count(*) as below
      from customer_rfm
     where store_id = %(store_id)s and {f} is not null
     group by last_order_on
    union all
    select 'f', {f}::numeric, count(*),
           (sum(count(*)) over (order by {f}))::bigint - count(*)
      from customer_rfm
     where store_id = %(store_id)s and {f} is not null
     group by {f}
    union all
    select 'm', {m}, count(*),
           (sum(count(*)) over (order by {m}))::bigint - count(*)
      from customer_rfm
     where store_id = %(store_id)s and {f} is not null
     group by {m}
),
total as materialized (
    select count(*) as buyers from customer_rfm where store_id = %(store_id)s and {f} is not null
),
-- The ranks that the four edges stand at.
target as (
    select k, (total.buyers - 1) * k / 5 as rank, total.buyers
      from generate_series(1, 4) as k, total
)
select v.dimension, v.value, v.below, v.equal, t.buyers
  from target t
  join valued v on t.rank >= v.below and t.rank < v.below + v.equal
 order by v.dimension, t.k;

-- name: edge_r_down
-- Moves an edge of R down by ranks: to a later day.
with found as (
    select last_order_on as day from customer_rfm
     where store_id = %(store_id)s and last_order_on > date '1970-01-01' - %(value)s::integer
     order by last_order_on offset %(skip)s limit 1
)
select (date '1970-01-01' - found.day)::numeric,
       %(below)s - (select count(*) from customer_rfm
                     where store_id = %(store_id)s
                       and last_order_on > date '1970-01-01' - %(value)s::integer
                       and last_order_on <= found.day),
       (select count(*) from customer_rfm
         where store_id = %(store_id)s and last_order_on = found.day)
  from found;

-- name: edge_r_up
-- Moves an edge of R up by ranks: to an earlier day.
with found as (
    select last_order_on as day from customer_rfm
     where store_id = %(store_id)s and last_order_on < date '1970-01-01' - %(value)s::integer
     order by last_order_on desc offset %(skip)s limit 1
)
select (date '1970-01-01' - found.day)::numeric,
       %(below)s + %(equal)s + (select count(*) from customer_rfm
                     where store_id = %(store_id)s
                       and last_order_on < date '1970-01-01' - %(value)s::integer
                       and last_order_on > found.day),
       (select count(*) from customer_rfm
         where store_id = %(store_id)s and last_order_on = found.day)
  from found;

-- name: edge_f_down
-- Moves an edge of F down by ranks.
with found as (
    select {f} from customer_rfm
     where store_id = %(store_id)s and {f} < %(value)s::integer
     order by {f} desc offset %(skip)s limit 1
)
select found.{f}::numeric,
       %(below)s - (select count(*) from customer_rfm
                     where store_id = %(store_id)s and {f} < %(value)s::integer
                       and {f} >= found.{f}),
       (select count(*) from customer_rfm
         where store_id = %(store_id)s and {f} = found.{f})
  from found;

-- name: edge_f_up
-- Moves an edge of F up by ranks.
with found as (
    select {f} from customer_rfm
     where store_id = %(store_id)s and {f} > %(value)s::integer
     order by {f} offset %(skip)s limit 1
)
select found.{f}::numeric,
       %(below)s + %(equal)s + (select count(*) from customer_rfm
                     where store_id = %(store_id)s and {f} > %(value)s::integer
                       and {f} < found.{f}),
       (select count(*) from customer_rfm
         where store_id = %(store_id)s and {f} = found.{f})
  from found;

-- name: edge_m_down
-- Moves an edge of M down by ranks.
with found as (
    select {m} from customer_rfm
     where store_id = %(store_id)s and {m} < %(value)s
     order by {m} desc offset %(skip)s limit 1
)
select found.{m},
       %(below)s - (select count(*) from customer_rfm
                     where store_id = %(store_id)s and {m} < %(value)s
                       and {m} >= found.{m}),
       (select count(*) from customer_rfm
         where store_id = %(store_id)s and {m} = found.{m})
  from found;

-- name: edge_m_up
-- Moves an edge of M up by ranks.
with found as (
    select {m} from customer_rfm
     where store_id = %(store_id)s and {m} > %(value)s
     order by {m} offset %(skip)s limit 1
)
select found.{m},
       %(below)s + %(equal)s + (select count(*) from customer_rfm
                     where store_id = %(store_id)s and {m} > %(value)s
                       and {m} < found.{m}),
       (select count(*) from customer_rfm
         where store_id = %(store_id)s and {m} = found.{m})
  from found;

-- name: reached
-- Gives the buyers in the ranges that edges passed over, of each at most so many: few index
-- entries, however large the store.
select c.customer_id
  from unnest(%(r_low)s::date[], %(r_high)s::date[]) as passed(low, high)
 cross join lateral (
       select customer_id from customer_rfm
        where store_id = %(store_id)s and last_order_on >= passed.low
          and last_order_on < passed.high
        limit %(most)s) c
union
select c.customer_id
  from unnest(%(f_low)s::integer[], %(f_high)s::integer[]) as passed(low, high)
 cross join lateral (
       select customer_id from customer_rfm
        where store_id = %(store_id)s and {f} > passed.low and {f} <= passed.high
        limit %(most)s) c
union
select c.customer_id
  from unnest(%(m_low)s::numeric[], %(m_high)s::numeric[]) as passed(low, high)
 cross join lateral (
       select customer_id from customer_rfm
        where store_id = %(store_id)s and {m} > passed.low and {m} <= passed.high
        limit %(most)s) c;

-- name: rescore
-- Scores the named buyers, or all, anew, writes those whose score changed, and gives their
-- scores and segments before and after.
-- Edges strictly below a value are counted by hand: four comparisons a dimension.
with scored as (
    select c.customer_id, c.r as old_r, c.f as old_f, c.m as old_m, c.segment as old_segment,
           5 - (c.last_order_on < (%(r)s::date[])[1])::integer
             - (c.last_order_on < (%(r)s::date[])[2])::integer
             - (c.last_order_on < (%(r)s::date[])[3])::integer
             - (c.last_order_on < (%(r)s::date[])[4])::integer as r,
           1 + (c.{f} > (%(f)s::integer[])[1])::integer
             + (c.{f} > (%(f)s::integer[])[2])::integer
             + (c.{f} > (%(f)s::integer[])[3])::integer
             + (c.{f} > (%(f)s::integer[])[4])::integer as f,
           1 + (c.{m} > (%(m)s::numeric[])[1])::integer
             + (c.{m} > (%(m)s::numeric[])[2])::integer
             + (c.{m} > (%(m)s::numeric[])[3])::integer
             + (c.{m} > (%(m)s::numeric[])[4])::integer as m
      from customer_rfm c
     where c.store_id = %(store_id)s and c.{f} is not null
       and {among}
)
update customer_rfm c
   set r = s.r, f = s.f, m = s.m, changed_at = now(),
       segment = (%(segments)s::text[])[(s.r - 1) * 25 + (s.f - 1) * 5 + s.m]
  from scored s
 where c.store_id = %(store_id)s and c.customer_id = s.customer_id
   and (c.r, c.f, c.m) is distinct from (s.r, s.f, s.m)
returning c.customer_id, s.old_r, s.old_f, s.old_m, s.old_segment, c.r, c.f, c.m, c.segment;

-- name: scores_check
-- Counts buyers whose totals, scores or segment differ from a full recomputation.
select count(*) filter (where (c.orders, c.spent, c.first_order_on, c.last_order_on,
                               c.refunds, c.discounts, c.frequency, c.monetary)
                              is distinct from
                              (x.orders, x.spent, x.first_order_on, x.last_order_on,
                               x.refunds, x.discounts, x.frequency, x.monetary)),
       count(*) filter (where (c.r, c.f, c.m) is distinct from (x.r, x.f, x.m)),
       count(*) filter (where c.segment is distinct from
                              (%(segments)s::text[])[(x.r - 1) * 25 + (x.f - 1) * 5 + x.m])
  from (select * from customer_rfm where store_id = %(store_id)s) c
  full join scores_under(%(store_id)s, '{}', %(given)s::jsonb) x
       using (customer_id);

-- name: scores_repair
-- Writes totals and scores that differ from a full recomputation, and gives the scores before and
-- after of everyone whose scores differed.
with wanted as materialized (
    select x.*, (%(segments)s::text[])[(x.r - 1) * 25 + (x.f - 1) * 5 + x.m] as segment
      from scores_under(%(store_id)s, '{}', %(given)s::jsonb) x
),
differing as materialized (
    select customer_id, c.r as old_r, c.f as old_f, c.m as old_m, c.segment as old_segment,
           x.orders, x.spent, x.first_order_on, x.last_order_on, x.refunds, x.discounts,
           x.frequency, x.monetary, x.r, x.f, x.m, x.segment
      from (select * from customer_rfm where store_id = %(store_id)s) c
      full join wanted x using (customer_id)
     where (c.orders, c.spent, c.first_order_on, c.last_order_on, c.refunds, c.discounts,
            c.frequency, c.monetary, c.r, c.f, c.m, c.segment)
           is distinct from
           (x.orders, x.spent, x.first_order_on, x.last_order_on, x.refunds, x.discounts,
            x.frequency, x.monetary, x.r, x.f, x.m, x.segment)
),
removed as (
    delete from customer_rfm
     where store_id = %(store_id)s
       and customer_id in (select customer_id from differing where orders is null)
),
written as (
    insert into customer_rfm (store_id, customer_id, orders, spent, first_order_on, last_order_on,
                              refunds, discounts, frequency, monetary, r, f, m, segment)
    select %(store_id)s, customer_id, orders, spent, first_order_on, last_order_on,
           refunds, discounts, frequency, monetary, r, f, m, segment
      from differing
     where orders is not null
        on conflict (store_id, customer_id) do update set
           orders = excluded.orders, spent = excluded.spent,
           first_order_on = excluded.first_order_on, last_order_on = excluded.last_order_on,
           refunds = excluded.refunds, discounts = excluded.discounts,
           frequency = excluded.frequency, monetary = excluded.monetary,
           r = excluded.r, f = excluded.f, m = excluded.m, segment = excluded.segment,
           changed_at = now()
)
select customer_id, old_r, old_f, old_m, old_segment, r, f, m, segment from differing;
