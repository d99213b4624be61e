"""Files of customers: which column says who is meant, in the shapes that shops and Excel write."""

from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook

from syncaty.segments.entries import Entry
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.people import MOST_BYTES, open_people

NOURA, FAISAL = "+966512345678", "+966559876543"


def csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def entries(path: Path) -> list[Entry]:
    return list(open_people(path).entries)


def test_one_column_without_a_header(tmp_path: Path) -> None:
    people = open_people(csv(tmp_path, "0512345678\nnoura@example.com\n1227534533\n"))
    read = list(people.entries)
    assert people.columns == ("A",)
    assert [each.row for each in read] == [1, 2, 3]
    assert [each.mobile or each.email or each.id for each in read] == [
        NOURA,
        "noura@example.com",
        1227534533,
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_arabic_headers_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = "الاسم;رقم الجوال;البريد الإلكتروني\nنورة;0512345678;N@x.com\nفيصل;;f@x.com\n"
    people = open_people(csv(tmp_path, text, encoding))
    assert people.columns == ("رقم الجوال", "البريد الإلكتروني")
    assert [(each.row, each.mobile, each.email) for each in people.entries] == [
        (2, NOURA, "n@x.com"),
        (3, None, "f@x.com"),
    ]


def test_an_exported_segment_comes_back_as_it_went(tmp_path: Path) -> None:
    text = "id,name,email,mobile,orders\n12,Noura,,+966512345678,3\n-5,Faisal,f@x.com,,1\n"
    read = entries(csv(tmp_path, text))
    assert [(each.id, each.mobile, each.email) for each in read] == [
        (12, NOURA, None),
        (-5, None, "f@x.com"),
    ]
    assert not any(each.guessed for each in read)


def test_a_named_column_of_ids_is_never_taken_for_phones(tmp_path: Path) -> None:
    (entry,) = entries(csv(tmp_path, "customer id\n512345678\n"))
    assert (entry.id, entry.mobile) == (512345678, None)


def test_without_known_headers_the_telling_column_is_read(tmp_path: Path) -> None:
    text = "who,pieces,where to call\nNoura,1,0512345678\nFaisal,2,0559876543\nX,3,none\n"
    read = entries(csv(tmp_path, text))
    assert [each.mobile for each in read] == [NOURA, FAISAL, None]
    assert [each.row for each in read] == [2, 3, 4]
    assert read[2].written == "none"


def test_a_workbook_with_numbers_for_phones(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["القائمة"],
        [None],
        ["Name", "Phone"],
        ["نورة", 512345678],
        ["فيصل", 966559876543],
    ):
        sheet.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert [(each.row, each.mobile) for each in entries(path)] == [(4, NOURA), (5, FAISAL)]


def test_long_files_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    path = csv(tmp_path, "phone\n" + "".join(f"05{n:08}\n" for n in range(5000)))
    people = open_people(path)
    assert next(people.entries).row == 2
    assert sum(1 for _ in people.entries) == 4999


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "list_empty"),
        (b"\n\n , ,\n", "list_empty"),
        (b"\xd0\xcf\x11\xe0 old", "file_old"),
        (b"PK\x03\x04 no workbook", "file_broken"),
        (bytes(range(256)) * 9, "file_unknown"),
        (b"0" * (MOST_BYTES + 1), "list_large"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)
    with pytest.raises(FileError) as error:
        entries(path)
    assert error.value.code == code
    assert error.value.about.get("mb") in {None, 20}
