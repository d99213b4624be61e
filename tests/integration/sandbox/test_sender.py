"""The sender against a real receiver: signatures, resends, faults, pace, stopping."""

import asyncio
import hashlib
import hmac
import json
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from syncaty.sandbox.delivery import Kind, Sending, Writer
from syncaty.sandbox.faults import Faults, spoil
from syncaty.sandbox.model import Event
from syncaty.sandbox.pace import Poisson, Steady
from syncaty.sandbox.report import Report
from syncaty.sandbox.sender import Patience, Sender
from syncaty.sandbox.shapes import ShapeName, renderer
from syncaty.sandbox.shop import Plan, Shop
from syncaty.sandbox.signing import Strategy
from tests.integration.sandbox.receiver import Receiver, Request, running

SECRET = "demo-secret"
SOON = Patience(timeout=5, resends=3, interval=0.02)
PLAN = Plan(seed=5, until=date(2025, 6, 1), customers=60, orders=150, products=20, days=60)


@pytest.fixture(scope="module")
def events() -> list[Event]:
    return list(Shop(PLAN).history())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running(Receiver()) as receiver:
        yield receiver


def writer(strategy: Strategy = Strategy.SIGNATURE) -> Writer:
    return Writer(renderer(ShapeName.SALLA, 1305146709), strategy, SECRET)


def send(
    receiver: Receiver, events: list[Event], faults: Faults | None = None, patience: Patience = SOON
) -> Report:
    sender = Sender(receiver.url, connections=8, patience=patience)
    sendings = spoil(events, faults or Faults())
    return asyncio.run(sender.run(writer().deliveries(sendings)))


def truly_signed(request: Request) -> bool:
    digest = hmac.new(SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    return request.headers.get("x-salla-signature") == digest


def test_every_event_arrives_once_and_truly_signed(receiver: Receiver, events: list[Event]) -> None:
    report = send(receiver, events)
    assert report.good
    assert report.accepted == report.requests == len(events) == len(receiver.requests)
    assert report.answered == {"200": len(events)}
    assert all(map(truly_signed, receiver.requests))
    render = writer().render
    assert Counter(r.body for r in receiver.requests) == Counter(map(render, events))
    headers = receiver.requests[0].headers
    assert headers["content-type"] == "application/json"
    assert headers["x-salla-security-strategy"] == "Signature"
    assert 0 < report.times.quantile(0.5) <= report.times.quantile(0.99)


def test_token_strategy_sends_the_secret_verbatim(receiver: Receiver, events: list[Event]) -> None:
    sendings = [Sending(0, events[0])]
    asyncio.run(
        Sender(receiver.url, patience=SOON).run(writer(Strategy.TOKEN).deliveries(sendings))
    )
    headers = receiver.requests[0].headers
    assert headers["authorization"] == SECRET
    assert "x-salla-signature" not in headers


@pytest.mark.parametrize("status", [202, 204, 302, 404, 500, 503])
def test_anything_but_200_and_201_is_sent_again(
    receiver: Receiver, events: list[Event], status: int
) -> None:
    receiver.answer = lambda number, _: status if number < 2 else 201
    report = send(receiver, events[:1])
    assert report.good
    assert (report.accepted, report.resends) == (1, 2)
    assert len({request.body for request in receiver.requests}) == 1


def test_after_three_resends_it_is_given_up(receiver: Receiver, events: list[Event]) -> None:
    receiver.answer = lambda *_: 500
    report = send(receiver, events[:3])
    assert not report.good
    assert (report.accepted, report.gave_up, report.resends) == (0, 3, 9)
    assert len(receiver.requests) == 12


def test_resends_wait_their_interval(receiver: Receiver, events: list[Event]) -> None:
    receiver.answer = lambda number, _: 500 if number == 0 else 200
    report = send(receiver, events[:1], patience=Patience(5, 3, 0.4))
    assert report.seconds >= 0.4


def test_a_receiver_that_never_answers_counts_as_failed(
    receiver: Receiver, events: list[Event]
) -> None:
    receiver.answer = lambda number, _: -1 if number == 0 else 200
    report = send(receiver, events[:1], patience=Patience(0.3, 1, 0.01))
    assert report.good
    assert report.answered == {"timeout": 1, "200": 1}


def test_a_receiver_that_is_away_counts_as_failed(events: list[Event]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refuses
        away = Receiver(url=f"http://127.0.0.1:{taken.getsockname()[1]}/")
        report = send(away, events[:2])
    assert (report.gave_up, report.answered) == (2, {"no connection": 8})


def test_faults_arrive_as_they_were_reported(receiver: Receiver, events: list[Event]) -> None:
    receiver.answer = lambda _, request: 200 if truly_signed(request) else 401
    faults = Faults(
        seed=3, double=0.2, rebuild=0.2, drop=0.1, mis_sign=0.2, wrong_strategy=0.1, reorder=10,
        delay=0.05,
    )  # fmt: skip
    report = send(receiver, events, faults)
    kinds = report.kinds
    assert report.good
    assert all(kinds[kind] > 0 for kind in Kind)
    assert report.accepted == kinds[Kind.EVENT] == len(events) - kinds[Kind.DROPPED]
    forged = kinds[Kind.MIS_SIGNED] + kinds[Kind.WRONG_STRATEGY]
    assert report.answered == {"200": len(receiver.requests) - forged, "401": forged}
    sound = Counter(r.body for r in receiver.requests if truly_signed(r))
    assert sum(1 for count in sound.values() if count == 2) == kinds[Kind.DOUBLE]
    assert len(sound) == kinds[Kind.EVENT] + kinds[Kind.REBUILT]
    refused = [r for r in receiver.requests if not truly_signed(r)]
    assert sum("authorization" in r.headers for r in refused) == kinds[Kind.WRONG_STRATEGY]


def test_a_receiver_that_accepts_forgeries_is_reported(
    receiver: Receiver, events: list[Event]
) -> None:
    report = send(receiver, events[:5], Faults(mis_sign=1))
    assert report.forged_accepted == 5
    assert not report.good


def test_a_rate_is_kept(receiver: Receiver, events: list[Event]) -> None:
    sender = Sender(receiver.url, pace=Steady(200), patience=SOON)
    report = asyncio.run(sender.run(writer().deliveries(spoil(events[:101], Faults()))))
    assert 0.5 <= report.seconds < 5  # the first leaves at once, the last after 100 gaps


def test_stopping_answers_what_is_under_way_and_returns(
    receiver: Receiver, events: list[Event]
) -> None:
    settled: list[int] = []

    async def stopped_after_ten() -> Report:
        def count(delivery: object) -> None:
            settled.append(1)
            if len(settled) == 10:
                sender.stop()

        sender = Sender(receiver.url, connections=2, patience=SOON, on_settled=count)
        return await sender.run(writer().deliveries(spoil(events, Faults())))

    report = asyncio.run(stopped_after_ten())
    assert report.stopped
    assert 10 <= report.accepted == len(receiver.requests) <= 12


def test_stopping_forgets_what_waits_for_a_resend(receiver: Receiver, events: list[Event]) -> None:
    receiver.answer = lambda *_: 500

    async def stopped_while_waiting() -> Report:
        sender = Sender(receiver.url, pace=Poisson(1000, random.Random(1)))
        running = asyncio.create_task(sender.run(writer().deliveries(spoil(events[:1], Faults()))))
        while sender.report.resends == 0:
            await asyncio.sleep(0)
        sender.stop()
        return await running

    assert asyncio.run(stopped_while_waiting()).seconds < 5


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "syncaty", "sandbox", *arguments]


def called(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False)


def test_the_send_command_reports_and_tells_by_its_exit_code(receiver: Receiver) -> None:
    common = ["--merchant", "1", "--secret", SECRET, "--url", receiver.url, "--json"]
    shop = ["--orders", "20", "--customers", "9", "--days", "30", "--until", "2025-06-01"]
    done = called("send", *common, *shop, "--double", "0.5")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["accepted"] == figures["events"] > 100
    assert figures["requests"] == figures["accepted"] + figures["doubled"] == len(receiver.requests)
    receiver.answer = lambda *_: 503
    done = called("send", *common, *shop, "--limit", "2", "--resend-after", "0.01")
    assert done.returncode == 1
    assert json.loads(done.stdout)["gave_up"] == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--timezone", "Riyadh"], "Asia/Riyadh"),
        (["--csv", "none.csv"], "no file"),
        (["--csv", "none.csv", "--column", "cost=Price"], "FIELD=HEADER"),
        (["--rate", "fast"], "max"),
        (["--url", "localhost:8000"], "http address"),
    ],
)
def test_wrong_options_are_answered_with_a_sentence(arguments: list[str], says: str) -> None:
    done = called("send", "--merchant", "1", "--secret", SECRET, *arguments)
    assert done.returncode in {1, 2}
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stderr


def test_the_live_command_goes_on_where_it_was(receiver: Receiver, tmp_path: Path) -> None:
    state = tmp_path / "state.jsonl"
    arguments = command(
        "live", "--merchant", "1", "--secret", SECRET, "--url", receiver.url, "--rate", "200",
        "--state", str(state), "--orders", "20", "--customers", "9", "--days", "30",
    )  # fmt: skip
    seen = 0
    for _ in range(2):
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        receiver.wait_for(seen + 400)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert "gave up          0" in output
        seen = len(receiver.requests)
    assert seen >= 800
    bodies = [request.body for request in receiver.requests]
    assert len(set(bodies)) == len(bodies)


def test_the_generate_command_writes_the_same_lines_again() -> None:
    shop = ["--orders", "15", "--customers", "5", "--until", "2025-06-01", "--days", "20"]
    first, second = (called("generate", *shop).stdout for _ in range(2))
    assert first == second
    lines = first.splitlines()
    assert len(lines) > 100
    assert {json.loads(line)["merchant"] for line in islice(lines, 50)} == {1305146709}
