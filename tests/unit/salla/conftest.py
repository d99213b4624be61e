"""What the tests of Salla's payloads share: our own bodies, and reading them."""

import copy
import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from syncaty.salla.decode import decode
from syncaty.salla.facts import Decoded, Fact
from syncaty.salla.http import Http, Patience
from tests.scripted_server import Scripted, scripted_server

ROOT = Path(__file__).parents[3]
RECEIVED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

Body = dict[str, Any]
Change = Callable[[Body], object]


@pytest.fixture(scope="session")
def bodies() -> dict[str, Body]:
    """Our own bodies, by file name without ending: the event, two underscores, the case."""
    files = sorted((ROOT / "tests/fixtures/salla").glob("*.json"))
    return {file.stem: json.loads(file.read_bytes()) for file in files}


@pytest.fixture(scope="session")
def read(bodies: dict[str, Body]) -> Callable[..., Decoded]:
    """Read one of our bodies by name, changed first by the function given, if any."""

    def read(name: str, change: Change | None = None) -> Decoded:
        body = copy.deepcopy(bodies[name])
        if change:
            change(body)
        return read_any(body)

    return read


@pytest.fixture(scope="session")
def read_body() -> Callable[[Body], Decoded]:
    """Read any body, as received at a fixed time by a store in Riyadh."""
    return read_any


@pytest.fixture
def salla() -> Iterator[Scripted]:
    """A server that answers what the test has written down."""
    with scripted_server() as server:
        yield server


@pytest.fixture
def http() -> Iterator[Http]:
    """Connections that try three times, without pauses."""
    with closing(Http(Patience(tries=3, first_pause=0, longest_pause=0, largest=100_000))) as http:
        yield http


@pytest.fixture
def hasty() -> Iterator[Http]:
    """Connections that soon lose their patience; for answers that never come."""
    patience = Patience(tries=3, read=0.2, total=0.4, first_pause=0, longest_pause=0)
    with closing(Http(patience)) as http:
        yield http


@pytest.fixture(scope="session")
def only() -> Callable[..., Fact]:
    """Give the one fact of a kind, and of a strength if asked."""

    def only(decoded: Decoded, kind: str, *, weak: bool | None = None) -> Fact:
        (fact,) = [
            fact
            for fact in decoded.facts
            if fact.kind == kind and (weak is None or weak == fact.version.startswith("0"))
        ]
        return fact

    return only


@pytest.fixture(scope="session")
def published() -> dict[str, Body]:
    """The platform's published samples, where they lie beside the project."""
    shared = Path(os.environ.get("SYNCATY_SHARED") or ROOT.parent / "shared")
    files = sorted((shared / "salla/payloads").glob("*.json"))
    if not files:
        pytest.skip("no published samples beside the project")
    return {file.stem: json.loads(file.read_bytes(), parse_float=Decimal) for file in files}


@pytest.fixture(scope="session")
def shared_payloads(published: dict[str, Body]) -> dict[str, Body]:
    """Those of the published samples that are webhooks, as plain JSON."""
    webhooks = {k: v for k, v in published.items() if "event" in v and "merchant" in v}
    return {name: json.loads(json.dumps(body, default=float)) for name, body in webhooks.items()}


def read_any(body: Body) -> Decoded:
    raw = json.dumps(body, ensure_ascii=False).encode()
    return decode(body["event"], raw, RECEIVED, ZoneInfo("Asia/Riyadh"))
