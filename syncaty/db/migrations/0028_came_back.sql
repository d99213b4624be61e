-- Tells whether somebody who comes to a segment out of none is back: he had been in one before, or
-- when he ordered, his first order was too old already to lie in the store's window.
create function came_back(asked_store bigint, asked_customer bigint, move_id bigint,
                          asked_job bigint)
returns boolean
language sql stable parallel safe
begin atomic
select exists (select from segment_moves e
                where e.store_id = asked_store and e.customer_id = asked_customer
                  and e.id < move_id)
    or coalesce((select c.first_order_on <= o.placed_on - r.window_days
                   from jobs j
                   join orders o on o.store_id = j.store_id and o.id = j.entity_id
                   join customer_rfm c on c.store_id = j.store_id
                    and c.customer_id = asked_customer
                   join rfm_settings r on r.store_id = j.store_id
                  where j.store_id = asked_store and j.id = asked_job and j.entity = 'order'),
                false);
end;
