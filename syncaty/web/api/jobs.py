"""Jobs: what came, what became of it, and running it again."""

from typing import Annotated
from zoneinfo import ZoneInfo

from ninja import Query, Router, Schema

from syncaty.db.paging import Page, cursor, place
from syncaty.jobs.detail import find_job, job_detail
from syncaty.jobs.filter import JobFilter
from syncaty.jobs.retry import retry
from syncaty.jobs.search import list_jobs
from syncaty.web.api.access import TokenRequest, found_store
from syncaty.web.api.codes import unknown
from syncaty.web.api.parameters import (
    USUAL,
    Cursor,
    JobId,
    JobState,
    Limit,
    Merchant,
    Text,
    instant,
)
from syncaty.web.api.shapes.common import Listed, answers
from syncaty.web.api.shapes.jobs import JobItem, JobShape, Retried, job_item, job_shape
from syncaty.web.database import connection, transaction

router = Router(tags=["jobs"])
UTC = ZoneInfo("UTC")


class JobQuery(Schema):
    """Which jobs are wanted; all that is given must hold."""

    state: JobState | None = None
    event: Text | None = None
    entity: Text | None = None
    after: Text | None = None
    before: Text | None = None

    def wanted(self, store_id: int | None, zone: ZoneInfo) -> JobFilter:
        """Give the filter; days and times without a zone are in `zone`."""
        return JobFilter(
            store_id=store_id,
            state=self.state,
            event=self.event,
            entity=self.entity,
            after=instant("after", self.after, zone),
            before=instant("before", self.before, zone),
        )


Wanted = Annotated[
    JobQuery,
    Query(
        description="event: a name or a family such as order.*; entity: order:123, customer:5, "
        "product:7 or a number; after (included) and before: ISO 8601, or a day"
    ),
]


@router.get("/jobs", response=answers(Listed[JobItem]), operation_id="jobs")
def jobs(
    request: TokenRequest, wanted: Wanted, limit: Limit = USUAL, cursor: Cursor = None
) -> Listed[JobItem]:
    """Jobs of all stores, newest first."""
    return _page(wanted, None, limit, cursor)


@router.get("/jobs/{job_id}", response=answers(JobShape), operation_id="job")
def job(request: TokenRequest, job_id: JobId) -> JobShape:
    """One job with the body as it came, its attempts, and what it changed."""
    return _detail(None, job_id)


@router.post("/jobs/{job_id}/retry", response=answers(Retried), operation_id="retry_job")
def retry_job(request: TokenRequest, job_id: JobId) -> Retried:
    """Run a job again; one that is done changes nothing."""
    return _retry(request, None, job_id)


@router.get("/stores/{merchant}/jobs", response=answers(Listed[JobItem]), operation_id="store_jobs")
def store_jobs(
    request: TokenRequest,
    merchant: Merchant,
    wanted: Wanted,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Listed[JobItem]:
    """Jobs of one store, newest first."""
    return _page(wanted, merchant, limit, cursor)


@router.get(
    "/stores/{merchant}/jobs/{job_id}", response=answers(JobShape), operation_id="store_job"
)
def store_job(request: TokenRequest, merchant: Merchant, job_id: JobId) -> JobShape:
    """One job of a store with the body as it came, its attempts, and what it changed."""
    return _detail(merchant, job_id)


@router.post(
    "/stores/{merchant}/jobs/{job_id}/retry",
    response=answers(Retried),
    operation_id="retry_store_job",
)
def retry_store_job(request: TokenRequest, merchant: Merchant, job_id: JobId) -> Retried:
    """Run a job of a store again; one that is done changes nothing."""
    return _retry(request, merchant, job_id)


def _page(wanted: JobQuery, merchant: int | None, limit: int, after: str | None) -> Listed[JobItem]:
    before_id = None
    if after is not None:
        (before_id,) = place(after, "jobs", int)
    with connection() as conn:
        zone = UTC if merchant is None else found_store(conn, merchant).zone
        asked = wanted.wanted(merchant, zone)
        found = list_jobs(conn, asked, int(before_id) if before_id else None, limit + 1)
    page = Page.cut(found, limit, lambda last: cursor("jobs", last.id))
    return Listed[JobItem](items=[job_item(each) for each in page.items], next=page.next)


def _detail(merchant: int | None, job_id: int) -> JobShape:
    with connection() as conn:
        if merchant is not None:
            found_store(conn, merchant)
        detail = job_detail(conn, merchant, job_id)
    if detail is None:
        raise unknown("job", job_id, merchant)
    return job_shape(detail)


def _retry(request: TokenRequest, merchant: int | None, job_id: int) -> Retried:
    with transaction() as conn:
        if merchant is not None:
            found_store(conn, merchant)
        retried = retry(conn, [job_id], f"token {request.auth.name}", merchant)
        held = find_job(conn, merchant, job_id)
        if held is None:
            raise unknown("job", job_id, merchant)
    return Retried(retried=bool(retried), job=job_item(held))
