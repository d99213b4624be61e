"""`python -m bench`: measures everything in one run and writes bench/results/."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench import imports, segments_report
from bench.report import write
from bench.run import run
from bench.segments import PARTS, SMALL_SCALE, Scale, run_segments
from bench.sides import Peer
from bench.size import FULL, SMALL
from bench.store import server

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Measure, print the table, keep it."""
    parser = ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a quick look; figures mean nothing")
    parser.add_argument("--without-peer", action="store_true", help="leave the comparison out")
    parser.add_argument("--repeats", type=int, help="how often each measurement is taken")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder for the table")
    parser.add_argument(
        "--imports",
        type=int,
        nargs="*",
        metavar="ORDERS",
        help="measure only importing a history: of so many full orders, then so many light ones"
        " (default 100000 5000)",
    )
    parser.add_argument(
        "--segments",
        nargs="*",
        choices=PARTS,
        help="measure only previews, membership and recomputation; all parts of it, or those named",
    )
    parser.add_argument(
        "--kept", type=Path, help="with --segments: folder of a server whose stores are used again"
    )
    chosen = parser.parse_args()
    if chosen.imports is not None:
        return _imports(chosen.imports or [100_000, 5_000], chosen.results)
    if chosen.segments is not None:
        scale = SMALL_SCALE if chosen.small else Scale()
        scale = replace(scale, turns=chosen.repeats or scale.turns)
        return _segments(scale, chosen.segments or PARTS, chosen.kept, chosen.results)
    if not chosen.without_peer and not Peer.can_run():
        sys.stderr.write(
            "The peer needs redis-server. On Debian and Ubuntu: apt-get install redis-server. "
            "Or leave it out: python -m bench --without-peer\n"
        )
        return 1
    size = SMALL if chosen.small else FULL
    size = replace(size, repeats=chosen.repeats or size.repeats)
    with server() as stores:
        _tell(f"making a store of {size.customers:,} customers ...")
        stores.seed(size)
        report = run(stores, size, with_peer=not chosen.without_peer, tell=_tell)
    path = write(report, chosen.results)
    print(f"\n{report.table()}\nwritten to {path}")
    return 0


def _imports(orders: list[int], folder: Path) -> int:
    """Measure imports alone: full orders, then light ones."""
    with server() as stores:
        found = [
            imports.measure(stores, many, full=place == 0, tell=_tell)
            for place, many in enumerate(orders)
        ]
    path = imports.write(found, folder)
    print(f"\n{imports.table(found)}\n\nwritten to {path}")
    return 0


def _segments(scale: Scale, parts: Sequence[str], kept: Path | None, folder: Path) -> int:
    """Measure what is said of segments."""
    with server(kept) as stores:
        found = run_segments(stores, scale, parts, _tell)
        path = segments_report.write(found, stores.facts(), folder)
    print(f"\n{path.read_text(encoding='utf-8')}\nwritten to {path}")
    return 0


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
