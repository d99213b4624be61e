-- Days that segments turn on: as a store's day begins, who may enter or leave is found by these.
-- See docs/understand/live-segments.md.

create index customers_by_joined on customers (store_id, joined_at) where joined_at is not null;
create index customers_by_birthday on customers
    (store_id, (extract(month from birthday) * 100 + extract(day from birthday)), birthday)
    where birthday is not null;
create index orders_uncounted_by_day on orders (store_id, placed_on)
    where not counts and customer_id is not null;
