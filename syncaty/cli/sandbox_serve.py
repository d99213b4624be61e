"""What `syncaty sandbox serve` does, once its options are read."""

import shlex
import socket
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from syncaty.cli import serve
from syncaty.sandbox.journal import Journal
from syncaty.sandbox.server.keeping import Keeper
from syncaty.sandbox.server.limits import PER_MINUTE
from syncaty.sandbox.server.running import serve as serve_world
from syncaty.sandbox.server.settings import Settings
from syncaty.sandbox.server.store import Profile, Store
from syncaty.sandbox.server.world import World
from syncaty.sandbox.shop import Plan

_NAMES = (
    ("متجر تجريبي · Demo shop", "نورة العتيبي"),
    ("عطور الواحة · Oasis perfumes", "فهد الحربي"),
    ("بن الجنوب · Southern coffee", "سارة القحطاني"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One shop as `--shop` names it."""

    merchant: int
    plan: str
    orders: int

    @classmethod
    def of(cls, text: str) -> "Wanted":
        """Read `MERCHANT`, `MERCHANT:PLAN` or `MERCHANT:PLAN:ORDERS`; raises BadParameter."""
        merchant, _, rest = text.partition(":")
        plan, _, orders = rest.partition(":")
        plan, orders = plan or "plus", orders or "3000"
        if not (merchant.isdigit() and orders.isdigit() and plan in PER_MINUTE):
            raise typer.BadParameter(
                f"{text!r} is not MERCHANT:PLAN:ORDERS with PLAN one of {', '.join(PER_MINUTE)}.",
                param_hint="--shop",
            )
        return cls(int(merchant), plan, int(orders))


def stores(wanted: list[Wanted], plan: Plan, state: Path | None) -> list[Store]:
    """Make the shops, each from a seed of its own; `plan` gives what they have in common."""
    made = []
    for place, shop in enumerate(wanted):
        name, owner = _NAMES[place % len(_NAMES)]
        profile = Profile(shop.merchant, name, shop.plan, owner, f"owner{place + 1}@shop.example")
        own = replace(
            plan,
            seed=plan.seed + place,
            orders=shop.orders,
            customers=max(shop.orders // 3, 1),
        )
        journal = Journal(state / f"shop-{shop.merchant}.jsonl", own) if state else None
        made.append(Store(profile, own, journal))
    return made


def run(
    settings: Settings,
    shops: list[Store],
    sock: socket.socket,
    *,
    rate: float,
    state: Path | None,
) -> None:
    """Serve the shops until a signal asks for the end."""
    world = World(settings, shops)
    if state is not None:
        Keeper(state / "salla.json").load(world)
    told = _welcome(settings, shops, serve.address(sock), rate)
    serve_world(world, sock, rate, lambda: typer.echo(told))


def _welcome(settings: Settings, shops: list[Store], address: str, rate: float) -> str:
    fresh = Settings()
    values = {
        "SYNCATY_SALLA_ACCOUNTS_URL": address,
        "SYNCATY_SALLA_API_URL": f"{address}/admin/v2",
        "SYNCATY_SALLA_MODE": "easy" if settings.easy else "custom",
        "SYNCATY_SALLA_CLIENT_ID": settings.client_id,
        "SYNCATY_SALLA_APP_ID": str(settings.app_id),
    }
    # Only the stand-in's own, public secrets are shown; given ones are known to who gave them.
    if settings.client_secret == fresh.client_secret:
        values["SYNCATY_SALLA_CLIENT_SECRET"] = fresh.client_secret
    if settings.app_secret == fresh.app_secret:
        values["SYNCATY_APP_SECRET"] = fresh.app_secret
    lines = [
        "",
        f"  A stand-in for Salla is at {address} (how it stands: {address}/_control).",
        *(
            f"  Shop {store.profile.merchant} {store.profile.name}: "
            f"{len(store.ledger.orders):,} orders, plan {store.profile.plan}"
            for store in shops
        ),
        "",
        "  Let Syncaty use it, with the address people open it at as SYNCATY_PUBLIC_URL",
        "  (127.0.0.1, not localhost, which Salla refuses for webhooks):",
        *(f"    export {name}={shlex.quote(value)}" for name, value in values.items()),
        "",
        "  Then press Connect a Salla store in the dashboard."
        if not settings.easy
        else f"  Then install the app: POST {address}/_control/MERCHANT/install",
        f"  Life in every connected shop: about {rate:g} a second. Ctrl-C stops."
        if rate
        else "  Nothing happens by itself; see /_control. Ctrl-C stops.",
        "",
    ]
    return "\n".join(lines)
