"""Why a row or a value of a file was not taken: a closed list of codes, each with its sentence."""

from collections.abc import Mapping

from msgspec import Struct

REASONS: Mapping[str, str] = {
    "missing": "is missing",
    "not_amount": "is not an amount",
    "too_large": "is larger than any amount of money",
    "negative": "is negative: a refund or a correction, not an order",
    "not_date": "is not a date",
    "hijri": "is a Hijri date: export with Gregorian dates",
    "age": "is a date of another age",
    "swapped": "has day and month the other way round than the rest of the column",
    "no_day": "is a day that no calendar has",
    "no_time": "is a time that no clock shows",
    "future": "lies in the future",
    "not_id": "is not an id of Salla’s",
    "not_phone": "is not a telephone number",
    "not_email": "is not an e-mail address",
    "not_currency": "is not a currency",
    "differs": "differs from an earlier row of the same order; the earlier value counts",
    "no_total": "has neither a total nor prices",
    "rejected": "was refused by the database",
    "too_many_lines": "has more lines than an order can have",
}
"""The sentence of each code goes on from the value: "abc" is not an amount."""


class BadCellError(ValueError):
    """A cell cannot be read as what its column means; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(REASONS[code])
        self.code = code


class RowError(Struct, frozen=True):
    """What is wrong with one value of one row.

    `kept` says that the row was taken all the same, without the value. `column` is the merchant's
    name of the column, empty where the row as a whole is meant.
    """

    row: int
    field: str
    column: str
    value: str
    code: str
    reference: str = ""
    kept: bool = True

    @property
    def reason(self) -> str:
        """The sentence, in English."""
        return REASONS[self.code]
