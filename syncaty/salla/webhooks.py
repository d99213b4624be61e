"""Webhooks as Salla reads them back, and whether two addresses are one."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from syncaty.salla.errors import SallaError
from syncaty.salla.ids import as_id
from syncaty.salla.values import part_of, read_count, read_long_text, read_short_text

_PORTS: Mapping[str, int] = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Webhook:
    """One subscription at Salla: one event of one store to one address.

    `strategy` is `signature` or `token`, None where none is set or Salla does not say. The secret
    is not kept, and Salla's sample shows none. `rule` is a condition under which Salla sends.
    """

    id: int
    event: str
    url: str
    name: str | None = None
    version: int | None = None
    strategy: str | None = None
    rule: str | None = None


def read_webhook(value: object) -> Webhook:
    """Read one webhook; raises SallaError `bad_answer` where id, event or url is missing."""
    row = value if isinstance(value, dict) else {}
    try:
        webhook_id, event = as_id(row.get("id")), read_short_text(row.get("event"))
        url, name = read_long_text(row.get("url")), read_short_text(row.get("name"))
        rule = read_long_text(row.get("rule"))
    except ValueError as error:
        raise SallaError("bad_answer", unsure=True) from error
    if webhook_id is None or not event or not url:
        raise SallaError("bad_answer", unsure=True)
    version, strategy = _version(row.get("version")), _strategy(row)
    return Webhook(webhook_id, event, url, name, version, strategy, rule)


def same_url(one: str, other: str) -> bool:
    """Tell whether two addresses are the same but for what no server tells apart.

    That is the case of scheme and host, the usual port, percent-encoding and a last slash.
    """
    return _plain(one) == _plain(other)


def _plain(url: str) -> tuple[object, ...]:
    try:
        parts = urlsplit(url.strip())
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return (url,)
    return parts.scheme, parts.hostname, port, unquote(parts.path).rstrip("/"), parts.query


def _version(value: object) -> int | None:
    try:
        return read_count(value)
    except ValueError:
        return None


def _strategy(row: dict[str, object]) -> str | None:
    value = part_of(row, "security").get("strategy") or row.get("security_strategy")
    text = value.strip().lower() if isinstance(value, str) else ""
    return text or None
