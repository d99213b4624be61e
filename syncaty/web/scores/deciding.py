"""The page where a merchant decides how his customers are scored, and sees who would move."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from syncaty.recompute import set_rfm_settings
from syncaty.rfm.settings import RfmSettings, RfmSettingsError, load_rfm_settings
from syncaty.segments.would_move import WouldMove, would_move
from syncaty.web.addresses import of_store
from syncaty.web.database import connection, writing
from syncaty.web.marks import SEGMENTS
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.scores.asked import asked, fault_words, grids
from syncaty.web.scores.definition import definition
from syncaty.web.stores import Store

PREVIEW_LIMIT = "set local statement_timeout = '60s'"


@require_http_methods(["GET", "POST"])
@store_page("rfm")
def decide(request: PageRequest, store: Store) -> HttpResponse:
    """Show the settings (GET), who would move under others, or save these (POST)."""
    with connection() as conn:
        held = load_rfm_settings(conn, store.id)
    if request.method != "POST":
        return render(request, "scores/settings.html", _context(held, held, {}))
    form = {key: str(value) for key, value in request.POST.items()}
    try:
        chosen = asked(form)
    except RfmSettingsError as fault:
        context = _context(held, held, form) | {"wrong": fault_words(fault)}
        return render(request, "scores/settings.html", context)
    if form.get("act") == "save":
        return _save(request, store, chosen)
    context = _context(held, chosen, form)
    if chosen != held:
        context["would"] = _would_move(store, chosen)
    return render(request, "scores/settings.html", context)


def _save(request: PageRequest, store: Store, chosen: RfmSettings) -> HttpResponse:
    with writing() as conn:
        changed = set_rfm_settings(conn, store.id, chosen)
    if changed:
        messages.success(request, _("Saved. All scores and segments follow already."))
    else:
        messages.success(request, _("Kept: nothing changes."))
    return HttpResponseRedirect(of_store("rfm", store))


def _would_move(store: Store, chosen: RfmSettings) -> WouldMove:
    with connection() as conn:
        conn.execute(PREVIEW_LIMIT)
        return would_move(conn, store.id, chosen)


def _context(held: RfmSettings, chosen: RfmSettings, form: dict[str, str]) -> dict[str, Any]:
    return {
        "held": held,
        "chosen": chosen,
        "same": held == chosen,
        "tried": bool(form),
        "now": definition(held),
        "then": definition(chosen),
        "grids": grids(chosen, form if form.get("map") == "own" else {}),
        "segments": [(key, mark.name) for key, mark in SEGMENTS.items()],
        "fives": range(1, 6),
    }
