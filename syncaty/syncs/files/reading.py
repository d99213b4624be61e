"""Reads one order out of the rows that carry its number, noting what is wrong with each. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Never, TypeVar

from msgspec.structs import replace

from syncaty.salla.facts import Item, Value
from syncaty.salla.ids import as_id
from syncaty.salla.money import read_currency
from syncaty.salla.phones import to_e164
from syncaty.syncs.files.amounts import Amount, read_money, read_quantity
from syncaty.syncs.files.cells import Cell, Row, plain
from syncaty.syncs.files.dates import read_moment
from syncaty.syncs.files.known import LINE_FIELDS, status_key
from syncaty.syncs.files.order import FileCustomer, FileOrder, Setting
from syncaty.syncs.files.reasons import BadCellError, RowError

Read = TypeVar("Read")
_MOST_LINES = 10_000
_ZERO, _ONE = Decimal(0), Decimal(1)
_PARTS = ("sub_total", "discount", "shipping", "cash_on_delivery", "tax")
_TEXTS = ("payment_method", "source", "coupon", "city", "country")
_AHEAD = timedelta(days=1)


def reference_of(cell: Cell) -> str:
    """Give an order number as Salla writes it: without #, in Western digits."""
    return plain(cell).removeprefix("#").strip()[:100]


def read_order(
    setting: Setting, reference: str, rows: Sequence[Row]
) -> tuple[FileOrder | None, list[RowError]]:
    """Read the rows of one order; gives it with what was left out, or None with the reason.

    What is said once per order is taken from the first row that says it.
    """
    reader = _Reader(setting, reference, rows)
    try:
        order = reader.order()
    except _RefusedError:
        order = None
    errors = reader.errors
    if order is None:
        errors = [replace(each, kept=False) for each in errors]
    return order, errors


class _RefusedError(Exception):
    """The order cannot be taken; the reason is noted."""


class _Reader:
    def __init__(self, setting: Setting, reference: str, rows: Sequence[Row]) -> None:
        self.errors: list[RowError] = []
        self._setting = setting
        self._reference = reference
        self._rows = rows
        self._currency: str | None = None

    def order(self) -> FileOrder:
        if not self._reference:
            self._refuse("reference", "missing")
        placed_at = self._first("placed_at", self._moment, needed=True)
        items = self._items()
        fields: dict[str, Value] = {"reference": self._reference, "placed_at": placed_at}
        amounts = self._amounts(items)
        fields["currency"] = self._named_currency()
        fields.update(amounts)
        fields.update(self._texts())
        if items:
            fields["items"] = items
        return FileOrder(
            row=self._rows[0][0],
            rows=len(self._rows),
            reference=self._reference,
            id=self._first("id", _id),
            fields=fields,
            customer=self._customer(),
        )

    def _cell(self, row: Row, field: str) -> Cell:
        position = self._setting.positions.get(field)
        return None if position is None or position >= len(row[1]) else row[1][position]

    def _first(
        self, field: str, read: Callable[[Cell], Read | None], *, needed: bool = False
    ) -> Read | None:
        """Give what the first row with a readable value says; a needed one refuses the order."""
        found: Read | None = None
        said: Cell = None
        for row in self._rows:
            cell = self._cell(row, field)
            if cell is None or (found is not None and cell == said):
                continue
            try:
                value = read(cell)
            except BadCellError as error:
                self._note(row, field, cell, error.code)
                continue
            if found is None:
                found, said = value, cell
            elif value is not None and value != found:
                self._note(row, field, cell, "differs")
        if found is None and needed:
            if not any(each.field == field for each in self.errors):
                self._note(self._rows[0], field, None, "missing")
            raise _RefusedError
        return found

    def _note(self, row: Row, field: str, cell: Cell, code: str) -> None:
        setting = self._setting
        position = setting.positions.get(field)
        column = "" if position is None else setting.columns[position]
        value = plain(cell)[:200]
        self.errors.append(RowError(row[0], field, column, value, code, self._reference))

    def _moment(self, cell: Cell) -> datetime | None:
        setting = self._setting
        at = read_moment(cell, setting.zone, setting.dates, epoch_1904=setting.epoch_1904)
        if at is not None and at > setting.latest + _AHEAD:
            raise BadCellError("future")
        return at

    def _money(self, cell: Cell) -> Amount | None:
        return read_money(cell, comma_decimal=self._setting.comma_decimal)

    def _amount(self, field: str) -> Decimal | None:
        found = self._first(field, self._money)
        if found is None:
            return None
        self._currency = self._currency or found.currency
        return abs(found.value) if field == "discount" else found.value

    def _amounts(self, items: Sequence[Item]) -> dict[str, Value]:
        """Give total and its parts; a total that the file does not say is made of what it says."""
        bad = len(self.errors)
        total = self._amount("total")
        parts = {field: self._amount(field) for field in _PARTS}
        known = {field: value for field, value in parts.items() if value is not None}
        extra = sum((known.get(each, _ZERO) for each in _PARTS[2:]), _ZERO)
        discount = known.get("discount", _ZERO)
        priced = bool(items) and all(item.unit_price is not None for item in items)
        if total is None:
            if any(each.field in {"total", "sub_total"} for each in self.errors[bad:]):
                raise _RefusedError  # it says one, and it cannot be read
            goods = known.get("sub_total")
            if goods is None and priced:
                goods = sum((item.total for item in items), _ZERO)
            if goods is None:
                self._refuse("total", "no_total")
            total = goods - discount + extra
        if total < 0:
            self._refuse("total", "negative")
        if items and not priced and "sub_total" not in known:
            known["sub_total"] = total - extra + discount
        return {"total": total, **known}

    def _refuse(self, field: str, code: str) -> Never:
        row = self._rows[0]
        self._note(row, field, self._cell(row, field), code)
        raise _RefusedError

    def _named_currency(self) -> str:
        named = self._first("currency", _currency)
        return named or self._currency or self._setting.currency

    def _texts(self) -> Mapping[str, Value]:
        found: dict[str, Value] = {}
        for field in _TEXTS:
            if text := self._first(field, _text):
                found[field] = text
        if name := self._first("status", _text):
            found["status"] = status_key(name, self._setting.statuses)
            found["status_name"] = name
        return found

    def _items(self) -> list[Item]:
        """Read the lines; one that cannot be read is left out of an order that is kept."""
        if not LINE_FIELDS & self._setting.positions.keys():
            return []
        items: list[Item] = []
        for row in self._rows:
            if len(items) == _MOST_LINES:
                self._note(row, "quantity", None, "too_many_lines")
                break
            item = self._item(row, len(items))
            if item is not None:
                items.append(item)
        return items

    def _item(self, row: Row, position: int) -> Item | None:
        name, sku = plain(self._cell(row, "product_name")), plain(self._cell(row, "sku"))
        field, cell = "unit_price", self._cell(row, "unit_price")
        if not name and not sku and cell is None:
            return None
        try:
            price = self._money(cell)
            field, cell = "quantity", self._cell(row, "quantity")
            quantity = read_quantity(cell, comma_decimal=self._setting.comma_decimal)
            if quantity is not None and quantity < 0:
                raise BadCellError("negative")
        except BadCellError as error:
            self._note(row, field, cell, error.code)
            return None
        if price is not None:
            self._currency = self._currency or price.currency
        quantity = _ONE if quantity is None else quantity
        unit = None if price is None else price.value
        total = _ZERO if unit is None else (unit * quantity).quantize(Decimal("0.000001"))
        return Item(
            position=position,
            id=None,
            product_id=None,
            name=name[:500] or None,
            sku=sku[:100] or None,
            quantity=quantity,
            unit_price=unit,
            total=total.normalize() if total else _ZERO,
            discount=_ZERO,
            tax=_ZERO,
        )

    def _customer(self) -> FileCustomer:
        raw = self._first("mobile", _phone)
        return FileCustomer(
            id=self._first("customer_id", _id),
            name=self._first("customer_name", _text),
            mobile=to_e164(raw) if raw else None,
            mobile_raw=raw,
            email=self._first("email", _email),
        )


def _text(cell: Cell) -> str | None:
    return plain(cell)[:100] or None


def _id(cell: Cell) -> int | None:
    found = as_id(plain(cell))
    if found is None and plain(cell) != "0":
        raise BadCellError("not_id")
    return found


def _currency(cell: Cell) -> str | None:
    found = read_currency(plain(cell))
    if found is None:
        try:
            amount = read_money(f"1 {plain(cell)}")
        except BadCellError:
            raise BadCellError("not_currency") from None
        return None if amount is None else amount.currency
    return found


def _phone(cell: Cell) -> str | None:
    text = plain(cell)
    if text and to_e164(text) is None:
        raise BadCellError("not_phone")
    return text or None


def _email(cell: Cell) -> str | None:
    text = plain(cell).lower()
    before, _, after = text.partition("@")
    if not before or "." not in after or " " in text or len(text) > 254:
        raise BadCellError("not_email")
    return text
