"""What became of a job, as a value: done, or failed with a fault that may or may not pass."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.errors import ErrorCode

State = Literal["pending", "completed", "failed"]
DoneOutcome = Literal["applied", "superseded", "ignored"]


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job with the body that came."""

    store_id: int
    id: int
    event: str
    received_at: datetime
    attempts: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """A job that was applied, was older than what is held, or is of no concern.

    `changes` is what it changed, ready for JSON.
    """

    outcome: DoneOutcome
    changes: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that could not be worked; `retry` says whether the fault may pass by itself."""

    code: ErrorCode
    error: str
    retry: bool
    path: str = ""
    traceback: str = ""


Result = Done | Failed

Apply = Callable[[Connection[TupleRow], int, Sequence[Job]], list[Result]]
"""Applies the jobs of one store inside the open transaction; one result per job, in order."""
