"""Scores and figures as the API gives them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from syncaty.analytics.metrics import METRICS, Sums
from syncaty.analytics.query import Day, ProductSales, Summary
from syncaty.projections.currency import money_text
from syncaty.rfm.cut import EDGE_KINDS
from syncaty.rfm.reading import Band, Rfm, StoreBands
from syncaty.rfm.scoring import DIMENSIONS
from syncaty.rfm.settings import MAP_KINDS, RfmSettings
from syncaty.web.api.shapes.common import Money, Number, copied, money, number
from syncaty.web.scores.definition import in_both_languages

Share = Annotated[float, Field(ge=0, le=1, description="Of all buyers, to four decimals")]


class BandShape(Schema):
    """The values that get a score: more than `over`, up to `upto`; null has no end.

    Days since the last order for R, orders for F, money in the store's currency for M. `empty`:
    no value can have this score, because many buyers share one.
    """

    score: int
    over: int | Money | None
    upto: int | Money | None
    empty: bool


class EdgesShape(Schema):
    """The five bands of each dimension, best score first."""

    r: list[BandShape]
    f: list[BandShape]
    m: list[BandShape]


class CellShape(Schema):
    """A field of the map: recency by the mean of F and M, halves rounded up."""

    r: int
    fm: int
    customers: int
    share: Share
    revenue: Money
    segments: Annotated[dict[str, int], Field(description="Customers of each segment within")]


class SpreadShape(Schema):
    """How many buyers have a score of a dimension."""

    dimension: str
    score: int
    customers: int
    share: Share
    revenue: Money


class LimitsShape(Schema):
    """Four ascending limits a dimension: days for R (up to the first scores 5), orders, money."""

    r: list[int]
    f: list[int]
    m: list[str]


class DefinitionShape(Schema):
    """How the scores come about: the store's settings, and in words."""

    tax: Annotated[bool, Field(description="Whether tax is part of M")]
    shipping: Annotated[bool, Field(description="Whether shipping is part of M")]
    window_days: Annotated[
        int | None, Field(description="Of how many days orders are scored; null: of all time")
    ]
    map: Annotated[str, Field(description="One of: " + ", ".join(MAP_KINDS))]
    edges: Annotated[str, Field(description="One of: " + ", ".join(EDGE_KINDS))]
    limits: Annotated[
        LimitsShape | None, Field(description="Values up to which scores go, for fixed edges")
    ]
    words: Annotated[dict[str, str], Field(description="In words, by language: en, ar")]


class SettlingShape(Schema):
    """How many of a store's customers are scored by changed settings so far."""

    reached: int
    customers: int


class RfmShape(Schema):
    """A store's scores at a glance; `hints` say why they mean little yet, if they do."""

    today: date
    currency: str
    buyers: int
    unscored: Annotated[
        int, Field(description="Customers with orders, but none in the window: without scores")
    ]
    orders: int
    revenue: Money
    mean_days: float | None
    edges: EdgesShape | None
    map: list[CellShape]
    distribution: list[SpreadShape]
    hints: list[str]
    missing: Annotated[dict[str, list[int]], Field(description="Scores that nobody has")]
    definition: DefinitionShape
    settling: Annotated[
        SettlingShape | None,
        Field(description="While changed settings reach customers, how many they have reached"),
    ]


class Figures(Schema):
    """The figures of docs/understand/metrics.md, money in `currency`."""

    currency: str
    orders: int
    gross: Money
    discounts: Money
    shipping: Money
    tax: Money
    refunds: Money
    net: Money
    units: Number
    average_order: Money
    customers: int
    new_customers: int
    returning_customers: int


class CurrencyFigures(Schema):
    """The sums of orders in another currency than the store's."""

    currency: str
    orders: int
    gross: Money
    discounts: Money
    shipping: Money
    tax: Money
    refunds: Money
    net: Money
    units: Number
    average_order: Money


class SummaryShape(Figures):
    """The figures of a period of local days, both ends included."""

    from_: Annotated[date, Field(alias="from")]
    to: date
    timezone: str
    other_currencies: list[CurrencyFigures]


class DayShape(Figures):
    """The figures of one local day."""

    day: date


class ProductSalesShape(Schema):
    """What was sold of a product in a period, in the store's currency."""

    id: int
    name: str | None
    sku: str | None
    deleted: bool
    orders: int
    units: Number
    gross: Money
    currency: str


def rfm_shape(seen: Rfm, currency: str) -> RfmShape:
    """Give a store's scores."""
    return RfmShape(
        today=seen.today,
        currency=currency,
        buyers=seen.buyers,
        unscored=seen.unscored,
        orders=seen.orders,
        revenue=money_text(seen.revenue, currency),
        mean_days=None if seen.mean_days is None else float(seen.mean_days),
        edges=None if seen.edges is None else _edges(seen.edges, currency),
        map=[
            copied(
                CellShape,
                each,
                revenue=money_text(each.revenue, currency),
                segments=dict(each.segments),
            )
            for each in seen.cells
        ],
        distribution=[
            copied(SpreadShape, each, revenue=money_text(each.revenue, currency))
            for each in seen.spreads
        ],
        hints=list(seen.thin.hints),
        missing={each: list(scores) for each, scores in seen.thin.missing.items()},
        definition=_definition(seen.settings),
        settling=None if seen.under_way is None else copied(SettlingShape, seen.under_way),
    )


def _definition(settings: RfmSettings) -> DefinitionShape:
    limits = None if settings.limits is None else LimitsShape(**settings.limits.kept())
    return copied(DefinitionShape, settings, limits=limits, words=in_both_languages(settings))


def summary_shape(found: Summary) -> SummaryShape:
    """Give the figures of a period."""
    asked = found.query
    others = [CurrencyFigures(**_figures(each)) for each in found.other_currencies]
    named: dict[str, Any] = {"from": asked.first, "to": asked.last, "timezone": str(asked.zone)}
    return SummaryShape(**_figures(found.figures), **named, other_currencies=others)


def day_shape(day: Day) -> DayShape:
    """Give the figures of a day."""
    return DayShape(day=day.day, **_figures(day.figures))


def product_sales(row: ProductSales, currency: str) -> ProductSalesShape:
    """Give what was sold of a product."""
    return copied(
        ProductSalesShape,
        row,
        units=number(row.units),
        gross=money_text(row.gross, currency),
        currency=currency,
    )


def _figures(sums: Sums) -> dict[str, Any]:
    said: dict[str, Any] = {"currency": sums.currency}
    for key, metric in METRICS.items():
        value = metric.of(sums)
        if metric.unit == "money":
            said[key] = money_text(Decimal(value), sums.currency)
        else:
            said[key] = number(value)
    return said


def _edges(held: StoreBands, currency: str) -> EdgesShape:
    found = {each: [_band(band, currency) for band in held.bands[each]] for each in DIMENSIONS}
    return EdgesShape(**found)


def _band(band: Band, currency: str) -> BandShape:
    if band.dimension == "m":
        over, upto = money(band.over, currency), money(band.upto, currency)
        return BandShape(score=band.score, over=over, upto=upto, empty=band.empty)
    days = [None if each is None else int(each) for each in (band.over, band.upto)]
    return BandShape(score=band.score, over=days[0], upto=days[1], empty=band.empty)
