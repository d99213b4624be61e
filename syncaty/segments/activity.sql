-- What happened in a store, newest first, for people to read.

-- name: happened
-- Gives the newest jobs that changed something or failed, with whom they concern, the order as it
-- stands now, and the customer's own move between segments that each made.
with latest as (
    select id, state, event, entity, entity_id, reference, customer_id, finished_at, error, changes
    from jobs
    where store_id = %(store_id)s
    order by id desc
    limit %(look)s
)
select j.id as job_id, j.finished_at as at, j.state, j.event, j.entity, j.entity_id, j.reference,
       j.customer_id, j.error, coalesce(j.changes, '[]') as changes, c.name as customer, c.city,
       o.total, o.currency, m.id is not null as moved, m.from_segment, m.to_segment
from latest j
left join orders o
    on j.entity = 'order' and o.store_id = %(store_id)s and o.id = j.entity_id
left join customers c
    on c.store_id = %(store_id)s and c.id = coalesce(j.customer_id, o.customer_id)
left join lateral (
    select id, from_segment, to_segment
    from segment_moves
    where store_id = %(store_id)s and job_id = j.id and customer_id = c.id and cause <> 'edges'
    order by id desc
    limit 1
) m on true
where j.finished_at is not null and (j.changes is not null or j.state = 'failed')
order by j.id desc;

-- name: timeline
-- Gives what happened to one customer, newest first, before a place in the list: orders when they
-- were placed, moves between segments, scores that changed within one, segments of the merchant's own
-- that were entered or left, and webhooks that changed the customer or failed.
with entries as (
    (
        select coalesce(placed_at, created_at) as at, 'order' as kind, id, delivery_id as job_id,
               reference as label, null::text as event, total as amount, currency, counts,
               status_name as word, null::text as cause, null::text as from_segment,
               null::text as to_segment, null::smallint as from_code, null::smallint as to_code,
               null::jsonb as changes, false as back
        from orders
        where store_id = %(store_id)s and customer_id = %(customer_id)s and %(orders)s
            and (%(at)s::timestamptz is null
                 or (coalesce(placed_at, created_at), 'order', id)
                    < (%(at)s, %(kind)s::text, %(id)s::bigint))
        order by coalesce(placed_at, created_at) desc, id desc
        limit %(limit)s
    )
    union all
    (
        select at, 'move', id, job_id, null, null, null, null, null, null, cause, from_segment,
               to_segment, from_code, to_code, null,
               from_segment is null and came_back(store_id, customer_id, id, job_id)
        from segment_moves
        where store_id = %(store_id)s and customer_id = %(customer_id)s and %(moves)s
            and (%(at)s::timestamptz is null
                 or (at, 'move', id) < (%(at)s, %(kind)s::text, %(id)s::bigint))
        order by at desc, id desc
        limit %(limit)s
    )
    union all
    (
        select at, 'score', id, job_id, null, null, null, null, null, null, cause, null, null,
               from_code, to_code, null, false
        from score_moves
        where store_id = %(store_id)s and customer_id = %(customer_id)s and %(scores)s
            and (%(at)s::timestamptz is null
                 or (at, 'score', id) < (%(at)s, %(kind)s::text, %(id)s::bigint))
        order by at desc, id desc
        limit %(limit)s
    )
    union all
    (
        select v.at, 'member', v.id, v.job_id, g.name, null, null, null, v.entered, g.key, v.cause,
               null, null, null, null, null, false
        from membership_moves v
        join segments g on g.store_id = v.store_id and g.id = v.segment_id
        where v.store_id = %(store_id)s and v.customer_id = %(customer_id)s and %(members)s
            and (%(at)s::timestamptz is null
                 or (v.at, 'member', v.id) < (%(at)s, %(kind)s::text, %(id)s::bigint))
        order by v.at desc, v.id desc
        limit %(limit)s
    )
    union all
    (
        select received_at, 'webhook', id, id, reference, event, null, null, null, error, state,
               null, null, null, null, changes, false
        from jobs
        where store_id = %(store_id)s and customer_id = %(customer_id)s and %(webhooks)s
            and (state = 'failed' or entity = 'customer' and outcome = 'applied')
            and (%(at)s::timestamptz is null
                 or (received_at, 'webhook', id) < (%(at)s, %(kind)s::text, %(id)s::bigint))
        order by received_at desc, id desc
        limit %(limit)s
    )
)
select *
from entries
order by at desc, kind desc, id desc
limit %(limit)s;
