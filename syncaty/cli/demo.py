"""`syncaty demo`: the product with a made-up shop that sends it webhooks."""

from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from syncaty.cli.options import DataDir, Host, Port
from syncaty.config import Config

EXAMPLE = "syncaty demo --port 8000"

MERCHANT = 1305146709
SHOP = "متجر تجريبي · Demo shop"
EMAIL = "demo@syncaty.example"
EVENTS_PER_SECOND = 1

WELCOME = """
  Open      {address}
  Sign in   {email}
  Password  {password}

  A made-up shop is sending its past, then about one new event a second. Look at
    Jobs        every webhook as it came, what it changed, and "run again"
    Customers   who bought what, when last, and how that moved their score
    RFM map     where every customer stands, from champions to lost
    Analytics   sales by day and by product, as orders come in
  بالعربية: اختر «العربية» بعد الدخول لتظهر اللوحة كاملة من اليمين إلى اليسار.

  Other commands find it with --data-dir {folder}
  Its log is {log}
  Ctrl-C stops everything; starting it again goes on where it was.
"""


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the demo makes once and keeps."""

    password: str
    webhook_secret: str


def demo(host: Host = "127.0.0.1", port: Port = 8000, data_dir: DataDir = None) -> None:
    """Run everything together with a made-up shop, and say what to look at.

    Keeps its data in .syncaty/demo, apart from everything else, in an embedded PostgreSQL whatever
    DATABASE_URL says. Nothing leaves this machine. Ctrl-C stops all of it.
    """
    import os

    from syncaty.cli import logs, product, runtime
    from syncaty.cli.supervisor import Child

    for variable in ("DATABASE_URL", "DATABASE_URL_FILE"):
        os.environ.pop(variable, None)
    config = runtime.settings(data_dir or runtime.settings().data_dir / "demo")
    config.data_dir.mkdir(parents=True, exist_ok=True)
    secrets = _secrets(config.data_dir / "demo.json")
    log = config.data_dir / "demo.log"
    typer.echo("Starting (the first time takes a few seconds longer) ...")
    with log.open("ab") as output:
        logs.configure(config, output)
        with product.started(config, host, port, output) as running:
            _connect(running.config, secrets)
            running.supervisor.environment["SYNCATY_SANDBOX_SECRET"] = secrets.webhook_secret
            running.supervisor.start(Child("shop", _shop(running.address, config.data_dir)))
            typer.echo(f"ready {running.address}")
            typer.echo(
                WELCOME.format(
                    address=running.address,
                    email=EMAIL,
                    password=secrets.password,
                    folder=_short(config.data_dir),
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


def _connect(config: Config, secrets: Secrets) -> None:
    """Connect the demo's shop and let its person sign in; changes nothing the second time."""
    from syncaty.cli import runtime
    from syncaty.stores import store
    from syncaty.stores.secrets import open_keys

    with runtime.connect(config) as conn:
        store.add(conn, open_keys(config), MERCHANT, secrets.webhook_secret, name=SHOP)
    with runtime.accounts(config):
        from syncaty.web.accounts import services
        from syncaty.web.accounts.models import User

        if not User.objects.filter(email=EMAIL).exists():
            services.create_user(EMAIL, secrets.password, "Demo", operator=True)


def _shop(address: str, data_dir: Path) -> list[str]:
    """Give the command line of the shop."""
    return [
        *("sandbox", "live", "--merchant", str(MERCHANT)),
        *("--url", f"{address}/webhooks/salla"),
        *("--state", str(data_dir / "shop.jsonl")),
        *("--rate", str(EVENTS_PER_SECOND)),
    ]


def _short(path: Path) -> Path:
    """Give a path as seen from here, when it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
