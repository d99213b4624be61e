"""The database goes away, comes back, or is slow: nothing is answered 200 that is not on disk."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from syncaty import config as settings
from tests.integration.intake.running import APP_SECRET, Intake, Start, body_of, serving, until

HEARD = 25.0  # seconds; Salla waits 30 for an answer, and then nothing we say is heard


@contextmanager
def away(postgres: str, intake: Intake) -> Iterator[None]:
    """Break every connection to the intake's database and let no new one in, for a while."""
    name = str(conninfo_to_dict(intake.dsn)["dbname"])
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(f"alter database {name} allow_connections false".encode())
        conn.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,)
        )
        try:
            yield
        finally:
            conn.execute(f"alter database {name} allow_connections true".encode())


@contextmanager
def stuck(intake: Intake) -> Iterator[Connection[TupleRow]]:
    """Hold a lock that lets no delivery be written, for a while."""
    with psycopg.connect(intake.dsn) as conn:
        conn.execute("lock table deliveries in share mode")
        yield conn


def writers(intake: Intake) -> list[int]:
    """Give the backends that wait for the lock."""
    rows = intake.query("select pid from pg_locks where not granted and locktype = 'relation'")
    return [row[0] for row in rows]


def keeps(intake: Intake, number: int) -> bool:
    return intake.post(body_of(id=number)).status_code == 200


def test_away_and_back(postgres: str, intake: Intake) -> None:
    assert keeps(intake, 1)
    with away(postgres, intake):
        began = time.monotonic()
        answer = intake.post(body_of(id=2))
        assert time.monotonic() - began < HEARD
        assert answer.status_code == 503
        assert answer.json()["error"] in {"database_away", "not_kept_in_time"}
        assert intake.post(b"x", "of a store added meanwhile").status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        problem = intake.client.get("/readyz")
        assert (problem.status_code, "cannot be reached" in problem.text) == (503, True)
        assert intake.client.get("/healthz").status_code == 200
        assert "syncaty_jobs_waiting" not in intake.client.get("/metrics").text
    until(lambda: keeps(intake, 3), bool)
    until(lambda: intake.client.get("/readyz").status_code, lambda status: status == 200)
    intake.add_store(8, "told-after-it-came-back")
    assert intake.post(body_of(merchant=8), "told-after-it-came-back").status_code == 200
    assert len(intake.query("select from deliveries")) == 3


def test_refusals_that_could_not_be_written_are_written_later(
    postgres: str, intake: Intake
) -> None:
    assert keeps(intake, 1)
    with away(postgres, intake):
        assert intake.post(b"x", None).status_code == 400
    assert intake.refusals("unreadable")[0][2] == b"x"


def test_a_start_without_the_database(
    postgres: str, database_url: str, dsn: str, tmp_path: Path
) -> None:
    values = {
        "DATABASE_URL": database_url,
        "SYNCATY_DATA_DIR": str(tmp_path),
        "SYNCATY_APP_SECRET": APP_SECRET,
        "SYNCATY_INTAKE_TIMEOUT": "1",
    }
    asleep = Intake.__new__(Intake)
    object.__setattr__(asleep, "dsn", dsn)
    with away(postgres, asleep):
        server = serving(settings.load(values), dsn)
        intake = server.__enter__()
        answer = intake.post(body_of(merchant=8), APP_SECRET)
        assert (answer.status_code, answer.json()["error"]) == (503, "database_away")
    try:
        until(
            lambda: intake.post(body_of(merchant=8), APP_SECRET).status_code,
            lambda status: status == 200,
        )
    finally:
        server.__exit__(None, None, None)


def test_what_cannot_be_kept_in_time_is_503_and_not_lost_twice(start: Start) -> None:
    with start(SYNCATY_INTAKE_TIMEOUT="1") as intake:
        body = body_of()
        intake.add_store(1305146709, "s")
        with stuck(intake):
            began = time.monotonic()
            answer = intake.post(body, "s")
            assert time.monotonic() - began < HEARD
            assert answer.status_code == 503
        until(lambda: intake.post(body, "s").status_code, lambda status: status == 200)
        assert len(intake.query("select from deliveries")) == 1


def test_a_writer_that_dies_in_the_middle_is_503(intake: Intake, postgres: str) -> None:
    body = body_of()
    with ThreadPoolExecutor(1) as threads, stuck(intake):
        answer = threads.submit(intake.post, body)
        (pid,) = until(lambda: writers(intake), bool)
        with psycopg.connect(postgres, autocommit=True) as conn:
            conn.execute("select pg_terminate_backend(%s)", (pid,))
        assert answer.result().json()["error"] == "database_away"
    assert intake.query("select from deliveries") == []
    until(lambda: intake.post(body).status_code, lambda status: status == 200)


def test_more_than_may_wait_is_refused_at_once(start: Start) -> None:
    with (
        start(SYNCATY_MAX_WAITING="3", SYNCATY_INTAKE_TIMEOUT="30") as intake,
        ThreadPoolExecutor(20) as threads,
    ):
        intake.add_store(1305146709, "s")
        with stuck(intake):
            first = threads.submit(intake.post, body_of(id=0), "s")
            until(lambda: writers(intake), bool)
            rest = [threads.submit(intake.post, body_of(id=n), "s") for n in range(1, 20)]
            overloaded = until(
                lambda: [f for f in rest if f.done()], lambda found: len(found) >= 17, seconds=25
            )
            errors = {answer.result().json()["error"] for answer in overloaded}
            assert errors == {"overloaded"}
        answers = [future.result() for future in (first, *rest)]
        kept = [answer for answer in answers if answer.status_code == 200]
        assert len(kept) == len(answers) - len(overloaded)
        assert len(intake.query("select from deliveries")) == len(kept)


@pytest.mark.parametrize("fault", ["check (event <> 'broken')", "check (length(event) < 20)"])
def test_a_webhook_the_database_does_not_take_does_not_take_others_along(
    intake: Intake, fault: str
) -> None:
    intake.change(f"alter table jobs add constraint fault {fault}")
    events = ["broken" if "broken" in fault else "x" * 30, *("order.created" for _ in range(15))]
    bodies = [body_of(event, id=number) for number, event in enumerate(events)]
    with ThreadPoolExecutor(16) as threads:
        with stuck(intake):
            answers = [threads.submit(intake.post, body) for body in bodies]
            until(lambda: writers(intake), bool)
        statuses = [answer.result().status_code for answer in answers]
    assert statuses == [503] + [200] * 15
    assert len(intake.query("select from jobs")) == 15
