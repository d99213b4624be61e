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

    `version` is the newest fact taken, `delivery_id` the delivery that brought it.
    """

    id: int
    values: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    version: str = NEVER
    delivery_id: int = 0

    @property
    def new(self) -> bool:
        """Whether nothing is known of the entity yet."""
        return self.version == NEVER

    def merge(self, fact: Fact, delivery_id: int) -> dict[str, tuple[Any, Any]] | None:
        """Take what the fact says newer; give the fields whose value changed as (before, after).

        Gives None when nothing in the fact was newer than what is held (it is superseded).
        """
        taken = False
        changed: dict[str, tuple[Any, Any]] = {}
        for name, value in fact.fields.items():
            if self.versions.get(name, NEVER) >= fact.version:
                continue
            taken = True
            self.versions[name] = fact.version
            before = self.values.get(name)
            if before != value:
                changed[name] = (before, value)
            self.values[name] = value
        if fact.version > self.version:
            self.version, self.delivery_id, taken = fact.version, delivery_id, True
        return changed if taken else None

    def other_versions(self, names: Iterable[str]) -> dict[str, str]:
        """Give the versions of the fields that hold another than the row's newest."""
        return {
            name: held for name in names if (held := self.versions.get(name, NEVER)) != self.version
        }


def unpack(row: Mapping[str, Any], names: Iterable[str]) -> Registers:
    """Rebuild the registers of a row written with `version` and `other_versions`."""
    newest, others = row["version"], row["versions"]
    versions = {name: held for name in names if (held := others.get(name, newest)) != NEVER}
    values = {name: row[name] for name in versions if name in row}
    return Registers(row["id"], values, versions, newest, row["delivery_id"])
