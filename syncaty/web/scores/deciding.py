"""The page where a merchant decides how his customers are scored, and sees who would move."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from syncaty.recompute import set_rfm_settings
from syncaty.rfm.anew import under_way
from syncaty.rfm.edges import load_edges
from syncaty.rfm.limits import LimitsError, propose
from syncaty.rfm.scoring import DIMENSIONS, Dimension
from syncaty.rfm.settings import RfmSettings, RfmSettingsError, load_rfm_settings
from syncaty.segments.would_move import WouldMove, would_move
from syncaty.web.addresses import of_store
from syncaty.web.database import connection, writing
from syncaty.web.marks import SEGMENTS
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.scores.asked import FOUR, asked, fault_words, grids, written
from syncaty.web.scores.definition import definition
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import today

Table = list[list[tuple[str, str, str]]]
USUAL_WINDOW = 365
PREVIEW_LIMIT = "set local statement_timeout = '60s'"


@require_http_methods(["GET", "POST"])
@store_page("rfm")
def decide(request: PageRequest, store: Store) -> HttpResponse:
    """Show the settings (GET), who would move under others, or save these (POST)."""
    with connection() as conn:
        held = load_rfm_settings(conn, store.id)
        settling = {"under_way": under_way(conn, store.id)}
    if request.method != "POST":
        fixed = held.edges == "fixed" or request.GET.get("edges") == "fixed"
        context = (
            settling | _context(held, held, {}) | {"limits": _limits(store, held), "fixed": fixed}
        )
        return render(request, "scores/settings.html", context)
    form = {key: str(value) for key, value in request.POST.items()}
    try:
        chosen = asked(form)
    except (RfmSettingsError, LimitsError) as fault:
        context = (
            settling
            | _context(held, held, form)
            | {
                "wrong": fault_words(fault),
                "limits": _table(written(form)),
                "fixed": form.get("edges") == "fixed",
            }
        )
        return render(request, "scores/settings.html", context)
    if form.get("act") == "save":
        return _save(request, store, chosen)
    context = settling | _context(held, chosen, form) | {"limits": _limits(store, chosen)}
    if chosen != held:
        context["would"] = _would_move(store, chosen)
    return render(request, "scores/settings.html", context)


def _save(request: PageRequest, store: Store, chosen: RfmSettings) -> HttpResponse:
    with writing() as conn:
        changed = set_rfm_settings(conn, store.id, chosen)
        follows = under_way(conn, store.id) is not None
    if changed and follows:
        messages.success(request, _("Saved. Customers follow some at a time, within minutes."))
    elif changed:
        messages.success(request, _("Saved. All scores and segments follow already."))
    else:
        messages.success(request, _("Kept: nothing changes."))
    return HttpResponseRedirect(of_store("rfm", store))


def _would_move(store: Store, chosen: RfmSettings) -> WouldMove:
    with connection() as conn:
        conn.execute(PREVIEW_LIMIT)
        return would_move(conn, store.id, chosen)


def _limits(store: Store, chosen: RfmSettings) -> Table:
    """Give the limits to be written: those chosen, else proposals from the store's own buyers."""
    limits = chosen.limits
    if limits is None:
        with writing() as conn:
            found = load_edges(conn, store.id)
        limits = propose(found.edges if found else None, today())
    values: Mapping[Dimension, Sequence[Decimal]] = {"r": limits.r, "f": limits.f, "m": limits.m}
    return _table({each: [f"{one.normalize():f}" for one in values[each]] for each in values})


def _table(values: Mapping[Dimension, Sequence[str]]) -> Table:
    """Lay limits out: per row the field's name, its value and the score of what is up to it."""
    return [
        [
            (
                f"limit_{each}_{k}",
                values[each][k],
                f"{each.upper()}{5 - k if each == 'r' else k + 1}",
            )
            for each in DIMENSIONS
        ]
        for k in FOUR
    ]


def _context(held: RfmSettings, chosen: RfmSettings, form: dict[str, str]) -> dict[str, Any]:
    return {
        "held": held,
        "chosen": chosen,
        "same": held == chosen,
        "tried": bool(form),
        "fixed": chosen.edges == "fixed",
        "windowed": form["window"] == "days" if "window" in form else chosen.window_days,
        "window_days": form.get("window_days") or chosen.window_days or USUAL_WINDOW,
        "now": definition(held),
        "then": definition(chosen),
        "grids": grids(chosen, form if form.get("map") == "own" else {}),
        "segments": [(key, mark.name) for key, mark in SEGMENTS.items()],
        "fives": range(1, 6),
    }
