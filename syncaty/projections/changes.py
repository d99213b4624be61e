"""What a job changed: the record that is kept with it and shown on its page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict

from syncaty.projections.figures import OrderFigures
from syncaty.salla.facts import Item

Shown = str | int | bool | None


class Change(TypedDict):
    """One entity that a job changed: `fields` maps a name to (before, after).

    Ids and money are text, so that no reader rounds them.
    """

    kind: str
    id: str
    label: str
    new: bool
    fields: dict[str, tuple[Shown, Shown]]


@dataclass(frozen=True, slots=True)
class OrderChange:
    """An order's figures before and after a batch, and the last job that touched it."""

    id: int
    before: OrderFigures | None
    after: OrderFigures
    status: str | None
    job_id: int


@dataclass(slots=True)
class Projected:
    """What a batch did to a store's rows.

    `changes` holds an entry for every job that had something newer to say; a job without one was
    superseded. `same` gives the real customer of each one that only a file had made known and that
    is gone now.
    """

    orders: list[OrderChange] = field(default_factory=list)
    changes: dict[int, list[Change]] = field(default_factory=dict)
    brief: bool = False
    same: Mapping[int, int] = field(default_factory=dict)

    def note(self, job_id: int, change: Change) -> None:
        """Add one change to what a job did."""
        self.changes.setdefault(job_id, []).append(change)


def change(
    kind: str, entity_id: int, label: str, *, new: bool, fields: Mapping[str, tuple[Any, Any]]
) -> Change:
    """Make the record of one changed entity from values of any register."""
    shown = {name: (show(before), show(after)) for name, (before, after) in fields.items()}
    return Change(kind=kind, id=str(entity_id), label=label, new=new, fields=shown)


def show(value: Any) -> Shown:  # noqa: ANN401
    """Turn a register's value into what a page or the API shows of it."""
    if value is None or isinstance(value, str | bool):  # most values are
        return value
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return ", ".join(_show_one(each) for each in value)
    return str(value)


def _show_one(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, Item):
        return f"{value.quantity.normalize():f} × {value.name or value.sku or value.product_id}"
    return str(value.get("name") or value.get("id"))
