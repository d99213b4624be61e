"""`syncaty store check` against the stand-in Salla."""

import json

import pytest
from cryptography.fernet import Fernet

from syncaty.stores.webhooks import WANTED
from tests.integration.cli.conftest import Run
from tests.integration.stores.salla_app import App
from tests.salla_server import MERCHANT, Salla

URL = "https://syncaty.example/webhooks/salla"


@pytest.fixture
def connected(dsn: str, salla: Salla, monkeypatch: pytest.MonkeyPatch) -> Salla:
    """A store connected to the stand-in, and the settings that let commands reach it."""
    key = Fernet.generate_key().decode()
    with App(dsn, salla, (key,)) as app:
        app.connect()
    environment = {"SYNCATY_PUBLIC_URL": "https://syncaty.example", "SYNCATY_ENCRYPTION_KEYS": key}
    for name, value in (salla.environment() | environment).items():
        monkeypatch.setenv(name, value)
    return salla


def test_it_subscribes_what_is_missing_and_says_so(run: Run, connected: Salla) -> None:
    first = run("store", "check", str(MERCHANT), "--json")
    assert first.code == 0
    rows = json.loads(first.out)
    assert [row["event"] for row in rows] == list(WANTED)
    assert {(row["found"], row["now"]) for row in rows} == {("missing", "active")}
    held = connected.store.subscriptions.held
    assert sorted(each.event for each in held.values()) == sorted(WANTED)
    assert {each.url for each in held.values()} == {URL}
    second = run("store", "check", str(MERCHANT))
    assert second.code == 0
    assert second.out.count("active") == 2 * len(WANTED)


def test_what_cannot_be_mended_is_said_and_counts_as_failure(run: Run, connected: Salla) -> None:
    connected.faults.refuse_addresses = ("syncaty.example",)
    said = run("store", "check", str(MERCHANT))
    assert said.code == 1
    assert "refused" in said.out
    assert said.err.count("Salla refuses the webhook address.") == 1


def test_a_store_that_is_not_connected_is_named(run: Run, connected: Salla) -> None:
    assert "Store 5 is not connected" in run("store", "check", "5").err
    assert connected.store.subscriptions.held == {}
