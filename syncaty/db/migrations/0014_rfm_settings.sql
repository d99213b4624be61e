-- What a store has decided about its scores; a store without a row has the defaults. See
-- docs/understand/rfm-settings.md.

create table rfm_settings (
    store_id   bigint primary key,
    tax        boolean not null default true,   -- is tax part of M
    shipping   boolean not null default true,   -- is shipping part of M
    map        text not null default 'classic', -- classic, recency_fm, own
    own        text[],                          -- the segment of each code, 111, 112, ... 555
    changed_at timestamptz not null default now(),
    check (map in ('classic', 'recency_fm', 'own')),
    check ((map = 'own') = (own is not null)),
    check (cardinality(own) = 125 and array_position(own, null) is null)
);

-- The full recomputations of 0007 again, as functions: `asked` holds settings to be tried instead of
-- the store's own ("tax", "shipping", "statuses": {"completed": false}), so that what a change
-- would do is worked out by the very statements that prove what is held.
drop view customer_rfm_recomputed;
drop view orders_recomputed;

-- The derived columns of a store's orders.
create function orders_under(asked_store bigint, asked jsonb)
returns table (id bigint, customer_id bigint, placed_on date, units numeric, items_total numeric,
               gross numeric, refunded numeric, counts boolean, value numeric)
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
           o.refund_all, o.draft, o.deleted, o.placed_at,
           coalesce((asked -> 'statuses' ->> o.status)::boolean, t.counts, true) as status_counts,
           coalesce(o.currency, s.currency) is not distinct from s.currency as own_currency
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
       case when f.own_currency
            then greatest(f.total - f.refunded - f.apart, least(f.total - f.refunded, 0))
            else 0 end
  from figured f;
end;

-- Totals and scores of a store's buyers. Edge k of a dimension is the value at the 0-based index
-- floor((n - 1) * k / 5) of all n values in ascending order; the bin is 1 + edges strictly below.
create function scores_under(asked_store bigint, asked jsonb)
returns table (customer_id bigint, orders integer, spent numeric, first_order_on date,
               last_order_on date, r smallint, f smallint, m smallint)
language sql stable
begin atomic
with totals as (
    select o.customer_id, count(*)::integer as orders, sum(o.value) as spent,
           min(o.placed_on) as first_order_on, max(o.placed_on) as last_order_on
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
-- Not one row without buyers.
edges as (
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
)
select t.customer_id, t.orders, t.spent, t.first_order_on, t.last_order_on,
       (5 - (t.last_order_on < e.r1)::integer - (t.last_order_on < e.r2)::integer
          - (t.last_order_on < e.r3)::integer - (t.last_order_on < e.r4)::integer)::smallint,
       (1 + (t.orders > e.f1)::integer + (t.orders > e.f2)::integer
          + (t.orders > e.f3)::integer + (t.orders > e.f4)::integer)::smallint,
       (1 + (t.spent > e.m1)::integer + (t.spent > e.m2)::integer
          + (t.spent > e.m3)::integer + (t.spent > e.m4)::integer)::smallint
  from totals t cross join edges e;
end;
