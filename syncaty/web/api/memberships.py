"""Who is in a segment, who came and went, its sizes over time, and what two have in common."""

from typing import Annotated, Any

from ninja import Query, Router

from syncaty.analytics import query as analytics
from syncaty.projections.currency import money_text
from syncaty.segments import audience, members
from syncaty.segments import privacy as privacies
from syncaty.segments.classic import SEGMENTS
from syncaty.segments.history import compositions
from syncaty.segments.masking import mask
from syncaty.segments.reading import moves_touching
from syncaty.segments.summary import overlap as read_overlap
from syncaty.web.api.access import TokenRequest, currency_of, found_store, trusted, utc_now
from syncaty.web.api.codes import ApiError
from syncaty.web.api.parameters import USUAL, Cursor, From, Limit, Merchant, Text, To
from syncaty.web.api.segments import KeyInPath
from syncaty.web.api.shapes.common import Listed, answers, copied
from syncaty.web.api.shapes.segments import OverlapShape, SegmentMember, SegmentMove, SizeShape
from syncaty.web.database import connection

router = Router(tags=["segments"])


@router.get(
    "/stores/{merchant}/segments/{key}/members",
    response=answers(Listed[SegmentMember]),
    operation_id="segment_members",
)
def segment_members(
    request: TokenRequest,
    merchant: Merchant,
    key: KeyInPath,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Listed[SegmentMember]:
    """The members of a segment by id: paging misses nobody who stays."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
        page = audience.page(conn, merchant, key, after=cursor, limit=limit)
        hidden = privacies.load_privacy(conn, merchant).mask_contacts
        masked = hidden and not trusted(conn, request, merchant)
    items = [_member(row, currency_of(store), masked=masked) for row in page.items]
    return Listed[SegmentMember](items=items, next=page.next)


@router.get(
    "/stores/{merchant}/segments/{key}/moves",
    response=answers(Listed[SegmentMove]),
    operation_id="segment_moves",
)
def segment_moves(
    request: TokenRequest,
    merchant: Merchant,
    key: KeyInPath,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Listed[SegmentMove]:
    """Who came into a segment and who went, newest first, and why."""
    with connection() as conn:
        found_store(conn, request, merchant)
        if key in SEGMENTS:
            moved = moves_touching(conn, merchant, key, after=cursor, limit=limit)
            items = [
                copied(SegmentMove, each, entered=each.to_segment == key) for each in moved.items
            ]
            return Listed[SegmentMove](items=items, next=moved.next)
        page = members.membership_moves(conn, merchant, key=key, after=cursor, limit=limit)
    items = [copied(SegmentMove, each) for each in page.items]
    return Listed[SegmentMove](items=items, next=page.next)


@router.get(
    "/stores/{merchant}/segments/{key}/sizes",
    response=answers(Listed[SizeShape]),
    operation_id="segment_sizes",
)
def segment_sizes(
    request: TokenRequest,
    merchant: Merchant,
    key: KeyInPath,
    first: From = None,
    last: To = None,
) -> Listed[SizeShape]:
    """The size of a segment at the end of each day; by default of thirty days up to today."""
    with connection() as conn:
        store = found_store(conn, request, merchant)
        asked = analytics.query(conn, merchant, utc_now(), first, last)
        today = utc_now().astimezone(store.zone).date()
        until = min(asked.last, today)
        if key not in SEGMENTS:
            found = members.sizes(conn, merchant, key, asked.first, until)
            items = [copied(SizeShape, each) for each in found]
            return Listed[SizeShape](items=items, next=None)
        held = compositions(conn, merchant, asked.first, until) if asked.first <= until else ()
    items = [
        SizeShape(day=each.day, members=each.sizes[key], entered=None, left=None) for each in held
    ]
    return Listed[SizeShape](items=items, next=None)


@router.get(
    "/stores/{merchant}/segments/{key}/overlap",
    response=answers(OverlapShape),
    operation_id="segment_overlap",
)
def segment_overlap(
    request: TokenRequest,
    merchant: Merchant,
    key: KeyInPath,
    other: Annotated[
        Text | None, Query(alias="with", description="The key of the other segment")
    ] = None,
) -> OverlapShape:
    """How many are in this segment, in another, and in both."""
    with connection() as conn:
        found_store(conn, request, merchant)
        if other is None:
            said = "with: name the other segment by its key. Nothing was read."
            raise ApiError("bad_parameter", said, "with")
        return copied(OverlapShape, read_overlap(conn, merchant, key, other))


def _member(row: dict[str, Any], currency: str, *, masked: bool) -> SegmentMember:
    if masked:
        row = {**row, **{each: row[each] and mask(row[each]) for each in ("email", "mobile")}}
    return SegmentMember(
        **{**row, "spent": money_text(row["spent"], currency), "currency": currency}
    )
