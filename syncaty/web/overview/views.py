"""The overview of a store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from syncaty.analytics.query import Day, Query, Summary, daily, summary
from syncaty.clock import utc_now
from syncaty.jobs import search
from syncaty.jobs.filter import JobFilter
from syncaty.rfm.map import cells
from syncaty.rfm.reading import codes
from syncaty.rfm.settings import load_rfm_settings
from syncaty.segments import activity, history, reading
from syncaty.segments.maps import segments_of
from syncaty.web import periods
from syncaty.web.database import Reading, connection
from syncaty.web.drawing import chart, scoremap
from syncaty.web.formats import Figure
from syncaty.web.overview.feed import told
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.periods import Period
from syncaty.web.scores.cells import drawn_cells
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

FLOW_MINUTES = 12
FLOW_HEIGHT = 16
FEED = "overview/_feed.html"
HEALTH = "overview/_health.html"


@dataclass(frozen=True, slots=True)
class Lines:
    """The small lines of the four figures, a value for each day."""

    net: list[Figure]
    orders: list[Figure]
    average: list[Figure]
    returning: list[Figure]

    @classmethod
    def of(cls, days: Iterable[Day]) -> "Lines":
        """Take the four figures of each day."""
        sums = [each.figures for each in days]
        return cls(
            [each.net for each in sums],
            [each.orders for each in sums],
            [each.average_order for each in sums],
            [returning_share(each.returning_customers, each.customers) for each in sums],
        )


def returning_share(returning: int, customers: int) -> float:
    """Give which share of customers had ordered before."""
    return returning / customers if customers else 0.0


@store_page("overview")
def overview(request: PageRequest, store: Store) -> HttpResponse:
    """Show how the store does in a period beside the one before, and what happens now."""
    now = today()
    period = periods.asked(request.GET, now)
    with connection() as conn:
        held = (
            summary(conn, question(store, period)),
            summary(conn, question(store, period.before())),
        )
        days = daily(conn, question(store, period))
        days_before = daily(conn, question(store, period.before()))
        context = {
            "period": period,
            "today": now,
            "now": held[0].figures,
            "before": held[1].figures,
            "other_currencies": held[0].other_currencies,
            "returning": _share(held[0]),
            "returning_before": _share(held[1]),
            "lines": Lines.of(days),
            "lines_before": Lines.of(days_before),
            "chart": _chart(days, days_before),
            "days": list(zip(reversed(days), reversed(days_before), strict=True)),
            "items": told(activity.happened(conn, store.id), store),
            **_health(conn, store),
            **_moved(conn, store, now),
            **_map(conn, store),
        }
    return render(request, "overview/overview.html", context)


@store_page("overview")
def live_feed(request: PageRequest, store: Store) -> HttpResponse:
    """Give the feed alone, for the page to refresh it."""
    with connection() as conn:
        items = told(activity.happened(conn, store.id), store)
    return render(request, FEED, {"items": items}, partial=FEED)


@store_page("overview")
def live_health(request: PageRequest, store: Store) -> HttpResponse:
    """Give the strip of health alone."""
    with connection() as conn:
        context = _health(conn, store)
    return render(request, HEALTH, context, partial=HEALTH)


def question(store: Store, period: Period) -> Query:
    """Make the question about a period of a store."""
    return Query(store.id, period.first, period.last, store.currency, store.zone, utc_now())


def _share(of: Summary) -> float:
    return returning_share(of.figures.returning_customers, of.figures.customers)


def _chart(now: Sequence[Day], before: Sequence[Day]) -> chart.Chart:
    return chart.line(
        [each.day for each in now],
        [each.figures.net for each in now],
        [each.figures.net for each in before],
    )


def _health(conn: Reading, store: Store) -> dict[str, object]:
    now = utc_now()
    since = now.replace(second=0, microsecond=0) - timedelta(minutes=FLOW_MINUTES - 1)
    came = {
        each.at: each.applied + each.ignored + each.pending + each.retrying + each.failed
        for each in search.minutes(conn, JobFilter(store_id=store.id), since, now)
    }
    counts = [came.get(since + timedelta(minutes=step), 0) for step in range(FLOW_MINUTES)]
    most = max(*counts, 1)
    bars = [
        (at * 4, height, FLOW_HEIGHT - height)
        for at, height in enumerate(max(round(count / most * FLOW_HEIGHT), 1) for count in counts)
    ]
    return {"health": search.health(conn, store.id, now), "bars": bars}


def _moved(conn: Reading, store: Store, now: date) -> dict[str, object]:
    since, until = day_bounds(now, store.zone)
    ways = history.moved(conn, store.id, now, now)
    return {
        "moves": [way for way in ways if way.cause != "imported"][:7],
        "movers": reading.movers(conn, store.id, since, until),
    }


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the first instant of a local day, and that of the day after."""
    return (
        datetime.combine(day, time(), zone),
        datetime.combine(day + timedelta(days=1), time(), zone),
    )


def _map(conn: Reading, store: Store) -> dict[str, object]:
    fields = cells(codes(conn, store.id))
    drawn = drawn_cells(fields, segments_of(load_rfm_settings(conn, store.id)), store)
    return {"buyers": sum(each.customers for each in fields), "rows": scoremap.rows(drawn)}
