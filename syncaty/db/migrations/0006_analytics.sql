-- Figures of counting orders per local day, kept from the differences of orders.

create table daily_sales (
    store_id  bigint not null,
    day       date not null,
    currency  text not null,
    orders    integer not null,
    gross     numeric not null,      -- goods before discounts, refunds, tax and shipping
    discounts numeric not null,
    shipping  numeric not null,
    tax       numeric not null,
    refunds   numeric not null,
    units     numeric not null,
    primary key (store_id, day, currency)
) with (fillfactor = 70);

create table daily_products (
    store_id   bigint not null,
    day        date not null,
    product_id bigint not null,
    currency   text not null,
    orders     integer not null,
    units      numeric not null,
    gross      numeric not null,
    primary key (store_id, day, product_id, currency)
) with (fillfactor = 70);
