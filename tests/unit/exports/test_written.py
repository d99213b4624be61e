import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from syncaty.segments.masking import mask
from syncaty.segments.written import FORMS, Form, written

COLUMNS = ("id", "name", "spent", "since", "on", "city")
ROWS = [
    (-5, "=1+1", "12.00", datetime(2024, 1, 2, 3, 4, tzinfo=UTC), date(2024, 1, 2), None),
    (2**53 + 1, 'Mona "M"\nAli', Decimal("0.10"), None, None, "الرياض"),
]


def test_csv_is_guarded_and_quoted() -> None:
    text = "".join(written("csv", COLUMNS, ROWS, bom=True, ending="\r\n"))
    assert text.startswith("\ufeffid,name,")
    header, first, second = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert tuple(header) == COLUMNS
    assert first == ["-5", "'=1+1", "12.00", "2024-01-02T03:04:00+00:00", "2024-01-02", ""]
    assert second == ["9007199254740993", 'Mona "M"\nAli', "0.10", "", "", "الرياض"]


def test_json_is_one_array_and_jsonl_a_line_each() -> None:
    array = json.loads("".join(written("json", COLUMNS, ROWS)))
    lines = "".join(written("jsonl", COLUMNS, ROWS)).splitlines()
    assert array == [json.loads(line) for line in lines]
    assert array[0]["name"] == "=1+1"
    assert array[1]["id"] == 2**53 + 1
    assert (array[1]["spent"], array[1]["city"], array[1]["since"]) == ("0.10", "الرياض", None)


def test_nobody_is_an_empty_file_of_its_form() -> None:
    empty = {form: "".join(written(form, COLUMNS, [])) for form in FORMS}
    assert empty == {"csv": "id,name,spent,since,on,city\n", "json": "[]\n", "jsonl": ""}


@pytest.mark.parametrize("form", FORMS)
def test_rows_are_written_as_they_come(form: Form) -> None:
    def endless() -> Iterator[tuple[int]]:
        n = 0
        while True:
            n += 1
            yield (n,)

    lines = written(form, ("id",), endless())
    assert "1" in next(lines) + next(lines)


def test_masked_contacts_tell_two_apart_and_nothing_more() -> None:
    assert mask("noura@example.com") == "n••••@••••.com"
    assert mask("+966512345678") == "+9•••••78"
    assert mask("12345") == "••••"
