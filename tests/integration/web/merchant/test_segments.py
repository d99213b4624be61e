"""The map, the segments and their members agree with each other and with the scores kept."""

import csv
import re
from collections import Counter
from io import StringIO

from tests.integration.web.merchant.conftest import STORE, Pages
from tests.integration.web.merchant.seen import links, older, rows, text


def kept(pages: Pages) -> list[tuple[int, int, int, int, str]]:
    return pages.shop.rows(
        "select customer_id, r, f, m, segment from customer_rfm where store_id = %s", STORE
    )


def test_the_map_holds_every_buyer_once(pages: Pages) -> None:
    page = pages.get("rfm")
    cells = re.findall(r"recency (\d), frequency and money (\d): ([\d,]+) customer", page)
    found = {(int(r), int(fm)): int(count.replace(",", "")) for r, fm, count in cells}
    wanted = Counter((r, (f + m + 1) // 2) for _, r, f, m, _ in kept(pages))
    assert len(found) == 25
    assert {place: count for place, count in found.items() if count} == wanted


def test_edges_are_said_in_words_that_fit_the_scores(pages: Pages) -> None:
    table = rows(pages.get("rfm"), near='id="h-edge"')
    orders = dict(
        pages.shop.rows(
            "select f, array_agg(distinct orders order by orders) from customer_rfm"
            " where store_id = %s group by f",
            STORE,
        )
    )
    words = {int(row[0]): row[2] for row in table}
    for score, counts in orders.items():
        limits = [int(each) for each in re.findall(r"\d+", words[score])]
        assert limits[0] <= counts[0], words
        assert "and more" in words[score] or counts[-1] <= limits[-1], words


def test_segments_are_as_large_as_their_members(pages: Pages) -> None:
    sizes = Counter(segment for *_, segment in kept(pages))
    page = pages.get("segments")
    keys = links(page.partition("<tbody>")[2], rf"/stores/{STORE}/segments/\w+")
    shown = dict(zip(keys, (int(row[1]) for row in rows(page)), strict=False))
    assert len(shown) == 11
    assert {each.rpartition("/")[2]: size for each, size in shown.items() if size} == sizes


def test_members_are_listed_to_the_end_and_exported(pages: Pages) -> None:
    sizes = Counter(segment for *_, segment in kept(pages))
    largest = sizes.most_common(1)[0][0]
    members = {str(who) for who, *_, segment in kept(pages) if segment == largest}
    page, found = pages.get(f"segments/{largest}"), set()
    while True:
        table = page.partition("<tbody>")[2].partition("</tbody>")[0]
        addresses = links(table, rf"/stores/{STORE}/customers/\d+")
        found |= {each.rpartition("/")[2] for each in addresses}
        if not (address := older(page)):
            break
        page = pages.get(address)
    assert found == members
    response = pages.http.get(f"/stores/{STORE}/segments/{largest}.csv")
    held = csv.DictReader(StringIO(response.text.removeprefix("\ufeff")))
    assert {row["id"] for row in held} == members


def test_who_came_and_went_is_shown_with_cause_and_webhook(pages: Pages) -> None:
    ((segment, number),) = pages.shop.rows(
        "select to_segment, job_id from segment_moves where store_id = %s"
        " and to_segment is not null order by id desc limit 1",
        STORE,
    )
    page = pages.get(f"segments/{segment}", view="came")
    assert f'href="/stores/{STORE}/jobs/{number}"' in page
    causes = "ordered again|first order|others moved|refunded|cancelled|changed"
    assert re.search(causes, rows(page)[0][2])
    assert rows(pages.get("segments/lost", view="went")) or "Nobody has gone" in page


def test_moves_of_today_are_summed_up_on_the_overview(pages: Pages) -> None:
    (((movers,)),) = pages.shop.rows(
        "select count(distinct customer_id) from segment_moves"
        " where store_id = %s and at >= date_trunc('day', now() at time zone 'Asia/Riyadh')"
        " at time zone 'Asia/Riyadh'",
        STORE,
    )
    assert f"{movers} customers, and why" in text(pages.get("overview"))
