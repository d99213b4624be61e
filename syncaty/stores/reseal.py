"""Seals everything with the newest key, so that older keys can be taken out of the settings."""

from dataclasses import dataclass

from syncaty.db.pool import Conn
from syncaty.db.queries import load as load_queries
from syncaty.stores.secrets import Keys, SealError

_sql = load_queries("syncaty.stores", "reseal.sql")


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many texts were sealed anew, were so already, and fit none of the keys."""

    anew: int = 0
    already: int = 0
    unreadable: int = 0

    def __add__(self, other: "Resealed") -> "Resealed":
        """Add two counts."""
        return Resealed(
            self.anew + other.anew,
            self.already + other.already,
            self.unreadable + other.unreadable,
        )


def reseal(conn: Conn, keys: Keys) -> Resealed:
    """Seal all tokens, secrets and waiting bodies with the first key; the caller's autocommit
    connection commits store by store.

    What fits none of the keys is left as it is and counted. Safe to run again and at any time: a
    store's pair is waited for while another process renews it.
    """
    stores = [row[0] for row in conn.execute(_sql["stores_with_seals"])]
    total = Resealed()
    for store_id in stores:
        with conn.transaction():
            total += _store(conn, keys, store_id)
    return total


def _store(conn: Conn, keys: Keys, store_id: int) -> Resealed:
    count = Resealed()
    for what, number, sealed in conn.execute(_sql["seals"], {"store_id": store_id}).fetchall():
        try:
            anew = keys.reseal(sealed)
        except SealError:
            count += Resealed(unreadable=1)
            continue
        if anew is None:
            count += Resealed(already=1)
            continue
        row = {"store_id": store_id, "id": number, "sealed": anew}
        conn.execute(_sql[f"put_{what}"], row)
        count += Resealed(anew=1)
    return count
