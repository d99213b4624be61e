"""Who would move if a store's settings were changed; nothing is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from syncaty.db.queries import load as load_queries
from syncaty.rfm.cut import given
from syncaty.rfm.settings import RfmSettings, cut_of, load_row, settings_of, store_day
from syncaty.segments.maps import segments_of

_sql = load_queries("syncaty.segments", "would_move.sql")


@dataclass(frozen=True, slots=True)
class Mover:
    """A customer who would move, by way of example; codes are None without a segment."""

    id: int
    name: str
    from_code: int | None
    to_code: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """How many would go from one segment to another (None: no order that counts), with samples."""

    from_segment: str | None
    to_segment: str | None
    customers: int
    samples: tuple[Mover, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """A segment's members now and then."""

    segment: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class WouldMove:
    """What a change would do: `moved` of `customers` would change segment, `rescored` a score.

    `ways` are the moves, largest first; `sizes` are those of all segments with anyone in them.
    """

    customers: int
    moved: int
    rescored: int
    ways: tuple[Way, ...]
    sizes: tuple[Size, ...]


def would_move(
    conn: Connection[Any],
    store_id: int,
    settings: RfmSettings | None = None,
    statuses: Mapping[str, bool] | None = None,
) -> WouldMove:
    """Work out who would move under other settings, or if other statuses counted.

    Scores the whole store by the statements that also prove what is held, without writing.
    """
    row = load_row(conn, store_id)
    held = settings_of(row)
    tried = settings or held
    cut = cut_of(row) if tried == held else tried.cut(store_day(conn, store_id))
    parameters = {
        "store_id": store_id,
        "asked": Jsonb(tried.asked(cut, statuses)),
        "given": Jsonb(given(cut.fixed)) if cut.fixed else None,
        "segments": list(segments_of(tried)),
    }
    with conn.cursor(row_factory=dict_row) as cur:
        rows = cur.execute(_sql["would_move"], parameters).fetchall()
    moves = [row for row in rows if row["from_segment"] != row["to_segment"]]
    return WouldMove(
        customers=sum(row["customers"] for row in rows),
        moved=sum(row["customers"] for row in moves),
        rescored=sum(row["rescored"] for row in rows),
        ways=tuple(_way(row) for row in sorted(moves, key=lambda row: -row["customers"])),
        sizes=_sizes(rows),
    )


def _way(row: Mapping[str, Any]) -> Way:
    samples = tuple(Mover(**each) for each in row["samples"])
    return Way(row["from_segment"], row["to_segment"], row["customers"], samples)


def _sizes(rows: Sequence[Mapping[str, Any]]) -> tuple[Size, ...]:
    now: dict[str, int] = {}
    then: dict[str, int] = {}
    for row in rows:
        for sizes, segment in ((now, row["from_segment"]), (then, row["to_segment"])):
            if segment is not None:
                sizes[segment] = sizes.get(segment, 0) + row["customers"]
    return tuple(Size(each, now.get(each, 0), then.get(each, 0)) for each in sorted(now | then))
