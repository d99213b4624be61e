"""The members of a segment as a file, streamed: memory does not grow with the segment."""

from typing import Annotated

from django.http import HttpResponseBase, StreamingHttpResponse
from ninja import Query, Router

from syncaty.segments.audience import COLUMNS, audience, rows
from syncaty.segments.written import CONTENT_TYPES, Form, written
from syncaty.web.api.access import TokenRequest, found_store, trusted
from syncaty.web.api.parameters import Merchant
from syncaty.web.api.segments import KeyInPath
from syncaty.web.api.shapes.common import CONFLICT, FAULTS, Failure
from syncaty.web.database import connection

router = Router(tags=["segments"])

_ANSWER = {
    "description": "The members, as many as X-Total-Count says; X-Left-Out more are kept back",
    "content": {
        kind.partition(";")[0]: {"schema": {"type": "array" if form == "json" else "string"}}
        for form, kind in CONTENT_TYPES.items()
    },
}


@router.get(
    "/stores/{merchant}/segments/{key}/export",
    response={FAULTS.union({CONFLICT}): Failure},
    operation_id="segment_export",
    openapi_extra={"responses": {200: _ANSWER}},
)
def export(
    request: TokenRequest,
    merchant: Merchant,
    key: KeyInPath,
    form: Annotated[
        Form, Query(description="csv, json (one array) or jsonl (a line each)")
    ] = "csv",
) -> HttpResponseBase:
    """All members of a segment but for those whom the store's consent setting leaves out."""
    with connection() as conn:
        found_store(conn, request, merchant)
        who = audience(conn, merchant, key, trusted=trusted(conn, request, merchant))
    text = written(form, COLUMNS, rows(who, connection))
    response = StreamingHttpResponse(text, content_type=CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{key}-{merchant}.{form}"'
    response.headers["X-Total-Count"] = str(who.kept)
    response.headers["X-Left-Out"] = str(who.left_out)
    if who.privacy.consent is not None:
        response.headers["X-Left-Out-By"] = f"{who.privacy.consent} {who.privacy.consent_segment}"
    return response
