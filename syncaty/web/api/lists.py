"""Lists kept by hand: putting entries on them and taking them off, and those that name nobody."""

from ninja import Router

from syncaty.db.paging import Page, place
from syncaty.db.paging import cursor as cursor_of
from syncaty.segments.entries import read_entry
from syncaty.segments.lists import apply, gather, leftovers, look, require
from syncaty.web.api.access import TokenRequest, actor, found_store
from syncaty.web.api.parameters import USUAL, Cursor, Limit, Merchant
from syncaty.web.api.segments import KeyInPath, own_segment
from syncaty.web.api.shapes.common import CONFLICT, TOO_LARGE, Listed, answers, copied
from syncaty.web.api.shapes.segments import EntriesGiven, EntryShape, TakenShape, taken_shape
from syncaty.web.database import connection, writing

router = Router(tags=["segments"])


@router.post(
    "/stores/{merchant}/segments/{key}/entries",
    response=answers(TakenShape, CONFLICT, TOO_LARGE),
    operation_id="take_entries",
)
def take(
    request: TokenRequest, merchant: Merchant, key: KeyInPath, given: EntriesGiven
) -> TakenShape:
    """Put entries on a list, take them off, or let it be them alone; at most 100,000 at a time."""
    with connection() as conn:
        found_store(conn, request, merchant)
        own_segment(conn, merchant, key)
        segment = require(conn, merchant, key)
        entries = gather(read_entry(each, at) for at, each in enumerate(given.entries, 1))
        if given.look:
            return taken_shape(look(conn, merchant, entries, given.do, segment))
    with writing() as changing:
        return taken_shape(apply(changing, merchant, key, entries, given.do, actor(request)))


@router.get(
    "/stores/{merchant}/segments/{key}/entries",
    response=answers(Listed[EntryShape], CONFLICT),
    operation_id="segment_entries",
)
def unmatched(
    request: TokenRequest,
    merchant: Merchant,
    key: KeyInPath,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> Listed[EntryShape]:
    """The entries of a list that name no member; unknown ones wait for such a customer."""
    with connection() as conn:
        found_store(conn, request, merchant)
        own_segment(conn, merchant, key)
        segment = require(conn, merchant, key)
        name = f"entries/{segment.id}"
        after = str(place(cursor, name, str)[0]) if cursor else None
        found = leftovers(conn, merchant, segment, after=after, limit=limit + 1)
    page = Page.cut(found, limit, lambda last: cursor_of(name, last.entry))
    items = [copied(EntryShape, each) for each in page.items]
    return Listed[EntryShape](items=items, next=page.next)
