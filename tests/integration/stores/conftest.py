"""Fixtures of the stores' tests."""

from collections.abc import Iterator

import pytest

from tests.integration.stores.guarded import Guarded
from tests.integration.stores.salla_app import App
from tests.salla_server import Salla


@pytest.fixture
def app(dsn: str, salla: Salla) -> Iterator[App]:
    """An installation of the product before a stand-in Salla."""
    with App(dsn, salla) as installed:
        yield installed


@pytest.fixture
def guarded(app: App) -> Iterator[Guarded]:
    """A store that was just connected."""
    app.connect()
    made = Guarded(app)
    yield made
    made.http.close()


@pytest.fixture
def watched(guarded: Guarded) -> Guarded:
    """A store whose webhooks are subscribed."""
    guarded.check()
    return guarded
