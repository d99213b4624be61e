"""`python -m bench`: measures everything in one run and writes bench/results/."""

import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

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
    chosen = parser.parse_args()
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


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
