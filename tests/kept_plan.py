"""Explains the plan that the server keeps of a statement for any values."""

from collections.abc import Iterator, Mapping
from typing import Any

from psycopg import ClientCursor, Connection
from psycopg.rows import TupleRow

from syncaty.db.planned import numbered


def explain_kept(
    conn: Connection[TupleRow], text: bytes, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Run a statement by its kept plan; gives the plan's nodes with what each read."""
    statement = numbered(text)
    conn.execute(b"prepare kept as " + statement.text)
    try:
        conn.execute("set plan_cache_mode to force_generic_plan")
        places = b", ".join([b"%s"] * len(statement.names))
        asked = b"explain (analyze, format json) execute kept (" + places + b")"
        given = [values[name] for name in statement.names]
        row = ClientCursor(conn).execute(asked, given).fetchone()
    finally:
        conn.execute("set plan_cache_mode to default")
        conn.execute("deallocate kept")
    assert row is not None
    return list(nodes(row[0][0]["Plan"]))


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a plan's node and all below it."""
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)
