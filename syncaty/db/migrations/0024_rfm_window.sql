-- Scores by the orders of the last so many days. See docs/understand/rfm-settings.md.

alter table rfm_settings
    add window_days integer,         -- orders of how many days are scored; null: of all time
    add check (window_days between 7 and 3660);
alter table rfm_settings drop constraint rfm_settings_check2;
alter table rfm_settings
    add check ((edges = 'live' and window_days is null) = (day is null));

-- Null in stores without a window: F and M are `orders` and `spent` there. Where a store has one,
-- whoever has no order in it has neither these nor scores nor a segment.
alter table customer_rfm
    add frequency integer,           -- counting orders in the window
    add monetary  numeric,           -- their value
    alter r drop not null,
    alter f drop not null,
    alter m drop not null,
    alter segment drop not null,
    add check (num_nulls(r, f, m, segment) in (0, 4)),
    add check (num_nulls(frequency, monetary) in (0, 2));
create index customer_rfm_by_frequency on customer_rfm (store_id, frequency, customer_id)
    where frequency is not null;
create index customer_rfm_by_monetary on customer_rfm (store_id, monetary, customer_id)
    where monetary is not null;

-- What else waits to be worked piece by piece: the customers of a day that left the window, and
-- frozen edges that are to be found anew once these are done.
alter table rfm_backlog drop constraint rfm_backlog_dimension_check;
alter table rfm_backlog add check (dimension in ('r', 'f', 'm', 'day', 'edges'));

-- As in 0018, with the window.
drop function scores_under(bigint, jsonb, jsonb);

-- Totals and scores of a store's buyers. Edge k of a dimension is the value at the 0-based index
-- floor((n - 1) * k / 5) of all n values in ascending order; the bin is 1 + edges strictly below.
-- Edges that are `given` ({"r": [4 days], "f": [4 numbers], "m": [4 amounts]}) take their place.
create function scores_under(asked_store bigint, asked jsonb, given jsonb)
returns table (customer_id bigint, orders integer, spent numeric, first_order_on date,
               last_order_on date, refunds numeric, discounts integer, frequency integer,
               monetary numeric, r smallint, f smallint, m smallint)
language sql stable
begin atomic
with held as (
    select r.day - r.window_days as outside from rfm_settings r where r.store_id = asked_store
),
-- The last day before the window; null: of all time.
win as (
    select case when asked ? 'outside' then (asked ->> 'outside')::date
                else (select outside from held) end as outside
),
totals as (
    select o.customer_id, count(*)::integer as orders, sum(o.value) as spent,
           min(o.placed_on) as first_order_on, max(o.placed_on) as last_order_on,
           sum(o.given_back) as refunds,
           count(*) filter (where o.discounted)::integer as discounts,
           nullif(count(*) filter (where o.placed_on > w.outside), 0)::integer as frequency,
           sum(o.value) filter (where o.placed_on > w.outside) as monetary,
           w.outside is not null as windowed
      from orders_under(asked_store, asked) o
     cross join win w
     where o.counts and o.customer_id is not null
     group by o.customer_id, w.outside
),
-- What each is scored by; whoever has no order in the window is not.
numbered as (
    select t.*,
           case when t.windowed then t.frequency else t.orders end as f_value,
           case when t.windowed then t.monetary else t.spent end as m_value
      from totals t
),
ranked as (
    select t.*,
           count(*) over () as n,
           row_number() over (order by t.last_order_on desc) - 1 as r_rank,
           row_number() over (order by t.f_value) - 1 as f_rank,
           row_number() over (order by t.m_value) - 1 as m_rank
      from numbered t
     where t.f_value is not null
),
cut as (
    select max(k.last_order_on) filter (where k.r_rank = (k.n - 1) * 1 / 5) as r1,
           max(k.last_order_on) filter (where k.r_rank = (k.n - 1) * 2 / 5) as r2,
           max(k.last_order_on) filter (where k.r_rank = (k.n - 1) * 3 / 5) as r3,
           max(k.last_order_on) filter (where k.r_rank = (k.n - 1) * 4 / 5) as r4,
           max(k.f_value) filter (where k.f_rank = (k.n - 1) * 1 / 5) as f1,
           max(k.f_value) filter (where k.f_rank = (k.n - 1) * 2 / 5) as f2,
           max(k.f_value) filter (where k.f_rank = (k.n - 1) * 3 / 5) as f3,
           max(k.f_value) filter (where k.f_rank = (k.n - 1) * 4 / 5) as f4,
           max(k.m_value) filter (where k.m_rank = (k.n - 1) * 1 / 5) as m1,
           max(k.m_value) filter (where k.m_rank = (k.n - 1) * 2 / 5) as m2,
           max(k.m_value) filter (where k.m_rank = (k.n - 1) * 3 / 5) as m3,
           max(k.m_value) filter (where k.m_rank = (k.n - 1) * 4 / 5) as m4
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
       t.discounts, t.frequency, t.monetary,
       case when t.f_value is not null
            then 5 - (t.last_order_on < e.r1)::integer - (t.last_order_on < e.r2)::integer
                   - (t.last_order_on < e.r3)::integer - (t.last_order_on < e.r4)::integer
            end::smallint,
       case when t.f_value is not null
            then 1 + (t.f_value > e.f1)::integer + (t.f_value > e.f2)::integer
                   + (t.f_value > e.f3)::integer + (t.f_value > e.f4)::integer end::smallint,
       case when t.f_value is not null
            then 1 + (t.m_value > e.m1)::integer + (t.m_value > e.m2)::integer
                   + (t.m_value > e.m3)::integer + (t.m_value > e.m4)::integer end::smallint
  from numbered t cross join edges e;
end;
