"""Writes what was fetched: facts, figures, counts and the place to go on from, all or nothing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.jobs.faults import PERMANENT
from syncaty.jobs.turns import turn
from syncaty.projections.changes import Change
from syncaty.projections.settings import load_settings
from syncaty.salla.facts import Fact, Kind
from syncaty.segments.moves import Cause
from syncaty.settle import settle
from syncaty.stores.lanes import lane_of
from syncaty.syncs import metrics
from syncaty.syncs.page import Batch, Refused, Taken

_sql = load_queries("syncaty.syncs", "writer.sql")

MOST_FOUND = 200
"""So many of the entities that differed are kept with the report."""

_KINDS: tuple[Kind, ...] = ("order", "customer", "product")


class EndedError(Exception):
    """The sync was paused or cancelled meanwhile: nothing of this batch was written."""


@dataclass(slots=True)
class Tally:
    """What a batch found, each entity counted once."""

    missing: int = 0
    stale: int = 0
    equal: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class _Held:
    """What is here of an entity: an order's status, whether this very sync brought the row as it
    is, and whether it did as a mere part of something else, such as the customer of an order.
    """

    status: str | None
    ours: bool
    born: bool


class Writer:
    """Writes the batches of one sync, on a connection in autocommit."""

    def __init__(
        self,
        conn: Connection[TupleRow],
        store_id: int,
        sync_id: int,
        *,
        list_new: bool = False,
        cause: Cause | None = None,
    ) -> None:
        """Make a writer; `list_new` has the report name entities that were missing as well.

        `cause` is why customers move by what is written, if that is not for each order to say.
        """
        self._conn = conn
        self._key = {"store_id": store_id, "id": sync_id}
        self._store = store_id
        self._sync = sync_id
        self._keep_new = list_new
        self._cause = cause
        self._full = False

    def write(self, batch: Batch) -> Tally:
        """Settle a batch under the store's lane; raises EndedError once paused or cancelled.

        A row that the database refuses is counted as refused; the others are written.
        """
        try:
            with turn(self._conn, lane_of(self._store)):
                return self._write(batch)
        except PERMANENT as error:
            if len(batch.rows) > 1:
                return self._in_halves(batch)
            if not batch.rows:
                raise
            return self.write(_without_row(batch, error))

    def _in_halves(self, batch: Batch) -> Tally:
        half = len(batch.rows) // 2
        first = Batch(batch.part, batch.rows[:half], done=batch.done, total=batch.total)
        one = self.write(first)
        two = self.write(replace(batch, rows=batch.rows[half:]))
        return Tally(
            one.missing + two.missing,
            one.stale + two.stale,
            one.equal + two.equal,
            one.gone + two.gone,
        )

    def _write(self, batch: Batch) -> Tally:
        conn = self._conn
        with conn.transaction():
            if conn.execute(_sql["sync_hold"], self._key).fetchone() is None:
                raise EndedError
            held = {kind: self._held(kind, batch.rows) for kind in _KINDS}
            rows = [row for row in batch.rows if not row.gone or row.id in held[row.kind]]
            with conn.pipeline():
                facts = [(self._sync, fact) for row in rows for fact in _facts(row, held)]
                settings = load_settings(conn, self._store)
                brief = not self._keep_new
                settled = settle(conn, settings, facts, cause=self._cause, brief=brief)
                changes = settled.changes.get(self._sync, ())
                tally, found = _count(rows, held, changes)
                self._note(batch, tally)
                self._keep_found(found)
        metrics.observe(batch.part, tally, len(batch.refused))
        return tally

    def _held(self, kind: Kind, rows: Sequence[Taken]) -> dict[int, _Held]:
        ids = [row.id for row in rows if row.kind == kind]
        if not ids:
            return {}
        found = self._conn.execute(_sql[f"{kind}s_held"], {**self._key, "ids": ids})
        return {row[0]: _Held(*row[1:]) for row in found}

    def _note(self, batch: Batch, tally: Tally) -> None:
        self._conn.execute(
            _sql["part_add"],
            {
                **self._key,
                "part": batch.part,
                "done": batch.done,
                "total": batch.total,
                "missing": tally.missing,
                "stale": tally.stale,
                "equal": tally.equal,
                "gone": tally.gone,
                "refused": len(batch.refused),
                "seconds": batch.seconds,
                "finished": batch.finished,
            },
        )
        if batch.position is not None:
            place = {**self._key, "position": Jsonb(dict(batch.position))}
            self._conn.execute(_sql["sync_place"], place)
        if batch.notes:
            self._conn.execute(_sql["sync_note"], {**self._key, "notes": Jsonb([*batch.notes])})
        for each in batch.refused:
            self._conn.execute(_sql["error_add"], {**self._key, **_error(each)})

    def _keep_found(self, found: Mapping[bool, Sequence[Change]]) -> None:
        wanted = [*found[False], *(found[True] if self._keep_new else ())]
        if not wanted or self._full:
            return
        values = {**self._key, "found": Jsonb(wanted[:MOST_FOUND]), "most": MOST_FOUND}
        row = self._conn.execute(_sql["sync_found"], values).fetchone()
        self._full = row is None


def _facts(row: Taken, held: Mapping[Kind, Mapping[int, _Held]]) -> list[Fact]:
    """Give a row's facts; a status that is held already is not a new entry of its history."""
    return [
        Fact(fact.kind, fact.id, fact.version, {**fact.fields, "status_at": None})
        if fact.kind == "order"
        and (here := held["order"].get(fact.id)) is not None
        and here.status == fact.fields.get("status")
        else fact
        for fact in row.facts
    ]


def _count(
    rows: Sequence[Taken],
    held: Mapping[Kind, Mapping[int, _Held]],
    changes: Sequence[Change],
) -> tuple[Tally, Mapping[bool, Sequence[Change]]]:
    """Count what differed, and give the changes of the rows' own entities, new ones apart.

    What this sync brought before (a page that shifted, a page half done) was counted then.
    """
    done: dict[tuple[str, str], Change] = {}
    for each in changes:  # an entity that came twice is judged by what it did first
        done.setdefault((each["kind"], each["id"]), each)
    tally, found = Tally(), defaultdict[bool, list[Change]](list)
    seen: set[tuple[Kind, int]] = set()
    for row in rows:
        here = held[row.kind].get(row.id)
        if (here and here.ours) or (row.kind, row.id) in seen:
            continue
        seen.add((row.kind, row.id))
        change = done.get((row.kind, str(row.id)))
        if here and here.born:
            tally.missing += 1
            continue
        if change is None or not (change["new"] or change["fields"]):
            tally.equal += 1
            continue
        found[change["new"]].append(change)
        if row.gone:
            tally.gone += 1
        elif change["new"]:
            tally.missing += 1
        else:
            tally.stale += 1
    return tally, found


def _without_row(batch: Batch, error: psycopg.Error | Exception) -> Batch:
    row = batch.rows[0]
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    refused = Refused(row.kind, str(row.id), "rejected_by_database", reason)
    return replace(batch, rows=(), refused=[*batch.refused, refused])


def _error(each: Refused) -> dict[str, Any]:
    return {
        "row": each.row,
        "entity": each.entity,
        "entity_id": each.entity_id,
        "field": each.field,
        "code": each.code,
        "error": each.error.replace("\0", ""),
    }
