import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.jobs.detail import job_detail
from syncaty.jobs.filter import JobFilter
from syncaty.jobs.retry import count_retryable, retry, retry_matching
from tests.job_seeds import OTHER, SHOP, Seeds

Conn = Connection[TupleRow]


@pytest.fixture
def seeds(conn: Conn) -> Seeds:
    made = Seeds(conn)
    made.store()
    return made


def states(conn: Conn) -> dict[int, tuple[str, str | None, int]]:
    found = conn.execute("select id, state, outcome, attempts from jobs").fetchall()
    return {number: (state, outcome, attempts) for number, state, outcome, attempts in found}


def test_failed_completed_and_delayed_jobs_become_due_now(conn: Conn, seeds: Seeds) -> None:
    failed = seeds.job(state="failed", error_code="x", error="Why.", attempts=5)
    done = seeds.job(attempts=1)
    delayed = seeds.job(state="pending", outcome="retry", attempts=2, due_at="2999-01-01Z")
    waiting = seeds.job(state="pending")
    assert retry(conn, [failed, done, delayed, waiting, 999], "sara@example.com") == 3
    assert states(conn) == {
        failed: ("pending", None, 0),
        done: ("pending", None, 0),
        delayed: ("pending", None, 2),
        waiting: ("pending", None, 0),
    }
    due = conn.execute("select id from jobs where due_at = now()").fetchall()
    assert {row[0] for row in due} == {failed, done, delayed}
    detail = job_detail(conn, None, failed)
    assert detail is not None
    assert [(each.actor, each.action) for each in detail.actions] == [("sara@example.com", "retry")]
    assert (detail.job.error_code, detail.job.error) == (None, None)


def test_what_a_job_changed_stays_when_it_runs_again(conn: Conn, seeds: Seeds) -> None:
    changes = [{"kind": "order", "id": "1", "label": "1", "new": True, "fields": {}}]
    number = seeds.job(changes=changes)
    retry(conn, [number], "sara")
    detail = job_detail(conn, SHOP, number)
    assert detail is not None
    assert list(detail.job.changes) == changes


def test_a_store_s_retry_leaves_other_stores_alone(conn: Conn, seeds: Seeds) -> None:
    number = seeds.job(state="failed", error_code="x")
    assert retry(conn, [number], "sara", store_id=OTHER) == 0
    assert retry(conn, [number], "sara", store_id=SHOP) == 1


def test_a_job_without_a_store_waits_for_it(conn: Conn, seeds: Seeds) -> None:
    alone = seeds.job(state="failed", error_code="x", store_id=OTHER, lane=None)
    late = seeds.job(state="failed", error_code="x", lane=None)
    assert retry(conn, [alone, late], "sara") == 2
    assert states(conn)[alone] == ("pending", "waiting_for_store", 0)
    assert states(conn)[late] == ("pending", None, 0)
    assert conn.execute("select lane from jobs where id = %s", (late,)).fetchone() == (3,)


def test_all_that_match_run_again_and_the_workers_are_told(
    conn: Conn, seeds: Seeds, dsn: str
) -> None:
    wanted = [seeds.job(state="failed", error_code="x") for _ in range(3)]
    spared = [seeds.job(state="failed", error_code="y"), seeds.job()]
    conn.commit()
    alike = JobFilter(state="failed", error_code="x")
    assert count_retryable(conn, alike, limit=100) == (3, wanted[-1])
    assert count_retryable(conn, alike, limit=2)[0] == 2
    late = seeds.job(state="failed", error_code="x")
    with Connection.connect(dsn, autocommit=True) as listener:
        listener.execute("listen jobs")
        frozen = JobFilter(state="failed", error_code="x", up_to=wanted[-1])
        assert retry_matching(conn, frozen, "sara") == 3
        conn.commit()
        told = [note.payload for note in listener.notifies(timeout=60, stop_after=1)]
    assert told == ["3"]
    after = states(conn)
    assert {after[number][0] for number in wanted} == {"pending"}
    assert [after[number][0] for number in [*spared, late]] == ["failed", "completed", "failed"]
    assert retry_matching(conn, alike, "sara", limit=10) == 1


def test_a_job_that_a_worker_holds_is_not_waited_for(conn: Conn, seeds: Seeds, dsn: str) -> None:
    number = seeds.job(state="pending", outcome="retry")
    conn.commit()
    with Connection.connect(dsn) as worker:
        worker.execute("select 1 from jobs where id = %s for update", (number,))
        assert retry(conn, [number], "sara") == 0
    assert retry(conn, [number], "sara") == 1
