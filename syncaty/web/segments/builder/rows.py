"""A rule as rows to draw, one after the other: groups open and close, conditions stand between.

A flat list rather than a tree, so that a rule nested a hundred deep is drawn as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from syncaty.segments.rules.fault import RuleError
from syncaty.web.segments.builder.controls import Control, marked
from syncaty.web.segments.builder.draft import (
    JOINS,
    ROOT,
    Document,
    complete,
    fault_of,
    under,
    whole,
)
from syncaty.web.segments.builder.sentences import Sentences
from syncaty.web.segments.faults import said


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `kind` is open, leaf or close.

    `place` is the path acts are sent with: of the element for open and leaf, of the list for close.
    `join` is a group's own, `above` that of the group around it, each with its control's name.
    `lead` says what stands before it: first, join (the choice of it), and, or. `inside` whether it
    is in a group that it can leave, `beside` whether a group stands next to it.
    """

    kind: str
    place: str
    join: str = ""
    join_name: str = ""
    above: str = ""
    above_name: str = ""
    lead: str = ""
    negated: bool = False
    root: bool = False
    inside: bool = False
    beside: bool = False
    sort: str = ""
    controls: Sequence[Control] = ()
    narrowed: Sequence[tuple[str, list[Control]]] = ()
    fault: str = ""
    gone: int = 0
    hidden: str = ""
    led: bool = False

    @property
    def slot(self) -> str:
        """The id of what is said about the row later on."""
        return slot(self.place)


def slot(place: str) -> str:
    """Give the id of the place where something is said about the element at a path."""
    return "say-" + place.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws rules; `strict` says holes, too, `led` is the row to lead to, `refused` holds what else
    is wrong, by the path of the condition.
    """

    sentences: Sentences
    strict: bool = False
    led: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)

    def rows(self, document: Document) -> list[Row]:
        """Give the rows of a rule that is a join."""
        join = next(each for each in JOINS if each in document)
        return list(self._group(document[join], join, Row("open", "", join, f"{ROOT}.{join}")))

    def _group(self, inner: list[Document], path: str, opening: Row) -> Iterator[Row]:
        join, name = opening.join, opening.join_name
        hidden = name if len(inner) < 2 else ""
        led = bool(opening.place) and self.led == opening.place
        yield replace(opening, root=not opening.place, hidden=hidden, led=led)
        joins = [_join_of(each) for each in inner]
        for at, each in enumerate(inner):
            here = under(path, str(at))
            before = ("first", "join")[at] if at < 2 else ("and" if join == "all" else "or")
            next_to = any(joins[to] for to in (at - 1, at + 1) if 0 <= to < len(inner))
            yield from self._element(
                each,
                Row(
                    "leaf",
                    here,
                    above=join,
                    above_name=name,
                    lead=before,
                    negated="not" in each,
                    inside=here.count(".") > 1,
                    beside=next_to,
                    led=self.led == here,
                ),
            )
        yield Row("close", path, join, name, root=not opening.place)

    def _element(self, element: Document, row: Row) -> Iterator[Row]:
        inner = element["not"] if row.negated else element
        path = under(row.place, "not") if row.negated else row.place
        found = _join_of(element)
        if found is None:
            yield self._leaf(inner, path, row)
            return
        join = next(each for each in JOINS if each in inner)
        path = under(path, join)
        opening = replace(row, kind="open", join=join, join_name=f"{ROOT}.{path}")
        yield from self._group(found, path, opening)

    def _leaf(self, leaf: Document, path: str, row: Row) -> Row:
        controls = self.sentences.of(leaf, path)
        holes = not whole(leaf)
        error = fault_of(leaf) if self.strict or complete(leaf) else None
        if error is not None:
            controls = marked(controls, f"{ROOT}.{path}.{_control(error)}")
        elif holes and self.strict:
            error = RuleError("", "Choose at least one.")
        elif path in self.refused:
            controls = marked(controls, f"{ROOT}.{path}")
        return replace(
            row,
            sort="bought" if "bought" in leaf else "field",
            controls=controls,
            narrowed=self.sentences.narrowed(leaf, path),
            fault=said(error) if error else self.refused.get(path, ""),
            gone=sum(chip.gone for each in controls for chip in each.chips),
        )


def _join_of(element: Document) -> list[Document] | None:
    inner = element.get("not", element)
    return next((inner[join] for join in JOINS if join in inner), None)


def _control(error: RuleError) -> str:
    """Give the control a fault lies at: the bounds of what was bought share one."""
    first, _, rest = error.path.partition(".")
    bound = first in ("at_least", "at_most", "exactly")
    return "value" if bound else f"{first}.{rest}".strip(".")
