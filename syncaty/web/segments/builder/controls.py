"""The pieces a condition's sentence is drawn of: words, and the controls between them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from syncaty.web.segments.builder.phrases import Words


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing chosen; `gone` when the store has it no more."""

    value: str
    label: Words
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """One piece: `kind` is words, select, number, date or chips; `name` is the form's.

    `options` of a select are (value, words); `of` says what chips are chosen from; `wrong` that a
    fault lies here; `free` that chips may be anything that is typed.
    """

    kind: str
    text: Words = ""
    name: str = ""
    label: Words = ""
    value: str = ""
    options: tuple[tuple[str, Words], ...] = ()
    chips: tuple[Chip, ...] = ()
    of: str = ""
    low: int | None = None
    high: int | None = None
    money: str = ""
    wrong: bool = False
    free: bool = False


def select(name: str, label: Words, words: Mapping[str, Words], value: str) -> Control:
    """Give a choice of one."""
    return Control("select", name=name, label=label, value=value, options=tuple(words.items()))


def sentence(template: Words, parts: Mapping[str, Sequence[Control]]) -> list[Control]:
    """Put controls into a sentence: what stands between its places becomes words."""
    found: list[Control] = []
    for at, piece in enumerate(re.split(r"\{(\w+)\}", str(template))):
        if at % 2:
            found.extend(parts.get(piece, ()))
        elif piece.strip():
            found.append(Control("words", text=piece.strip()))
    return found


def marked(controls: Iterable[Control], name: str) -> list[Control]:
    """Mark the control of a name, or of the nearest path above it, as the one with the fault."""
    held = list(controls)
    named = [each for each in held if each.name]
    fits = [each for each in named if name == each.name or name.startswith(f"{each.name}.")]
    wrong = max(fits, key=lambda each: len(each.name), default=named[-1] if named else None)
    return [replace(each, wrong=True) if each is wrong else each for each in held]
