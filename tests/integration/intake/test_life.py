"""Intake's signs of life: one a minute, and none in trouble."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from syncaty.intake.connection import Line
from syncaty.intake.keeper import Keeper
from syncaty.intake.life import Life
from tests.integration.intake.running import Intake, body_of

NOON = datetime(2026, 5, 5, 12, 0, 42, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Hands:
    """A sign-giver whose clock and connection a test moves."""

    def __init__(self, dsn: str) -> None:
        self.now = NOON
        self.keeper = Keeper(dsn, 10)
        self.keeper.connected = True
        self.line = Line(dsn)
        self.life = Life(self.line, self.keeper, lambda: self.now)

    def sign(self, after: timedelta) -> Awaitable[bool]:
        """Try to give a sign a while later."""
        self.now += after
        return self.life.sign()


def run(dsn: str, story: Callable[[Hands], Awaitable[list[bool]]]) -> list[bool]:
    """Let a story happen and give whether there was a sign each time."""

    async def whole() -> list[bool]:
        hands = Hands(dsn)
        try:
            return await story(hands)
        finally:
            await hands.line.close()

    return asyncio.run(whole())


def minutes(dsn: str) -> list[datetime]:
    with psycopg.connect(dsn) as conn:
        rows = conn.execute("select minute from intake_minutes order by minute").fetchall()
    return [minute for (minute,) in rows]


def test_each_minute_has_one_row_however_many_sign(dsn: str) -> None:
    async def story(hands: Hands) -> list[bool]:
        return [await hands.sign(after) for after in (0 * SECOND, 10 * SECOND, MINUTE)]

    assert run(dsn, story) == [True] * 3
    first = NOON.replace(second=0)
    assert minutes(dsn) == [first, first + MINUTE]


def test_a_webhook_turned_away_silences_it_for_a_minute(dsn: str) -> None:
    async def story(hands: Hands) -> list[bool]:
        hands.life.turned_away()
        return [await hands.sign(after) for after in (0 * SECOND, 59 * SECOND, SECOND)]

    assert run(dsn, story) == [False, False, True]


def test_there_is_no_sign_without_a_database(dsn: str) -> None:
    async def unconnected(hands: Hands) -> list[bool]:
        hands.keeper.connected = False
        return [await hands.sign(MINUTE)]

    assert run(dsn, unconnected) == [False]
    assert minutes(dsn) == []

    async def story(hands: Hands) -> list[bool]:
        return [await hands.sign(MINUTE)]

    assert run("host=/nowhere dbname=none", story) == [False]


def test_a_running_intake_gives_signs(intake: Intake) -> None:
    intake.until_rows("select minute from intake_minutes", 1)
    assert intake.post(body_of()).status_code == 200


def test_a_503_reaches_it(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Life] = []

    def turned_away(life: Life) -> None:
        told.append(life)

    monkeypatch.setattr(Life, "turned_away", turned_away)
    intake.change("alter table deliveries rename to away")
    assert intake.post(body_of()).status_code == 503
    assert len(told) == 1
