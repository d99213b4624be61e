"""Whatever happens to a store, and in whatever order, its figures are those of a recomputation.

Each life has a number, and a red run tells it, with what is left of the life that fails.
"""

import itertools
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.rfm import backlog, edges, reach
from tests.integration.histories.lives import life
from tests.integration.histories.living import Store
from tests.integration.histories.proof import (
    differing,
    expected_members,
    held_members,
    prove_moves,
    prove_scores,
)
from tests.integration.histories.steps import Come, Step

ZONE = ZoneInfo("Asia/Riyadh")
STORE_IDS = itertools.count(1)
SHORT, LONG = 150, 10_000


@pytest.fixture
def quick(dsn: str) -> Iterator[Connection[TupleRow]]:
    """A connection on which each step commits without waiting for the disk."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set synchronous_commit to off")
        yield conn


def prove(conn: Connection[TupleRow], steps: Sequence[Step], *, along: bool) -> None:
    """Live a life; `along` lets edges move along their indexes in so small a store, too."""
    store = Store(conn, next(STORE_IDS))
    with pytest.MonkeyPatch.context() as patch:
        if along:
            patch.setattr(edges, "FEW_BUYERS", 3)
            patch.setattr(edges, "LARGE_SHARE", 2)
            # Nobody works what waits but midnight and the comparison.
            patch.setattr(reach, "AT_ONCE", 1)
            patch.setattr(backlog, "PIECE", 2)
        store.live(steps)
        assert differing(conn, store.id) == {}
        assert held_members(conn, store.id) == expected_members(conn, store.id, store.today, ZONE)
        prove_moves(conn, store.id)
        prove_scores(conn, store.id)


def fault_of(conn: Connection[TupleRow], steps: Sequence[Step], *, along: bool) -> Exception | None:
    try:
        prove(conn, steps, along=along)
    except (AssertionError, psycopg.Error, ArithmeticError, LookupError, ValueError) as fault:
        return fault
    return None


def shortened(conn: Connection[TupleRow], steps: list[Step], *, along: bool) -> list[Step]:
    """Leave out of a life that fails whatever is not needed for it, webhooks too."""
    for at in reversed(range(len(steps))):
        if fault_of(conn, fewer := steps[:at] + steps[at + 1 :], along=along):
            steps = fewer
    for at, step in enumerate(steps):
        if not isinstance(step, Come):
            continue
        for body in step.bodies:
            left = replace(step, bodies=tuple(each for each in step.bodies if each != body))
            if fault_of(conn, fewer := [*steps[:at], left, *steps[at + 1 :]], along=along):
                steps, step = fewer, left  # noqa: PLW2901
    return steps


def prove_all(conn: Connection[TupleRow], numbers: range) -> None:
    for number in numbers:
        steps, along = life(number), number % 2 == 0
        fault = fault_of(conn, steps, along=along)
        if fault is not None:
            left = "\n".join(map(str, shortened(conn, steps, along=along)))
            pytest.fail(f"life {number}: {fault}\n{left}")


def test_random_lives_end_in_a_recomputation(quick: Connection[TupleRow]) -> None:
    first = LONG if os.environ.get("CI") else random.randrange(LONG, 10**9)
    prove_all(quick, range(first, first + SHORT))


@pytest.mark.long
def test_ten_thousand_random_lives_do(quick: Connection[TupleRow]) -> None:
    prove_all(quick, range(LONG))
