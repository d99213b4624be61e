"""The documentation agrees with itself and with the code it names."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from syncaty.errors import ERROR_CODES
from syncaty.salla.errors import SALLA_CODES
from syncaty.segments.classic import CODES, Segment
from syncaty.segments.moves import Cause
from syncaty.stores.statuses import KNOWN

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
_PLACE = re.compile(r"((?:syncaty|tests|tools)/[\w./-]*\w)(?::([\w.]+))?")
by_name = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@cache
def prose(page: Path) -> str:
    """Give a page without its fenced blocks."""
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


@cache
def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@cache
def names(file: Path) -> set[str]:
    """Give what a file defines: names at the top and in classes, or statements of SQL."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".sql":
        return set(re.findall(r"^-- name: (\w+)$", text, re.MULTILINE))
    found = set()
    for node in ast.parse(text).body:
        found |= _defined(node)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for inner in node.body for name in _defined(inner)}
    return found


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def rows(page: str) -> dict[str, list[str]]:
    """Give the rows of a page's tables by the code in their first cell, without the marks."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in lines if "|" in line]
    return {row[0]: row[1:] for row in cells if row}


@by_name
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(prose(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


@by_name
def test_every_file_and_name_exists(page: Path) -> None:
    for span in _SPAN.findall(prose(page)):
        if place := _PLACE.fullmatch(span):
            path, name = place.groups()
            assert (ROOT / path).exists(), span
            assert name is None or name in names(ROOT / path), span


def test_the_life_of_a_webhook_is_told_in_names() -> None:
    named = [
        span
        for span in _SPAN.findall(prose(DOCS / "life-of-a-webhook.md"))
        if (place := _PLACE.fullmatch(span)) and place[2]
    ]
    assert len(set(named)) > 40
    assert "syncaty/wiring.py:apply" in named


def test_the_index_leads_to_every_page() -> None:
    index = DOCS / "README.md"
    linked = {(DOCS / target).resolve() for target in _LINK.findall(prose(index))}
    assert set(DOCS.rglob("*.md")) - linked == {index}


def test_every_error_code_is_documented_and_no_other() -> None:
    heads = re.findall(r"^### `(\w+)`$", prose(DOCS / "operate/errors.md"), re.MULTILINE)
    assert heads == [*ERROR_CODES, *SALLA_CODES]


def test_the_segments_table_is_that_of_the_code() -> None:
    table = rows("understand/segments.md")
    for segment in get_args(Segment):
        codes = [str(code) for code in CODES[segment]]
        spans = [_span({code[at] for code in codes}) for at in range(3)]
        wanted = [*spans, str(len(codes)), " ".join(codes)]
        assert table[segment][1:] == wanted, f"write: {' | '.join(wanted)}"


def _span(digits: set[str]) -> str:
    low, high = min(digits), max(digits)
    return low if low == high else f"{low} to {high}"


def test_every_cause_of_a_move_is_documented() -> None:
    assert set(get_args(Cause)) <= set(rows("understand/segments.md"))


def test_every_known_status_is_documented_with_whether_it_counts() -> None:
    table = rows("understand/orders-that-count.md")
    said = {status: row[0] for status, row in table.items() if row and row[0] in {"yes", "no"}}
    assert said == {status: "yes" if counts else "no" for status, counts in KNOWN.items()}
