-- What everything derived must equal: full recomputations as plain SQL, one view each. The live
-- figures are kept from differences and never read these; `recompute` compares and repairs by them.

-- The derived columns of orders, from what the webhooks said and the store's settings.
create view orders_recomputed as
with lines as (
    select store_id, order_id, sum(quantity) as units, sum(total) as items_total
      from order_items
     group by store_id, order_id
),
figured as (
    select o.store_id, o.id,
           (o.placed_at at time zone s.timezone)::date as placed_on,
           coalesce(l.units, 0) as units,
           coalesce(l.items_total, 0) as items_total,
           coalesce(o.sub_total, l.items_total,
                    coalesce(o.total, 0) - coalesce(o.shipping, 0) - coalesce(o.tax, 0)
                    - coalesce(o.cash_on_delivery, 0) + coalesce(o.discount, 0)) as gross,
           case when o.refund_all then coalesce(o.total, 0) else o.refunded end as refunded,
           coalesce(o.total, 0) as total,
           o.refund_all, o.draft, o.deleted, o.placed_at,
           coalesce(t.counts, true) as status_counts,
           coalesce(o.currency, s.currency) is not distinct from s.currency as own_currency
      from orders o
      join stores s on s.id = o.store_id
      left join lines l on l.store_id = o.store_id and l.order_id = o.id
      left join store_statuses t on t.store_id = o.store_id and t.status = o.status
)
select store_id, id, placed_on, units, items_total, gross, refunded,
       not draft and not deleted and placed_at is not null and status_counts
       and not refund_all and not (0 < total and total <= refunded) as counts,
       case when own_currency then total - refunded else 0 end as value
  from figured;

-- Totals and scores of buyers. Edge k of a dimension is the value at the 0-based index
-- floor((n - 1) * k / 5) of all n values in ascending order; the bin is 1 + edges strictly below.
create view customer_rfm_recomputed as
with totals as (
    select store_id, customer_id, count(*)::integer as orders, sum(value) as spent,
           min(placed_on) as first_order_on, max(placed_on) as last_order_on
      from orders
     where counts and customer_id is not null
     group by store_id, customer_id
),
ranked as (
    select t.*,
           count(*) over (partition by store_id) as n,
           row_number() over (partition by store_id order by last_order_on desc) - 1 as r_rank,
           row_number() over (partition by store_id order by orders) - 1 as f_rank,
           row_number() over (partition by store_id order by spent) - 1 as m_rank
      from totals t
),
edged as (
    select ranked.*,
           max(last_order_on) filter (where r_rank = (n - 1) * 1 / 5) over store as r1,
           max(last_order_on) filter (where r_rank = (n - 1) * 2 / 5) over store as r2,
           max(last_order_on) filter (where r_rank = (n - 1) * 3 / 5) over store as r3,
           max(last_order_on) filter (where r_rank = (n - 1) * 4 / 5) over store as r4,
           max(orders) filter (where f_rank = (n - 1) * 1 / 5) over store as f1,
           max(orders) filter (where f_rank = (n - 1) * 2 / 5) over store as f2,
           max(orders) filter (where f_rank = (n - 1) * 3 / 5) over store as f3,
           max(orders) filter (where f_rank = (n - 1) * 4 / 5) over store as f4,
           max(spent) filter (where m_rank = (n - 1) * 1 / 5) over store as m1,
           max(spent) filter (where m_rank = (n - 1) * 2 / 5) over store as m2,
           max(spent) filter (where m_rank = (n - 1) * 3 / 5) over store as m3,
           max(spent) filter (where m_rank = (n - 1) * 4 / 5) over store as m4
      from ranked
    window store as (partition by store_id)
)
select store_id, customer_id, orders, spent, first_order_on, last_order_on,
       (5 - (last_order_on < r1)::integer - (last_order_on < r2)::integer
          - (last_order_on < r3)::integer - (last_order_on < r4)::integer)::smallint as r,
       (1 + (orders > f1)::integer + (orders > f2)::integer
          + (orders > f3)::integer + (orders > f4)::integer)::smallint as f,
       (1 + (spent > m1)::integer + (spent > m2)::integer
          + (spent > m3)::integer + (spent > m4)::integer)::smallint as m
  from edged;

create view daily_sales_recomputed as
select o.store_id, o.placed_on as day, coalesce(o.currency, s.currency, 'SAR') as currency,
       count(*)::integer as orders, sum(o.gross) as gross, sum(coalesce(o.discount, 0)) as discounts,
       sum(coalesce(o.shipping, 0)) as shipping, sum(coalesce(o.tax, 0)) as tax,
       sum(o.refunded) as refunds, sum(o.units) as units
  from orders o
  join stores s on s.id = o.store_id
 where o.counts
 group by 1, 2, 3;

create view daily_products_recomputed as
select o.store_id, o.placed_on as day, i.product_id, coalesce(o.currency, s.currency, 'SAR') as currency,
       count(distinct o.id)::integer as orders, sum(i.quantity) as units, sum(i.total) as gross
  from orders o
  join stores s on s.id = o.store_id
  join order_items i on i.store_id = o.store_id and i.order_id = o.id
 where o.counts and i.product_id is not null
 group by 1, 2, 3, 4;
