"""Jobs put straight into the tables, for tests of reading and retrying them."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SHOP, OTHER = 1305146709, 1029864349


@dataclass
class Seeds:
    """Writes deliveries with their jobs; numbers rise as they are written."""

    conn: Connection[Any]
    ids: list[int] = field(default_factory=list)

    def store(self, store_id: int = SHOP, name: str = "Bayt Al Oud", lane: int = 3) -> int:
        """Connect a store."""
        self.conn.execute(
            "insert into stores (id, name, lane) values (%s, %s, %s)", (store_id, name, lane)
        )
        return store_id

    def customer(self, number: int, name: str, store_id: int = SHOP, **more: str) -> int:
        """Add a customer; `more` is `mobile` and `email`."""
        self.conn.execute(
            "insert into customers (store_id, id, name, mobile, email, version, delivery_id)"
            " values (%s, %s, %s, %s, %s, '', 0)",
            (store_id, number, name, more.get("mobile"), more.get("email")),
        )
        return number

    def job(self, event: str = "order.created", *, store_id: int = SHOP, **row: Any) -> int:
        """Add a delivery and its job, completed and applied unless `row` says otherwise.

        `at` is when it came (default: a minute after the one before), `body` what came.
        """
        at = row.pop("at", START + timedelta(minutes=len(self.ids)))
        body = row.pop("body", {"event": event, "merchant": store_id, "n": len(self.ids)})
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        (number,) = self.conn.execute(
            "insert into deliveries (store_id, received_at, body_hash, body, headers, verified_by,"
            " duplicates) values (%s, %s, sha256(%s), %s, %s, %s, %s) returning id",
            (
                store_id,
                at,
                raw,
                raw,
                Jsonb(row.pop("headers", {"content-type": "application/json"})),
                row.pop("verified_by", "app"),
                row.pop("duplicates", 0),
            ),
        ).fetchone() or (0,)
        self._job(number, event, store_id, at, row)
        self.ids.append(number)
        return int(number)

    def _job(
        self, number: int, event: str, store_id: int, at: datetime, row: dict[str, Any]
    ) -> None:
        state = row.get("state", "completed")
        values = {
            "store_id": store_id,
            "id": number,
            "lane": 3,
            "state": state,
            "outcome": {"completed": "applied", "failed": row.get("error_code")}.get(state),
            "event": event,
            "entity": event.partition(".")[0],
            "received_at": at,
            "due_at": at,
            "finished_at": None if state == "pending" else at + timedelta(milliseconds=40),
            "started_at": None if state == "pending" else at + timedelta(milliseconds=9),
            **row,
        }
        if values.get("changes") is not None:
            values["changes"] = Jsonb(values["changes"])
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        self.conn.execute(
            f"insert into jobs ({names}) values ({marks})",  # noqa: S608
            list(values.values()),
        )
