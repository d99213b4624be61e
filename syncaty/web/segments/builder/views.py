"""The builder's page and the pieces of it that follow what is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from syncaty.projections.customer_reading import CustomerFilter, customers
from syncaty.segments.preview import Leaf, UnknownCustomerError, explain, preview
from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.read import read_rule
from syncaty.segments.rules.write import write_rule
from syncaty.segments.stored import Draft, SegmentError, StoredSegment, change, create, find, listed
from syncaty.segments.templates import TEMPLATES
from syncaty.web.addresses import of_store
from syncaty.web.database import Reading, connection, writing
from syncaty.web.marks import SEGMENTS
from syncaty.web.pages import PageRequest, render, store_page
from syncaty.web.segments.builder.asked import Asked, by_address, by_form, is_everybody
from syncaty.web.segments.builder.choices import choices, names, nothing_found
from syncaty.web.segments.builder.draft import (
    bare,
    complete,
    fault_of,
    filled,
    joined,
    leaves,
    path_in,
)
from syncaty.web.segments.builder.phrases import GROUPS, NAMES, NARROWING
from syncaty.web.segments.builder.rows import Drawing, Row, slot
from syncaty.web.segments.builder.sentences import Sentences
from syncaty.web.segments.builder.verdicts import Verdict, verdicts
from syncaty.web.segments.faults import declined, said
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import language, today


@dataclass(frozen=True, slots=True)
class Why:
    """A customer looked at, and what the rule says of him; `holds` None while it cannot say."""

    id: int
    name: str
    holds: bool | None
    found: dict[str, Verdict]


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


def keep(
    request: PageRequest, store: Store, asked: Asked, held: StoredSegment | None
) -> HttpResponse:
    """Keep a segment and show it, or say at each place why it cannot be kept."""
    key = held.key if held else ""
    asked = replace(asked, led="")
    if not asked.name or asked.holes() or any(fault_of(leaf) for _, leaf in _kept(asked)):
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


def page(
    request: PageRequest,
    store: Store,
    asked: Asked,
    *,
    key: str = "",
    strict: bool = False,
    refused: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Show the builder with what is asked; `strict` says what is missing, too, and `refused` what
    else is wrong, by the path of the condition.
    """
    refused = dict(refused or {})
    with connection() as conn:
        context = {
            **drawn(conn, store, asked, key, strict=strict, refused=refused),
            **looked_at(conn, store, asked, key),
            "menu": [(words, [(each, NAMES[each]) for each in kinds]) for words, kinds in GROUPS],
            "narrowing": NARROWING.items(),
            "templates": [
                (each.key, each.name(language()), each.note(language()))
                for each in TEMPLATES.values()
            ],
            **(more or {}),
        }
    return render(request, "segments/builder.html", context, status=422 if strict else 200)


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
    context |= {"slots": _slots(asked, context.get("why")), "oob": True, "asked": asked}
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


def drawn(
    conn: Reading,
    store: Store,
    asked: Asked,
    key: str,
    *,
    strict: bool = False,
    refused: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Give the rows of the rule."""
    named = names(conn, store.id, asked.document)
    sentences = Sentences(store.currency, named, segments(conn, store, without=key))
    rows = Drawing(sentences, strict, asked.led, refused or {}).rows(asked.document)
    return {"rows": rows, "asked": asked, "key": key}


def segments(
    conn: Reading, store: Store, *, without: str = ""
) -> tuple[tuple[str, str | Promise], ...]:
    """Give the segments that a rule can ask membership of: the store's own, then the eleven."""
    own = ((each.key, each.name) for each in listed(conn, store.id) if each.key != without)
    return (*own, *((key, mark.name) for key, mark in SEGMENTS.items()))


def looked_at(conn: Reading, store: Store, asked: Asked, key: str) -> dict[str, Any]:
    """Give whom the rule holds for, and why a customer is in or out if one was chosen."""
    context: dict[str, Any] = {"holes": asked.holes(), "asked": asked, "key": key}
    if any(fault_of(leaf) for _, leaf in _kept(asked)):
        return {**context, "faulty": True, "why": _why(conn, store, asked, faulty=True)}
    try:
        rule = asked.rule()
    except RuleError as error:
        return {**context, "fault": said(error)}
    try:
        found = preview(conn, store.id, rule, today(), store.zone)
    except SegmentError as error:
        return {**context, "fault": declined(error)}
    return {
        **context,
        "found": found,
        "share": found.matching / found.customers if found.customers else None,
        "everybody": is_everybody(rule),
        "line": asked.line(),
        "why": _why(conn, store, asked),
    }


def _why(conn: Reading, store: Store, asked: Asked, *, faulty: bool = False) -> Why | None:
    if asked.why is None:
        return None
    found = customers(conn, store.id, CustomerFilter(text=str(asked.why)))
    name = next((each.name for each in found.items if each.id == asked.why), "")
    if faulty:
        return Why(asked.why, name, None, {})
    try:
        told = explain(conn, store.id, asked.why, asked.rule(), today(), store.zone)
    except (UnknownCustomerError, SegmentError):
        return None
    paths = [path for path, _ in _kept(asked)]
    by_path: dict[str, Leaf] = dict(zip(paths, told.leaves, strict=True))
    return Why(asked.why, name, told.holds, verdicts(asked.document, by_path, store.currency))


def _kept(asked: Asked) -> list[tuple[str, Any]]:
    """Give the conditions that are judged: those without holes."""
    return [(path, filled(leaf)) for path, leaf in leaves(asked.document) if complete(leaf)]


def _slots(asked: Asked, why: Why | None) -> list[dict[str, Any]]:
    rows: list[Row] = Drawing(Sentences("")).rows(asked.document)
    said_of = why.found if why else {}
    return [
        {"row": row, "verdict": said_of.get(row.place), "id": slot(row.place)}
        for row in rows
        if row.kind != "close" and not row.root
    ]


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
    found = customers(conn, store.id, CustomerFilter(text=text), limit=8)
    return [
        {
            "value": str(each.id),
            "label": each.name or str(each.id),
            "many": None,
            "beside": each.city,
        }
        for each in found.items
    ]
