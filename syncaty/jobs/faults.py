"""Tells faults that may pass from those that cannot, and how long to wait before another try."""

import random
import traceback
from dataclasses import dataclass

import psycopg
from psycopg import errors

from syncaty.errors import PermanentError
from syncaty.jobs.outcome import Failed

PERMANENT = (PermanentError, errors.DataError, errors.IntegrityError)
"""Faults that lie in the body or in our reading of it: the same try would end the same way."""

CONNECTION = (psycopg.OperationalError, psycopg.InterfaceError)
"""What a lost connection raises, among other things; see `connection_lost`."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often a job is tried, and the seconds before each further try.

    Each delay is varied by up to a fifth, so that jobs that failed together do not return together.
    """

    delays: tuple[float, ...] = (5, 30, 120, 600)
    jitter: float = 0.2

    @property
    def attempts(self) -> int:
        """How often a job is tried in all."""
        return len(self.delays) + 1

    def delay(self, attempts_made: int) -> float | None:
        """Give the seconds until the next try; None when there is none left."""
        if attempts_made >= self.attempts:
            return None
        spread = 1 + self.jitter * (2 * random.random() - 1)  # noqa: S311 - spreading, not secrecy
        return self.delays[attempts_made - 1] * spread


def connection_lost(error: Exception) -> bool:
    """Tell whether the connection is gone, rather than a statement refused over a sound one.

    Server shut down or not up yet (class 57P), connection broken (class 08), or no word from the
    server at all. A full disk, a deadlock or a time limit is a fault of the statement.
    """
    if not isinstance(error, CONNECTION):
        return False
    state = error.sqlstate
    return state is None or state.startswith(("08", "57P"))


def as_failed(error: Exception) -> Failed:
    """Describe an exception raised while a job was worked."""
    trace = "".join(traceback.format_exception(error))
    if isinstance(error, PermanentError):
        return Failed(error.code, str(error), retry=False, path=error.path, traceback=trace)
    if isinstance(error, PERMANENT):
        message = (
            f"The database refused what this webhook says ({_first_line(error)}). Nothing was "
            "changed. Trying again will not help; look at the payload and report it."
        )
        return Failed("rejected_by_database", message, retry=False, traceback=trace)
    message = (
        f"Something unexpected went wrong ({type(error).__name__}: {_first_line(error)}). Nothing "
        "was changed, and the job is tried again by itself."
    )
    return Failed("unexpected", message, retry=True, traceback=trace)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0]
