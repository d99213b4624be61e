"""`syncaty export`: a store's customers or orders, or a segment's members, for other programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from syncaty.cli.options import DataDir, Store
from syncaty.errors import SyncatyError

EXAMPLE = "syncaty export customers --store 1305146709 --output customers.csv"


class What(StrEnum):
    """What can be exported."""

    customers = "customers"
    orders = "orders"
    segment = "segment"


class Format(StrEnum):
    """In which form."""

    csv = "csv"
    json = "json"
    jsonl = "jsonl"


def export(
    what: Annotated[What, typer.Argument(help="customers, orders or segment", show_default=False)],
    store: Store,
    key: Annotated[
        str | None, typer.Argument(help="Of a segment: which, by its key", show_default=False)
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="csv, json (one array) or jsonl (a line each)")
    ] = Format.csv,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="File to write [default: standard output]"),
    ] = None,
    masked: Annotated[
        bool, typer.Option("--masked", help="Of a segment: mask e-mails and phones")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Print a store's customers or orders, or a segment's members, as CSV or JSON, row by row.

    Money keeps its decimals (text in JSON), days are YYYY-MM-DD, instants are in UTC. CSV leaves
    unknown values empty, and puts an apostrophe before text that a spreadsheet would run.
    """
    from syncaty.cli import runtime
    from syncaty.segments import export as source
    from syncaty.segments.written import written

    _check(what, key, masked=masked)
    with runtime.connection(data_dir) as conn:
        runtime.require_store(conn, store)
        if what is What.segment:
            from syncaty.cli.export_segment import export_segment

            with _target(output) as file:
                export_segment(conn, store, key or "", form.value, file, masked=masked)
            return
        kind: source.Kind = "orders" if what is What.orders else "customers"
        with source.export(conn, kind, store) as (columns, rows), _target(output) as file:
            file.writelines(written(form.value, columns, rows))


def _check(what: What, key: str | None, *, masked: bool) -> None:
    """Refuse what does not go together, before anything is read."""
    if what is What.segment and key is None:
        raise SyncatyError("Say which segment: syncaty export segment KEY --store STORE.")
    if what is not What.segment and (key is not None or masked):
        raise SyncatyError(f"A key and --masked go with a segment, not with {what.value}.")


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    """Give where to write; a named file takes its place only when it is whole."""
    if output is None:
        yield typer.get_text_stream("stdout", encoding="utf-8")
        return
    draft = output.with_name(f"{output.name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            yield file
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)
