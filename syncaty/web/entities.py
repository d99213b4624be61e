"""Ids in addresses: Salla's own, and the negative ones of what only a file made known."""

from django.urls import register_converter


class EntityId:
    """Reads and writes an id; registered as `entity`."""

    regex = r"-?[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        """Read an id of an address."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Write an id into an address."""
        return str(value)


register_converter(EntityId, "entity")
