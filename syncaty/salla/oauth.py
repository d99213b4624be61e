"""Salla's OAuth: the consent page, tokens for a code, new tokens for old, and whose they are.

Salla reference, section 12. A code and a refresh token work once, and a refresh token used twice
ends a store's access; so neither is ever sent again once it may have reached Salla.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from syncaty.salla.errors import SallaCode, SallaError
from syncaty.salla.faults import api_judge, oauth_fault
from syncaty.salla.fields import Object
from syncaty.salla.http import Call, Http, Patience
from syncaty.salla.ids import as_id
from syncaty.salla.tokens import TokenPair, read_scopes, read_tokens
from syncaty.salla.values import part_of, read_short_text

CALLBACK = "/connect/callback"
"""Where a merchant comes back to, under SYNCATY_PUBLIC_URL; registered with the app at Salla."""

_PATIENCE = Patience(tries=2)  # somebody sits before the browser and waits


class OAuthSettings(Protocol):
    """The settings it needs, as `syncaty.config.Config` has them."""

    @property
    def public_url(self) -> str: ...
    @property
    def salla_client_id(self) -> str: ...
    @property
    def salla_client_secret(self) -> str: ...
    @property
    def salla_scopes(self) -> tuple[str, ...]: ...
    @property
    def salla_accounts_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Merchant:
    """Whose token it is: the store (`id` is Salla's merchant id) and the person who agreed.

    All but `id` is None where Salla does not say; `scopes` is then empty.
    """

    id: int
    name: str | None
    username: str | None
    plan: str | None
    domain: str | None
    owner_name: str | None
    owner_email: str | None
    scopes: tuple[str, ...]


class OAuth:
    """Salla's side of connecting a store. `http` may be shared; else it has its own."""

    def __init__(self, settings: OAuthSettings, http: Http | None = None) -> None:
        self._settings = settings
        self._http = http or Http(_PATIENCE)
        self._shared = http is not None

    def close(self) -> None:
        """End the connections, unless they are shared."""
        if not self._shared:
            self._http.close()

    @property
    def redirect_uri(self) -> str:
        """Where Salla sends the merchant back to; must equal the one registered with the app."""
        return f"{self._settings.public_url}{CALLBACK}"

    def authorize_url(self, state: str) -> str:
        """Give the address of Salla's consent page.

        Salla strips hyphens from `state`, so what is sent has none: compare without them.
        """
        query = {
            "response_type": "code",
            "client_id": self._settings.salla_client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self._settings.salla_scopes),
            "state": state.replace("-", ""),
        }
        return f"{self._settings.salla_accounts_url}/oauth2/auth?{urlencode(query)}"

    def exchange(self, code: str) -> TokenPair:
        """Turn the code of a consent into tokens. Raises SallaError."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self._settings.salla_scopes),
        }
        return self._tokens(form, "code_refused")

    def refresh(self, refresh_token: str) -> TokenPair:
        """Turn a refresh token into new tokens; the old one is spent, whatever comes back.

        Callers hold a lock of the store from before this until both new tokens are saved. Where
        the answer's `refresh` is None the old one is kept (X27). A SallaError that is `unsure`
        means that Salla may have made tokens that did not arrive; trying again with the same
        refresh token may then end the store's access, so wait while the access token still works.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._tokens(form, "invalid_grant")

    def merchant(self, access: str) -> Merchant:
        """Tell whose token it is. Raises SallaError, `bad_answer` where no store is named."""
        call = Call("GET", f"{self._settings.salla_accounts_url}/oauth2/user/info", token=access)
        answer = self._http.send(call, api_judge(access))
        return read_merchant(answer.document)

    def _tokens(self, form: Mapping[str, str], refused: SallaCode) -> TokenPair:
        keys = {
            "client_id": self._settings.salla_client_id,
            "client_secret": self._settings.salla_client_secret,
        }
        call = Call(
            "POST",
            f"{self._settings.salla_accounts_url}/oauth2/token",
            form={**form, **keys},
            repeatable=False,
        )
        answer = self._http.send(call, lambda answer: oauth_fault(answer, refused))
        return read_tokens(answer.document, answer.received_at)


def read_merchant(document: object) -> Merchant:
    """Read the answer of user info, inside `data` or not (X25)."""
    inside = part_of(document, "data")
    person: Object = inside or (document if isinstance(document, dict) else {})
    store, context = part_of(person, "merchant"), part_of(person, "context")
    store_id = as_id(store.get("id"))
    if store_id is None:
        raise SallaError("bad_answer")
    return Merchant(
        id=store_id,
        name=_text(store, "name"),
        username=_text(store, "username"),
        plan=_text(store, "plan"),
        domain=_text(store, "domain"),
        owner_name=_text(person, "name"),
        owner_email=_text(person, "email"),
        scopes=read_scopes(context.get("scope")),
    )


def _text(part: Object, key: str) -> str | None:
    try:
        return read_short_text(part.get(key))
    except ValueError:
        return None
