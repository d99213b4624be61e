"""Rows as sets of registers: each field keeps the newest value said of it, whatever came when.

Merging is commutative, associative and idempotent, so any order of the same facts, with any of
them repeated, ends in the same row. See docs/understand/convergence.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from syncaty.salla.facts import Fact

NEVER = ""
"""The version of a field that no fact has spoken of; it sorts below every real version."""


@dataclass(slots=True)
class Registers:
    """The fields of one entity with the version that each of them holds.

    `delivery_id` is the delivery that brought the newest version.
    """

    id: int
    values: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    delivery_id: int = 0

    @property
    def version(self) -> str:
        """The newest version among all fields; NEVER when nothing is known."""
        return max(self.versions.values(), default=NEVER)

    def merge(self, fact: Fact, delivery_id: int) -> dict[str, tuple[Any, Any]] | None:
        """Take what the fact says newer; give the fields whose value changed as (before, after).

        Gives None when nothing in the fact was newer than what is held (it is superseded).
        """
        newest = self.version
        changed: dict[str, tuple[Any, Any]] = {}
        taken = False
        for name, value in fact.fields.items():
            if self.versions.get(name, NEVER) >= fact.version:
                continue
            taken = True
            self.versions[name] = fact.version
            before = self.values.get(name)
            if before != value:
                changed[name] = (before, value)
            self.values[name] = value
        if taken and fact.version >= newest:
            self.delivery_id = delivery_id
        return changed if taken else None

    def packed_versions(self, names: Iterable[str]) -> tuple[str, dict[str, str]]:
        """Give the newest version and, for the fields that hold another, their own."""
        newest = self.version
        others = {
            name: held for name in names if (held := self.versions.get(name, NEVER)) != newest
        }
        return newest, others


def unpack(row: Mapping[str, Any], names: Iterable[str]) -> Registers:
    """Rebuild the registers of a row that was written from `packed_versions`."""
    others: Mapping[str, str] = row["versions"]
    newest: str = row["version"]
    versions = {name: held for name in names if (held := others.get(name, newest)) != NEVER}
    values = {name: row[name] for name in versions if name in row}
    return Registers(row["id"], values, versions, row["delivery_id"])
