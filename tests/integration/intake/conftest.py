"""Fixtures of the intake's tests; see running.py."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from syncaty import config as settings
from tests.integration.intake.running import APP_SECRET, SECRET, STORE, Intake, Start, serving


@pytest.fixture
def start(database_url: str, dsn: str, tmp_path: Path) -> Start:
    """Starts an intake with further settings, such as `SYNCATY_MAX_BODY="2048"`."""

    def with_settings(**values: str) -> AbstractContextManager[Intake]:
        defaults = {
            "DATABASE_URL": database_url,
            "SYNCATY_DATA_DIR": str(tmp_path),
            "SYNCATY_APP_SECRET": APP_SECRET,
        }
        return serving(settings.load({**defaults, **values}), dsn)

    return with_settings


@pytest.fixture
def intake(start: Start) -> Iterator[Intake]:
    """An intake with the app's secret and one connected store."""
    with start() as running:
        running.add_store(STORE, SECRET)
        yield running
