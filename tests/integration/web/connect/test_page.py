"""The page of a store's connection: what it shows and does, and what other pages say of it."""

import html
import json
import re
from typing import Any

import pytest

from tests.integration.web.conftest import PASSWORD, browser, sign_in, submit
from tests.integration.web.connect.conftest import SHOP, Desk, Person

HERE = f"/stores/{SHOP}/connection"
PARTIAL = {"HX-Request": "true"}
ARABIC = {"Accept-Language": "ar"}


@pytest.fixture
def mona(desk: Desk) -> Person:
    """Somebody who has connected the shop."""
    person = desk.merchant()
    person.connect()
    return person


def text(page: str) -> str:
    """Give the words of a page, each tag as a space."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def seen(person: Person, path: str = HERE, **headers: str) -> str:
    """Give the words of a page."""
    answer = person.http.get(path, headers=headers)
    assert answer.status_code == 200, path
    return text(answer.text)


def act(person: Person, path: str, **fields: str) -> str:
    """Send a form of the page; gives what the page then says."""
    answer = submit(person.http, HERE, f"/stores/{SHOP}/{path}", **fields)
    assert answer.status_code == 302, answer.status_code
    return seen(person)


def the_import(desk: Desk) -> int:
    """Give the number of the import that began with the connection."""
    (row,) = desk.rows("select id from syncs where store_id = %s and kind = 'import'", SHOP)
    return int(row[0])


def far(desk: Desk, state: str, done: int, total: int | None) -> int:
    """Say how far the import is; gives its number."""
    number = the_import(desk)
    execute = desk.site.execute
    execute("update syncs set state = %s where store_id = %s and id = %s", state, SHOP, number)
    execute(
        "update sync_parts set done = %s, total = %s, missing = %s, worked = interval '10 seconds'"
        " where store_id = %s and part = 'orders'",
        done,
        total,
        done,
        SHOP,
    )
    execute(
        "update sync_parts set done = 5, total = 5, finished = true where store_id = %s"
        " and part <> 'orders'",
        SHOP,
    )
    return number


def test_progress_is_told_in_rows_pace_and_time_left(desk: Desk, mona: Person) -> None:
    far(desk, "running", 2_400, 12_000)
    part = mona.http.get(f"{HERE}?part=import", headers=PARTIAL)
    assert "<html" not in part.text
    assert 'hx-trigger="every 1s"' in part.text
    said = text(part.text)
    for words in ("Running", "20%", "2,410 of 12,010 rows", "240 a second", "40 seconds left"):
        assert words in said
    arabic = text(mona.http.get(f"{HERE}?part=import", headers=PARTIAL | ARABIC).text)
    for words in ("جارٍ", "2,410 من 12,010 صف", "240 في الثانية", "بقي 40 ثانية"):
        assert words in arabic


def test_other_pages_tell_quietly_of_the_first_import(desk: Desk, mona: Person) -> None:
    far(desk, "running", 600, 990)
    for path in ("overview", "customers", "products"):
        assert "The history is being imported 610 of 1,000" in seen(mona, f"/stores/{SHOP}/{path}")
    banner = f"/stores/{SHOP}/importing?place=overview"
    running = mona.http.get(banner, headers=PARTIAL)
    assert "610" in running.text
    assert "hx-refresh" not in running.headers
    far(desk, "completed", 990, 990)
    ended = mona.http.get(banner, headers=PARTIAL)
    assert ended.text.strip() == ""
    assert ended.headers["hx-refresh"] == "true"
    elsewhere = mona.http.get(f"/stores/{SHOP}/importing?place=jobs", headers=PARTIAL)
    assert "hx-refresh" not in elsewhere.headers
    assert "being imported" not in seen(mona, f"/stores/{SHOP}/customers")


def test_an_empty_overview_fills_by_itself(desk: Desk, mona: Person) -> None:
    page = mona.http.get(f"/stores/{SHOP}/overview").text
    assert "Your history is on its way" in page
    assert 'hx-select="#main"' in page
    far(desk, "completed", 0, 0)
    assert "Waiting for the first order" in seen(mona, f"/stores/{SHOP}/overview")


def test_an_import_is_paused_resumed_ended_and_begun_again(desk: Desk, mona: Person) -> None:
    number = far(desk, "running", 10, 100)
    assert "Paused" in act(mona, f"syncs/{number}", act="pause")
    told = act(mona, f"syncs/{number}", act="pause")
    assert "That was not possible any more" in told
    resumed = act(mona, f"syncs/{number}", act="resume")
    assert "Paused" not in resumed
    assert "Cancelled" in act(mona, f"syncs/{number}", act="cancel")
    assert "Waiting" in act(mona, "syncs", kind="import")
    asked = desk.rows("select asked_by from syncs where store_id = %s and id > %s", SHOP, number)
    assert asked == [(mona.email,)]
    assert "syncaty.import" in seen(mona, f"/stores/{SHOP}/jobs/{number}")
    wrong = submit(mona.http, HERE, f"/stores/{SHOP}/syncs/{number}", act="explode")
    assert wrong.status_code == 404
    other = submit(mona.http, HERE, f"/stores/{SHOP}/syncs/{number + 999}", act="pause")
    assert other.status_code == 404


@pytest.mark.parametrize(
    ("code", "english", "arabic"),
    [
        ("salla_down", "It is tried again by itself", "تُعاد المحاولة تلقائيًا"),
        ("invalid_client", "No store is at fault", "لا خطأ في أي متجر"),
        ("not_connected", "Reconnect it", "أعد ربطه"),
    ],
)
def test_why_an_import_rests_is_said(
    desk: Desk, mona: Person, code: str, english: str, arabic: str
) -> None:
    far(desk, "paused", 10, 100)
    desk.site.execute("update syncs set error_code = %s where store_id = %s", code, SHOP)
    assert english in seen(mona)
    assert arabic in seen(mona, **ARABIC)


def test_a_repair_is_asked_for_and_counted(desk: Desk, mona: Person) -> None:
    assert "None so far" in seen(mona)
    assert "asked for" in act(mona, "syncs", kind="repair")
    asked = "select id, since < now() from syncs where kind = 'repair' and store_id = %s"
    (row,) = desk.rows(asked, SHOP)
    desk.site.execute(
        "update sync_parts set missing = 4, stale = 2, equal = 31 where store_id = %s"
        " and sync_id = %s and part = 'orders'",
        SHOP,
        row[0],
    )
    part = mona.http.get(f"{HERE}?part=repairs", headers=PARTIAL).text
    figures = re.findall(r'<td class="n"[^>]*><span class="num">(\d+)', part)
    assert figures == ["4", "2", "31"]
    assert f'href="/stores/{SHOP}/jobs/{row[0]}"' in part


def test_each_webhook_shows_its_state_and_what_is_wrong(desk: Desk, mona: Person) -> None:
    assert "being set up" in seen(mona)
    add = (
        "insert into subscriptions (store_id, event, state, fault, checked_at)"
        " values (%s, %s, %s, %s, now())"
    )
    desk.site.execute(add, SHOP, "order.created", "active", None)
    desk.site.execute(add, SHOP, "order.updated", "refused", "url_not_https")
    desk.site.execute(add, SHOP, "product.created", "altered", "url_changed")
    said = seen(mona)
    for words in (
        "1 of 3 in order",
        "order.created in order",
        "order.updated refused by Salla Salla refuses our address because it does not begin with",
        "product.created altered Somebody gave it another address at Salla.",
    ):
        assert words in said
    assert "ترفض سلة عنواننا لأنه لا يبدأ بـ https" in seen(mona, **ARABIC)


def test_webhooks_are_checked_on_request(desk: Desk, mona: Person) -> None:
    assert "being checked" in act(mona, "webhooks")
    tasks = desk.rows("select task_name from procrastinate_jobs where args->>'store_id' = '4801'")
    assert ("watch",) in tasks


def test_what_happened_is_told_in_both_languages(desk: Desk, mona: Person) -> None:
    add = (
        "insert into store_events (store_id, kind, actor, details)"
        " values (%s, %s, '', %s::text::jsonb)"
    )
    many = {"events": ["order.created", "order.updated"], "faults": ["removed", "removed"]}
    desk.site.execute(add, SHOP, "webhooks_repaired", json.dumps(many))
    desk.site.execute(add, SHOP, "needs_reconnect", json.dumps({"reason": "invalid_grant"}))
    span = {"since": "2026-11-20T08:00:00+00:00", "until": "2026-11-20T11:30:00+00:00"}
    desk.site.execute(add, SHOP, "gap_outage", json.dumps(span))
    desk.site.execute(add, SHOP, "something_of_tomorrow", "{}")
    said = seen(mona)
    for words in (
        f"Connected to Salla {mona.email}",
        "Webhooks put right order.created order.updated",
        "Needs to be reconnected Salla has ended this store’s access",
        "Syncaty was away; what was missed is fetched from 20 Nov 2026 11:00 to 20 Nov 2026 14:30",
        "something_of_tomorrow",
    ):
        assert words in said
    arabic = seen(mona, **ARABIC)
    for words in ("رُبط بسلة", "أُصلحت الإشعارات", "توقف Syncaty، ويُجلب ما فات"):
        assert words in arabic


def test_disconnecting_asks_first_and_every_page_then_says_so(desk: Desk, mona: Person) -> None:
    asked = seen(mona, f"/stores/{SHOP}/disconnect")
    assert "Everything here is kept" in asked
    assert desk.rows("select state from stores where id = %s", SHOP) == [("connected",)]
    page = f"/stores/{SHOP}/disconnect"
    assert submit(mona.http, page, page).status_code == 302
    assert desk.rows("select state from stores where id = %s", SHOP) == [("disconnected",)]
    for path in ("connection", "overview", "customers", "jobs"):
        said = seen(mona, f"/stores/{SHOP}/{path}")
        assert "This store is disconnected" in said, path
        assert "Reconnect" in said
    assert "هذا المتجر مفصول" in seen(mona, f"/stores/{SHOP}/overview", **ARABIC)
    assert "Not connected to Salla" in seen(mona, f"/stores/{SHOP}/overview")
    assert "was not connected any more" in act(mona, "disconnect")
    assert mona.connect().headers["location"] == HERE
    assert "This store is disconnected" not in seen(mona, f"/stores/{SHOP}/overview")


@pytest.mark.parametrize(
    ("state", "reason", "english", "arabic"),
    [
        ("needs_reconnect", "invalid_grant", "Salla has ended this", "أنهت سلة إذن الوصول"),
        ("needs_reconnect", "user_gone", "is no longer a user at", "لم يعد مستخدمًا في سلة"),
        ("needs_reconnect", "no_refresh_token", "access has ended", "انتهى إذن الوصول"),
        ("uninstalled", "", "The app was uninstalled at Salla", "أُزيل التطبيق من سلة"),
    ],
)
def test_an_ended_connection_has_its_notice_and_button_on_every_page(
    desk: Desk, mona: Person, state: str, reason: str, english: str, arabic: str
) -> None:
    change = "update stores set state = %s, state_reason = %s where id = %s"
    desk.site.execute(change, state, reason, SHOP)
    for path in ("connection", "overview", "segments", "people"):
        page = mona.http.get(f"/stores/{SHOP}/{path}").text
        assert english in text(page), path
        assert 'action="/connect"' in page, path
        assert arabic in seen(mona, f"/stores/{SHOP}/{path}", **ARABIC)


def test_a_store_added_by_hand_is_told_on_its_own_page_only(desk: Desk, mona: Person) -> None:
    change = "update stores set state = 'needs_reconnect', state_reason = 'by_hand' where id = %s"
    desk.site.execute(change, SHOP)
    assert "This store is not connected to Salla" in seen(mona)
    assert "not connected to Salla" not in seen(mona, f"/stores/{SHOP}/customers")


def test_a_member_may_import_but_not_disconnect(desk: Desk, mona: Person) -> None:
    from syncaty.web.accounts.services import create_user

    user = create_user("only.member@example.com", PASSWORD)
    add = "insert into store_members (store_id, user_id) values (%s, %s)"
    desk.site.execute(add, SHOP, user.pk)
    number = far(desk, "running", 1, 9)
    with browser(desk.site, "10.6.9.9") as http:
        assert sign_in(http, email=user.email).status_code == 302
        page = http.get(HERE).text
        assert "Disconnect the store" not in page
        answer = submit(http, HERE, f"/stores/{SHOP}/syncs/{number}", act="pause")
        assert answer.status_code == 302
        assert http.get(f"/stores/{SHOP}/disconnect").status_code == 403
        assert submit(http, HERE, f"/stores/{SHOP}/disconnect").status_code == 403
    assert desk.rows("select state from stores where id = %s", SHOP) == [("connected",)]


class TestApi:
    """The same for programs."""

    @pytest.fixture
    def ask(self, desk: Desk, mona: Person) -> Any:
        from syncaty.web.accounts.services import create_token, require_user

        token = create_token("page", require_user(mona.email))

        def ask(path: str) -> Any:
            with browser(desk.site, "10.6.8.8") as http:
                http.headers["Authorization"] = f"Bearer {token}"
                answer = http.get(f"/api/v1/stores/{SHOP}{path}")
                assert answer.status_code == 200, answer.text
                assert "ory_" not in answer.text
                return answer.json()

        return ask

    def test_connection_people_and_syncs(self, desk: Desk, mona: Person, ask: Any) -> None:
        held = ask("/connection")
        assert (held["state"], held["missing_scopes"]) == ("connected", [])
        assert held["renewable"] is True
        assert held["access_ends_at"] > held["access_renewed_at"]
        assert ask("")["state"] == "connected"
        (person,) = ask("/people")["items"]
        assert (person["email"], person["role"]) == (mona.email, "owner")
        number = far(desk, "running", 2_400, 12_000)
        answer = ask("/syncs")
        assert answer["next"] is None
        (sync,) = answer["items"]
        assert (sync["id"], sync["kind"], sync["state"]) == (number, "import", "running")
        assert (sync["done"], sync["total"], sync["seconds_left"]) == (2_410, 12_010, 40.0)
        assert {each["name"] for each in sync["parts"]} == {"orders", "customers", "products"}

    def test_subscriptions(self, desk: Desk, ask: Any) -> None:
        assert ask("/subscriptions") == {"items": [], "next": None}
        add = (
            "insert into subscriptions (store_id, event, state, fault, webhook_id)"
            " values (%s, 'order.created', 'altered', 'url_changed', 77)"
        )
        desk.site.execute(add, SHOP)
        (found,) = ask("/subscriptions")["items"]
        assert (found["event"], found["state"], found["fault"]) == (
            "order.created",
            "altered",
            "url_changed",
        )
