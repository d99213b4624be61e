"""Rules of segments: their schema, whom one would hold for, and why a customer is in or out."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from syncaty.clock import utc_now
from syncaty.projections.currency import money_text
from syncaty.segments import preview as looking
from syncaty.segments import stored
from syncaty.segments.classic import SEGMENTS
from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.line import line_of
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.read import read_rule
from syncaty.segments.rules.schema import rule_schema
from syncaty.segments.rules.tree import Compare, MemberOf, Rule
from syncaty.segments.rules.write import write_rule
from syncaty.web.api.access import TokenRequest, currency_of, found_store
from syncaty.web.api.codes import ApiError, unknown
from syncaty.web.api.parameters import Merchant
from syncaty.web.api.shapes.common import Money, answers
from syncaty.web.database import Reading, connection

router = Router(tags=["knowledge"])


class RuleGiven(Schema):
    """A rule, either as JSON or as a line; the other is worked out."""

    rule: Annotated[
        dict[str, Any] | None, Field(description="The rule, by the schema of /segments/schema")
    ] = None
    line: Annotated[
        str | None, Field(description="The rule as a line, such as: orders at_least 3")
    ] = None

    def read(self) -> Rule:
        """Give the rule; raises RuleError with the place of the fault."""
        if (self.rule is None) == (self.line is None):
            said = "Give either rule or line. Nothing was read or changed."
            raise ApiError("bad_rule", said, "rule")
        place = "rule" if self.line is None else "line"
        try:
            return parse_line(self.line) if self.line is not None else read_rule(self.rule)
        except RuleError as error:
            path = f"{place}.{error.path}" if error.path else place
            said = f"{error} Nothing was read or changed."
            raise ApiError("bad_rule", said, path) from error


class LookedAt(RuleGiven):
    """A rule, or the key of a segment that is there."""

    key: Annotated[
        str | None, Field(description="A segment of the store, instead of a rule", max_length=63)
    ] = None

    def found(self, conn: Reading, merchant: int) -> Rule:
        """Give the rule; of a list and of one of the eleven, that of being its member."""
        if self.key is None:
            return self.read()
        if self.rule is not None or self.line is not None:
            said = "Give only one of rule, line and key. Nothing was read or changed."
            raise ApiError("bad_rule", said, "key")
        if self.key in SEGMENTS:
            return MemberOf(self.key)
        held = stored.find(conn, merchant, self.key)
        if held is None:
            raise stored.unknown(self.key)
        return held.rule or MemberOf(self.key)


class ExplainGiven(LookedAt):
    """A rule or a segment, and the customer to explain it for."""

    customer: Annotated[int, Field(ge=1 - 2**63, le=2**63 - 1)]


class SampledShape(Schema):
    """A customer that a rule holds for."""

    id: int
    name: str
    city: str | None
    orders: int
    spent: Money
    last_order_on: date | None
    segment: str | None


class PreviewShape(Schema):
    """How many customers a rule holds for, out of how many, and some of them."""

    rule: dict[str, Any]
    line: str
    matching: int
    customers: int
    sample: list[SampledShape]
    day: Annotated[date, Field(description="The store's day that it is judged on")]


class LeafShape(Schema):
    """What one condition says of the customer: whether it holds, and the value it looked at."""

    condition: dict[str, Any]
    line: str
    holds: bool
    value: int | bool | str | None


class ExplainShape(Schema):
    """Whether a rule holds for a customer, and each of its conditions from left to right."""

    customer: int
    holds: bool
    conditions: list[LeafShape]
    day: Annotated[date, Field(description="The store's day that it is judged on")]


@router.get("/segments/schema", response={200: dict[str, Any]}, auth=None, operation_id="schema")
def schema(request: HttpRequest) -> dict[str, Any]:
    """The JSON Schema of rules."""
    return rule_schema()


@router.post(
    "/stores/{merchant}/segments/preview",
    response=answers(PreviewShape),
    operation_id="segment_preview",
)
def preview(request: TokenRequest, merchant: Merchant, given: LookedAt) -> PreviewShape:
    """Whom a rule would hold for today: their number and ten of them, those of late first."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
        rule = given.found(conn, merchant)
        today = utc_now().astimezone(store.zone).date()
        seen = looking.preview(conn, merchant, rule, today, store.zone)
    sample = [_sampled(each, currency_of(store)) for each in seen.sample]
    return PreviewShape(
        rule=write_rule(rule),
        line=line_of(rule),
        matching=seen.matching,
        customers=seen.customers,
        sample=sample,
        day=seen.day,
    )


@router.post(
    "/stores/{merchant}/segments/explain",
    response=answers(ExplainShape),
    operation_id="segment_explain",
)
def explain(request: TokenRequest, merchant: Merchant, given: ExplainGiven) -> ExplainShape:
    """Why a customer is in or out today: each condition with the value it looked at."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
        rule = given.found(conn, merchant)
        today = utc_now().astimezone(store.zone).date()
        try:
            why = looking.explain(conn, merchant, given.customer, rule, today, store.zone)
        except looking.UnknownCustomerError:
            raise unknown("customer", given.customer, merchant) from None
    leaves = [_leaf(each) for each in why.leaves]
    return ExplainShape(customer=given.customer, holds=why.holds, conditions=leaves, day=why.day)


def _sampled(each: looking.Sampled, currency: str) -> SampledShape:
    return SampledShape(
        id=each.id,
        name=each.name,
        city=each.city,
        orders=each.orders,
        spent=money_text(each.spent, currency),
        last_order_on=each.last_order_on,
        segment=each.segment,
    )


def _leaf(leaf: looking.Leaf) -> LeafShape:
    return LeafShape(
        condition=write_rule(leaf.condition),
        line=line_of(leaf.condition),
        holds=leaf.holds,
        value=_plain(leaf),
    )


def _plain(leaf: looking.Leaf) -> int | bool | str | None:
    """Give a value as JSON has it; addresses are only said to be there, never what they are."""
    if isinstance(leaf.condition, Compare) and leaf.condition.field in ("email", "mobile"):
        return leaf.value is not None
    value = leaf.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, date) else value
