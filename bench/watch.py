"""Looks from a connection of its own for who entered or left a segment, until it is told to end.

Run as a process, so that looking does not slow the sender. Writes a line for each job: its number
and the wall clock at which a move that it caused was first read.
"""

import signal
import sys
import time
from pathlib import Path
from types import FrameType

import psycopg

from syncaty.db.queries import load

_sql = load("bench", "progress.sql")
_PAUSE = 0.005


def watch(dsn: str, out: Path) -> None:
    """Look every few milliseconds; ends at SIGTERM after a last look."""
    ended = False

    def end(_signal: int, _frame: FrameType | None) -> None:
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    with psycopg.connect(dsn, autocommit=True) as conn, out.open("w", encoding="ascii") as file:
        last = conn.execute(_sql["last_move"]).fetchone()
        seen = {"after": last[0] if last else 0}
        file.write("ready\n")
        file.flush()
        while not ended:
            rows = conn.execute(_sql["moves_since"], seen).fetchall()
            now = time.time()
            if rows:
                seen["after"] = rows[-1][0]
                file.writelines(f"{job} {now:.6f}\n" for _, job in rows)
            time.sleep(_PAUSE)


if __name__ == "__main__":
    watch(sys.argv[1], Path(sys.argv[2]))
