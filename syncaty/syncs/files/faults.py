"""Why a file as a whole cannot be imported: a closed list of codes, each with its sentences."""

from collections.abc import Mapping

from syncaty.errors import SyncatyError

FAULTS: Mapping[str, str] = {
    "file_large": "The file is larger than {mb} MB, so nothing of it was taken. Export a shorter"
    " period at a time.",
    "file_empty": "The file has no rows, so nothing was imported. Export your orders again and"
    " choose that file.",
    "file_unknown": "This file is neither CSV nor XLSX, so nothing was imported. Export your orders"
    " as CSV or as an Excel workbook (.xlsx) and choose that file.",
    "file_quote": "From line {line} on the file is no table: a quotation mark is opened and never"
    " closed. What came before is safe. Mend that line, or save the file as .xlsx, and choose it"
    " again.",
    "file_broken": "This workbook cannot be opened: it is damaged, locked by a password, or no"
    " .xlsx file. Nothing was imported. Save it anew as .xlsx without a password, or as CSV.",
    "file_old": "This is a workbook of an old Excel, or one locked by a password, so nothing was"
    " imported. Save it as .xlsx without a password, or as CSV, and choose that file.",
    "file_unpacks": "This workbook unpacks to far more than a list of orders, so it was not opened."
    " Save the sheet of orders as CSV and choose that file.",
    "file_texts": "This workbook holds too much text to be read at once, so it was not opened. Save"
    " the sheet of orders as CSV, which has no such limit, and choose that file.",
    "file_gone": "The file is no longer here. What was imported of it is safe. Choose it again to"
    " import the rest.",
    "file_busy": "Another file of this store is being imported, so nothing of this one was. Wait"
    " for the other to end, or cancel it, and begin again.",
    "file_column": "The file has no column “{column}”, so nothing was imported. Choose one that it"
    " has.",
    "file_twice": "Two columns are taken for the same, so nothing was imported. Choose one for"
    " each.",
    "file_field": "“{field}” is not something a column can mean. Choose among: {fields}.",
    "file_keys": "Order number and date are needed to know one order from another and to place it"
    " in time. Nothing was imported; choose a column for each.",
    "file_worth": "No column says what an order is worth, so nothing was imported. Choose a column"
    " for the total, the subtotal or the unit price.",
    "list_large": "The file is larger than {mb} MB, so nothing of it was taken. Leave only the"
    " column of ids, phones or e-mails in it, or bring it in parts.",
    "list_empty": "The file has no rows, so nobody was put on the list. Choose one with ids, phones"
    " or e-mails of customers.",
    "file_store": "There is no store {store} here, so nothing was imported.",
}
"""What happened, what is safe, what to do; in braces what it speaks of."""


class FileError(SyncatyError):
    """A file as a whole cannot be read; `code` and `about` say why."""

    def __init__(self, code: str, **about: str | int) -> None:
        super().__init__(FAULTS[code].format(**about))
        self.code = code
        self.about = about
