"""Products: the full model, the six partial events that carry one part each, and deletion."""

from decimal import Decimal

from syncaty.salla.context import Context
from syncaty.salla.facts import Fact, Named, Value
from syncaty.salla.fields import Fields, Object
from syncaty.salla.ids import as_id
from syncaty.salla.money import read_amount, read_currency, read_money
from syncaty.salla.values import (
    read_count,
    read_flag,
    read_id,
    read_long_text,
    read_short_text,
    read_text,
    rows_of,
)

DELETED = "deleted"


def product_facts(context: Context, data: Object, product_id: int, *, full: bool) -> list[Fact]:
    """Read `data` of a product event: all that it carries, so that a partial one changes its part.

    A full body says that the product exists (it is not deleted) unless its status says otherwise.
    """
    fields = Fields(context, data, "data")
    fields.take("name", "name", read_text, clears=False)
    fields.take("sku", "sku", read_short_text, clears=full)
    for field in ("type", "status"):
        fields.take(field, field, read_short_text, clears=False)
    _take_prices(fields)
    fields.take("quantity", "quantity", read_count)
    fields.take("unlimited", "unlimited_quantity", read_flag, clears=False)
    _take_image(fields)
    _take_url(fields)
    _take_brand(fields)
    for key in ("categories", "tags"):
        if key in data:
            _take_named(fields, key)
    if full or "status" in fields.values:
        fields.put("deleted", fields.values.get("status") == DELETED)
    return [
        Fact("product", product_id, context.version(fields.get_time("updated_at")), fields.values)
    ]


def deleted_product(context: Context, product_id: int) -> list[Fact]:
    """Say that a product is gone; of its body only the id may be trusted (X9)."""
    gone: dict[str, Value] = {"deleted": True, "status": DELETED}
    return [Fact("product", product_id, context.version(), gone)]


def _take_prices(fields: Fields) -> None:
    """Take the prices as sent: `price` may be the list or the sale price (X17)."""
    for field in ("price", "regular_price"):
        fields.take(field, field, read_amount, clears=False)
    fields.take("sale_price", "sale_price", _read_sale_price)
    fields.take("cost", "cost_price" if "cost_price" in fields.data else "cost", read_amount)
    for key in ("currency", "price", "regular_price"):
        value = fields.data.get(key)
        currency = read_currency(value.get("currency") if isinstance(value, dict) else value)
        if currency:
            fields.put("currency", currency)
            return


def _read_sale_price(value: object) -> Decimal | None:
    """Read a sale's price; 0 means that there is no sale."""
    money = read_money(value)
    return money.amount if money and money.amount > 0 else None


def _take_image(fields: Fields) -> None:
    key = "main_image" if "main_image" in fields.data else "thumbnail"
    fields.take("image", key, _read_address)


def _take_url(fields: Fields) -> None:
    if "url" in fields.data:
        fields.take("url", "url", _read_address)
    else:
        fields.inner("urls").take("url", "customer", _read_address)


def _read_address(value: object) -> str | None:
    """Read a web address, or the `url` of an object (X18)."""
    return read_long_text(value.get("url") if isinstance(value, dict) else value)


def _take_brand(fields: Fields) -> None:
    brand = fields.data.get("brand")
    if isinstance(brand, dict) and brand:
        inside = fields.inner("brand")
        inside.take("brand", "name", read_text)
        inside.take("brand_id", "id", read_id)
    elif "brand" in fields.data:
        fields.take("brand", "brand", read_text)
        if fields.values.get("brand") is None:
            fields.put("brand_id", None)


def _take_named(fields: Fields, key: str) -> None:
    """Take a list of categories or tags; a row without id cannot be told apart and is noted."""
    found: list[Named] = []
    try:
        rows = list(rows_of(fields.data[key]))
    except ValueError as error:
        fields.note(key, str(error))
        return
    for position, row in enumerate(rows):
        named_id = as_id(row.get("id")) if isinstance(row, dict) else None
        if not isinstance(row, dict) or named_id is None:
            fields.note(f"{key}.{position}", "has no id")
            continue
        name = row.get("name")
        text = read_text(name) if isinstance(name, str) else None
        found.append({"id": named_id, "name": text or ""})
    fields.values[key] = found
