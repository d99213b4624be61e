"""Columns of many rows as PostgreSQL arrays in binary form.

psycopg writes a Python list as text, one element at a time in Python, which costs more than all
the rest of keeping a group (docs/decisions/0002-intake-commit.md). These wrappers write the binary
form at once: number of dimensions, a flag for nulls, the element's type, length, lower bound, then
each element after its length. Every connection opened after this module was read can send them.
"""

import struct
from collections.abc import Iterable

from psycopg import adapters
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEAD = struct.Struct(">iiIii")
_LENGTH = struct.Struct(">i")
_NULL = _LENGTH.pack(-1)
_NUMBER = struct.Struct(">iq")

_BIGINT, _BIGINTS = 20, 1016
_BYTEA, _BYTEAS = 17, 1001
_TEXT, _TEXTS = 25, 1009


class BigInts(list[int | None]):
    """A column of type bigint."""


class Blobs(list[bytes]):
    """A column of type bytea."""


class Texts(list[str | None]):
    """A column of type text; a NUL or a lone surrogate, which text cannot hold, is replaced."""


def _array(element: int, length: int, parts: Iterable[bytes]) -> bytes:
    return b"".join((_HEAD.pack(1, 1, element, length, 1), *parts))


class _BigInts(Dumper):
    format = Format.BINARY
    oid = _BIGINTS

    def dump(self, obj: BigInts) -> bytes:
        pack = _NUMBER.pack
        parts = (_NULL if value is None else pack(8, value) for value in obj)
        return _array(_BIGINT, len(obj), parts)


class _Blobs(Dumper):
    format = Format.BINARY
    oid = _BYTEAS

    def dump(self, obj: Blobs) -> bytes:
        pack = _LENGTH.pack
        parts = (part for value in obj for part in (pack(len(value)), value))
        return _array(_BYTEA, len(obj), parts)


class _Texts(Dumper):
    format = Format.BINARY
    oid = _TEXTS

    def dump(self, obj: Texts) -> bytes:
        return _array(_TEXT, len(obj), (_text(value) for value in obj))


def _text(value: str | None) -> bytes:
    if value is None:
        return _NULL
    data = value.replace("\0", "\ufffd").encode("utf-8", "replace")
    return _LENGTH.pack(len(data)) + data


for _column, _dumper in ((BigInts, _BigInts), (Blobs, _Blobs), (Texts, _Texts)):
    adapters.register_dumper(_column, _dumper)
