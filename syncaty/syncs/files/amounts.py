"""Amounts of money and quantities as people and spreadsheets write them.

1,234.50 and 1.234,50 and ١٬٢٣٤٫٥٠, with a currency before or after, in brackets where negative.
Which mark is the decimal one is settled over a whole column where a value alone cannot say.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from syncaty.salla.money import read_amount
from syncaty.syncs.files.cells import Cell, plain
from syncaty.syncs.files.reasons import BadCellError

_NUMBER = re.compile(r"(?:\d[\d.,' ]*\d|\d|[.,]\d+)[.,]?(?![\d])", re.ASCII)
_ARABIC_MARKS = str.maketrans("٫٬،", ".,,")
_MINUS, _SIGNS = "-−", "-−+"
_SYMBOLS = {
    "SAR": "ر.س رس ريال ريال.سعودي sr s.r ﷼ \u20c1",
    "KWD": "د.ك دينار.كويتي", "AED": "د.إ د.ا درهم", "QAR": "ر.ق", "BHD": "د.ب", "OMR": "ر.ع",
    "EGP": "ج.م", "JOD": "د.أ", "USD": "$ us$", "EUR": "€", "GBP": "£",
}  # fmt: skip
_CURRENCIES = {symbol: code for code, each in _SYMBOLS.items() for symbol in each.split()} | {
    code.lower(): code for code in [*_SYMBOLS, "TRY", "INR", "YER", "IQD", "SYP", "LBP", "CNY"]
}
_GROUPED = re.compile(r"\d{1,3}(?:[,. ']\d{3})+", re.ASCII)


@dataclass(slots=True)
class MarkVotes:
    """What the values of a column say of their decimal mark."""

    dot: int = 0
    comma: int = 0

    def look(self, cell: Cell) -> None:
        """Take a value's vote, if it alone can tell."""
        if isinstance(cell, str) and "٫" not in cell:
            match _proven(_digits(cell)):
                case ",":
                    self.comma += 1
                case ".":
                    self.dot += 1

    @property
    def comma_decimal(self) -> bool:
        """Whether a comma before three digits is a decimal mark: only where all proof says so."""
        return self.comma > 0 and self.dot == 0


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount, and its currency where it is written beside it."""

    value: Decimal
    currency: str | None


def read_money(cell: Cell, *, comma_decimal: bool = False) -> Amount | None:
    """Read an amount; None where there is none, BadCellError where it is no amount."""
    if cell is None:
        return None
    if isinstance(cell, Decimal):
        return Amount(_checked(cell), None)
    if not isinstance(cell, str):
        raise BadCellError("not_amount")
    text = plain(cell)
    if text in {"-", "–", "—"}:
        return None
    arabic = "٫" in text
    text = text.translate(_ARABIC_MARKS)
    match = _NUMBER.search(text)
    if match is None:
        raise BadCellError("not_amount")
    around = text[: match.start()] + " " + text[match.end() :]
    number = _plain_number(match[0], comma_decimal=comma_decimal and not arabic)
    signs = [each for each in around if each in _SIGNS]
    brackets = around.count("("), around.count(")")
    if len(signs) > 1 or brackets not in {(0, 0), (1, 1)}:
        raise BadCellError("not_amount")
    currency = _currency("".join(each for each in around if each not in _SIGNS + "()"))
    negative = brackets[0] or any(each in _MINUS for each in signs)
    return Amount(_checked(Decimal(f"-{number}" if negative else number)), currency)


def read_quantity(cell: Cell, *, comma_decimal: bool = False) -> Decimal | None:
    """Read a number of pieces; BadCellError where it is none."""
    found = read_money(cell, comma_decimal=comma_decimal)
    if found is not None and found.currency:
        raise BadCellError("not_amount")
    return None if found is None else found.value


def _digits(text: str) -> str:
    return re.sub(r"[^\d.,]", "", plain(text).translate(_ARABIC_MARKS)).strip(".,")


def _proven(text: str) -> str:
    """Give the decimal mark that a number proves by itself, or nothing."""
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        last = max(text.rfind("."), text.rfind(","))
        return text[last]
    if dots + commas != 1:
        return "." if commas > 1 else "," if dots > 1 else ""
    mark = "." if dots else ","
    return "" if len(text.rpartition(mark)[2]) == 3 and not text.startswith("0") else mark


def _plain_number(text: str, *, comma_decimal: bool) -> str:
    text = text.rstrip(".,")
    proven = _proven(re.sub(r"[' ]", "", text))
    decimal = proven or ("," if comma_decimal else ".")
    whole, mark, fraction = text.rpartition(decimal) if text.count(decimal) == 1 else (text, "", "")
    if not mark:
        whole, fraction = text, ""
    if re.search(r"\D", fraction) or not (
        whole == "" or whole.isdigit() or _GROUPED.fullmatch(whole)
    ):
        raise BadCellError("not_amount")
    digits = re.sub(r"\D", "", whole) or "0"
    return f"{digits}.{fraction}" if fraction else digits


def _currency(words: str) -> str | None:
    name = ".".join(words.lower().split()).strip(".")
    if not name:
        return None
    if name not in _CURRENCIES:
        raise BadCellError("not_amount")
    return _CURRENCIES[name]


def _checked(value: Decimal) -> Decimal:
    try:
        found = read_amount(value)
    except ValueError:
        raise BadCellError("too_large") from None
    return Decimal(0) if found is None else found
