"""What Salla lists, compared with what is wanted."""

import pytest

from syncaty.salla.events import EVENTS, MAIN_EVENTS
from syncaty.salla.webhooks import Webhook
from syncaty.stores.secrets import Secret
from syncaty.stores.webhooks import WANTED, Finding, Held, Wish, compare, url_fault

URL = "https://syncaty.example/webhooks/salla"
WISH = Wish(URL, secret_id=3, secret=Secret("s"))
EVENT = "order.created"


def found(held: Held | None, *listed: Webhook) -> Finding:
    """Give the finding on order.created."""
    kept = {} if held is None else {EVENT: held}
    return compare(WISH, kept, listed)[0]


def hook(number: int = 7, url: str = URL, **more: object) -> Webhook:
    return Webhook(number, EVENT, url, **more)  # type: ignore[arg-type]


IN_ORDER = Held(EVENT, webhook_id=7, url=URL, secret_id=3, state="active")


def test_all_main_events_and_only_those_the_product_reads_are_wanted() -> None:
    assert set(MAIN_EVENTS) <= set(WANTED) <= set(EVENTS)
    assert len(set(WANTED)) == len(WANTED)
    assert [each.event for each in compare(WISH, {}, [])] == list(WANTED)


def test_what_is_in_order_is_active() -> None:
    assert found(IN_ORDER, hook()) == Finding(EVENT, "active", None, hook())
    assert found(IN_ORDER, hook(url=f"{URL}/")).state == "active"
    assert found(IN_ORDER, hook(strategy="signature", version=2)).state == "active"


def test_what_is_not_there_is_missing() -> None:
    assert found(None) == Finding(EVENT, "missing")
    assert found(IN_ORDER) == Finding(EVENT, "missing", "removed")


@pytest.mark.parametrize(
    ("webhook", "fault"),
    [
        (hook(rule="total > 100"), "rule_added"),
        (hook(version=1), "version_changed"),
        (hook(strategy="token"), "strategy_changed"),
        (hook(number=8), "not_secured"),
    ],
)
def test_what_was_changed_is_altered(webhook: Webhook, fault: str) -> None:
    assert found(IN_ORDER, webhook) == Finding(EVENT, "altered", fault, webhook)  # type: ignore[arg-type]


def test_a_strategy_that_is_not_told_counts_unless_it_was_told_before() -> None:
    assert found(IN_ORDER, hook(strategy=None)).state == "active"
    told = Held(EVENT, 7, URL, 3, "active", told=True)
    assert found(told, hook(strategy=None)).fault == "strategy_changed"


def test_one_that_never_got_this_secret_is_altered() -> None:
    assert found(None, hook()).fault == "not_secured"
    assert found(Held(EVENT, 7, URL, secret_id=None), hook()).fault == "not_secured"
    assert found(Held(EVENT, 7, URL, secret_id=2), hook()).fault == "not_secured"


def test_webhooks_on_other_addresses_are_left_alone() -> None:
    other = hook(number=1, url="https://else.example/webhooks/salla")
    assert found(IN_ORDER, other, hook()) == Finding(EVENT, "active", None, hook())
    assert found(None, other) == Finding(EVENT, "missing")


def test_one_that_was_given_another_address_is_altered_and_not_removed() -> None:
    taken = hook(url="https://else.example/hook")
    assert found(IN_ORDER, taken) == Finding(EVENT, "altered", "url_changed")


def test_ours_on_an_address_of_before_is_removed_by_its_number() -> None:
    before = Held(EVENT, 7, "https://old.example/webhooks/salla", 3, "active")
    ours = hook(url="https://old.example/webhooks/salla")
    assert found(before, ours) == Finding(EVENT, "altered", None, spare=(7,))


def test_doubles_are_spare() -> None:
    finding = found(IN_ORDER, hook(number=5), hook(), hook(number=9))
    assert finding == Finding(EVENT, "active", None, hook(), spare=(5, 9))


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://syncaty.example/webhooks/salla", "url_not_https"),
        ("https://localhost/webhooks/salla", "url_not_public"),
        ("http://127.0.0.1:8000/webhooks/salla", "url_not_public"),
        ("https://test.example.com/webhooks/salla", "url_not_public"),
        ("https://intranet/webhooks/salla", "url_not_public"),
        (URL, "url_refused"),
    ],
)
def test_why_an_address_is_refused(url: str, fault: str) -> None:
    assert url_fault(url) == fault


def test_nothing_secret_is_printed() -> None:
    assert "s'" not in repr(Wish(URL, 3, Secret("top-s")))
