"""Suggests which column means what, from the names of columns and from what stands in them."""

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from syncaty.salla.phones import to_e164
from syncaty.syncs.files.amounts import read_money
from syncaty.syncs.files.cells import Cell, Row, plain
from syncaty.syncs.files.dates import read_moment
from syncaty.syncs.files.known import AMOUNTS, FIELDS, SYNONYMS, folded

_EXACT, _PART, _LOOKS = 100, 60, 30
_LEAST = 30
_SHORTEST_ID = 7
_RIYADH = ZoneInfo("Asia/Riyadh")


def suggest(columns: Sequence[str], rows: Sequence[Row]) -> dict[str, int]:
    """Give for each field we can tell the position of its column; `rows` are a sample of them.

    A column is used once. Names decide; what stands in the column settles doubt, and speaks
    against a name that does not fit it.
    """
    values = [_column(rows, position) for position in range(len(columns))]
    scored = [
        (score, -place, -position)
        for place, field in enumerate(FIELDS)
        for position, column in enumerate(columns)
        if (score := _score(field, folded(column), values[position])) >= _LEAST
    ]
    found: dict[str, int] = {}
    for _, place, position in sorted(scored, reverse=True):
        field = FIELDS[-place]
        if field not in found and -position not in found.values():
            found[field] = -position
    return {field: found[field] for field in FIELDS if field in found}


def samples(rows: Sequence[Row], position: int, most: int = 3) -> list[str]:
    """Give the first distinct values of a column, as a person wrote them, cut to a line."""
    seen = dict.fromkeys(plain(cell)[:60] for cell in _column(rows, position))
    return list(seen)[:most]


def _column(rows: Sequence[Row], position: int) -> list[Cell]:
    return [
        cells[position]
        for _, cells in rows
        if position < len(cells) and cells[position] is not None
    ]


def _score(field: str, header: str, values: Sequence[Cell]) -> float:
    named = _named(field, header)
    looks = _LOOKING.get(field)
    if looks is None or not values:
        return named
    share = sum(map(looks, values)) / len(values)
    if named and share < 0.5:
        return 0 if share < 0.1 else named / 2
    return named + _LOOKS * share * (bool(named) or field in _TELLING)


def _named(field: str, header: str) -> float:
    names = SYNONYMS[field]
    if header in names:
        return _EXACT - names.index(header)
    words = set(header.split())
    inner = [name for name in names if " " in name and set(name.split()) <= words]
    return _PART + len(inner[0]) / 10 if inner else 0


def _is_amount(cell: Cell) -> bool:
    return _reads(lambda: read_money(cell))


def _is_date(cell: Cell) -> bool:
    day = _reads(lambda: read_moment(cell, _RIYADH, "day"))
    return day or _reads(lambda: read_moment(cell, _RIYADH, "month"))


def _is_phone(cell: Cell) -> bool:
    text = plain(cell)
    digits = [each for each in text if each.isdigit()]
    return 8 <= len(digits) <= 15 and len(text) < 25 and to_e164(text) is not None


def _is_email(cell: Cell) -> bool:
    before, at, after = plain(cell).partition("@")
    return bool(before and at and "." in after and " " not in after)


def _is_reference(cell: Cell) -> bool:
    text = plain(cell)
    return len(text) <= 40 and any(each.isdigit() for each in text) and not _is_email(cell)


def _is_id(cell: Cell) -> bool:
    text = plain(cell)
    return text.isdigit() and not text.startswith("0") and len(text) < 19


def _is_salla_id(cell: Cell) -> bool:
    """Tell Salla's long numbers from a plain count of rows, which many exports call id too."""
    return _is_id(cell) and len(plain(cell)) >= _SHORTEST_ID


def _reads(read: Callable[[], object]) -> bool:
    try:
        return read() is not None
    except ValueError:
        return False


_LOOKING: Mapping[str, Callable[[Cell], bool]] = {
    **dict.fromkeys(AMOUNTS, _is_amount),
    "quantity": _is_amount,
    "reference": _is_reference,
    "id": _is_salla_id,
    "placed_at": _is_date,
    "mobile": _is_phone,
    "email": _is_email,
    "customer_id": _is_id,
}
_TELLING = {"email", "mobile"}  # values that tell by themselves, whatever their column is called
