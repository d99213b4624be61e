"""Whatever happens to a store, and in whatever order, its figures are those of a recomputation."""

import itertools
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.rfm import edges
from tests.integration.histories.living import Store
from tests.integration.histories.steps import Step, lives

STORE_IDS = itertools.count(1)


@pytest.fixture
def quick(dsn: str) -> Iterator[Connection[TupleRow]]:
    """A connection on which each step commits without waiting for the disk."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("set synchronous_commit to off")
        yield conn


def _prove(conn: Connection[TupleRow], life: list[Step], *, along: bool) -> None:
    """Live a life; `along` lets edges move along their indexes in so small a store, too."""
    store = Store(conn, next(STORE_IDS))
    with pytest.MonkeyPatch.context() as patch:
        if along:
            patch.setattr(edges, "FEW_BUYERS", 3)
            patch.setattr(edges, "LARGE_SHARE", 2)
        store.live(life)
        assert store.differing() == {}


EVERY = settings(deadline=None, suppress_health_check=list(HealthCheck))


@given(life=lives(), along=st.booleans())
@settings(EVERY, max_examples=150)
def test_a_random_life_ends_in_a_recomputation(
    quick: Connection[TupleRow], life: list[Step], along: bool
) -> None:
    _prove(quick, life, along=along)


@pytest.mark.long
@given(life=lives(), along=st.booleans())
@settings(EVERY, max_examples=10_000)
def test_ten_thousand_random_lives(
    quick: Connection[TupleRow], life: list[Step], along: bool
) -> None:
    _prove(quick, life, along=along)
