"""Syncs: fetching a store's history, repairing gaps, and taking files, all with progress in Jobs.

`create`, `pause`, `resume` and `cancel` are what people and other parts ask for; `progress` and
`listing` are what pages, the API and the command line show; the background process works them.
"""

from syncaty.syncs.beginning import begin_history
from syncaty.syncs.control import again, cancel, create, pause, resume, wake
from syncaty.syncs.reading import listing, progress
from syncaty.syncs.sync import EVENTS, Kind, Part, Progress, Reason, State, SyncError

__all__ = [
    "EVENTS",
    "Kind",
    "Part",
    "Progress",
    "Reason",
    "State",
    "SyncError",
    "again",
    "begin_history",
    "cancel",
    "create",
    "listing",
    "pause",
    "progress",
    "resume",
    "wake",
]
