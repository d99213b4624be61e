"""Keeps what was built, or says at each place why it cannot be kept."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.read import read_rule
from syncaty.segments.stored import Draft, SegmentError, StoredSegment, change, create
from syncaty.segments.templates import TEMPLATES
from syncaty.web.addresses import of_store
from syncaty.web.database import connection, writing
from syncaty.web.pages import PageRequest
from syncaty.web.segments.builder.asked import Asked
from syncaty.web.segments.builder.draft import (
    bare,
    fault_of,
    filled,
    joined,
    path_in,
)
from syncaty.web.segments.builder.looking import judged, segments
from syncaty.web.segments.builder.shown import page
from syncaty.web.segments.faults import declined, said
from syncaty.web.stores import Store


def keep(
    request: PageRequest, store: Store, asked: Asked, held: StoredSegment | None
) -> HttpResponse:
    """Keep a segment and show it, or say at each place why it cannot be kept."""
    key = held.key if held else ""
    asked = replace(asked, led="")
    if not asked.name or asked.holes() or any(fault_of(leaf) for _, leaf in judged(asked)):
        nameless = "" if asked.name else _("Give it a name.")
        return page(request, store, asked, key=key, strict=True, more={"nameless": nameless})
    asked = replace(asked, document=joined(filled(asked.document)))
    template = asked.template if asked.template in TEMPLATES else None
    try:
        rule = read_rule(bare(asked.document))
        written = Draft(asked.name, rule, note=asked.note, template=template)
        with writing() as conn:
            by = request.user.get_username()
            kept = (
                change(conn, store.id, held.key, written, by)
                if held
                else create(conn, store.id, written, by)
            )
    except RuleError as error:
        more = {"refused": said(error)}
        return page(request, store, asked, key=key, strict=True, more=more)
    except SegmentError as error:
        return _declined(request, store, asked, key, error)
    messages.success(request, _("Saved. From now on it follows every order by itself."))
    return HttpResponseRedirect(of_store("segment", store, key=kept.key))


def _declined(
    request: PageRequest, store: Store, asked: Asked, key: str, error: SegmentError
) -> HttpResponse:
    with connection() as conn:
        sentence = declined(error, dict(segments(conn, store)))
    if error.path in ("name", "note"):
        more: dict[str, object] = {"nameless": sentence}
        return page(request, store, asked, key=key, strict=True, more=more)
    at = path_in(asked.document, error.path.removeprefix("rule.").removesuffix(".member_of"))
    return page(
        request, store, asked, key=key, strict=True, refused={at: sentence},
        more={"refused": sentence},
    )  # fmt: skip
