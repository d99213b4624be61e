"""Reads order lines out of a CSV file, as it is told which column holds what."""

import csv
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from syncaty.errors import SyncatyError


class CsvError(SyncatyError):
    """The CSV file cannot be used as it is; the message says why and what to change."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; `date_format` is for strptime, empty for ISO dates."""

    invoice: str = "InvoiceNo"
    product: str = "StockCode"
    description: str = "Description"
    quantity: str = "Quantity"
    date: str = "InvoiceDate"
    price: str = "UnitPrice"
    customer: str = "CustomerID"
    country: str = "Country"
    date_format: str = ""

    def moment(self, text: str) -> datetime:
        """Read the file's date, still without a zone; raises ValueError if it is none."""
        if self.date_format:
            return datetime.strptime(text, self.date_format)  # noqa: DTZ007
        return datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class CsvLine:
    """One ordinary line of an invoice: known customer, quantity and price above zero."""

    invoice: str
    product: str
    description: str
    quantity: int
    date: str
    price: Decimal
    customer: str
    country: str


# Why a line is left out, in the order in which the reasons are looked for.
CANCELLATION = "invoice begins with C"
NO_CUSTOMER = "no customer"
NO_QUANTITY = "quantity not above zero"
NO_PRICE = "price not above zero"


def read_lines(path: Path, columns: Columns) -> Iterator[CsvLine | str]:
    """Give each line of the file: an ordinary one, or the reason why it is left out.

    Raises CsvError if the file is no CSV, lacks a column, or holds a quantity or price that is no
    number.
    """
    with _opened(path) as rows:
        header = next(rows, [])
        try:
            at = [header.index(name) for name in _names(columns)]
        except ValueError as error:
            raise CsvError(
                f"{path.name} lacks a column: {error}. Its columns are {', '.join(header)}; "
                "name the right ones with the --…-column options."
            ) from None
        for number, row in enumerate(rows, start=2):
            try:
                yield _line([row[place].strip() for place in at])
            except (InvalidOperation, ValueError, IndexError) as error:
                raise CsvError(f"{path.name}, row {number} cannot be read: {error!r}.") from None


def _names(columns: Columns) -> tuple[str, ...]:
    return (
        columns.invoice,
        columns.product,
        columns.description,
        columns.quantity,
        columns.date,
        columns.price,
        columns.customer,
        columns.country,
    )


def _line(values: list[str]) -> CsvLine | str:
    """Judge one row, its values in the order of `_names`."""
    invoice, product, description, quantity, date, price, customer, country = values
    if invoice.startswith("C"):
        return CANCELLATION
    if not customer:
        return NO_CUSTOMER
    count = int(quantity)
    if count <= 0:
        return NO_QUANTITY
    amount = Decimal(price)
    if amount <= 0:
        return NO_PRICE
    return CsvLine(invoice, product, description, count, date, amount, customer, country)


@contextmanager
def _opened(path: Path) -> Iterator[Iterator[list[str]]]:
    if not path.is_file():
        raise CsvError(f"There is no file {path}.")
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        try:
            yield csv.reader(file)
        except UnicodeDecodeError as error:
            raise CsvError(f"{path.name} is not UTF-8 text ({error.reason}); convert it.") from None
        except (OSError, EOFError, csv.Error) as error:
            raise CsvError(f"{path.name} cannot be read to its end: {error}.") from None
