"""States of the OAuth flow: each ties Salla's answer to the browser that asked for it.

A state is random, kept only as its digest, works once, within fifteen minutes, and only for the
account and the browser session that began. Salla strips hyphens from it (salla reference, 12).
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.stores.connection import ConnectError

LIFE = timedelta(minutes=15)

Fault = Literal["state_wrong", "state_used", "state_expired", "state_of_another"]

_AGAIN = "Nothing was changed. Start again with “Connect a Salla store”."
SENTENCES: dict[Fault, str] = {
    "state_wrong": "This answer of Salla does not belong to a connection begun here, so it was not"
    f" used. {_AGAIN}",
    "state_used": "This answer of Salla was used before and works only once. Look at your stores"
    " first: it may be connected already. If not, start again with “Connect a Salla store”.",
    "state_expired": "More than fifteen minutes passed between the start and the consent, so the"
    f" answer was not used. {_AGAIN}",
    "state_of_another": "This connection was begun by another account or in another browser, so it"
    f" was not used. {_AGAIN}",
}

_sql = load_queries("syncaty.stores", "attempts.sql")


class AttemptError(ConnectError):
    """A state that does not vouch for the callback; nothing was changed."""

    def __init__(self, code: Fault) -> None:
        self.code = code
        super().__init__(SENTENCES[code])


def begin(conn: Connection[Any], user_id: int, session: str, now: datetime) -> str:
    """Make a state for a user and a nonce of his browser session, and give it for the address."""
    state = secrets.token_hex(32)
    row = {"digest": _digest(state), "user_id": user_id, "session": _hash(session)}
    conn.execute(_sql["attempt_add"], {**row, "now": now, "expires_at": now + LIFE})
    return state


def use(conn: Connection[Any], state: str, user_id: int, session: str, now: datetime) -> None:
    """Use a state up. The caller commits that before anything else, so that it cannot come twice.

    Raises AttemptError when it is unknown, used, expired or another's; another's stays usable.
    """
    row = {"digest": _digest(state), "user_id": user_id, "session": _hash(session), "now": now}
    with conn.cursor(row_factory=tuple_row) as cur:
        if cur.execute(_sql["attempt_use"], row).fetchone() is not None:
            return
        found = cur.execute(_sql["attempt"], row).fetchone()
    if found is None:
        raise AttemptError("state_wrong")
    owner, begun_in, expires_at, used_at = found
    if owner != user_id or bytes(begun_in) != row["session"]:
        raise AttemptError("state_of_another")
    raise AttemptError("state_used" if used_at is not None or expires_at > now else "state_expired")


def _digest(state: str) -> bytes:
    return _hash(state.replace("-", "").strip())


def _hash(text: str) -> bytes:
    return sha256(text.encode("utf-8", "replace")).digest()
