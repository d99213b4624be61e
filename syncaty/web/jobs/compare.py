"""Two bodies compared field by field. Pure; figures compare as they are written."""

from collections.abc import Iterator
from dataclasses import dataclass

from syncaty.web.drawing.tree import Figure, clean, parse

MOST_DIFFERENCES = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in the body and what stands there in each; None where it does not exist."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences (at most 200 of `differ`) among `fields` places."""

    differences: tuple[Difference, ...]
    differ: int
    fields: int


def compare(before: bytes, after: bytes) -> Comparison | None:
    """Compare two JSON bodies; None when one of them is not JSON."""
    try:
        old, new = dict(_leaves("", parse(before))), dict(_leaves("", parse(after)))
    except ValueError:
        return None
    paths = list(new) + [path for path in old if path not in new]
    found = [
        Difference(path, old.get(path), new.get(path))
        for path in paths
        if old.get(path) != new.get(path)
    ]
    return Comparison(tuple(found[:MOST_DIFFERENCES]), len(found), len(paths))


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    """Give every value with its path; an empty object or list is a value too."""
    if isinstance(value, tuple) and value:
        for name, part in value:
            yield from _leaves(f"{path}.{clean(name)}".lstrip("."), part)
    elif isinstance(value, list) and value:
        for at, part in enumerate(value):
            yield from _leaves(f"{path}[{at}]", part)
    else:
        yield path, _written(value)


def _written(value: object) -> str:
    if isinstance(value, Figure):
        return value.text
    words = {True: "true", False: "false", None: "null"}
    if isinstance(value, bool) or value is None:
        return words[value]
    if isinstance(value, str):
        return f'"{clean(value)}"'
    return "{}" if isinstance(value, tuple) else "[]"
