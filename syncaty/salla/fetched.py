"""What Salla's API gives, turned into the same facts as webhooks, with versions of their own.

How new a fetched fact is: docs/decisions/0007-versions-of-fetched-facts.md. Pure: the same body,
times and zone give the same facts.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Literal

import msgspec

from syncaty.errors import PermanentError
from syncaty.salla.context import MARGIN, Context, FetchedContext
from syncaty.salla.customers import customer_facts
from syncaty.salla.events import UPDATED
from syncaty.salla.facts import Decoded, Fact, Kind, Value, make_version
from syncaty.salla.fields import Object
from syncaty.salla.ids import as_id
from syncaty.salla.orders import current_order_facts
from syncaty.salla.products import DELETED, product_facts
from syncaty.salla.times import read_time
from syncaty.salla.values import part_of, rows_of

_EVENT = "fetched"


def read_order(
    row: Object, fetched_at: datetime, zone: tzinfo, items: Sequence[Object] | None = None
) -> Decoded:
    """Read an order: a light row of a list, its details, or the full model of older apps.

    `items` are the rows of `MerchantApi.order_items`. Without any, only full lines inside the row
    are taken: the light ones of a list lack prices and products. That there are none is never
    said, for no order is placed without a line.

    Raises PermanentError: `bad_id`, or `bad_money` for a total that is no amount.
    """
    if items:
        row = {**row, "items": list(items)}
    elif needs_items(row):
        row = {key: value for key, value in row.items() if key != "items"}
    return _read("order", current_order_facts, row, fetched_at, zone)


def read_customer(row: Object, fetched_at: datetime, zone: tzinfo) -> Decoded:
    """Read a row of the customers; what it says is empty is cleared. Raises PermanentError."""
    return _read("customer", customer_facts, row, fetched_at, zone)


def read_product(row: Object, fetched_at: datetime, zone: tzinfo) -> Decoded:
    """Read a row of the products; what it says is empty is cleared. Raises PermanentError."""
    return _read("product", _product, row, fetched_at, zone)


def gone(kind: Literal["order", "product"], entity_id: int, fetched_at: datetime) -> Fact:
    """Say that Salla no longer has an order or product: its address answered `gone`."""
    fields: dict[str, Value] = {"deleted": True}
    if kind == "product":
        fields["status"] = DELETED
    digest = hashlib.sha256(f"gone {kind} {entity_id}".encode()).hexdigest()[:8]
    version = make_version(
        weak=False, occurred_at=fetched_at - MARGIN, updated_at=None, rank=UPDATED, digest=digest
    )
    return Fact(kind, entity_id, version, fields)


def needs_details(row: Object) -> bool:
    """Tell whether a row of the orders is light: it lacks the amounts or the customer."""
    return not isinstance(row.get("amounts"), dict) or "customer" not in row


def needs_items(row: Object) -> bool:
    """Tell whether an order's lines are still to be fetched: there are none, or light ones."""
    try:
        lines = list(rows_of(row.get("items")))
    except ValueError:
        return True
    return not lines or not all(part_of(line, "amounts") for line in lines)


def updated_at(row: Object, zone: tzinfo) -> datetime | None:
    """Give when Salla last changed what a row is about, None where the row does not say (X32)."""
    return _time(row.get("updated_at"), zone)


def _read(
    kind: Kind,
    read: Callable[[FetchedContext, Object, int], list[Fact]],
    row: Object,
    fetched_at: datetime,
    zone: tzinfo,
) -> Decoded:
    entity_id = as_id(row.get("id"))
    if entity_id is None:
        raise PermanentError(
            "bad_id", "Salla gave a row that does not say what it is about. It was left out.", "id"
        )
    sure = fetched_at - MARGIN
    placed_at = _time(row.get("date"), zone)
    context = FetchedContext(
        event=_EVENT,
        rank=UPDATED,
        occurred_at=sure,
        digest=_digest(row),
        zone=zone,
        fetched_at=fetched_at,
        known_at=min(placed_at or sure, sure),
        changed_at=min(updated_at(row, zone) or placed_at or sure, fetched_at),
    )
    facts = read(context, row, entity_id)
    return Decoded(kind, entity_id, tuple(facts), context.notes.all())


def _product(context: Context, row: Object, product_id: int) -> list[Fact]:
    return product_facts(context, row, product_id, full=True)


def _digest(row: Object) -> str:
    """Give the start of a digest that does not depend on the order of keys."""
    return hashlib.sha256(msgspec.json.encode(row, order="sorted")).hexdigest()[:8]


def _time(value: object, zone: tzinfo) -> datetime | None:
    try:
        return read_time(value, zone)
    except ValueError:
        return None
