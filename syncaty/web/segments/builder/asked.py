"""What a builder is asked: by its address to begin with, then by its form."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from syncaty.segments.rules.fault import RuleError
from syncaty.segments.rules.line import line_of
from syncaty.segments.rules.parse import parse_line
from syncaty.segments.rules.read import read_rule
from syncaty.segments.rules.tree import All, AnyOf, Rule
from syncaty.segments.rules.write import write_rule
from syncaty.segments.stored import LONGEST_NAME, LONGEST_NOTE
from syncaty.segments.templates import TEMPLATES
from syncaty.web.segments.builder.changes import change
from syncaty.web.segments.builder.draft import (
    Document,
    bare,
    filled,
    joined,
    leaves,
    read_form,
    whole,
)
from syncaty.web.templatetags.figures import language

LONGEST_ADDRESS = 6_000  # what proxies take in one line, with room
EVERYBODY: Document = {"all": []}


@dataclass(frozen=True, slots=True)
class Asked:
    """A segment that is being written. `led` is the row to lead to; `why` a customer's id."""

    document: Document
    name: str = ""
    note: str = ""
    template: str = ""
    why: int | None = None
    led: str = ""

    def rule(self) -> Rule:
        """Give the rule without the conditions that have holes; raises RuleError."""
        return read_rule(filled(self.document))

    def line(self) -> str:
        """Give the readable line of what is filled in; raises RuleError."""
        return line_of(read_rule(bare(filled(self.document))))

    def holes(self) -> int:
        """Count the conditions that are not filled in yet."""
        return sum(not whole(leaf) for _, leaf in leaves(self.document))

    def query(self) -> str:
        """Give the query that leads back here, or an empty text when it would be too long."""
        try:
            words = {"rule": self.line(), "name": self.name, "template": self.template}
        except RuleError:
            return ""
        words |= {"why": str(self.why or "")}
        query = urlencode({name: value for name, value in words.items() if value})
        return query if len(query) <= LONGEST_ADDRESS else ""


def by_address(query: QueryDict, held: "Asked | None" = None) -> Asked:
    """Read an address: a line, a template by key, or nothing; `held` is what is edited.

    A line that cannot be read begins with nothing.
    """
    usual = held or Asked(EVERYBODY)
    why = _number(query.get("why", ""))
    name = query.get("name", "").strip()[:LONGEST_NAME]
    if template := TEMPLATES.get(query.get("template", "")):
        usual = Asked(
            joined(template.rule),
            template.name(language()),
            template.note(language()),
            template.key,
        )
    document = usual.document
    if line := query.get("rule", ""):
        try:
            document = joined(write_rule(parse_line(line)))
        except RuleError:
            document = usual.document
    return Asked(document, name or usual.name, usual.note, usual.template, why)


def by_form(form: QueryDict) -> Asked:
    """Read a form, and do to its rule what it asks for (`do`, `place`, `what`)."""
    document, led = read_form(dict(form.lists())), form.get("led", "")
    if act := form.get("do", ""):
        document, led = change(document, act, form.get("place", ""), form.get("what", ""))
    return Asked(
        document,
        form.get("name", "").strip()[:LONGEST_NAME],
        form.get("note", "").strip()[:LONGEST_NOTE],
        form.get("template", ""),
        _number(form.get("why", "")),
        led,
    )


def is_everybody(rule: Rule) -> bool:
    """Tell whether a rule asks for nothing at all."""
    return isinstance(rule, All | AnyOf) and not rule.rules


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
