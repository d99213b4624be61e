"""How commands print what they found: a table for people, JSON for programs."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

PIPED_WIDTH = 200  # a file or another program has no width of its own


def json(value: object) -> None:
    """Print a value as JSON; money stays exact, as text, and times are ISO 8601."""
    encoded = msgspec.json.format(msgspec.json.encode(value), indent=2)
    typer.echo(encoded.decode())


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], numbers: str = "") -> None:
    """Print rows under their column names; `numbers` names the columns to align to the right."""
    right = set(numbers.split())
    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        drawn.add_column(column, justify="right" if column in right else "left")
    for row in rows:
        drawn.add_row(*(_text(cell) for cell in row))
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    Console(width=width, highlight=False, markup=False).print(drawn)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone().isoformat(sep=" ", timespec="seconds")
    return str(cell)
