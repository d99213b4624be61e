-- What was given back on a customer's counting orders, and how many of these had a discount or a
-- coupon: kept from the differences of orders, as `orders` and `spent` are.

alter table customer_rfm
    add refunds   numeric not null default 0,  -- in the store's currency, as `spent` is
    add discounts integer not null default 0;

-- As in 0015 and 0016, with these two.
drop function scores_under(bigint, jsonb, jsonb);
drop function orders_under(bigint, jsonb);

-- The derived columns of a store's orders.
create function orders_under(asked_store bigint, asked jsonb)
returns table (id bigint, customer_id bigint, placed_on date, units numeric, items_total numeric,
               gross numeric, refunded numeric, counts boolean, value numeric,
               given_back numeric, discounted boolean)
language sql stable
begin atomic
with lines as (
    select i.order_id, sum(i.quantity) as units, sum(i.total) as items_total
      from order_items i
     where i.store_id = asked_store
     group by i.order_id
),
figured as (
    select o.id, o.customer_id,
           (o.placed_at at time zone s.timezone)::date as placed_on,
           coalesce(l.units, 0) as units,
           coalesce(l.items_total, 0) as items_total,
           coalesce(o.sub_total, l.items_total,
                    coalesce(o.total, 0) - coalesce(o.shipping, 0) - coalesce(o.tax, 0)
                    - coalesce(o.cash_on_delivery, 0) + coalesce(o.discount, 0)) as gross,
           case when o.refund_all then coalesce(o.total, 0) else o.refunded end as refunded,
           coalesce(o.total, 0) as total,
           -- What of the total is no part of M.
           case when coalesce((asked ->> 'tax')::boolean, r.tax, true) then 0
                else coalesce(o.tax, 0) end
           + case when coalesce((asked ->> 'shipping')::boolean, r.shipping, true) then 0
                  else coalesce(o.shipping, 0) end as apart,
           coalesce(o.discount > 0, false) or coalesce(o.coupon <> '', false) as discounted,
           o.refund_all, o.draft, o.deleted, o.placed_at,
           coalesce((asked -> 'statuses' ->> o.status)::boolean, t.counts, true) as status_counts,
           -- What an amount is divided by to be in the store's currency; null: nobody said.
           case when coalesce(o.currency, s.currency) is not distinct from s.currency then 1
                when o.base_currency = s.currency and o.exchange_currency = o.currency
                     and o.exchange_rate > 0 then o.exchange_rate end as rate,
           coalesce(o.currency, s.currency) is distinct from s.currency as foreign_currency
      from orders o
      join stores s on s.id = o.store_id
      left join rfm_settings r on r.store_id = o.store_id
      left join lines l on l.order_id = o.id
      left join store_statuses t on t.store_id = o.store_id and t.status = o.status
     where o.store_id = asked_store
)
select f.id, f.customer_id, f.placed_on, f.units, f.items_total, f.gross, f.refunded,
       not f.draft and not f.deleted and f.placed_at is not null and f.status_counts
       and not f.refund_all and not (0 < f.total and f.total <= f.refunded),
       -- What is left apart lowers an order to 0 at most, whatever was refunded.
       case when f.rate is null then 0
            when f.foreign_currency then round(k.kept::numeric(60, 30) / f.rate, 4)
            else k.kept end,
       case when f.rate is null then 0
            when f.foreign_currency then round(f.refunded::numeric(60, 30) / f.rate, 4)
            else f.refunded end,
       f.discounted
  from figured f
 cross join lateral (
       select greatest(f.total - f.refunded - f.apart, least(f.total - f.refunded, 0)) as kept) k;
end;

-- Totals and scores of a store's buyers. Edge k of a dimension is the value at the 0-based index
-- floor((n - 1) * k / 5) of all n values in ascending order; the bin is 1 + edges strictly below.
-- Edges that are `given` ({"r": [4 days], "f": [4 numbers], "m": [4 amounts]}) take their place.
create function scores_under(asked_store bigint, asked jsonb, given jsonb)
returns table (customer_id bigint, orders integer, spent numeric, first_order_on date,
               last_order_on date, refunds numeric, discounts integer, r smallint, f smallint,
               m smallint)
language sql stable
begin atomic
with totals as (
    select o.customer_id, count(*)::integer as orders, sum(o.value) as spent,
           min(o.placed_on) as first_order_on, max(o.placed_on) as last_order_on,
           sum(o.given_back) as refunds,
           count(*) filter (where o.discounted)::integer as discounts
      from orders_under(asked_store, asked) o
     where o.counts and o.customer_id is not null
     group by o.customer_id
),
ranked as (
    select t.*,
           count(*) over () as n,
           row_number() over (order by t.last_order_on desc) - 1 as r_rank,
           row_number() over (order by t.orders) - 1 as f_rank,
           row_number() over (order by t.spent) - 1 as m_rank
      from totals t
),
cut as (
    select max(k.last_order_on) filter (where k.r_rank = (k.n - 1) * 1 / 5) as r1,
           max(k.last_order_on) filter (where k.r_rank = (k.n - 1) * 2 / 5) as r2,
           max(k.last_order_on) filter (where k.r_rank = (k.n - 1) * 3 / 5) as r3,
           max(k.last_order_on) filter (where k.r_rank = (k.n - 1) * 4 / 5) as r4,
           max(k.orders) filter (where k.f_rank = (k.n - 1) * 1 / 5) as f1,
           max(k.orders) filter (where k.f_rank = (k.n - 1) * 2 / 5) as f2,
           max(k.orders) filter (where k.f_rank = (k.n - 1) * 3 / 5) as f3,
           max(k.orders) filter (where k.f_rank = (k.n - 1) * 4 / 5) as f4,
           max(k.spent) filter (where k.m_rank = (k.n - 1) * 1 / 5) as m1,
           max(k.spent) filter (where k.m_rank = (k.n - 1) * 2 / 5) as m2,
           max(k.spent) filter (where k.m_rank = (k.n - 1) * 3 / 5) as m3,
           max(k.spent) filter (where k.m_rank = (k.n - 1) * 4 / 5) as m4
      from ranked k
),
-- Materialized: on the word of statistics that do not know a store yet, all of it would be found
-- anew for each buyer.
edges as materialized (
    select coalesce((given -> 'r' ->> 0)::date, c.r1) as r1,
           coalesce((given -> 'r' ->> 1)::date, c.r2) as r2,
           coalesce((given -> 'r' ->> 2)::date, c.r3) as r3,
           coalesce((given -> 'r' ->> 3)::date, c.r4) as r4,
           coalesce((given -> 'f' ->> 0)::numeric, c.f1) as f1,
           coalesce((given -> 'f' ->> 1)::numeric, c.f2) as f2,
           coalesce((given -> 'f' ->> 2)::numeric, c.f3) as f3,
           coalesce((given -> 'f' ->> 3)::numeric, c.f4) as f4,
           coalesce((given -> 'm' ->> 0)::numeric, c.m1) as m1,
           coalesce((given -> 'm' ->> 1)::numeric, c.m2) as m2,
           coalesce((given -> 'm' ->> 2)::numeric, c.m3) as m3,
           coalesce((given -> 'm' ->> 3)::numeric, c.m4) as m4
      from cut c
)
select t.customer_id, t.orders, t.spent, t.first_order_on, t.last_order_on, t.refunds,
       t.discounts,
       (5 - (t.last_order_on < e.r1)::integer - (t.last_order_on < e.r2)::integer
          - (t.last_order_on < e.r3)::integer - (t.last_order_on < e.r4)::integer)::smallint,
       (1 + (t.orders > e.f1)::integer + (t.orders > e.f2)::integer
          + (t.orders > e.f3)::integer + (t.orders > e.f4)::integer)::smallint,
       (1 + (t.spent > e.m1)::integer + (t.spent > e.m2)::integer
          + (t.spent > e.m3)::integer + (t.spent > e.m4)::integer)::smallint
  from totals t cross join edges e;
end;

update customer_rfm c
   set refunds = x.refunds, discounts = x.discounts
  from stores s
 cross join lateral scores_under(s.id, '{}', null) x
 where c.store_id = s.id and c.customer_id = x.customer_id
   and (x.refunds, x.discounts) <> (0, 0);
