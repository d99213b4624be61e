"""Why a customer is in or out: what each condition of a rule says of him, and each group."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from syncaty.segments.preview import Leaf
from syncaty.segments.rules.fields import FIELDS
from syncaty.segments.rules.tree import Bought, Compare, MemberOf
from syncaty.web import formats
from syncaty.web.marks import SEGMENTS
from syncaty.web.segments.builder.draft import JOINS, Document, under
from syncaty.web.segments.builder.phrases import CHOICES
from syncaty.web.templatetags.figures import language, money, num

Said = str | Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said at one place: whether it holds, and the value it looked at (none of groups)."""

    holds: bool
    value: Said = ""


def verdicts(document: Document, told: Mapping[str, Leaf], currency: str) -> dict[str, Verdict]:
    """Give the verdicts by the path of the element; conditions with holes have none."""
    found: dict[str, Verdict] = {}
    _judge(document, "", "", told, currency, found)
    return found


def _judge(
    document: Document,
    path: str,
    place: str,
    told: Mapping[str, Leaf],
    currency: str,
    found: dict[str, Verdict],
) -> bool | None:
    if "not" in document:
        inner = _judge(document["not"], under(path, "not"), place, told, currency, found)
        if inner is None:
            return None
        found[place] = Verdict(not inner, found[place].value)
        return not inner
    for join in JOINS:
        if join in document:
            places = [under(path, join, str(at)) for at in range(len(document[join]))]
            held = [
                _judge(each, at, at, told, currency, found)
                for each, at in zip(document[join], places, strict=True)
            ]
            known = [each for each in held if each is not None]
            if not known and held:
                return None
            found[place] = Verdict(all(known) if join == "all" else any(known))
            return found[place].holds
    leaf = told.get(path)
    if leaf is None:
        return None
    found[place] = Verdict(leaf.holds, value_of(leaf, currency))
    return leaf.holds


def value_of(leaf: Leaf, currency: str) -> Said:
    """Say the value that a condition looked at; contact data is only said to be there."""
    value = leaf.value
    match leaf.condition:
        case MemberOf():
            return ""
        case Bought(measure=measure):
            return _measured(measure, Decimal(value or 0), currency)
        case Compare(field):
            return _field(field, value, currency)


def _measured(measure: str, value: Decimal, currency: str) -> Said:
    if measure == "amount":
        return money(value, currency)
    plain = formats.number(value.normalize() if value % 1 else int(value))
    if measure == "pieces":
        return ngettext("{figure} piece", "{figure} pieces", int(value)).format(figure=plain)
    return ngettext("{figure} time", "{figure} times", int(value)).format(figure=plain)


def _field(name: str, value: Any, currency: str) -> Said:  # noqa: ANN401 - what the database gave
    kind = FIELDS[name].kind
    if value is None:
        return _("none") if kind in ("presence", "day") else _("not known")
    match kind:
        case "presence":
            said: Said = _("there is one")
        case "birthday":
            said = ngettext("in {figure} day", "in {figure} days", value).format(figure=value)
        case "money":
            said = money(Decimal(value).quantize(Decimal("0.01")), currency)
        case "day":
            said = formats.day(value, language())
        case "number":
            said = num(value, 1) if value % 1 else num(int(value))
        case _ if name == "segment" and value in SEGMENTS:
            said = SEGMENTS[value].name
        case _:
            said = format_html("<bdi>{}</bdi>", CHOICES.get(value, value))
    return said
