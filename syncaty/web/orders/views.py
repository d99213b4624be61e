"""The page of an order."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncaty.jobs.filter import JobFilter
from syncaty.jobs.search import list_jobs
from syncaty.projections.reading import OrderRow
from syncaty.projections.reading import order as read
from syncaty.web.database import connection
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.stores import Store

WEBHOOKS = 20


@dataclass(frozen=True, slots=True)
class Amount:
    """One line of what an order came to; `strong` for sums."""

    name: str | Promise
    amount: Decimal
    strong: bool = False


@store_page("customers")
def order(request: PageRequest, store: Store, order: int) -> HttpResponse:
    """Show one order."""
    with connection() as conn:
        found = read(conn, store.id, order, currency=store.currency)
        if found is None:
            raise Http404(f"no order {order}")
        wanted = JobFilter(store_id=store.id, entity=f"order:{order}")
        context = {
            "order": found.row,
            "items": found.items,
            "history": tuple(reversed(found.history)),
            "amounts": amounts(found.row),
            "why_not": why_not(found.row),
            "jobs": list_jobs(conn, wanted, limit=WEBHOOKS),
        }
    return render(request, "orders/order.html", context)


def amounts(row: OrderRow) -> list[Amount]:
    """Give what an order came to, from its goods to what stayed after refunds."""
    steps = [
        Amount(_("Goods"), row.gross),
        Amount(_("Discount"), -(row.discount or Decimal(0))),
        Amount(_("Shipping"), row.shipping or Decimal(0)),
        Amount(_("Fee for cash on delivery"), row.cash_on_delivery or Decimal(0)),
        Amount(_("Tax"), row.tax or Decimal(0)),
    ]
    shown = [step for step in steps if step.amount or step.name == _("Goods")]
    if row.total is not None:
        shown.append(Amount(_("Total"), row.total, strong=True))
        if row.refunded:
            shown.append(Amount(_("Refunded"), -row.refunded))
            shown.append(Amount(_("Kept"), row.total - row.refunded, strong=True))
    return shown


def why_not(row: OrderRow) -> str | Promise:
    """Say why an order does not count; empty when it does."""
    if row.counts:
        return ""
    if row.deleted:
        return _("It was deleted.")
    if row.draft:
        return _("It is a draft.")
    if row.refund_all or (row.total and row.refunded >= row.total):
        return _("All of it was refunded.")
    if row.placed_at is None:
        return _("No webhook has said yet when it was placed.")
    return _("Orders in its status do not count in this store.")
