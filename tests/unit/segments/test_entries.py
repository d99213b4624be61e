import pytest

from syncaty.segments.entries import Entry, read_entry, read_text

NOURA = "+966512345678"


@pytest.mark.parametrize(
    "written",
    [
        "0512345678",
        "00966512345678",
        "+966512345678",
        "+966 51 234 5678",
        "051-234-5678",
        "(051) 2345678",
        "٠٥١٢٣٤٥٦٧٨",
        "+٩٦٦٥١٢٣٤٥٦٧٨",
        "\u200f0512345678\u200f",
    ],
)
def test_a_phone_is_known_in_every_form(written: str) -> None:
    entry = read_entry(written)
    assert (entry.id, entry.mobile, entry.email) == (None, NOURA, None)
    assert not entry.guessed


@pytest.mark.parametrize("written", ["512345678", "٥١٢٣٤٥٦٧٨", "966512345678"])
def test_a_bare_number_is_tried_as_id_and_as_phone(written: str) -> None:
    entry = read_entry(written)
    assert entry.mobile == NOURA
    assert entry.id in {512345678, 966512345678}
    assert entry.guessed


@pytest.mark.parametrize(
    ("written", "found"),
    [("1227534533", 1227534533), ("#512345678", 512345678), ("-42", -42), ("7", 7)],
)
def test_other_numbers_are_ids(written: str, found: int) -> None:
    assert read_entry(written, 3) == Entry(3, written, id=found)


def test_other_countries_are_read_by_their_code() -> None:
    assert read_entry("+201001234567").mobile == "+201001234567"
    assert read_entry("00971501234567").mobile == "+971501234567"


def test_an_email_is_read_in_small_letters() -> None:
    entry = read_entry("  Noura@Example.COM ")
    assert entry.email == "noura@example.com"
    assert entry.key == read_entry("noura@example.com").key


@pytest.mark.parametrize(
    "written",
    ["Noura", "a@b", "a@b@c.d", "@x.com", "0", "12:30", "1" * 30, "0512", "a b@x.com", "05 abc"],
)
def test_what_is_none_of_these_is_unreadable(written: str) -> None:
    entry = read_entry(written)
    assert not entry.readable
    assert entry.problem == "unreadable"
    assert entry.written == written


def test_a_number_that_a_spreadsheet_rounded_is_said_to_be_one() -> None:
    assert [read_entry(each).problem for each in ("9.66512E+11", "9,66E11")] == ["rounded"] * 2


def test_nothing_written_is_longer_than_it_has_to_be() -> None:
    assert len(read_entry("x" * 100_000).written) == 200
    assert read_entry(f"{'x' * 300}@example.com").email is None


def test_pasted_text_is_taken_apart() -> None:
    text = "id\n0512345678; noura@example.com\r\n\n+966 55 123 4567،1227534533\n"
    text += "0512345678 0559876543\nNoura Ali"
    read = [(each.row, each.mobile or each.email or each.id) for each in read_text(text)]
    assert read == [
        (1, None),
        (2, NOURA),
        (2, "noura@example.com"),
        (4, "+966551234567"),
        (4, 1227534533),
        (5, NOURA),
        (5, "+966559876543"),
        (6, None),
    ]
    assert list(read_text(" \n,,;\n")) == []
