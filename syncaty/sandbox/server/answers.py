"""Answers of the Merchant API: the envelope, pages, and errors in Salla's form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from syncaty.sandbox.shapes.text import Json, encode

Query = dict[str, list[str]]
MOST_PER_PAGE = 60
DEFAULT_PER_PAGE = 15


@dataclass(slots=True)
class Answer:
    """One answer: status, JSON body and headers beside the usual ones."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Merchant API, read as far as every endpoint needs it."""

    method: str
    parts: tuple[str, ...]  # of the path
    query: Query
    token: str = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def identity(self) -> int:
        """The number the path ends with."""
        return int(self.parts[-1])

    def text(self, name: str) -> str:
        """Give a parameter's first value, or nothing."""
        return self.query.get(name, [""])[0]

    def whole(self, name: str, default: int) -> int:
        """Give a parameter as a whole number above zero, else the default."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdigit() and int(text) else default


def found(data: object, status: int = 200) -> Answer:
    """Answer with one thing."""
    return Answer(status, encode({"status": status, "success": True, "data": data}))


def page_of(
    call: Call, ids: Sequence[int], most: int = MOST_PER_PAGE
) -> tuple[Sequence[int], Json]:
    """Give the ids of the wanted page and the `pagination` that goes with them."""
    size = min(call.whole("per_page", DEFAULT_PER_PAGE), most)
    page = call.whole("page", 1)
    last = max(1, -(-len(ids) // size))
    shown = ids[(page - 1) * size : page * size]
    links: Json = {}
    if page < last:
        query = {**{name: values[0] for name, values in call.query.items()}, "page": page + 1}
        links["next"] = f"https://api.salla.dev/admin/v2/{'/'.join(call.parts)}?{urlencode(query)}"
    return shown, {
        "count": len(shown),
        "total": len(ids),
        "perPage": size,
        "currentPage": page,
        "totalPages": last,
        "links": links,
    }


def listed(rows: Sequence[object], pagination: Json) -> Answer:
    """Answer with one page of a list."""
    body = {"status": 200, "success": True, "data": rows, "pagination": pagination}
    return Answer(200, encode(body))


def error(
    status: int, code: str | int, message: str, fields: dict[str, list[str]] | None = None
) -> Answer:
    """Answer with an error in Salla's form."""
    told: Json = {"code": code, "message": message}
    if fields:
        told["fields"] = fields
    return Answer(status, encode({"status": status, "success": False, "error": told}))


def unauthorised(message: str = "The access token is invalid") -> Answer:
    """Refuse whoever asks."""
    return error(401, "Unauthorized", message)


def not_found(what: str = "المحتوى المطلوب غير موجود") -> Answer:
    """Say that there is no such thing."""
    return error(404, "not_found", what)


def invalid(fields: dict[str, list[str]]) -> Answer:
    """Say which fields cannot be used."""
    return error(422, "error", "alert.invalid_fields", fields)
