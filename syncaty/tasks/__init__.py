"""Work in the background that is not a webhook: imports, repairs, watches, nightly tidying."""

from syncaty.tasks.defer import defer
from syncaty.tasks.task import Handler, Schedule, Task

__all__ = ["Handler", "Schedule", "Task", "defer"]
