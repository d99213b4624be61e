"""Which jobs somebody asks for: an immutable value that the list, the counts and retry share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from syncaty.errors import SyncatyError
from syncaty.salla.facts import Kind

State = Literal["pending", "completed", "failed"]
STATES: tuple[State, ...] = get_args(State)
KINDS: tuple[Kind, ...] = get_args(Kind)
MAX_ID = 2**63 - 1


class FilterError(SyncatyError):
    """A filter cannot be understood; the message says how to write it."""


@dataclass(frozen=True, slots=True)
class JobFilter:
    """The jobs asked for; fields left out ask nothing, all given ones must hold.

    `store_id` None means every store. `event` is a name, or a family such as `order.*`. `entity`
    is `order:123`, `customer:5`, `product:7` or a number alone; an order is also found by its
    order number. `customer_id` finds everything about a customer, his orders included. `after`
    (at or later) and `before` (earlier) bound when the webhook came. `text` looks for an order
    number, a customer's name, phone or e-mail, or the number of an entity or job. `up_to` leaves
    out jobs with a higher number, so that what was counted can be acted on later.
    """

    store_id: int | None = None
    state: State | None = None
    outcome: str | None = None
    event: str | None = None
    entity: str | None = None
    reference: str | None = None
    customer_id: int | None = None
    error_code: str | None = None
    after: datetime | None = None
    before: datetime | None = None
    text: str = ""
    up_to: int | None = None

    def __post_init__(self) -> None:
        if self.state is not None and self.state not in STATES:
            raise FilterError(f"There is no state {self.state!r}: pending, completed or failed.")
        if self.entity is not None:
            entity_of(self.entity)

    @property
    def searches(self) -> bool:
        """Whether jobs must be looked up by what they are about before they are filtered."""
        return bool(
            self.entity or self.reference or self.customer_id is not None or self.text.strip()
        )


@dataclass(frozen=True, slots=True)
class EntityRef:
    """What a filter's `entity` means: perhaps a kind, a number, and the text as it was written."""

    kind: Kind | None
    id: int | None
    text: str


def entity_of(written: str) -> EntityRef:
    """Read `order:123`, `product:7` or `123`; raises FilterError for anything else.

    Only an order may be named by something that is no number, its order number.
    """
    before, colon, after = written.strip().partition(":")
    text = (after if colon else before).strip()
    kind = next((kind for kind in KINDS if kind == before.strip().lower()), None) if colon else None
    number = number_of(text)
    if (colon and kind is None) or not text or (number is None and kind not in {None, "order"}):
        raise FilterError(
            f"{written!r} names no entity: write order:123, customer:5, product:7 or a number."
        )
    return EntityRef(kind, number, text)


def number_of(text: str) -> int | None:
    """Give the number a text is, when it can be an id (at most 2^63 - 1)."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    number = int(text)
    return number if number <= MAX_ID else None


def event_pattern(event: str | None) -> str | None:
    """Give a pattern for SQL's `like`: `order.*` is every event whose name begins with `order.`."""
    if event is None:
        return None
    escaped = event.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return escaped.replace("*", "%")
