"""What stands in a builder: the rule's rows, whom it holds for, and why somebody is in or out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from syncaty.projections.customer_reading import CustomerFilter, customers
from syncaty.segments.preview import Leaf, UnknownCustomerError, explain, preview
from syncaty.segments.rules.fault import RuleError
from syncaty.segments.stored import SegmentError, listed
from syncaty.web.database import Reading
from syncaty.web.marks import SEGMENTS
from syncaty.web.segments.builder.asked import Asked, is_everybody
from syncaty.web.segments.builder.choices import names
from syncaty.web.segments.builder.draft import (
    complete,
    fault_of,
    filled,
    leaves,
)
from syncaty.web.segments.builder.rows import Drawing, Row, slot
from syncaty.web.segments.builder.sentences import Sentences
from syncaty.web.segments.builder.verdicts import Verdict, verdicts
from syncaty.web.segments.faults import declined, said
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today


@dataclass(frozen=True, slots=True)
class Why:
    """A customer looked at, and what the rule says of him; `holds` None while it cannot say."""

    id: int
    name: str
    holds: bool | None
    found: dict[str, Verdict]


def drawn(
    conn: Reading,
    store: Store,
    asked: Asked,
    key: str,
    *,
    strict: bool = False,
    refused: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Give the rows of the rule."""
    named = names(conn, store.id, asked.document)
    sentences = Sentences(store.currency, named, segments(conn, store, without=key))
    rows = Drawing(sentences, strict, asked.led, refused or {}).rows(asked.document)
    return {"rows": rows, "asked": asked, "key": key}


def segments(
    conn: Reading, store: Store, *, without: str = ""
) -> tuple[tuple[str, str | Promise], ...]:
    """Give the segments that a rule can ask membership of: the store's own, then the eleven."""
    own = ((each.key, each.name) for each in listed(conn, store.id) if each.key != without)
    return (*own, *((key, mark.name) for key, mark in SEGMENTS.items()))


def looked_at(conn: Reading, store: Store, asked: Asked, key: str) -> dict[str, Any]:
    """Give whom the rule holds for, and why a customer is in or out if one was chosen."""
    context: dict[str, Any] = {"holes": asked.holes(), "asked": asked, "key": key}
    if any(fault_of(leaf) for _, leaf in judged(asked)):
        return {**context, "faulty": True, "why": told(conn, store, asked, faulty=True)}
    try:
        rule = asked.rule()
    except RuleError as error:
        return {**context, "fault": said(error)}
    try:
        found = preview(conn, store.id, rule, today(), store.zone)
    except SegmentError as error:
        return {**context, "fault": declined(error)}
    return {
        **context,
        "found": found,
        "share": found.matching / found.customers if found.customers else None,
        "everybody": is_everybody(rule),
        "line": asked.line(),
        "why": told(conn, store, asked),
    }


def told(conn: Reading, store: Store, asked: Asked, *, faulty: bool = False) -> Why | None:
    """Say why the customer asked for is in or out; None when there is none."""
    if asked.why is None:
        return None
    found = customers(conn, store.id, CustomerFilter(text=str(asked.why)))
    name = next((each.name for each in found.items if each.id == asked.why), "")
    if faulty:
        return Why(asked.why, name, None, {})
    try:
        told = explain(conn, store.id, asked.why, asked.rule(), today(), store.zone)
    except (UnknownCustomerError, SegmentError):
        return None
    paths = [path for path, _ in judged(asked)]
    by_path: dict[str, Leaf] = dict(zip(paths, told.leaves, strict=True))
    return Why(asked.why, name, told.holds, verdicts(asked.document, by_path, store.currency))


def judged(asked: Asked) -> list[tuple[str, Any]]:
    """Give the conditions that are judged: those without holes."""
    return [(path, filled(leaf)) for path, leaf in leaves(asked.document) if complete(leaf)]


def slots(asked: Asked, why: Why | None) -> list[dict[str, Any]]:
    rows: list[Row] = Drawing(Sentences("")).rows(asked.document)
    said_of = why.found if why else {}
    return [
        {"row": row, "verdict": said_of.get(row.place), "id": slot(row.place)}
        for row in rows
        if row.kind != "close" and not row.root
    ]
