"""Every code of the closed lists has its own words."""

import pytest

from syncaty.salla.errors import SALLA_CODES
from syncaty.stores import app_event, attempts, connecting, connection, webhooks
from syncaty.syncs.sync import PARTS
from tests.integration.web.conftest import Site


@pytest.fixture(autouse=True)
def _started(site: Site) -> None:
    """Words need Django."""


def test_every_failure_of_connecting_is_said() -> None:
    from syncaty.web.connect import words

    codes: set[str] = {*SALLA_CODES, *attempts.SENTENCES}
    codes |= {connection.BelongsToOthersError.code, connection.ConnectError.code}
    known = words.FAILURES.keys() | words.ALIKE.keys()
    assert codes <= known
    assert set(words.ALIKE.values()) <= words.FAILURES.keys()
    said = [str(each.title) + str(each.text) + str(each.todo) for each in words.FAILURES.values()]
    assert len(said) == len(set(said))


def test_every_reason_to_reconnect_and_every_scope_is_said() -> None:
    from syncaty.web.connect import words

    for reason in ("by_hand", "invalid_grant", "token_refused", "user_gone", "no_refresh_token"):
        assert reason in words.REASONS
    assert words.reason("connected", "") is None
    assert words.reason("uninstalled", "") == words.ENDED["uninstalled"]
    assert words.LOST.keys() == connecting.LOST.keys()


def test_every_fault_of_a_webhook_and_a_call_is_said() -> None:
    from syncaty.web.shops import faults

    assert webhooks.FAULTS.keys() <= faults.WEBHOOK.keys()
    assert {*SALLA_CODES, "not_connected", "no_refresh_token", "no_address"} <= faults.CALLS.keys()


def test_every_event_of_the_app_and_every_part_is_said() -> None:
    from syncaty.web.shops import happened, work

    assert set(app_event.HEARD.values()) <= happened.SIGNS.keys()
    assert {part for parts in PARTS.values() for part in parts} <= work.PARTS.keys()
