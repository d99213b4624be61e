-- Bodies with tokens are kept as they came only sealed, and no longer than until they were applied.
alter table deliveries add column sealed text;
create index deliveries_sealed on deliveries (store_id, id) where sealed is not null;

-- Removes at most `most` rows of a store, and gives how many these were; 0 when nothing is left. It
-- finds the tables by their column, so that none is forgotten. The store's own row, its members and
-- what happened to its connection stay, so that those who used it see what became of it.
create function store_purge(wanted bigint, most integer) returns bigint language plpgsql as $$
declare
    kept constant name[] := array['stores', 'store_members', 'store_events'];
    found name;
    removed bigint;
begin
    for found in
        select c.relname
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'store_id' and not a.attisdropped
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
          and not c.relname = any (kept)
        -- What refers to another table goes before it.
        order by (select count(*) from pg_constraint f
                  where f.contype = 'f' and f.conrelid = c.oid) desc, c.relname
    loop
        execute format(
            'delete from %I where ctid = any (array(select ctid from %I where store_id = $1 limit $2))',
            found, found
        ) using wanted, most;
        get diagnostics removed = row_count;
        if removed > 0 then
            return removed;
        end if;
    end loop;
    return 0;
end $$;
