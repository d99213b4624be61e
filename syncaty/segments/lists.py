"""Segments kept by hand: entries put on a list and taken off it, and those that name no member."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from psycopg import Connection
from psycopg.rows import TupleRow, class_row, tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.segments import membership, stored
from syncaty.segments.entries import Entry, Problem
from syncaty.segments.finding import Found, Hit, Leftover, decide
from syncaty.segments.stored import StoredSegment
from syncaty.stores.lanes import lane_of

Act = Literal["add", "replace", "remove"]
"""Put whom the entries mean on the list, let it be them alone, or take them off it."""
ACTS: tuple[Act, ...] = get_args(Act)

MOST_ENTRIES = 100_000
MOST_ON_LIST = 500_000
_PORTION = 10_000

ListErrorCode = Literal["list_too_long", "list_full", "list_empty", "not_a_list"]

_sql = load_queries("syncaty.segments", "lists.sql")
_jobs = load_queries("syncaty.jobs")


class ListError(SyncatyError):
    """Entries cannot be put on a list; nothing was changed."""

    def __init__(self, code: ListErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: ListErrorCode = code


@dataclass(frozen=True, slots=True)
class Looked:
    """What entries would do to a list, or did: whom they mean, who comes, goes, and is there."""

    found: Found
    entering: tuple[int, ...]
    leaving: tuple[int, ...]
    already: int


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry of a list that names no member, as it is kept."""

    entry: str
    row: int
    written: str
    problem: Problem
    added_at: datetime


def gather(entries: Iterable[Entry]) -> list[Entry]:
    """Take entries in; raises ListError for none at all, and for more than are taken at a time."""
    found: list[Entry] = []
    for entry in entries:
        if len(found) == MOST_ENTRIES:
            raise ListError(
                "list_too_long",
                f"There are more than {MOST_ENTRIES:,} entries, so none of them was taken. Bring "
                "them in parts: adding leaves what is on the list.",
            )
        found.append(entry)
    if not found:
        raise ListError("list_empty", "There is no entry here, so nothing was changed.")
    return found


def look(
    conn: Connection[Any],
    store_id: int,
    entries: Sequence[Entry],
    act: Act = "add",
    segment: StoredSegment | None = None,
) -> Looked:
    """Find out what entries would do to a list, or to a new one; nothing is changed."""
    found = decide(entries, _hits(conn, store_id, entries))
    held = set() if segment is None else _members(conn, store_id, segment)
    meant = set(found.customers)
    entering = (
        () if act == "remove" else tuple(each for each in found.customers if each not in held)
    )
    leaving = {"add": set(), "remove": held & meant, "replace": held - meant}[act]
    return Looked(found, entering, tuple(sorted(leaving)), len(held & meant))


def apply(
    conn: Connection[TupleRow],
    store_id: int,
    key: str,
    entries: Sequence[Entry],
    act: Act,
    by: str,
) -> Looked:
    """Put entries on a list, or take them off it; those that name nobody are kept with it.

    Raises SegmentError for an unknown key, ListError for a segment by rule and a list that would
    be too long.
    """
    conn.execute(_jobs["lane_hold"], {"lane": lane_of(store_id)})
    segment = require(conn, store_id, key)
    looked = look(conn, store_id, entries, act, segment)
    place = {"store_id": store_id, "id": segment.id}
    replaced = act == "replace"
    keys = None if replaced else list({entry.key for entry in entries})
    conn.execute(_sql["leftovers_clear"], {**place, "entries": keys}, prepare=False)
    if act != "remove":
        _require_room(conn, segment, place, looked)
        _keep(conn, place, looked.found.leftovers)
    membership.put(conn, store_id, segment.id, looked.entering, looked.leaving)
    conn.execute(_sql["list_changed"], {**place, "by": by})
    return looked


def require(conn: Connection[Any], store_id: int, key: str) -> StoredSegment:
    """Give a list; raises SegmentError for an unknown key, ListError for a segment by rule."""
    segment = stored.find(conn, store_id, key)
    if segment is None:
        raise stored.unknown(key)
    if segment.kind != "list":
        raise ListError(
            "not_a_list",
            f"{key} is a segment by rule: its members follow from it. Nothing was changed; make a "
            "list, or change the rule.",
        )
    return segment


def leftover_counts(
    conn: Connection[Any], store_id: int, segment: StoredSegment
) -> dict[Problem, int]:
    """Count the entries of a list that name no member, by why."""
    place = {"store_id": store_id, "id": segment.id}
    with conn.cursor(row_factory=tuple_row) as cursor:
        return dict(cursor.execute(_sql["leftovers_count"], place).fetchall())


def leftovers(
    conn: Connection[Any],
    store_id: int,
    segment: StoredSegment,
    *,
    after: str | None = None,
    limit: int = 1_000,
) -> list[KeptEntry]:
    """Give entries of a list that name no member, by their keys, after one of them."""
    asked = {"store_id": store_id, "id": segment.id, "after": after, "limit": limit}
    with conn.cursor(row_factory=class_row(KeptEntry)) as cursor:
        return cursor.execute(_sql["leftovers"], asked, prepare=False).fetchall()


def _hits(conn: Connection[Any], store_id: int, entries: Sequence[Entry]) -> Iterator[Hit]:
    for start in range(0, len(entries), _PORTION):
        some = entries[start : start + _PORTION]
        asked = {
            "store_id": store_id,
            "ids": [each.id for each in some],
            "mobiles": [each.mobile for each in some],
            "emails": [each.email for each in some],
        }
        with conn.cursor(row_factory=tuple_row) as cursor:
            for at, customer_id, by, mobile in cursor.execute(_sql["list_hits"], asked):
                yield Hit(start + at, customer_id, by, mobile)


def _members(conn: Connection[Any], store_id: int, segment: StoredSegment) -> set[int]:
    place = {"store_id": store_id, "id": segment.id}
    with conn.cursor(row_factory=tuple_row) as cursor:
        return {each for (each,) in cursor.execute(_sql["list_members"], place)}


def _require_room(
    conn: Connection[Any], segment: StoredSegment, place: dict[str, int], looked: Looked
) -> None:
    waiting = sum(leftover_counts(conn, place["store_id"], segment).values())
    after = segment.members + len(looked.entering) - len(looked.leaving)
    if after + waiting + len(looked.found.leftovers) > MOST_ON_LIST:
        raise ListError(
            "list_full",
            f"The list would have more than {MOST_ON_LIST:,} entries, so nothing was changed. Make "
            "another list of the rest; a rule can name both.",
        )


def _keep(conn: Connection[Any], place: dict[str, int], left: Sequence[Leftover]) -> None:
    if left:
        row = {
            **place,
            "entries": [each.entry.key for each in left],
            "rows": [each.entry.row for each in left],
            "written": [each.entry.written for each in left],
            "problems": [each.problem for each in left],
            "ids": [each.entry.id for each in left],
            "mobiles": [each.entry.mobile for each in left],
            "emails": [each.entry.email for each in left],
        }
        conn.execute(_sql["leftovers_keep"], row)
