"""The lines of an order, in both shapes, and the products they make known."""

from decimal import Decimal

from syncaty.salla.context import Context
from syncaty.salla.facts import Fact, Item, Value
from syncaty.salla.fields import Fields, Object
from syncaty.salla.money import read_amount, read_rate
from syncaty.salla.values import part_of, read_id, read_short_text, read_text, rows_of

_MOST_LINES = 10_000
_ZERO = Decimal(0)
_ONE = Decimal(1)


def read_items(order: Fields) -> list[Item] | None:
    """Read an order's `items`, or give None where the body does not speak of them.

    Figures are kept as sent (X19): the price of one piece is the simple shape's `price`, else
    Salla's `price_without_tax`; a line's total is `amounts.total`, else price times quantity.
    """
    if "items" not in order.data:
        return None
    try:
        rows = list(rows_of(order.data["items"]))
    except ValueError as error:
        order.note("items", str(error))
        return None
    if len(rows) > _MOST_LINES:
        order.context.notes.add(f"{order.path}.items", f"has over {_MOST_LINES} lines: cut there")
    items: list[Item] = []
    for position, row in enumerate(rows[:_MOST_LINES]):
        if isinstance(row, dict) and row:
            line = Fields(order.context, row, f"items.{position}", above=order)
            items.append(_read_item(line, len(items)))
        else:
            order.note(f"items.{position}", "is not a line")
    return items


def line_products(context: Context, items: list[Item]) -> list[Fact]:
    """Give the products the lines name: weak facts, for products not known otherwise."""
    version = context.aside(weak=True)
    known: dict[int, dict[str, Value]] = {}
    for item in items:
        if item.product_id is not None:
            fields = known.setdefault(item.product_id, {})
            for field, value in (("name", item.name), ("sku", item.sku)):
                if value is not None:
                    fields.setdefault(field, value)
    return [Fact("product", product_id, version, fields) for product_id, fields in known.items()]


def _read_item(line: Fields, position: int) -> Item:
    amounts = Fields(line.context, part_of(line.data, "amounts"), "amounts", above=line)
    quantity = line.get("quantity", read_rate)
    if quantity is None:
        line.context.notes.add(f"{line.path}.quantity", "is missing: taken as 1")
        quantity = _ONE
    price = line.get("price", read_amount)
    if price is None:
        price = amounts.get("price_without_tax", read_amount)
    total = amounts.get("total", read_amount)
    if total is None:
        total = _total(line, price, quantity)
    return Item(
        position=position,
        id=line.get("id", read_id),
        product_id=_product_id(line),
        name=line.get("name", read_text),
        sku=line.get("sku", read_short_text),
        quantity=quantity,
        unit_price=price,
        total=total,
        discount=amounts.get("total_discount", read_amount) or _ZERO,
        tax=amounts.get("tax", read_amount) or _ZERO,
    )


def _total(line: Fields, price: Decimal | None, quantity: Decimal) -> Decimal:
    try:
        total = None if price is None else read_amount(price * quantity)
    except ValueError:
        total = None
    if total is None:
        line.context.notes.add(line.path, "has neither total nor price: taken as 0")
        return _ZERO
    return total


def _product_id(line: Fields) -> int | None:
    """Take `product.id`, else `product_id`, else none (X14)."""
    product: Object = part_of(line.data, "product")
    if product:
        found = Fields(line.context, product, "product", above=line).get("id", read_id)
        if found is not None:
            return found
    return line.get("product_id", read_id)
