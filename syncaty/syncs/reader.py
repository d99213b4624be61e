"""One row of Salla's API, completed by as many calls as it needs, and read as facts."""

from datetime import datetime, tzinfo

from syncaty.errors import PermanentError
from syncaty.salla import fetched
from syncaty.salla.api import MerchantApi
from syncaty.salla.errors import SallaError
from syncaty.salla.facts import Decoded, Fact, Kind
from syncaty.salla.fields import Object
from syncaty.salla.ids import as_id
from syncaty.salla.times import read_time
from syncaty.syncs.page import Read, Refused, Taken

STUBBORN = frozenset({"bad_answer", "salla_failed", "salla_slow", "refused", "invalid_fields"})
"""Faults that may lie in one order alone: after some tries it is left out and the others go on."""


class RowError(Exception):
    """A call for one order failed; `cause` is Salla's fault."""

    def __init__(self, order_id: int, cause: SallaError) -> None:
        super().__init__(str(cause))
        self.order_id = order_id
        self.cause = cause


def needs_calls(row: Object) -> bool:
    """Tell whether a row of the orders must be completed by further calls."""
    return fetched.needs_details(row) or fetched.needs_items(row)


def read_order(
    api: MerchantApi,
    row: Object,
    fetched_at: datetime,
    zone: tzinfo,
    *,
    since: datetime | None = None,
) -> Read:
    """Read a row of the orders, with details and lines fetched where it lacks them.

    Gives None for one that last changed before `since`, without fetching its lines. One that Salla
    no longer has is taken as gone. Raises RowError when a call fails.
    """
    order_id = as_id(row.get("id"))
    if order_id is None:
        return _refused("order", row, "bad_id", "Salla gave an order without a number.")
    try:
        if fetched.needs_details(row):
            details = api.order(order_id)
            light = {name: value for name, value in row.items() if name != "items"}
            row, fetched_at = {**light, **details.row}, details.fetched_at
        if since and (changed := fetched.updated_at(row, zone)) and changed < since:
            return None
        items = api.order_items(order_id).rows if fetched.needs_items(row) else None
    except SallaError as error:
        if error.code == "gone":
            return gone_order(order_id, fetched_at)
        raise RowError(order_id, error) from error
    try:
        said = fetched.read_order(row, fetched_at, zone, items)
    except PermanentError as error:
        return _refused("order", row, error.code, str(error), error.path)
    return _taken("order", said, _status_at(row, zone))


def read_customer(row: Object, fetched_at: datetime, zone: tzinfo) -> Read:
    """Read a row of the customers."""
    try:
        return _taken("customer", fetched.read_customer(row, fetched_at, zone))
    except PermanentError as error:
        return _refused("customer", row, error.code, str(error), error.path)


def read_product(row: Object, fetched_at: datetime, zone: tzinfo) -> Read:
    """Read a row of the products."""
    try:
        return _taken("product", fetched.read_product(row, fetched_at, zone))
    except PermanentError as error:
        return _refused("product", row, error.code, str(error), error.path)


def gone_order(order_id: int, fetched_at: datetime) -> Taken:
    """Say that Salla no longer has an order."""
    return Taken("order", order_id, (fetched.gone("order", order_id, fetched_at),), gone=True)


def _taken(kind: Kind, said: Decoded, status_at: datetime | None = None) -> Taken:
    facts = said.facts
    if status_at is not None:
        facts = tuple(_dated(fact, status_at) for fact in facts)
    return Taken(kind, said.entity_id or 0, facts)


def _dated(fact: Fact, status_at: datetime) -> Fact:
    """Say since when at the latest an order has its status: it is not news of this minute."""
    if fact.kind != "order" or "status" not in fact.fields:
        return fact
    return Fact(fact.kind, fact.id, fact.version, {**fact.fields, "status_at": status_at})


def _status_at(row: Object, zone: tzinfo) -> datetime | None:
    try:
        return fetched.updated_at(row, zone) or read_time(row.get("date"), zone)
    except ValueError:
        return None


def _refused(kind: Kind, row: Object, code: str, error: str, path: str = "") -> Refused:
    return Refused(kind, str(row.get("id", ""))[:50], code, error, path)
