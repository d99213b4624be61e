"""What a source needs to fetch one part: the store's API, its zone, and what is here already."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from psycopg import Connection

from syncaty.db.queries import load as load_queries
from syncaty.salla.api import MerchantApi
from syncaty.salla.fields import Object
from syncaty.salla.ids import as_id
from syncaty.salla.pages import Page
from syncaty.syncs.budget import HaltedError
from syncaty.syncs.page import Entry, Read, Refused
from syncaty.syncs.reader import needs_calls, read_order
from syncaty.syncs.stream import Stream

_sql = load_queries("syncaty.syncs", "fetching.sql")


@dataclass(slots=True)
class Fetching:
    """One part of a sync being fetched. `conn` is the lister's own, `stream` where it all goes.

    `left_out` holds orders that could not be read time and again. `begun` is when the sync was
    asked for, `since` where a repair's window begins.
    """

    conn: Connection[Any]
    stream: Stream
    api: MerchantApi
    store_id: int
    sync_id: int
    zone: tzinfo
    begun: datetime
    since: datetime | None = None
    left_out: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def brought(self, page: Page) -> set[int]:
        """Give the orders of a page that this sync has brought already."""
        return self._ids("orders_brought", page)

    def held(self, page: Page) -> set[int]:
        """Give the orders of a page that are here, whoever brought them."""
        return self._ids("orders_here", page)

    def orders(
        self,
        rows: Iterable[Object],
        fetched_at: datetime,
        skipped: set[int],
        *,
        counts: bool = True,
        since: datetime | None = None,
    ) -> Iterator[Entry]:
        """Read rows of the orders, by threads where they need calls, but for those skipped."""
        weight = 1 if counts else 0
        for row in rows:
            number = as_id(row.get("id"))
            if number in skipped:
                yield Entry(None, weight)
            elif number in self.left_out:
                yield Entry(_unreadable(number), weight)
            elif needs_calls(row):
                yield Entry(self._submit(row, fetched_at, since), weight)
            else:
                read = read_order(self.api, row, fetched_at, self.zone, since=since)
                yield Entry(read, weight)

    def _submit(self, row: Object, at: datetime, since: datetime | None) -> Future[Read]:
        if self.stream.halted:
            raise HaltedError
        try:
            return self.stream.pool.submit(read_order, self.api, row, at, self.zone, since=since)
        except RuntimeError as error:  # the pool was shut between the look and the call
            raise HaltedError from error

    def _ids(self, statement: str, page: Page) -> set[int]:
        ids = [number for row in page.rows if (number := as_id(row.get("id"))) is not None]
        values = {"store_id": self.store_id, "id": self.sync_id, "ids": ids}
        return {row[0] for row in self.conn.execute(_sql[statement], values)}

    def query(self, statement: str, **values: object) -> Sequence[Any]:
        """Run a statement of fetching.sql for this store and sync."""
        key = {"store_id": self.store_id, "id": self.sync_id}
        return self.conn.execute(_sql[statement], {**key, **values}, prepare=False).fetchall()


def _unreadable(order_id: int) -> Read:
    return Refused(
        "order",
        str(order_id),
        "salla_unreadable",
        "Salla gave nothing that could be read for this order, time and again, so it was left out."
        " Its next webhook or the next repair brings it.",
    )
