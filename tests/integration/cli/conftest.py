"""Commands run inside the test's process against the test's own database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from syncaty import cli
from tests.integration.pipeline.shop import Shop


@dataclass(frozen=True, slots=True)
class Said:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Run:
    """Run a command and give what it said."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("SYNCATY_DATA_DIR", str(tmp_path / "data"))

    def command(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return command


@pytest.fixture
def shop(dsn: str) -> Iterator[Shop]:
    """A connected store with the id 77."""
    with Shop(dsn) as each:
        yield each
