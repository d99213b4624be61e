"""What segments were, and how customers went between them, as the API gives it."""

from datetime import date
from typing import Annotated, Any, get_args

from ninja import Schema
from pydantic import Field

from syncaty.rfm.map import share
from syncaty.segments.history import Composition, Flow
from syncaty.segments.moves import Cause
from syncaty.web.api.shapes.common import copied
from syncaty.web.api.shapes.knowledge import Share

CAUSES = "One of: " + ", ".join(get_args(Cause))


class PartShape(Schema):
    """How many customers a segment had."""

    key: str
    customers: int
    share: Share


class CompositionShape(Schema):
    """The eleven segments at the end of a day; of a day that is not over, as they stand now."""

    on: date
    customers: int
    kept_since: Annotated[
        date | None, Field(description="The first day anybody had a segment; null: nobody ever had")
    ]
    segments: list[PartShape]


class FlowShape(Schema):
    """Customers who stood in one segment at the end of `from` and in another at that of `to`.

    A null segment is "no order yet", none left, or none in the store's window; `cause` is what
    brought them to their end.
    """

    from_segment: str | None
    to_segment: str | None
    cause: Annotated[str, Field(description=CAUSES)]
    customers: int


class FlowsShape(Schema):
    """Where customers went between the ends of two days; who came back is in none."""

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    customers: Annotated[int, Field(description="How many ended in another segment")]
    causes: Annotated[dict[str, int], Field(description="How many of them by each cause")]
    flows: list[FlowShape]


def composition_shape(held: Composition, kept_since: date | None) -> CompositionShape:
    """Give a composition."""
    parts = [
        PartShape(key=key, customers=count, share=float(share(count, held.customers)))
        for key, count in held.sizes.items()
    ]
    return CompositionShape(
        on=held.day, customers=held.customers, kept_since=kept_since, segments=parts
    )


def flows_shape(first: date, last: date, found: tuple[Flow, ...]) -> FlowsShape:
    """Give flows."""
    causes: dict[str, int] = {}
    for each in found:
        causes[each.cause] = causes.get(each.cause, 0) + each.customers
    said: dict[str, Any] = {"from": first, "to": last}
    return FlowsShape(
        **said,
        customers=sum(causes.values()),
        causes=causes,
        flows=[copied(FlowShape, each) for each in found],
    )
