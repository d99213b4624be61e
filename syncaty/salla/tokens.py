"""A store's tokens, as Salla gives them in three slightly different documents (X20, X27, X29)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from syncaty.salla.errors import SallaError
from syncaty.salla.values import is_empty, plain_digits

UNTOLD_LIFE = timedelta(hours=1)
"""How long a token is trusted that came without any word on its end (X20)."""

OFFLINE = "offline_access"

_UNIX = 10**9
_MILLISECONDS = 10**11
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_LONGEST_TOKEN = 8192


@dataclass(frozen=True, slots=True, repr=False)
class TokenPair:
    """Access to one store. Never printed.

    `refresh` is None where Salla gave none: the caller then keeps the one he has (X27).
    """

    access: str
    refresh: str | None
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime

    def __repr__(self) -> str:
        return f"TokenPair(expires_at={self.expires_at.isoformat()})"


def read_tokens(document: object, received_at: datetime) -> TokenPair:
    """Read the answer of the token endpoint, or `data` of app.store.authorize.

    `expires` above 10^9 is an instant, otherwise it and `expires_in` are seconds from
    `received_at`; without either the token is taken to end soon (X20). An `expires` that lies in
    the past is kept: such a token is due for renewal.

    Raises SallaError `bad_answer` when there is no usable access token.
    """
    if isinstance(document, dict) and "access_token" not in document:
        document = document.get("data")
    if not isinstance(document, dict):
        raise SallaError("bad_answer", unsure=True)
    access = _token(document.get("access_token"))
    if access is None:
        raise SallaError("bad_answer", unsure=True)
    return TokenPair(
        access=access,
        refresh=_token(document.get("refresh_token")),
        scopes=read_scopes(document.get("scope")),
        issued_at=received_at,
        expires_at=_expires_at(document, received_at),
    )


def read_scopes(value: object) -> tuple[str, ...]:
    """Read scopes written as a list, or as a text with spaces or commas between them (X29)."""
    parts = value if isinstance(value, list) else [value]
    text = " ".join(part for part in parts if isinstance(part, str))
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def missing_scopes(wanted: Iterable[str], pair: TokenPair) -> tuple[str, ...]:
    """Give the scopes of `wanted` that were not granted, in their order.

    Leave to write includes leave to read, and a refresh token is proof of offline access. Where
    Salla did not say what it granted, nothing is known to be missing.
    """
    granted = set(pair.scopes)
    if not granted:
        return ()
    granted |= {name.removesuffix("_write") for name in granted if name.endswith(".read_write")}
    if pair.refresh is not None:
        granted.add(OFFLINE)
    return tuple(name for name in wanted if name not in granted)


def _token(value: object) -> str | None:
    """Take a token as it is; it must be able to stand in a header."""
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TOKEN:
        return None
    return value if value.isascii() and value.isprintable() and " " not in value else None


def _expires_at(document: dict[str, object], received_at: datetime) -> datetime:
    for key in ("expires", "expires_in", "expires_at"):
        seconds = _seconds(document.get(key))
        if seconds is None:
            continue
        if seconds >= _MILLISECONDS:
            seconds /= 1000
        try:
            if seconds > _UNIX:
                return min(datetime.fromtimestamp(float(seconds), UTC), _LATEST)
            return received_at + timedelta(seconds=float(seconds))
        except (OverflowError, ValueError):
            continue
    return received_at + UNTOLD_LIFE


def _seconds(value: object) -> Decimal | None:
    if is_empty(value) or isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = plain_digits(value.strip())
        return Decimal(text) if text.isdigit() and len(text) <= 20 else None
    if isinstance(value, int | Decimal) and 0 <= value < 10**20:
        return Decimal(value)
    return None
