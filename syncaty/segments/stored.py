"""Segments of the merchant's own: made, changed and taken away, each in the caller's transaction.

Nothing of the store is applied meanwhile. See docs/understand/live-segments.md.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import TupleRow, dict_row
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.rfm.settings import store_day
from syncaty.segments import building
from syncaty.segments.classic import SEGMENTS
from syncaty.segments.graph import levels, named_in, way_round
from syncaty.segments.rules.read import read_rule
from syncaty.segments.rules.tree import Rule, conditions
from syncaty.segments.rules.write import write_rule
from syncaty.stores.lanes import lane_of

Kind = Literal["rule", "list"]
SegmentErrorCode = Literal[
    "unknown_segment", "bad_key", "key_taken", "bad_name", "bad_kind", "cycle", "named", "too_many"
]

MOST_SEGMENTS = 200
MOST_CONDITIONS = 5_000
LONGEST_NAME, LONGEST_NOTE = 100, 1_000
RESERVED = frozenset(
    [
        "preview",
        "explain",
        "schema",
        "new-list",
        "lists",
        "templates",
        "overlap",
        "compare",
        "build",
    ]
)
"""Words that addresses of segments use beside keys."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_sql = load_queries("syncaty.segments", "stored.sql")
_jobs = load_queries("syncaty.jobs")


class SegmentError(SyncatyError):
    """A segment cannot be kept or taken away; nothing was saved.

    `path` leads to the fault: `key`, `name`, or a place in the rule such as `rule.all.2.member_of`.
    """

    def __init__(self, code: SegmentErrorCode, path: str, message: str) -> None:
        super().__init__(message)
        self.code: SegmentErrorCode = code
        self.path = path


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A segment of the merchant's own. `rule` is None of a list kept by hand.

    Until it is `built` customers are still being judged by its rule, and `members` grows.
    """

    id: int
    key: str
    name: str
    note: str
    kind: Kind
    rule: Rule | None
    template: str | None
    members: int
    built: bool
    created_at: datetime
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants kept. Without a key a new one gets one made of its name.

    `rule` None: a list kept by hand. `template` names the ready-made segment it was copied from.
    """

    name: str
    rule: Rule | None
    key: str | None = None
    note: str = ""
    template: str | None = None


def listed(conn: Connection[Any], store_id: int) -> tuple[StoredSegment, ...]:
    """Give the segments of a store by name."""
    return _read(conn, store_id, None)


def find(conn: Connection[Any], store_id: int, key: str) -> StoredSegment | None:
    """Give a segment by its key; None where the store has none of that key."""
    found = _read(conn, store_id, key)
    return found[0] if found else None


def numbers_for(conn: Connection[Any], store_id: int, rule: Rule) -> dict[str, int]:
    """Give the numbers that a rule is compiled with: of the store's segments, by key.

    Raises SegmentError where it names one that is not there.
    """
    if not any(key not in SEGMENTS for _, key in named_in(rule)):
        return {}
    found = {each.key: each.id for each in listed(conn, store_id)}
    check_named(rule, found)
    return found


def check_named(rule: Rule, known: Iterable[str], path: str = "rule") -> None:
    """Refuse a rule that names a segment which is neither one of the eleven nor `known`."""
    keys = {*SEGMENTS, *known}
    for place, key in named_in(rule):
        if key not in keys:
            message = f"There is no segment {key}. Choose one that is there, or make it first."
            raise SegmentError("unknown_segment", f"{path}.{place}" if path else place, message)


def create(conn: Connection[TupleRow], store_id: int, draft: Draft, by: str) -> StoredSegment:
    """Keep a new segment and judge by its rule; raises SegmentError.

    Of a very large store the first customers are judged at once, the others in the background.
    """
    _hold(conn, store_id)
    held = {each.key: each for each in listed(conn, store_id)}
    if len(held) >= MOST_SEGMENTS:
        message = f"A store has at most {MOST_SEGMENTS} segments. Take one away first."
        raise SegmentError("too_many", "", message)
    key = _own_key(draft, held)
    _check(draft, key, held)
    row = _row(store_id, draft, key, by)
    segment_id = (conn.execute(_sql["add"], row).fetchone() or (0,))[0]
    _relevel(conn, store_id)
    if draft.rule is not None:
        building.build_first(conn, store_id, segment_id)
    return _present(conn, store_id, key)


def change(
    conn: Connection[TupleRow], store_id: int, key: str, draft: Draft, by: str
) -> StoredSegment:
    """Keep what a segment is from now on, and judge by its rule if that changed.

    Raises SegmentError; so does a list that would become a rule, or the other way.
    """
    _hold(conn, store_id)
    held = {each.key: each for each in listed(conn, store_id)}
    before = held.pop(key, None)
    if before is None:
        raise unknown(key)
    if (draft.rule is None) != (before.rule is None):
        message = "A list stays a list and a rule a rule. Make a new segment of the other kind."
        raise SegmentError("bad_kind", "rule", message)
    new_key = draft.key or key
    if new_key != key:
        _refuse_if_named(held, key, "key", "its key stays as it is")
        _refuse_if_consent(conn, store_id, key, "key", "its key stays as it is")
    _check(draft, new_key, held)
    row = _row(store_id, draft, new_key, by)
    judged_anew = draft.rule != before.rule
    if not judged_anew:
        row["building_from"] = None
    conn.execute(_sql["change"], {**row, "id": before.id})
    _relevel(conn, store_id)
    if judged_anew:
        building.build_first(conn, store_id, before.id)
    return _present(conn, store_id, new_key)


def remove(conn: Connection[TupleRow], store_id: int, key: str) -> None:
    """Take a segment away with all that is known of it; raises SegmentError while one names it."""
    _hold(conn, store_id)
    held = {each.key: each for each in listed(conn, store_id)}
    gone = held.pop(key, None)
    if gone is None:
        raise unknown(key)
    _refuse_if_named(held, key, "", "it stays")
    _refuse_if_consent(conn, store_id, key, "", "it stays")
    conn.execute(_sql["take_away"], {"store_id": store_id, "id": gone.id})
    _relevel(conn, store_id)
    conn.execute(_sql["clock_stop"], {"store_id": store_id})
    building.forget_first(conn, store_id, gone.id)


def unknown(key: str) -> SegmentError:
    """Make the error for a key that no segment of the store has."""
    return SegmentError("unknown_segment", "key", f"There is no segment {key} in this store.")


def _hold(conn: Connection[TupleRow], store_id: int) -> None:
    conn.execute(_jobs["lane_hold"], {"lane": lane_of(store_id)})


def _read(conn: Connection[Any], store_id: int, key: str | None) -> tuple[StoredSegment, ...]:
    with conn.cursor(row_factory=dict_row) as cur:
        rows = cur.execute(_sql["listed"], {"store_id": store_id, "key": key}).fetchall()
    return tuple(
        StoredSegment(**{**row, "rule": None if row["rule"] is None else read_rule(row["rule"])})
        for row in rows
    )


def _present(conn: Connection[Any], store_id: int, key: str) -> StoredSegment:
    found = find(conn, store_id, key)
    if found is None:
        raise LookupError(f"segment {key} of store {store_id} is gone")
    return found


def _own_key(draft: Draft, held: Mapping[str, StoredSegment]) -> str:
    """Give the key asked for, else one made of the name that is not taken yet."""
    if draft.key is not None:
        return draft.key
    words = re.findall(r"[a-z0-9]+", draft.name.lower())
    made = "-".join(words)[:50].rstrip("-") or "segment"
    taken = {*held, *SEGMENTS, *RESERVED}
    ways = (made, *(f"{made}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in ways if each not in taken)


def _check(draft: Draft, key: str, held: Mapping[str, StoredSegment]) -> None:
    """Refuse what cannot be kept beside the `held` others."""
    if not 0 < len(draft.name.strip()) <= LONGEST_NAME or "\0" in draft.name:
        raise SegmentError("bad_name", "name", f"Give a name of 1 to {LONGEST_NAME} characters.")
    if len(draft.note) > LONGEST_NOTE or "\0" in draft.note:
        raise SegmentError("bad_name", "note", f"A note has at most {LONGEST_NOTE:,} characters.")
    if not _KEY.fullmatch(key):
        message = "A key has small letters, digits, - and _ only, and at most 63 of them."
        raise SegmentError("bad_key", "key", message)
    if key in SEGMENTS:
        raise SegmentError("key_taken", "key", f"{key} is one of the eleven RFM segments.")
    if key in RESERVED:
        raise SegmentError("key_taken", "key", f"{key} is the name of a page. Choose another key.")
    if key in held:
        raise SegmentError("key_taken", "key", f"Another segment of this store has the key {key}.")
    if draft.rule is None:
        return
    check_named(draft.rule, (*held, key))
    named = {each.key: _named(each.rule) for each in held.values()} | {key: _named(draft.rule)}
    if way := way_round(named, key):
        shown = " → ".join(way)
        path = next(place for place, other in named_in(draft.rule) if other == way[1])
        message = f"The segment would be a member of itself: {shown}. Take one of these out."
        raise SegmentError("cycle", f"rule.{path}", message)
    rules = [draft.rule, *(each.rule for each in held.values() if each.rule is not None)]
    count = sum(1 for rule in rules for _ in conditions(rule))
    if count > MOST_CONDITIONS:
        message = (
            f"All segments together would have {count:,} conditions; at most {MOST_CONDITIONS:,}."
        )
        raise SegmentError("too_many", "rule", message)


def _named(rule: Rule | None) -> frozenset[str]:
    return frozenset(key for _, key in named_in(rule)) if rule is not None else frozenset()


def _refuse_if_named(held: Mapping[str, StoredSegment], key: str, path: str, outcome: str) -> None:
    names = [each.name for each in held.values() if key in _named(each.rule)]
    if names:
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        message = f"Rules of other segments name {key}, so {outcome}: {shown}. Change these first."
        raise SegmentError("named", path, message)


def _refuse_if_consent(
    conn: Connection[Any], store_id: int, key: str, path: str, outcome: str
) -> None:
    asked = {"store_id": store_id, "key": key}
    if conn.execute(_sql["consent_named"], asked).fetchone() is not None:
        message = (
            f"Consent for exports goes by {key}, so {outcome}. Change that under Privacy first."
        )
        raise SegmentError("named", path, message)


def _row(store_id: int, draft: Draft, key: str, by: str) -> dict[str, Any]:
    rule = draft.rule
    return {
        "store_id": store_id,
        "key": key,
        "name": draft.name.strip(),
        "note": draft.note.strip(),
        "kind": "list" if rule is None else "rule",
        "rule": None if rule is None else Jsonb(write_rule(rule)),
        "template": draft.template,
        "building_from": None if rule is None else building.NOBODY_YET,
        "by": by,
    }


def _relevel(conn: Connection[TupleRow], store_id: int) -> None:
    """Write the levels of all segments of a store, and that they are others now."""
    found = levels({each.key: _named(each.rule) for each in listed(conn, store_id)})
    if found:
        row = {"store_id": store_id, "keys": list(found), "levels": list(found.values())}
        conn.execute(_sql["levels_write"], row)
    day = store_day(conn, store_id)
    conn.execute(_sql["clock_turn_revision"], {"store_id": store_id, "day": day})
