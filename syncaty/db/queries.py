"""Named SQL statements, read from each package's `queries.sql`.

A statement begins with `-- name: <identifier>`, followed by comment lines that describe it. This
is the only place that vouches for a text as safe to run: it comes from a file of the product.
"""

import re
from functools import cache
from importlib.resources import files
from typing import LiteralString

_HEAD = re.compile(r"^-- name: (?P<name>[a-z][a-z0-9_]*)\s*$", re.MULTILINE)


class Queries:
    """The statements of one package, by name."""

    def __init__(self, package: str, statements: dict[str, LiteralString]) -> None:
        self._package = package
        self._statements = statements

    def __getitem__(self, name: str) -> LiteralString:
        """Give the statement's text; raises KeyError that names the package."""
        try:
            return self._statements[name]
        except KeyError:
            raise KeyError(f"{self._package}/queries.sql has no statement {name!r}") from None

    def names(self) -> tuple[str, ...]:
        """Give the names of all statements, in the order of the file."""
        return tuple(self._statements)


def parse(text: str) -> dict[str, LiteralString]:
    """Split a SQL file into its named statements; raises ValueError when a name comes twice."""
    heads = list(_HEAD.finditer(text))
    statements: dict[str, LiteralString] = {}
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        body = text[head.end() : after.start() if after else len(text)].strip()
        if head["name"] in statements:
            raise ValueError(f"statement {head['name']!r} is named twice")
        statements[head["name"]] = body
    return statements


@cache
def load(package: str, file: str = "queries.sql") -> Queries:
    """Read the statements of a package such as `syncaty.jobs`."""
    return Queries(package, parse(files(package).joinpath(file).read_text(encoding="utf-8")))
