"""How long a task waits before another try, and how often it is tried."""

import random

DELAYS = (10.0, 60.0, 300.0, 900.0, 3600.0, 3600.0, 3600.0)
"""Seconds before each further try: about four hours in all, then somebody has to look."""
JITTER = (
    0.2  # up to this part more or less, so that tasks that failed together do not return together
)

FREE_CRASHES = 5
"""Deaths of a process, less than an hour apart, after which a task still starts again at once."""
MOST_CRASHES = 10
"""Deaths after which a task counts as their cause and is not started again."""


def delay(failures: int) -> float | None:
    """Give the seconds to wait after so many failed tries; None when that was the last."""
    if failures > len(DELAYS):
        return None
    return DELAYS[failures - 1] * (1 + JITTER * (2 * random.random() - 1))  # noqa: S311
