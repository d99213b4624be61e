"""Finds out which of a file's orders, customers and products are known already.

The caller holds the store's lane, so what is found stays true until it commits.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace
from psycopg import Connection
from psycopg.rows import tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.salla.facts import Fact, Value
from syncaty.salla.ids import made_up_id
from syncaty.syncs.files.order import FileCustomer, FileOrder

_sql = load_queries("syncaty.syncs.files")
Conn = Connection[Any]


class People:
    """Customers as a page of orders meets them: by Salla's number, telephone, then e-mail.

    An e-mail tells who it is unless both sides have a telephone and they differ: families share
    mailboxes. Whom nobody knows yet gets an id of our own making from telephone, else e-mail.
    """

    def __init__(self, known: Iterable[tuple[int, str | None, str | None]]) -> None:
        self._by_mobile: dict[str, int] = {}
        self._by_email: dict[str, tuple[int, str | None]] = {}
        for customer_id, mobile, email in known:
            self._learn(customer_id, mobile, email)

    def identify(self, who: FileCustomer) -> int | None:
        """Give the id of whoever ordered; None when it cannot be told."""
        if not who.known:
            return None
        found = who.id or (self._by_mobile.get(who.mobile) if who.mobile else None)
        if found is None and who.email and who.email in self._by_email:
            customer_id, mobile = self._by_email[who.email]
            if mobile is None or who.mobile is None or mobile == who.mobile:
                found = customer_id
        if found is None:
            found = made_up_id("customer", who.mobile or who.email or "")
        self._learn(found, who.mobile, who.email)
        return found

    def _learn(self, customer_id: int, mobile: str | None, email: str | None) -> None:
        if mobile and self._by_mobile.get(mobile, -1) < 0:
            self._by_mobile[mobile] = customer_id
        if email and self._by_email.get(email, (-1, None))[0] < 0:
            self._by_email[email] = (customer_id, mobile)


def facts_of(
    conn: Conn, store_id: int, orders: Sequence[FileOrder], version: str
) -> list[tuple[int, list[Fact]]]:
    """Give per order the id it goes by and its facts, its customer's among them."""
    ids = _order_ids(conn, store_id, orders)
    people = _people(conn, store_id, orders)
    products = _products(conn, store_id, orders)
    found = []
    for order, order_id in zip(orders, ids, strict=True):
        fields = dict(order.fields)
        facts = []
        customer_id = people.identify(order.customer)
        if customer_id is not None:
            fields["customer_id"] = customer_id
            facts.append(Fact("customer", customer_id, version, _said_of(order.customer)))
        if order.items:
            fields["items"] = [
                replace(each, product_id=products.get(each.sku or "")) for each in order.items
            ]
        facts.append(Fact("order", order_id, version, fields))
        found.append((order_id, facts))
    return found


def known_orders(conn: Conn, store_id: int, references: Sequence[str]) -> dict[str, int]:
    """Give the ids of the orders that are here, by their number."""
    key = {"store_id": store_id, "references": list(references)}
    with conn.cursor(row_factory=tuple_row) as cursor:
        return dict(cursor.execute(_sql["orders_known"], key).fetchall())


def _order_ids(conn: Conn, store_id: int, orders: Sequence[FileOrder]) -> list[int]:
    known = known_orders(conn, store_id, [order.reference for order in orders])
    return [
        order.id or known.get(order.reference) or made_up_id("order", order.reference)
        for order in orders
    ]


def _people(conn: Conn, store_id: int, orders: Sequence[FileOrder]) -> People:
    mobiles = {who for order in orders if (who := order.customer.mobile)}
    emails = {who for order in orders if (who := order.customer.email)}
    if not mobiles and not emails:
        return People(())
    key = {"store_id": store_id, "mobiles": list(mobiles), "emails": list(emails)}
    return People(conn.execute(_sql["customers_known"], key).fetchall())


def _products(conn: Conn, store_id: int, orders: Sequence[FileOrder]) -> dict[str, int]:
    skus = {item.sku for order in orders for item in order.items if item.sku}
    if not skus:
        return {}
    key = {"store_id": store_id, "skus": list(skus)}
    return dict(conn.execute(_sql["products_known"], key).fetchall())


def _said_of(who: FileCustomer) -> dict[str, Value]:
    said = {
        "name": who.name,
        "mobile": who.mobile,
        "mobile_raw": who.mobile_raw,
        "email": who.email,
    }
    return {name: value for name, value in said.items() if value}
