"""What segments were on past days, and how customers went between them."""

from datetime import timedelta
from typing import Annotated

from ninja import Query, Router

from syncaty.clock import utc_now
from syncaty.segments import history
from syncaty.web.api.access import TokenRequest, found_store
from syncaty.web.api.codes import ApiError
from syncaty.web.api.parameters import Day, Merchant
from syncaty.web.api.shapes.common import answers
from syncaty.web.api.shapes.history import (
    CompositionShape,
    FlowsShape,
    composition_shape,
    flows_shape,
)
from syncaty.web.database import connection

router = Router(tags=["knowledge"])
USUAL_DAYS = 30


@router.get(
    "/stores/{merchant}/rfm/composition",
    response=answers(CompositionShape),
    operation_id="rfm_composition",
)
def composition(
    request: TokenRequest,
    merchant: Merchant,
    on: Annotated[
        Day | None, Query(description="A local day of the store, looked at when it ended; today")
    ] = None,
) -> CompositionShape:
    """How many customers each segment had at the end of a day."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
        day = on or utc_now().astimezone(store.zone).date()
        held = history.composition(conn, merchant, day)
        return composition_shape(held, history.kept_since(conn, merchant))


@router.get(
    "/stores/{merchant}/rfm/flows",
    response=answers(FlowsShape),
    operation_id="rfm_flows",
    by_alias=True,
)
def flows(
    request: TokenRequest,
    merchant: Merchant,
    first: Annotated[
        Day | None,
        Query(alias="from", description="Where customers stood when this day ended; 30 days ago"),
    ] = None,
    last: Annotated[
        Day | None, Query(alias="to", description="And when this one ended; today, as they stand")
    ] = None,
) -> FlowsShape:
    """Who ended in another segment than he had been in, and by what."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
        today = utc_now().astimezone(store.zone).date()
        last = min(last or today, today)
        first = first or last - timedelta(days=USUAL_DAYS)
        if first > last:
            raise ApiError(
                "period_reversed",
                f"from ({first}) is after to ({last}; no later than today). Nothing was read.",
            )
        return flows_shape(first, last, history.flows(conn, merchant, store.zone, first, last))
