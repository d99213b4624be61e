"""Figures of background work, for Prometheus. docs/operate/metrics.md explains each."""

from typing import Literal

from prometheus_client import Counter, Histogram

Ending = Literal["done", "retry", "failed", "stopped"]

_worked = Counter(
    "syncaty_tasks_worked", "Tries of tasks, by what became of them", ["task", "result"]
)
_seconds = Histogram(
    "syncaty_task_seconds",
    "Seconds that one try of a task took",
    ["task"],
    buckets=(0.01, 0.05, 0.25, 1, 5, 30, 120, 600, 3600),
)
_taken_up = Counter("syncaty_tasks_taken_up", "Tasks queued again because their process died")


def observe(name: str, ending: Ending, seconds: float) -> None:
    """Count one try of a task."""
    _worked.labels(name, ending).inc()
    _seconds.labels(name).observe(seconds)


def observe_taken_up() -> None:
    """Count a task that a dead process left."""
    _taken_up.inc()
