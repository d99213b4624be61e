"""A store under test: bodies go straight into the queue, a real worker applies them."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Self

import msgspec
import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import wiring
from syncaty.jobs.faults import RetryPolicy
from syncaty.jobs.outcome import Apply
from syncaty.jobs.worker import Worker
from syncaty.stores.lanes import lane_of

Body = dict[str, Any]


class Shop:
    """One connected store of a test's database."""

    def __init__(self, dsn: str, store_id: int = 77, timezone: str = "Asia/Riyadh") -> None:
        self.id = store_id
        self.dsn = dsn
        self.conn: Connection[TupleRow] = psycopg.connect(dsn, autocommit=True)
        self.conn.execute(
            "insert into stores (id, name, timezone, lane) values (%s, 'Test', %s, %s)",
            (store_id, timezone, lane_of(store_id)),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.conn.close()

    def keep(self, bodies: Iterable[Body | bytes]) -> list[int]:
        """Put bodies into the queue as intake would; gives the new jobs' ids."""
        ids = []
        for body in bodies:
            raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
            event = "" if isinstance(body, bytes) else body["event"]
            row = self.conn.execute(
                "insert into deliveries (store_id, body_hash, body, headers, verified_by)"
                " values (%s, %s, %s, '{}', '1') on conflict (store_id, body_hash)"
                " do update set duplicates = deliveries.duplicates + 1"
                " returning id, received_at, xmax = 0",
                (self.id, hashlib.sha256(raw).digest(), raw),
            ).fetchone()
            assert row is not None
            if row[2]:
                self.conn.execute(
                    "insert into jobs (store_id, id, lane, event, received_at, due_at)"
                    " values (%s, %s, %s, %s, %s, %s)",
                    (self.id, row[0], lane_of(self.id), event, row[1], row[1]),
                )
                ids.append(row[0])
        return ids

    def work(
        self, *, batch: int = 500, apply: Apply = wiring.apply, policy: RetryPolicy | None = None
    ) -> None:
        """Work until nothing is due."""
        worker = Worker(self.dsn, apply, batch=batch, policy=policy)
        while worker.work_all_due(self.conn):
            pass

    def take(self, bodies: Iterable[Body | bytes], *, batch: int = 500) -> list[int]:
        """Keep bodies and work them all."""
        ids = self.keep(bodies)
        self.work(batch=batch)
        return ids

    def rows(self, statement: str, *parameters: object) -> list[Any]:
        return self.conn.execute(statement.encode(), parameters or None).fetchall()

    def states(self) -> list[tuple[int, str, str | None]]:
        return self.rows("select id, state, outcome from jobs order by id")


def order(
    order_id: int,
    *,
    event: str = "order.created",
    at: str = "2024-01-15T10:30:00Z",
    customer: int | None = 1,
    total: float | str = 100,
    status: str = "pending",
    date: str = "2024-01-15",
    items: Sequence[tuple[int, int, float]] = ((501, 1, 100),),
    **data: Any,
) -> Body:
    """An order event in the simple shape; `items` are (product, quantity, price)."""
    body: Body = {
        "id": order_id,
        "reference_id": f"ORD-{order_id}",
        "date": {"date": date, "time": "10:30:00", "timezone": "Asia/Riyadh"},
        "status": {"id": 1, "name": status},
        "amounts": {"sub_total": total, "shipping_cost": 0, "total": total, "currency": "SAR"},
        "items": [
            {
                "id": 9000 + n,
                "name": f"P{p}",
                "sku": f"S{p}",
                "quantity": q,
                "price": price,
                "product_id": p,
            }
            for n, (p, q, price) in enumerate(items)
        ],
    }
    if customer is not None:
        body["customer"] = {
            "id": customer,
            "first_name": f"C{customer}",
            "last_name": "Test",
            "mobile": f"+9665{customer:08d}",
            "email": f"c{customer}@example.com",
        }
    body.update(data)
    return {"event": event, "merchant": 77, "created_at": at, "data": body}
