"""Sentences for what is wrong with a file and its values, and how it was understood, by key."""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from syncaty.syncs.files.cells import Note
from syncaty.syncs.files.faults import FileError

FAULTS: Mapping[str, Promise] = {
    "file_large": _(
        "The file is larger than {mb} MB, so nothing of it was taken. Export a shorter period"
        " at a time."
    ),
    "file_empty": _(
        "The file has no rows, so nothing was imported. Export your orders again and choose "
        "that file."
    ),
    "file_unknown": _(
        "This file is neither CSV nor XLSX, so nothing was imported. Export your orders as "
        "CSV or as an Excel workbook (.xlsx) and choose that file."
    ),
    "file_quote": _(
        "From line {line} on the file is no table: a quotation mark is opened and never "
        "closed. What came before is safe. Mend that line, or save the file as .xlsx, and "
        "choose it again."
    ),
    "file_broken": _(
        "This workbook cannot be opened: it is damaged, locked by a password, or no .xlsx "
        "file. Nothing was imported. Save it anew as .xlsx without a password, or as CSV."
    ),
    "file_old": _(
        "This is a workbook of an old Excel, or one locked by a password, so nothing was "
        "imported. Save it as .xlsx without a password, or as CSV, and choose that file."
    ),
    "file_unpacks": _(
        "This workbook unpacks to far more than a list of orders, so it was not opened. Save "
        "the sheet of orders as CSV and choose that file."
    ),
    "file_texts": _(
        "This workbook holds too much text to be read at once, so it was not opened. Save the"
        " sheet of orders as CSV, which has no such limit, and choose that file."
    ),
    "file_gone": _(
        "The file is no longer here. What was imported of it is safe. Choose it again to "
        "import the rest."
    ),
    "file_busy": _(
        "Another file of this store is being imported, so nothing of this one was. Wait for "
        "the other to end, or cancel it, and begin again."
    ),
    "file_column": _(
        "The file has no column “{column}”, so nothing was imported. Choose one that it has."
    ),
    "file_twice": _(
        "Two columns are taken for the same, so nothing was imported. Choose one for each."
    ),
    "file_field": _("“{field}” is not something a column can mean. Choose among: {fields}."),
    "file_keys": _(
        "Order number and date are needed to know one order from another and to place it in "
        "time. Nothing was imported; choose a column for each."
    ),
    "file_worth": _(
        "No column says what an order is worth, so nothing was imported. Choose a column for "
        "the total, the subtotal or the unit price."
    ),
    "list_large": _(
        "The file is larger than {mb} MB, so nothing of it was taken. Leave only the column of "
        "ids, phones or e-mails in it, or bring it in parts."
    ),
    "list_empty": _(
        "The file has no rows, so nobody was put on the list. Choose one with ids, phones or "
        "e-mails of customers."
    ),
    "file_store": _("There is no store {store} here, so nothing was imported."),
}
"""Why a file as a whole cannot be imported (`syncs.files.faults`)."""

NOTES: Mapping[str, Promise] = {
    "encoding": _("Written in {}."),
    "damaged": _("Some characters were damaged before the file came here; they are shown as �."),
    "sheet": _("Read from the sheet “{}”; the other sheets were left alone."),
    "day_first": _("Dates are read with the day first: other dates of the column prove it."),
    "month_first": _("Dates are read with the month first: other dates of the column prove it."),
    "dates_assumed": _(
        "Nothing tells whether day or month comes first; the day is taken as first."
    ),
    "dates_mixed": _(
        "Some dates have the day first and some the month; those that do not fit the most are"
        " errors."
    ),
    "dates_chosen": _("Dates are read as you chose."),
    "comma_decimal": _(
        "The comma is read as the decimal mark: other amounts of the column prove it."
    ),
    "no_customer": _(
        "No column says telephone, e-mail or number of the customer, so orders count in sales"
        " but belong to nobody."
    ),
    "no_status": _("No column says the status, so every order counts."),
    "part": _("The first {} rows were looked at; the rest is looked at while it is imported."),
}
"""How a file was understood (`syncs.files.notes`)."""

REASONS: Mapping[str, Promise] = {
    "missing": _("is missing"),
    "not_amount": _("is not an amount"),
    "too_large": _("is larger than any amount of money"),
    "negative": _("is negative: a refund or a correction, not an order"),
    "not_date": _("is not a date"),
    "hijri": _("is a Hijri date: export with Gregorian dates"),
    "age": _("is a date of another age"),
    "swapped": _("has day and month the other way round than the rest of the column"),
    "no_day": _("is a day that no calendar has"),
    "no_time": _("is a time that no clock shows"),
    "future": _("lies in the future"),
    "not_id": _("is not an id of Salla’s"),
    "not_phone": _("is not a telephone number"),
    "not_email": _("is not an e-mail address"),
    "not_currency": _("is not a currency"),
    "differs": _("differs from an earlier row of the same order; the earlier value counts"),
    "no_total": _("has neither a total nor prices"),
    "rejected": _("was refused by the database"),
    "too_many_lines": _("has more lines than an order can have"),
}
"""Why a value was not taken (`syncs.files.reasons`); goes on from the value itself."""


def fault(error: FileError) -> str:
    """Say why a file cannot be imported."""
    return str(FAULTS[error.code]).format(**error.about)


def failed(code: str | None) -> str:
    """Say why an import failed; the line or column that it speaks of is left open."""
    found = FAULTS.get(code or "")
    return "" if found is None else re.sub(r"\{\w+\}", "…", str(found))


def note(of: Note) -> str:
    """Say how something was understood."""
    return str(NOTES[of[0]]).format(of[1])


def reason(code: str) -> str:
    """Say what is wrong with a value; it goes on from the value itself."""
    return str(REASONS[code]) if code in REASONS else code
