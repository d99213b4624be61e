"""The filters of the job commands; the API takes the same."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from syncaty.jobs.filter import JobFilter

_FORMS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]

State = Annotated[
    str | None,
    typer.Option("--state", help="pending, completed or failed", show_default=False),
]
Event = Annotated[
    str | None,
    typer.Option("--event", help="A name, or a family such as order.*", show_default=False),
]
Entity = Annotated[
    str | None,
    typer.Option(
        "--entity",
        help="order:123, customer:5, product:7, a number, or order:NUMBER as shoppers see it",
        show_default=False,
    ),
]
After = Annotated[
    datetime | None,
    typer.Option("--after", formats=_FORMS, help="Came at this time or later", show_default=False),
]
Before = Annotated[
    datetime | None,
    typer.Option("--before", formats=_FORMS, help="Came earlier than this", show_default=False),
]


def job_filter(
    store: int | None,
    state: str | None,
    event: str | None,
    entity: str | None,
    after: datetime | None,
    before: datetime | None,
) -> "JobFilter":
    """Give the filter; a time without a zone is this machine's. Raises FilterError."""
    from syncaty.jobs.filter import JobFilter

    return JobFilter(
        store_id=store,
        state=state,  # type: ignore[arg-type]  # the filter itself refuses other words
        event=event,
        entity=entity,
        after=after and after.astimezone(),
        before=before and before.astimezone(),
    )
