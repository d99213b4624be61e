"""Turns one webhook's body into facts. Pure: the same body, times and zone give the same facts."""

import hashlib
from datetime import datetime, tzinfo
from decimal import Decimal

import msgspec

from syncaty.errors import PermanentError
from syncaty.salla.context import Context, Notes
from syncaty.salla.customers import customer_facts
from syncaty.salla.envelope import BROKEN
from syncaty.salla.events import EVENTS, EventSpec
from syncaty.salla.facts import Decoded, Fact
from syncaty.salla.fields import Fields, Object
from syncaty.salla.ids import as_id
from syncaty.salla.orders import order_facts, short_order_facts, status_facts
from syncaty.salla.products import deleted_product, product_facts
from syncaty.salla.times import read_time
from syncaty.salla.values import is_empty

# Numbers with a fraction become decimals at once: no figure ever passes through a float.
_json = msgspec.json.Decoder(float_hook=Decimal)

_Found = tuple[int | None, list[Fact]]


def decode(event: str, body: bytes, received_at: datetime, zone: tzinfo) -> Decoded:
    """Read what a webhook says.

    `event` is the name in its envelope; one the product does not use gives no facts and its body
    is not read. `received_at` stands in where the body names no time; times without zone are read
    in `zone`, the store's. What cannot be read and can be done without becomes a warning.

    Raises PermanentError for what will never decode: `not_json`, `not_envelope` (no object, or no
    `data`), `bad_data` (`data` is no object), `bad_id` (the entity's own id cannot be read) and
    `bad_money` (an order's total that is no amount).
    """
    spec = EVENTS.get(event)
    if spec is None:
        return Decoded(None, None, (), ())
    outer = _object(body)
    data = outer.get("data")
    if not isinstance(data, dict):
        raise _no_object("data", missing="data" not in outer)
    subject = _subject(spec, data)
    notes = Notes()
    occurred_at = _occurred_at(outer, subject, received_at, zone, notes)
    digest = hashlib.sha256(body).hexdigest()[:8]
    context = Context(event, spec.rank, occurred_at, digest, zone, notes)
    entity_id, facts = _read(spec, context, data, subject)
    return Decoded(spec.kind, entity_id, tuple(facts), notes.all())


def _object(body: bytes) -> Object:
    try:
        outer = _json.decode(body)
    except BROKEN as error:
        raise PermanentError(
            "not_json",
            "The body is not JSON that can be read, so it changed nothing. It is kept as it came.",
        ) from error
    if not isinstance(outer, dict):
        raise _no_object("", missing=True)
    return outer


def _subject(spec: EventSpec, data: Object) -> Object:
    """Give the object the event is about: `data`, or the order inside an activity."""
    if spec.family != "order_status":
        return data
    if "order" not in data and data.get("type") != "activity":
        return data
    order = data.get("order")
    if not isinstance(order, dict):
        # Without its order an activity says nothing: data.id is the activity's own.
        raise _no_object("data.order", missing=False)
    return order


def _occurred_at(
    outer: Object, subject: Object, received_at: datetime, zone: tzinfo, notes: Notes
) -> datetime:
    """Give when the event happened: the envelope's time, else the entity's, else its arrival."""
    for part, key, path in (
        (outer, "created_at", "created_at"),
        (subject, "updated_at", "updated_at"),
        (subject, "date", "date"),
    ):
        try:
            found = read_time(part.get(key), zone)
        except ValueError as error:
            notes.add(path, f"{error}: not used as the event's time")
            continue
        if found is not None:
            return found
    return received_at


def _read(spec: EventSpec, context: Context, data: Object, subject: Object) -> _Found:
    match spec.family:
        case "order_shipment":
            return _read_shipment(context, data)
        case "order_status":
            path = "data" if subject is data else "data.order"
            entity_id = _entity_id(subject, f"{path}.id")
            order = Fields(context, subject, path)
            return entity_id, status_facts(context, data, order, entity_id)
    entity_id = _entity_id(data, "data.id")
    match spec.family:
        case "order":
            return entity_id, order_facts(context, data, entity_id)
        case "customer":
            return entity_id, customer_facts(context, data, entity_id)
        case "product_deleted":
            return entity_id, deleted_product(context, entity_id)
        case "product" | "product_part":
            full = spec.family == "product"
            return entity_id, product_facts(context, data, entity_id, full=full)


def _read_shipment(context: Context, data: Object) -> _Found:
    """Read a shipment event (X16): a shipment names its order but says nothing of its state.

    Without `order_id` it is an order only if it has an order's figures; else `id` may be the
    shipment's and is not taken for an order's.
    """
    if not is_empty(data.get("order_id")):
        return _entity_id(data, "data.order_id", "order_id"), []
    if not isinstance(data.get("amounts"), dict):
        return None, []
    entity_id = _entity_id(data, "data.id")
    return entity_id, short_order_facts(context, data, entity_id)


def _entity_id(part: Object, path: str, key: str = "id") -> int:
    found = as_id(part.get(key))
    if found is None:
        raise PermanentError(
            "bad_id",
            "The body does not say which order, customer or product it is about, so it changed"
            " nothing. It is kept as it came.",
            path,
        )
    return found


def _no_object(path: str, *, missing: bool) -> PermanentError:
    return PermanentError(
        "not_envelope" if missing else "bad_data",
        "The body lacks the object that a webhook of Salla carries its news in, so it changed"
        " nothing. It is kept as it came.",
        path,
    )
