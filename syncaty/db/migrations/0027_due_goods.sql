-- Products of very many buyers whose categories or brand changed: the buyers of the orders after
-- the noted one are still to be judged again, some lines at a time.
create table segment_due_goods (
    store_id   bigint not null,
    product_id bigint not null,
    after      bigint not null, -- an order's id
    primary key (store_id, product_id)
);
