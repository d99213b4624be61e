"""A row of tabs: addresses of the same matter."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; `count` is shown beside its word, in red when `loud`."""

    label: str | Promise
    address: str
    current: bool = False
    count: int | None = None
    loud: bool = False
