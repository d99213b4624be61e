"""Options of the sandbox's commands."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise typer.BadParameter(f"{name!r} is no time zone; an example: Asia/Riyadh") from None
    return name


Url = Annotated[str, typer.Option("--url", help="Where to send, the address of /webhooks/salla")]
Merchant = Annotated[int, typer.Option("--merchant", help="The store's merchant id")]
Secret = Annotated[
    str,
    typer.Option(
        "--secret",
        envvar="SYNCATY_SANDBOX_SECRET",
        help="The webhook secret the store was added with",
        show_default=False,
    ),
]
Shape = Annotated[Literal["salla", "simple"], typer.Option("--shape", help="How bodies look")]
Escaped = Annotated[
    bool, typer.Option("--escaped", help="Write \\/ and \\uXXXX in bodies, as PHP does")
]
Strategy = Annotated[
    Literal["signature", "token"], typer.Option("--strategy", help="How deliveries are vouched for")
]
Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help="Only so many events", show_default=False)
]

Seed = Annotated[int, typer.Option("--seed", help="Same seed and options, same shop")]
Customers = Annotated[int, typer.Option("--customers", min=1, help="How many register")]
Orders = Annotated[int, typer.Option("--orders", min=0, help="How many orders its past has")]
Products = Annotated[
    int, typer.Option("--products", min=12, help="How many products it opens with")
]
Days = Annotated[int, typer.Option("--days", min=1, help="How many days its past has")]
Until = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        formats=["%Y-%m-%d"],
        help="The day its past ends before [default: today]",
        show_default=False,
    ),
]
Timezone = Annotated[
    str,
    typer.Option(
        "--timezone", callback=_known_zone, help="The shop's zone; give the store the same"
    ),
]

Csv = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        help="Take the past from order lines in this .csv or .csv.gz file",
        show_default=False,
    ),
]
Currency = Annotated[str, typer.Option("--currency", help="Currency of the CSV file's prices")]
Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=HEADER",
        help="Which column holds what, once per field: invoice, product, description, quantity, "
        "date, price, customer, country [default: those of the UCI Online Retail data]",
        show_default=False,
    ),
]
DateFormat = Annotated[
    str,
    typer.Option(
        "--date-format",
        help="Form of dates: %d/%m/%Y %H:%M [default: ISO]",
        show_default=False,
    ),
]

Rate = Annotated[str, typer.Option("--rate", help="Events per second, or max")]
Concurrency = Annotated[int, typer.Option("--concurrency", min=1, help="Connections at a time")]
Timeout = Annotated[float, typer.Option("--timeout", help="Seconds to wait for an answer")]
Resends = Annotated[int, typer.Option("--resends", min=0, help="How often to send again")]
ResendAfter = Annotated[float, typer.Option("--resend-after", help="Seconds before sending again")]
Counts = Annotated[bool, typer.Option("--counts", help="Only count the events")]
LiveRate = Annotated[
    float, typer.Option("--rate", min=0.001, help="New events per second, on average")
]
Json = Annotated[bool, typer.Option("--json", help="Print the report as JSON")]

Double = Annotated[float, typer.Option("--double", min=0, max=1, help="Share sent twice")]
Rebuild = Annotated[
    float, typer.Option("--rebuild", min=0, max=1, help="Share sent again in other bytes")
]
Drop = Annotated[float, typer.Option("--drop", min=0, max=1, help="Share never sent")]
MisSign = Annotated[
    float, typer.Option("--mis-sign", min=0, max=1, help="Share preceded by a forged copy")
]
WrongStrategy = Annotated[
    float,
    typer.Option(
        "--wrong-strategy", min=0, max=1, help="Share preceded by a copy vouched for the other way"
    ),
]
Delay = Annotated[float, typer.Option("--delay", min=0, help="Hold each back up to S seconds")]
Reorder = Annotated[int, typer.Option("--reorder", min=0, help="Mix within a window of N")]
Shuffle = Annotated[bool, typer.Option("--shuffle", help="Mix the whole past")]
SeedFaults = Annotated[int, typer.Option("--seed-faults", help="Seed of what goes wrong")]
State = Annotated[Path, typer.Option("--state", help="File that remembers where the shop is")]
DEFAULT_STATE = Path(".syncaty/sandbox.jsonl")

Shops = Annotated[
    list[str] | None,
    typer.Option(
        "--shop",
        metavar="MERCHANT:PLAN:ORDERS",
        help="A shop, once per shop; PLAN is plus, pro, special or unlimited "
        "[default: 1305146709:plus:3000]",
        show_default=False,
    ),
]
ServeHost = Annotated[str, typer.Option("--host", help="Address to listen on")]
ServePort = Annotated[int, typer.Option("--port", help="Port to listen on; 0 takes a free one")]
ServeRate = Annotated[
    float,
    typer.Option("--rate", min=0, help="Events per second in each connected shop, on average"),
]
ServeState = Annotated[
    Path | None,
    typer.Option(
        "--state",
        help="Folder that remembers shops, tokens and webhooks over restarts",
        show_default=False,
    ),
]
PUBLIC_CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105  a stand-in's
PUBLIC_APP_SECRET = "sandbox-app-secret"  # noqa: S105  a stand-in's
ClientId = Annotated[
    str, typer.Option("--client-id", envvar="SYNCATY_SALLA_CLIENT_ID", help="The app's client id")
]
ClientSecret = Annotated[
    str,
    typer.Option(
        "--client-secret",
        envvar="SYNCATY_SALLA_CLIENT_SECRET",
        help="The app's client secret [default: a public one]",
        show_default=False,
    ),
]
AppId = Annotated[
    int, typer.Option("--app-id", envvar="SYNCATY_SALLA_APP_ID", help="The app's number")
]
AppSecret = Annotated[
    str,
    typer.Option(
        "--app-secret",
        envvar="SYNCATY_APP_SECRET",
        help="What signs the app's own events [default: a public one]",
        show_default=False,
    ),
]
AppUrl = Annotated[
    str,
    typer.Option(
        "--app-url",
        help="Where the app's own events go: Syncaty's address of /webhooks/salla "
        "[default: they are not sent]",
        show_default=False,
    ),
]
Mode = Annotated[
    Literal["custom", "easy"], typer.Option("--mode", help="How the app gets its tokens")
]
FullOrders = Annotated[
    bool, typer.Option("--full-orders", help="List whole orders, as apps of before August 2024 get")
]
ExpiresForm = Annotated[
    Literal["expires_in", "duration", "instant"],
    typer.Option("--expires", help="How an access token's end is told"),
]
NewRefresh = Annotated[
    bool,
    typer.Option(
        "--new-refresh/--same-refresh", help="Give a new refresh token with every refresh"
    ),
]
Handle = Annotated[int | None, typer.Option("--handle", hidden=True)]
