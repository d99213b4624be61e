"""A customer's three scores, each on its bar with the store's edges drawn in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from syncaty.projections.reading import Customer
from syncaty.rfm.bands import Band
from syncaty.rfm.reading import StoreBands
from syncaty.rfm.scoring import Dimension
from syncaty.web import formats
from syncaty.web.drawing import gauge
from syncaty.web.scores.words import band_words, days, orders
from syncaty.web.templatetags.figures import money, num


@dataclass(frozen=True, slots=True)
class Gauge:
    """One score as the template draws it."""

    name: str
    score: int
    at: str
    edges: tuple[SafeString, ...]
    value: SafeString
    hint: SafeString


def gauges(customer: Customer, held: StoreBands, currency: str, today: date) -> list[Gauge]:
    """Give the three gauges of a buyer, by what he is scored by."""
    f, m = customer.frequency, customer.monetary
    since = (today - customer.last_order_on).days if customer.last_order_on else 0
    drawn = _Drawn(customer, held, currency)
    return [
        drawn.gauge("r", _("Recency"), customer.r, since, _since(since)),
        drawn.gauge("f", _("Frequency"), customer.f, f, orders(f)),
        drawn.gauge("m", _("Money"), customer.m, m, money(m, currency)),
    ]


def _since(count: int) -> SafeString:
    if count == 0:
        return format_html("{}", _("ordered today"))
    return format_html(_("{days} since the last order"), days=days(count))


def _brief(amount: Decimal) -> SafeString:
    """Write an edge of money under its bar: the sign stands above, the room is narrow."""
    whole = amount.quantize(Decimal(1), ROUND_HALF_UP)
    text = formats.number(whole) if whole < 100_000 else formats.compact(whole)
    return format_html('<span class="num">{}</span>', text)


@dataclass(frozen=True, slots=True)
class _Drawn:
    customer: Customer
    held: StoreBands
    currency: str

    def gauge(
        self,
        dimension: Dimension,
        name: str,
        score: int | None,
        value: int | Decimal,
        said: SafeString,
    ) -> Gauge:
        by_score = {band.score: band for band in self.held.bands[dimension]}
        here = by_score[score or 1]
        lower, upper = (here.upto, here.over) if dimension == "r" else (here.over, here.upto)
        hint = format_html(
            _("Score {score}: {band}."), score=here.score, band=band_words(here, self.currency)
        )
        next_step = self._next(here, by_score[5], list(by_score.values()), Decimal(value))
        return Gauge(
            name=name,
            score=here.score,
            at=gauge.position(here.score, value, lower, upper),
            edges=tuple(self._edge(dimension, by_score, score) for score in range(1, 5)),
            value=said,
            hint=format_html("{} {}", hint, next_step) if next_step else hint,
        )

    def _edge(self, dimension: Dimension, bands: dict[int, Band], score: int) -> SafeString:
        if dimension == "r":
            return num(int(bands[score + 1].upto or 0))
        value = bands[score].upto or Decimal(0)
        return num(int(value)) if dimension == "f" else _brief(value)

    def _next(
        self, here: Band, best: Band, bands: Sequence[Band], value: Decimal
    ) -> SafeString | None:
        if here.dimension == "r":
            return self._falls(here)
        if here is best or here.upto is None:
            return None
        # Scores nobody can have are passed over: the next one is where a larger value begins.
        after = min(
            (each.score for each in bands if each.score > here.score and not each.empty),
            default=None,
        )
        if after is None:
            return None
        missing = here.upto - value
        if here.dimension == "f":
            more = int(missing) + 1
            said = ngettext(
                "{count} more order makes {score}.", "{count} more orders make {score}.", more
            )
            return format_html(said, count=num(more), score=after)
        if not missing:
            return format_html(_("Anything more makes {score}."), score=after)
        short = money(missing, self.currency)
        return format_html(_("{amount} short of {score}."), amount=short, score=after)

    def _falls(self, here: Band) -> SafeString | None:
        last = self.customer.last_order_on
        if here.upto is None or here.score == 1 or last is None:
            return None
        falls = last + timedelta(days=int(here.upto) + 1)
        day = formats.short_day(falls, get_language() or "en")
        return format_html(_("Falls on {day} without another order."), day=day)
