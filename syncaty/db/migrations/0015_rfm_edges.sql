-- How a store's edges are cut: after every order, once a day, or by limits of the merchant's. See
-- docs/understand/rfm-settings.md.

alter table rfm_settings
    add edges  text not null default 'live',   -- live, frozen, fixed
    add limits jsonb,                          -- {"r": [4 days], "f": [4 orders], "m": ["4 amounts"]}
    add day    date,                           -- the store's day that the edges are of; null: live
    add check (edges in ('live', 'frozen', 'fixed')),
    add check ((edges = 'fixed') = (limits is not null)),
    add check ((edges = 'live') = (day is null));
create index rfm_settings_by_day on rfm_settings (day) where day is not null;

-- As in 0014, but with edges that are `given` rather than cut from these very buyers:
-- {"r": [4 days], "f": [4 numbers of orders], "m": [4 amounts]}, or null.
drop function scores_under(bigint, jsonb);
create function scores_under(asked_store bigint, asked jsonb, given jsonb)
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
edges as (
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
select t.customer_id, t.orders, t.spent, t.first_order_on, t.last_order_on,
       (5 - (t.last_order_on < e.r1)::integer - (t.last_order_on < e.r2)::integer
          - (t.last_order_on < e.r3)::integer - (t.last_order_on < e.r4)::integer)::smallint,
       (1 + (t.orders > e.f1)::integer + (t.orders > e.f2)::integer
          + (t.orders > e.f3)::integer + (t.orders > e.f4)::integer)::smallint,
       (1 + (t.spent > e.m1)::integer + (t.spent > e.m2)::integer
          + (t.spent > e.m3)::integer + (t.spent > e.m4)::integer)::smallint
  from totals t cross join edges e;
end;
