"""Typed facts: what one webhook says of orders, customers and products, and how new it is."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypedDict

from msgspec import Struct

Kind = Literal["order", "customer", "product"]

WHOLE = "all"
"""The value of an order's `refund` when the whole order was given back."""


class Named(TypedDict):
    """A category or a tag: Salla's id and its name."""

    id: int
    name: str


class Item(Struct, frozen=True, gc=False):
    """One line of an order. Its figures are stored as sent, never recomputed (X19).

    `unit_price` is the simple shape's `price` or Salla's `price_without_tax`; `total` may include
    or exclude tax and does not subtract `discount`.
    """

    position: int
    id: int | None
    product_id: int | None
    name: str | None
    sku: str | None
    quantity: Decimal
    unit_price: Decimal | None
    total: Decimal
    discount: Decimal
    tax: Decimal


Value = str | int | bool | Decimal | datetime | date | list[Item] | list[Named] | None


class Fact(Struct, frozen=True):
    """What a body says of one entity.

    `version` sorts as plain text, the higher one wins (see `make_version`). `fields` holds only
    the fields the body speaks of; None says a field is empty and clears it. With no fields at all
    the fact says that the entity exists.
    """

    kind: Kind
    id: int
    version: str
    fields: Mapping[str, Value]


class Decoded(Struct, frozen=True):
    """All that one webhook says: the entity it is about, the facts, and what could not be read.

    `entity` is None for events the product does not use; `entity_id` is None as well where the
    body does not name its order for certain (X16).
    """

    entity: Kind | None
    entity_id: int | None
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...]


_ORDER_FIELDS = """
    reference placed_at status status_id status_name status_custom draft deleted customer_id
    currency sub_total discount shipping cash_on_delivery tax total
    exchange_rate exchange_currency base_currency
    refund payment_method source coupon city country items status_at status_note
"""
_CUSTOMER_FIELDS = """
    first_name last_name name email mobile mobile_raw gender birthday city country country_code
    currency language avatar joined_at
"""
_PRODUCT_FIELDS = """
    name sku type status price regular_price sale_price cost currency quantity unlimited image url
    brand brand_id categories tags deleted
"""

FIELDS: Mapping[Kind, frozenset[str]] = {
    "order": frozenset(_ORDER_FIELDS.split()),
    "customer": frozenset(_CUSTOMER_FIELDS.split()),
    "product": frozenset(_PRODUCT_FIELDS.split()),
}
"""Every field a fact of each kind may carry."""

_NO_TIME = "00000000T000000000000"
_FILE = "-"  # sorts before the digits of weak and strong, and after no version at all


def make_version(
    *, weak: bool, occurred_at: datetime, updated_at: datetime | None, rank: int, digest: str
) -> str:
    """Give the sortable version of a fact: strength, event time, update time, rank, body digest.

    A weak fact (a short form, or an entity known only from an order line) sorts below every strong
    one. `rank` (0 to 99) orders events of one instant; `digest` settles what is left, so that any
    order of arrival ends in the same state. Times are turned into UTC.
    """
    strength = "0" if weak else "1"
    updated = _NO_TIME if updated_at is None else sortable_time(updated_at)
    return f"{strength}{sortable_time(occurred_at)}{updated}{rank:02d}{digest}"


def make_file_version(said_at: datetime, digest: str) -> str:
    """Give the version of what a merchant's own file says: below everything that Salla said.

    So a file fills holes and a later file corrects an earlier one, but neither touches a value of
    Salla's. `digest` is of the file and how it was read.
    """
    return f"{_FILE}{sortable_time(said_at)}{_NO_TIME}00{digest}"


def is_from_file(version: str) -> bool:
    """Tell whether a version is of a merchant's own file."""
    return version.startswith(_FILE)


@lru_cache(maxsize=1024)
def sortable_time(at: datetime) -> str:
    """Give an instant as text that sorts by time: 20220626T092148000000, in UTC."""
    # Cached, because the facts of one body share their event's time.
    text = at.astimezone(UTC).isoformat(timespec="microseconds")[:26]
    return text.replace("-", "").replace(":", "").replace(".", "")
