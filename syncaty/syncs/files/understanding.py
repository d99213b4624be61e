"""Brings together what a file's rows are read against: columns, choices, votes and the store."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import tuple_row

from syncaty.clock import utc_now
from syncaty.db.queries import load as load_queries
from syncaty.syncs.files.cells import Cell
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.known import AMOUNTS, FIELDS, REQUIRED, folded
from syncaty.syncs.files.opening import Sheet
from syncaty.syncs.files.order import Choices, Setting, Votes

_sql = load_queries("syncaty.syncs.files")


def positions_of(columns: Sequence[str], choices: Choices) -> dict[str, int]:
    """Give the position of each chosen column; raises FileError where the choice does not fit."""
    unknown = [name for name in choices.columns.values() if name not in columns]
    if unknown:
        raise FileError("file_column", column=unknown[0])
    strange = [field for field in choices.columns if field not in FIELDS]
    if strange:
        raise FileError("file_field", field=strange[0], fields=", ".join(FIELDS))
    missing = [field for field in REQUIRED if field not in choices.columns]
    if missing:
        raise FileError("file_keys")
    if not {"total", "sub_total", "unit_price"} & choices.columns.keys():
        raise FileError("file_worth")
    return {field: columns.index(name) for field, name in choices.columns.items()}


def look(votes: Votes, positions: Mapping[str, int], cells: Sequence[Cell]) -> None:
    """Let a row vote on what a single value cannot tell."""
    at = positions.get("placed_at", len(cells))
    if at < len(cells):
        votes.dates.look(cells[at])
    for field in AMOUNTS & positions.keys():
        if positions[field] < len(cells):
            votes.marks.look(cells[positions[field]])


def setting_of(
    conn: Connection[Any], store_id: int, sheet: Sheet, choices: Choices, votes: Votes
) -> Setting:
    """Give what the rows of a sheet are read against."""
    with conn.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(_sql["store_facts"], {"store_id": store_id}).fetchone()
    if row is None:
        raise FileError("file_store", store=store_id)
    timezone, currency, statuses = row
    return Setting(
        columns=sheet.columns,
        positions=positions_of(sheet.columns, choices),
        zone=ZoneInfo(timezone),
        currency=currency,
        statuses={folded(name): status for name, status in statuses.items()},
        dates=votes.dates.order if choices.dates == "auto" else choices.dates,
        comma_decimal=votes.marks.comma_decimal,
        epoch_1904=sheet.epoch_1904,
        latest=utc_now(),
    )
