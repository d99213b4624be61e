"""Turns the sandbox's options into a shop's history and says what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from syncaty.clock import utc_now
from syncaty.sandbox.csv_lines import Columns
from syncaty.sandbox.csv_shop import CsvShop, Survey
from syncaty.sandbox.model import Event
from syncaty.sandbox.pace import AtOnce, Pace, Steady
from syncaty.sandbox.shop import Plan, Shop


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which history is wanted: an invented one, or that of a CSV file if one is named."""

    seed: int
    customers: int
    orders: int
    products: int
    days: int
    until: datetime | None
    timezone: str
    csv: Path | None = None
    columns: tuple[str, ...] = ()
    date_format: str = ""
    currency: str = ""

    def plan(self) -> Plan:
        """Give the plan of an invented shop; without `until` its past ends at last midnight."""
        today = utc_now().astimezone(ZoneInfo(self.timezone)).date()
        last = self.until.date() if self.until else today
        return Plan(
            seed=self.seed,
            until=last,
            customers=self.customers,
            orders=self.orders,
            products=self.products,
            days=self.days,
            timezone=self.timezone,
        )


def history(wanted: Wanted) -> Iterator[Event]:
    """Give the wanted shop's events and tell what kind of shop it is."""
    if wanted.csv is None:
        plan = wanted.plan()
        typer.echo(
            f"An invented shop: seed {plan.seed}, {plan.customers:,} customers, "
            f"{plan.orders:,} orders in the {plan.days} days before {plan.until}.",
            err=True,
        )
        return Shop(plan).history()
    columns = _columns(wanted.columns, wanted.date_format)
    shop = CsvShop(wanted.csv, columns, wanted.currency, wanted.timezone)
    survey = shop.survey()
    typer.echo(_told(wanted.csv, survey), err=True)
    return shop.history(survey)


def pace(rate: str) -> Pace:
    """Read `max` or a number of events per second."""
    if rate == "max":
        return AtOnce()
    try:
        per_second = float(rate)
    except ValueError:
        per_second = 0.0
    if per_second <= 0:
        raise typer.BadParameter(f"{rate!r} is neither max nor above zero.", param_hint="--rate")
    return Steady(per_second)


def _columns(pairs: tuple[str, ...], date_format: str) -> Columns:
    known = {field.name for field in fields(Columns)} - {"date_format"}
    columns = Columns(date_format=date_format)
    for pair in pairs:
        name, equals, header = pair.partition("=")
        if not equals or name not in known:
            raise typer.BadParameter(
                f"{pair!r} is not FIELD=HEADER with FIELD one of {', '.join(sorted(known))}.",
                param_hint="--column",
            )
        columns = replace(columns, **{name: header})
    return columns


def _told(path: Path, survey: Survey) -> str:
    purchases = (
        f"{path.name}: {survey.ordinary:,} of {survey.lines:,} lines are ordinary purchases, "
        f"in {len(survey.invoices):,} invoices of {len(survey.customers):,} customers "
        f"with {len(survey.products):,} products."
    )
    said = [purchases]
    said += [f"  left out, {reason}: {count:,}" for reason, count in survey.left_out.items()]
    if survey.mixed:
        said.append(
            f"  {len(survey.mixed):,} invoices name more than one customer; each is told as the "
            f"first one's, for instance {min(survey.mixed)}."
        )
    return "\n".join(said)
