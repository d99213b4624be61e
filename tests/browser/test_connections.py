"""Connections in every state: while an import runs, and when something is wrong."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser.conftest import DESK, PHONE, Site, Visit, faults_of, keep, sideways

STORE = 1305146741
GRANTED = "{offline_access,orders.read,products.read}"


@pytest.fixture
def store(site: Site) -> Iterator[Callable[..., None]]:
    """A connected store; gives how to run a statement on it."""

    def execute(statement: str, *values: object) -> None:
        site.execute(statement, STORE, *values)

    execute(
        "insert into stores (id, name, lane, state, state_reason, plan, domain, authorized_at)"
        " values (%s, 'بيت العود', 1, 'connected', '', 'pro', 'https://oud.example', now())"
    )
    execute(
        "insert into store_tokens (store_id, access, scopes, issued_at, expires_at, source)"
        " values (%s, 'sealed', %s::text[], now(), now() + interval '14 days', 'code')",
        GRANTED,
    )
    yield execute
    execute("delete from stores where id = %s")


def _importing(execute: Callable[..., None]) -> None:
    execute(
        "insert into syncs (store_id, id, kind, reason, state, started_at)"
        " values (%s, 7, 'import', 'connected', 'running', now())"
    )
    part = (
        "insert into sync_parts (store_id, sync_id, part, done, total, finished, worked)"
        " values (%s, 7, %s, %s, %s, %s, interval '40 seconds')"
    )
    execute(part, "products", 412, 412, True)
    execute(part, "orders", 12_480, 41_027, False)
    execute(part, "customers", 0, 9_300, False)


def _refused(execute: Callable[..., None]) -> None:
    add = "insert into subscriptions (store_id, event, state, fault) values (%s, %s, %s, %s)"
    execute(add, "order.created", "refused", "url_not_https")
    execute(add, "order.updated", "altered", "url_changed")
    execute(add, "product.created", "active", None)


def _ended(execute: Callable[..., None]) -> None:
    execute(
        "update stores set state = 'needs_reconnect', state_reason = 'invalid_grant' where id = %s"
    )
    execute(
        "insert into store_events (store_id, kind, details)"
        " values (%s, 'needs_reconnect', '{\"reason\": \"invalid_grant\"}')"
    )


STATES = {"importing": _importing, "refused": _refused, "ended": _ended}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("width", "theme"), [(DESK, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_open_to_everyone(
    store: Callable[..., None], visit: Visit, language: str, width: int, theme: str, state: str
) -> None:
    STATES[state](store)
    for name in ("connection", "overview"):
        path = f"/stores/{STORE}/{name}"
        page = visit(path, language=language, width=width, color_scheme=theme)
        keep(page, f"{state}-{name}-{width}-{theme}-{language}")
        assert faults_of(page) == [], name
        assert sideways(page) == 0, name
