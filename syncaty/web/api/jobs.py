"""Jobs: what came, what became of it, and running it again."""

import heapq
import itertools
from dataclasses import replace
from typing import Annotated
from zoneinfo import ZoneInfo

from ninja import Query, Router, Schema

from syncaty.db.paging import Page, cursor, place
from syncaty.jobs.detail import find_job, job_detail
from syncaty.jobs.filter import JobFilter
from syncaty.jobs.job import Job
from syncaty.jobs.retry import retry
from syncaty.jobs.search import list_jobs
from syncaty.stores.members import stores_of, visible
from syncaty.web.api.access import TokenRequest, found_store, viewer
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
from syncaty.web.database import Reading, connection, transaction

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
    """Jobs of all stores that the token sees, newest first."""
    return _page(request, wanted, None, limit, cursor)


@router.get("/jobs/{job_id}", response=answers(JobShape), operation_id="job")
def job(request: TokenRequest, job_id: JobId) -> JobShape:
    """One job with the body as it came, its attempts, and what it changed."""
    return _detail(request, None, job_id)


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
    return _page(request, wanted, merchant, limit, cursor)


@router.get(
    "/stores/{merchant}/jobs/{job_id}", response=answers(JobShape), operation_id="store_job"
)
def store_job(request: TokenRequest, merchant: Merchant, job_id: JobId) -> JobShape:
    """One job of a store with the body as it came, its attempts, and what it changed."""
    return _detail(request, merchant, job_id)


@router.post(
    "/stores/{merchant}/jobs/{job_id}/retry",
    response=answers(Retried),
    operation_id="retry_store_job",
)
def retry_store_job(request: TokenRequest, merchant: Merchant, job_id: JobId) -> Retried:
    """Run a job of a store again; one that is done changes nothing."""
    return _retry(request, merchant, job_id)


def _page(
    request: TokenRequest,
    wanted: JobQuery,
    merchant: int | None,
    limit: int,
    after: str | None,
) -> Listed[JobItem]:
    before_id = None
    if after is not None:
        (before_id,) = place(after, "jobs", int)
    with connection() as conn:
        zone = UTC if merchant is None else found_store(conn, request, merchant).zone
        asked = wanted.wanted(merchant, zone)
        found = _seen(conn, request, asked, int(before_id) if before_id else None, limit + 1)
    page = Page.cut(found, limit, lambda last: cursor("jobs", last.id))
    return Listed[JobItem](items=[job_item(each) for each in page.items], next=page.next)


def _seen(
    conn: Reading, request: TokenRequest, asked: JobFilter, before_id: int | None, limit: int
) -> list[Job]:
    """List jobs; of a person's token, those of his stores only, merged from each of them."""
    asks = viewer(request)
    if asks.everything or asked.store_id is not None:
        return list_jobs(conn, asked, before_id, limit)
    each = (
        list_jobs(conn, replace(asked, store_id=store_id), before_id, limit)
        for store_id in stores_of(conn, asks.user_id)
    )
    newest_first = heapq.merge(*each, key=lambda job: job.id, reverse=True)
    return list(itertools.islice(newest_first, limit))


def _found(conn: Reading, request: TokenRequest, merchant: int | None, job_id: int) -> Job:
    """Give a job that the token sees; raises ApiError."""
    if merchant is not None:
        found_store(conn, request, merchant)
    held = find_job(conn, merchant, job_id)
    if held is None or not visible(conn, viewer(request), held.store_id):
        raise unknown("job", job_id, merchant)
    return held


def _detail(request: TokenRequest, merchant: int | None, job_id: int) -> JobShape:
    with connection() as conn:
        held = _found(conn, request, merchant, job_id)
        of_store = merchant if viewer(request).everything else held.store_id
        detail = job_detail(conn, of_store, job_id)
    if detail is None:
        raise unknown("job", job_id, merchant)
    return job_shape(detail)


def _retry(request: TokenRequest, merchant: int | None, job_id: int) -> Retried:
    with transaction() as conn:
        _found(conn, request, merchant, job_id)
        retried = retry(conn, [job_id], f"token {request.auth.name}", merchant)
        held = _found(conn, request, merchant, job_id)
    return Retried(retried=bool(retried), job=job_item(held))
