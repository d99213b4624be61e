"""`syncaty demo`: the product with a stand-in for Salla and its made-up shops."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from syncaty.cli.options import DataDir, Host, Port
from syncaty.config import Config

if TYPE_CHECKING:
    from syncaty.cli.product import Product

EXAMPLE = "syncaty demo --port 8000"

MERCHANT, OTHER_MERCHANT = 1305146709, 1305146710
# The first shop is to be full at once, the second to show an import at a plan's own pace.
SHOPS = (f"{MERCHANT}:unlimited:3000", f"{OTHER_MERCHANT}:special:200")
EMAIL = "demo@syncaty.example"
EVENTS_PER_SECOND = 1

WELCOME = """
  Open      {address}
  Sign in   {email}
  Password  {password}

  A stand-in for Salla runs at {salla}
  One of its made-up shops is connected: its history is being imported, then about one new
  event a second comes by webhook. Look at
    Stores      the connection, its webhooks, and how far the import is
    Jobs        every webhook as it came, what it changed, and "run again"
    Customers   who bought what, when last, and how that moved their score
    RFM map     where every customer stands, from champions to lost
    Analytics   sales by day and by product, as orders come in
  A second shop waits to be connected: Stores, then Connect a Salla store.
  The stand-in's own page has buttons that place, refund and cancel orders.
  بالعربية: اختر «العربية» بعد الدخول لتظهر اللوحة كاملة من اليمين إلى اليسار.

  Other commands find it with --data-dir {folder}
  Its log is {log}
  Ctrl-C stops everything; starting it again goes on where it was.
"""


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the demo makes once and keeps; `webhook_secret` is the app's at the stand-in, too."""

    password: str
    webhook_secret: str


def demo(host: Host = "127.0.0.1", port: Port = 8000, data_dir: DataDir = None) -> None:
    """Run everything together with a stand-in for Salla, and say what to look at.

    Keeps its data in .syncaty/demo, apart from everything else, in an embedded PostgreSQL whatever
    DATABASE_URL says. Nothing leaves this machine. Ctrl-C stops all of it.
    """
    import os

    from syncaty.cli import logs, product, runtime, serve
    from syncaty.cli.supervisor import Child

    for variable in ("DATABASE_URL", "DATABASE_URL_FILE"):
        os.environ.pop(variable, None)
    folder = runtime.settings(data_dir or runtime.settings().data_dir / "demo").data_dir
    folder.mkdir(parents=True, exist_ok=True)
    secrets = _secrets(folder / "demo.json")
    log = folder / "demo.log"
    typer.echo("Starting (the first time takes a few seconds longer) ...")
    with log.open("ab") as output, serve.listen("127.0.0.1", 0) as sock:
        salla = serve.address(sock)
        for name, value in _environment(salla, secrets).items():
            os.environ.pop(f"{name}_FILE", None)
            os.environ[name] = value
        config = runtime.settings()
        logs.configure(config, output)
        with product.started(config, host, port, output, public=True) as running:
            _person(running.config, secrets)
            arguments = _stand_in(running.address, folder, sock.fileno())
            running.supervisor.start(Child("salla", arguments, (sock.fileno(),)))
            _connect(running, salla, secrets)
            typer.echo(f"ready {running.address}")
            typer.echo(
                WELCOME.format(
                    address=running.address,
                    salla=salla,
                    email=EMAIL,
                    password=secrets.password,
                    folder=_short(folder),
                    log=_short(log),
                )
            )
            running.supervise()
            typer.echo("Stopping ...")
    typer.echo("Stopped.")


def _secrets(path: Path) -> Secrets:
    """Give the demo's secrets, making them the first time; readable by their owner only."""
    import json
    import secrets

    if path.exists():
        return Secrets(**json.loads(path.read_text(encoding="utf-8")))
    made = Secrets(secrets.token_urlsafe(9), secrets.token_hex(16))
    draft = path.with_suffix(".part")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(made)), encoding="utf-8")
    draft.replace(path)
    return made


def _environment(salla: str, secrets: Secrets) -> dict[str, str]:
    """Give the settings that let product and stand-in know each other, and no other Salla."""
    return {
        "SYNCATY_PUBLIC_URL": "",
        "SYNCATY_SALLA_MODE": "custom",
        "SYNCATY_SALLA_CLIENT_ID": "demo-client",
        "SYNCATY_SALLA_CLIENT_SECRET": secrets.webhook_secret,
        "SYNCATY_SALLA_APP_ID": "6789012345",
        "SYNCATY_SALLA_ACCOUNTS_URL": salla,
        "SYNCATY_SALLA_API_URL": f"{salla}/admin/v2",
        "SYNCATY_APP_SECRET": secrets.webhook_secret,
        "SYNCATY_APP_STRATEGY": "signature",
    }


def _person(config: Config, secrets: Secrets) -> None:
    """Let the demo's person sign in; changes nothing the second time."""
    from syncaty.cli import runtime

    with runtime.accounts(config):
        from syncaty.web.accounts import services
        from syncaty.web.accounts.models import User

        if not User.objects.filter(email=EMAIL).exists():
            services.create_user(EMAIL, secrets.password, "Demo", operator=True)


def _stand_in(address: str, folder: Path, handle: int) -> list[str]:
    """Give the command line of the stand-in; a demo of before goes on with its shop."""
    state = folder / "salla"
    state.mkdir(exist_ok=True)
    before, now = folder / "shop.jsonl", state / f"shop-{MERCHANT}.jsonl"
    if before.exists() and not now.exists():
        before.rename(now)
    return [
        *("sandbox", "serve", "--handle", str(handle), "--state", str(state)),
        *(part for shop in SHOPS for part in ("--shop", shop)),
        *("--app-url", f"{address}/webhooks/salla"),
        *("--rate", str(EVENTS_PER_SECOND)),
    ]


def _connect(running: "Product", salla: str, secrets: Secrets) -> None:
    """Connect the first shop the first time, by the flow a merchant goes through.

    Later on let the webhooks of the shops be looked at: the port may be another one.
    """
    from syncaty import tasks
    from syncaty.cli import demo_shop, runtime

    connected = demo_shop.connected(salla)
    if MERCHANT not in connected:
        demo_shop.connect(running.address, EMAIL, secrets.password, MERCHANT)
    with runtime.connect(running.config) as conn:
        for merchant in connected:
            tasks.defer(conn, "watch", store_id=merchant)


def _short(path: Path) -> Path:
    """Give a path as seen from here, when it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
