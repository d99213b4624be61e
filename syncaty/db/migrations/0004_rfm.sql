-- Totals and scores of every customer with at least one counting order, and the edges between
-- scores. See docs/understand/rfm.md.

create table customer_rfm (
    store_id       bigint not null,
    customer_id    bigint not null,
    orders         integer not null,             -- F
    spent          numeric not null,             -- M: totals less refunds
    first_order_on date not null,
    last_order_on  date not null,                -- R counts the days since
    r              smallint not null,
    f              smallint not null,
    m              smallint not null,
    segment        text not null,
    changed_at     timestamptz not null default now(),
    primary key (store_id, customer_id)
) with (fillfactor = 80);
create index customer_rfm_by_last on customer_rfm (store_id, last_order_on, customer_id);
create index customer_rfm_by_orders on customer_rfm (store_id, orders, customer_id);
create index customer_rfm_by_spent on customer_rfm (store_id, spent, customer_id);
create index customer_rfm_by_first on customer_rfm (store_id, first_order_on);
create index customer_rfm_by_segment on customer_rfm (store_id, segment, customer_id);

-- One row per store: how many buyers it has, and the four edges of each dimension as
-- {"r": [{"value", "below", "equal"}, ...], "f": ..., "m": ...}. `below` buyers lie strictly below
-- the value, `equal` on it. The value of R is the negative day number of the last order (days
-- since 1970-01-01), so that ascending means longer ago, as days since the order would.
create table rfm_edges (
    store_id   bigint primary key,
    buyers     bigint not null,
    edges      jsonb not null,
    changed_at timestamptz not null default now()
);
