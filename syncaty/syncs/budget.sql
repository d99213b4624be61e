-- name: budget_take
-- Takes up to so many calls of all named scopes at once, leaving the part that is kept for others;
-- gives how many it got, and where none, the seconds until there may be some.
with held as (
    select scope, most, per_second, closed_until, resets_at, clock_timestamp() as at,
           case when resets_at <= clock_timestamp() then most
                when resets_at is not null then calls_left
                else least(most, calls_left + per_second
                     * greatest(0, extract(epoch from clock_timestamp() - counted_at))) end as calls
      from api_budgets
     where scope = any(%(scopes)s)
     order by scope
       for update
),
-- A limit may be so small that nothing is left beside what is kept: then one call, of a full one.
room as (
    select *, case when closed_until > at then 0
                   else greatest(floor(calls - most * %(kept)s::float8),
                                 case when calls >= most then 1 else 0 end) end as free,
           case when closed_until > at then extract(epoch from closed_until - at)
                when resets_at > at then extract(epoch from resets_at - at)
                else (most * %(kept)s::float8 + 1 - calls) / per_second end as wait
      from held
),
granted as (
    select coalesce(least(%(want)s, min(free)), %(want)s) as calls,
           coalesce(max(wait) filter (where free < 1), 0) as wait
      from room
),
taken as (
    update api_budgets b
       set calls_left = r.calls - g.calls, counted_at = r.at,
           resets_at = case when r.resets_at > r.at then r.resets_at end
      from room r cross join granted g
     where b.scope = r.scope and g.calls >= 1
)
select calls::integer, wait::float8 from granted;

-- name: budget_told
-- Learns what Salla says is left of a limit. Within one window the lower figure holds: calls that
-- other processes have taken and not made yet are not in Salla's.
insert into api_budgets as b
       (scope, calls_left, per_second, most, counted_at, resets_at, closed_until)
values (%(scope)s, %(left)s, %(per_second)s, %(most)s, clock_timestamp(),
        clock_timestamp() + make_interval(secs => %(resets_in)s::float8),
        clock_timestamp() + make_interval(secs => %(closed_for)s::float8))
    on conflict (scope) do update
       set calls_left = case when b.resets_at > clock_timestamp() then
                                  least(b.calls_left, excluded.calls_left)
                             else excluded.calls_left end,
           per_second = excluded.per_second, most = excluded.most,
           counted_at = excluded.counted_at, resets_at = excluded.resets_at,
           closed_until = greatest(b.closed_until, excluded.closed_until);
