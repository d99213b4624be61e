-- name: webhook_events
-- The peer's log of webhooks: what came and that it was processed. All other tables are the
-- product's own, indexes included.
create table webhook_events (
    id           bigint generated always as identity primary key,
    merchant     bigint not null,
    event        text not null,
    entity_id    bigint,
    payload      jsonb not null,
    processed_at timestamptz not null default clock_timestamp()
);
