"""The events of the app itself: installed, authorised, subscribed, removed."""

from datetime import UTC, datetime, timedelta

from syncaty.sandbox.server.grants import Grant
from syncaty.sandbox.server.settings import Settings
from syncaty.sandbox.shapes.parts import zoneless
from syncaty.sandbox.shapes.text import Json, encode

SUBSCRIPTION = tuple(
    f"app.{what}"
    for what in (
        "trial.started", "trial.expired", "trial.canceled", "subscription.started",
        "subscription.renewed", "subscription.expired", "subscription.canceled",
    )
)  # fmt: skip
LIFECYCLE = ("app.store.authorize", "app.installed", "app.updated", "app.uninstalled")


def body(name: str, merchant: int, at: datetime, data: Json) -> bytes:
    """Write an app event; its time has no zone."""
    at = at.astimezone(UTC)
    return encode({"event": name, "merchant": merchant, "created_at": zoneless(at), "data": data})


def authorised(grant: Grant) -> Json:
    """Write the tokens that a merchant's consent gives in easy mode; the expiry is an instant."""
    return {
        "access_token": grant.access,
        "expires": int(grant.access_until),
        "refresh_token": grant.refresh,
        "scope": " ".join(grant.scopes),
        "token_type": "bearer",
    }


def of_app(settings: Settings, name: str, at: datetime, scopes: tuple[str, ...]) -> Json:
    """Write what any other event of the app says."""
    data: Json = {
        "id": settings.app_id,
        "app_name": settings.app_name,
        "app_description": "An app of the stand-in",
        "app_type": "app",
        "store_type": "demo",
    }
    if name in SUBSCRIPTION:
        return data | _subscription(settings, at)
    if name == "app.uninstalled":
        return data | {
            "categories": [],
            "installation_date": zoneless(at.astimezone(UTC)),
            "uninstallation_date": zoneless(at.astimezone(UTC)),
            "refunded": False,
        }
    return data | {
        "app_scopes": list(scopes),
        "installation_date": zoneless(at.astimezone(UTC)),
    }


def _subscription(settings: Settings, at: datetime) -> Json:
    start = at.astimezone(UTC)
    return {
        "subscription_id": settings.app_id % 1_000_000_007,
        "item_type": "plan",
        "item_slug": None,
        "quantity": 1,
        "categories": [],
        "plan_type": "recurring",
        "plan_name": None,
        "plan_period": "1",
        "start_date": start.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "end_date": (start + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "coupon": None,
        "initialization_cost": 0,
        "price_before_discount": 20,
        "price": "20.00",
        "tax": "0.15",
        "tax_value": "3.00",
        "total": "23.00",
        "subscription_balance": "null",
        "features": [],
    }
