"""Customers: facts to current rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.projections.registers import Registers, unpack
from syncaty.projections.rows import read, write
from syncaty.salla.facts import FIELDS

_sql = load_queries("syncaty.projections")
_NAMES = tuple(sorted(FIELDS["customer"]))


def load_customers(
    conn: Connection[TupleRow], store_id: int, ids: Iterable[int]
) -> dict[int, Registers]:
    """Give the registers of the customers among `ids` that are held."""
    rows = read(conn, _sql["customers_load"], store_id, ids)
    return {row["id"]: unpack(row, _NAMES) for row in rows}


def write_customers(
    conn: Connection[TupleRow], store_id: int, customers: Iterable[Registers]
) -> None:
    """Write customers as whole rows."""
    write(conn, _sql["customers_write"], store_id, (_row(each) for each in customers))


def display_name(values: Mapping[str, Any]) -> str:
    """Give the name to show: first and last name, else the joined name of the short form."""
    parts = (values.get("first_name"), values.get("last_name"))
    return " ".join(part for part in parts if part) or values.get("name") or ""


def _row(customer: Registers) -> dict[str, Any]:
    return {
        **customer.values,
        "id": customer.id,
        "name": display_name(customer.values),
        "short_name": customer.values.get("name"),
        "version": customer.version,
        "versions": customer.other_versions(_NAMES),
        "delivery_id": customer.delivery_id,
    }
