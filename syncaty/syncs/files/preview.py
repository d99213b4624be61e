"""Shows what an import of a file would do, from its first rows, without writing anything."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from psycopg import Connection

from syncaty.syncs.files.cells import Note, Row
from syncaty.syncs.files.matching import known_orders
from syncaty.syncs.files.notes import notes_of
from syncaty.syncs.files.opening import open_sheet
from syncaty.syncs.files.order import Choices, FileOrder, Setting, Votes
from syncaty.syncs.files.reading import read_order, reference_of
from syncaty.syncs.files.reasons import RowError
from syncaty.syncs.files.suggest import suggest
from syncaty.syncs.files.understanding import look, positions_of, setting_of

MOST_ROWS = 20_000
SAMPLE_ROWS = 200
_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Glance:
    """A file's columns, a sample of its rows, and which column we take for what."""

    columns: tuple[str, ...]
    rows: Sequence[Row]
    suggested: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the rows looked at would bring.

    `known` of the `orders` are here already; `refused` rows would be left out, `lacking` taken
    without a value. `totals` are per currency, `statuses` maps the file's word to how often it
    stands there, `nameless` orders belong to nobody.
    """

    rows: int
    whole: bool
    notes: Sequence[Note]
    orders: int
    known: int
    customers: int
    nameless: int
    lines: int
    totals: Mapping[str, Decimal]
    first: datetime | None
    last: datetime | None
    statuses: Mapping[str, int]
    examples: Sequence[FileOrder]
    refused: int
    lacking: int
    errors: Sequence[RowError]


def glance(path: Path) -> Glance:
    """Look at the start of a file; raises FileError."""
    sheet = open_sheet(path)
    rows = list(islice(sheet.rows, SAMPLE_ROWS))
    found = suggest(sheet.columns, rows)
    return Glance(sheet.columns, rows, {field: sheet.columns[at] for field, at in found.items()})


def preview(
    conn: Connection[Any], store_id: int, path: Path, choices: Choices, most: int = MOST_ROWS
) -> Preview:
    """Read the first rows of a file as its import would; raises FileError."""
    sheet = open_sheet(path)
    positions = positions_of(sheet.columns, choices)
    rows = list(islice(sheet.rows, most + 1))
    whole = len(rows) <= most
    votes = Votes()
    for _, cells in rows[:most]:
        look(votes, positions, cells)
    setting = setting_of(conn, store_id, sheet, choices, votes)
    read = _read_all(setting, rows[:most], whole=whole)
    known = known_orders(conn, store_id, [order.reference for order in read.orders])
    notes = notes_of(choices, votes, sheet.notes)
    if not whole:
        notes.append(("part", f"{most:,}"))
    return _summed(read, notes, min(len(rows), most), len(known), whole=whole)


@dataclass(slots=True)
class _Read:
    """The orders of some rows, what is wrong with them, and the rows of orders left out."""

    orders: list[FileOrder] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)


def _read_all(setting: Setting, rows: Sequence[Row], *, whole: bool) -> _Read:
    grouped: dict[str, list[Row]] = {}
    at = setting.positions["reference"]
    for row in rows:
        reference = reference_of(row[1][at] if at < len(row[1]) else None)
        grouped.setdefault(reference or f"\0{row[0]}", []).append(row)
    if not whole and len(grouped) > 1:
        grouped.popitem()  # its further rows may come after those looked at
    read = _Read()
    for reference, group in grouped.items():
        order, errors = read_order(setting, "" if reference[0] == "\0" else reference, group)
        read.errors.extend(errors)
        if order is None:
            read.refused.update(number for number, _ in group)
        else:
            read.orders.append(order)
    read.errors.sort(key=lambda each: each.row)
    return read


def _summed(read: _Read, notes: Sequence[Note], rows: int, known: int, *, whole: bool) -> Preview:
    orders = read.orders
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in orders:
        totals[order.currency] += order.total
    moments = [order.placed_at for order in orders]
    people = {
        who.id or who.mobile or who.email for order in orders if (who := order.customer).known
    }
    return Preview(
        rows=rows,
        whole=whole,
        notes=notes,
        orders=len(orders),
        known=known,
        customers=len(people),
        nameless=sum(not order.customer.known for order in orders),
        lines=sum(len(order.items) for order in orders),
        totals=dict(totals),
        first=min(moments, default=None),
        last=max(moments, default=None),
        statuses=Counter(name for order in orders if (name := order.status_name)),
        examples=orders[:_MOST_SHOWN],
        refused=len(read.refused),
        lacking=len({each.row for each in read.errors} - read.refused),
        errors=read.errors,
    )
