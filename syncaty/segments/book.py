"""The rules of a store's segments as they are judged: read and compiled once per revision."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composable, Composed, Literal

from syncaty.db.planned import Numbered, numbered
from syncaty.db.queries import load as load_queries
from syncaty.segments.classic import SEGMENTS
from syncaty.segments.rules.fields import FIELDS
from syncaty.segments.rules.pooling import Pooling
from syncaty.segments.rules.read import read_rule
from syncaty.segments.rules.tree import Bought, Compare, MemberOf, Rule, conditions

KEPT = 64  # stores whose compiled rules a process keeps

_sql = load_queries("syncaty.segments", "membership.sql")


@dataclass(frozen=True, slots=True)
class Judged:
    """A segment with what its rule asks for; lists kept by hand are not among these."""

    id: int
    level: int
    rule: Rule
    scores: bool
    goods: bool
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A compiled statement; `today`, `zone` and `customers` are given each time."""

    text: bytes
    parameters: dict[str, Any]
    numbered: Numbered


@dataclass(slots=True)
class Rules:
    """All rules of a store in one revision; statements are compiled when first asked for.

    `names` gives key and name of every segment, lists included.
    """

    store_id: int
    segments: Sequence[Judged]
    names: dict[int, tuple[str, str]]
    _compiled: dict[tuple[int, ...], Statement] = field(default_factory=dict)

    @property
    def top(self) -> int:
        """The highest level there is; -1 without rules."""
        return max((each.level for each in self.segments), default=-1)

    @property
    def has_lists(self) -> bool:
        """Tell whether any segment is a list kept by hand."""
        return len(self.names) > len(self.segments)

    def levels(self) -> list[list[Judged]]:
        """Give the rules of each level, the lowest first."""
        return [
            [each for each in self.segments if each.level == level] for level in range(self.top + 1)
        ]

    def differing(self, conn: Connection[Any], segments: Sequence[Judged]) -> Statement:
        """Give the statement that tells where membership differs from what these rules say."""
        ids = tuple(each.id for each in segments)
        held = self._compiled.get(ids)
        if held is None:
            held = self._compile(conn, "differing", segments)
            self._compiled[ids] = held
        return held

    def differing_all(self, conn: Connection[Any], segments: Sequence[Judged]) -> Statement:
        """Give the statement that tells the same of all customers of the store."""
        return self._compile(conn, "differing_all", segments)

    def _compile(self, conn: Connection[Any], name: str, segments: Sequence[Judged]) -> Statement:
        numbers = {key: segment_id for segment_id, (key, _) in self.names.items()}
        compiler = Pooling(self.store_id, date.min, ZoneInfo("UTC"), stored=numbers)
        verdicts = [
            SQL("case when {} then {} end").format(compiler.rule(each.rule), Literal(each.id))
            for each in sorted(segments, key=lambda each: each.id)
        ]
        parts: dict[str, Composable] = {
            "verdicts": SQL(", ").join(verdicts),
            "before": compiler.before,
        }
        statement: Composed = SQL(_sql[name]).format(**parts)
        ids = [each.id for each in segments]
        text = statement.as_bytes(conn)
        return Statement(text, {**compiler.parameters, "segments": ids}, numbered(text))


@dataclass(frozen=True, slots=True)
class Book:
    """A store's rules and the day that they are judged on."""

    store_id: int
    day: date
    zone: ZoneInfo
    rules: Rules


class _Shelf:
    """The rules that a process keeps, those used last."""

    def __init__(self) -> None:
        self._held: OrderedDict[UUID, Rules] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, conn: Connection[Any], store_id: int, revision: UUID) -> Rules:
        with self._lock:
            held = self._held.get(revision)
            if held is not None:
                self._held.move_to_end(revision)
                return held
        rules = _read(conn, store_id)
        with self._lock:
            self._held[revision] = rules
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
        return rules


_shelf = _Shelf()


def open_book(conn: Connection[Any], store_id: int) -> Book | None:
    """Give a store's rules as they are now; None where it has no segments."""
    with conn.cursor(row_factory=tuple_row) as cur:
        row = cur.execute(_sql["clock"], {"store_id": store_id}).fetchone()
    if row is None:
        return None
    day, revision, zone = row
    return Book(store_id, day, ZoneInfo(zone), _shelf.take(conn, store_id, revision))


def _read(conn: Connection[Any], store_id: int) -> Rules:
    with conn.cursor(row_factory=tuple_row) as cur:
        rows = cur.execute(_sql["rules"], {"store_id": store_id}).fetchall()
    names = {segment_id: (key, name) for segment_id, key, name, _, _ in rows}
    judged = [
        _judged(segment_id, level, read_rule(rule))
        for segment_id, _, _, level, rule in rows
        if rule is not None
    ]
    return Rules(store_id, judged, names)


def _judged(segment_id: int, level: int, rule: Rule) -> Judged:
    leaves = list(conditions(rule))
    named = {each.segment for each in leaves if isinstance(each, MemberOf)}
    fields = {FIELDS[each.field].group for each in leaves if isinstance(each, Compare)}
    goods = {each.goods for each in leaves if isinstance(each, Bought)}
    return Judged(
        segment_id,
        level,
        rule,
        scores="scores" in fields or bool(named & set(SEGMENTS)),
        goods=bool(goods & {"category", "brand"}),
        names=frozenset(named - set(SEGMENTS)),
    )
