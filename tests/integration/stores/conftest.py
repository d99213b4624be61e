"""Fixtures of the stores' tests."""

from collections.abc import Iterator

import pytest

from tests.integration.stores.salla_app import App
from tests.salla_server import Salla


@pytest.fixture
def app(dsn: str, salla: Salla) -> Iterator[App]:
    """An installation of the product before a stand-in Salla."""
    with App(dsn, salla) as installed:
        yield installed
