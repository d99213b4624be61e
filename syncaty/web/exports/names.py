"""The names of segments for people."""

from django.http import Http404
from django.utils.functional import Promise

from syncaty.segments import stored
from syncaty.web.database import Reading
from syncaty.web.marks import SEGMENTS
from syncaty.web.stores import Store


def name_of(conn: Reading, store: Store, key: str) -> str | Promise:
    """Give a segment's name, or answer 404."""
    if key in SEGMENTS:
        return SEGMENTS[key].name
    held = stored.find(conn, store.id, key)
    if held is None:
        raise Http404(f"no segment {key}")
    return held.name


def names(conn: Reading, store: Store) -> list[tuple[str, str | Promise]]:
    """Give the keys and names of all segments of a store, the merchant's own first."""
    own: list[tuple[str, str | Promise]] = [
        (each.key, each.name) for each in stored.listed(conn, store.id)
    ]
    return [*own, *((key, mark.name) for key, mark in SEGMENTS.items())]
