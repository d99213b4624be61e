"""One job with everything around it: what came, each try, what people did, what it caused."""

from syncaty.db.queries import load
from syncaty.jobs.bounds import Conn, Values, rows
from syncaty.jobs.filter import JobFilter
from syncaty.jobs.job import Action, Attempt, Delivery, Job, JobDetail, Move, Previous
from syncaty.jobs.search import job_of, list_jobs

MOST_MOVES = 50
MOST_RELATED = 25  # on either side

_SQL = load("syncaty.jobs", "detail.sql")
_JOBS = load("syncaty.jobs", "search.sql")


def job_detail(conn: Conn, store_id: int | None, job_id: int) -> JobDetail | None:
    """Give a job of a store (None: of any), or None when there is no such job."""
    job = find_job(conn, store_id, job_id)
    if job is None:
        return None
    key: Values = {"store_id": job.store_id, "id": job.id}
    moves = rows(conn, _SQL["moves"], key | {"limit": MOST_MOVES})
    return JobDetail(
        job=job,
        delivery=Delivery(**rows(conn, _SQL["delivery"], key)[0]),
        attempts=tuple(Attempt(**row) for row in rows(conn, _SQL["attempts"], key)),
        actions=tuple(Action(**row) for row in rows(conn, _SQL["actions"], key)),
        moves=tuple(Move(**{k: v for k, v in row.items() if k != "moved"}) for row in moves),
        moved=moves[0]["moved"] if moves else 0,
        related=_related(conn, job),
        previous=_previous(conn, job),
        alike=_alike(conn, store_id, job),
    )


def find_job(conn: Conn, store_id: int | None, job_id: int) -> Job | None:
    """Give a job of a store (None: of any), or None when there is no such job."""
    wanted = JobFilter(store_id=store_id, up_to=job_id)
    found = list_jobs(conn, wanted, limit=1)
    return found[0] if found and found[0].id == job_id else None


def _related(conn: Conn, job: Job) -> tuple[Job, ...]:
    if job.entity_id is None:
        return ()
    ids = [row["id"] for row in rows(conn, _SQL["around"], _entity(job) | {"limit": MOST_RELATED})]
    unbound = dict.fromkeys(
        ("state", "outcome", "event", "error_code", "after", "before", "from_id", "to_id")
    )
    values = unbound | {"store_id": job.store_id, "ids": ids, "limit": len(ids)}
    return tuple(job_of(row) for row in reversed(rows(conn, _JOBS["jobs_page"], values)))


def _previous(conn: Conn, job: Job) -> Previous | None:
    if job.entity_id is None:
        return None
    found = rows(conn, _SQL["previous"], _entity(job))
    return Previous(**found[0]) if found else None


def _alike(conn: Conn, store_id: int | None, job: Job) -> int:
    if job.state != "failed":
        return 0
    values: Values = {"error_code": job.error_code, "event": job.event, "id": job.id}
    return int(rows(conn, _SQL["alike"], values | {"of_store": store_id})[0]["n"])


def _entity(job: Job) -> Values:
    return {
        "store_id": job.store_id,
        "id": job.id,
        "entity": job.entity,
        "entity_id": job.entity_id,
    }
