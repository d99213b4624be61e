"""The report of a sync, kept with its job: counts per part, notes, and some of what differed."""

from collections.abc import Iterator
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.projections.changes import Change, change
from syncaty.syncs.reading import progress
from syncaty.syncs.sync import Part, Progress

_sql = load_queries("syncaty.syncs")
COUNTS = ("missing", "stale", "equal", "gone", "refused")
_JOB_STATES = {"completed": "completed", "cancelled": "completed", "failed": "failed"}


def report(conn: Connection[Any], store_id: int, sync_id: int) -> None:
    """Close the job of a sync that has ended, with its report as the job's changes."""
    held = progress(conn, store_id, sync_id)
    if held is None or held.open:
        raise ValueError(f"sync {sync_id} has not ended")
    outcomes = {"completed": "applied", "failed": held.error_code}
    row = {
        "store_id": store_id,
        "id": sync_id,
        "state": _JOB_STATES[held.state],
        "outcome": outcomes.get(held.state, held.state),
        "error_code": held.error_code,
        "error": held.error,
        "summary": Jsonb(list(_summary(held))),
    }
    conn.execute(_sql["sync_report"], row)


def _summary(held: Progress) -> Iterator[Change]:
    for part in held.parts:
        yield change("sync", held.id, part.name, new=False, fields=_counts(part))
    for note in held.notes:
        yield change("warning", held.id, note, new=False, fields={})


def _counts(part: Part) -> dict[str, tuple[None, int]]:
    return {name: (None, getattr(part, name)) for name in COUNTS}
