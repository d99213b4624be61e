"""Limits are read from headers, whatever form they have."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncaty.salla.limits import Limits, read_limits

NOW = datetime(2026, 1, 13, 10, 0, tzinfo=UTC)


def test_all_headers() -> None:
    headers = {
        "x-ratelimit-limit": "120",
        "x-ratelimit-remaining": "7",
        "x-ratelimit-reset": str(int(NOW.timestamp()) + 30),
        "retry-after": "30",
    }
    later = NOW + timedelta(seconds=30)
    assert read_limits(429, headers, NOW) == Limits(429, NOW, 120, 7, later, 30.0)


def test_no_headers() -> None:
    assert read_limits(200, {}, NOW) == Limits(200, NOW)


def test_a_small_reset_is_a_number_of_seconds() -> None:
    found = read_limits(200, {"x-ratelimit-reset": "45"}, NOW)
    assert found.reset_at == NOW + timedelta(seconds=45)


@pytest.mark.parametrize(
    ("told", "pause"),
    [
        ("0", 0.0),
        (" 12 ", 12.0),
        ("99999999", 86_400.0),
        ("Tue, 13 Jan 2026 10:01:00 GMT", 60.0),
        ("Tue, 13 Jan 2026 09:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(told: str, pause: float | None) -> None:
    assert read_limits(429, {"retry-after": told}, NOW).retry_after == pause


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.text())
def test_no_header_is_too_odd(limit: str, remaining: str, reset: str, after: str) -> None:
    headers = {
        "x-ratelimit-limit": limit,
        "x-ratelimit-remaining": remaining,
        "x-ratelimit-reset": reset,
        "retry-after": after,
    }
    found = read_limits(200, headers, NOW)
    assert found.reset_at is None or found.reset_at <= NOW + timedelta(days=1)
    assert found.retry_after is None or 0 <= found.retry_after <= 86_400
