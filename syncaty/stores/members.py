"""Who may see which store: members, invitations, and what one person may look at.

Accounts live in another schema; here a person is only the number of an account. Every function
takes an open connection and leaves the transaction to its caller.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from psycopg import Connection
from psycopg.rows import class_row, tuple_row

from syncaty.db.queries import load as load_queries
from syncaty.errors import SyncatyError

Role = Literal["owner", "member"]
INVITE_LASTS = timedelta(days=7)
TOKEN_BYTES = 32

_sql = load_queries("syncaty.stores", "members.sql")


class MemberError(SyncatyError):
    """Members cannot be changed as asked; nothing was changed. `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks: a person, or a program. `everything` is an operator's right."""

    user_id: int
    everything: bool = False


OPERATOR = Viewer(0, everything=True)
"""The product's own operator at the command line, and programs with an operator's token."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person who may see a store."""

    user_id: int
    role: Role
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Invite:
    """An invitation to a store. It works once, for this address, until `expires_at`."""

    store_id: int
    id: int
    email: str
    role: Role
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Tell whether it can still be accepted."""
        return self.accepted_at is None and self.expires_at > now


def visible(conn: Connection[Any], viewer: Viewer, store_id: int) -> bool:
    """Tell whether somebody may see a store, as far as membership goes."""
    return viewer.everything or bool(_rows(conn, "visible", _seen(viewer, [store_id])))


def stores_of(conn: Connection[Any], user_id: int) -> list[int]:
    """Give the numbers of the stores somebody is a member of."""
    return [row[0] for row in _rows(conn, "seen", {"user_id": user_id})]


def role_of(conn: Connection[Any], store_id: int, user_id: int) -> Role | None:
    """Give what somebody is in a store, None for a stranger."""
    found = _rows(conn, "role", {"store_id": store_id, "user_id": user_id})
    return found[0][0] if found else None


def members(conn: Connection[Any], store_id: int) -> list[Member]:
    """Give a store's members, owners first."""
    with conn.cursor(row_factory=class_row(Member)) as cursor:
        return cursor.execute(_sql["members"], {"store_id": store_id}).fetchall()


def add(conn: Connection[Any], store_id: int, user_id: int, role: Role = "member") -> None:
    """Let somebody see a store. A member can become its owner this way, never the reverse."""
    conn.execute(_sql["member_add"], {"store_id": store_id, "user_id": user_id, "role": role})


def remove(conn: Connection[Any], store_id: int, user_id: int) -> None:
    """Take somebody's place in a store away.

    Raises MemberError: last_owner, unknown_member.
    """
    owners = [row[0] for row in _rows(conn, "owners_load", {"store_id": store_id})]
    if owners == [user_id]:
        raise MemberError(
            "last_owner",
            "A store keeps at least one owner. Nothing was changed; make somebody else its owner "
            "first.",
        )
    key = {"store_id": store_id, "user_id": user_id}
    if conn.execute(_sql["member_remove"], key).rowcount == 0:
        raise MemberError("unknown_member", "This person is no member. Nothing was changed.")


def invite(
    conn: Connection[Any],
    store_id: int,
    email: str,
    *,
    invited_by: int,
    now: datetime,
    role: Role = "member",
) -> str:
    """Invite an address to a store and give the token of its link: the only time it can be seen.

    An earlier open invitation of the same address ends, so only the newest link works.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row: dict[str, object] = {"store_id": store_id, "email": email.strip().lower()}
    conn.execute(_sql["store_lock"], row)
    conn.execute(_sql["invites_forget"], row)
    row |= {"role": role, "invited_by": invited_by, "digest": _digest(token)}
    conn.execute(_sql["invite_add"], row | {"now": now, "expires_at": now + INVITE_LASTS})
    return token


def invites(conn: Connection[Any], store_id: int, now: datetime) -> list[Invite]:
    """Give a store's open invitations, newest first."""
    return _invites(conn, "invites", {"store_id": store_id, "now": now})


def find_invite(conn: Connection[Any], token: str) -> Invite | None:
    """Give the invitation of a link, used or over as it may be; None when there is none."""
    return next(iter(_invites(conn, "invite_find", {"digest": _digest(token)})), None)


def accept(conn: Connection[Any], token: str, user_id: int, now: datetime) -> int:
    """Use an invitation up for an account and give the store's number.

    That the account is of the invited address is for the caller to see to.
    Raises MemberError (invite_over) when it was used, is over, or was never there.
    """
    found = _rows(conn, "invite_use", {"digest": _digest(token), "now": now})
    if not found:
        raise MemberError(
            "invite_over",
            "This invitation was used already or is over. Nothing was changed; ask for a new one.",
        )
    store_id, role = found[0]
    add(conn, store_id, user_id, role)
    return int(store_id)


def withdraw(conn: Connection[Any], store_id: int, invite_id: int) -> bool:
    """End an open invitation; gives whether there was one."""
    key = {"store_id": store_id, "id": invite_id}
    return conn.execute(_sql["invite_withdraw"], key).rowcount == 1


def _seen(viewer: Viewer, ids: Sequence[int]) -> dict[str, object]:
    return {"user_id": viewer.user_id, "ids": list(ids)}


def _rows(conn: Connection[Any], query: str, values: dict[str, object]) -> list[tuple[Any, ...]]:
    with conn.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(_sql[query], values).fetchall()


def _invites(conn: Connection[Any], query: str, values: dict[str, object]) -> list[Invite]:
    with conn.cursor(row_factory=class_row(Invite)) as cursor:
        return cursor.execute(_sql[query], values).fetchall()


def _digest(token: str) -> bytes:
    # No slow hash: the token is 256 random bits, so its digest cannot be guessed back.
    return hashlib.sha256(token.encode()).digest()
