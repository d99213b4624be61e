"""The watch over a store's webhooks, against the stand-in Salla."""

from datetime import timedelta

import pytest

from syncaty.salla.api import MerchantApi
from syncaty.salla.errors import SallaError
from syncaty.salla.limits import Scope
from syncaty.sandbox.server.faults import Faults
from syncaty.sandbox.server.webhooks import EVENTS
from syncaty.stores import connection
from syncaty.stores.webhooks import WANTED
from tests.integration.stores.guarded import TODAY, Guarded, Unlimited, came
from tests.integration.stores.salla_app import App
from tests.salla_server import MERCHANT

ELSEWHERE = "https://else.example/hook"


def test_a_new_store_is_subscribed_to_everything_wanted(guarded: Guarded) -> None:
    guarded.task("subscribe")
    guarded.in_order()
    (told,) = guarded.told("webhooks_subscribed")
    assert sorted(told["events"]) == sorted(WANTED)
    assert guarded.gaps() == []
    assert guarded.state().next_check_at is not None


def test_checking_what_is_in_order_changes_nothing_and_costs_one_call(watched: Guarded) -> None:
    before = dict(watched.at_salla)
    calls = watched.app.salla.world.calls["webhooks"]
    told = watched.app.kinds()
    checked = watched.check(days=1)
    assert checked.report is not None
    assert (checked.report.repaired, checked.report.broken) == ((), ())
    assert watched.app.salla.world.calls["webhooks"] == calls + 1
    assert watched.at_salla == before
    assert watched.app.kinds() == told
    watched.in_order()


def test_one_that_somebody_removed_is_there_again_and_told(watched: Guarded) -> None:
    del watched.at_salla[watched.of("order.created").id]
    watched.check(days=1)
    watched.in_order()
    assert watched.told("webhooks_repaired") == [
        {"events": ["order.created"], "faults": ["removed"]}
    ]
    assert watched.gaps() == [("subscriptions", TODAY, TODAY + timedelta(days=1))]


@pytest.mark.parametrize(
    ("field_name", "value", "fault"),
    [
        ("rule", "total > 100", "rule_added"),
        ("version", 1, "version_changed"),
        ("strategy", "token", "strategy_changed"),
        ("strategy", None, "strategy_changed"),
        ("url", ELSEWHERE, "url_changed"),
    ],
)
def test_one_that_somebody_altered_is_put_right_and_told(
    watched: Guarded, field_name: str, value: object, fault: str
) -> None:
    setattr(watched.of("order.updated"), field_name, value)
    watched.check(days=1)
    watched.in_order()
    (told,) = watched.told("webhooks_repaired")
    assert told == {"events": ["order.updated"], "faults": [fault]}
    assert len(watched.gaps()) == 1
    left_alone = [each for each in watched.at_salla.values() if each.url == ELSEWHERE]
    assert len(left_alone) == (fault == "url_changed")


def test_webhooks_of_others_are_left_alone(guarded: Guarded) -> None:
    others = guarded.app.salla.store.subscriptions
    for event in ("order.created", "abandoned.cart"):
        others.subscribe(event, ELSEWHERE)
    before = dict(others.held)
    guarded.check()
    guarded.in_order()
    with guarded.app.open() as conn:
        connection.disconnect(conn, MERCHANT, "mona@example.com", guarded.now)
    guarded.task("unsubscribe")
    assert guarded.at_salla == before


def test_a_changed_address_of_ours_moves_all_webhooks(watched: Guarded) -> None:
    watched.public_url = "https://new.example"
    checked = watched.check(days=1)
    assert checked.report is not None
    assert checked.report.broken == ()
    assert {each.url for each in watched.at_salla.values()} == {
        "https://new.example/webhooks/salla"
    }
    assert len(watched.at_salla) == len(WANTED)


def test_a_secret_that_somebody_changed_is_given_anew(watched: Guarded) -> None:
    watched.of("order.created").secret = "another"
    watched.check(days=1)
    assert watched.of("order.created").secret == "another"  # Salla does not show it
    watched.task("watch", anew=1)
    watched.in_order()
    assert watched.gaps() == []


def test_a_refused_address_has_its_sentence_and_is_tried_again(guarded: Guarded) -> None:
    guarded.app.salla.faults.refuse_addresses = ("syncaty.example",)
    checked = guarded.check()
    assert checked.report is not None
    assert set(checked.report.broken) == set(WANTED)
    assert {(each.state, each.fault) for each in guarded.held().values()} == {
        ("refused", "url_refused")
    }
    assert guarded.app.salla.world.calls["webhooks"] <= 6  # not one for each event
    (told,) = guarded.told("webhooks_refused")
    assert set(told["faults"]) == {"url_refused"}
    guarded.check(days=1)
    assert len(guarded.told("webhooks_refused")) == 1
    guarded.app.salla.faults.refuse_addresses = ()
    guarded.check(days=1)
    guarded.in_order()


@pytest.mark.parametrize(
    ("public_url", "fault"),
    [("http://syncaty.example", "url_not_https"), ("https://localhost:8000", "url_not_public")],
)
def test_an_address_salla_never_takes_is_explained(
    guarded: Guarded, public_url: str, fault: str
) -> None:
    guarded.app.salla.faults.refuse_addresses = ("http://", "localhost")
    guarded.public_url = public_url
    guarded.check()
    assert {each.fault for each in guarded.held().values()} == {fault}


def test_without_an_address_of_ours_nothing_is_asked(guarded: Guarded) -> None:
    guarded.public_url = ""
    assert guarded.check().fault == "no_address"
    assert guarded.state().fault == "no_address"
    assert guarded.app.salla.world.calls["webhooks"] == 0
    assert guarded.told("webhooks_unchecked") == [{"fault": "no_address"}]


def test_an_event_that_salla_no_longer_offers_bothers_nobody(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(EVENTS, "product.updated")
    checked = guarded.check()
    assert checked.report is not None
    assert (checked.report.broken, checked.report.intact) == (("product.updated",), True)
    assert guarded.held()["product.updated"].fault == "event_refused"
    guarded.check(days=1)
    assert len(guarded.told("webhooks_refused")) == 1
    assert guarded.gaps() == []


def test_a_refusal_of_what_is_there_all_the_same_is_no_failure(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    # X30: Salla may answer 422 to an event that it then lists.
    subscribe = MerchantApi.subscribe

    def contrary(self: MerchantApi, event: str, url: str) -> object:
        subscribe(self, event, url)
        raise SallaError("invalid_fields", status=422, fields={"url": ("موجود",)})

    monkeypatch.setattr(MerchantApi, "subscribe", contrary)
    for _ in range(len(WANTED) // 2):
        guarded.check(days=1)
    guarded.in_order()


class Breaking(Unlimited):
    """A budget after a number of whose calls Salla fails."""

    def __init__(self, faults: Faults, good: int) -> None:
        self._faults = faults
        self._good = good

    def take(self, scope: Scope) -> None:
        """Let the call go, to fail if the number is reached."""
        self._good -= 1
        if self._good < 0:
            self._faults.api_fail_next = 1


def test_what_salla_broke_off_is_finished_later(guarded: Guarded) -> None:
    calls = guarded.app.salla.world.calls
    for good in (5, 8, 30):
        guarded.budget = Breaking(guarded.app.salla.faults, good)
        with pytest.raises(SallaError, match="failed on its own side"):
            guarded.check()
        assert guarded.state().fault == "salla_failed"
    assert 0 < len(guarded.at_salla) < len(WANTED)
    before = calls["webhooks"]
    guarded.budget = Unlimited()
    guarded.check()
    guarded.in_order()
    assert calls["webhooks"] - before < 2 * len(WANTED)  # what was done is not done again
    assert len(guarded.told("webhooks_unchecked")) == 1
    assert guarded.state().fault is None


def test_a_missing_scope_is_named_once_and_nothing_is_raised(app: App) -> None:
    app.salla.faults.withhold = ("webhooks.read_write",)
    app.connect()
    guarded = Guarded(app)
    assert guarded.check().fault == "scope_missing"
    guarded.check(days=1)
    assert guarded.told("webhooks_unchecked") == [{"fault": "scope_missing"}]
    guarded.http.close()


def test_disconnecting_removes_our_webhooks_and_the_tokens(watched: Guarded) -> None:
    with watched.app.open() as conn:
        connection.disconnect(conn, MERCHANT, "mona@example.com", watched.now)
    watched.task("unsubscribe")
    assert watched.at_salla == {}
    assert watched.held() == {}
    assert watched.app.rows("select count(*) from store_tokens") == [(0,)]
    assert watched.app.kinds()[-2:] == ["disconnected", "webhooks_removed"]
    assert watched.check(days=1).fault == "not_connected"
    assert watched.at_salla == {}


def test_a_store_reconnected_meanwhile_keeps_its_webhooks(watched: Guarded) -> None:
    with watched.app.open() as conn:
        connection.disconnect(conn, MERCHANT, "mona@example.com", watched.now)
    watched.app.connect()
    watched.task("unsubscribe")
    watched.check()
    watched.in_order()


def test_after_a_time_apart_the_gap_begins_when_all_was_last_in_order(watched: Guarded) -> None:
    with watched.app.open() as conn:
        connection.disconnect(conn, MERCHANT, "mona@example.com", watched.now)
    watched.task("unsubscribe")
    watched.app.connect()
    watched.check(days=3)
    watched.in_order()
    assert watched.gaps() == [("subscriptions", TODAY, TODAY + timedelta(days=3))]


def test_the_watch_learns_the_rhythm_from_what_came(watched: Guarded) -> None:
    watched.app.change("update stores set connected_at = %s", TODAY - timedelta(weeks=6))
    past = [TODAY - timedelta(hours=hour) for hour in range(1, 6 * 7 * 24)]
    busy = [at for at in past if 6 <= at.hour < 20]
    came(watched.app, busy, "order.created")
    came(watched.app, past, "syncaty.repair")
    watched.check()
    habit = watched.state().rhythm
    assert habit is not None
    assert habit.beats == len(busy)
    assert habit.zone == "Asia/Riyadh"
    noon, night = habit.weights[12], habit.weights[2]
    assert noon > 5 * night
    beats = watched.app.rows("select sum(beats), count(*) from store_hours")
    watched.check()
    assert watched.app.rows("select sum(beats), count(*) from store_hours") == beats


def test_webhooks_that_salla_does_not_let_us_remove_are_told(watched: Guarded) -> None:
    watched.app.salla.world.grants.revoke(MERCHANT)
    with watched.app.open() as conn:
        connection.disconnect(conn, MERCHANT, "mona@example.com", watched.now)
    watched.task("unsubscribe")
    assert watched.app.kinds()[-2:] == ["disconnected", "webhooks_left"]
    assert watched.app.rows("select count(*) from store_tokens") == [(0,)]
    watched.task("unsubscribe")
    assert watched.app.kinds()[-1] == "webhooks_left"
    watched.app.connect()
    watched.check()
    watched.in_order()
