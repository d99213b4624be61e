"""`syncaty import-file`: brings orders from a CSV or XLSX export of the merchant's own."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syncaty.cli.options import DataDir, Store

if TYPE_CHECKING:
    from syncaty.db.pool import Conn
    from syncaty.syncs.files.order import Choices

EXAMPLE = "syncaty import-file orders.xlsx --store 1305146709 --dry-run"
ACTOR = "command line"


class Dates(StrEnum):
    """How dates such as 03/04/2024 are read."""

    auto = "auto"
    day = "day"
    month = "month"


def import_file(
    path: Annotated[Path, typer.Argument(help="CSV or XLSX file of orders", show_default=False)],
    store: Store,
    means: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="What a column means, as total='Order total'; total= leaves it out. May be given"
            " several times, and goes before what is found out",
            show_default=False,
        ),
    ] = None,
    dates: Annotated[
        Dates, typer.Option("--dates", help="What comes first in 03/04/2024")
    ] = Dates.auto,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be imported")
    ] = False,
    errors: Annotated[
        Path | None,
        typer.Option("--errors", help="CSV file to write the errors to", show_default=False),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Bring orders from a file, and show how far it is.

    Says how it understands the columns. A file never overwrites what Salla said; the same file
    again changes nothing. Rows that cannot be read are left out and listed; exit code 0 all the
    same, 1 when the file as a whole cannot be read or its import did not come to its end.
    """
    from syncaty.cli import importing, runtime

    if not path.is_file():
        raise typer.BadParameter(f"{path} is no file")
    with runtime.database(data_dir) as config:
        with runtime.connect(config) as conn:
            runtime.require_store(conn, store)
            choices = _choices(path, means or [], dates)
            if dry_run:
                _say(conn, store, path, choices)
                return
            number = _begin(conn, store, path, choices)
        done = importing.follow(config, store, number)
        if errors is not None:
            with runtime.connect(config) as conn:
                _write_errors(conn, store, number, errors)
    raise typer.Exit(0 if done else 1)


def _choices(path: Path, means: list[str], dates: Dates) -> "Choices":
    """Find out what columns mean, put right by --map; prints it."""
    from syncaty.syncs.files.order import Choices
    from syncaty.syncs.files.preview import glance
    from syncaty.syncs.files.understanding import positions_of

    seen = glance(path)
    columns = dict(seen.suggested)
    for each in means:
        field, equals, column = each.partition("=")
        if not equals:
            raise typer.BadParameter(f"--map {each}: write it as field=column")
        columns.pop(field, None)
        if column:
            columns = {key: held for key, held in columns.items() if held != column}
            columns[field] = column
    for field, column in columns.items():
        typer.echo(f"{field}: {column}", err=True)
    unused = [column for column in seen.columns if column not in columns.values()]
    if unused:
        typer.echo(f"not used: {', '.join(unused)}", err=True)
    choices = Choices(columns, dates.value)
    positions_of(seen.columns, choices)
    return choices


def _say(conn: "Conn", store: int, path: Path, choices: "Choices") -> None:
    from syncaty.syncs.files.notes import sentence
    from syncaty.syncs.files.preview import preview

    seen = preview(conn, store, path, choices)
    for note in seen.notes:
        typer.echo(sentence(note), err=True)
    for each in seen.errors[:20]:
        value = f"“{each.value}” " if each.value else ""
        typer.echo(f"row {each.row}: {each.column}: {value}{each.reason}", err=True)
    totals = ", ".join(f"{total:f} {currency}" for currency, total in seen.totals.items())
    typer.echo(
        f"{seen.orders} orders ({seen.orders - seen.known} new) of {seen.customers} customers,"
        f" {totals or 'nothing'}; {seen.refused} rows would be left out,"
        f" {seen.lacking} taken without a value. Nothing was written."
    )


def _begin(conn: "Conn", store: int, path: Path, choices: "Choices") -> int:
    from syncaty.syncs.files import keeping

    file_id = keeping.keep(conn, store, path.name, _portions(path), ACTOR)
    keeping.choose(conn, store, file_id, choices)
    number = keeping.start(conn, store, file_id, ACTOR)
    conn.commit()
    return number


def _portions(path: Path) -> Iterator[bytes]:
    from syncaty.syncs.files.keeping import PORTION

    with path.open("rb") as file:
        while portion := file.read(PORTION):
            yield portion


def _write_errors(conn: "Conn", store: int, number: int, path: Path) -> None:
    from syncaty.spreadsheet import BOM, csv_line
    from syncaty.syncs.files.errors import HEADER, listed

    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM + csv_line(HEADER))
        for each in listed(conn, store, number):
            cells = (each.row, each.reference, each.column, each.value, each.error, each.kept)
            file.write(csv_line(cells))
