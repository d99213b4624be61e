"""Segments: the eleven of RFM and the merchant's own, read, made, changed and taken away."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.utils import translation
from ninja import Path, Router
from pydantic import Field

from syncaty.segments import lists, stored
from syncaty.segments.audience import audience
from syncaty.segments.classic import SEGMENTS
from syncaty.segments.entries import read_entry
from syncaty.segments.reading import segments as rfm_segments
from syncaty.segments.stored import Draft, StoredSegment
from syncaty.segments.summary import lately
from syncaty.segments.warnings import Warned, warnings_of
from syncaty.stores.reading import StoreRow
from syncaty.web import marks
from syncaty.web.api.access import TokenRequest, actor, currency_of, found_store, trusted, utc_now
from syncaty.web.api.codes import ApiError
from syncaty.web.api.parameters import Merchant, Text
from syncaty.web.api.rules import RuleGiven
from syncaty.web.api.shapes.common import CONFLICT, TOO_LARGE, Listed, answers
from syncaty.web.api.shapes.segments import (
    Key,
    Leaving,
    Removed,
    SegmentDetail,
    SegmentShape,
    WarnedShape,
    rfm_shape,
    rule_fields,
    stored_shape,
)
from syncaty.web.database import Reading, connection, writing

router = Router(tags=["segments"])

DAYS = 30
KeyInPath = Annotated[
    Text, Path(description="One of the eleven, or the key of a segment made here")
]


class SegmentGiven(RuleGiven):
    """A segment to keep: a rule, as JSON or as a line, or a list with its first entries.

    What a change leaves out stays as it is.
    """

    name: Annotated[str | None, Field(description="For people; 1 to 100 characters")] = None
    key: Annotated[Key | None, Field(description="Made of the name when left out")] = None
    note: str | None = None
    kind: Literal["rule", "list"] | None = None
    template: Annotated[str | None, Field(max_length=100)] = None
    entries: Annotated[
        list[Annotated[str, Field(max_length=1_000)]] | None,
        Field(description="Of a new list: ids, phones in any form and e-mails"),
    ] = None

    def draft(self, held: StoredSegment | None = None) -> Draft:
        """Give what is to be kept, where nothing is said as it was; raises RuleError, ApiError."""
        kind = self.kind or ("rule" if self.entries is None else "list")
        if held is not None:
            kind = self.kind or held.kind
        told = self.rule is not None or self.line is not None
        if kind == "list" and told:
            raise ApiError("bad_kind", "A list has no rule. Nothing was changed.", "rule")
        rule = None if held is None else held.rule
        if told or (kind == "rule" and rule is None):
            rule = self.read()
        was = Draft("", None) if held is None else Draft(held.name, None, None, held.note)
        return Draft(
            name=was.name if self.name is None else self.name,
            rule=None if kind == "list" else rule,
            key=self.key,
            note=was.note if self.note is None else self.note,
            template=self.template or (held.template if held else None),
        )


@router.get(
    "/stores/{merchant}/segments", response=answers(Listed[SegmentShape]), operation_id="segments"
)
def segments(request: TokenRequest, merchant: Merchant) -> Listed[SegmentShape]:
    """The eleven of RFM, empty ones too, then the merchant's own by name."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
        rows = [*_eleven(conn, store), *_own(conn, store)]
    return Listed[SegmentShape](items=[SegmentShape(**row) for row in rows], next=None)


@router.post(
    "/stores/{merchant}/segments",
    response=answers(SegmentDetail, CONFLICT, TOO_LARGE),
    operation_id="make_segment",
)
def make(request: TokenRequest, merchant: Merchant, given: SegmentGiven) -> SegmentDetail:
    """Keep a new segment, by a rule or by hand; its members are there at once.

    Of a store with more than 20,000 customers the others are judged in the background.
    """
    with connection() as conn:
        store = found_store(conn, request, merchant)
    draft = given.draft()
    entries = None
    if given.entries is not None:
        if draft.rule is not None:
            raise ApiError("bad_kind", "Only a list takes entries. Nothing was changed.", "entries")
        entries = lists.gather(read_entry(each, at) for at, each in enumerate(given.entries, 1))
    with writing() as conn:
        held = stored.create(conn, merchant, draft, actor(request))
        if entries:
            lists.apply(conn, merchant, held.key, entries, "add", actor(request))
    return _detail(request, store, held.key)


@router.get(
    "/stores/{merchant}/segments/{key}",
    response=answers(SegmentDetail, CONFLICT),
    operation_id="segment",
)
def segment(request: TokenRequest, merchant: Merchant, key: KeyInPath) -> SegmentDetail:
    """One segment with its rule, and what an export of it would hold."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
    return _detail(request, store, key)


@router.put(
    "/stores/{merchant}/segments/{key}",
    response=answers(SegmentDetail, CONFLICT, TOO_LARGE),
    operation_id="change_segment",
)
def change(
    request: TokenRequest, merchant: Merchant, key: KeyInPath, given: SegmentGiven
) -> SegmentDetail:
    """Change what is said of a segment; with another rule everybody is judged anew."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
        held = own_segment(conn, merchant, key)
    if given.entries is not None:
        said = f"Entries of a list are given to /segments/{key}/entries. Nothing was changed."
        raise ApiError("bad_kind", said, "entries")
    with writing() as conn:
        held = stored.change(conn, merchant, key, given.draft(held), actor(request))
    return _detail(request, store, held.key)


@router.delete(
    "/stores/{merchant}/segments/{key}",
    response=answers(Removed, CONFLICT),
    operation_id="remove_segment",
)
def remove(request: TokenRequest, merchant: Merchant, key: KeyInPath) -> Removed:
    """Take a segment away with its members and moves."""
    with connection() as conn:
        found_store(conn, request, merchant)
        own_segment(conn, merchant, key)
    with writing() as conn:
        stored.remove(conn, merchant, key)
    return Removed(removed=key)


def own_segment(conn: Reading, merchant: int, key: str) -> StoredSegment:
    """Give a segment that can be changed; raises SegmentError, ApiError (read_only)."""
    if key in SEGMENTS:
        raise ApiError(
            "read_only",
            f"{key} is one of the eleven RFM segments, which follow from the scores. Nothing was "
            f'changed; make a segment with the rule: segment is "{key}".',
            "key",
        )
    held = stored.find(conn, merchant, key)
    if held is None:
        raise stored.unknown(key)
    return held


def _detail(request: TokenRequest, store: StoreRow, key: str) -> SegmentDetail:
    with connection() as conn:
        rows = _eleven(conn, store) if key in SEGMENTS else _own(conn, store, key)
        row = next((each for each in rows if each["key"] == key), None)
        held = stored.find(conn, store.id, key)
        if row is None:
            raise stored.unknown(key)
        who = audience(conn, store.id, key, trusted=trusted(conn, request, store.id))
        warned = warnings_of(conn, store.id, held.rule) if held and held.rule else ()
        unmatched = lists.leftover_counts(conn, store.id, held) if held else {}
    nothing = dict.fromkeys(("rule", "line", "template", "created_at", "changed_at", "changed_by"))
    return SegmentDetail(
        **row,
        **(rule_fields(held) if held else {"note": "", **nothing}),
        unmatched={str(problem): count for problem, count in unmatched.items()},
        warnings=[_warned(each) for each in warned],
        export=Leaving(
            customers=who.kept,
            left_out=who.left_out,
            consent=who.privacy.consent,
            consent_segment=who.privacy.consent_segment,
            masked=who.masked,
        ),
    )


def _eleven(conn: Reading, store: StoreRow) -> list[dict[str, Any]]:
    found = rfm_segments(conn, store.id, _today(store))
    with translation.override("en"):
        names = {key: str(mark.name) for key, mark in marks.SEGMENTS.items()}
    return [rfm_shape(each, names[each.key], currency_of(store)) for each in found]


def _own(conn: Reading, store: StoreRow, key: str | None = None) -> list[dict[str, Any]]:
    moved = lately(conn, store.id, _today(store) - timedelta(days=DAYS - 1))
    return [
        stored_shape(each, currency_of(store), *moved.get(each.id, (0, 0)))
        for each in stored.listed(conn, store.id)
        if key in {None, each.key}
    ]


def _today(store: StoreRow) -> date:
    return utc_now().astimezone(store.zone).date()


def _warned(each: Warned) -> WarnedShape:
    return WarnedShape(code=each.code, path=f"rule.{each.path}", message=each.sentence)
