"""A year of purchases: real ones of a British shop where they are at hand, else invented ones."""

import csv
import gzip
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.integration.pipeline.shop import Body, order

LONDON = ZoneInfo("Europe/London")
SHARED = Path(os.environ.get("SYNCATY_SHARED") or Path(__file__).parents[4] / "shared")
REAL = SHARED / "data" / "uci_online_retail_lines.csv.gz"
LINE = tuple[int, int, Decimal]


@dataclass(frozen=True)
class Purchase:
    """What somebody bought; `gives_back` says that it is goods that came back."""

    at: datetime
    id: int
    customer: int | None
    lines: tuple[LINE, ...]
    gives_back: bool = False

    @property
    def total(self) -> Decimal:
        return sum((quantity * price for _, quantity, price in self.lines), Decimal(0))


def real(path: Path = REAL) -> list[Purchase]:
    """Read the lines of the UCI set "Online Retail", with their British times."""
    heads: dict[str, tuple[datetime, int | None]] = {}
    lines: dict[str, list[LINE]] = defaultdict(list)
    goods: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            number, price = row["InvoiceNo"], Decimal(row["UnitPrice"])
            quantity = abs(int(row["Quantity"]))
            if not number.lstrip("C").isdigit() or price <= 0 or not quantity:
                continue
            if number.isdigit() and int(row["Quantity"]) < 0:
                continue  # goods that were lost or found again
            at = datetime.fromisoformat(row["InvoiceDate"]).replace(tzinfo=LONDON)
            heads.setdefault(number, (at, int(row["CustomerID"]) if row["CustomerID"] else None))
            product = goods.setdefault(row["StockCode"], 1000 + len(goods))
            lines[number].append((product, quantity, price))
    found = [
        Purchase(at, int(number.lstrip("C")), customer, tuple(lines[number]), number[0] == "C")
        for number, (at, customer) in heads.items()
    ]
    return sorted(found, key=lambda each: (each.at, each.id))


def invented(first: date, days: int, customers: int, seed: int = 1) -> list[Purchase]:
    """Invent purchases of customers with rhythms of their own, by day and into the night."""
    chance, found = Random(seed), list[Purchase]()
    for number in range(1, customers + 1):
        day, pause = chance.uniform(0, days), chance.choice([2, 6, 15, 40])
        while day < days:
            clock = timedelta(days=int(day), hours=chance.choice([0, 9, 12, 18, 23]), minutes=30)
            at = datetime.combine(first, datetime.min.time(), LONDON) + clock
            lines = tuple(
                (chance.randint(1000, 1030), chance.randint(1, 5), Decimal(chance.randint(2, 60)))
                for _ in range(chance.randint(1, 3))
            )
            gives_back = chance.random() < 0.1
            found.append(Purchase(at, 10_000 + len(found), number, lines, gives_back))
            day += chance.expovariate(1 / pause)
    return sorted(found, key=lambda each: (each.at, each.id))


def webhooks(purchases: Iterable[Purchase]) -> Iterator[tuple[datetime, Body]]:
    """Tell of purchases as Salla does: customers as they come, goods given back as refunds.

    What comes back is taken off the customer's newest orders, as far as these reach.
    """
    known: set[int] = set()
    told: set[int] = set()
    bought: dict[int, list[_Sale]] = defaultdict(list)
    for each in purchases:
        for product in sorted({product for product, _, _ in each.lines} - told):
            told.add(product)
            yield each.at, _product(product, each.at)
        if each.customer is not None and each.customer not in known:
            known.add(each.customer)
            yield each.at, _customer(each.customer, each.at)
        if each.gives_back:
            yield from _refunds(each, bought[each.customer or 0])
            continue
        sale = _Sale(each, _order(each))
        bought[each.customer or 0].append(sale)
        yield each.at, sale.body


@dataclass
class _Sale:
    purchase: Purchase
    body: Body
    refunded: Decimal = Decimal(0)


def _refunds(back: Purchase, sales: list[_Sale]) -> Iterator[tuple[datetime, Body]]:
    left = back.total
    for sale in reversed(sales[-3:]):
        part = min(left, sale.purchase.total - sale.refunded)
        if part <= 0:
            continue
        left -= part
        sale.refunded += part
        data: dict[str, Any] = dict(sale.body["data"])
        event = "order.refunded"
        if sale.refunded == sale.purchase.total and sale.purchase.id % 2:
            event, data["status"] = "order.cancelled", {"id": 2, "name": "canceled"}
        refund = {"refund_amount": {"amount": str(sale.refunded), "currency": "GBP"}}
        data["payment_actions"] = {"refund_action": refund}
        at = f"{back.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        yield back.at, {"event": event, "merchant": 77, "created_at": at, "data": data}


def _order(each: Purchase) -> Body:
    items = [(product, quantity, float(price)) for product, quantity, price in each.lines]
    at = f"{each.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    body = order(each.id, at=at, customer=each.customer, status="completed", items=items)
    text = str(each.total)
    data = body["data"]
    data["amounts"] = {"sub_total": text, "shipping_cost": 0, "total": text, "currency": "GBP"}
    data["date"] = {"date": f"{each.at:%Y-%m-%d %H:%M:%S.%f}", "timezone": "Europe/London"}
    return body


def _customer(number: int, at: datetime) -> Body:
    """A customer of any age, some of unknown, who signed up in the weeks before he bought."""
    born = date(1948, 2, 29) + timedelta(days=number * 397 % 20_000)
    joined = at - timedelta(hours=number * 31 % 500)
    data: dict[str, Any] = {
        "id": number,
        "first_name": f"C{number}",
        "created_at": {"date": f"{joined:%Y-%m-%d %H:%M:%S.%f}", "timezone": "Europe/London"},
    }
    if number % 5:
        data["birthday"] = {"date": str(born), "timezone": "Europe/London"}
    return _told("customer.created", at, data)


def _product(number: int, at: datetime) -> Body:
    categories = [{"id": 700 + number % 7, "name": f"K{number % 7}"}]
    return _told("product.created", at, {"id": number, "name": "P", "categories": categories})


def _told(event: str, at: datetime, data: dict[str, Any]) -> Body:
    created_at = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return {"event": event, "merchant": 77, "created_at": created_at, "data": data}
