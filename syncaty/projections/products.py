"""Products: facts to current rows, from the catalogue's events and from order lines."""

import hashlib
from collections.abc import Iterable
from typing import Any

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.queries import load as load_queries
from syncaty.projections.registers import Registers, unpack
from syncaty.projections.rows import Sourced, read, write
from syncaty.salla.facts import FIELDS, Fact

_sql = load_queries("syncaty.projections")
_NAMES = tuple(sorted(FIELDS["product"]))
_MONTH = len("0YYYYMM")


def load_products(
    conn: Connection[TupleRow], store_id: int, ids: Iterable[int]
) -> dict[int, Registers]:
    """Give the registers of the products among `ids` that are held."""
    rows = read(conn, _sql["products_load"], store_id, ids)
    return {row["id"]: unpack(row, _NAMES) for row in rows}


def write_products(
    conn: Connection[TupleRow], store_id: int, products: Iterable[Registers]
) -> None:
    """Write products as whole rows."""
    write(conn, _sql["products_write"], store_id, (_row(each) for each in products))


def mention(fact: Fact) -> Fact:
    """Give the same mention of a product in an order line with a version of its month.

    Every order line names its product. Versions of a month's grain, settled by what is said, let
    the thousandth line that says the same change nothing and stay convergent.
    """
    said = repr(sorted(fact.fields.items())).encode()
    digest = hashlib.sha256(said).hexdigest()[:8]
    return Fact(fact.kind, fact.id, fact.version[:_MONTH] + digest, fact.fields)


def is_mention(fact: Fact) -> bool:
    """Tell whether a fact is a product's mention in an order line (a weak product fact)."""
    return fact.kind == "product" and fact.version.startswith("0")


def news_in(
    conn: Connection[TupleRow], store_id: int, mentions: Iterable[Sourced]
) -> list[Sourced]:
    """Keep of many mentions each distinct one of the products for which there is news."""
    said: dict[tuple[object, ...], Sourced] = {}
    for job_id, fact in mentions:
        said.setdefault((fact.id, fact.version[:_MONTH], *fact.fields.items()), (job_id, fact))
    distinct = [(job_id, mention(fact)) for job_id, fact in said.values()]
    newest: dict[int, str] = {}
    for _, fact in distinct:
        newest[fact.id] = max(fact.version, newest.get(fact.id, ""))
    if not newest:
        return []
    rows = conn.execute(
        _sql["products_unknown"],
        {"store_id": store_id, "ids": list(newest), "versions": list(newest.values())},
    )
    wanted = {row[0] for row in rows}
    return [each for each in distinct if each[1].id in wanted]


def _row(product: Registers) -> dict[str, Any]:
    return {
        **product.values,
        "id": product.id,
        "version": product.version,
        "versions": product.other_versions(_NAMES),
        "delivery_id": product.delivery_id,
    }
