-- name: moves_write
-- Adds moves between segments.
insert into segment_moves (store_id, customer_id, from_segment, to_segment, from_code, to_code,
                           cause, job_id)
select %(store_id)s, m.customer_id, m.from_segment, m.to_segment, m.from_code, m.to_code, m.cause,
       m.job_id
  from jsonb_to_recordset(%(rows)s::jsonb) as m(
       customer_id bigint, from_segment text, to_segment text, from_code smallint,
       to_code smallint, cause text, job_id bigint);

-- name: export_customers
-- Gives every customer of a store with totals, scores and segment; these are empty before the
-- first order.
select c.id, c.name, c.email, c.mobile,
       coalesce(s.orders, 0) as orders, coalesce(s.spent, 0) as spent, s.last_order_on,
       s.r, s.f, s.m, s.segment,
       (select currency from stores where id = %(store_id)s) as money_currency
  from customers c
  left join customer_rfm s on s.store_id = c.store_id and s.customer_id = c.id
 where c.store_id = %(store_id)s
 order by c.id;

-- name: export_orders
-- Gives every order of a store, those that do not count included.
select id, reference, placed_at, placed_on, status, counts, customer_id, currency, sub_total,
       discount, shipping, cash_on_delivery, tax, total, refunded, units, payment_method, source,
       coupon, city, country, draft, deleted, currency as money_currency
  from orders
 where store_id = %(store_id)s
 order by id;

-- name: moves_hand_over
-- Gives the moves of customers to those they are.
update segment_moves v
   set customer_id = t.new
  from unnest(%(old)s::bigint[], %(new)s::bigint[]) as t(old, new)
 where v.store_id = %(store_id)s and v.customer_id = t.old;
