"""Segments as the API gives and takes them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from syncaty.projections.currency import money_text, rounded
from syncaty.segments.lists import ACTS, KeptEntry, Looked
from syncaty.segments.reading import SegmentSize
from syncaty.segments.rules.line import line_of
from syncaty.segments.rules.write import write_rule
from syncaty.segments.stored import StoredSegment
from syncaty.web.api.shapes.common import Money, copied
from syncaty.web.api.shapes.knowledge import Share

Kind = Literal["rfm", "rule", "list"]
Key = Annotated[str, Field(description="Small letters, digits, - and _", max_length=63)]


class SegmentShape(Schema):
    """A segment as it stands; `entered` and `left` count moves of the last thirty days.

    The eleven of RFM are `read_only` and have figures of their members; of the others these are
    null.
    """

    key: str
    kind: Annotated[Kind, Field(description="rfm: one of the eleven; rule; list: kept by hand")]
    name: str
    read_only: bool
    built: Annotated[bool, Field(description="false while customers are still being judged by it")]
    customers: int
    share: Share | None
    orders: int | None
    revenue: Money | None
    revenue_share: float | None
    currency: str
    mean_days: Annotated[float | None, Field(description="Mean of days since the last order")]
    mean_orders: float | None
    mean_spent: Money | None
    entered: int
    left: int


class Leaving(Schema):
    """What an export of the segment would hold by the store's privacy settings.

    `consent`: `without` leaves out the members of `consent_segment`, `only` gives nobody else.
    """

    customers: int
    left_out: int
    consent: Literal["without", "only"] | None
    consent_segment: str | None
    masked: Annotated[bool, Field(description="Whether this token gets contacts masked")]


class WarnedShape(Schema):
    """Something odd about a rule that is kept all the same."""

    code: Annotated[str, Field(description="unknown_product, unknown_category, unknown_brand")]
    path: str
    message: str


class SegmentDetail(SegmentShape):
    """A segment with its rule, both ways to write it, and what an export of it would hold.

    `unmatched` counts the entries of a list that name no member, by why.
    """

    note: str
    rule: dict[str, Any] | None
    line: str | None
    template: str | None
    created_at: datetime | None
    changed_at: datetime | None
    changed_by: str | None
    unmatched: dict[str, int]
    warnings: list[WarnedShape]
    export: Leaving


class SegmentMember(Schema):
    """A member of a segment, since an instant; scores null before an order."""

    id: int
    name: str
    email: str | None
    mobile: str | None
    city: str | None
    orders: int
    spent: Money
    currency: str
    first_order_on: date | None
    last_order_on: date | None
    r: int | None
    f: int | None
    m: int | None
    segment: Annotated[str | None, Field(description="The RFM segment")]
    since: datetime | None


class SegmentMove(Schema):
    """A customer who entered a segment or left it, and why.

    For the eleven, `from_segment` and `to_segment` say between which; for the others, `day` is the
    store's day that the rule was judged on.
    """

    id: int
    at: datetime
    customer_id: int
    name: str
    entered: bool
    cause: str
    job_id: int | None
    from_segment: str | None = None
    to_segment: str | None = None
    back: Annotated[
        bool, Field(description="Out of no segment, but not with the customer's first order")
    ] = False
    day: date | None = None


class SizeShape(Schema):
    """How many members a segment had when a day ended; of the eleven only that is given."""

    day: date
    members: int
    entered: int | None
    left: int | None


class OverlapShape(Schema):
    """How many are in each of two segments, and in both."""

    first: int
    second: int
    both: int


class Removed(Schema):
    """The key of what was taken away."""

    removed: str


class EntriesGiven(Schema):
    """Ids, phones in any form and e-mails, mixed as they come.

    `look` only says what would happen.
    """

    entries: Annotated[list[Annotated[str, Field(max_length=1_000)]], Field(min_length=1)]
    do: Annotated[
        Literal["add", "replace", "remove"], Field(description="One of: " + ", ".join(ACTS))
    ] = "add"
    look: bool = False


class EntryShape(Schema):
    """An entry that names no member, and why: `unknown` ones wait for such a customer."""

    row: Annotated[int, Field(description="Its place in what was given, from 1")]
    written: str
    problem: Annotated[str, Field(description="unknown, ambiguous, unreadable or rounded")]


class SharedShape(Schema):
    """A phone or e-mail that several customers have: all of them are taken."""

    row: int
    written: str
    customers: list[int]


class TakenShape(Schema):
    """What entries did to a list, or would do; at most a thousand of each kind are shown."""

    entries: int
    customers: Annotated[int, Field(description="Different customers that they mean")]
    entered: int
    left: int
    already: int
    twice: Annotated[int, Field(description="Entries that say again what another one said")]
    problems: dict[str, int]
    unmatched: list[EntryShape]
    shared: list[SharedShape]


MOST_SHOWN = 1_000


def rfm_shape(size: SegmentSize, name: str, currency: str) -> dict[str, Any]:
    """Give the fields of one of the eleven."""
    spent = size.mean_spent
    return {
        **{field: getattr(size, field) for field in _FIGURES},
        "kind": "rfm",
        "name": name,
        "read_only": True,
        "built": True,
        "revenue": money_text(size.revenue, currency),
        "currency": currency,
        "mean_orders": None if size.mean_orders is None else round(float(size.mean_orders), 4),
        "mean_spent": None if spent is None else money_text(rounded(spent, currency), currency),
    }


def stored_shape(held: StoredSegment, currency: str, entered: int, left: int) -> dict[str, Any]:
    """Give the fields of a segment of the merchant's own."""
    return {
        **dict.fromkeys(_FIGURES),
        "key": held.key,
        "kind": held.kind,
        "name": held.name,
        "read_only": False,
        "built": held.built,
        "customers": held.members,
        "revenue": None,
        "currency": currency,
        "mean_orders": None,
        "mean_spent": None,
        "entered": entered,
        "left": left,
    }


def rule_fields(held: StoredSegment) -> dict[str, Any]:
    """Give the fields that only a segment of the merchant's own has."""
    return {
        "note": held.note,
        "rule": None if held.rule is None else write_rule(held.rule),
        "line": None if held.rule is None else line_of(held.rule),
        "template": held.template,
        "created_at": held.created_at,
        "changed_at": held.changed_at,
        "changed_by": held.changed_by,
    }


def taken_shape(looked: Looked) -> TakenShape:
    """Give what entries did to a list."""
    found = looked.found
    problems: dict[str, int] = {}
    for each in found.leftovers:
        problems[each.problem] = problems.get(each.problem, 0) + 1
    return TakenShape(
        entries=found.entries,
        customers=len(found.customers),
        entered=len(looked.entering),
        left=len(looked.leaving),
        already=looked.already,
        twice=found.twice,
        problems=problems,
        unmatched=[
            EntryShape(row=each.entry.row, written=each.entry.written, problem=each.problem)
            for each in found.leftovers[:MOST_SHOWN]
        ],
        shared=[
            SharedShape(
                row=each.entry.row, written=each.entry.written, customers=list(each.customers)
            )
            for each in found.shared[:MOST_SHOWN]
        ],
    )


def entry_shape(held: KeptEntry) -> EntryShape:
    """Give an entry that names no member."""
    return copied(EntryShape, held)


_FIGURES = (
    *("key", "customers", "share", "orders", "revenue_share", "mean_days"),
    *("entered", "left"),
)
