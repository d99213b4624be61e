"""The builder as a whole page."""

from collections.abc import Mapping

from django.http import HttpResponse

from syncaty.segments.templates import TEMPLATES
from syncaty.web.database import connection
from syncaty.web.pages import PageRequest, render
from syncaty.web.segments.builder.asked import Asked
from syncaty.web.segments.builder.looking import drawn, looked_at
from syncaty.web.segments.builder.phrases import GROUPS, NAMES, NARROWING
from syncaty.web.stores import Store
from syncaty.web.templatetags.figures import language


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
