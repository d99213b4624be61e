-- Reading jobs. The conditions on `j` are the same in every statement; each is switched off by a
-- null. They run unprepared, so that the plan fits the values that are there. `ids` holds what a
-- search by entity, customer or text found; `from_id` and `to_id` (exclusive) are the bounds of
-- a time, because a number says when a job came without an index of its own.

-- name: jobs_page
-- Gives jobs, newest first, with the names a list shows.
with page as (
    select *
    from jobs j
    where (%(store_id)s::bigint is null or j.store_id = %(store_id)s)
      and (%(state)s::text is null or j.state = %(state)s)
      and (%(outcome)s::text is null or j.outcome = %(outcome)s)
      and (%(event)s::text is null or j.event like %(event)s)
      and (%(error_code)s::text is null or j.error_code = %(error_code)s)
      and (%(after)s::timestamptz is null or j.received_at >= %(after)s)
      and (%(before)s::timestamptz is null or j.received_at < %(before)s)
      and (%(from_id)s::bigint is null or j.id >= %(from_id)s)
      and (%(to_id)s::bigint is null or j.id < %(to_id)s)
      and (%(ids)s::bigint[] is null or j.id = any(%(ids)s))
    order by j.id desc
    limit %(limit)s
)
select p.store_id, coalesce(s.name, '') as store_name, p.id, p.state, p.outcome, p.event, p.entity,
       p.entity_id, p.reference, p.customer_id,
       coalesce(nullif(c.name, ''), product.name, '') as subject,
       p.received_at, p.due_at, p.attempts, p.started_at, p.finished_at, p.error_code, p.error,
       p.changes, d.duplicates
from page p
join deliveries d on d.store_id = p.store_id and d.id = p.id
left join stores s on s.id = p.store_id
left join customers c on c.store_id = p.store_id and c.id = p.customer_id
left join products product on product.store_id = p.store_id
    and p.entity = 'product' and product.id = p.entity_id
order by p.id desc;

-- name: first_since
-- Gives the lowest number of the jobs that came at an instant or later, by halving the numbers:
-- some forty steps on the index, whatever there is. Numbers rise with time but for transactions
-- that overlap; the caller leaves room for those.
with recursive search as (
    select coalesce(min(id), 0) as low, coalesce(max(id) + 1, 0) as high
    from jobs
    union all
    select case when probe.received_at < %(at)s then probe.id + 1 else s.low end,
           case when probe.received_at < %(at)s then s.high else s.low + (s.high - s.low) / 2 end
    from search s
    cross join lateral (
        select id, received_at
        from jobs
        where id >= s.low + (s.high - s.low) / 2
        order by id
        limit 1
    ) probe
    where s.low < s.high
)
select low as id from search where low >= high limit 1;

-- name: found_by_entity
-- Gives the newest jobs about an entity. An order is also found by its order number.
with recursive shops as (
    -- Every store that has jobs, one step of the index each; or the one asked for.
    select coalesce(%(store_id)s::bigint, (select min(store_id) from jobs)) as id
    union all
    select (select min(store_id) from jobs where store_id > shops.id)
    from shops
    where shops.id is not null and %(store_id)s::bigint is null
)
select found.id
from shops
cross join lateral (
    select j.id
    from jobs j
    where j.store_id = shops.id and j.entity_id = %(number)s
      and (%(kind)s::text is null or j.entity = %(kind)s)
    union
    select j.id
    from jobs j
    where j.store_id = shops.id and j.reference = %(reference)s
      and (%(kind)s::text is null or %(kind)s = 'order')
) found
order by found.id desc
limit %(limit)s;

-- name: found_by_customer
-- Gives the newest jobs about a customer: his own events and those of his orders.
with recursive shops as (
    select coalesce(%(store_id)s::bigint, (select min(store_id) from jobs)) as id
    union all
    select (select min(store_id) from jobs where store_id > shops.id)
    from shops
    where shops.id is not null and %(store_id)s::bigint is null
)
select found.id
from shops
join jobs found on found.store_id = shops.id and found.customer_id = %(customer_id)s
order by found.id desc
limit %(limit)s;

-- name: found_by_text
-- Gives the newest jobs that a text leads to: a number of a job, entity or order, or a customer's
-- phone, e-mail or name. Names are compared without case, Arabic marks and kinds of alef and ya.
with recursive shops as (
    select coalesce(%(store_id)s::bigint, (select min(store_id) from jobs)) as id
    union all
    select (select min(store_id) from jobs where store_id > shops.id)
    from shops
    where shops.id is not null and %(store_id)s::bigint is null
),
people as (
    -- Each way on its own, so that each can use its index; names are read through.
    select c.store_id, c.id
    from shops
    join customers c on c.store_id = shops.id and c.mobile = %(mobile)s
    union
    select c.store_id, c.id
    from shops
    join customers c on c.store_id = shops.id and lower(c.email) = lower(%(email)s)
    union
    (
        select c.store_id, c.id
        from shops
        join customers c on c.store_id = shops.id
        where %(name)s::text is not null
          and strpos(
              translate(lower(c.name), 'أإآٱىةؤئًٌٍَُِّْـ', 'اااايهوي'),
              translate(lower(%(name)s), 'أإآٱىةؤئًٌٍَُِّْـ', 'اااايهوي')
          ) > 0
        order by c.id desc
        limit 500
    )
),
found as (
    select j.id
    from shops join jobs j on j.store_id = shops.id and j.reference = %(text)s
    union
    select j.id
    from shops join jobs j on j.store_id = shops.id and j.entity_id = %(number)s
    union
    select j.id
    from shops join jobs j on j.store_id = shops.id and j.id = %(number)s
    union
    select j.id
    from people p join jobs j on j.store_id = p.store_id and j.customer_id = p.id
)
select id from found order by id desc limit %(limit)s;

-- name: states
-- Counts by state. Pending and failed jobs are few and have their own indexes, so all of them are
-- counted; completed ones only from a number on, and at most a number of them.
with waiting as (
    select count(*) as pending,
           count(*) filter (where outcome = 'retry') as retrying,
           count(*) filter (where outcome = 'waiting_for_store') as waiting_for_store
    from jobs j
    where j.state = 'pending'
      and (%(store_id)s::bigint is null or j.store_id = %(store_id)s)
      and (%(event)s::text is null or j.event like %(event)s)
      and (%(error_code)s::text is null or j.error_code = %(error_code)s)
      and (%(after)s::timestamptz is null or j.received_at >= %(after)s)
      and (%(before)s::timestamptz is null or j.received_at < %(before)s)
      and (%(to_id)s::bigint is null or j.id < %(to_id)s)
      and (%(ids)s::bigint[] is null or j.id = any(%(ids)s))
),
failures as (
    select count(*) as failed
    from jobs j
    where j.state = 'failed'
      and (%(store_id)s::bigint is null or j.store_id = %(store_id)s)
      and (%(event)s::text is null or j.event like %(event)s)
      and (%(error_code)s::text is null or j.error_code = %(error_code)s)
      and (%(after)s::timestamptz is null or j.received_at >= %(after)s)
      and (%(before)s::timestamptz is null or j.received_at < %(before)s)
      and (%(to_id)s::bigint is null or j.id < %(to_id)s)
      and (%(ids)s::bigint[] is null or j.id = any(%(ids)s))
),
done as (
    select count(*) as completed, count(*) filter (where outcome = 'ignored') as ignored
    from (
        select j.outcome
        from jobs j
        where j.state = 'completed'
          and (%(store_id)s::bigint is null or j.store_id = %(store_id)s)
          and (%(event)s::text is null or j.event like %(event)s)
          and (%(error_code)s::text is null or j.error_code = %(error_code)s)
          and (%(since)s::timestamptz is null or j.received_at >= %(since)s)
          and (%(before)s::timestamptz is null or j.received_at < %(before)s)
          and (%(from_id)s::bigint is null or j.id >= %(from_id)s)
          and (%(to_id)s::bigint is null or j.id < %(to_id)s)
          and (%(ids)s::bigint[] is null or j.id = any(%(ids)s))
        order by j.id desc
        limit %(limit)s
    ) newest
)
select * from waiting, failures, done;

-- name: minutes
-- Counts what came in steps of time by what became of it, from the newest back, at most a number
-- of jobs; `earliest` and `read` say how far that went.
with newest as (
    select j.received_at, j.state, j.outcome
    from jobs j
    where j.received_at >= %(after)s and j.received_at < %(before)s
      and (%(store_id)s::bigint is null or j.store_id = %(store_id)s)
      and (%(state)s::text is null or j.state = %(state)s)
      and (%(outcome)s::text is null or j.outcome = %(outcome)s)
      and (%(event)s::text is null or j.event like %(event)s)
      and (%(error_code)s::text is null or j.error_code = %(error_code)s)
      and (%(from_id)s::bigint is null or j.id >= %(from_id)s)
      and (%(to_id)s::bigint is null or j.id < %(to_id)s)
      and (%(ids)s::bigint[] is null or j.id = any(%(ids)s))
    order by j.id desc
    limit %(limit)s
)
select date_bin(%(step)s, received_at, %(after)s) as at,
       count(*) filter (where state = 'completed' and outcome is distinct from 'ignored') as applied,
       count(*) filter (where state = 'completed' and outcome = 'ignored') as ignored,
       count(*) filter (where state = 'pending' and outcome is distinct from 'retry') as pending,
       count(*) filter (where state = 'pending' and outcome = 'retry') as retrying,
       count(*) filter (where state = 'failed') as failed,
       min(received_at) as earliest
from newest
group by 1
order by 1;

-- name: newer
-- Counts the jobs that came after one, up to a limit.
select count(*) as n
from (
    select from jobs j
    where j.id > %(after_id)s
      and (%(store_id)s::bigint is null or j.store_id = %(store_id)s)
      and (%(state)s::text is null or j.state = %(state)s)
      and (%(outcome)s::text is null or j.outcome = %(outcome)s)
      and (%(event)s::text is null or j.event like %(event)s)
      and (%(error_code)s::text is null or j.error_code = %(error_code)s)
      and (%(after)s::timestamptz is null or j.received_at >= %(after)s)
      and (%(before)s::timestamptz is null or j.received_at < %(before)s)
      and (%(ids)s::bigint[] is null or j.id = any(%(ids)s))
    limit %(limit)s
) newer;

-- name: failure_groups
-- Gives failed jobs by error and event, those with the newest failure first.
with grouped as (
    select error_code, event, count(*) as count, min(received_at) as since,
           max(received_at) as latest, array_agg(distinct store_id) as stores, max(id) as newest_id
    from jobs
    where state = 'failed' and (%(store_id)s::bigint is null or store_id = %(store_id)s)
    group by error_code, event
)
select coalesce(g.error_code, '') as error_code, g.event, g.count, g.since, g.latest, g.stores,
       array(
           select s.name from stores s where s.id = any(g.stores) order by s.name limit 5
       ) as store_names,
       coalesce(n.error, '') as error, n.id as newest_id, n.store_id as newest_store
from grouped g
join jobs n on n.id = g.newest_id
order by g.newest_id desc
limit %(limit)s;

-- name: oldest_waiting
-- Gives how many seconds ago the longest due job became due: one step of the index for each store
-- that has work, however many jobs wait.
with recursive heads as (
    (
        select lane, store_id, due_at
        from jobs
        where state = 'pending' and lane is not null
        order by lane, store_id, due_at, id
        limit 1
    )
    union all
    select n.lane, n.store_id, n.due_at
    from heads h
    cross join lateral (
        select lane, store_id, due_at
        from jobs
        where state = 'pending' and (lane, store_id) > (h.lane, h.store_id)
        order by lane, store_id, due_at, id
        limit 1
    ) n
)
select greatest(0, extract(epoch from now() - min(due_at)))::float8 as seconds
from heads
where %(store_id)s::bigint is null or store_id = %(store_id)s;
