"""Every code of the closed lists has its own words."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from syncaty.salla.errors import SALLA_CODES
from syncaty.stores import app_event, attempts, connecting, connection, gaps, webhooks
from syncaty.syncs.sync import PARTS, Reason, State
from tests.integration.web.conftest import Site

ROOT = Path(__file__).parents[3]


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


def test_everything_that_is_written_down_of_a_store_is_said() -> None:
    from syncaty.web.shops import happened

    assert set(app_event.HEARD.values()) <= happened.SIGNS.keys()
    assert {f"gap_{each}" for each in get_args(gaps.Reason)} <= happened.SIGNS.keys()
    assert {"gap_repaired", "gap_cancelled"} <= happened.SIGNS.keys()
    logged = {kind for file in (ROOT / "syncaty").rglob("*.py") for kind in _logged(file)}
    assert {"connected", "reconnected", "webhooks_left", "data_removed"} <= logged
    assert logged <= happened.SIGNS.keys()


def _logged(file: Path) -> Iterator[str]:
    """Give the kinds that a file logs by name, chosen by a condition or not."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "log_event":
            for part in ast.walk(node.args[2]):
                if isinstance(part, ast.Constant) and not isinstance(node.args[2], ast.JoinedStr):
                    yield str(part.value)


def test_every_part_state_and_reason_of_a_sync_is_said() -> None:
    from syncaty.web.shops import work

    assert {part for parts in PARTS.values() for part in parts} <= work.PARTS.keys()
    assert set(get_args(State)) <= work.STATES.keys()
    assert set(get_args(Reason)) <= work.REASONS.keys()
