from collections.abc import Iterator

import pytest

from tests.integration.pipeline.shop import Shop


@pytest.fixture
def shop(dsn: str) -> Iterator[Shop]:
    with Shop(dsn) as each:
        yield each
