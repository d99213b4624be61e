"""What Salla, operators and load balancers ask."""

import os
import subprocess
import sys
from pathlib import Path

from starlette.responses import PlainTextResponse

from syncaty import config as settings
from syncaty.db.migrate import migrations
from tests.integration.intake.running import Intake, body_of, serving, until


def test_salla_finds_the_address(intake: Intake) -> None:
    for path in ("/webhooks/salla", "/webhooks/salla/"):
        for method in ("GET", "HEAD"):
            assert intake.client.request(method, path).status_code == 200
    assert intake.client.put("/webhooks/salla").status_code == 405


def test_a_running_intake_is_alive_and_gets_ready(intake: Intake) -> None:
    assert intake.client.get("/healthz").json() == {"status": "alive"}
    until(lambda: intake.client.get("/readyz").status_code, lambda status: status == 200)


def test_a_database_that_lacks_a_migration_is_told(intake: Intake) -> None:
    intake.change("delete from migrations where number = %s", migrations()[-1].number)
    answer = intake.client.get("/readyz")
    assert answer.status_code == 503
    assert "syncaty migrate" in answer.json()["problems"][0]


def test_a_newer_database_still_keeps_webhooks(intake: Intake) -> None:
    intake.change("insert into migrations values (%s, 'later')", 999)
    until(lambda: intake.client.get("/readyz").status_code, lambda status: status == 200)


def test_a_database_without_tables_is_told_and_nothing_is_taken(
    postgres: str, tmp_path: Path
) -> None:
    config = settings.load({"DATABASE_URL": postgres, "SYNCATY_DATA_DIR": str(tmp_path)})
    with serving(config, postgres) as intake:
        assert "syncaty migrate" in intake.client.get("/readyz").json()["problems"][0]
        answer = intake.post(body_of())
        assert (answer.status_code, answer.json()["error"]) == (503, "database_away")


def test_figures_are_given_and_those_of_jobs_too(intake: Intake) -> None:
    assert intake.post(body_of(id=1)).status_code == 200
    assert intake.post(b"not json").status_code == 200
    assert intake.post(body_of(id=2, merchant=8), "the-app-secret").status_code == 200
    text = intake.client.get("/metrics").text
    for line in (
        "syncaty_jobs_waiting 1.0",
        "syncaty_jobs_storeless 1.0",
        "syncaty_jobs_failed 1.0",
        'syncaty_webhooks_total{result="kept"}',
    ):
        assert line in text
    assert "syncaty_jobs_oldest_seconds 0.0\n" not in text


def test_what_no_route_takes_goes_to_the_pages(database_url: str, dsn: str, tmp_path: Path) -> None:
    config = settings.load({"DATABASE_URL": database_url, "SYNCATY_DATA_DIR": str(tmp_path)})
    with serving(config, dsn, fallback=PlainTextResponse("a page")) as intake:
        assert intake.client.get("/jobs").text == "a page"
        assert intake.client.get("/healthz").json() == {"status": "alive"}
        assert intake.post(b"x").status_code == 400


SCRIPT = """
import asyncio, httpx
from syncaty import config
from syncaty.intake.app import application

async def main():
    app = application(config.load())
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app):
        async with httpx.AsyncClient(transport=transport, base_url="http://intake") as client:
            await client.post("/webhooks/salla", content=b"x")
            print((await client.get("/metrics")).text)

asyncio.run(main())
"""


def test_several_processes_are_counted_together(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "SYNCATY_DATA_DIR": str(tmp_path),
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
    }
    for number in (1, 2):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        counted = f'syncaty_refusals_total{{reason="unreadable"}} {number}.0'
        assert counted in run.stdout
