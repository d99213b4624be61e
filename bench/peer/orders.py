"""Orders of the peer, and what follows from them: daily figures, totals, scores, segment."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow, dict_row

from bench.peer.catalogue import save_customer
from bench.peer.scores import update_buyer
from bench.peer.values import moment, money
from syncaty.db.queries import load

_sql = load("bench.peer")
_NOT_COUNTING = {"canceled", "restored", "payment_pending"}
_SUMS = ("gross", "discount", "shipping", "tax", "refunded", "units")
_ZERO = Decimal(0)


def save_order(
    conn: Connection[TupleRow], store_id: int, data: dict[str, Any], when: datetime, version: str
) -> None:
    """Write an order with its customer and lines, then whatever changes with it."""
    save_customer(conn, store_id, data["customer"], version)
    with conn.cursor(row_factory=dict_row) as cursor:
        key = {"store_id": store_id, "id": data["id"]}
        held = cursor.execute(_sql["order_load"], key).fetchone()
    if held is not None and held["version"] > version:
        return
    order = _read(store_id, data, version, held)
    conn.execute(_sql["order_save"], order)
    status = {key: order[key] for key in ("store_id", "id", "status", "status_name")}
    conn.execute(_sql["status_save"], {**status, "at": when})
    sold_before, sold = _replace_lines(conn, store_id, data, version)
    _update_days(conn, store_id, held, order)
    _update_products(conn, store_id, (held, sold_before), (order, sold))
    if _part(held) != _part(order):
        for customer_id in {each["customer_id"] for each in (held, order) if each}:
            update_buyer(conn, store_id, customer_id)


def _read(
    store_id: int, data: dict[str, Any], version: str, held: dict[str, Any] | None
) -> dict[str, Any]:
    amounts, status = data["amounts"], data["status"]
    placed_at = moment(data["date"])
    total = money(amounts["total"]) or _ZERO
    refund = data.get("payment_actions", {}).get("refund_action", {}).get("refund_amount")
    refunded = money(refund) if refund else (held["refunded"] if held else _ZERO)
    address = (data.get("shipping") or {}).get("address") or {}
    full = 0 < total <= (refunded or _ZERO)
    return {
        "store_id": store_id,
        "id": data["id"],
        "reference": str(data["reference_id"]),
        "placed_at": placed_at,
        "placed_on": placed_at.date() if placed_at else None,
        "status": status["slug"],
        "status_id": status["id"],
        "status_name": status["name"],
        "counts": status["slug"] not in _NOT_COUNTING and not full,
        "customer_id": data["customer"]["id"],
        "currency": data["currency"],
        "gross": money(amounts["sub_total"]),
        "discount": sum((Decimal(each["discount"]) for each in amounts["discounts"]), _ZERO),
        "shipping": money(amounts["shipping_cost"]),
        "cash_on_delivery": money(amounts["cash_on_delivery"]),
        "tax": money(amounts["tax"]["amount"]),
        "total": total,
        "refunded": refunded,
        "value": total - (refunded or _ZERO),
        "units": Decimal(sum(line["quantity"] for line in data["items"])),
        "items_total": sum(money(line["amounts"]["total"]) or _ZERO for line in data["items"]),
        "payment_method": data["payment_method"],
        "source": data["source"],
        "city": address.get("city"),
        "country": address.get("country"),
        "version": version,
    }


def _replace_lines(
    conn: Connection[TupleRow], store_id: int, data: dict[str, Any], version: str
) -> tuple[dict[int, list[Decimal]], dict[int, list[Decimal]]]:
    """Write the lines anew; gives units and money by product before and after."""
    key = {"store_id": store_id, "order_id": data["id"]}
    before = _by_product(conn.execute(_sql["lines_clear"], key).fetchall())
    columns: list[tuple[Any, ...]] = [
        (
            position,
            line["id"],
            line["product"]["id"] if "product" in line else line["product_id"],
            line["name"],
            line["sku"] or None,
            Decimal(line["quantity"]),
            money(line["amounts"]["price_without_tax"]),
            money(line["amounts"]["total_discount"]),
            money(line["amounts"]["tax"]["amount"]),
            money(line["amounts"]["total"]),
        )
        for position, line in enumerate(data["items"])
    ]
    names = ("position", "id", "product_id", "name", "sku", "quantity", "unit_price", "discount",
             "tax", "total")  # fmt: skip
    lines = dict(zip(names, map(list, zip(*columns, strict=True)), strict=True))
    conn.execute(_sql["products_meet"], {**key, **lines, "version": version})
    conn.execute(_sql["lines_save"], {**key, **lines})
    return before, _by_product((each[2], each[5], each[9]) for each in columns)


def _by_product(lines: Any) -> dict[int, list[Decimal]]:
    sums: dict[int, list[Decimal]] = {}
    for product_id, units, total in lines:
        held = sums.setdefault(product_id, [_ZERO, _ZERO])
        held[0] += units
        held[1] += total
    return sums


def _update_days(
    conn: Connection[TupleRow], store_id: int, held: dict[str, Any] | None, order: dict[str, Any]
) -> None:
    days: dict[tuple[Any, str], dict[str, Any]] = {}
    for sign, each in ((-1, held), (1, order)):
        if each and each["counts"]:
            day = days.setdefault(
                (each["placed_on"], each["currency"]), dict.fromkeys((*_SUMS, "orders"), _ZERO)
            )
            day["orders"] += sign
            for name in _SUMS:
                day[name] += sign * each[name]
    for (placed_on, currency), sums in days.items():
        if any(sums.values()):
            row = {"store_id": store_id, "day": placed_on, "currency": currency, **sums}
            conn.execute(_sql["day_add"], row)


_Sold = tuple[dict[str, Any] | None, dict[int, list[Decimal]]]


def _update_products(conn: Connection[TupleRow], store_id: int, was: _Sold, now: _Sold) -> None:
    changed: dict[tuple[Any, str, int], list[Decimal]] = {}
    for sign, (order, lines) in ((-1, was), (1, now)):
        if order and order["counts"]:
            for product_id, (units, total) in lines.items():
                key = (order["placed_on"], order["currency"], product_id)
                sums = changed.setdefault(key, [_ZERO, _ZERO, _ZERO])
                sums[0] += sign
                sums[1] += sign * units
                sums[2] += sign * total
    rows = [(*key, *sums) for key, sums in sorted(changed.items()) if any(sums)]
    if rows:
        names = ("days", "currencies", "products", "orders", "units", "gross")
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        conn.execute(_sql["day_products_add"], {"store_id": store_id, **columns})


def _part(order: dict[str, Any] | None) -> tuple[Any, ...] | None:
    if order is None or not order["counts"]:
        return None
    return order["customer_id"], order["value"], order["placed_on"]
