"""What one webhook changes, row by row."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.rows import TupleRow

from bench.peer.catalogue import save_customer, save_product
from bench.peer.orders import save_order
from syncaty.db.queries import load

_sql = load("bench.peer")


def handle(conn: Connection[TupleRow], payload: dict[str, Any]) -> None:
    """Write a webhook's rows and log that it was processed."""
    event, store_id, data = payload["event"], payload["merchant"], payload["data"]
    when = datetime.strptime(payload["created_at"], "%a %b %d %Y %H:%M:%S GMT%z").astimezone(UTC)
    version = f"1{when:%Y%m%dT%H%M%S}"
    if event.startswith("customer."):
        save_customer(conn, store_id, data, version)
    elif event.startswith("product."):
        save_product(conn, store_id, event, data, version)
    elif event == "order.status.updated":
        save_order(conn, store_id, data["order"], when, version)
    else:
        save_order(conn, store_id, data, when, version)
    conn.execute(
        _sql["log_event"],
        {
            "merchant": store_id,
            "event": event,
            "entity_id": data["id"],
            "payload": msgspec.json.encode(payload).decode(),
        },
    )
