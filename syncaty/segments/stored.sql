-- Segments of the merchant's own.

-- name: listed
-- Gives the segments of a store by name.
select id, key, name, note, kind, rule, template, members, building_from is null as built,
       created_at, changed_at, changed_by
  from segments
 where store_id = %(store_id)s and (%(key)s::text is null or key = %(key)s::text)
 order by lower(name), id;

-- name: add
-- Keeps a new segment; nobody is judged by it yet.
insert into segments (store_id, key, name, note, kind, rule, template, building_from, changed_by)
values (%(store_id)s, %(key)s, %(name)s, %(note)s, %(kind)s, %(rule)s, %(template)s,
        %(building_from)s, %(by)s)
returning id;

-- name: change
-- Keeps what a segment is now.
update segments
   set key = %(key)s, name = %(name)s, note = %(note)s, rule = %(rule)s, template = %(template)s,
       building_from = coalesce(%(building_from)s, building_from),
       changed_at = now(), changed_by = %(by)s
 where store_id = %(store_id)s and id = %(id)s;

-- name: levels_write
-- Writes in which order the segments of a store are judged.
update segments s
   set level = t.level
  from unnest(%(keys)s::text[], %(levels)s::smallint[]) as t(key, level)
 where s.store_id = %(store_id)s and s.key = t.key and s.level <> t.level;

-- name: take_away
-- Takes a segment away; its members and moves are forgotten step by step.
with gone as (
    delete from segments where store_id = %(store_id)s and id = %(id)s
)
delete from segment_days where store_id = %(store_id)s and segment_id = %(id)s;

-- name: clock_turn_revision
-- Says that the segments of a store are others now; the first sets its clock.
insert into segment_clocks (store_id, worked_on) values (%(store_id)s, %(day)s)
    on conflict (store_id) do update set revision = gen_random_uuid();

-- name: clock_stop
-- Takes away the clock of a store that has no segments.
with stopped as (
    delete from segment_clocks
     where store_id = %(store_id)s
       and not exists (select from segments where store_id = %(store_id)s)
    returning store_id
),
goods as (
    delete from segment_due_goods where store_id in (select store_id from stopped)
)
delete from segment_due where store_id in (select store_id from stopped);

-- name: consent_named
-- Gives a row where consent for exports is taken from a segment.
select from store_privacy where store_id = %(store_id)s and consent_segment = %(key)s;
