"""Cells that leave as CSV: read back as they were, and none of them runs in a spreadsheet."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.spreadsheet import csv_line, guarded, unguarded

HARMFUL = [
    "=1+1",
    '=HYPERLINK("http://example.com","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(A1:A2)",
    "  =1+1",
    "\t=1",
    "\rx",
    "\n=1",
    "＝1+1",
    "+966 50 123",
]


@pytest.mark.parametrize("text", HARMFUL)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["+966501234567", "-12.50", "1,234.50", "نورة", "a=b", "", "5-6"])
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(st.text())
def test_no_text_leaves_with_a_start_that_runs(text: str) -> None:
    written = guarded(text)
    assert written == text or written[0] == "'"
    number = written.strip("+-").replace(".", "").replace(",", "").isdigit()
    assert number or written.lstrip()[:1] not in {"=", "+", "-", "@"}


@given(st.text().filter(lambda text: not text.startswith("'")))
def test_what_was_guarded_can_be_read_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_a_line_says_values_as_other_programs_read_them() -> None:
    cells = [
        None,
        True,
        Decimal("1E+3"),
        datetime(2024, 1, 2, tzinfo=UTC),
        date(2024, 1, 2),
        '=a"b',
    ]
    line = csv_line(cells)
    assert line.endswith("\r\n")
    assert next(csv.reader(io.StringIO(line))) == [
        "",
        "true",
        "1000",
        "2024-01-02T00:00:00+00:00",
        "2024-01-02",
        "'=a\"b",
    ]
