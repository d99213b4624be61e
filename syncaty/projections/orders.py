"""Orders with their lines and the history of their status: facts to current rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.projections.figures import OrderFigures
from syncaty.projections.registers import NEVER, Registers, unpack
from syncaty.projections.rows import read, write
from syncaty.salla.facts import FIELDS, WHOLE, Fact, Item, is_from_file

_sql = load_queries("syncaty.projections")
_EVENTS = {"status_at", "status_note"}
_NAMES = tuple(sorted(FIELDS["order"] - _EVENTS))


def load_orders(
    conn: Connection[TupleRow], store_id: int, ids: Iterable[int]
) -> dict[int, Registers]:
    """Give the registers of the orders among `ids` that are held, with their lines."""
    rows = read(conn, _sql["orders_load"], store_id, ids)
    lines: dict[int, list[Item]] = {row["id"]: [] for row in rows}
    for line in read(conn, _sql["order_items_load"], store_id, lines):
        lines[line.pop("order_id")].append(Item(**line))
    return {row["id"]: _unpack(row, lines[row["id"]]) for row in rows}


def order_fact(fact: Fact) -> Fact:
    """Give the fact without what is history rather than a register."""
    fields = {name: value for name, value in fact.fields.items() if name not in _EVENTS}
    return Fact(fact.kind, fact.id, fact.version, fields)


def write_orders(
    conn: Connection[TupleRow],
    store_id: int,
    orders: Sequence[tuple[Registers, OrderFigures]],
    with_new_lines: Iterable[Registers],
) -> None:
    """Write orders as whole rows, and anew the lines of those whose lines changed."""
    write(conn, _sql["orders_write"], store_id, (_row(row, figures) for row, figures in orders))
    relined = list(with_new_lines)
    if not relined:
        return
    conn.execute(
        _sql["order_items_clear"], {"store_id": store_id, "ids": [each.id for each in relined]}
    )
    lines = ({"order_id": each.id, "items": each.values.get("items") or []} for each in relined)
    write(conn, _sql["order_items_write"], store_id, lines)


def write_history(
    conn: Connection[TupleRow], store_id: int, facts: Iterable[tuple[Fact, int]]
) -> None:
    """Add the statuses that facts (with their delivery) speak of to the orders' histories.

    A fact whose `status_at` is None repeats a status that is known, and adds nothing.
    """
    seen: dict[tuple[int, datetime, str], dict[str, Any]] = {}
    for fact, delivery_id in facts:
        status = fact.fields.get("status")
        at = fact.fields.get("status_at", NEVER)
        if not isinstance(status, str) or at is None or is_from_file(fact.version):
            continue  # a file says a status, and not since when
        moment = at if isinstance(at, datetime) else occurred_at(fact.version)
        seen[fact.id, moment, status] = {
            "order_id": fact.id,
            "at": moment,
            "status": status,
            "name": fact.fields.get("status_custom") or fact.fields.get("status_name"),
            "note": fact.fields.get("status_note"),
            "delivery_id": delivery_id,
        }
    write(conn, _sql["order_statuses_write"], store_id, seen.values())


def occurred_at(version: str) -> datetime:
    """Read the event's instant back from a version (see salla/facts.py)."""
    return datetime.strptime(version[1:22], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)


def _unpack(row: Mapping[str, Any], lines: list[Item]) -> Registers:
    refund = WHOLE if row["refund_all"] else row["refunded"]
    return unpack({**row, "refund": refund, "items": lines}, _NAMES)


def _row(order: Registers, figures: OrderFigures) -> dict[str, Any]:
    values = {name: value for name, value in order.values.items() if name != "items"}
    return {
        **values,
        "id": order.id,
        "placed_on": figures.placed_on,
        "counts": figures.counts,
        "refund_all": figures.refund_all,
        "refunded": figures.refunded,
        "units": figures.units,
        "items_total": figures.items_total,
        "gross": figures.gross,
        "value": figures.value,
        "version": order.version,
        "versions": order.other_versions(_NAMES),
        "delivery_id": order.delivery_id,
    }
