"""What tests of syncs share: a store of their own, and a hand that works its syncs."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import syncs
from syncaty.salla.api import Found, MerchantApi
from syncaty.salla.http import Http, Patience
from syncaty.salla.limits import Budget
from syncaty.salla.pages import Page
from syncaty.stores.lanes import lane_of
from syncaty.syncs.drain import Pace
from syncaty.syncs.work import work
from tests.salla_server import MERCHANT, Salla

QUICK = Patience(tries=2, connect=2, read=5, total=10, first_pause=0.01, longest_pause=0.02)
PACE = Pace(delays=(0.01, 0.02), batch=60)


@pytest.fixture
def store(conn: Connection[TupleRow]) -> int:
    """A connected store in UTC+3; committed."""
    conn.execute(
        "insert into stores (id, name, lane, timezone, state)"
        " values (%s, 'Coffee', %s, 'Asia/Riyadh', 'connected')",
        [MERCHANT, lane_of(MERCHANT)],
    )
    conn.commit()
    return MERCHANT


Before = Callable[[str, int], None]
"""Is told of a call for a page of orders, an order, or its lines, just before it is made."""


class WatchedApi(MerchantApi):
    """The real client; a test may have something happen before a call."""

    before: Before

    def orders(self, page: int, **wanted: Any) -> Page:
        self.before("orders", page)
        return super().orders(page, **wanted)

    def order(self, order_id: int) -> Found:
        self.before("order", order_id)
        return super().order(order_id)

    def order_items(self, order_id: int) -> Page:
        self.before("items", order_id)
        return super().order_items(order_id)


def nothing(what: str, number: int) -> None:
    pass


@dataclass(slots=True)
class Hand:
    """Asks for syncs of a store and works them in this process."""

    conn: Connection[TupleRow]
    dsn: str
    store: int
    salla: Salla
    token: str
    pace: Pace = PACE
    stop: threading.Event = field(default_factory=threading.Event)
    access: Callable[[str | None], str] | None = None
    before: Before = nothing
    http: Http = field(default_factory=lambda: Http(QUICK))

    def ask(self, kind: syncs.Kind = "import", **window: Any) -> int:
        made = syncs.create(self.conn, self.store, kind, "asked", **window)
        self.conn.commit()
        return made

    def work(self, sync_id: int) -> syncs.Progress:
        assert work(self.dsn, self.store, sync_id, self.stop, self.api, self.pace)
        return self.look(sync_id)

    def look(self, sync_id: int) -> syncs.Progress:
        self.conn.rollback()
        found = syncs.progress(self.conn, self.store, sync_id)
        assert found is not None
        return found

    def api(self, _: int, budget: Budget) -> MerchantApi:
        access = self.access or (lambda _refused: self.token)
        made = WatchedApi(self.salla.api_url, access, budget, self.http)
        made.before = self.before
        return made


@pytest.fixture
def hand(conn: Connection[TupleRow], dsn: str, store: int, salla: Salla) -> Iterator[Hand]:
    made = Hand(conn, dsn, store, salla, salla.tokens()["access_token"])
    yield made
    made.http.close()
