"""Turns a filter into the values its statements take."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, LiteralString

from psycopg import Connection
from psycopg.rows import dict_row

from syncaty.db.queries import load
from syncaty.jobs.filter import JobFilter, entity_of, event_pattern, number_of
from syncaty.salla.phones import to_e164

Conn = Connection[Any]
Record = dict[str, Any]
Values = dict[str, Any]

MOST_FOUND = 1000
"""A search by entity, customer or text finds the newest jobs, at most so many."""

_OVERLAP = timedelta(minutes=5)  # longer than any transaction that takes webhooks in
_SQL = load("syncaty.jobs", "search.sql")


def rows(conn: Conn, statement: LiteralString, values: Values) -> list[Record]:
    """Run a statement unprepared, so that its plan fits the values, and give dicts."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(statement, values, prepare=False).fetchall()


def bounds(conn: Conn, wanted: JobFilter, before_id: int | None = None) -> Values:
    """Give the values of the conditions that all statements over jobs share."""
    highest = [wanted.up_to + 1] if wanted.up_to is not None else []
    if before_id is not None:
        highest.append(before_id)
    if wanted.before is not None:
        highest.append(first_since(conn, wanted.before + _OVERLAP))
    return {
        "store_id": wanted.store_id,
        "state": wanted.state,
        "outcome": wanted.outcome,
        "event": event_pattern(wanted.event),
        "error_code": wanted.error_code,
        "after": wanted.after,
        "before": wanted.before,
        "from_id": from_id(conn, wanted.after),
        "to_id": min(highest, default=None),
        "ids": found(conn, wanted),
    }


def from_id(conn: Conn, at: datetime | None) -> int | None:
    """Give a number that no job which came at an instant or later is below."""
    return None if at is None else first_since(conn, at - _OVERLAP)


def first_since(conn: Conn, at: datetime) -> int:
    """Give the lowest number of the jobs that came at an instant or later."""
    return int(rows(conn, _SQL["first_since"], {"at": at})[0]["id"])


def found(conn: Conn, wanted: JobFilter) -> list[int] | None:
    """Give the numbers of the jobs a search leads to, or None when nothing is searched for."""
    if not wanted.searches:
        return None
    sets = list(_searches(conn, wanted))
    return sorted(set.intersection(*sets), reverse=True)


def _searches(conn: Conn, wanted: JobFilter) -> Iterable[set[int]]:
    base = {"store_id": wanted.store_id, "limit": MOST_FOUND}
    if wanted.entity:
        ref = entity_of(wanted.entity)
        named = {"kind": ref.kind, "number": ref.id, "reference": ref.text}
        yield _ids(rows(conn, _SQL["found_by_entity"], base | named))
    if wanted.reference:
        named = {"kind": "order", "number": None, "reference": wanted.reference.strip()}
        yield _ids(rows(conn, _SQL["found_by_entity"], base | named))
    if wanted.customer_id is not None:
        named = {"customer_id": wanted.customer_id}
        yield _ids(rows(conn, _SQL["found_by_customer"], base | named))
    if text := wanted.text.strip():
        yield _ids(rows(conn, _SQL["found_by_text"], base | _readings(text)))


def _readings(text: str) -> Values:
    """Give what a text may be: a number, a telephone, an e-mail address, a name."""
    text = text.removeprefix("#").strip()
    return {
        "text": text,
        "number": number_of(text),
        "mobile": to_e164(text),
        "email": text if "@" in text else None,
        "name": text if sum(letter.isalpha() for letter in text) >= 2 else None,
    }


def _ids(found_rows: list[Record]) -> set[int]:
    return {row["id"] for row in found_rows}
