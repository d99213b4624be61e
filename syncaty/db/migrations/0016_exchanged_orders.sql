-- An order in another currency than its store's adds to M by its own rate of exchange, where it says one.

-- The derived columns of a store's orders.
create or replace function orders_under(asked_store bigint, asked jsonb)
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
            else k.kept end
  from figured f
 cross join lateral (
       select greatest(f.total - f.refunded - f.apart, least(f.total - f.refunded, 0)) as kept) k;
end;
