"""Versions sort as text in the order of what they are made of."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from syncaty.salla.facts import make_version

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
TIMES = st.datetimes(datetime(1900, 1, 2), datetime(2999, 1, 1), timezones=ZONES)  # noqa: DTZ001
PARTS = st.tuples(
    st.booleans(),
    TIMES,
    st.none() | TIMES,
    st.integers(0, 99),
    st.from_regex(r"[0-9a-f]{8}", fullmatch=True),
)
Parts = tuple[bool, datetime, datetime | None, int, str]


def version(parts: Parts) -> str:
    weak, at, updated, rank, digest = parts
    return make_version(weak=weak, occurred_at=at, updated_at=updated, rank=rank, digest=digest)


def key(parts: Parts) -> tuple[object, ...]:
    weak, at, updated, rank, digest = parts
    return not weak, at, updated is not None, updated or at, rank, digest


@given(PARTS, PARTS)
def test_text_order_is_the_order_of_the_parts(one: Parts, other: Parts) -> None:

    assert (version(one) < version(other)) == (key(one) < key(other))
    assert len(version(one)) == len(version(other))


def test_a_version_reads_as_described() -> None:
    at = datetime(2022, 6, 26, 12, 21, 48, tzinfo=timezone(timedelta(hours=3)))
    updated = datetime(2022, 6, 26, 9, 0, 0, 7, UTC)
    assert version((False, at, updated, 10, "0badcafe")) == (
        "120220626T09214800000020220626T090000000007100badcafe"
    )
    assert version((True, at, None, 60, "0badcafe")) == (
        "020220626T09214800000000000000T000000000000600badcafe"
    )
