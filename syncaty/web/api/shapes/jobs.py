"""Jobs as the API gives them."""

import base64
from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from syncaty.jobs.job import Change, Job, JobDetail
from syncaty.web.api.parameters import JobState
from syncaty.web.api.shapes.common import copied


class JobFault(Schema):
    """Why a job failed, or waits for another try."""

    code: str
    message: str


class JobItem(Schema):
    """A webhook's job. `due_at` is the next try of a pending one."""

    id: int
    merchant: int
    event: str
    state: JobState
    outcome: str | None
    entity: str | None
    entity_id: int | None
    reference: Annotated[str | None, Field(description="The order number a shopper sees")]
    customer_id: int | None
    received_at: datetime
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int
    duplicates: Annotated[int, Field(description="How often the same bytes came again")]
    error: JobFault | None


class AttemptShape(Schema):
    """One failed try; `path` is the place in the body, when one is known."""

    number: int
    started_at: datetime
    finished_at: datetime
    worker: str
    error: JobFault
    path: str
    traceback: str


class ActionShape(Schema):
    """What somebody did to the job."""

    at: datetime
    actor: str
    action: str


class ChangeShape(Schema):
    """What the job changed of one entity: for each field the value before and after."""

    kind: str
    id: int
    label: str
    new: bool
    fields: dict[str, list[str | int | bool | None]]


class JobMove(Schema):
    """A customer whom the job moved between segments."""

    at: datetime
    customer_id: int
    from_segment: str | None
    to_segment: str | None
    from_code: int | None
    to_code: int | None
    cause: str


class JobShape(JobItem):
    """A job with what came and everything it did.

    `body` is the text as it came; a body that is no UTF-8 is in `body_base64` instead. `moves`
    holds the first fifty of `moved` customers.
    """

    body: str | None
    body_base64: str | None
    headers: dict[str, str]
    verified_by: Annotated[str, Field(description="`app`, or the number of the store's secret")]
    last_duplicate_at: datetime | None
    tries: list[AttemptShape]
    actions: list[ActionShape]
    changes: list[ChangeShape]
    moves: list[JobMove]
    moved: int
    related: Annotated[list[int], Field(description="Jobs of the same entity, oldest first")]


class Retried(Schema):
    """What asking for another run did; `retried` is false for a job that waits its turn anyway."""

    retried: bool
    job: JobItem


def job_item(job: Job) -> JobItem:
    """Give a job as lists show it."""
    return copied(JobItem, job, **_own(job))


def job_shape(detail: JobDetail) -> JobShape:
    """Give a job with everything around it."""
    job, came = detail.job, detail.delivery
    body, coded = _text(came.body)
    return JobShape(
        **job_item(job).model_dump(exclude={"error"}),
        error=_fault(job.error_code, job.error),
        body=body,
        body_base64=coded,
        headers=dict(came.headers),
        verified_by=came.verified_by,
        last_duplicate_at=came.last_duplicate_at,
        tries=[
            copied(AttemptShape, each, error=_fault(each.error_code, each.error))
            for each in detail.attempts
        ],
        actions=[copied(ActionShape, each) for each in detail.actions],
        changes=[_change(each) for each in job.changes],
        moves=[copied(JobMove, each) for each in detail.moves],
        moved=detail.moved,
        related=[each.id for each in detail.related],
    )


def _own(job: Job) -> dict[str, Any]:
    return {"merchant": job.store_id, "error": _fault(job.error_code, job.error)}


def _fault(code: str | None, message: str | None) -> JobFault | None:
    return None if code is None else JobFault(code=code, message=message or "")


def _text(body: bytes) -> tuple[str | None, str | None]:
    try:
        return body.decode(), None
    except UnicodeDecodeError:
        return None, base64.b64encode(body).decode()


def _change(change: Change) -> ChangeShape:
    return ChangeShape(**{**change, "id": int(change["id"])})
