"""One try of a task: marked, run, and what became of it told to the queue."""

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic

import structlog
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job

from syncaty.clock import utc_now
from syncaty.errors import SyncatyError
from syncaty.tasks import policy
from syncaty.tasks.guard import Guard
from syncaty.tasks.metrics import Ending, observe
from syncaty.tasks.task import Handler, Task

_log = structlog.get_logger("syncaty.tasks")

SOON = 5.0  # seconds until a try that could not even begin


class Again(Exception):  # noqa: N818  # a word to the queue, no fault
    """The task is to be tried again at an instant."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"again at {at:%H:%M:%S}")
        self.at = at


class GivenUp(Exception):  # noqa: N818
    """The task failed for good."""


class AsTold(BaseRetryStrategy):
    """Tells the queue what a try said; a try that could not even say it is repeated soon."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Give when to try again, None for never."""
        if isinstance(exception, GivenUp):
            return None
        if isinstance(exception, Again):
            return RetryDecision(retry_at=exception.at)
        return RetryDecision(retry_at=utc_now() + timedelta(seconds=SOON))


class Performer:
    """Runs handlers; `halt` is set when the process wants to end or lost its database."""

    def __init__(
        self, handlers: Mapping[str, Handler], guard: Guard, halt: threading.Event
    ) -> None:
        self._handlers = handlers
        self._guard = guard
        self._halt = halt

    def perform(
        self, context: JobContext, *, store_id: int, key: str, arguments: dict[str, int | str]
    ) -> None:
        """Try a task of the queue once; raises Again or GivenUp when it is not done."""
        job = context.job
        if job.id is None:
            raise ValueError("a task in hand has no number")
        failures = self._guard.take(job.id)
        if failures is None:
            raise Again(utc_now() + timedelta(seconds=SOON))
        task = Task(job.task_name, store_id, key, arguments, self._halt, failures)
        began = monotonic()
        ending: Ending = "failed"
        try:
            ending = self._try(task, job.id, job.lock or "")
        except Again:
            ending = "stopped" if self._halt.is_set() else "retry"
            raise
        finally:
            observe(task.name, ending, monotonic() - began)
            self._guard.release(job.id)

    def _try(self, task: Task, job_id: int, words: str) -> Ending:
        try:
            self._handlers[task.name](task)
        except Exception as error:  # noqa: BLE001  # whatever a handler meets becomes a further try
            if not self._halt.is_set():
                self._failed(task, job_id, words, error)
                return "retry"
        if self._halt.is_set():  # it may have left half-way, so it is begun again
            raise Again(utc_now())
        self._guard.done(words)
        return "done"

    def _failed(self, task: Task, job_id: int, words: str, error: Exception) -> None:
        """Note a failed try; raises Again or GivenUp unless the same words wait already."""
        said = _sentence(error)
        failures, twin = self._guard.failed(job_id, words, said)
        log = _log.bind(task=task.name, store=task.store_id, failures=failures, error=said)
        trace = None if isinstance(error, SyncatyError) else error
        if twin:  # that one is the further try
            log.warning("task failed", action="task_failed", exc_info=trace)
            return
        seconds = policy.delay(failures)
        if seconds is None:
            log.error("task given up", action="task_given_up", exc_info=trace)
            raise GivenUp(said)
        log.warning("task failed", action="task_failed", again=round(seconds), exc_info=trace)
        raise Again(utc_now() + timedelta(seconds=seconds))


def _sentence(error: Exception) -> str:
    """Give what an error says, in one line; one of ours is a sentence already."""
    first = (str(error).strip().splitlines() or [""])[0][:500]
    return first if isinstance(error, SyncatyError) else f"{type(error).__name__}: {first}"
