"""Collects the fields a body speaks of, noting what could not be read instead of failing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from syncaty.salla.context import Context
from syncaty.salla.facts import Value
from syncaty.salla.times import read_day, read_time

Object = dict[str, object]
Read = TypeVar("Read")


class Fields:
    """Builds the fields of one fact from one object of the body.

    A key that is absent is not spoken of and gives no field. A key that is there and empty gives
    None, which clears the field; with `clears` false it gives nothing either.
    """

    # A body makes some twenty of them: slots, and a path that is only spelt out for a note.
    __slots__ = ("_above", "_clears", "_key", "context", "data", "values")

    def __init__(
        self,
        context: Context,
        data: Object,
        key: str,
        *,
        above: "Fields | None" = None,
        clears: bool = True,
    ) -> None:
        self.context = context
        self.data = data
        self.values: dict[str, Value] = {}
        self._key = key
        self._above = above
        self._clears = clears

    @property
    def path(self) -> str:
        """The place of the object in the body, in dotted form."""
        return self._key if self._above is None else f"{self._above.path}.{self._key}"

    def take(
        self, field: str, key: str, read: Callable[[object], Value], *, clears: bool = True
    ) -> None:
        """Read `key` into `field`; with `clears` false an empty value never clears it."""
        if key not in self.data:
            return
        try:
            value = read(self.data[key])
        except ValueError as error:
            self.note(key, str(error))
            return
        if value is not None or (clears and self._clears):
            self.values[field] = value

    def take_time(self, field: str, key: str, *, clears: bool = True) -> None:
        """Read an instant into `field`."""
        self.take(field, key, self._read_time, clears=clears)

    def take_day(self, field: str, key: str) -> None:
        """Read a plain day into `field`."""
        self.take(field, key, self._read_day)

    def get(self, key: str, read: Callable[[object], Read | None]) -> Read | None:
        """Give the value at `key` without making it a field; None where there is none."""
        value = self.data.get(key)
        if value is None:
            return None
        try:
            return read(value)
        except ValueError as error:
            self.note(key, str(error))
            return None

    def get_time(self, key: str) -> datetime | None:
        """Give the instant at `key` without making it a field."""
        return self.get(key, self._read_time)

    def put(self, field: str, value: Value) -> None:
        """Set a field whose value was worked out; None clears it, or says nothing."""
        if value is not None or self._clears:
            self.values[field] = value

    def inner(self, key: str) -> "Fields":
        """Give a reader of the object at `key` that adds to the same fields.

        Where there is no object the reader finds nothing; one of another kind is noted.
        """
        value = self.data.get(key)
        if value and not isinstance(value, dict):
            self.note(key, "is not an object")
        reader = Fields(
            self.context,
            value if isinstance(value, dict) else {},
            key,
            above=self,
            clears=self._clears,
        )
        reader.values = self.values
        return reader

    def note(self, key: str, what: str) -> None:
        """Note that the value at `key` was left out, and why."""
        self.context.notes.add(f"{self.path}.{key}", f"{what}: left out")

    def _read_time(self, value: object) -> datetime | None:
        return read_time(value, self.context.zone)

    def _read_day(self, value: object) -> date | None:
        return read_day(value, self.context.zone)
