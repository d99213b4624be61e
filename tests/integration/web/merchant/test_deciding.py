"""Deciding how customers are scored: the page shows who would move, then saves just that."""

import re
from collections.abc import Iterator

import httpx
import pytest

from syncaty import recompute
from syncaty.rescoring import work_next, work_off
from syncaty.rfm import backlog
from syncaty.rfm.settings import CODES
from tests.integration.web.conftest import Site, browser, sign_in, submit
from tests.integration.web.merchant.conftest import STORE, Pages
from tests.integration.web.merchant.seen import text

PAGE = f"/stores/{STORE}/rfm/settings"


def posted(http: httpx.Client, **form: str) -> httpx.Response:
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', http.get(PAGE).text)
    assert token is not None
    return http.post(PAGE, data={"csrfmiddlewaretoken": token[1], **form})


def segments(pages: Pages) -> dict[int, str]:
    held = pages.shop.rows(
        "select customer_id, segment from customer_rfm where store_id = %s", STORE
    )
    return dict(held)


@pytest.fixture
def undone(pages: Pages, site: Site) -> Iterator[Pages]:
    """Leave the shop as it was."""
    yield pages
    with browser(site, "10.8.8.9") as http:
        assert sign_in(http).status_code == 302
        posted(http, tax="yes", shipping="yes", map="classic", edges="live", act="save")
    pages.shop.conn.execute("delete from segment_moves where cause = 'settings'")


def test_who_would_move_is_shown_and_then_moves(undone: Pages) -> None:
    pages = undone
    before = segments(pages)
    choice = {"tax": "yes", "shipping": "yes", "map": "recency_fm", "edges": "live"}
    shown = text(posted(pages.http, **choice, act="preview").text)
    assert segments(pages) == before
    found = re.search(r"([\d,]+) of ([\d,]+) customers would change segment", shown)
    assert found is not None

    saved = posted(pages.http, **choice, act="save")
    assert saved.status_code == 302
    after = segments(pages)
    moved = sum(before[each] != after[each] for each in before)
    assert [int(each.replace(",", "")) for each in found.groups()] == [moved, len(before)]
    page = text(pages.get("rfm"))
    assert "by recency and the mean of frequency and money, halves rounded up" in page
    whom = next(iter(after))
    assert "halves rounded up" in text(pages.get(f"customers/{whom}"))
    assert "is in force already" in text(posted(pages.http, **choice, act="preview").text)


def test_a_map_of_ones_own_with_a_hole_is_refused(undone: Pages) -> None:
    before = segments(undone)
    codes = {"edges": "live"} | {f"code_{code}": "lost" for code in CODES} | {"code_342": ""}
    page = posted(undone.http, map="own", tax="yes", shipping="yes", act="save", **codes)
    assert "Each of the 125 codes needs one" in text(page.text)
    assert segments(undone) == before
    codes["code_342"] = "champions"
    saved = posted(undone.http, map="own", tax="yes", shipping="yes", act="save", **codes)
    assert saved.status_code == 302
    assert set(segments(undone).values()) <= {"lost", "champions"}
    assert "by the store’s own map of 125 codes" in text(undone.get("rfm"))


def test_a_map_that_does_not_exist_is_refused(pages: Pages) -> None:
    assert "Choose one of the three maps" in text(posted(pages.http, map="best", act="save").text)


def test_both_languages_say_what_is_in_force(pages: Pages) -> None:
    submit(pages.http, PAGE, "/language", language="ar", next=PAGE)
    try:
        assert "الطلبات المحتسبة، منذ البداية" in pages.get("rfm")
        assert "كيف تُعطى الدرجات" in pages.get("rfm/settings")
    finally:
        submit(pages.http, PAGE, "/language", language="en", next=PAGE)
    assert "Orders that count, of all time." in pages.get("rfm")


def test_a_status_is_changed_after_seeing_who_would_move(pages: Pages) -> None:
    page = text(pages.get("statuses/change", status="completed", counts="no"))
    assert "customers would change segment" in page
    assert pages.http.get(f"/stores/{STORE}/statuses/change?status=nope").status_code == 404


LIMITS = {
    f"limit_{each}_{k}": str((k + 1) * 10**n) for n, each in enumerate("fmr") for k in range(4)
}
FIXED = {"tax": "yes", "shipping": "yes", "map": "classic", "edges": "fixed", **LIMITS}


def test_fixed_limits_are_proposed_previewed_and_kept(undone: Pages) -> None:
    proposed = undone.get("rfm/settings", edges="fixed")
    assert len(re.findall(r'name="limit_[rfm]_\d" value="[\d.]+"', proposed)) == 12
    shown = text(posted(undone.http, **FIXED, act="preview").text)
    found = re.search(r"([\d,]+) of ([\d,]+) customers would change segment", shown)
    assert found is not None
    before = segments(undone)
    assert posted(undone.http, **FIXED, act="save").status_code == 302
    after = segments(undone)
    assert int(found[1].replace(",", "")) == sum(before[each] != after[each] for each in before)
    words = text(undone.get("rfm"))
    assert "Edges are fixed: 100 / 200 / 300 / 400 days, 1 / 2 / 3 / 4 orders" in words
    assert "Limits that were fixed for this store" in words


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("limit_r_1", "", "Recency needs four whole numbers"),
        ("limit_r_1", "12.5", "Recency needs four whole numbers"),
        ("limit_f_2", "many", "Frequency needs four whole numbers"),
        ("limit_m_3", "1", "Money needs four amounts"),
        ("limit_m_0", "NaN", "Money needs four amounts"),
        ("edges", "soft", "Choose how edges are cut"),
    ],
)
def test_limits_that_cannot_be_used_are_refused(
    pages: Pages, name: str, value: str, said: str
) -> None:
    before = segments(pages)
    assert said in text(posted(pages.http, **{**FIXED, name: value}, act="save").text)
    assert segments(pages) == before


WINDOW = {"tax": "yes", "shipping": "yes", "map": "classic", "edges": "live", "window": "days"}


def test_a_window_is_previewed_kept_and_said_in_words(undone: Pages) -> None:
    before = segments(undone)
    shown = text(posted(undone.http, **WINDOW, window_days="٧", act="preview").text)
    assert f"{len(before)} of {len(before)} customers would change segment" in shown
    assert "Orders that count, of the last 7 days" in shown
    assert segments(undone) == before
    assert posted(undone.http, **WINDOW, window_days="7", act="save").status_code == 302
    assert set(segments(undone).values()) == {None}
    page = text(undone.get("rfm"))
    assert "Nobody has ordered in the window" in page
    whom = next(iter(before))
    assert "none of the orders lies within the days" in text(undone.get(f"customers/{whom}"))
    assert "no order in the window" in text(undone.get("customers"))
    assert 'name="window_days" value="7"' in undone.get("rfm/settings")

    assert posted(undone.http, **WINDOW, window_days="3,660", act="save").status_code == 302
    assert segments(undone) == before


@pytest.mark.parametrize("days", ["0", "6", "3661", "10,000", "-7", "7.5", "a year", "", "9" * 400])
def test_a_window_that_cannot_be_used_is_refused(pages: Pages, days: str) -> None:
    before = segments(pages)
    page = text(posted(pages.http, **WINDOW, window_days=days, act="save").text)
    assert "A window has 7 to 3,660 days. Nothing was saved." in page
    assert "of all time" in page
    assert segments(pages) == before


def test_the_pages_say_that_changed_settings_are_on_their_way(
    undone: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recompute, "AT_ONCE", 0)
    monkeypatch.setattr(backlog, "PIECE", 3)
    choice = {"tax": "yes", "shipping": "yes", "map": "recency_fm", "edges": "live"}
    posted(undone.http, **choice, act="save")
    page = text(undone.get("rfm"))
    assert "Saved. Customers follow some at a time, within minutes." in page
    said = re.search(r"0 of (\d+) customers are scored by them so far \(0%\)", page)
    assert said is not None
    with undone.shop.conn.transaction():
        work_next(undone.shop.conn, STORE)
    assert f"3 of {said[1]} customers are scored" in text(undone.get("rfm/settings"))
    work_all(undone)
    assert "are on their way" not in text(undone.get("rfm"))


def work_all(pages: Pages) -> None:
    with pages.shop.conn.transaction():
        work_off(pages.shop.conn, STORE)
