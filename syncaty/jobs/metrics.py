"""Figures of the workers, for Prometheus. docs/operate/metrics.md explains each."""

from prometheus_client import Counter, Histogram

from syncaty.jobs.executor import Tally

_worked = Counter("syncaty_jobs_worked", "Tries of jobs by what became of them", ["result"])
_batch_seconds = Histogram(
    "syncaty_batch_seconds",
    "Seconds to apply and complete one batch",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10),
)
_batch_jobs = Histogram(
    "syncaty_batch_jobs", "Jobs in one batch", buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500)
)


def observe(tally: Tally, seconds: float) -> None:
    """Count one worked batch."""
    _worked.labels("done").inc(tally.done)
    _worked.labels("failed").inc(tally.failed)
    _batch_seconds.observe(seconds)
    _batch_jobs.observe(tally.done + tally.failed)
