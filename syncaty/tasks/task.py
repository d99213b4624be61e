"""What is to be done in the background, who does it, and when."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work in hand.

    `arguments` are those it was deferred with. Once `stop` is set the process wants to end: leave
    soon, with what was done so far committed. The task is then run again, here or elsewhere.
    """

    name: str
    store_id: int
    key: str
    arguments: Mapping[str, int | str]
    stop: threading.Event = field(repr=False)
    tries: int = 0  # how often it failed before


Handler = Callable[[Task], None]
"""Does a task, on its own connection. It may be run again after a failure, a stop or a kill, so it
goes on from what it committed. An exception means a further try later."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a task is due by itself, once across all processes; its `store_id` is 0.

    `cron` has five fields and means UTC ("15 3 * * *": at 03:15). An instant that passed while
    nothing ran is made up for once, when something runs again. `every` seconds is an interval.
    """

    name: str
    cron: str = ""
    every: float = 0.0

    def __post_init__(self) -> None:
        if bool(self.cron) == bool(self.every):
            raise ValueError(f"schedule {self.name!r} needs either cron or every")
