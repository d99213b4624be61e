"""A small store behind the builder, and Sara at it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from syncaty.db.pool import domain_dsn
from tests.integration.pipeline.shop import Shop, order
from tests.integration.web.conftest import Site, browser, sign_in

STORE = 4190


@dataclass(frozen=True)
class Builder:
    """Sara's browser, and the store she builds for."""

    http: httpx.Client
    shop: Shop

    def get(self, address: str, **query: Any) -> str:
        """Give the HTML at an address under the store's."""
        answer = self.http.get(f"/stores/{STORE}/{address}", params=query or None)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    def post(self, address: str, fields: dict[str, Any]) -> httpx.Response:
        """Send fields as the builder's form does."""
        proof = re.search(r'"X-CSRFToken": "(\w+)"', self.http.get("/stores").text)
        assert proof is not None
        headers = {"X-CSRFToken": proof[1]}
        return self.http.post(f"/stores/{STORE}/{address}", data=fields, headers=headers)


@pytest.fixture(scope="package")
def builder(site: Site) -> Iterator[Builder]:
    dsn = domain_dsn(site.config.database_url, site.config.schema)
    with Shop(dsn, STORE) as shop, browser(site, "10.9.9.9") as http:
        shop.conn.execute("update stores set currency = 'SAR' where id = %s", (STORE,))
        bodies = [
            order(1000 + number, customer=1 + number % 6, total=100 + number, date="2026-01-15")
            | {"merchant": STORE}
            for number in range(12)
        ]
        bodies += [order(1100, customer=1, date="2026-01-20") | {"merchant": STORE}]
        shop.take(bodies)
        shop.conn.execute(
            "update customers set city = case when id <= 2 then 'الرياض' else 'جدة' end"
            " where store_id = %s",
            (STORE,),
        )
        assert sign_in(http).status_code == 302
        yield Builder(http, shop)
