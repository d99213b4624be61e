"""`python -m bench`: measures everything in one run and writes bench/results/."""

import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

from bench import imports
from bench.report import write
from bench.run import run
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
    chosen = parser.parse_args()
    if chosen.imports is not None:
        return _imports(chosen.imports or [100_000, 5_000], chosen.results)
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


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
