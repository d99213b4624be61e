"""The measurements in small: that they run, and that both sides do the same work."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import segments_report
from bench.bodies import shop_history
from bench.measure import measure_pipeline
from bench.report import write
from bench.run import run
from bench.segments import PARTS, SMALL_SCALE, run_segments
from bench.sides import Peer, Syncaty
from bench.size import SMALL
from bench.store import Stores, server


@pytest.fixture(scope="module")
def stores() -> Iterator[Stores]:
    with server() as running:
        running.seed(SMALL)
        yield running


def test_a_run_measures_intake_pipeline_and_latency(stores: Stores, tmp_path: Path) -> None:
    told: list[str] = []
    path = write(run(stores, SMALL, with_peer=False, tell=told.append), tmp_path)
    assert [line.split(":")[0] for line in told] == [
        "intake empty",
        "intake syncaty",
        "pipeline syncaty",
        "latency syncaty",
    ]
    table = path.read_text(encoding="utf-8")
    assert "| Syncaty, one process |" in table
    assert "- met: worker stays under 300 MB" in table
    assert path.with_suffix(".json").exists()


@pytest.mark.skipif(not Peer.can_run(), reason="redis-server is not installed")
def test_the_peer_ends_with_the_same_rows(stores: Stores) -> None:
    history = shop_history(purchases=12, shoppers=12)
    # One process: two may both count a new order that two webhooks tell of at once.
    sides = (Syncaty(stores.folder), Peer(stores.folder, processes=1))
    ours, peers = (measure_pipeline(side, stores, history).notes for side in sides)
    assert ours["sums"] == peers["sums"]
    assert ours["events"] == len(history)


def test_a_run_measures_all_that_is_said_of_segments(stores: Stores, tmp_path: Path) -> None:
    found = run_segments(stores, SMALL_SCALE, PARTS, lambda _line: None)
    assert found.previews is not None
    assert set(found.previews.matching.values()) != {0}
    assert found.jump is not None
    assert found.jump.after > found.jump.before
    assert found.midnights is not None
    assert all(each.moved for each in found.midnights)
    table = segments_report.write(found, stores.facts(), tmp_path).read_text(encoding="utf-8")
    assert "All three give the same scores." in table
    assert "- met: scores and 50 segments recomputed within 20 s" in table
