"""How the stand-in behaves where Salla's own behaviour varies or is in doubt."""

from dataclasses import dataclass
from typing import Literal

Expires = Literal["expires_in", "duration", "instant"]


@dataclass(slots=True, repr=False)
class Settings:
    """The app that is registered, and the forms of what is answered; all may change at run time.

    `app_url` takes the app's own events (none are sent without it), signed with `app_secret`,
    which also signs for webhooks that never got a secret. `easy`: tokens come by
    app.store.authorize and the consent page answers 404. `expires` is the form of a token's
    expiry; without `new_refresh` a refresh token is good for many uses. `old_access_dies` ends an
    access token when its pair is refreshed. `window` and `customers_window` are the seconds that
    the limits of a store, and of all customer endpoints, are counted over. `resend_after` seconds
    pass before each of the `resends` of a webhook. A webhook's address that holds one of
    `refused_addresses` is refused.
    """

    client_id: str = "sandbox-client"
    client_secret: str = "sandbox-client-secret"  # noqa: S105  a stand-in's, and public
    app_id: int = 6789012345
    app_name: str = "Syncaty"
    app_url: str = ""
    app_secret: str = "sandbox-app-secret"  # noqa: S105  a stand-in's, and public
    easy: bool = False
    expires: Expires = "expires_in"
    new_refresh: bool = True
    old_access_dies: bool = True
    wrapped: bool = True
    full_orders: bool = False
    code_seconds: float = 600
    access_seconds: int = 1_209_599
    refresh_seconds: int = 2_592_000
    window: float = 60
    customers_window: float = 600
    timeout: float = 30
    resends: int = 3
    resend_after: float = 300
    refused_addresses: tuple[str, ...] = ("localhost", "test.")
