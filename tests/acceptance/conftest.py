"""What the acceptance tests share: a Syncaty of the test's own, made of real processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.harness import Syncaty, Up
from tests.conftest import folder_for_a_server


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the dashboard's compressed files are kept for the next start."""
    return tmp_path_factory.mktemp("built") / "web"


@pytest.fixture
def syncaty(server_dir: Path, built: Path) -> Iterator[Syncaty]:
    """A fresh data directory; `.up()` starts the product, `.run(...)` a command beside it."""
    own = Syncaty(server_dir / "data", built)
    yield own
    own.end()


@pytest.fixture(scope="module")
def shared(built: Path) -> Iterator[Syncaty]:
    """One running product for the tests of a module that do not stop it; `.ups[0]` is it."""
    with folder_for_a_server() as folder:
        own = Syncaty(folder / "data", built)
        own.up()
        yield own
        own.end()


@pytest.fixture
def up(shared: Syncaty) -> Up:
    """The `up` that the tests of the module share."""
    return shared.ups[0]
