"""Log lines tell what went wrong, and no secret that was in hand at the time."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from syncaty.cli.logs import QUIET, configure
from syncaty.config import load


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Give the test runner its own logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    quiet = {name: logging.getLogger(name).level for name in QUIET}
    yield
    for name, held in quiet.items():
        logging.getLogger(name).setLevel(held)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def fail_with(refresh_token: str) -> None:
    raise ValueError(f"a token of {len(refresh_token)} characters is no good")


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_traceback_has_no_local_variables(form: str) -> None:
    file = io.BytesIO()
    configure(load({"SYNCATY_LOG_FORMAT": form}), file)
    try:
        fail_with("ory_rt_secret")
    except ValueError:
        structlog.get_logger("syncaty.test").exception("renewing failed", action="test")
    line = file.getvalue().decode()
    assert "a token of 13 characters is no good" in line
    assert "fail_with" in line
    assert "ory_rt_secret" not in line.replace('fail_with("ory_rt_secret")', "")
    if form == "json":
        assert json.loads(line)["action"] == "test"
