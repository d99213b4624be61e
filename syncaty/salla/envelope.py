"""Reads the little of a body that intake needs before it trusts it: the envelope and the ids."""

from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Raw, Struct

from syncaty.salla.events import EVENTS, EventSpec
from syncaty.salla.facts import Kind
from syncaty.salla.ids import as_id

Reason = Literal["not_json", "not_object", "bad_event", "bad_merchant"]
"""Why a body is no envelope: broken JSON, no JSON object, no usable event name or store id."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a webhook says of itself, unverified. Only `event` and `merchant` are always there.

    `kind` and `entity_id` name the order, customer or product of an event the product uses,
    `order_reference` is the number the shopper sees, `created_at` the text as sent. All are fit to
    be stored and indexed: no NUL, texts of at most 100 characters, ids of at most 63 bits.
    """

    event: str
    merchant: int
    created_at: str | None = None
    kind: Kind | None = None
    entity_id: int | None = None
    order_reference: str | None = None
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class BadBody:
    """Why a body has no envelope, by a closed reason."""

    reason: Reason


class _Outer(Struct):
    event: Raw = Raw()
    merchant: Raw = Raw()
    created_at: Raw = Raw()
    data: Raw = Raw()


class _Data(Struct):
    id: Raw = Raw()
    reference_id: Raw = Raw()
    order_id: Raw = Raw()
    order_reference_id: Raw = Raw()
    order: Raw = Raw()
    amounts: Raw = Raw()
    customer: Raw = Raw()


class _Customer(Struct):
    id: Raw = Raw()


_Model = TypeVar("_Model")
_outer = msgspec.json.Decoder(_Outer)
_data = msgspec.json.Decoder(_Data)
_customer = msgspec.json.Decoder(_Customer)
_raw = msgspec.json.Decoder(Raw)
_string = msgspec.json.Decoder(str)
_scalar: "msgspec.json.Decoder[Any]" = msgspec.json.Decoder(int | str | None)

BROKEN = (ValueError, RecursionError)
"""What the JSON reader raises for bytes it cannot read: syntax, UTF-8, depth, size of a number."""


def peek(body: bytes) -> Envelope | BadBody:
    """Read event, store and the ids a delivery is searched by; never raises, whatever the bytes.

    Only the envelope is judged here: a body with a sound envelope and broken contents is for
    `decode` to refuse, once it is known to come from Salla.
    """
    outer = _read(_outer, body)
    if outer is None:
        return BadBody("not_json" if _read(_raw, body) is None else "not_object")
    event = _read(_string, outer.event)
    if not event or len(event) > 100 or not event.isprintable():
        return BadBody("bad_event")
    merchant = as_id(_read(_scalar, outer.merchant))
    if merchant is None:
        return BadBody("bad_merchant")
    created_at = _text(outer.created_at, 64)
    spec = EVENTS.get(event)
    if spec is None:
        return Envelope(event, merchant, created_at)
    return _with_subject(spec, Envelope(event, merchant, created_at, spec.kind), outer.data)


def _with_subject(spec: EventSpec, envelope: Envelope, raw: Raw) -> Envelope:
    data = _read(_data, raw)
    if data is None:
        return envelope
    entity_id, reference, customer_id = data.id, data.reference_id, Raw()
    if spec.kind == "customer":
        customer_id = data.id
    elif spec.kind == "order":
        if spec.family == "order_status":
            # Where there is an order inside, data.id is an activity's id.
            data = (_read(_data, data.order) or _Data()) if data.order else data
            entity_id, reference = data.id, data.reference_id
        elif spec.family == "order_shipment" and not data.amounts:
            # Not an order: data.id may be a shipment's and is never taken for an order's (X16).
            entity_id = data.order_id
            reference = data.order_reference_id or data.reference_id
        customer = _read(_customer, data.customer)
        customer_id = customer.id if customer else Raw()
    return Envelope(
        envelope.event,
        envelope.merchant,
        envelope.created_at,
        spec.kind,
        as_id(_read(_scalar, entity_id)),
        _text(reference, 64) if spec.kind == "order" else None,
        as_id(_read(_scalar, customer_id)),
    )


def _read(decoder: "msgspec.json.Decoder[_Model]", raw: bytes | Raw) -> _Model | None:
    if not raw:
        return None
    try:
        return decoder.decode(raw)
    except BROKEN:
        return None


def _text(raw: Raw, limit: int) -> str | None:
    value = _read(_scalar, raw)
    if value is None:
        return None
    text = str(value) if isinstance(value, str) or value.bit_length() < 64 else ""
    return text.replace("\0", "").strip()[:limit] or None
