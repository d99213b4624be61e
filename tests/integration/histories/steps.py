"""What can happen to a store: what comes in, what its merchant decides, and days that pass."""

from dataclasses import dataclass

from syncaty.rfm.settings import RfmSettings
from syncaty.segments.rules.tree import Rule
from tests.integration.pipeline.shop import Body


@dataclass(frozen=True)
class Come:
    """Webhooks that come in, in pieces of so many."""

    bodies: tuple[Body, ...]
    batch: int = 500


@dataclass(frozen=True)
class Pass:
    """Days that pass, one by one."""

    days: int


@dataclass(frozen=True)
class Decide:
    """What the merchant decides about scores."""

    settings: RfmSettings


@dataclass(frozen=True)
class Count:
    """Whether orders in a status count from now on."""

    status: str
    counts: bool


@dataclass(frozen=True)
class Make:
    """A segment that is made, or changed where it is there already."""

    key: str
    rule: Rule


@dataclass(frozen=True)
class Remove:
    """A segment that is taken away."""

    key: str


Step = Come | Pass | Decide | Count | Make | Remove
