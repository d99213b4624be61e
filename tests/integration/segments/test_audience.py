"""Who leaves the store with a segment: consent, masking, columns, in portions."""

from datetime import UTC, date

import psycopg
import pytest
from psycopg.rows import dict_row

from syncaty.segments import audience, lists, stored
from syncaty.segments.audience import COLUMNS, rows
from syncaty.segments.entries import read_text
from syncaty.segments.privacy import Privacy, PrivacyError, keep_privacy, load_privacy
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.stored import Draft, SegmentError
from tests.integration.pipeline.shop import Shop, order

BY = "Amina"


@pytest.fixture
def people(shop: Shop) -> Shop:
    shop.conn.execute("update stores set currency = 'SAR'")
    shop.take(order(n, customer=n, total=f"{n}.5") for n in range(1, 8))
    shop.conn.execute("update customer_rfm set segment = 'loyal', r = 4, f = 3, m = 5")
    with shop.conn.transaction():
        rule = parse_line("orders at_least 1")
        stored.create(shop.conn, shop.id, Draft("All", rule, "all-of-them"), BY)
        stored.create(shop.conn, shop.id, Draft("No mail", None, "no-mail"), BY)
        lists.apply(shop.conn, shop.id, "no-mail", list(read_text("2 4 6")), "add", BY)
    return shop


def leaving(shop: Shop, key: str, *, trusted: bool = True) -> list[dict[str, object]]:
    with psycopg.connect(shop.dsn, row_factory=dict_row) as conn:
        who = audience.audience(conn, shop.id, key, trusted=trusted)
    found = rows(who, lambda: psycopg.connect(shop.dsn))
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def ids(shop: Shop, key: str) -> list[object]:
    return [each["id"] for each in leaving(shop, key)]


def keep(shop: Shop, wanted: Privacy) -> None:
    keep_privacy(shop.conn, shop.id, wanted, BY)


@pytest.mark.parametrize("key", ["all-of-them", "loyal"])
def test_members_leave_with_their_figures(people: Shop, key: str) -> None:
    found = leaving(people, key)
    assert [each["id"] for each in found] == list(range(1, 8))
    first = found[0]
    since = first.pop("since")
    assert first == {
        "id": 1,
        "name": "C1 Test",
        "email": "c1@example.com",
        "mobile": "+966500000001",
        "city": None,
        "orders": 1,
        "spent": "1.50",
        "first_order_on": date(2024, 1, 15),
        "last_order_on": date(2024, 1, 15),
        "r": 4,
        "f": 3,
        "m": 5,
        "segment": "loyal",
    }
    assert getattr(since, "tzinfo", None) == UTC


def test_who_never_ordered_leaves_with_noughts(people: Shop) -> None:
    data = {"id": 9, "first_name": "Mona"}
    created = "2024-01-01T00:00:00Z"
    people.take(
        [{"event": "customer.created", "merchant": 77, "created_at": created, "data": data}]
    )
    with people.conn.transaction():
        lists.apply(people.conn, 77, "no-mail", list(read_text("9")), "replace", BY)
    (mona,) = leaving(people, "no-mail")
    assert (mona["orders"], mona["spent"], mona["r"], mona["segment"]) == (0, "0.00", None, None)


def test_portions_join_without_a_gap(monkeypatch: pytest.MonkeyPatch, people: Shop) -> None:
    for size in (1, 2, 3, 7, 8):
        monkeypatch.setattr(audience, "PORTION", size)
        assert ids(people, "all-of-them") == list(range(1, 8))
        assert ids(people, "loyal") == list(range(1, 8))


@pytest.mark.parametrize("key", ["all-of-them", "loyal"])
def test_consent_leaves_some_out_and_counts_them(people: Shop, key: str) -> None:
    keep(people, Privacy(consent="without", consent_segment="no-mail"))
    who = audience.audience(people.conn, 77, key, trusted=True)
    assert (who.members, who.kept, who.left_out) == (7, 4, 3)
    assert ids(people, key) == [1, 3, 5, 7]
    keep(people, Privacy(consent="only", consent_segment="no-mail"))
    assert ids(people, key) == [2, 4, 6]
    keep(people, Privacy(consent="without", consent_segment="loyal"))
    assert ids(people, key) == []
    keep(people, Privacy(consent="only", consent_segment="loyal"))
    assert ids(people, key) == list(range(1, 8))
    keep(people, Privacy())
    who = audience.audience(people.conn, 77, key, trusted=True)
    assert (who.kept, who.left_out) == (7, 0)


def test_contacts_are_masked_for_whom_the_store_does_not_trust(people: Shop) -> None:
    assert leaving(people, "loyal", trusted=False)[0]["mobile"] == "+966500000001"
    keep(people, Privacy(mask_contacts=True))
    hidden = leaving(people, "loyal", trusted=False)[0]
    assert (hidden["mobile"], hidden["email"]) == ("+9•••••01", "c••••@••••.com")
    shown = leaving(people, "loyal", trusted=True)[0]
    assert (shown["mobile"], shown["email"]) == ("+966500000001", "c1@example.com")


def test_decisions_are_checked_before_they_are_kept(people: Shop) -> None:
    assert load_privacy(people.conn, 77) == Privacy()
    for wrong in (
        Privacy(consent="without", consent_segment="gone"),
        Privacy(consent="only"),
        Privacy(consent_segment="loyal"),
    ):
        with pytest.raises(PrivacyError, match="Nothing was changed"):
            keep(people, wrong)
    assert load_privacy(people.conn, 77) == Privacy()
    wanted = Privacy(mask_contacts=True, consent="only", consent_segment="lost")
    keep(people, wanted)
    assert load_privacy(people.conn, 77) == wanted
    assert load_privacy(people.conn, 78) == Privacy()


def test_the_segment_of_the_consent_cannot_go(people: Shop) -> None:
    keep(people, Privacy(consent="without", consent_segment="no-mail"))
    for act in (
        lambda: stored.remove(people.conn, 77, "no-mail"),
        lambda: stored.change(people.conn, 77, "no-mail", Draft("No", None, "other"), BY),
    ):
        by_consent = pytest.raises(SegmentError, match="Consent for exports goes by no-mail")
        with by_consent as error, people.conn.transaction():
            act()
        assert error.value.code == "named"
    stored.change(people.conn, 77, "no-mail", Draft("Unsubscribed", None), BY)
    people.conn.execute("delete from segments where key = 'no-mail'")
    with pytest.raises(PrivacyError, match="which is gone, so nobody was exported"):
        audience.audience(people.conn, 77, "loyal", trusted=True)
    keep(people, Privacy())
    assert len(ids(people, "loyal")) == 7


def test_an_unknown_segment_is_told(people: Shop) -> None:
    with pytest.raises(SegmentError, match="no segment nobody"):
        audience.audience(people.conn, 77, "nobody", trusted=True)
