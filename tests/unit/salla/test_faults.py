"""Whatever Salla answers has a meaning, and one that no secret is part of."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncaty.salla.faults import api_fault, oauth_fault
from syncaty.salla.http import Answer
from syncaty.salla.limits import Limits

NOW = datetime(2026, 1, 13, 10, 0, tzinfo=UTC)
KEYS = [
    "status",
    "success",
    "error",
    "code",
    "message",
    "fields",
    "data",
    "url",
    "error_description",
]

documents = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just("the secret of all"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=12,
)


def answer(status: int, document: object) -> Answer:
    return Answer(status, document, True, NOW, Limits(status, NOW))


@settings(deadline=None)
@given(st.integers(100, 599), documents)
def test_every_answer_is_good_or_has_one_fault(status: int, document: object) -> None:
    for fault in (
        api_fault(answer(status, document), ("secret",)),
        oauth_fault(answer(status, document), "invalid_grant"),
    ):
        if fault is None:
            assert 200 <= status < 300
        else:
            assert "secret" not in f"{fault}{fault.said}{fault.fields}"


def test_only_salla_s_own_words_end_a_connection_or_remove_an_order() -> None:
    for status in range(100, 600):
        fault = api_fault(Answer(status, None, False, NOW, Limits(status, NOW)))
        assert fault is not None
        assert not fault.needs_reconnect
        assert fault.code != "gone"


@pytest.mark.parametrize("status", [401, 403])
def test_several_scopes_are_all_named(status: int) -> None:
    message = (
        "The access token should have access to one of those scopes: orders.read, orders.read_write"
    )
    found = api_fault(answer(status, {"success": False, "error": {"message": message}}))
    assert found is not None
    assert (found.code, found.scopes) == ("scope_missing", ("orders.read", "orders.read_write"))
