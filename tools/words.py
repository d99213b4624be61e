"""Lists the words of the dashboard, and which of them have no Arabic yet.

`python -m tools.words` prints what is missing as `.po` entries, ready to be pasted into
`syncaty/web/locale/ar/<area>.po`; it ends with 1 when anything is missing or no longer used.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.utils.translation.template import templatize

from syncaty.web.build import HERE, catalog

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
UNTRANSLATED = ("templates/pieces/",)  # shown to the builders of the product only


@dataclass(frozen=True, slots=True)
class Word:
    """Words of the interface, the place they stand in, and their plural if they count."""

    text: str
    plural: str
    context: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes two words the same for a translator."""
        return (self.text, self.context)


def used() -> list[Word]:
    """Give all words in templates and code of the dashboard, each once."""
    found: dict[tuple[str, str], Word] = {}
    for path in sorted(HERE.rglob("*")):
        name = path.relative_to(HERE).as_posix()
        if path.suffix in {".html", ".txt", ".py"} and not name.startswith(UNTRANSLATED):
            for word in _words(path, name):
                held = found.get(word.key)
                if held is None or word.plural:
                    found[word.key] = word
    return list(found.values())


def translated(language: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Give every translation of a language: one text, or one for each plural form."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for message in catalog(language):
        if message.id:
            text = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string or ""
            found[text, message.context or ""] = (said,) if isinstance(said, str) else tuple(said)
    return found


def missing(language: str) -> list[Word]:
    """Give the words that a language does not say, or not in all its plural forms."""
    known = translated(language)
    plurals = catalog(language).num_plurals
    return [
        word
        for word in used()
        if not all(known.get(word.key, ("",))) or (word.plural and len(known[word.key]) != plurals)
    ]


def unused(language: str) -> list[str]:
    """Give translations of words that nothing says any more."""
    keys = {word.key for word in used()}
    return [text for (text, context) in translated(language) if (text, context) not in keys]


def _words(path: Path, name: str) -> Iterator[Word]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Left of each line stands what templates are indented by, which means nothing here.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=name).split("\n"))
    for line, message, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        text, plural = (message, "") if isinstance(message, str) else (message[0], message[-1])
        yield Word(text, plural, context or "", f"{name}:{line}")


def _entry(word: Word) -> str:
    lines = [f"#: {word.place.rpartition(':')[0]}"]
    if word.context:
        lines.append(f'msgctxt "{word.context}"')
    lines.append(f"msgid {_quoted(word.text)}")
    if word.plural:
        lines.append(f"msgid_plural {_quoted(word.plural)}")
        lines += [f'msgstr[{form}] ""' for form in range(catalog("ar").num_plurals)]
    else:
        lines.append('msgstr ""')
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main() -> int:
    """Print what is missing and what is unused."""
    lacking, idle = missing("ar"), unused("ar")
    for word in lacking:
        sys.stdout.write(_entry(word) + "\n\n")
    for text in idle:
        sys.stdout.write(f"# no longer used: {text}\n")
    return 1 if lacking or idle else 0


if __name__ == "__main__":
    sys.exit(main())
