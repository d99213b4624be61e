"""What operators and load balancers ask: is it alive, is it ready, what does it count."""

import os
from dataclasses import dataclass

import psycopg
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from syncaty.db.migrate import migrations
from syncaty.db.queries import load
from syncaty.intake.connection import Line
from syncaty.intake.keeper import Keeper

JOB_FIGURES = (
    ("syncaty_jobs_waiting", "Jobs to be worked; 100,000 stands for more, too."),
    ("syncaty_jobs_storeless", "Jobs whose store is not connected; 100,000 stands for more, too."),
    ("syncaty_jobs_failed", "Jobs that failed; 100,000 stands for more, too."),
    ("syncaty_jobs_oldest_seconds", "Seconds since the longest due job became due."),
)
WATCH_FIGURES = (
    ("syncaty_subscriptions_broken", "Webhooks of connected stores not in order at Salla."),
    ("syncaty_gaps_open", "Gaps of connected stores that no repair has closed yet."),
    ("syncaty_silences", "Implausible silences noticed so far."),
    ("syncaty_refusal_runs", "Runs of refused webhooks noticed so far."),
    ("syncaty_outages", "Outages of intake noticed so far."),
)
TASK_FIGURES = (
    ("syncaty_tasks_due", "Background tasks whose time has come and that nobody works yet."),
    ("syncaty_tasks_failed", "Background tasks that were given up."),
    ("syncaty_figures_differing", "Rows that the last nightly comparisons found to differ."),
)
"""Figures read from the database at the moment they are asked for, in the order they are read."""

_QUERIES = load("syncaty.intake")
_WATCHES = load("syncaty.stores", "watches.sql")


async def alive(_: Request) -> JSONResponse:
    """Answer that the process runs, whatever the state of the database."""
    return JSONResponse({"status": "alive"})


@dataclass(frozen=True, slots=True)
class Health:
    """The routes that ask the database, over a line of their own."""

    line: Line
    keeper: Keeper

    async def ready(self, _: Request) -> JSONResponse:
        """Answer 200 when webhooks can be kept, else 503 with what is wrong."""
        problems = await self._problems()
        if problems:
            return JSONResponse({"status": "not ready", "problems": problems}, 503)
        return JSONResponse({"status": "ready"})

    async def metrics(self, _: Request) -> Response:
        """Answer with all figures in Prometheus' text form, as far as the database is there."""
        text = _of_processes() + await self._of_database()
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    async def _problems(self) -> list[str]:
        try:
            async with self.line.use() as conn:
                cursor = await conn.execute(_QUERIES["migrations_newest"])
                row = await cursor.fetchone()
        except psycopg.errors.UndefinedTable:
            row = None
        except psycopg.Error:
            return ["The database cannot be reached. Check DATABASE_URL and the server."]
        # A newer database still keeps webhooks; an older one lacks what this release needs.
        if (row[0] if row else 0) < migrations()[-1].number:
            return ["The database is not at this release. Run: syncaty migrate"]
        return [] if self.keeper.connected else ["Intake is connecting to the database."]

    async def _of_database(self) -> bytes:
        try:
            async with self.line.use() as conn:
                counts = await (await conn.execute(_QUERIES["jobs_waiting_counts"])).fetchone()
                oldest = await (await conn.execute(_QUERIES["jobs_oldest_due"])).fetchone()
                watched = await (await conn.execute(_WATCHES["watch_figures"])).fetchone()
                tasks = await (await conn.execute(_QUERIES["tasks_figures"])).fetchone()
        except psycopg.Error:
            return b""
        if counts is None or oldest is None or watched is None or tasks is None:
            return b""
        registry = CollectorRegistry()
        figures = JOB_FIGURES + WATCH_FIGURES + TASK_FIGURES
        values = (*counts, oldest[0] or 0, *watched, *tasks)
        for (name, meaning), value in zip(figures, values, strict=True):
            Gauge(name, meaning, registry=registry).set(value)
        return generate_latest(registry)


def _of_processes() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
