"""Access tokens: renewed ahead, by one process at a time, and never lost without need."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from cryptography.fernet import Fernet

from syncaty.clock import utc_now
from syncaty.salla.errors import SallaError
from syncaty.salla.tokens import TokenPair
from syncaty.stores import connection, tokens
from syncaty.stores.secrets import Keys
from syncaty.stores.tokens import NoAccessError, RefreshPausedError
from tests.integration.stores.salla_app import App
from tests.salla_server import MERCHANT

PROCESS = """
import sys
from syncaty.salla.oauth import OAuth
from syncaty.stores.secrets import Keys
from syncaty.stores.tokens import access_token
from tests.integration.stores.salla_app import AppSettings
dsn, key, address, client, secret, merchant = sys.argv[1:]
print("ready", flush=True)
sys.stdin.readline()
settings = AppSettings(address, client, secret)
print(access_token(dsn, Keys((key,)), OAuth(settings), int(merchant)))
"""


def ask(app: App, refused: str | None = None) -> str:
    return tokens.access_token(app.dsn, app.keys, app.oauth, MERCHANT, refused)


def end_soon(app: App) -> None:
    """Let the pair be due, and still good."""
    app.change(
        "update store_tokens set issued_at = now() - interval '13 days',"
        " expires_at = now() + interval '30 seconds'"
    )


def end(app: App) -> None:
    app.change("update store_tokens set expires_at = now() - interval '1 second'")


def pair(app: App) -> tuple[str, str]:
    ((access, refresh),) = app.rows("select access, refresh from store_tokens")
    return app.keys.unseal(access).value, app.keys.unseal(refresh).value


def test_a_good_token_is_given_as_it_is(app: App) -> None:
    app.connect()
    calls = app.salla.world.token_calls
    assert ask(app) == pair(app)[0]
    assert app.salla.world.token_calls == calls


def test_a_token_that_ends_soon_is_renewed_first_and_both_are_kept(app: App) -> None:
    app.connect()
    before = pair(app)
    end_soon(app)
    renewed = ask(app)
    after = pair(app)
    assert renewed == after[0]
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert ask(app) == renewed
    assert app.salla.world.grants.holder(renewed) is not None
    assert app.kinds() == ["connected", "token_refreshed"]
    assert app.rows("select refreshes, source from store_tokens") == [(1, "refresh")]


@pytest.mark.parametrize("form", ["expires_in", "duration", "instant"])
def test_every_form_of_expiry_is_understood(app: App, form: str) -> None:
    app.salla.settings.expires = form  # type: ignore[assignment]
    app.connect()
    end_soon(app)
    ask(app)
    ((left,),) = app.rows("select expires_at - now() from store_tokens")
    assert timedelta(days=13, hours=23) < left < timedelta(days=14, minutes=1)


def test_an_answer_without_a_refresh_token_keeps_the_old_one(app: App) -> None:
    app.salla.settings.new_refresh = False
    app.connect()
    before = pair(app)
    for _ in range(2):
        end_soon(app)
        ask(app)
    after = pair(app)
    assert before[0] != after[0]
    assert before[1] == after[1]


def test_two_processes_at_once_make_one_refresh(app: App) -> None:
    app.connect()
    end(app)
    settings = app.salla.settings
    given = (app.dsn, app.keys_texts[0], app.salla.address, settings.client_id)
    command = [sys.executable, "-c", PROCESS, *given, settings.client_secret, str(MERCHANT)]
    app.salla.faults.token, app.salla.faults.token_seconds = "slow", 1.0
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].strip() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert set(said) == {pair(app)[0]}
    grants = app.salla.world.grants
    assert (grants.refreshed, grants.reused) == (1, 0)


def test_many_threads_with_the_same_refused_token_make_one_refresh(app: App) -> None:
    app.connect()
    old = ask(app)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(ask(app, old))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [pair(app)[0]] * 6
    assert app.salla.world.grants.refreshed == 1
    assert ask(app, "some older one") == found[0], "only the current token is renewed"
    assert app.salla.world.grants.refreshed == 1


def test_invalid_grant_marks_the_store_once(app: App) -> None:
    app.connect()
    app.salla.world.grants.revoke(MERCHANT)
    old = ask(app)
    with pytest.raises(SallaError) as refused:
        ask(app, old)
    assert refused.value.code == "invalid_grant"
    with app.open() as conn:
        held = connection.connection(conn, MERCHANT)
    assert held is not None
    assert (held.state, held.state_reason) == ("needs_reconnect", "invalid_grant")
    with pytest.raises(NoAccessError):
        ask(app)
    assert app.kinds() == ["connected", "needs_reconnect"]
    again = app.connect().connected
    assert again.before == "needs_reconnect"
    assert again.missed_since == held.state_at
    assert ask(app) == pair(app)[0]


def test_a_new_token_that_is_refused_too_is_not_renewed_again_and_again(app: App) -> None:
    app.connect()
    renewed = ask(app, ask(app))
    with pytest.raises(RefreshPausedError):  # it may not be known everywhere at Salla yet
        ask(app, renewed)
    assert app.rows("select state from stores") == [("connected",)]
    app.change("update store_tokens set issued_at = issued_at - interval '2 minutes'")
    with pytest.raises(NoAccessError) as ended:
        ask(app, renewed)
    assert ended.value.code == "token_refused"
    assert app.rows("select state_reason from stores") == [("token_refused",)]
    assert app.salla.world.grants.refreshed == 1


def test_a_user_who_is_gone_ends_the_access(app: App) -> None:
    app.connect()
    with app.open() as conn:
        tokens.refused_for_good(conn, MERCHANT, SallaError("scope_missing"), utc_now())
        assert app.rows("select state from stores") == [("connected",)]
        tokens.refused_for_good(conn, MERCHANT, SallaError("user_gone"), utc_now())
    assert app.rows("select state_reason from stores") == [("user_gone",)]


def test_invalid_client_is_never_blamed_on_the_merchant(app: App) -> None:
    app.connect()
    before = pair(app)
    app.salla.faults.token = "invalid_client"
    end_soon(app)
    assert ask(app) == before[0], "the token still works"
    end(app)
    app.change("update store_tokens set failed_at = failed_at - interval '1 hour'")
    with pytest.raises(SallaError) as refused:
        ask(app)
    assert refused.value.code == "invalid_client"
    assert app.rows("select state from stores") == [("connected",)]
    assert pair(app) == before
    assert app.kinds() == ["connected"]
    app.salla.faults.clear()
    app.change("update store_tokens set failed_at = failed_at - interval '1 hour'")
    assert ask(app) == pair(app)[0] != before[0]
    assert app.rows("select failures, failure from store_tokens") == [(0, None)]


@pytest.mark.parametrize("fault", ["error", "nonsense"])
def test_faults_of_salla_keep_everything_and_are_not_repeated_at_once(app: App, fault: str) -> None:
    app.connect()
    before = pair(app)
    app.salla.faults.token = fault  # type: ignore[assignment]
    end(app)
    calls = app.salla.world.token_calls
    with pytest.raises(SallaError) as refused:
        ask(app)
    assert refused.value.retryable
    with pytest.raises(RefreshPausedError):
        ask(app)
    assert app.salla.world.token_calls - calls <= 1
    assert pair(app) == before
    assert app.rows("select state from stores") == [("connected",)]


def test_a_try_that_may_have_spent_the_refresh_token_waits_while_the_access_token_works(
    app: App,
) -> None:
    class Unsure:
        tries = 0

        def refresh(self, _: str) -> TokenPair:
            self.tries += 1
            raise SallaError("salla_slow", unsure=True)

    app.connect()
    end_soon(app)
    unsure = Unsure()
    for _ in range(2):
        token = tokens.access_token(app.dsn, app.keys, unsure, MERCHANT)
        assert token == pair(app)[0]
        app.change("update store_tokens set failed_at = failed_at - interval '1 hour'")
    assert unsure.tries == 1
    end(app)
    with pytest.raises(SallaError):
        tokens.access_token(app.dsn, app.keys, unsure, MERCHANT)
    assert unsure.tries == 2


def test_tokens_survive_a_database_that_drops_the_connection_before_the_commit(app: App) -> None:
    class Cutting:
        """Asks Salla, then cuts every connection that holds the pair's lock."""

        def refresh(self, token: str) -> TokenPair:
            pair = app.oauth.refresh(token)
            app.rows(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
                " current_database() and pid <> pg_backend_pid()"
            )
            return pair

    app.connect()
    end(app)
    token = tokens.access_token(app.dsn, app.keys, Cutting(), MERCHANT)
    assert token == pair(app)[0]
    end_soon(app)
    assert ask(app) == pair(app)[0] != token
    assert app.salla.world.grants.reused == 0


def test_without_a_refresh_token_the_store_needs_reconnecting_at_the_end(app: App) -> None:
    app.salla.faults.withhold = ("offline_access",)
    app.connect()
    end_soon(app)
    assert ask(app)
    end(app)
    with pytest.raises(NoAccessError):
        ask(app)
    assert app.rows("select state_reason from stores") == [("no_refresh_token",)]


def test_a_disconnected_store_is_neither_called_nor_renewed(app: App) -> None:
    app.connect()
    with app.open() as conn:
        assert connection.disconnect(conn, MERCHANT, "mona@example.com", utc_now())
        assert not connection.disconnect(conn, MERCHANT, "mona@example.com", utc_now())
    end(app)
    with pytest.raises(NoAccessError):
        ask(app)
    assert app.salla.world.grants.refreshed == 0
    assert app.kinds() == ["connected", "disconnected"]
    with psycopg.connect(app.dsn) as conn:
        assert tokens.due(conn, utc_now()) == []
        assert tokens.forget_left(conn, utc_now()) == 0
        assert tokens.forget_left(conn, utc_now() + timedelta(hours=2)) == 1
    assert app.connect().connected.before == "disconnected"
    assert ask(app)


@pytest.mark.parametrize(
    ("issued", "expires", "is_due"),
    [
        ("1 day", "13 days", False),
        ("11 days 2 hours", "2 days 22 hours", True),
        ("21 days", "300 days", True),
        ("19 days", "300 days", False),
        ("40 minutes", "20 minutes", False),
        ("50 minutes", "10 minutes", True),
    ],
)
def test_idle_pairs_are_renewed_in_time(
    app: App, issued: str, expires: str, *, is_due: bool
) -> None:
    app.connect()
    app.change(
        "update store_tokens set issued_at = now() - %s::interval,"
        " expires_at = now() + %s::interval",
        issued,
        expires,
    )
    with psycopg.connect(app.dsn) as conn:
        assert tokens.due(conn, utc_now()) == ([MERCHANT] if is_due else [])
    before = pair(app)
    tokens.renew(app.dsn, app.keys, app.oauth, MERCHANT)
    assert (pair(app) != before) is is_due


def test_keys_can_be_changed_while_both_are_given(app: App) -> None:
    app.connect()
    token = ask(app)
    old, new = app.keys_texts[0], Fernet.generate_key().decode()
    app.keys_texts = (new, old)
    assert ask(app) == token
    end_soon(app)
    renewed = ask(app)
    app.keys_texts = (new,)
    assert ask(app) == renewed
    app.keys_texts = (old,)
    with pytest.raises(Exception, match="none of the encryption keys"):
        ask(app)


def test_a_held_token_saves_questions_but_a_refused_one_is_renewed(app: App) -> None:
    app.connect()
    asked: list[str | None] = []
    access = tokens.Access(app.dsn, app.keys, app.oauth, MERCHANT)
    real: Callable[[str | None], str] = access._ask

    def counting(refused: str | None) -> str:
        asked.append(refused)
        return real(refused)

    access._ask = counting
    first = access(None)
    assert [access(None), access(None)] == [first, first]
    assert asked == [None]
    second = access(first)
    assert second != first
    assert access(None) == second
    assert asked == [None, first]


def test_a_lock_is_held_while_salla_is_asked(app: App) -> None:
    """A reconnection waits for a renewal under way and then wins."""
    app.connect()
    end(app)
    asked, answer = threading.Event(), threading.Event()

    class Waiting:
        def refresh(self, token: str) -> TokenPair:
            asked.set()
            assert answer.wait(20)
            return app.oauth.refresh(token)

    renewing = threading.Thread(
        target=lambda: tokens.access_token(app.dsn, app.keys, Waiting(), MERCHANT)
    )
    renewing.start()
    assert asked.wait(20)
    connecting = threading.Thread(target=app.connect)
    connecting.start()
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    deadline = time.monotonic() + 20
    while app.rows(waiting) != [(1,)]:
        assert time.monotonic() < deadline
    answer.set()
    renewing.join(20)
    connecting.join(20)
    assert app.rows("select source, refreshes from store_tokens") == [("code", 0)]
    assert app.salla.world.grants.holder(ask(app)) is not None


def test_a_foreign_key_does_not_open_tokens(app: App) -> None:
    app.connect()
    other = Keys((Fernet.generate_key().decode(),))
    with pytest.raises(Exception, match="none of the encryption keys"):
        tokens.access_token(app.dsn, other, app.oauth, MERCHANT)
