"""Who asks (a program with a token), and about which store."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from syncaty.clock import utc_now
from syncaty.projections.figures import DEFAULT_CURRENCY
from syncaty.stores.members import OPERATOR, Viewer, role_of
from syncaty.stores.reading import StoreRow
from syncaty.stores.reading import store as read_store
from syncaty.web.accounts.models import ApiToken
from syncaty.web.accounts.services import authenticate
from syncaty.web.api.codes import ApiError
from syncaty.web.database import Reading

__all__ = [
    "TokenRequest",
    "actor",
    "bearer",
    "currency_of",
    "found_store",
    "trusted",
    "utc_now",
    "viewer",
]


class TokenRequest(HttpRequest):
    """A request whose token is known: `auth` is its record."""

    auth: ApiToken


class Bearer(HttpBearer):
    """Takes `Authorization: Bearer TOKEN`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """Give the token's record, or None."""
        return authenticate(token)


bearer = Bearer()


def viewer(request: TokenRequest) -> Viewer:
    """Tell whom a token speaks for: a person, or the operator."""
    user = request.auth.user
    return OPERATOR if user is None else Viewer(user.pk, everything=user.is_operator)


def found_store(conn: Reading, request: TokenRequest, merchant: int) -> StoreRow:
    """Give the store; raises ApiError (unknown_store) when it is not one that the token sees."""
    held = read_store(conn, viewer(request), merchant)
    if held is None:
        raise ApiError(
            "unknown_store",
            f"This token sees no store {merchant}. Check the number, or connect the store in the "
            "dashboard.",
        )
    return held


def trusted(conn: Reading, request: TokenRequest, merchant: int) -> bool:
    """Tell whether a token speaks for an operator or an owner of the store."""
    who = viewer(request)
    return who.everything or role_of(conn, merchant, who.user_id) == "owner"


def actor(request: TokenRequest) -> str:
    """Name whoever acts, for what is kept of it."""
    return f"token {request.auth.name}"


def currency_of(store: StoreRow) -> str:
    """Give the currency that a store's figures are in."""
    return store.currency or DEFAULT_CURRENCY
