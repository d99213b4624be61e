-- name: settings_load
-- Gives what a store has decided about its scores.
select to_jsonb(r) from rfm_settings r where r.store_id = %(store_id)s;

-- name: settings_keep
-- Keeps what a store has decided about its scores.
insert into rfm_settings (store_id, tax, shipping, map, own, edges, limits, window_days, day,
                          settling)
values (%(store_id)s, %(tax)s, %(shipping)s, %(map)s, %(own)s::text[], %(edges)s, %(limits)s::jsonb,
        %(window_days)s, %(day)s, %(settling)s)
    on conflict (store_id) do update set
       tax = excluded.tax, shipping = excluded.shipping, map = excluded.map, own = excluded.own,
       edges = excluded.edges, limits = excluded.limits, window_days = excluded.window_days, day = excluded.day, settling = excluded.settling,
       changed_at = now();

-- name: store_day
-- Gives the store's local day at an instant, by default now.
select (coalesce(%(now)s::timestamptz, now()) at time zone timezone)::date from stores where id = %(store_id)s;

-- name: days_due
-- Gives the stores whose local day is no longer the one that their scores are of, oldest first.
select r.store_id
  from rfm_settings r
  join stores s on s.id = r.store_id
 where r.day is not null and r.day <> (%(now)s::timestamptz at time zone s.timezone)::date
 order by r.day, r.store_id;

-- name: day_turn
-- Notes the day that a store's scores are of.
update rfm_settings set day = %(day)s where store_id = %(store_id)s;
