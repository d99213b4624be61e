"""Random webhooks of a small store: orders of all kinds, customers and goods."""

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.integration.pipeline.shop import Body, order

CUSTOMERS, ORDERS, PRODUCTS = range(1, 13), range(1, 41), range(501, 504)
STATUSES = ("completed", "completed", "completed", "pending", "canceled", "awaiting_gift_wrap")
_KINDS = ("created", "created", "updated", "updated", "cancelled", "refunded", "deleted")


def order_event(chance: Random, today: date) -> Body:
    """One event of an order of any of its customers; the total may be negative."""
    kind, data = chance.choice(_KINDS), dict[str, Any]()
    if kind == "refunded" and chance.random() < 0.6:
        data["payment_actions"] = {"refund_action": {"refund_amount": chance.randint(1, 140)}}
    if chance.random() < 0.2:
        data["coupon_code"] = "RAMADAN"
    items = [(chance.choice(PRODUCTS), chance.randint(1, 3), 25)]
    body = order(
        chance.choice(ORDERS),
        event=f"order.{kind}",
        at=_said_at(chance, today),
        customer=chance.choice([*CUSTOMERS, None]),
        status=chance.choice(STATUSES),
        date=str(today - timedelta(chance.choice([0, 0, 0, 1, 2, 5, 10, 20, 29, 30, 31, 90, -2]))),
        items=items,
        **data,
    )
    _price(chance, body["data"])
    return body


def _price(chance: Random, data: dict[str, Any]) -> None:
    """Give an order its amounts, tax and shipping in them; some are in another currency."""
    value, tax = chance.choice([100, 50.5, 75, 9.99, -20]), chance.choice([0, 15, 7.5])
    shipping = chance.choice([0, 25])
    foreign = chance.random() < 0.1
    currency = "USD" if foreign else "SAR"
    data["amounts"] = {
        "sub_total": {"amount": value, "currency": currency},
        "shipping_cost": {"amount": shipping, "currency": currency},
        "tax": {"percent": "15.00", "amount": {"amount": tax, "currency": currency}},
        "discounts": chance.choice(
            [[], [], [{"title": "Sale", "code": "SALE", "discount": "5.5"}]],
        ),
        "total": {"amount": value + tax + shipping, "currency": currency},
    }
    if foreign:
        data["currency"] = "USD"
        rate = chance.choice([0.266592, "0.26659200", 3, 0])
        data["exchange_rate"] = {
            "base_currency": "SAR",
            "exchange_currency": "USD",
            "rate": rate,
        }


def customer(chance: Random, today: date) -> Body:
    """A customer whose birthday is near, of any age, who signed up lately or by midnight."""
    birthday = today + timedelta(chance.randint(-5, 40))
    born = chance.choice([1960, 1984, 2000, 2004])  # leap years: every day there is
    joined_on = today - timedelta(chance.randint(0, 31))
    clock = chance.choice(["00:00:00", "23:59:59", "12:00:00"])
    return {
        "event": "customer.updated",
        "merchant": 77,
        "created_at": _said_at(chance, today),
        "data": {
            "id": chance.choice(CUSTOMERS),
            "first_name": "C",
            "city": chance.choice(["Riyadh", "جدة", None]),
            "gender": chance.choice(["male", "female", None]),
            "birthday": {"date": str(birthday.replace(year=born)), "timezone": "Asia/Riyadh"},
            "created_at": {"date": f"{joined_on} {clock}.000000", "timezone": "Asia/Riyadh"},
        },
    }


def goods(chance: Random, today: date) -> Body:
    """A product that changes its brand or categories."""
    brands = [None, {"id": 900, "name": "Oud"}, {"id": 901, "name": "Musk"}]
    categories = chance.sample([700, 701, 702], chance.randint(0, 2))
    return {
        "event": "product.updated",
        "merchant": 77,
        "created_at": _said_at(chance, today),
        "data": {
            "id": chance.choice(PRODUCTS),
            "name": "P",
            "brand": chance.choice(brands),
            "categories": [{"id": each, "name": "x"} for each in categories],
        },
    }


def _said_at(chance: Random, today: date) -> str:
    """Give an instant of today, seldom of before; some are one, so content decides."""
    said_on = today - timedelta(chance.choice([0, 0, 0, 0, 1, 20]))
    return f"{said_on}T10:{chance.randint(0, 59):02d}:{chance.randint(0, 3):02d}Z"
