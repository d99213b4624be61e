"""Tokens are read from every document they come in, and never printed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncaty.salla.errors import SallaError
from syncaty.salla.tokens import UNTOLD_LIFE, missing_scopes, read_scopes, read_tokens

NOW = datetime(2026, 1, 13, 10, 0, tzinfo=UTC)
FORTNIGHT = 1_209_599


def pair(**changes: Any) -> dict[str, Any]:
    base = {"access_token": "ory_at_one", "refresh_token": "ory_rt_one", "scope": "orders.read"}
    return {**base, **changes}


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ({"expires": 1_769_508_000}, datetime(2026, 1, 27, 10, 0, tzinfo=UTC)),
        ({"expires": "1769508000"}, datetime(2026, 1, 27, 10, 0, tzinfo=UTC)),
        ({"expires": 1_769_508_000_000}, datetime(2026, 1, 27, 10, 0, tzinfo=UTC)),
        ({"expires": FORTNIGHT}, NOW + timedelta(seconds=FORTNIGHT)),
        ({"expires_in": FORTNIGHT}, NOW + timedelta(seconds=FORTNIGHT)),
        ({"expires_in": Decimal("60.0")}, NOW + timedelta(seconds=60)),
        ({"expires": "", "expires_in": "3600"}, NOW + timedelta(hours=1)),
        ({"expires": 1_634_819_484}, datetime(2021, 10, 21, 12, 31, 24, tzinfo=UTC)),
        ({}, NOW + UNTOLD_LIFE),
        ({"expires": True}, NOW + UNTOLD_LIFE),
        ({"expires": -5}, NOW + UNTOLD_LIFE),
        ({"expires": "soon"}, NOW + UNTOLD_LIFE),
        ({"expires": {}}, NOW + UNTOLD_LIFE),
        ({"expires": 10**11 - 1}, datetime(2200, 1, 1, tzinfo=UTC)),
    ],
)
def test_the_end_is_an_instant_or_a_duration(told: dict[str, Any], ends: datetime) -> None:
    found = read_tokens(pair(**told), NOW)
    assert (found.issued_at, found.expires_at) == (NOW, ends)


def test_what_came_is_kept_as_it_is() -> None:
    found = read_tokens(pair(), NOW)
    assert (found.access, found.refresh, found.scopes) == (
        "ory_at_one",
        "ory_rt_one",
        ("orders.read",),
    )


@pytest.mark.parametrize("refresh", [None, "", 5, "with space", "line\nbreak", "عربي"])
def test_a_missing_or_unusable_refresh_token_is_none(refresh: object) -> None:
    assert read_tokens(pair(refresh_token=refresh), NOW).refresh is None


def test_tokens_inside_data_are_found() -> None:
    assert read_tokens({"status": 200, "data": pair()}, NOW).access == "ory_at_one"


@pytest.mark.parametrize(
    "document",
    [None, [], "text", 5, {}, {"data": None}, {"access_token": ""}, {"access_token": "a\r\nb"},
     {"access_token": 7}, {"access_token": "x" * 9000}],
)  # fmt: skip
def test_a_document_without_access_token_is_refused(document: object) -> None:
    with pytest.raises(SallaError) as caught:
        read_tokens(document, NOW)
    assert caught.value.code == "bad_answer"


@settings(deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text() | st.decimals(),
                    lambda inner: st.lists(inner) | st.dictionaries(
                        st.sampled_from(["access_token", "expires", "expires_in", "data", "scope",
                                         "refresh_token"]), inner)))  # fmt: skip
def test_any_document_gives_tokens_or_the_one_error(document: object) -> None:
    try:
        found = read_tokens(document, NOW)
    except SallaError:
        return
    assert found.access
    assert found.expires_at.tzinfo


@pytest.mark.parametrize(
    ("written", "scopes"),
    [
        ("orders.read offline_access", ("orders.read", "offline_access")),
        ("orders.read,products.read , orders.read", ("orders.read", "products.read")),
        (["orders.read", "products.read"], ("orders.read", "products.read")),
        (None, ()),
        ({}, ()),
    ],
)
def test_scopes_are_split_on_spaces_and_commas(written: object, scopes: tuple[str, ...]) -> None:
    assert read_scopes(written) == scopes


def test_missing_scopes() -> None:
    wanted = ("offline_access", "orders.read", "webhooks.read_write")
    granted = read_tokens(pair(scope="orders.read_write webhooks.read"), NOW)
    assert missing_scopes(wanted, granted) == ("webhooks.read_write",)
    passing = read_tokens(pair(scope="orders.read", refresh_token=None), NOW)
    assert missing_scopes(wanted, passing) == ("offline_access", "webhooks.read_write")
    assert missing_scopes(wanted, read_tokens(pair(scope=None), NOW)) == ()


def test_tokens_are_not_printed() -> None:
    found = read_tokens(pair(), NOW)
    assert "ory_" not in f"{found!r} {found} {[found]!r}"
