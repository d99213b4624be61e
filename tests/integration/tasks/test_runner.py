"""The runner: what is worked when, what happens to failures, stops and lost databases."""

import threading

import psycopg
import pytest

from syncaty import tasks
from syncaty.tasks import policy
from tests.integration.tasks.running import PATIENCE, queue, running, states, until


def test_a_task_gets_its_arguments_and_goes_once_it_is_done(dsn: str) -> None:
    seen: list[tasks.Task] = []
    with running(dsn, {"sync": seen.append}):
        queue(dsn, "sync", key="k", sync_id=5)
        until(lambda: bool(seen) and not states(dsn), "the task to be done")
    task = seen[0]
    assert (task.name, task.store_id, task.key, task.tries) == ("sync", 7, "k", 0)
    assert task.arguments == {"sync_id": 5}


def test_stores_run_side_by_side_and_one_store_in_turn(dsn: str) -> None:
    both, lock = threading.Barrier(2, timeout=PATIENCE), threading.Lock()
    at_work: dict[int, int] = {}
    done: list[int] = []

    def handle(task: tasks.Task) -> None:
        with lock:
            at_work[task.store_id] = at_work.get(task.store_id, 0) + 1
            assert at_work[task.store_id] == 1
        if task.arguments["round"] == 1:
            both.wait()  # passes only if the other store is worked at the same time
            queue(dsn, "sync", store_id=task.store_id, round=2)  # may not begin before we end
        with lock:
            at_work[task.store_id] -= 1
            done.append(task.store_id)

    with running(dsn, {"sync": handle}):
        queue(dsn, "sync", store_id=1, round=1)
        queue(dsn, "sync", store_id=2, round=1)
        until(lambda: len(done) == 4, "two rounds of two stores")


def test_no_more_than_so_many_at_once(dsn: str) -> None:
    lock, go = threading.Lock(), threading.Event()
    now, most, done = 0, 0, 0

    def handle(_: tasks.Task) -> None:
        nonlocal now, most, done
        with lock:
            now += 1
            most = max(most, now)
            if now == 2:
                go.set()
        assert go.wait(PATIENCE)
        with lock:
            now -= 1
            done += 1

    for store in range(6):
        queue(dsn, "sync", store_id=store)
    with running(dsn, {"sync": handle}, long=["sync"], threads=2):
        until(lambda: done == 6, "six tasks")
    assert most == 2


def test_imports_in_every_thread_hold_up_nothing_else(dsn: str) -> None:
    begun = threading.Semaphore(0)
    seen: list[tasks.Task] = []

    def last(task: tasks.Task) -> None:
        begun.release()
        assert task.stop.wait(PATIENCE)

    with running(dsn, {"sync": last, "refresh": seen.append}, long=["sync"], threads=2):
        for store in range(3):
            queue(dsn, "sync", store_id=store)
        assert begun.acquire(timeout=PATIENCE)
        assert begun.acquire(timeout=PATIENCE)
        queue(dsn, "refresh")
        until(lambda: bool(seen), "the refresh")
    assert states(dsn) == ["todo"] * 3


def test_a_failure_is_tried_again_and_told_how_often_it_failed(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "DELAYS", (0.01, 0.01, 0.01))
    tries: list[int] = []

    def handle(task: tasks.Task) -> None:
        tries.append(task.tries)
        if task.tries < 2:
            raise RuntimeError("not yet")

    with running(dsn, {"sync": handle}):
        queue(dsn, "sync")
        until(lambda: tries == [0, 1, 2] and not states(dsn), "the third try")


def test_a_task_that_always_fails_is_kept_with_its_error_until_its_like_succeeds(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "DELAYS", (0.01,))
    broken = True

    def handle(_: tasks.Task) -> None:
        if broken:
            raise RuntimeError("Salla is away\nwith details")

    with running(dsn, {"sync": handle}):
        queue(dsn, "sync")
        until(lambda: states(dsn) == ["failed"], "the task to be given up")
        with psycopg.connect(dsn) as conn:
            row = conn.execute("select failures, error from task_faults").fetchone()
        assert row == (2, "RuntimeError: Salla is away")
        broken = False
        queue(dsn, "sync")
        until(lambda: states(dsn) == [], "its like to make up for it")


def test_a_failure_leaves_the_further_try_to_one_that_waits_already(dsn: str) -> None:
    rounds: list[object] = []

    def handle(task: tasks.Task) -> None:
        rounds.append(task.arguments["round"])
        if task.arguments["round"] == 1:
            queue(dsn, "sync", round=2)
            raise RuntimeError("not yet")

    with running(dsn, {"sync": handle}):
        queue(dsn, "sync", round=1)
        until(lambda: rounds == [1, 2] and not states(dsn), "the second round")


def test_one_that_is_stopped_is_run_again_by_the_next(dsn: str) -> None:
    begun, ended = threading.Event(), threading.Event()

    def leave(task: tasks.Task) -> None:
        begun.set()
        assert task.stop.wait(PATIENCE)
        ended.set()

    with running(dsn, {"sync": leave}):
        queue(dsn, "sync")
        assert begun.wait(PATIENCE)
    assert ended.is_set()
    assert states(dsn) == ["todo"]
    seen: list[tasks.Task] = []
    with running(dsn, {"sync": seen.append}):
        until(lambda: not states(dsn), "the task to be done")
    assert seen[0].tries == 0, "a stop is no failure"


def test_a_task_that_nobody_here_knows_is_left_to_those_who_do(dsn: str) -> None:
    seen: list[str] = []
    queue(dsn, "new")
    with running(dsn, {"old": lambda task: seen.append(task.name)}):
        queue(dsn, "old")
        until(lambda: seen == ["old"], "the old task")
    assert states(dsn) == ["todo"]


def test_lost_connections_are_made_anew_and_the_task_in_hand_is_run_again(dsn: str) -> None:
    begun = threading.Semaphore(0)
    rounds = 0

    def handle(task: tasks.Task) -> None:
        nonlocal rounds
        rounds += 1
        begun.release()
        if rounds == 1:
            assert task.stop.wait(PATIENCE), "asked to leave once the marks are lost"

    with running(dsn, {"sync": handle}):
        queue(dsn, "sync")
        assert begun.acquire(timeout=PATIENCE)
        with psycopg.connect(dsn, autocommit=True) as conn:
            conn.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        assert begun.acquire(timeout=PATIENCE)
        until(lambda: not states(dsn), "the task to be done")
        queue(dsn, "sync", store_id=8)
        assert begun.acquire(timeout=PATIENCE)
        until(lambda: not states(dsn), "a further task to be done")
