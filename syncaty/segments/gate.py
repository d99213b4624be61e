"""What a store decided on exports, applied to lists of customers that are no segment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from psycopg.rows import dict_row, tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.segments.audience import consent_of
from syncaty.segments.masking import mask
from syncaty.segments.privacy import Privacy, load_privacy

_sql = load_queries("syncaty.segments", "audience.sql")


@dataclass(frozen=True, slots=True)
class Gate:
    """Who of a store's customers may leave, and whether their contacts are masked."""

    privacy: Privacy
    masked: bool
    _asked: Mapping[str, Any]

    def lets(self, conn: Connection[Any], ids: Collection[int]) -> set[int]:
        """Give those of some customers whom consent lets go."""
        if self.privacy.consent is None:
            return set(ids)
        with conn.cursor(row_factory=tuple_row) as reading:
            rows = reading.execute(_sql["gate_lets"], {**self._asked, "ids": list(ids)})
            return {each for (each,) in rows}

    def left_out(self, conn: Connection[Any]) -> int:
        """Count the store's customers whom consent keeps back."""
        if self.privacy.consent is None:
            return 0
        with conn.cursor(row_factory=dict_row) as reading:
            row = reading.execute(_sql["gate_counts"], self._asked, prepare=False).fetchone() or {}
        named = int(row["named"])
        return named if self.privacy.consent == "without" else int(row["customers"]) - named

    def shown(self, contact: str | None) -> str | None:
        """Give a contact as it may leave."""
        return mask(contact) if contact and self.masked else contact


def gate(conn: Connection[Any], store_id: int, *, trusted: bool) -> Gate:
    """Give what a store decided; raises PrivacyError when the segment of the consent is gone."""
    privacy = load_privacy(conn, store_id)
    found = consent_of(conn, store_id, privacy)
    asked = {
        "store_id": store_id,
        "consent": privacy.consent,
        "consent_rfm": found["rfm"],
        "consent_id": found["id"],
    }
    return Gate(privacy, privacy.mask_contacts and not trusted, asked)
