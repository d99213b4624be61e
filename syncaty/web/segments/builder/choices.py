"""What a store really has to choose from: its cities, goods, payment ways, people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from syncaty.db.queries import load
from syncaty.projections import search
from syncaty.web.database import Reading
from syncaty.web.marks import SEGMENTS
from syncaty.web.segments.builder.draft import Document, leaves
from syncaty.web.segments.builder.phrases import CHOICES

_sql = load("syncaty.web.segments.builder", "choices.sql")
SHOWN = 12
NEWEST = 50_000  # orders that payment ways, coupons and the like are looked for in
FREE = frozenset({"name"})
_GOODS = ("product", "category", "brand")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose; `many` how often the store has it, None where it says nothing."""

    value: str
    label: str | Promise
    many: int | None = None


def choices(conn: Reading, store_id: int, of: str, text: str) -> list[Choice]:
    """Give what fits a text, the most frequent first; nothing for what is not known."""
    needle = search.read(text[:200])
    if of in ("segment", "gender"):
        return _named(of, text)
    if of in FREE or of not in _sql.names():
        return []
    wanted = {
        "store_id": store_id,
        "words": needle.words if needle else "%",
        "text": needle.text if needle else "",
        "fold_from": search.FOLD_FROM + search.FOLD_AWAY,
        "fold_to": search.FOLD_TO,
        "limit": SHOWN,
        "newest": NEWEST,
    }
    found = conn.execute(_sql[of], wanted, prepare=False)
    return [Choice(row["value"], row["label"], row["many"]) for row in found]


def names(conn: Reading, store_id: int, document: Document) -> Mapping[tuple[str, str], str]:
    """Give the names of the goods and statuses that a rule speaks of, by (kind, value)."""
    asked: dict[str, list[Any]] = {each: [] for each in (*_GOODS, "status")}
    for _path, leaf in leaves(document):
        if leaf.get("bought") in _GOODS:
            asked[leaf["bought"]] += [int(each) for each in leaf.get("ids", []) if _is_id(each)]
        asked["status"] += leaf.get("where", {}).get("status", [])
    if not any(asked.values()):
        return {}
    found = conn.execute(_sql["names"], {"store_id": store_id, **asked}, prepare=False)
    return {(row["kind"], row["value"]): row["label"] for row in found}


def _named(of: str, text: str) -> list[Choice]:
    words: Mapping[str, str | Promise] = (
        {key: mark.name for key, mark in SEGMENTS.items()} if of == "segment" else CHOICES
    )
    sought = search.fold(text)
    return [Choice(key, label) for key, label in words.items() if sought in search.fold(str(label))]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text) <= search.MAX_ID


def nothing_found(of: str, text: str) -> str:
    """Say that nothing fits, and what can be done."""
    if of in FREE:
        return _("Press Enter to take it.") if text else _("Type a name, or a part of one.")
    return _("The store has nothing of that kind.") if text else _("Nothing to choose from yet.")
