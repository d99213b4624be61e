"""Remembers on disk where a live shop is, so that it goes on there after any stop."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import msgspec

from syncaty.errors import SyncatyError
from syncaty.sandbox.model import Event
from syncaty.sandbox.shop import Plan, Shop

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened in a live shop: by chance, or `what` was wanted of `subject`."""

    at: datetime
    what: str = ""
    subject: int = 0

    def play(self, shop: Shop) -> list[Event]:
        """Let it happen in the shop, which must be where it was then."""
        return shop.act(self.what, self.at, self.subject) if self.what else shop.step(self.at)


class JournalError(SyncatyError):
    """The state file cannot be used for this shop; the message says what to do."""


class Journal:
    """A text file of JSON lines: the plan, each live step's instant, and how much was sent.

    A shop's life follows from its plan and the instants of its steps alone, so replaying these
    brings back every order and id. A step is written down before its events leave; `sent` counts
    the first events that are all settled, so after a crash the last few are sent once more, with
    the same bytes.
    """

    def __init__(
        self, path: Path, plan: Plan, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.path = path
        self.plan = plan
        self.steps: list[Step] = []
        self.sent = 0
        self._settled: set[int] = set()
        self._clock = clock
        self._saved = 0
        self._saved_at = clock()
        fresh = not path.exists()
        if not fresh:
            self._read(plan)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = path.open("a", encoding="utf-8")
        if fresh:
            self._write({"format": _FORMAT, "plan": msgspec.to_builtins(plan)})

    def step(self, step: Step) -> None:
        """Note a live step before what comes of it is sent."""
        self.steps.append(step)
        wanted = {"what": step.what, "subject": step.subject} if step.what else {}
        self._write({"step": step.at.astimezone(UTC).isoformat(), **wanted})

    def told(self, count: int) -> None:
        """Note that the first `count` events need no sending."""
        self.sent = max(self.sent, count)
        self._settled = {number for number in self._settled if number >= self.sent}

    def settled(self, number: int) -> None:
        """Note that an event needs no more sending."""
        self._settled.add(number)
        while self.sent in self._settled:
            self._settled.remove(self.sent)
            self.sent += 1
        if self._clock() - self._saved_at >= 1:
            self._save()

    def close(self) -> None:
        """Write how far it came."""
        self._save()
        self._file.close()

    def _save(self) -> None:
        self._saved_at = self._clock()
        if self.sent != self._saved:
            self._write({"sent": self.sent})
            self._saved = self.sent

    def _write(self, entry: dict[str, object]) -> None:
        self._file.write(json.dumps(entry) + "\n")
        self._file.flush()

    def _read(self, wanted: Plan) -> None:
        text = self.path.read_text(encoding="utf-8")
        whole = text[: text.rfind("\n") + 1]
        if whole != text:  # the line under the pen when the machine stopped
            self.path.write_text(whole, encoding="utf-8")
        try:
            head, *entries = [json.loads(line) for line in whole.splitlines()]
            self.plan = msgspec.convert(head["plan"], Plan)
            for entry in entries:
                if "step" in entry:
                    at = datetime.fromisoformat(entry["step"])
                    self.steps.append(Step(at, entry.get("what", ""), entry.get("subject", 0)))
                else:
                    self.sent = self._saved = int(entry["sent"])
        except (ValueError, KeyError, TypeError, msgspec.ValidationError):
            raise JournalError(
                f"{self.path} is no state file of a sandbox shop; name another one with --state."
            ) from None
        if self._other_than(wanted):
            raise JournalError(
                f"{self.path} belongs to another shop ({self.plan}). Give the same options, or "
                "name another file with --state."
            )

    def _other_than(self, wanted: Plan) -> bool:
        """Whether the plan differs in more than the day on which it was first played."""
        held = msgspec.to_builtins(self.plan) | {"until": ""}
        return bool(held != msgspec.to_builtins(wanted) | {"until": ""})
