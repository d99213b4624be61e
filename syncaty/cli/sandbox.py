"""`syncaty sandbox`: a stand-in Salla that invents shops and sends their webhooks."""

import typer

from syncaty.cli import sandbox_options as o

app = typer.Typer(
    name="sandbox",
    help="A stand-in Salla: invents shops, or reads them from CSV, sends their webhooks, and "
    "answers for them as Salla does.",
    epilog="Example: syncaty sandbox send --merchant 1305146709 --secret S --orders 500",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_URL = "http://127.0.0.1:8000/webhooks/salla"
_GENERATE = "Example: syncaty sandbox generate --seed 7 --orders 200 > events.jsonl"
_SEND = "Example: syncaty sandbox send --merchant 1305146709 --secret S --orders 500 --double 0.1"
_SERVE = "Example: syncaty sandbox serve --shop 1305146709:plus:3000 --rate 1"
_LIVE = "Example: syncaty sandbox live --merchant 1305146709 --secret S --rate 2"


@app.command(epilog=_GENERATE)
def generate(
    merchant: o.Merchant = 1305146709,
    seed: o.Seed = 1,
    customers: o.Customers = 1000,
    orders: o.Orders = 3000,
    products: o.Products = 120,
    days: o.Days = 400,
    until: o.Until = None,
    timezone: o.Timezone = "Asia/Riyadh",
    csv: o.Csv = None,
    column: o.Column = None,
    date_format: o.DateFormat = "",
    currency: o.Currency = "GBP",
    shape: o.Shape = "salla",
    escaped: o.Escaped = False,
    limit: o.Limit = None,
    counts: o.Counts = False,
) -> None:
    """Write a shop's webhooks as JSON lines, or count them by event."""
    from itertools import islice

    from syncaty.cli import sandbox_run
    from syncaty.cli import sandbox_source as source

    wanted = source.Wanted(
        seed, customers, orders, products, days, until, timezone,
        csv, tuple(column or ()), date_format, currency,
    )  # fmt: skip
    events = islice(source.history(wanted), limit)
    if counts:
        sandbox_run.count(events)
    else:
        writer = sandbox_run.writer(merchant, shape, "signature", "", escaped=escaped)
        sandbox_run.write(events, writer.render)


@app.command(epilog=_SEND)
def send(
    merchant: o.Merchant,
    secret: o.Secret,
    url: o.Url = _URL,
    seed: o.Seed = 1,
    customers: o.Customers = 1000,
    orders: o.Orders = 3000,
    products: o.Products = 120,
    days: o.Days = 400,
    until: o.Until = None,
    timezone: o.Timezone = "Asia/Riyadh",
    csv: o.Csv = None,
    column: o.Column = None,
    date_format: o.DateFormat = "",
    currency: o.Currency = "GBP",
    shape: o.Shape = "salla",
    escaped: o.Escaped = False,
    limit: o.Limit = None,
    strategy: o.Strategy = "signature",
    rate: o.Rate = "max",
    concurrency: o.Concurrency = 16,
    timeout: o.Timeout = 30.0,
    resends: o.Resends = 3,
    resend_after: o.ResendAfter = 300.0,
    double: o.Double = 0.0,
    rebuild: o.Rebuild = 0.0,
    drop: o.Drop = 0.0,
    mis_sign: o.MisSign = 0.0,
    wrong_strategy: o.WrongStrategy = 0.0,
    delay: o.Delay = 0.0,
    reorder: o.Reorder = 0,
    shuffle: o.Shuffle = False,
    seed_faults: o.SeedFaults = 1,
    as_json: o.Json = False,
) -> None:
    """Send a shop's whole past as signed webhooks and report how they were answered.

    Exits with 1 if a delivery was given up, or if a forged one was accepted.
    """
    from itertools import islice

    from syncaty.cli import sandbox_run
    from syncaty.cli import sandbox_source as source
    from syncaty.sandbox.faults import Faults
    from syncaty.sandbox.sender import Patience, Sender

    wanted = source.Wanted(
        seed, customers, orders, products, days, until, timezone,
        csv, tuple(column or ()), date_format, currency,
    )  # fmt: skip
    faults = Faults(
        seed_faults, double, rebuild, drop, mis_sign, wrong_strategy, delay, reorder, shuffle
    )
    patience = Patience(timeout, resends, resend_after)
    sender = Sender(url, connections=concurrency, pace=source.pace(rate), patience=patience)
    writer = sandbox_run.writer(merchant, shape, strategy, secret, escaped=escaped)
    events = islice(source.history(wanted), limit)
    sandbox_run.send(sender, events, writer, faults, as_json=as_json)


@app.command(epilog=_LIVE)
def live(
    merchant: o.Merchant,
    secret: o.Secret,
    url: o.Url = _URL,
    state: o.State = o.DEFAULT_STATE,
    seed: o.Seed = 1,
    customers: o.Customers = 1000,
    orders: o.Orders = 3000,
    products: o.Products = 120,
    days: o.Days = 400,
    timezone: o.Timezone = "Asia/Riyadh",
    shape: o.Shape = "salla",
    escaped: o.Escaped = False,
    strategy: o.Strategy = "signature",
    rate: o.LiveRate = 1.0,
    concurrency: o.Concurrency = 16,
    resend_after: o.ResendAfter = 300.0,
) -> None:
    """Send a shop's past once, then new events as shoppers come, until Ctrl-C.

    Running it again goes on where it was: the state file remembers.
    """
    from syncaty.cli import sandbox_run
    from syncaty.cli import sandbox_source as source
    from syncaty.sandbox.journal import Journal
    from syncaty.sandbox.sender import Patience

    wanted = source.Wanted(seed, customers, orders, products, days, None, timezone)
    sandbox_run.keep_going(
        url,
        Journal(state, wanted.plan()),
        sandbox_run.writer(merchant, shape, strategy, secret, escaped=escaped),
        Patience(interval=resend_after),
        rate=rate,
        connections=concurrency,
    )


@app.command(epilog=_SERVE)
def serve(
    shop: o.Shops = None,
    host: o.ServeHost = "127.0.0.1",
    port: o.ServePort = 8400,
    rate: o.ServeRate = 0.0,
    state: o.ServeState = None,
    seed: o.Seed = 1,
    products: o.Products = 120,
    days: o.Days = 400,
    until: o.Until = None,
    timezone: o.Timezone = "Asia/Riyadh",
    client_id: o.ClientId = "sandbox-client",
    client_secret: o.ClientSecret = o.PUBLIC_CLIENT_SECRET,
    app_id: o.AppId = 6789012345,
    app_secret: o.AppSecret = o.PUBLIC_APP_SECRET,
    app_url: o.AppUrl = "",
    mode: o.Mode = "custom",
    full_orders: o.FullOrders = False,
    expires: o.ExpiresForm = "expires_in",
    new_refresh: o.NewRefresh = True,
    resend_after: o.ResendAfter = 300.0,
    handle: o.Handle = None,
) -> None:
    """Be Salla: consent page, tokens, webhooks and Merchant API of one or more shops.

    Answers until Ctrl-C. Prints what Syncaty has to be told to use it.
    """
    import socket

    from syncaty.cli import sandbox_serve, sandbox_source
    from syncaty.cli import serve as serving
    from syncaty.sandbox.server.settings import Settings

    sock = serving.listen(host, port) if handle is None else socket.socket(fileno=handle)
    settings = Settings(
        client_id=client_id,
        client_secret=client_secret,
        app_id=app_id,
        app_secret=app_secret.partition(",")[0].strip(),
        app_url=app_url,
        easy=mode == "easy",
        full_orders=full_orders,
        expires=expires,
        new_refresh=new_refresh,
        resend_after=resend_after,
    )
    wanted = [sandbox_serve.Wanted.of(text) for text in shop or ["1305146709:plus:3000"]]
    plan = sandbox_source.Wanted(seed, 1, 1, products, days, until, timezone).plan()
    shops = sandbox_serve.stores(wanted, plan, state)
    sandbox_serve.run(settings, shops, sock, rate=rate, state=state)
