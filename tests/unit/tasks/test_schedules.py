"""When a schedule is due, and how long a failed task waits."""

from datetime import UTC, datetime

import pytest

from syncaty.tasks import Schedule, policy
from syncaty.tasks.schedules import last_due


@pytest.mark.parametrize(
    ("schedule", "now", "due"),
    [
        (Schedule("a", cron="15 3 * * *"), "2026-05-01T03:15:00", "2026-05-01T03:15:00"),
        (Schedule("a", cron="15 3 * * *"), "2026-05-01T03:14:59", "2026-04-30T03:15:00"),
        (Schedule("a", cron="15 3 * * *"), "2026-05-01T23:00:00", "2026-05-01T03:15:00"),
        (Schedule("a", every=90), "2026-05-01T00:01:31", "2026-05-01T00:01:30"),
        (Schedule("a", every=90), "2026-05-01T00:01:30", "2026-05-01T00:01:30"),
    ],
)
def test_the_newest_instant_that_has_come(schedule: Schedule, now: str, due: str) -> None:
    assert last_due(schedule, at(now)) == at(due)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("words", [{}, {"cron": "* * * * *", "every": 5.0}])
def test_a_schedule_is_either_by_the_clock_or_every_so_often(words: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="either cron or every"):
        Schedule("a", **words)  # type: ignore[arg-type]


def test_delays_grow_vary_a_little_and_end() -> None:
    for failures, wanted in enumerate(policy.DELAYS, start=1):
        found = policy.delay(failures)
        assert found is not None
        assert abs(found - wanted) <= wanted * policy.JITTER
    assert policy.delay(len(policy.DELAYS) + 1) is None
    assert list(policy.DELAYS) == sorted(policy.DELAYS)
