"""`syncaty export`: a store's customers or orders for other programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from syncaty.cli.options import DataDir, Store

EXAMPLE = "syncaty export customers --store 1305146709 --output customers.csv"


class What(StrEnum):
    """What can be exported."""

    customers = "customers"
    orders = "orders"


class Format(StrEnum):
    """In which form."""

    csv = "csv"
    json = "json"
    jsonl = "jsonl"


def export(
    what: Annotated[What, typer.Argument(help="customers or orders", show_default=False)],
    store: Store,
    form: Annotated[
        Format, typer.Option("--format", help="csv, json (one array) or jsonl (a line each)")
    ] = Format.csv,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="File to write [default: standard output]"),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Print a store's customers or orders as CSV or JSON, row by row.

    Money keeps its decimals (text in JSON), days are YYYY-MM-DD, instants are in UTC. CSV leaves
    unknown values empty, and puts an apostrophe before text that a spreadsheet would run.
    """
    from syncaty.cli import runtime
    from syncaty.segments import export as source
    from syncaty.segments.written import written

    with runtime.connection(data_dir) as conn:
        runtime.require_store(conn, store)
        with source.export(conn, what.value, store) as (columns, rows), _target(output) as file:
            file.writelines(written(form.value, columns, rows))


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    """Give where to write; a named file takes its place only when it is whole."""
    if output is None:
        yield typer.get_text_stream("stdout", encoding="utf-8")
        return
    draft = output.with_name(f"{output.name}.part")
    with draft.open("w", encoding="utf-8", newline="") as file:
        yield file
    draft.replace(output)
