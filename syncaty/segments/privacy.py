"""What a store decided on audiences that leave it: contacts that are hidden, people left out."""

from dataclasses import dataclass
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import dict_row

from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError
from syncaty.segments import stored
from syncaty.segments.classic import SEGMENTS

Consent = Literal["without", "only"]
"""Leave the members of a segment out of every audience, or give nobody else."""

_sql = load_queries("syncaty.segments", "privacy.sql")


class PrivacyError(SyncatyError):
    """A decision cannot be kept, or one that is kept cannot be followed; nothing left the store."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """A store's decisions. `mask_contacts`: only owners and operators get e-mails and phones.

    `consent` says what the members of `consent_segment`, a key, are to audiences.
    """

    mask_contacts: bool = False
    consent: Consent | None = None
    consent_segment: str | None = None


def load_privacy(conn: Connection[Any], store_id: int) -> Privacy:
    """Give what a store decided: nothing is hidden and nobody left out until it says so."""
    with conn.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(_sql["privacy"], {"store_id": store_id}).fetchone()
    return Privacy() if row is None else Privacy(**row)


def keep_privacy(conn: Connection[Any], store_id: int, wanted: Privacy, by: str) -> None:
    """Keep what a store decides; raises PrivacyError for a segment that is not there."""
    conn.execute(_sql["privacy_hold"], {"store_id": store_id})
    if (wanted.consent is None) != (wanted.consent_segment is None):
        raise PrivacyError(
            "Consent needs both what to do and a segment. Nothing was changed; choose both, or "
            "neither."
        )
    key = wanted.consent_segment
    if key is not None and key not in SEGMENTS and stored.find(conn, store_id, key) is None:
        raise PrivacyError(
            f"There is no segment {key!r} to take the consent from. Nothing was changed; choose "
            "one that is there."
        )
    row = {
        "store_id": store_id,
        "mask_contacts": wanted.mask_contacts,
        "consent": wanted.consent,
        "consent_segment": key,
        "by": by,
    }
    conn.execute(_sql["privacy_keep"], row)
