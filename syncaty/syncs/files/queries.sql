-- name: file_make
-- Makes a row for a file whose bytes follow.
insert into sync_files (store_id, name, size, digest, uploaded_by)
values (%(store_id)s, %(name)s, 0, '', %(by)s)
returning id;

-- name: file_part_add
-- Keeps some bytes of a file.
insert into sync_file_parts (store_id, file_id, number, content)
values (%(store_id)s, %(id)s, %(number)s, %(content)s);

-- name: file_made
-- Notes size and digest of a file once all its bytes are here.
update sync_files set size = %(size)s, digest = %(digest)s
 where store_id = %(store_id)s and id = %(id)s;

-- name: file_read
-- Gives a file by its number, or by that of its import.
select f.id, f.name, f.size, f.digest, f.choices, f.uploaded_by, f.uploaded_at, f.said_at, f.sync_id,
       exists (select from sync_file_parts p where p.store_id = f.store_id and p.file_id = f.id) as whole
  from sync_files f
 where f.store_id = %(store_id)s
   and (%(id)s::bigint is null or f.id = %(id)s)
   and (%(sync_id)s::bigint is null or f.sync_id = %(sync_id)s);

-- name: file_part
-- Gives some bytes of a file.
select content from sync_file_parts
 where store_id = %(store_id)s and file_id = %(id)s and number = %(number)s;

-- name: file_choose
-- Keeps what the merchant chose.
update sync_files set choices = %(choices)s
 where store_id = %(store_id)s and id = %(id)s and sync_id is null;

-- name: file_begin
-- Ties a file to its import. The same file read in the same way says the same at the same time,
-- however often it is brought, so that it changes nothing the second time.
update sync_files f
   set sync_id = %(sync_id)s,
       said_at = coalesce((select min(o.said_at) from sync_files o
                            where o.store_id = f.store_id and o.digest = %(digest)s
                              and o.choices = %(choices)s), clock_timestamp())
 where f.store_id = %(store_id)s and f.id = %(id)s;

-- name: file_forget
-- Takes away the bytes of a file.
delete from sync_file_parts where store_id = %(store_id)s and file_id = %(id)s;

-- name: files_forget_old
-- Takes away files that were never imported, and the bytes of imports that have ended.
with ended as (
    delete from sync_file_parts p
     using sync_files f
      join syncs y on y.store_id = f.store_id and y.id = f.sync_id
     where p.store_id = f.store_id and p.file_id = f.id
       and y.state in ('completed', 'failed', 'cancelled')
)
delete from sync_files
 where sync_id is null and uploaded_at < now() - make_interval(days => %(days)s);

-- name: orders_known
-- Gives the orders that have these numbers, Salla's own before made-up ones.
select distinct on (reference) reference, id
  from orders
 where store_id = %(store_id)s and reference = any(%(references)s)
 order by reference, id desc;

-- name: customers_known
-- Gives the customers who have one of these telephones or e-mails, each by its own index; Salla's
-- own last.
select id, mobile, lower(email)
  from customers
 where store_id = %(store_id)s and mobile = any(%(mobiles)s)
 union
select c.id, c.mobile, e.email
  from unnest(%(emails)s::text[]) as e(email)
 -- Kept apart by the offset: the server cannot guess how few a mail gives, and would read them all.
 cross join lateral (
       select id, mobile from customers
        where store_id = %(store_id)s and email is not null and lower(email) = e.email
       offset 0) as c
 order by id;

-- name: products_known
-- Gives the products that have these codes.
select sku, min(id) from products
 where store_id = %(store_id)s and sku = any(%(skus)s) and not deleted
 group by sku;

-- name: store_facts
-- Gives what a file's rows are read against: the store's zone and currency, and its statuses.
select s.timezone, coalesce(s.currency, 'SAR') as currency,
       coalesce((select jsonb_object_agg(t.name, t.status) from store_statuses t
                  where t.store_id = s.id and t.name <> ''), '{}') as statuses
  from stores s
 where s.id = %(store_id)s;

-- name: errors_add
-- Notes what is wrong with rows.
insert into sync_errors (store_id, sync_id, row, entity, entity_id, field, "column", value, code,
                         error, kept)
select %(store_id)s, %(id)s, r.row, 'order', r.reference, r.field, r."column", r.value, r.code,
       r.error, r.kept
  from jsonb_to_recordset(%(rows)s::jsonb) as r(
       row bigint, reference text, field text, "column" text, value text, code text, error text,
       kept boolean);

-- name: errors_read
-- Gives the errors of an import after one, in the order of the file.
select id, row, entity_id as reference, field, "column", value, code, error, kept
  from sync_errors
 where store_id = %(store_id)s and sync_id = %(id)s and id > %(after)s
 order by id
 limit %(limit)s;

-- name: errors_count
-- Counts the rows with errors: those left out, and those taken without a value.
select count(*) filter (where not kept) as left_out, count(*) filter (where kept) as kept
  from sync_errors
 where store_id = %(store_id)s and sync_id = %(id)s;

-- name: file_notes
-- Says how the file was understood.
update syncs set notes = %(notes)s where store_id = %(store_id)s and id = %(id)s;

-- name: file_import_end
-- Ends an import; all parts of one that is completed are finished.
with part as (
    update sync_parts set finished = true, total = coalesce(total, 0)
     where store_id = %(store_id)s and sync_id = %(id)s and %(state)s::text = 'completed'
)
update syncs
   set state = %(state)s, finished_at = now(), seen_at = now(), position = '{}',
       error_code = %(code)s, error = %(error)s
 where store_id = %(store_id)s and id = %(id)s and state in ('waiting', 'running')
returning id;
