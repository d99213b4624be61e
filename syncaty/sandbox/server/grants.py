"""Codes and tokens: what a merchant has granted the app, and until when."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import msgspec

from syncaty.sandbox.server.settings import Settings


class GrantError(Exception):
    """The code or refresh token is not good, or not any more; the text says why."""


@dataclass(slots=True, repr=False)
class Code:
    """An authorisation code: good once, for a while, for one redirect address."""

    merchant: int
    scopes: tuple[str, ...]
    redirect_uri: str
    until: float


@dataclass(slots=True, repr=False)
class Grant:
    """One consent and the pair of tokens that is good for it."""

    merchant: int
    scopes: tuple[str, ...]
    access: str = ""
    access_until: float = 0.0
    refresh: str = ""
    refresh_until: float = 0.0
    used: set[str] = field(default_factory=set)
    old_access: set[str] = field(default_factory=set)


class Grants:
    """Keeps all codes and grants of the app; a refresh token used twice ends its grant."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._codes: dict[str, Code] = {}
        self._grants: list[Grant] = []
        self.refreshed = 0  # how many refreshes were granted
        self.reused = 0  # how many grants ended because a refresh token came twice

    def code(self, merchant: int, scopes: Iterable[str], redirect_uri: str) -> str:
        """Make a code for what a merchant agreed to."""
        text = f"ory_ac_{secrets.token_urlsafe(24)}"
        until = self._clock() + self._settings.code_seconds
        self._codes[text] = Code(merchant, tuple(scopes), redirect_uri, until)
        return text

    def redeem(self, text: str, redirect_uri: str) -> Grant:
        """Give a new pair for a code, once; raises GrantError."""
        code = self._codes.pop(text, None)
        if code is None:
            raise GrantError("The authorization code has already been used or was never given.")
        if code.until < self._clock():
            raise GrantError("The authorization code has expired.")
        if code.redirect_uri != redirect_uri:
            raise GrantError("The redirect_uri is not the one the code was asked for with.")
        return self.issue(code.merchant, code.scopes)

    def issue(self, merchant: int, scopes: Iterable[str]) -> Grant:
        """Give the first pair of a new grant."""
        grant = Grant(merchant, tuple(scopes))
        self._grants.append(grant)
        self._renew_access(grant)
        if "offline_access" in grant.scopes:
            self._renew_refresh(grant)
        return grant

    def refresh(self, token: str) -> tuple[Grant, bool]:
        """Give a new pair and whether its refresh token is new; raises GrantError."""
        for grant in self._grants:
            if token in grant.used:
                self._grants.remove(grant)
                self.reused += 1
                raise GrantError("The refresh token was used before; the whole grant is revoked.")
        grant = next((each for each in self._grants if each.refresh == token), Grant(0, ()))
        if not token or not grant.merchant or grant.refresh_until < self._clock():
            raise GrantError("The refresh token is malformed, expired or revoked.")
        self.refreshed += 1
        self._renew_access(grant)
        if self._settings.new_refresh:
            grant.used.add(token)
            self._renew_refresh(grant)
        return grant, self._settings.new_refresh

    def holder(self, access: str) -> Grant | None:
        """Give the grant an access token is good for."""
        for grant in self._grants:
            if access and grant.access == access:
                return grant if grant.access_until >= self._clock() else None
            if access in grant.old_access and not self._settings.old_access_dies:
                return grant
        return None

    def expire_access(self, merchant: int) -> None:
        """Let a merchant's access tokens expire now; refresh tokens stay good."""
        for grant in self._grants:
            if grant.merchant == merchant:
                grant.access_until = 0.0

    def revoke(self, merchant: int) -> None:
        """End everything a merchant granted."""
        self._grants = [grant for grant in self._grants if grant.merchant != merchant]
        self._codes = {t: code for t, code in self._codes.items() if code.merchant != merchant}

    def connected(self, merchant: int) -> bool:
        """Whether the merchant has granted anything that still holds."""
        return any(grant.merchant == merchant for grant in self._grants)

    def dump(self) -> object:
        """Give all grants as plain values, to be kept."""
        return msgspec.to_builtins(self._grants)

    def load(self, kept: object) -> None:
        """Take grants back; raises msgspec.ValidationError."""
        self._grants = msgspec.convert(kept, list[Grant])

    def _renew_access(self, grant: Grant) -> None:
        if grant.access:
            grant.old_access.add(grant.access)
        grant.access = f"ory_at_{secrets.token_urlsafe(32)}"
        grant.access_until = self._clock() + self._settings.access_seconds

    def _renew_refresh(self, grant: Grant) -> None:
        grant.refresh = f"ory_rt_{secrets.token_urlsafe(32)}"
        grant.refresh_until = self._clock() + self._settings.refresh_seconds
