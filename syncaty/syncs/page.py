"""What goes from those who fetch to the one who writes: rows that were read, and marks between."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from syncaty.salla.facts import Fact, Kind

Position = Mapping[str, Any]
"""Where to go on after a stop, as JSON: what a part's source made of it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One entity as Salla (or a file) has it now; `gone` says that Salla has it no longer."""

    kind: Kind
    id: int
    facts: tuple[Fact, ...]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that could not be taken: where it stands and why, in a sentence."""

    entity: Kind
    entity_id: str
    code: str
    error: str
    field: str = ""
    row: int | None = None


Read = Taken | Refused | None
"""What became of a row; None where nothing is to be done with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, read already or still being fetched. `rows` is what it adds to the part's `done`."""

    read: Read | Future[Read]
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """All before this is handed over: after a stop, go on from `position`."""

    position: Position
    done: int
    total: int | None


Item = Entry | Mark


@dataclass(slots=True)
class Batch:
    """Rows to be written in one transaction, and how far the part is with them.

    `seconds` were spent at work on it. A batch without a position leaves it as it is.
    """

    part: str
    rows: Sequence[Taken] = ()
    refused: Sequence[Refused] = ()
    done: int = 0
    total: int | None = None
    position: Position | None = None
    finished: bool = False
    seconds: float = 0.0
    notes: Sequence[str] = field(default_factory=tuple)
