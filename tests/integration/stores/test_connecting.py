"""Coming back from Salla's consent page, with everything that can go wrong."""

from datetime import timedelta

import psycopg
import pytest

from syncaty.clock import utc_now
from syncaty.salla.errors import SallaError
from syncaty.stores import attempts, connecting, connection, store
from syncaty.stores.attempts import AttemptError
from syncaty.stores.connecting import Callback
from syncaty.stores.connection import BelongsToOthersError
from syncaty.stores.secrets import Secret
from tests.integration.stores.salla_app import MONA, OMAR, App
from tests.salla_server import MERCHANT, OTHER_MERCHANT, SCOPES, Salla

EVERYTHING = (
    "select (select count(*) from stores), (select count(*) from store_tokens),"
    " (select count(*) from store_members), (select count(*) from store_secrets),"
    " (select count(*) from store_events), (select count(*) from procrastinate_jobs)"
)
NOTHING = [(0, 0, 0, 0, 0, 0)]


def test_a_new_store_is_connected_with_all_it_needs(app: App) -> None:
    arrival = app.connect()
    assert arrival.missing == ()
    assert (arrival.connected.store_id, arrival.connected.created) == (MERCHANT, True)
    assert app.begun == [arrival.connected]
    with app.open() as conn:
        held = connection.connection(conn, MERCHANT)
        secret = connection.webhook_secret(conn, app.keys, MERCHANT)
        assert connection.webhook_secret(conn, app.keys, MERCHANT) == secret
    assert held is not None
    assert (held.state, held.state_reason, held.name) == (
        "connected",
        "",
        app.salla.store.profile.name,
    )
    assert (held.plan, held.owner_email) == (
        app.salla.store.profile.shown_plan,
        app.salla.store.profile.email,
    )
    assert (held.scopes, held.renewable) == (SCOPES.split(), True)
    assert len(secret.value) == 64
    assert app.rows("select user_id, role from store_members") == [(1, "owner")]
    assert app.kinds() == ["connected"]
    tasks = app.rows("select task_name from procrastinate_jobs order by 1")
    assert tasks == [("subscribe",)]


def test_tokens_and_secrets_lie_sealed(app: App) -> None:
    app.connect()
    (held,) = app.rows("select access, refresh from store_tokens")
    for sealed in (*held, app.rows("select sealed from store_secrets")[0][0]):
        assert "ory_" not in sealed
        assert app.keys.unseal(sealed) != Secret("")
    assert app.keys.unseal(held[1]).value.startswith("ory_rt_")


def test_connecting_again_keeps_settings_secrets_and_never_doubles(app: App) -> None:
    app.connect()
    app.change("update stores set name = 'Mine', timezone = 'Europe/London'")
    before = app.rows("select * from store_secrets")
    again = app.connect()
    assert (again.connected.before, again.connected.missed_since) == ("connected", None)
    assert app.rows("select name, timezone from stores") == [("Mine", "Europe/London")]
    assert app.rows("select * from store_secrets") == before
    assert app.rows("select count(*) from store_tokens") == [(1,)]
    assert app.kinds() == ["connected", "reconnected"]


def test_a_store_added_by_hand_is_claimed_by_whoever_the_merchant_is(app: App) -> None:
    with app.open() as conn:
        store.add(conn, app.keys, MERCHANT, "by-hand", strategy="token")
    assert app.rows("select state, state_reason from stores") == [("needs_reconnect", "by_hand")]
    assert not app.connect().connected.created
    assert app.rows("select user_id, role from store_members") == [(1, "owner")]
    assert app.rows("select strategy from stores") == [("signature",)]
    with app.open() as conn:
        held = store.load(conn, app.keys, MERCHANT)
    assert held is not None
    assert len(held.secrets) == 2
    assert "by-hand" in {each.secret.value for each in held.secrets}


def test_a_store_of_somebody_else_is_refused_and_left_as_it_was(app: App) -> None:
    app.connect()
    before = app.rows("select s, t from stores s join store_tokens t on t.store_id = s.id")
    with pytest.raises(BelongsToOthersError, match="invite") as refused:
        app.connect(OMAR)
    assert refused.value.code == "belongs_to_others"
    assert app.rows("select s, t from stores s join store_tokens t on t.store_id = s.id") == before
    assert app.rows("select user_id from store_members") == [(1,)]
    app.change("insert into store_members (store_id, user_id) values (%s, 2)", MERCHANT)
    assert app.connect(OMAR).connected.before == "connected"
    assert len(app.begun) == 2


def test_two_users_have_two_stores(two_shops: Salla, dsn: str) -> None:
    with App(dsn, two_shops) as app:
        app.connect(MONA)
        app.connect(OMAR, OTHER_MERCHANT)
        members = app.rows("select store_id, user_id from store_members order by 1")
    assert members == [(MERCHANT, 1), (OTHER_MERCHANT, 2)]


def test_missing_scopes_are_named_with_what_will_not_work(app: App) -> None:
    app.salla.faults.withhold = ("customers.read", "offline_access")
    missing = app.connect().missing
    assert [each.scope for each in missing] == ["offline_access", "customers.read"]
    assert "two weeks" in missing[0].lost
    assert "customers of before" in missing[1].lost
    with app.open() as conn:
        held = connection.connection(conn, MERCHANT)
    assert held is not None
    assert not held.renewable


@pytest.mark.parametrize("broken", ["", "wrong", "-"])
def test_a_wrong_state_is_refused_before_salla_is_asked(app: App, broken: str) -> None:
    code = app.salla.code()
    with pytest.raises(AttemptError) as refused:
        app.back(Callback(broken, code))
    assert refused.value.code == "state_wrong"
    assert app.salla.world.token_calls == 0
    assert app.rows(EVERYTHING) == NOTHING


def test_a_state_works_once_and_only_for_whom_it_was_made(app: App) -> None:
    state, code = app.state(), app.salla.code()
    for visitor in (OMAR, type(MONA)(MONA.user_id, "another browser", MONA.actor)):
        with pytest.raises(AttemptError) as refused:
            app.back(Callback(state, code), visitor)
        assert refused.value.code == "state_of_another"
    app.back(Callback(state, code))
    with pytest.raises(AttemptError) as refused:
        app.back(Callback(state, app.salla.code()))
    assert refused.value.code == "state_used"


def test_a_state_ends_after_fifteen_minutes_and_hyphens_do_not_matter(app: App) -> None:
    state, now = app.state(), utc_now()
    with app.open() as conn:
        with pytest.raises(AttemptError) as refused:
            attempts.use(conn, state, 1, "browser-1", now + timedelta(minutes=16))
        assert refused.value.code == "state_expired"
        assert "-" not in state
        attempts.use(conn, f"{state[:8]}-{state[8:]}", 1, "browser-1", now)
    assert state not in str(app.rows("select * from connect_attempts"))


@pytest.mark.parametrize(
    ("error", "code"), [("access_denied", "denied_consent"), ("invalid_scope", "app_misconfigured")]
)
def test_without_consent_nothing_stays(app: App, error: str, code: str) -> None:
    with pytest.raises(SallaError) as refused:
        app.back(Callback(app.state(), error=error))
    assert refused.value.code == code
    assert app.rows(EVERYTHING) == NOTHING


def test_a_code_that_was_used_is_refused(app: App) -> None:
    code = app.salla.code()
    app.back(Callback(app.state(), code))
    with pytest.raises(SallaError) as refused:
        app.back(Callback(app.state(), code))
    assert refused.value.code == "code_refused"
    assert app.kinds() == ["connected"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("error", "salla_failed"),
        ("nonsense", "bad_answer"),
        ("invalid_client", "invalid_client"),
    ],
)
def test_a_broken_token_endpoint_leaves_nothing_behind(app: App, fault: str, code: str) -> None:
    app.salla.faults.token = fault  # type: ignore[assignment]
    with pytest.raises(SallaError) as refused:
        app.back(Callback(app.state(), app.salla.code()))
    assert refused.value.code == code
    assert app.rows(EVERYTHING) == NOTHING


def test_user_info_that_fails_leaves_nothing_behind(app: App) -> None:
    app.salla.faults.user_info_status = 500
    with pytest.raises(SallaError):
        app.back(Callback(app.state(), app.salla.code()))
    assert app.rows(EVERYTHING) == NOTHING


def test_what_follows_a_connection_is_undone_with_it(app: App) -> None:
    def fail(*_: object) -> None:
        raise psycopg.DataError("no import")

    callback = Callback(app.state(), app.salla.code())
    with pytest.raises(psycopg.DataError):
        connecting.complete(app.open, app.keys, app.oauth, callback, MONA, fail, asked=())
    assert app.rows(EVERYTHING) == NOTHING
