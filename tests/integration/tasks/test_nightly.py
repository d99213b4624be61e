"""The work of the night: figures compared per store, ended sessions and old failures forgotten."""

import threading
from datetime import timedelta

from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty import nightly, tasks
from syncaty.tasks import Task, reading
from syncaty.tasks.prune import prune


def task(name: str, store_id: int = 0) -> Task:
    return Task(name, store_id, "", {}, threading.Event())


def test_each_store_is_compared_and_what_differs_is_kept(
    conn: Connection[TupleRow], dsn: str
) -> None:
    conn.execute("insert into stores (id, lane) values (1, 1), (2, 2)")
    conn.execute("insert into daily_sales values (2, '2026-05-01', 'SAR', 3, 9, 0, 0, 0, 0, 3)")
    conn.commit()
    nightly.check(dsn, task("check"))
    queued = conn.execute("select args -> 'store_id' from procrastinate_jobs order by id")
    assert [each for (each,) in queued] == [1, 2]
    for _ in range(2):  # the later comparison takes the place of the earlier
        nightly.check(dsn, task("check", 1))
        nightly.check(dsn, task("check", 2))
    kept: dict[int, dict[str, int]] = dict(
        conn.execute("select store_id, differing from store_checks").fetchall()
    )
    assert set(kept[1].values()) == {0}
    assert {kind for kind, number in kept[2].items() if number} == {"daily_sales"}


def test_a_midnight_that_never_came_is_told(conn: Connection[TupleRow], dsn: str) -> None:
    conn.execute(
        "insert into stores (id, lane, timezone)"
        " select n, n, 'Pacific/Auckland' from generate_series(1, 3) n"
    )
    row = conn.execute(
        "select ((now() - interval '5 minutes') at time zone 'Pacific/Auckland')::date"
    ).fetchone()
    assert row is not None
    today = row[0]
    days = [today, today - timedelta(1), today - timedelta(3)]
    conn.execute("insert into segment_clocks (store_id, worked_on) values (3, %s)", days[2:])
    conn.execute(
        "insert into rfm_settings (store_id, edges, day)"
        " values (1, 'frozen', %s), (2, 'frozen', %s)",
        days[:2],
    )
    conn.commit()
    for store_id in (1, 2, 3):
        nightly.check(dsn, task("check", store_id))
    behind = conn.execute(
        "select store_id, (differing ->> 'days_behind')::integer from store_checks order by 1"
    ).fetchall()
    assert behind == [(1, 0), (2, 1), (3, 3)]


def test_old_failures_are_forgotten_and_young_ones_kept(
    conn: Connection[TupleRow], dsn: str
) -> None:
    for key in ("old", "young", "waiting"):
        tasks.defer(conn, "sync", store_id=7, key=key)
    conn.execute(
        "update procrastinate_jobs set status = 'failed' where args ->> 'key' <> 'waiting'"
    )
    conn.execute(
        "update procrastinate_events set at = now() - interval '31 days' where job_id in"
        " (select id from procrastinate_jobs where args ->> 'key' <> 'young')"
    )
    conn.commit()
    prune(dsn, task("prune"))
    left = conn.execute("select args ->> 'key' from procrastinate_jobs order by id").fetchall()
    assert left == [("young",), ("waiting",)]


def test_what_runs_waits_and_failed_is_told(conn: Connection[TupleRow]) -> None:
    assert reading.counts(conn) == reading.Counts(0, 0, 0, 0, 0, 0)
    for key in ("a", "b", "c"):
        tasks.defer(conn, "sync", store_id=7, key=key)
    conn.execute("update procrastinate_jobs set status = 'failed' where args ->> 'key' = 'a'")
    conn.execute("update procrastinate_jobs set status = 'doing' where args ->> 'key' = 'b'")
    conn.execute(
        "insert into task_faults (job_id, failures, error)"
        " select id, 8, 'Salla is away.' from procrastinate_jobs where status = 'failed'"
    )
    assert reading.counts(conn) == reading.Counts(
        due=1, later=0, in_hand=1, retrying=0, failed=1, processes=0
    )
    conn.execute(
        "insert into task_faults (job_id, failures, error)"
        " select id, 1, 'Slow.' from procrastinate_jobs where status = 'todo'"
    )
    again, failed = sorted(reading.failed(conn), key=lambda each: each.error, reverse=True)
    assert (again.key, again.error, failed.again_at) == ("c", "Slow.", None)
    assert again.again_at is not None
    assert (failed.name, failed.store_id, failed.key) == ("sync", 7, "a")
    assert (failed.failures, failed.crashes, failed.error) == (8, 0, "Salla is away.")
