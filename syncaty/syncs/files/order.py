"""What a file says of one order, and how a file is to be read, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Literal, cast

from syncaty.salla.facts import Item, Value
from syncaty.syncs.files.amounts import MarkVotes
from syncaty.syncs.files.dates import DateVotes, Order

DateChoice = Literal["auto", "day", "month"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the merchant chose: the column (by name) of each field, and how to read its dates."""

    columns: Mapping[str, str]
    dates: DateChoice = "auto"


@dataclass(slots=True)
class Votes:
    """What whole columns say where a single value cannot."""

    dates: DateVotes = field(default_factory=DateVotes)
    marks: MarkVotes = field(default_factory=MarkVotes)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the rows are read against.

    `positions` gives the column of each field that is mapped, `statuses` maps folded names to the
    keys the store uses, `latest` is the instant no order can lie after.
    """

    columns: tuple[str, ...]
    positions: Mapping[str, int]
    zone: tzinfo
    currency: str
    statuses: Mapping[str, str]
    dates: Order
    comma_decimal: bool
    epoch_1904: bool
    latest: datetime


@dataclass(frozen=True, slots=True)
class FileCustomer:
    """Who ordered, as far as the file says."""

    id: int | None
    name: str | None
    mobile: str | None
    mobile_raw: str | None
    email: str | None

    @property
    def known(self) -> bool:
        """Whether it can be told who it is: a name alone may be several people's."""
        return bool(self.id or self.mobile or self.email)


@dataclass(frozen=True, slots=True)
class FileOrder:
    """One order: its fields as facts have them, without id and customer."""

    row: int
    rows: int
    reference: str
    id: int | None
    fields: Mapping[str, Value]
    customer: FileCustomer

    @property
    def placed_at(self) -> datetime:
        """When it was placed."""
        return cast("datetime", self.fields["placed_at"])

    @property
    def total(self) -> Decimal:
        """What it is worth, in its currency."""
        return cast("Decimal", self.fields["total"])

    @property
    def currency(self) -> str:
        """The currency of its amounts."""
        return cast("str", self.fields["currency"])

    @property
    def status_name(self) -> str | None:
        """Its status in the file's own words."""
        return cast("str | None", self.fields.get("status_name"))

    @property
    def items(self) -> Sequence[Item]:
        """Its lines."""
        return cast("Sequence[Item]", self.fields.get("items", ()))
