"""Brings files to a store as a merchant would, and works their import."""

import csv
import io
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Never

from syncaty.salla.limits import Budget
from syncaty.syncs import progress
from syncaty.syncs import work as engine
from syncaty.syncs.files import keeping
from syncaty.syncs.files.order import Choices
from syncaty.syncs.sync import Progress
from tests.integration.pipeline.shop import Shop

COLUMNS = {
    "رقم الطلب": "reference",
    "تاريخ الطلب": "placed_at",
    "حالة الطلب": "status",
    "اسم العميل": "customer_name",
    "رقم الجوال": "mobile",
    "البريد": "email",
    "الإجمالي": "total",
}
CHOICES = Choices({field: name for name, field in COLUMNS.items()})
Line = Sequence[object]


def sheet(*lines: Line, columns: Iterable[str] = COLUMNS) -> bytes:
    """Give a CSV file."""
    held = io.StringIO()
    csv.writer(held).writerows([[*columns], *lines])
    return held.getvalue().encode()


def line(
    number: object,
    day: str = "2024-01-10",
    status: str = "تم التنفيذ",
    name: str = "نورة",
    mobile: str = "0500000001",
    email: str = "",
    total: object = "100",
) -> Line:
    """Give one row of a file."""
    return [number, day, status, name, mobile, email, total]


def begin(shop: Shop, content: bytes, choices: Choices = CHOICES, name: str = "orders.csv") -> int:
    """Keep a file and begin its import; gives the sync."""
    with shop.conn.transaction():
        file_id = keeping.keep(shop.conn, shop.id, name, [content], "sara@example.com")
        keeping.choose(shop.conn, shop.id, file_id, choices)
        return keeping.start(shop.conn, shop.id, file_id, "sara@example.com")


def _no_api(store_id: int, budget: Budget) -> Never:
    raise AssertionError("a file needs nothing of Salla")


def turn(shop: Shop, sync_id: int, stop: threading.Event) -> None:
    """Work an import until it ends or is told to stop.

    The server may take a moment to see that whoever worked it before has gone.
    """
    deadline = time.monotonic() + 10
    while not engine.work(shop.dsn, shop.id, sync_id, stop, _no_api):
        assert time.monotonic() < deadline


def work(shop: Shop, sync_id: int) -> Progress:
    """Work an import to its end."""
    turn(shop, sync_id, threading.Event())
    held = progress(shop.conn, shop.id, sync_id)
    assert held is not None
    return held


def bring(shop: Shop, *lines: Line, choices: Choices = CHOICES) -> Progress:
    """Import rows; gives the sync as it ended."""
    return work(shop, begin(shop, sheet(*lines), choices))


def counts(held: Progress) -> tuple[int, int, int, int]:
    """Give how many orders were new, changed and equal, and how many rows were left out."""
    return held.missing, held.stale, held.equal, held.refused
