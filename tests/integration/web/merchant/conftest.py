"""A year of an invented shop behind the pages, and Sara looking at it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
import pytest

from syncaty.db.pool import domain_dsn
from tests.integration.pipeline.shop import Shop, order
from tests.integration.reading.bazaar import Bought, Buyer, bodies, bought, buyers
from tests.integration.web.conftest import Site, browser, sign_in

STORE, EMPTY = 4177, 4178
YEAR = {"from": "2024-01-01", "to": "2024-12-31"}


@dataclass(frozen=True)
class Pages:
    """The pages of the shop, signed in, with what the tests know of its year."""

    http: httpx.Client
    shop: Shop
    orders: list[Bought]
    buyers: dict[int, Buyer]

    def get(self, address: str = "", **query: Any) -> str:
        """Give the HTML at an address under the store's, or at a whole one."""
        whole = address if address.startswith("/") else f"/stores/{STORE}/{address}".rstrip("/")
        response = self.http.get(whole, params=query or None)
        assert response.status_code == 200, (whole, response.status_code)
        return response.text

    def counting(self, first: date, last: date) -> list[Bought]:
        """Give the orders in riyals that count in a time."""
        return [
            each
            for each in self.orders
            if each.counts and each.currency == "SAR" and first <= each.day <= last
        ]


@pytest.fixture(scope="package")
def pages(site: Site) -> Iterator[Pages]:
    orders = bought()
    dsn = domain_dsn(site.config.database_url, site.config.schema)
    with Shop(dsn, STORE) as shop, Shop(dsn, EMPTY), browser(site, "10.8.8.8") as http:
        shop.conn.execute("update stores set currency = 'SAR' where id = %s", (STORE,))
        shop.take(bodies(orders))
        assert sign_in(http).status_code == 302
        yield Pages(http, shop, orders, buyers(orders))


def puzzling(number: int) -> dict[str, Any]:
    """Give an order in a status that Salla never told us of."""
    return order(number, customer=1, date="2025-06-01", total=40, status="awaiting_gift_wrap")
