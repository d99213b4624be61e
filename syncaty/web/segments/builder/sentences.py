"""Makes the sentence of a condition out of its JSON form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from syncaty.segments.rules import fields as rules
from syncaty.segments.rules.fields import FIELDS, MOST_DAYS, Field
from syncaty.web.marks import SEGMENTS
from syncaty.web.segments.builder import phrases
from syncaty.web.segments.builder.controls import Chip, Control, select, sentence
from syncaty.web.segments.builder.draft import NEVER, ROOT, Document, under
from syncaty.web.segments.builder.phrases import Words

Named = Mapping[tuple[str, str], Words]
BOUNDS = ("at_least", "at_most", "exactly")


@dataclass(frozen=True, slots=True)
class Sentences:
    """Writes conditions of a store: `named` has the names of goods by (kind, number), `segments`
    the segments that others can be members of.
    """

    currency: str
    named: Named = field(default_factory=dict)
    segments: tuple[tuple[str, Words], ...] = ()

    def of(self, leaf: Document, path: str) -> list[Control]:
        """Give the sentence of the condition at a path."""
        if "member_of" in leaf:
            return self._member(leaf, path)
        return self._bought(leaf, path) if "bought" in leaf else self._compare(leaf, path)

    def _compare(self, leaf: Document, path: str) -> list[Control]:
        asked = FIELDS[leaf["field"]]
        op, value = leaf["op"], leaf["value"]
        operand = rules.OPERATORS[asked.kind][op]
        name = _name(path, "value")
        values: list[Control] = []
        match operand:
            case "texts":
                values = [self._chips(name, asked.name, value)]
            case "pair":
                parts = {
                    each: [self._number(f"{name}.{at}", asked, value[at])]
                    for at, each in enumerate(("low", "high"))
                }
                values = sentence(phrases.SENTENCES["pair"], parts)
            case "number":
                values = [self._number(name, asked, value)]
            case "day":
                values = [Control("date", name=name, label=phrases.NAMES[asked.name], value=value)]
            case "days":
                shape = "days" if asked.kind == "birthday" else "days_ago"
                values = sentence(phrases.SENTENCES[shape], {"value": [_days(name, value)]})
        said = "unknown" if op == "known" and value is False else op
        chosen = select(_name(path, "op"), phrases.NAMES[asked.name], _operators(asked), said)
        template = phrases.SENTENCES.get(asked.name, "{op} {value}")
        return [
            Control("hidden", name=_name(path, "field"), value=asked.name),
            *sentence(template, {"op": [chosen], "value": values}),
        ]

    def _number(self, name: str, asked: Field, value: Any) -> Control:  # noqa: ANN401 - as typed
        return Control(
            "number",
            name=name,
            label=phrases.NAMES[asked.name],
            value=str(value),
            low=asked.low,
            high=asked.high,
            money=self.currency if asked.kind == "money" else "",
        )

    def _chips(self, name: str, of: str, values: list[str]) -> Control:
        chips = []
        for each in values:
            label = self.named.get((of, each)) or _known_choice(of, each)
            gone = of in ("product", "category", "brand") and (of, each) not in self.named
            chips.append(Chip(each, label or each, gone))
        free = of not in ("product", "category", "brand", "segment", "gender")
        label = _label(of)
        return Control("chips", name=name, label=label, chips=tuple(chips), of=of, free=free)

    def _member(self, leaf: Document, path: str) -> list[Control]:
        key = leaf["member_of"]
        words: dict[str, Words] = {"": "…", **dict(self.segments)}
        words.setdefault(key, key)
        name = _name(path, "member_of")
        chosen = select(name, phrases.NAMES["member_of"], words, key)
        return sentence(phrases.SENTENCES["member_of"], {"value": [chosen]})

    def _bought(self, leaf: Document, path: str) -> list[Control]:
        goods, measure = leaf["bought"], leaf.get("measure", "times")
        bound = next((each for each in BOUNDS if each in leaf), "at_least")
        value = leaf.get(bound, "")
        never = measure == "times" and value == 0 and bound != "at_least"
        currency = {"amount": str(phrases.MEASURES["amount"]).format(currency=self.currency)}
        parts = {
            "goods": [select(_name(path, "bought"), _label("goods"), phrases.GOODS, goods)],
            "ids": []
            if goods == "anything"
            else [self._chips(_name(path, "ids"), goods, leaf.get("ids", []))],
            "bound": [
                select(
                    _name(path, "bound"),
                    _label("bound"),
                    phrases.BOUNDS,
                    NEVER if never else bound,
                )
            ],
            "value": [
                Control(
                    "number", name=_name(path, "value"), label=_label("bound"), value=str(value)
                )
            ],
            "measure": [
                select(
                    _name(path, "measure"),
                    _label("measure"),
                    {**phrases.MEASURES, **currency},
                    measure,
                )
            ],
            "window": self._window(leaf, path),
        }
        template = phrases.SENTENCES["bought_never" if never else "bought"]
        return sentence(template, parts)

    def _window(self, leaf: Document, path: str) -> list[Control]:
        since, until = "since" in leaf, "until" in leaf
        if "last_days" in leaf:
            window = "last_days"
        elif since and until:
            window = "between"
        else:
            window = "since" if since else "until" if until else "ever"
        label = _label("window")
        chosen = select(_name(path, "window"), label, phrases.WINDOWS, window)
        days = {
            each: [Control("date", name=_name(path, each), label=label, value=leaf.get(each, ""))]
            for each in ("since", "until")
        }
        match window:
            case "last_days":
                number = _days(_name(path, "last_days"), leaf["last_days"], low=1)
                return sentence(
                    phrases.SENTENCES["last_days"], {"window": [chosen], "last_days": [number]}
                )
            case "between":
                return sentence(phrases.SENTENCES["between"], {"window": [chosen], **days})
            case "since" | "until":
                return [chosen, *days[window]]
        return [chosen]

    def narrowed(self, leaf: Document, path: str) -> list[tuple[str, list[Control]]]:
        """Give what the orders of a condition are narrowed by: (what, the sentence)."""
        return [
            (
                name,
                [
                    Control("words", text=phrases.WHERE[name]),
                    self._chips(_name(path, "where", name), f"order_{name}", values),
                ],
            )
            for name, values in leaf.get("where", {}).items()
        ]


def _name(path: str, *parts: str) -> str:
    return under(ROOT, *([path] if path else []), *parts)


def _days(name: str, value: Any, low: int = 0) -> Control:  # noqa: ANN401 - as typed
    label = _label("window")
    return Control("number", name=name, label=label, value=str(value), low=low, high=MOST_DAYS)


def _operators(asked: Field) -> dict[str, Words]:
    """Give the words of a field's operators; `known` comes in two, one for no."""
    found: dict[str, Words] = {}
    for op in rules.OPERATORS[asked.kind]:
        for each in (op, "unknown") if op == "known" else (op,):
            words = phrases.FIELD_OPERATORS.get((asked.name, each))
            found[each] = phrases.OPERATORS[each] if words is None else words
    return found


def _known_choice(of: str, value: str) -> Words | None:
    if of == "segment" and value in SEGMENTS:
        return SEGMENTS[value].name
    return phrases.CHOICES.get(value) if of == "gender" else None


def _label(of: str) -> Words:
    """Give the name of a control for those who listen."""
    if of.startswith("order_"):
        return phrases.NARROWING[of.removeprefix("order_")]
    return phrases.NAMES.get(of) or phrases.LABELS[of]
