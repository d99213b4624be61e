"""Decides which customers the entries of a list mean, from whoever could be meant. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from syncaty.segments.entries import Entry, Problem

By = Literal["id", "mobile", "email"]
_ORDER: tuple[By, ...] = ("id", "mobile", "email")


@dataclass(frozen=True, slots=True)
class Hit:
    """A customer whom the entry at `at` could mean, what he was found by, and his phone."""

    at: int
    customer_id: int
    by: By
    mobile: str | None


@dataclass(frozen=True, slots=True)
class Leftover:
    """An entry that names no member, and why."""

    entry: Entry
    problem: Problem


@dataclass(frozen=True, slots=True)
class Shared:
    """A phone or e-mail that several customers have; all of them are taken."""

    entry: Entry
    customers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a list means: members in the order of the list, what is left over, and what is shared.

    `entries` counts them all, `twice` those that say again what another one said.
    """

    entries: int
    customers: tuple[int, ...]
    leftovers: tuple[Leftover, ...]
    shared: tuple[Shared, ...]
    twice: int


def decide(entries: Sequence[Entry], hits: Iterable[Hit]) -> Found:
    """Decide whom each entry means: by id, then phone, then e-mail.

    An e-mail tells nobody whose phone is another than the one beside it: families share mailboxes.
    A phone or e-mail that several have means all of them; a bare number that is one customer's id
    and another's phone means neither.
    """
    of_entry: dict[int, list[Hit]] = {}
    for hit in hits:
        of_entry.setdefault(hit.at, []).append(hit)
    members: dict[int, None] = {}
    leftovers: dict[str, Leftover] = {}
    shared: list[Shared] = []
    seen: set[str] = set()
    twice = 0
    for at, entry in enumerate(entries):
        if entry.key in seen:
            twice += 1
            continue
        seen.add(entry.key)
        found = _meant(entry, of_entry.get(at, ()))
        if isinstance(found, str):
            leftovers[entry.key] = Leftover(entry, found)
            continue
        if len(found) > 1:
            shared.append(Shared(entry, found))
        twice += all(each in members for each in found)
        members.update(dict.fromkeys(found))
    return Found(len(entries), tuple(members), tuple(leftovers.values()), tuple(shared), twice)


def _meant(entry: Entry, hits: Sequence[Hit]) -> Problem | tuple[int, ...]:
    known = [hit for hit in hits if hit.by != "email" or _fits(entry, hit)]
    by = {kind: sorted({hit.customer_id for hit in known if hit.by == kind}) for kind in _ORDER}
    if entry.guessed and by["id"] and set(by["mobile"]) - set(by["id"]):
        return "ambiguous"
    for kind in _ORDER:
        if by[kind]:
            return tuple(by[kind])
    return entry.problem


def _fits(entry: Entry, hit: Hit) -> bool:
    return entry.mobile is None or hit.mobile is None or entry.mobile == hit.mobile
