"""What becomes of jobs that fail, and of jobs whose worker died."""

from collections.abc import Sequence

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import wiring
from syncaty.errors import PermanentError
from syncaty.jobs.faults import RetryPolicy
from syncaty.jobs.outcome import Apply, Job, Result
from syncaty.jobs.worker import MOST_CRASHES, Worker
from syncaty.stores.lanes import lane_of
from tests.integration.pipeline.shop import Shop, order

NO_WAIT = RetryPolicy(delays=(0, 0, 0, 0))


class Trouble:
    """Applies as the product does, but for jobs of one order, which raise."""

    def __init__(self, order_id: int, error: Exception) -> None:
        self._mark = f"ORD-{order_id}".encode()
        self._error = error
        self.batches: list[int] = []

    def __call__(
        self, conn: Connection[TupleRow], store_id: int, jobs: Sequence[Job]
    ) -> list[Result]:
        self.batches.append(len(jobs))
        results = wiring.apply(conn, store_id, jobs)
        if any(self._mark in job.body for job in jobs):
            raise self._error
        return results


def test_a_bad_job_never_holds_up_good_ones(shop: Shop) -> None:
    ids = shop.keep(order(n, customer=n) for n in range(1, 41))
    trouble = Trouble(17, PermanentError("bad_money", "The total is no amount.", "data.amounts"))
    shop.work(apply=trouble)

    assert shop.rows(
        "select id, state, outcome, error_code, error from jobs where state = 'failed'"
    ) == [(ids[16], "failed", "bad_money", "bad_money", "The total is no amount.")]
    assert shop.rows("select count(*) from jobs where state = 'completed'") == [(39,)]
    assert shop.rows("select count(*), sum(orders) from customer_rfm") == [(39, 39)]
    assert shop.rows("select count(*) from orders where id = 17") == [(0,)]
    ((number, path, trace),) = shop.rows("select number, path, traceback from job_attempts")
    assert (number, path) == (1, "data.amounts")
    assert "PermanentError: The total is no amount." in trace
    assert len(trouble.batches) <= 13  # halves of halves, not one by one


def test_a_fault_that_may_pass_is_tried_five_times(shop: Shop) -> None:
    shop.keep([order(1)])
    shop.work(apply=Trouble(1, RuntimeError("the moon")), policy=NO_WAIT)

    assert shop.rows("select state, outcome, attempts, finished_at is null from jobs") == [
        ("failed", "unexpected", 5, False)
    ]
    tries = shop.rows("select number, error_code from job_attempts order by number")
    assert tries == [(n, "unexpected") for n in range(1, 6)]


def test_a_job_that_waits_for_another_try_is_pending_and_says_when(shop: Shop) -> None:
    shop.keep([order(1)])
    shop.work(apply=Trouble(1, RuntimeError("the moon")), policy=RetryPolicy(delays=(3600,) * 4))

    ((state, outcome, wait),) = shop.rows(
        "select state, outcome, extract(epoch from due_at - received_at)::float8 from jobs"
    )
    assert (state, outcome) == ("pending", "retry")
    assert 3600 * 0.8 <= wait <= 3600 * 1.2 + 60


def test_a_passing_fault_ends_completed(shop: Shop) -> None:
    shop.keep([order(1)])
    shop.work(apply=Trouble(1, RuntimeError("the moon")), policy=RetryPolicy(delays=(0,) * 4))
    shop.conn.execute(
        "update jobs set state = 'pending', finished_at = null, due_at = now(), attempts = 0"
    )
    shop.work()

    assert shop.rows("select state, outcome, attempts, error from jobs") == [
        ("completed", "applied", 1, None)
    ]


def test_a_body_that_never_decodes_fails_at_once(shop: Shop) -> None:
    body = order(1)
    body["data"]["amounts"]["total"] = "a lot"
    shop.take([body, order(2)])

    assert shop.rows("select state, outcome, attempts from jobs order by id") == [
        ("failed", "bad_money", 1),
        ("completed", "applied", 1),
    ]


@pytest.mark.parametrize("jobs", [1, 5])
def test_a_worker_that_dies_leaves_its_jobs_to_the_next(shop: Shop, jobs: int) -> None:
    ids = shop.keep(order(n, customer=n) for n in range(1, jobs + 1))
    leave_behind(shop, ids)
    shop.work()

    assert shop.rows("select count(*) from jobs where state = 'completed'") == [(jobs,)]
    assert shop.rows("select sum(orders) from customer_rfm") == [(jobs,)]
    assert shop.rows("select * from lane_runs") == []


def test_a_job_that_keeps_killing_its_worker_is_set_aside(shop: Shop) -> None:
    ids = shop.keep([order(1), order(2)])
    deaths = 0
    for _ in range(10):
        try:
            shop.work(apply=deadly(1))
        except SystemExit:
            deaths += 1

    assert shop.rows("select id, state, outcome from jobs order by id") == [
        (ids[0], "failed", "killed_worker"),
        (ids[1], "completed", "applied"),
    ]
    # Once in company, then alone until that is enough.
    assert deaths == 1 + MOST_CRASHES


def test_a_worker_that_lost_its_connection_changes_nothing(shop: Shop) -> None:
    shop.keep([order(1)])

    def lose(conn: Connection[TupleRow], store_id: int, batch: Sequence[Job]) -> list[Result]:
        wiring.apply(conn, store_id, batch)
        pid = conn.info.backend_pid
        shop.conn.execute("select pg_terminate_backend(%s)", (pid,))
        conn.execute("select 1")
        raise AssertionError("the connection should be gone")

    worker = Worker(shop.dsn, lose)
    with (
        psycopg.connect(shop.dsn, autocommit=True) as conn,
        pytest.raises(psycopg.OperationalError),
    ):
        worker.work_all_due(conn)

    assert shop.rows("select state, attempts from jobs") == [("pending", 0)]
    assert shop.rows("select * from orders") == []
    shop.work()
    assert shop.rows("select sum(orders) from customer_rfm") == [(1,)]


def test_a_statement_refused_over_a_sound_connection_is_the_jobs_fault(shop: Shop) -> None:
    shop.keep([order(1), order(2)])
    shop.work(apply=Trouble(1, psycopg.errors.QueryCanceled("took too long")), policy=NO_WAIT)

    assert shop.rows("select state, outcome, attempts from jobs order by id") == [
        ("failed", "unexpected", 5),
        ("completed", "applied", 1),
    ]


def test_a_lane_has_one_holder_at_a_time(shop: Shop) -> None:
    shop.keep([order(1)])
    with psycopg.connect(shop.dsn, autocommit=True) as other:
        other.execute("select pg_advisory_lock(726228, %s)", (lane_of(shop.id),))
        assert Worker(shop.dsn, wiring.apply).work_all_due(shop.conn) is False
    assert shop.rows("select state from jobs") == [("pending",)]


def test_stores_of_a_lane_take_turns(dsn: str) -> None:
    quiet = next(n for n in range(78, 10_000) if lane_of(n) == lane_of(77))
    with Shop(dsn, 77) as noisy, Shop(dsn, quiet) as calm:
        noisy.keep(order(n) for n in range(1, 31))
        calm.keep([order(1)])
        worker = Worker(dsn, wiring.apply, batch=4)
        worker.work_all_due(noisy.conn)

        assert noisy.rows(
            "select store_id, count(*) from jobs where state = 'completed' group by 1 order by 1"
        ) == [(77, 3), (quiet, 1)]


def leave_behind(shop: Shop, ids: list[int]) -> None:
    """Leave what a worker leaves that was killed in the middle of these jobs."""
    shop.conn.execute(
        "insert into lane_runs (lane, worker, started_at, jobs) values (%s, 'dead', now(), %s)"
        " on conflict (lane) do update set jobs = excluded.jobs",
        (lane_of(shop.id), ids),
    )


def deadly(order_id: int) -> Apply:
    """Apply as the product does, but end the process, as it were, at one order."""

    def apply(conn: Connection[TupleRow], store_id: int, jobs: Sequence[Job]) -> list[Result]:
        if any(f"ORD-{order_id}".encode() in job.body for job in jobs):
            raise SystemExit(9)
        return wiring.apply(conn, store_id, jobs)

    return apply
