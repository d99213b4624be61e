from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from syncaty.rfm.reading import edges, rfm, totals
from syncaty.segments.classic import CLASSIC, SEGMENTS
from syncaty.segments.history import moved
from syncaty.segments.reading import MoveFilter, members, moves, moves_touching, segments
from tests.integration.pipeline.shop import Shop, order
from tests.integration.reading.bazaar import Buyer
from tests.integration.reading.conftest import Seeded
from tests.integration.reading.paged import every

TODAY = date(2025, 1, 1)
RIYADH = ZoneInfo("Asia/Riyadh")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def scored(buyers: dict[int, Buyer]) -> dict[int, tuple[int, int, int]]:
    """Score by the rule of the issue, written anew: edges at floor((n-1)k/5), R turned round."""

    def bins(values: dict[int, Decimal]) -> dict[int, int]:
        ordered = sorted(values.values())
        cuts = [ordered[(len(ordered) - 1) * k // 5] for k in (1, 2, 3, 4)]
        return {each: 1 + sum(cut < value for cut in cuts) for each, value in values.items()}

    r = bins({each: Decimal((TODAY - buyer.last).days) for each, buyer in buyers.items()})
    f = bins({each: Decimal(buyer.orders) for each, buyer in buyers.items()})
    m = bins({each: buyer.spent for each, buyer in buyers.items()})
    return {each: (6 - r[each], f[each], m[each]) for each in buyers}


def segment_of(r: int, f: int, m: int) -> str:
    return CLASSIC[(r - 1) * 25 + (f - 1) * 5 + m - 1]


def test_the_map_counts_everybody_where_the_rule_puts_them(seeded: Seeded) -> None:
    seen = rfm(seeded.conn, seeded.id, TODAY)
    expected = Counter((r, (f + m + 1) // 2) for r, f, m in scored(seeded.buyers).values())
    assert {(cell.r, cell.fm): cell.customers for cell in seen.cells} == {
        (r, fm): expected[r, fm] for r in range(1, 6) for fm in range(1, 6)
    }
    assert (seen.buyers, seen.orders, seen.revenue) == (
        len(seeded.buyers),
        sum(buyer.orders for buyer in seeded.buyers.values()),
        sum(buyer.spent for buyer in seeded.buyers.values()),
    )
    assert sum(cell.revenue for cell in seen.cells) == seen.revenue
    assert seen.mean_days is not None
    mean = sum((TODAY - buyer.last).days for buyer in seeded.buyers.values()) / seen.buyers
    assert abs(float(seen.mean_days) - mean) < 0.06


def test_the_bands_hold_exactly_the_buyers_of_their_score(seeded: Seeded) -> None:
    held = edges(seeded.conn, seeded.id, TODAY)
    assert held is not None
    scores = scored(seeded.buyers)
    for at, dimension in enumerate(("r", "f", "m")):
        for band in held.bands[dimension]:  # type: ignore[index]
            for each, buyer in seeded.buyers.items():
                values = ((TODAY - buyer.last).days, buyer.orders, buyer.spent)
                inside = (band.over is None or values[at] > band.over) and (
                    band.upto is None or values[at] <= band.upto
                )
                assert inside == (scores[each][at] == band.score)
    assert held.buyers == len(seeded.buyers)


def test_a_store_without_buyers_has_no_edges_but_a_hint(shop: Shop) -> None:
    seen = rfm(shop.conn, shop.id, TODAY)
    assert (seen.edges, seen.buyers, seen.mean_days) == (None, 0, None)
    assert seen.thin.hints == ("few_buyers",)
    assert [each.customers for each in segments(shop.conn, shop.id, TODAY)] == [0] * 11
    assert totals(shop.conn, shop.id).orders == 0


def test_totals_count_rows(seeded: Seeded) -> None:
    held = totals(seeded.conn, seeded.id)
    known = {each.customer for each in seeded.orders if each.customer}
    assert (held.customers, held.orders, held.products) == (len(known) + 1, 240, 20)


def test_segments_have_the_members_the_rule_gives_them(seeded: Seeded) -> None:
    expected = {each: segment_of(*codes) for each, codes in scored(seeded.buyers).items()}
    sizes = segments(seeded.conn, seeded.id, datetime.now(RIYADH).date())
    assert [each.key for each in sizes] == list(SEGMENTS)
    for size in sizes:
        own = {each for each, segment in expected.items() if segment == size.key}
        assert size.customers == len(own)
        assert size.revenue == sum(seeded.buyers[each].spent for each in own)
        assert size.orders == sum(seeded.buyers[each].orders for each in own)
        key = size.key
        found = every(
            lambda after: members(seeded.conn, seeded.id, key, after=after, limit=2)  # noqa: B023
        )
        assert [each.id for each in found] == sorted(own)
        assert all(each.since is not None for each in found)
        # Whoever is in came in once more often than out.
        assert size.entered - size.left == size.customers
    assert sum(each.customers for each in sizes) == len(seeded.buyers)


def test_moves_tell_who_went_where_and_why(shop: Shop) -> None:
    jobs = [
        *shop.take([order(1, customer=1)]),
        *shop.take([order(2, customer=1, date="2024-02-01", at="2024-02-01T10:00:00Z")]),
        *shop.take(
            [
                order(
                    2,
                    customer=1,
                    event="order.cancelled",
                    status="canceled",
                    at="2024-02-02T10:00:00Z",
                    date="2024-02-01",
                )
            ]
        ),
        *shop.take(
            [
                order(
                    1,
                    customer=1,
                    event="order.cancelled",
                    status="canceled",
                    at="2024-02-03T10:00:00Z",
                )
            ]
        ),
    ]
    page = moves(shop.conn, shop.id)
    assert page.next is None
    assert [
        (each.from_segment, each.to_segment, each.cause, each.job_id) for each in page.items
    ] == [("new", None, "cancelled", jobs[3]), (None, "new", "ordered", jobs[0])]
    assert page.items[0].name == "C1 Test"
    assert (page.items[0].from_code, page.items[0].to_code) == (511, None)

    first = moves(shop.conn, shop.id, limit=1)
    second = moves(shop.conn, shop.id, after=first.next, limit=1)
    assert first.items + second.items == page.items
    assert moves_touching(shop.conn, shop.id, "new", limit=1).items == first.items
    assert moves_touching(shop.conn, shop.id, "new", after=first.next).items == second.items
    assert not moves_touching(shop.conn, shop.id, "lost").items

    only = (
        MoveFilter(into="new"),
        MoveFilter(cause="ordered"),
        MoveFilter(job_id=jobs[0]),
        MoveFilter(until=page.items[0].at, since=LONG_AGO),
    )
    for wanted in only:
        assert moves(shop.conn, shop.id, wanted).items == page.items[1:]
    assert moves(shop.conn, shop.id, MoveFilter(out_of="new")).items == page.items[:1]
    assert not moves(shop.conn, shop.id, MoveFilter(customer_id=2)).items
    assert moves(shop.conn, shop.id, MoveFilter(customer_id=1)).items == page.items


def test_moves_of_days_are_counted_by_way_and_cause(seeded: Seeded) -> None:
    rows = seeded.shop.rows("select from_segment, to_segment, cause from segment_moves")
    today = datetime.now(RIYADH).date()
    found = moved(seeded.conn, seeded.id, LONG_AGO.date(), today)
    assert {(each.from_segment, each.to_segment, each.cause): each.moves for each in found} == (
        Counter(rows)
    )
    assert moved(seeded.conn, seeded.id, LONG_AGO.date(), LONG_AGO.date()) == ()
