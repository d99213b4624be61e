from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from syncaty.db.pool import domain_dsn
from tests.integration.pipeline.shop import Shop
from tests.integration.reading.bazaar import Bought, Buyer, bodies, bought, buyers
from tests.integration.web.conftest import Site, browser

STORE = 4077


@dataclass(frozen=True)
class Api:
    """A program with a token, one without, and the small shop they ask about."""

    http: httpx.Client
    stranger: httpx.Client
    shop: Shop
    orders: list[Bought]
    buyers: dict[int, Buyer]

    def get(self, address: str, status: int = 200, **query: Any) -> Any:
        """Ask `/api/v1` + address; gives the JSON after checking the status."""
        response = self.http.get(f"/api/v1{address}", params=query)
        assert response.status_code == status, response.text
        return response.json()

    def every(self, address: str, **query: Any) -> list[Any]:
        """Read a list to its end."""
        found: list[Any] = []
        answer = self.get(address, **query)
        while True:
            assert set(answer) == {"items", "next"}
            found += answer["items"]
            if answer["next"] is None:
                return found
            answer = self.get(address, **query, cursor=answer["next"])


@pytest.fixture(scope="package")
def api(site: Site) -> Iterator[Api]:
    from syncaty.web.accounts.services import create_token

    token = create_token("tests")
    orders = bought()
    dsn = domain_dsn(site.config.database_url, site.config.schema)
    with (
        Shop(dsn, STORE) as shop,
        browser(site, "10.9.9.9") as http,
        browser(site, "10.9.9.8") as stranger,
    ):
        shop.conn.execute("update stores set currency = 'SAR' where id = %s", (STORE,))
        shop.take(bodies(orders))
        shop.take([b"not json at all \xff"])
        http.headers["Authorization"] = f"Bearer {token}"
        yield Api(http, stranger, shop, orders, buyers(orders))
