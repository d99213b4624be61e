"""Reads a page as a person would: its text, the rows of its tables, where its links lead."""

import html
import re
from decimal import Decimal

_HIDDEN = re.compile(r"<(svg|script|style)\b.*?</\1>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[dh])\b[^>]*>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
# Where one word ends and the next begins: these elements stand apart from their neighbours.
_APART = re.compile(r"</?(?:div|p|dt|dd|li|td|th|tr|h[1-6]|section|a|button|br|b)\b[^>]*>")


def text(page: str) -> str:
    """Give the words of a piece of HTML on one line."""
    plain = _TAG.sub("", _APART.sub(" ", _HIDDEN.sub(" ", page)))
    return " ".join(html.unescape(plain).split())


def rows(page: str, near: str = "") -> list[list[str]]:
    """Give the body rows of the first table after `near`, each as the texts of its cells."""
    _, _, rest = page.partition(near) if near else ("", "", page)
    body = rest.partition("<tbody>")[2].partition("</tbody>")[0]
    return [[text(cell) for _, cell in _CELL.findall(row)] for row in _ROW.findall(body)]


def links(page: str, pattern: str) -> list[str]:
    """Give the addresses on a page that match a pattern, in order."""
    return [html.unescape(each) for each in re.findall(rf'href="({pattern})"', page)]


def older(page: str) -> str:
    """Give the address of the next page of a list, or an empty text on the last."""
    found = re.search(r'href="([^"]+)" rel="next"', page)
    return html.unescape(found[1]) if found else ""


def riyals(amount: Decimal) -> str:
    """Write an amount as a page says it to those who listen."""
    minus = "− " if amount < 0 else ""
    return f"{minus}SAR {abs(amount):,.2f}"
