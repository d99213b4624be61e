"""Scores and figures."""

from typing import Literal

from ninja import Router

from syncaty.analytics import query as analytics
from syncaty.clock import utc_now
from syncaty.rfm.reading import rfm as read_rfm
from syncaty.web.api.access import TokenRequest, currency_of, found_store
from syncaty.web.api.parameters import USUAL, Cursor, From, Limit, Merchant, To
from syncaty.web.api.shapes.common import Listed, answers
from syncaty.web.api.shapes.knowledge import (
    DayShape,
    ProductSalesShape,
    RfmShape,
    SummaryShape,
    day_shape,
    product_sales,
    rfm_shape,
    summary_shape,
)
from syncaty.web.database import connection

router = Router(tags=["knowledge"])


@router.get("/stores/{merchant}/rfm", response=answers(RfmShape), operation_id="rfm")
def rfm(request: TokenRequest, merchant: Merchant) -> RfmShape:
    """The store's edges, map and distribution of scores."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
        seen = read_rfm(conn, merchant, utc_now().astimezone(store.zone).date())
    return rfm_shape(seen, currency_of(store))


@router.get(
    "/stores/{merchant}/analytics/summary",
    response=answers(SummaryShape),
    operation_id="analytics_summary",
    by_alias=True,
)
def summary(
    request: TokenRequest, merchant: Merchant, first: From = None, last: To = None
) -> SummaryShape:
    """The figures of a period; by default of the thirty days that end today."""
    with connection() as conn:
        found_store(conn, request, merchant)
        asked = analytics.query(conn, merchant, utc_now(), first, last)
        return summary_shape(analytics.summary(conn, asked))


@router.get(
    "/stores/{merchant}/analytics/daily",
    response=answers(Listed[DayShape]),
    operation_id="analytics_daily",
)
def daily(
    request: TokenRequest, merchant: Merchant, first: From = None, last: To = None
) -> Listed[DayShape]:
    """The figures of every day of a period, days without orders too."""
    with connection() as conn:
        found_store(conn, request, merchant)
        asked = analytics.query(conn, merchant, utc_now(), first, last)
        found = analytics.daily(conn, asked)
    return Listed[DayShape](items=[day_shape(each) for each in found], next=None)


@router.get(
    "/stores/{merchant}/analytics/products",
    response=answers(Listed[ProductSalesShape]),
    operation_id="analytics_products",
)
def products(
    request: TokenRequest,
    merchant: Merchant,
    first: From = None,
    last: To = None,
    sort: Literal["gross", "units", "orders"] = "gross",
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Listed[ProductSalesShape]:
    """The products sold in a period, highest first."""
    with connection() as conn:
        found_store(conn, request, merchant)
        asked = analytics.query(conn, merchant, utc_now(), first, last)
        page = analytics.products(conn, asked, sort=sort, after=cursor, limit=limit)
    items = [product_sales(each, asked.currency) for each in page.items]
    return Listed[ProductSalesShape](items=items, next=page.next)
