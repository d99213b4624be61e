"""What a store's rows must be, told by the stand-in's own ledger, and what they are."""

from decimal import Decimal
from typing import Any

from psycopg import Connection

from syncaty import recompute
from syncaty.sandbox.server.ledger import Ledger

Rows = dict[int, tuple[Any, ...]]


def assert_twin(conn: Connection[Any], store_id: int, ledger: Ledger) -> None:
    """Hold every order, line, customer and product of the stand-in against the database's."""
    conn.commit()
    assert orders_held(conn, store_id) == orders_told(ledger)
    held, told = lines_held(conn, store_id), lines_told(ledger)
    assert not set(held) ^ set(told), sorted(set(held) ^ set(told))[:6]
    assert held == told
    assert customers_held(conn, store_id) == customers_told(ledger)
    here, there = products_held(conn, store_id), products_told(ledger)
    assert here == there
    wrong = recompute.check(conn, store_id)
    conn.rollback()
    assert not any(wrong.values()), wrong


def orders_told(ledger: Ledger) -> Rows:
    return {
        each.id: (
            str(each.reference),
            each.placed_at,
            each.status.slug,
            each.customer_id,
            each.total,
            each.sub_total,
            each.shipping,
            sum((discount.amount for discount in each.discounts), Decimal(0)),
            each.refunded,
        )
        for each in ledger.orders.values()
    }


def orders_held(conn: Connection[Any], store_id: int) -> Rows:
    return {
        row[0]: row[1:]
        for row in conn.execute(
            "select id, reference, placed_at, status, customer_id, total, sub_total, shipping,"
            " coalesce(discount, 0), refunded from orders where store_id = %s and not deleted",
            [store_id],
        )
    }


def lines_told(ledger: Ledger) -> list[tuple[Any, ...]]:
    return sorted(
        (each.id, place, line.product_id, line.name, Decimal(line.quantity))
        for each in ledger.orders.values()
        for place, line in enumerate(each.lines)
    )


def lines_held(conn: Connection[Any], store_id: int) -> list[tuple[Any, ...]]:
    rows = conn.execute(
        "select i.order_id, i.position, i.product_id, i.name, i.quantity"
        " from order_items i join orders o on o.store_id = i.store_id and o.id = i.order_id"
        " where i.store_id = %s and not o.deleted",
        [store_id],
    )
    return sorted(rows)


def customers_told(ledger: Ledger) -> Rows:
    return {
        each.id: (each.first_name, each.last_name, each.email or None)
        for each in ledger.customers.values()
    }


def customers_held(conn: Connection[Any], store_id: int) -> Rows:
    return {
        row[0]: row[1:]
        for row in conn.execute(
            "select id, first_name, last_name, email from customers where store_id = %s",
            [store_id],
        )
    }


def products_told(ledger: Ledger) -> Rows:
    return {
        each.id: (each.name, each.sku or None, each.status, each.quantity)
        for each in ledger.products.values()
        if each.status != "deleted"
    }


def products_held(conn: Connection[Any], store_id: int) -> Rows:
    return {
        row[0]: row[1:]
        for row in conn.execute(
            "select id, name, sku, status, quantity from products where store_id = %s"
            " and not deleted and version >= '1'",  # not those that only order lines name
            [store_id],
        )
    }
