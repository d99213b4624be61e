"""Large statements that are run often: read once by the client, and planned once by the server."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from psycopg import Connection, RawCursor
from psycopg.rows import TupleRow

_PLACE = re.compile(rb"%\((?P<name>\w+)\)s|%%")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A statement with numbered places, and the names of what comes into them, in that order.

    psycopg reads a statement with named places anew at each execution once it is large.
    """

    text: bytes
    names: tuple[str, ...] = field(default=())

    def run(
        self, conn: Connection[Any], given: Mapping[str, Any], *, prepare: bool | None = None
    ) -> RawCursor[TupleRow]:
        """Run it with named values."""
        values = [given[name] for name in self.names]
        return RawCursor(conn).execute(self.text, values, prepare=prepare)


def numbered(text: bytes) -> Numbered:
    """Turn `%(name)s` into `$1`, and `%%` into `%`; a name that comes again keeps its number."""
    names: dict[bytes, int] = {}

    def place(found: re.Match[bytes]) -> bytes:
        name = found["name"]
        return b"%" if name is None else b"$%d" % names.setdefault(name, len(names) + 1)

    return Numbered(_PLACE.sub(place, text), tuple(name.decode() for name in names))


@contextmanager
def planned_once(conn: Connection[Any]) -> Iterator[None]:
    """Let what runs inside keep one plan for any values: for statements that always go by a key.

    The caller must be in a transaction.
    """
    conn.execute("set local plan_cache_mode to force_generic_plan")
    yield
    conn.execute("set local plan_cache_mode to default")
