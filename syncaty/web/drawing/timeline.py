"""Entries of a timeline, newest first, each with its cause."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString

Text = str | SafeString | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, when, why. Drawn with an icon, or a segment's shape when `segment` is set.

    `tone` is empty, good, bad, warn or info.
    """

    at: datetime
    what: Text
    cause: Text = ""
    icon: str = "done"
    segment: str = ""
    tone: str = ""
