"""What all answers share."""

from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import Field

from syncaty.projections.currency import money_text
from syncaty.web.api.codes import CODES

T = TypeVar("T")
S = TypeVar("S", bound=Schema)

Money = Annotated[
    str,
    Field(description="An exact amount with its decimals", examples=["345.00"]),
]
Number = int | float


class Failure(Schema):
    """Why a request was not answered as asked."""

    error: Annotated[str, Field(json_schema_extra={"enum": list(CODES)})]
    message: Annotated[str, Field(description="What happened, what is safe, what to do")]
    path: Annotated[
        str | None, Field(description="The place of the fault in what was sent, where there is one")
    ] = None


class Listed(Schema, Generic[T]):
    """A page of a list; `next` is the cursor of the next page, null on the last."""

    items: list[T]
    next: str | None


FAULTS = frozenset({401, 404, 422, 500, 503})
CONFLICT, TOO_LARGE = 409, 413


def answers(shape: Any, *more: int) -> dict[Any, Any]:  # noqa: ANN401 - a schema or a form of one
    """Give the answers of an operation: the shape, and what can go wrong, `more` than usual."""
    return {200: shape, FAULTS.union(more): Failure}


def copied(shape: type[S], source: object, **said: Any) -> S:  # noqa: ANN401
    """Make a shape out of the attributes of the same names, but for what is said."""
    held = {
        name: getattr(source, name)
        for name in shape.model_fields
        if name not in said and hasattr(source, name)
    }
    return shape(**held, **said)


def money(amount: Decimal | None, currency: str | None) -> str | None:
    """Write an amount that may not be known."""
    return None if amount is None else money_text(amount, currency)


def number(value: Decimal | int) -> Number:
    """Write a count of pieces as a plain number, whole where it is."""
    return int(value) if value == value // 1 else float(value)
