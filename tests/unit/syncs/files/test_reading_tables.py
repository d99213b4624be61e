"""Tables come back cell for cell from every dialect, encoding and workbook that could hold them."""

import csv
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook.workbook import Workbook

from syncaty.spreadsheet import unguarded
from syncaty.syncs.files.cells import shown
from syncaty.syncs.files.csv_rows import find_encoding
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.opening import letter, open_sheet
from syncaty.syncs.files.xlsx_rows import MOST_RATIO

HEADER = ["رقم الطلب", "تاريخ الطلب", "اسم العميل"]
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأؤإئ"
WORDS = st.text(alphabet=ARABIC + "abcXYZ 0123456789-.'", min_size=1, max_size=12)
TRICKY = st.text(alphabet=ARABIC + 'ab,;\t|"\n 09', min_size=1, max_size=12)


def kept(text: str) -> str:
    return text.strip()


ROWS = st.lists(
    st.tuples(st.integers(1, 10**9).map(str), st.just("2024-03-04"), TRICKY.filter(kept)),
    min_size=1,
    max_size=20,
)


def write_csv(path: Path, rows: list[Any], delimiter: str, encoding: str, ending: str) -> None:
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter, lineterminator=ending).writerows([HEADER, *rows])
    path.write_bytes(held.getvalue().encode(encoding))


def read(path: Path) -> list[list[str]]:
    sheet = open_sheet(path)
    return [list(sheet.columns), *([shown(cell) for cell in cells] for _, cells in sheet.rows)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=ROWS,
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1256"]),
    ending=st.sampled_from(["\r\n", "\n"]),
)
def test_csv_comes_back_as_written(
    rows: list[Any], delimiter: str, encoding: str, ending: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        write_csv(path, rows, delimiter, encoding, ending)
        assert read(path) == [HEADER, *([unguarded(cell.strip()) for cell in row] for row in rows)]


@settings(deadline=None, max_examples=25)
@given(rows=st.lists(st.tuples(st.integers(1, 10**9), WORDS.filter(kept)), min_size=1, max_size=9))
def test_xlsx_comes_back_as_written(rows: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"  # as it is kept, without the name it had
        book = Workbook()
        assert book.active is not None
        for row in [("رقم الطلب", "اسم العميل"), *rows]:
            book.active.append(row)
        with path.open("wb") as file:
            book.save(file)
        expected = [[str(number), unguarded(name.strip())] for number, name in rows]
        assert read(path)[1:] == expected


def test_rows_have_the_numbers_a_spreadsheet_shows(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text('"تقرير\nالطلبات"\n\nرقم الطلب,تاريخ الطلب\n1,a\n\n"2\n",b\n', encoding="utf-8")
    sheet = open_sheet(path)
    assert (sheet.columns, sheet.header_row) == (("رقم الطلب", "تاريخ الطلب"), 3)
    assert [(number, list(cells)) for number, cells in sheet.rows] == [
        (4, ["1", "a"]),
        (6, ["2", "b"]),
    ]


def test_the_delimiter_that_excel_names_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("sep=;\nرقم الطلب;المبلغ\n1;2,5\n", encoding="utf-8")
    assert read(path) == [["رقم الطلب", "المبلغ"], ["1", "2,5"]]


def test_windows_arabic_without_a_single_mark_of_it(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes("رقم الطلب,اسم\n1,نورة\n".encode("cp1256"))
    assert find_encoding(path) == ("cp1256", False)
    assert read(path)[1] == ["1", "نورة"]


def test_one_damaged_letter_does_not_turn_all_the_others_to_noise(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    raw = ("رقم الطلب,اسم العميل\n" + "1,نورة\n" * 50).encode()
    path.write_bytes(raw + b"2,\xd9\n")
    assert find_encoding(path) == ("utf-8", True)
    assert ("damaged", "") in open_sheet(path).notes


def test_columns_without_a_name_or_with_the_same_one_can_be_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order number,date,,date\n1,2,3,4\n", encoding="utf-8")
    assert open_sheet(path).columns == ("order number", "date", "(C)", "date (2)")
    assert (letter(25), letter(26), letter(701), letter(702)) == ("Z", "AA", "ZZ", "AAA")


def test_formulas_give_the_value_last_shown_and_guards_are_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    book = Workbook()
    assert book.active is not None
    book.active.append(["رقم الطلب", "الإجمالي"])
    book.active.append(["'=1+1", "=2+3"])
    book.save(path)
    assert read(path)[1] == ["=1+1", ""]  # nothing has worked the formula out yet


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no rows|empty"),
        (b"\n\n  \n", "no rows|empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0" * 20, "neither CSV nor XLSX"),
        (b"PK\x03\x04 not a workbook", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel"),
        (b'order number,date\n1,"' + b"x" * 400_000, "never closed"),
        (b"order number,date\n" + b"x" * 1_100_000, "neither CSV nor XLSX"),
    ],
)
def test_what_is_no_table_has_its_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=said):
        read(path)


def test_columns_beyond_all_use_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order number," * 50_000 + "\n" + "1," * 50_000 + "\n", encoding="utf-8")
    assert [len(row) for row in read(path)] == [300, 300]


def test_a_workbook_that_unpacks_to_far_too_much_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(50_000_000))
    assert 50_000_000 / path.stat().st_size > MOST_RATIO
    with pytest.raises(FileError, match="unpacks to far more"):
        open_sheet(path)


def test_a_workbook_of_entities_that_multiply_is_not_opened(tmp_path: Path) -> None:
    plain, bomb = tmp_path / "plain.xlsx", tmp_path / "bomb.xlsx"
    Workbook().save(plain)
    entities = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    doctype = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row></sheetData>'
    with zipfile.ZipFile(plain) as held, zipfile.ZipFile(bomb, "w") as packed:
        for name in held.namelist():
            text = held.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                sheet = text[text.index("<worksheet") :]
                text = doctype + sheet.replace("</sheetData>", row)
                assert "&l9;" in text
            packed.writestr(name, text)
    with pytest.raises(FileError, match="cannot be opened"):
        read(bomb)
