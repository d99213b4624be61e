"""One call: its tries, its bounds in time and size, and what it never does."""

import gzip
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from syncaty.salla.errors import SallaCode, SallaError
from syncaty.salla.faults import api_judge
from syncaty.salla.http import OPEN, Answer, Call, Gate, Http, Patience
from syncaty.salla.limits import Limits
from tests.scripted_server import Act, Scripted, drips, hangs_up, is_silent, resets, says

GOOD = {"status": 200, "success": True, "data": {"id": 5}}
JUDGE = api_judge()


def get(salla: Scripted, *, repeatable: bool = True) -> Call:
    return Call("GET", f"{salla.url}/thing", token="secret-token", repeatable=repeatable)


def test_a_good_answer(salla: Scripted, http: Http) -> None:
    salla.plays(says(200, '{"data": {"price": 0.1, "id": 9007199254740993}}'))
    answer = http.send(get(salla), JUDGE)
    assert answer.document == {"data": {"price": Decimal("0.1"), "id": 9007199254740993}}
    assert answer.received_at == datetime(2026, 1, 13, 10, 0, tzinfo=UTC)
    (asked,) = salla.asked
    assert asked.headers["authorization"] == "Bearer secret-token"
    assert asked.headers["user-agent"].startswith("Syncaty/")


@pytest.mark.parametrize("date", ["", "yesterday", "Tue, 99 Jan 2026 10:00:00 GMT"])
def test_without_a_date_our_own_clock_counts(salla: Scripted, date: str) -> None:
    at = datetime(2026, 2, 3, tzinfo=UTC)
    salla.plays(says(200, GOOD, {"Date": date}))
    with closing(Http(clock=lambda: at)) as http:
        assert http.send(get(salla), JUDGE).received_at == at


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (says(500, {"status": 500}), "salla_failed"),
        (says(503, "<html>maintenance</html>"), "salla_failed"),
        (says(200, "<html>hello</html>"), "bad_answer"),
        (says(200, b"\xff\xfe{"), "bad_answer"),
        (says(200, "[" * 50_000), "bad_answer"),
        (says(200, " " * 100_001), "bad_answer"),
        (says(200, b"no gzip", {"Content-Encoding": "gzip"}), "bad_answer"),
        (says(404, "<html>not here</html>"), "bad_answer"),
        (says(302, None, {"Location": "/elsewhere"}), "bad_answer"),
        (resets, "salla_down"),
        (hangs_up, "salla_down"),
    ],
)  # fmt: skip
def test_trouble_is_named_and_passes(
    salla: Scripted, http: Http, trouble: Act, code: SallaCode
) -> None:
    salla.plays(trouble, trouble, trouble)
    with pytest.raises(SallaError) as caught:
        http.send(get(salla), JUDGE)
    assert (caught.value.code, caught.value.retryable) == (code, True)
    assert [asked.path for asked in salla.asked] == ["/thing"] * 3

    salla.plays(trouble, trouble, says(200, GOOD))
    assert http.send(get(salla), JUDGE).document == GOOD


@pytest.mark.parametrize("trouble", [is_silent, drips])
def test_an_answer_that_never_comes_is_waited_for_so_long(
    salla: Scripted, hasty: Http, trouble: Act
) -> None:
    salla.plays(trouble, trouble, trouble)
    tries: list[bool] = []
    with pytest.raises(SallaError) as caught:
        hasty.send(get(salla), JUDGE, Gate(lambda: tries.append(True), lambda _: None))
    assert (caught.value.code, len(tries)) == ("salla_slow", 3)


@pytest.mark.parametrize(
    "trouble",
    [says(500), says(200, "<html>"), is_silent, drips, resets, hangs_up],
)
def test_what_may_have_been_done_is_not_asked_twice(
    salla: Scripted, hasty: Http, trouble: Act
) -> None:
    salla.plays(trouble)
    tries: list[bool] = []
    gate = Gate(lambda: tries.append(True), lambda _: None)
    with pytest.raises(SallaError) as caught:
        hasty.send(get(salla, repeatable=False), JUDGE, gate)
    assert caught.value.unsure
    assert len(tries) == 1


def test_nobody_there(http: Http) -> None:
    with closing(socket.socket()) as unused:
        unused.bind(("127.0.0.1", 0))
        call = Call("GET", f"http://127.0.0.1:{unused.getsockname()[1]}/", repeatable=False)
        with pytest.raises(SallaError) as caught:
            http.send(call, JUDGE)
    assert (caught.value.code, caught.value.unsure) == ("salla_down", False)


def test_an_unknown_host(http: Http) -> None:
    with pytest.raises(SallaError) as caught:
        http.send(Call("GET", "http://no-such-host.invalid/"), JUDGE)
    assert caught.value.code == "salla_down"


def test_what_unpacks_to_too_much_is_refused(salla: Scripted, http: Http) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    salla.plays(*[says(200, bomb, {"Content-Encoding": "gzip"})] * 3)
    with pytest.raises(SallaError) as caught:
        http.send(get(salla), JUDGE)
    assert caught.value.code == "bad_answer"


def test_no_cookie_is_kept(salla: Scripted, http: Http) -> None:
    salla.plays(says(200, GOOD, {"Set-Cookie": "session=of-one-store; Path=/"}), says(200, GOOD))
    http.send(get(salla), JUDGE)
    http.send(get(salla), JUDGE)
    assert "cookie" not in salla.asked[1].headers


def test_a_redirect_is_not_followed(salla: Scripted, http: Http) -> None:
    away = says(302, None, {"Location": f"{salla.url}/elsewhere"})
    salla.plays(away, away, away)
    with pytest.raises(SallaError):
        http.send(get(salla), JUDGE)
    assert {asked.path for asked in salla.asked} == {"/thing"}


def test_the_gate_is_asked_before_each_try_and_told_after_each_answer(
    salla: Scripted, http: Http
) -> None:
    seen: list[str] = []

    def told(limits: Limits) -> None:
        seen.append(f"{limits.status} {limits.remaining} {limits.retry_after}")

    gate = Gate(lambda: seen.append("take"), told)
    salla.plays(
        says(500, None, {"X-RateLimit-Remaining": "2"}),
        resets,
        says(200, GOOD, {"X-RateLimit-Remaining": "1"}),
    )
    http.send(get(salla), JUDGE, gate)
    assert seen == ["take", "500 2 None", "take", "take", "200 1 None"]


def test_a_pause_that_salla_wants_is_left_to_the_gate(salla: Scripted) -> None:
    pauses: list[float | None] = []
    gate = Gate(lambda: None, lambda limits: pauses.append(limits.retry_after))
    limited = says(429, {"status": 429, "success": False, "error": {}}, {"Retry-After": "3600"})
    salla.plays(limited, says(200, GOOD))
    # Pauses of its own would be so long that the test would not end.
    with closing(Http(Patience(first_pause=3600, longest_pause=3600))) as http:
        assert http.send(get(salla), JUDGE, gate).document == GOOD
        assert pauses == [3600.0, None]

        salla.plays(limited)
        with pytest.raises(SallaError) as caught:
            http.send(get(salla), JUDGE, OPEN)
    assert (caught.value.code, caught.value.retry_after) == ("rate_limited", 3600.0)


def test_a_gate_may_give_up(salla: Scripted, http: Http) -> None:
    def stop() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        http.send(get(salla), JUDGE, Gate(stop, lambda _: None))
    assert not salla.asked


def test_threads_share_the_connections(salla: Scripted, http: Http) -> None:
    all_in = threading.Barrier(4, timeout=60)

    def act(handler: object, over: threading.Event) -> None:
        all_in.wait()  # four calls must be under way at once
        says(200, GOOD)(handler, over)  # type: ignore[arg-type]

    salla.plays(act, act, act, act)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: http.send(get(salla), JUDGE), range(4)))
    assert [answer.document for answer in answers] == [GOOD] * 4


def test_calls_and_answers_are_not_printed() -> None:
    call = Call("POST", "http://x/", token="secret-token", form={"client_secret": "s3cret"})
    answer = Answer(200, {"access_token": "ory"}, readable=True, received_at=datetime.now(UTC),
                    limits=Limits(200, datetime.now(UTC)))  # fmt: skip
    assert not any(word in f"{call!r}{answer!r}" for word in ("secret", "s3cret", "ory"))
