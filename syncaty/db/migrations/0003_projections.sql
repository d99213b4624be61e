-- Orders, customers and products as they stand now. `version` is the newest version a row holds
-- (see salla/facts.py), `versions` those of single fields where they differ, `delivery_id` the
-- delivery that brought the newest.

create table customers (
    store_id     bigint not null,
    id           bigint not null,
    name         text not null default '', -- to show: first and last name, else the short form's
    short_name   text,               -- the whole name as short forms give it
    first_name   text,
    last_name    text,
    email        text,
    mobile       text,               -- E.164
    mobile_raw   text,               -- as it came
    gender       text,
    birthday     date,
    city         text,
    country      text,
    country_code text,
    currency     text,
    language     text,
    avatar       text,
    joined_at    timestamptz,
    version      text collate "C" not null,
    versions     jsonb not null default '{}',
    delivery_id  bigint not null,
    created_at   timestamptz not null default now(),
    changed_at   timestamptz not null default now(),
    primary key (store_id, id)
) with (fillfactor = 85);
create index customers_by_mobile on customers (store_id, mobile) where mobile is not null;
create index customers_by_email on customers (store_id, lower(email)) where email is not null;

create table products (
    store_id      bigint not null,
    id            bigint not null,
    name          text,
    sku           text,
    type          text,
    status        text,
    price         numeric,
    regular_price numeric,
    sale_price    numeric,
    cost          numeric,
    currency      text,
    quantity      integer,
    unlimited     boolean,
    image         text,
    url           text,
    brand         text,
    brand_id      bigint,
    categories    jsonb,             -- [{"id": …, "name": …}]; null: never said
    tags          jsonb,
    deleted       boolean not null default false,
    version       text collate "C" not null,
    versions      jsonb not null default '{}',
    delivery_id   bigint not null,
    created_at    timestamptz not null default now(),
    changed_at    timestamptz not null default now(),
    primary key (store_id, id)
) with (fillfactor = 85);

create table orders (
    store_id          bigint not null,
    id                bigint not null,
    reference         text,
    placed_at         timestamptz,               -- null: no body has said it yet
    placed_on         date,                      -- the store's local day
    status            text,
    status_id         bigint,
    status_name       text,
    status_custom     text,
    draft             boolean not null default false,
    deleted           boolean not null default false,
    counts            boolean not null,          -- does it enter F, M and the store's figures
    customer_id       bigint,
    currency          text,
    sub_total         numeric,
    discount          numeric,
    shipping          numeric,
    cash_on_delivery  numeric,
    tax               numeric,
    total             numeric,
    exchange_rate     numeric,
    exchange_currency text,
    base_currency     text,                      -- the store's own, where the order was exchanged
    refund_all        boolean not null default false,
    refunded          numeric not null default 0,
    units             numeric not null default 0, -- pieces in all lines
    items_total       numeric not null default 0, -- sum of the lines
    gross             numeric not null default 0, -- goods before discounts, refunds, tax, shipping
    value             numeric not null default 0, -- what enters M, in the store's currency
    payment_method    text,
    source            text,
    coupon            text,
    city              text,
    country           text,
    version           text collate "C" not null,
    versions          jsonb not null default '{}',
    delivery_id       bigint not null,
    created_at        timestamptz not null default now(),
    changed_at        timestamptz not null default now(),
    primary key (store_id, id)
) with (fillfactor = 85);
create index orders_of_customer on orders (store_id, customer_id, placed_on, id)
    where customer_id is not null;
create index orders_by_day on orders (store_id, placed_on, customer_id) where counts;
create index orders_by_reference on orders (store_id, reference);

create table order_items (
    store_id   bigint not null,
    order_id   bigint not null,
    position   smallint not null,
    id         bigint,
    product_id bigint,
    name       text,
    sku        text,
    quantity   numeric not null,
    unit_price numeric,
    discount   numeric not null default 0,
    tax        numeric not null default 0,
    total      numeric not null,
    primary key (store_id, order_id, position)
);
create index order_items_of_product on order_items (store_id, product_id, order_id)
    where product_id is not null;

-- Each status an order was seen in, once per instant: a set, so the order of arrival is nothing.
create table order_statuses (
    store_id    bigint not null,
    order_id    bigint not null,
    at          timestamptz not null,
    status      text not null,
    name        text,
    note        text,
    delivery_id bigint not null,
    primary key (store_id, order_id, at, status)
);
