"""Who asks (a program with a token), and about which store."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from syncaty.clock import utc_now
from syncaty.projections.figures import DEFAULT_CURRENCY
from syncaty.stores.reading import StoreRow
from syncaty.stores.reading import store as read_store
from syncaty.web.accounts.models import ApiToken
from syncaty.web.accounts.services import authenticate
from syncaty.web.api.codes import ApiError
from syncaty.web.database import Reading

__all__ = ["TokenRequest", "bearer", "currency_of", "found_store", "utc_now"]


class TokenRequest(HttpRequest):
    """A request whose token is known: `auth` is its record."""

    auth: ApiToken


class Bearer(HttpBearer):
    """Takes `Authorization: Bearer TOKEN`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """Give the token's record, or None."""
        return authenticate(token)


bearer = Bearer()


def found_store(conn: Reading, merchant: int) -> StoreRow:
    """Give the store; raises ApiError (unknown_store) when it is not connected."""
    held = read_store(conn, merchant)
    if held is None:
        raise ApiError(
            "unknown_store",
            f"No store {merchant} is connected. Connect it with: syncaty store add --merchant "
            f"{merchant} --secret SECRET",
        )
    return held


def currency_of(store: StoreRow) -> str:
    """Give the currency that a store's figures are in."""
    return store.currency or DEFAULT_CURRENCY
