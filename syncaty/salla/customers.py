"""Customers: the customer model of their own events, and both forms found inside an order."""

from syncaty.salla.context import Context
from syncaty.salla.facts import Fact
from syncaty.salla.fields import Fields, Object
from syncaty.salla.ids import as_id
from syncaty.salla.money import read_currency
from syncaty.salla.phones import to_e164
from syncaty.salla.values import read_long_text, read_short_text, read_text


def customer_facts(context: Context, data: Object, customer_id: int) -> list[Fact]:
    """Read `data` of a customer event; what it says is empty is cleared."""
    fields = Fields(context, data, "data")
    _take_fields(fields)
    return [
        Fact("customer", customer_id, context.version(fields.get_time("updated_at")), fields.values)
    ]


def embedded_customer(context: Context, data: Object, path: str) -> Fact | None:
    """Read the customer inside an order, or give None where it has no id (a guest).

    The full model is as good as a customer event, but its empty values say nothing. The short
    form, which has one joined `name`, is weak: it fills holes and never overwrites.
    """
    customer_id = as_id(data.get("id"))
    if customer_id is None:
        return None
    fields = Fields(context, data, path, clears=False)
    _take_fields(fields)
    full = "first_name" in data or "last_name" in data
    if not full:
        fields.take("name", "name", read_text)
    version = context.aside(fields.get_time("updated_at") if full else None, weak=not full)
    return Fact("customer", customer_id, version, fields.values)


def _take_fields(fields: Fields) -> None:
    for field in ("first_name", "last_name", "city", "country"):
        fields.take(field, field, read_text)
    fields.take("email", "email", read_short_text)
    fields.take("gender", "gender", read_short_text)
    fields.take("avatar", "avatar", read_long_text)
    fields.take("currency", "currency", read_currency)
    fields.take("language", "language" if "language" in fields.data else "lang", read_short_text)
    fields.take_day("birthday", "birthday")
    fields.take_time("joined_at", "created_at")
    _take_country_code(fields)
    _take_mobile(fields)


def _take_country_code(fields: Fields) -> None:
    """Take the two letters from `country_code`, or from `country`, as the simple shape has it."""
    fields.take("country_code", "country_code", _read_country_code)
    if "country_code" not in fields.data:
        code = _read_country_code(fields.values.get("country"))
        if code:
            fields.put("country_code", code)


def _take_mobile(fields: Fields) -> None:
    """Take the number as it came, and in E.164; the two always move together."""
    fields.take("mobile_raw", "mobile", read_short_text)
    if "mobile_raw" not in fields.values:
        return
    raw = fields.values["mobile_raw"]
    code, region = fields.data.get("mobile_code"), fields.values.get("country_code")
    mobile = None
    if isinstance(raw, str):
        mobile = to_e164(
            raw,
            str(code) if isinstance(code, str | int) else None,
            region if isinstance(region, str) else None,
        )
        if mobile is None:
            fields.context.notes.add(
                f"{fields.path}.mobile", "is no telephone number: kept as sent"
            )
    fields.values["mobile"] = mobile


def _read_country_code(value: object) -> str | None:
    text = value.strip() if isinstance(value, str) else ""
    return text.upper() if len(text) == 2 and text.isascii() and text.isalpha() else None
