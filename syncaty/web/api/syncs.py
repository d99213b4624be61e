"""Imports and repairs: how far each is, asking for one, and letting it rest, go on or end."""

from datetime import timedelta
from typing import Annotated, Literal

from ninja import Path, Router, Schema
from pydantic import Field

from syncaty import syncs
from syncaty.db.paging import Page, cursor, place
from syncaty.web.api.access import TokenRequest, found_store, utc_now
from syncaty.web.api.codes import ApiError, unknown
from syncaty.web.api.parameters import MAX_ID, USUAL, Cursor, Limit, Merchant, Text, instant
from syncaty.web.api.shapes.common import Listed, answers
from syncaty.web.api.shapes.connections import SyncShape, sync_shape
from syncaty.web.database import Reading, connection, transaction

router = Router(tags=["stores"])

SyncId = Annotated[int, Path(ge=1, lt=MAX_ID, description="The number of the import or repair")]
Do = Literal["pause", "resume", "cancel"]
_DOING = {"pause": syncs.pause, "resume": syncs.resume, "cancel": syncs.cancel}
_USUAL_WINDOW = timedelta(hours=72)


class SyncWanted(Schema):
    """What to fetch: all of a store's history, or what changed lately."""

    kind: Literal["import", "repair"]
    since: Annotated[
        Text | None,
        Field(description="Of a repair: the moment it looks back to; 72 hours ago by default"),
    ] = None


@router.get(
    "/stores/{merchant}/syncs", response=answers(Listed[SyncShape]), operation_id="store_syncs"
)
def store_syncs(
    request: TokenRequest, merchant: Merchant, limit: Limit = USUAL, cursor: Cursor = None
) -> Listed[SyncShape]:
    """Imports and repairs, newest first, with how far each is."""
    before = None
    if cursor is not None:
        (before,) = place(cursor, "syncs", int)
    with connection() as conn:
        found_store(conn, request, merchant)
        held = int(before) if before else None
        found = syncs.listing(conn, merchant, before=held, limit=limit + 1)
    page = Page.cut(found, limit, lambda last: _place(last.id))
    return Listed[SyncShape](items=[sync_shape(each) for each in page.items], next=page.next)


@router.post("/stores/{merchant}/syncs", response=answers(SyncShape), operation_id="ask_sync")
def ask_sync(request: TokenRequest, merchant: Merchant, wanted: SyncWanted) -> SyncShape:
    """Ask for an import or a repair; the one under way is given where there is one."""
    with transaction() as conn:
        zone = found_store(conn, request, merchant).zone
        since = instant("since", wanted.since, zone)
        if since is not None and wanted.kind == "import":
            raise ApiError("bad_parameter", "since goes with a repair. Nothing was begun.")
        if wanted.kind == "repair" and since is None:
            since = utc_now() - _USUAL_WINDOW
        actor = f"token {request.auth.name}"
        number = syncs.create(conn, merchant, wanted.kind, "asked", since=since, asked_by=actor)
        return sync_shape(_found(conn, merchant, number))


@router.get("/stores/{merchant}/syncs/{sync_id}", response=answers(SyncShape), operation_id="sync")
def sync(request: TokenRequest, merchant: Merchant, sync_id: SyncId) -> SyncShape:
    """One import or repair with how far each of its parts is."""
    with connection() as conn:
        found_store(conn, request, merchant)
        return sync_shape(_found(conn, merchant, sync_id))


@router.post(
    "/stores/{merchant}/syncs/{sync_id}/{do}",
    response=answers(SyncShape),
    operation_id="steer_sync",
)
def steer_sync(request: TokenRequest, merchant: Merchant, sync_id: SyncId, do: Do) -> SyncShape:
    """Let a sync rest after the page in hand, go on, or end for good."""
    with transaction() as conn:
        found_store(conn, request, merchant)
        _found(conn, merchant, sync_id)
        try:
            _DOING[do](conn, merchant, sync_id, f"token {request.auth.name}")
        except syncs.SyncError as error:
            raise ApiError("sync_not_so", str(error)) from error
        return sync_shape(_found(conn, merchant, sync_id))


def _found(conn: Reading, merchant: int, sync_id: int) -> syncs.Progress:
    held = syncs.progress(conn, merchant, sync_id)
    if held is None:
        raise unknown("sync", sync_id, merchant)
    return held


def _place(number: int) -> str:
    return cursor("syncs", number)
