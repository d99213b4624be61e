"""Reads who is meant by what a merchant wrote in a list: an id, a phone in any form, or an e-mail.

Pure. Which customers these are is found out by `lists.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from syncaty.salla.ids import MAX_ID
from syncaty.salla.phones import to_e164
from syncaty.salla.values import plain_digits

Problem = Literal["unknown", "ambiguous", "unreadable", "rounded"]
"""Why an entry names no member: nobody is known by it (yet), it could mean two customers, it is no
id, phone or e-mail, or a spreadsheet has rounded the number away.
"""

LONGEST = 200
_BETWEEN = re.compile(r"[\n\r\t,;،؛|]+")
_ID = re.compile(r"-?\d{1,19}", re.ASCII)
_PHONE = re.compile(r"\+?[\d\s().\-/]+", re.ASCII)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.ASCII | re.IGNORECASE)
_FIRM = ("+", "0")  # what begins so is dialled, and never an id
_LONGEST_EMAIL = 254


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: where it stood, as it was written, and what it can be known by.

    A bare number is `guessed`: it may be an id or a phone, and both are tried.
    """

    row: int
    written: str
    id: int | None = None
    mobile: str | None = None
    email: str | None = None
    guessed: bool = False

    @property
    def readable(self) -> bool:
        """Tell whether it could be anybody."""
        return self.id is not None or self.mobile is not None or self.email is not None

    @property
    def problem(self) -> Problem:
        """Say why it names nobody, before any customer is looked at."""
        if self.readable:
            return "unknown"
        return "rounded" if _ROUNDED.fullmatch(self.written) else "unreadable"

    @property
    def key(self) -> str:
        """Give what is the same for all ways to write it."""
        if not self.readable:
            return self.written
        return " ".join(str(each or "") for each in (self.id, self.mobile, self.email))


def read_entry(text: str, row: int = 0) -> Entry:
    """Read one entry."""
    written = _plain(text)
    kept = written[:LONGEST]
    if "@" in written:
        return Entry(row, kept, email=read_email(written))
    number = written.removeprefix("#").strip()
    found = None if number.startswith(_FIRM) else read_id(number)
    mobile = None if written.startswith("#") else read_mobile(written)
    return Entry(row, kept, found, mobile, guessed=None not in (found, mobile))


def read_id(text: str) -> int | None:
    """Read a customer's id; negative ones are of customers that only a file made known."""
    if not _ID.fullmatch(text):
        return None
    found = int(text)
    return found if found and -MAX_ID <= found <= MAX_ID else None


def read_mobile(text: str) -> str | None:
    """Read a phone in any form as E.164."""
    return to_e164(text) if len(text) <= 40 and _PHONE.fullmatch(text) else None


def read_email(text: str) -> str | None:
    """Read an e-mail, in small letters."""
    mail = text.lower()
    before, _, after = mail.partition("@")
    fits = before and "." in after and "@" not in after and not re.search(r"[\s<>]", mail)
    return mail if fits and len(mail) <= _LONGEST_EMAIL else None


def read_text(text: str) -> Iterator[Entry]:
    """Read pasted text: entries stand on lines of their own, or between commas and semicolons.

    Numbers that stand beside each other on a line are taken apart where they make no one phone.
    """
    for number, line in enumerate(text.splitlines(), 1):
        for piece in _BETWEEN.split(line):
            if _plain(piece):
                yield from _apart(read_entry(piece, number))


def _apart(entry: Entry) -> Iterator[Entry]:
    parts = [read_entry(each, entry.row) for each in entry.written.split()]
    if entry.readable or len(parts) < 2 or not all(each.readable for each in parts):
        yield entry
    else:
        yield from parts


def _plain(text: str) -> str:
    return " ".join(plain_digits(text.replace("\0", "").replace("\u00a0", " ")).split())
