"""Which orders, customers and products a list call is about, in what order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from syncaty.sandbox.model import Order
from syncaty.sandbox.server.answers import Call
from syncaty.sandbox.server.ledger import Ledger

_SORTS: dict[str, Callable[[Order], Any]] = {
    "created_at": lambda order: order.placed_at,
    "updated_at": lambda order: order.updated_at,
    "id": lambda order: order.id,
    "total": lambda order: order.total,
}
_MOST_KEPT = 20


class FilterError(Exception):
    """A parameter cannot be used; `field` names it, the text says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a call of the orders list asks for, each part empty when it is not asked."""

    sort: str = ""
    since: datetime | None = None
    until: datetime | None = None
    statuses: frozenset[str] = frozenset()
    reference: str = ""
    keyword: str = ""
    customer: str = ""
    payment: str = ""

    @classmethod
    def of(cls, call: Call, zone: ZoneInfo) -> "Wanted":
        """Read a call's parameters; raises FilterError."""
        sort = call.text("sort_by")
        if sort and sort.partition("-")[0] not in _SORTS:
            raise FilterError("sort_by", f"The selected sort_by is invalid: {sort}")
        names = ("status", "status[]", *(f"status[{place}]" for place in range(10)))
        statuses = frozenset(each for name in names for each in call.query.get(name, ()))
        return cls(
            sort=sort,
            since=_instant(call, "from_date", zone, end=False),
            until=_instant(call, "to_date", zone, end=True),
            statuses=statuses,
            reference=call.text("reference_id"),
            keyword=call.text("keyword"),
            customer=call.text("customer_id"),
            payment=call.text("payment_method"),
        )


class Listing:
    """Answers which ids a list holds; remembers the latest lists until something changes."""

    def __init__(self) -> None:
        self._version = -1
        self._of: Ledger | None = None
        self._orders: dict[Wanted, Sequence[int]] = {}
        self._customers: dict[str, Sequence[int]] = {}
        self._products: dict[tuple[str, str], Sequence[int]] = {}

    def orders(self, ledger: Ledger, wanted: Wanted) -> Sequence[int]:
        """Give the wanted orders' ids, newest first unless another sort is asked for."""
        self._look(ledger)
        held = self._orders.get(wanted)
        if held is None:
            held = self._orders[wanted] = list(_orders(ledger, wanted))
        return held

    def customers(self, ledger: Ledger, keyword: str) -> Sequence[int]:
        """Give the ids of the customers, newest first."""
        self._look(ledger)
        held = self._customers.get(keyword)
        if held is None:
            held = self._customers[keyword] = [
                each.id
                for each in reversed(ledger.customers.values())
                if keyword in f"{each.first_name} {each.last_name} {each.email} {each.mobile}"
            ]
        return held

    def products(self, ledger: Ledger, keyword: str, status: str) -> Sequence[int]:
        """Give the ids of the products that are not deleted, newest first."""
        self._look(ledger)
        held = self._products.get((keyword, status))
        if held is None:
            held = self._products[keyword, status] = [
                each.id
                for each in reversed(ledger.products.values())
                if each.status != "deleted"
                and status in ("", each.status)
                and keyword in f"{each.name} {each.sku}"
            ]
        return held

    def _look(self, ledger: Ledger) -> None:
        kept = len(self._orders) + len(self._customers) + len(self._products)
        if self._of is not ledger or self._version != ledger.version or kept > _MOST_KEPT:
            self._of, self._version = ledger, ledger.version
            self._orders.clear()
            self._customers.clear()
            self._products.clear()


def _orders(ledger: Ledger, wanted: Wanted) -> Iterator[int]:
    orders: Iterator[Order] = reversed(ledger.orders.values())
    name, _, direction = wanted.sort.partition("-")
    if name:
        orders = iter(sorted(orders, key=_SORTS[name], reverse=direction != "asc"))
    if wanted == Wanted(sort=wanted.sort):
        return (order.id for order in orders)
    return (order.id for order in orders if _fits(order, wanted, ledger))


def _fits(order: Order, wanted: Wanted, ledger: Ledger) -> bool:
    if wanted.since is not None and order.placed_at < wanted.since:
        return False
    if wanted.until is not None and order.placed_at >= wanted.until:
        return False
    if wanted.statuses and not wanted.statuses & {str(order.status.id), order.status.slug}:
        return False
    if wanted.keyword:
        customer = ledger.customers[order.customer_id]
        told = f"{order.reference} {customer.first_name} {customer.last_name} {customer.mobile}"
        if wanted.keyword not in told:
            return False
    return (
        wanted.reference in ("", str(order.reference))
        and wanted.customer in ("", str(order.customer_id))
        and wanted.payment in ("", order.payment_method)
    )


def _instant(call: Call, field: str, zone: ZoneInfo, *, end: bool) -> datetime | None:
    """Read a day, or a local time as some send it; the end of a day is the next one's start."""
    text = call.text(field)
    if not text:
        return None
    try:
        if len(text) == 10:
            day = date.fromisoformat(text) + timedelta(days=end)
            return datetime.combine(day, time(), zone)
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        raise FilterError(field, f"The {field} is not a valid date: yyyy-mm-dd") from None
