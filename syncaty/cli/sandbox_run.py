"""What the sandbox's commands do, once their options are read."""

import random
from collections import Counter
from collections.abc import Iterable
from contextlib import closing

import typer

from syncaty.cli import sandbox_report
from syncaty.sandbox.delivery import Writer
from syncaty.sandbox.faults import Faults, spoil
from syncaty.sandbox.journal import Journal
from syncaty.sandbox.live import LivePace, LiveShop
from syncaty.sandbox.model import Event
from syncaty.sandbox.pace import Poisson
from syncaty.sandbox.run import run
from syncaty.sandbox.sender import Patience, Sender
from syncaty.sandbox.shapes import Render, ShapeName, renderer
from syncaty.sandbox.signing import Strategy


def writer(merchant: int, shape: str, strategy: str, secret: str, *, escaped: bool) -> Writer:
    """Give what writes the bodies of one store and vouches for them."""
    render = renderer(ShapeName(shape), merchant, php_escapes=escaped)
    return Writer(render, Strategy(strategy), secret)


def count(events: Iterable[Event]) -> None:
    """Print how many there are of each event."""
    for name, number in sorted(Counter(event.name for event in events).items()):
        typer.echo(f"{number:>9,} {name}")


def write(events: Iterable[Event], render: Render) -> None:
    """Print each event's body as one line."""
    output = typer.get_binary_stream("stdout")
    for event in events:
        output.write(render(event) + b"\n")


def send(
    sender: Sender, events: Iterable[Event], writer: Writer, faults: Faults, *, as_json: bool
) -> None:
    """Send the events with the faults worked in, and print the report."""
    source = writer.deliveries(spoil(events, faults))
    sandbox_report.finish_whole(run(sender, source, sandbox_report.progress), as_json=as_json)


def keep_going(
    url: str,
    journal: Journal,
    writer: Writer,
    patience: Patience,
    *,
    rate: float,
    connections: int,
) -> None:
    """Send what the journal's shop has not told yet, then its life until Ctrl-C."""
    with closing(journal):
        shop = LiveShop(journal, writer)
        life = Poisson(rate, random.Random())  # noqa: S311  chance, not secrecy
        sender = Sender(
            url,
            connections=connections,
            pace=LivePace(shop, life, lambda: _alive(rate)),
            patience=patience,
            on_settled=lambda delivery: journal.settled(delivery.number),
        )
        typer.echo(f"Telling the shop's past; {journal.sent:,} events were told before.", err=True)
        report = run(sender, shop.deliveries(), sandbox_report.progress, every=30)
    sandbox_report.finish(report, as_json=False)


def _alive(rate: float) -> None:
    typer.echo(f"The past is told. About {rate:g} new events a second; Ctrl-C stops.", err=True)
