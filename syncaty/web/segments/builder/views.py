"""The builder's page and the pieces of it that follow what is typed."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from syncaty.projections.customer_reading import CustomerFilter, customers
from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.write import write_rule
from syncaty.segments.stored import find
from syncaty.web.database import Reading, connection
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.segments.builder.asked import Asked, by_address, by_form
from syncaty.web.segments.builder.choices import choices, nothing_found
from syncaty.web.segments.builder.draft import (
    joined,
)
from syncaty.web.segments.builder.keeping import keep
from syncaty.web.segments.builder.looking import drawn, looked_at, slots
from syncaty.web.segments.builder.shown import page
from syncaty.web.segments.faults import said
from syncaty.web.stores import Store

SHORTEST = 2


@store_page("segments")
def builder(request: PageRequest, store: Store) -> HttpResponse:
    """Show the builder for a new segment, begun with what the address says; keep it on POST."""
    if request.method == "POST":
        return keep(request, store, by_form(request.POST), None)
    held = None
    if copied := request.GET.get("copy"):
        with connection() as conn:
            found = find(conn, store.id, copied)
        if found is not None and found.rule is not None:
            name = _("Copy of {name}").format(name=found.name)
            held = Asked(joined(write_rule(found.rule)), name, found.note, found.template or "")
    return page(request, store, by_address(request.GET, held))


@store_page("segments")
def edit(request: PageRequest, store: Store, key: str) -> HttpResponse:
    """Show the builder with a segment of the store's own; keep what became of it on POST."""
    with connection() as conn:
        found = find(conn, store.id, key)
    if found is None or found.rule is None:
        raise Http404(f"no rule of segment {key}")
    if request.method == "POST":
        return keep(request, store, by_form(request.POST), found)
    held = Asked(joined(write_rule(found.rule)), found.name, found.note, found.template or "")
    return page(request, store, by_address(request.GET, held), key=key)


@store_page("segments")
@require_POST
def draft(request: PageRequest, store: Store) -> HttpResponse:
    """Do what was asked to the rule and give it anew; a line that cannot be read says where."""
    asked = by_form(request.POST)
    key = request.POST.get("key", "")
    answer: dict[str, Any] = {}
    if request.POST.get("do") == "line":
        try:
            asked = replace(
                asked, document=joined(write_rule(parse_line(request.POST.get("line", ""))))
            )
        except RuleError as error:
            return _line_fault(request, error)
    with connection() as conn:
        answer |= drawn(conn, store, asked, key)
    response = render(request, "segments/_tree.html", answer)
    response.headers["HX-Trigger-After-Swap"] = "drafted"
    return response


@store_page("segments")
@require_POST
def look(request: PageRequest, store: Store) -> HttpResponse:
    """Say for whom the rule holds, and what is wrong with it, beside the rule and in its rows."""
    asked = by_form(request.POST)
    key = request.POST.get("key", "")
    with connection() as conn:
        context = looked_at(conn, store, asked, key)
    context |= {"slots": slots(asked, context.get("why")), "oob": True, "asked": asked}
    response = render(request, "segments/_beside.html", context)
    if query := asked.query():
        name, named = ("segment_edit", {"key": key}) if key else ("segment_builder", {})
        address = reverse(name, kwargs={"merchant": store.id, **named})
        response.headers["HX-Replace-Url"] = f"{address}?{query}"
    return response


@store_page("segments")
def offered(request: PageRequest, store: Store, of: str) -> HttpResponse:
    """Give what fits what is typed into a control, as a list to choose from."""
    text = request.GET.get("q", "").strip()
    with connection() as conn:
        found = _people(conn, store, text) if of == "people" else choices(conn, store.id, of, text)
    context = {"found": found, "nothing": nothing_found(of, text)}
    return render(request, "segments/_choices.html", context)


def _line_fault(request: PageRequest, error: RuleError) -> HttpResponse:
    column = error.path.removeprefix("column ")
    at = int(column) - 1 if column.isdecimal() else None
    line = request.POST.get("line", "")
    context = {
        "wrong": said(error),
        "line": line,
        "before": line[:at] if at is not None else "",
        "there": line[at : at + 12] if at is not None else error.path,
        "behind": line[at + 12 :] if at is not None else "",
        "column": at + 1 if at is not None else None,
    }
    response = HttpResponse(render_to_string("segments/_line_fault.html", context, request))
    response.headers["HX-Retarget"] = "#line-fault"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _people(conn: Reading, store: Store, text: str) -> list[Any]:
    sought = text if len(text) >= SHORTEST else ""  # one letter fits nearly everybody
    found = customers(conn, store.id, CustomerFilter(text=sought), limit=8)
    return [
        {
            "value": str(each.id),
            "label": each.name or str(each.id),
            "many": None,
            "beside": each.city,
        }
        for each in found.items
    ]
