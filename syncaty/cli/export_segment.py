"""`syncaty export segment`: the members of a segment, with how far it is on the terminal."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import TextIO, TypeVar

import typer

from syncaty.db.pool import Conn
from syncaty.segments.audience import COLUMNS, Audience, audience, rows
from syncaty.segments.written import Form, written

Row = TypeVar("Row")
LOOK = 0.2  # seconds between two drawings of the line
_BLANK = "\r" + " " * 78 + "\r"


def export_segment(
    conn: Conn, store: int, key: str, form: Form, file: TextIO, *, masked: bool
) -> None:
    """Write the members of a segment; says at the end how many, and who was left out and why.

    Contacts are in full unless `masked`, whatever the store decided: it is the operator who asks.
    Raises SegmentError, PrivacyError.
    """
    who = audience(conn, store, key, masked=masked)
    conn.commit()
    conn.autocommit = True  # each portion sees what is then: nothing is held open for long
    members = rows(who, lambda: nullcontext(conn))
    counted = _Counted(who.kept)
    file.writelines(written(form, COLUMNS, counted.through(members)))
    file.flush()
    typer.echo(_said(who, counted.done), err=True)


class _Counted:
    """Counts rows as they go by, and draws how far it is if somebody looks on."""

    def __init__(self, total: int) -> None:
        self.done = 0
        self._total = total
        self._began = self._drawn = time.monotonic()

    def through(self, found: Iterable[Row]) -> Iterator[Row]:
        """Give the rows on."""
        looking = sys.stderr.isatty()
        for row in found:
            self.done += 1
            if looking and time.monotonic() - self._drawn > LOOK:
                self._draw()
            yield row
        if looking:
            sys.stderr.write(_BLANK)

    def _draw(self) -> None:
        self._drawn = time.monotonic()
        left = (self._drawn - self._began) / self.done * max(0, self._total - self.done)
        share = min(1.0, self.done / max(1, self._total))
        sys.stderr.write(
            f"\r{self.done:,} of {self._total:,} customers, {share:.0%}, {left:.0f} s left   "
        )
        sys.stderr.flush()


def _said(who: Audience, done: int) -> str:
    said = f"{done:,} customers written."
    if who.privacy.consent == "without":
        return f"{said} {who.left_out:,} left out: members of {who.privacy.consent_segment}."
    if who.privacy.consent == "only":
        return f"{said} {who.left_out:,} left out: not members of {who.privacy.consent_segment}."
    return said
