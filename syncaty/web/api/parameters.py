"""What requests may carry, checked before anything is read."""

import re
from datetime import date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from ninja import Path, Query
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from syncaty.db.paging import LARGEST_PAGE, PAGE
from syncaty.web.api.codes import ApiError

MAX_ID = 2**63 - 1
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _read_day(value: object) -> date:
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("should be a day such as 2024-01-15")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("should be a day that exists, such as 2024-01-15") from error


def _no_nul(value: object) -> object:
    # PostgreSQL keeps no NUL in any text, so nothing can be found by one.
    if isinstance(value, str) and "\0" in value:
        raise ValueError("should hold no NUL character")
    return value


Day = Annotated[
    date, BeforeValidator(_read_day), WithJsonSchema({"type": "string", "format": "date"})
]
Text = Annotated[str, BeforeValidator(_no_nul), Field(max_length=200)]


def _not_zero(found: int) -> int:
    if found == 0:
        raise ValueError("no id is 0")
    return found


Score = Annotated[int, Field(ge=1, le=5)]

Merchant = Annotated[int, Path(ge=0, le=MAX_ID, description="The store: Salla's merchant id")]
Id = Annotated[
    int,
    Path(ge=-MAX_ID, le=MAX_ID, description="Salla's id; negative for what only a file made known"),
    AfterValidator(_not_zero),
]
JobId = Annotated[int, Path(ge=1, lt=MAX_ID, description="The number of the job")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="How many items a page has")]
Cursor = Annotated[
    Text | None, Query(max_length=3000, description="`next` of the page before; none: first page")
]
From = Annotated[
    Day | None, Query(alias="from", description="First local day of the store, included")
]
To = Annotated[Day | None, Query(alias="to", description="Last local day, included")]
Scores = Annotated[list[Score], Query(max_length=5, description="Scores to keep; repeatable")]
USUAL = PAGE

JobState = Literal["pending", "completed", "failed"]


def instant(name: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    """Read an instant in ISO 8601, or a day, which begins at midnight in `zone`.

    A time without a zone is taken to be in `zone`. In addresses a plus is a space, so one is read
    as the other. Raises ApiError (bad_parameter).
    """
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time(), zone)
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        # The ends of the calendar have no instant in every zone.
        return moment if 1 < moment.year < 9999 else _refuse(name)
    except ValueError:
        return _refuse(name)


def _refuse(name: str) -> datetime:
    raise ApiError(
        "bad_parameter",
        f"{name}: write an instant such as 2024-01-15T10:30:00+03:00, or a day such as "
        "2024-01-15. Nothing was read.",
    )
