"""What every reader of one body shares: its event, time, zone, and the notes taken on the way."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from syncaty.salla.facts import make_version

MARGIN = timedelta(minutes=10)
"""How far back webhooks are not overruled by what is fetched without word of its own age."""

_MOST_WARNINGS = 50


class Notes:
    """The warnings of one body: what was left out because it could not be read."""

    def __init__(self) -> None:
        self._warnings: list[str] = []

    def add(self, path: str, what: str) -> None:
        """Note what is wrong with the value at `path`; `what` never repeats the value."""
        if len(self._warnings) < _MOST_WARNINGS:
            self._warnings.append(f"{path} {what}")

    def all(self) -> tuple[str, ...]:
        """Give the warnings in the order they were met, at most fifty."""
        return tuple(self._warnings)


@dataclass(slots=True)
class Context:
    """One body being read. `digest` is the start of its hash, `occurred_at` its event's time."""

    event: str
    rank: int
    occurred_at: datetime
    digest: str
    zone: tzinfo
    notes: Notes = field(default_factory=Notes)

    def moment(self, updated_at: datetime | None, *, weak: bool) -> datetime:
        """Give the instant at which what is said of an entity was so: that of the event."""
        return self.occurred_at

    def version(self, updated_at: datetime | None = None) -> str:
        """Give the version of what the body says of the entity it is about."""
        return make_version(
            weak=False,
            occurred_at=self.moment(updated_at, weak=False),
            updated_at=updated_at,
            rank=self.rank,
            digest=self.digest,
        )

    def aside(self, updated_at: datetime | None = None, *, weak: bool) -> str:
        """Give the version of what the body says of another entity, such as an order's customer.

        It ranks below an event of that entity itself.
        """
        return make_version(
            weak=weak,
            occurred_at=self.moment(updated_at, weak=weak),
            updated_at=updated_at,
            rank=0,
            digest=self.digest,
        )

    def weak(self) -> str:
        """Give the version of the parts that a short form repeats: they only fill holes."""
        return make_version(
            weak=True,
            occurred_at=self.moment(None, weak=True),
            updated_at=None,
            rank=self.rank,
            digest=self.digest,
        )


@dataclass(slots=True)
class FetchedContext(Context):
    """One body that was fetched. `occurred_at` is the fetch less the margin.

    `known_at` is when what a short form repeats was so, such as the names on an order's lines.
    `changed_at` is when the entity last changed as far as the body tells, else when it began.
    """

    fetched_at: datetime = field(kw_only=True)
    known_at: datetime = field(kw_only=True)
    changed_at: datetime = field(kw_only=True)

    def moment(self, updated_at: datetime | None, *, weak: bool) -> datetime:
        """Give the later of the entity's own last change and the fetch less the margin."""
        if weak:
            return self.known_at
        if updated_at is None:
            return self.occurred_at
        return max(min(updated_at, self.fetched_at), self.occurred_at)
