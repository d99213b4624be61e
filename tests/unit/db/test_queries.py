import pytest

from syncaty.db.queries import parse


def test_statements_are_found_by_name_with_their_description() -> None:
    text = "-- name: one\n-- Gives one.\nselect 1;\n\n-- name: two\n-- Gives two.\nselect 2;\n"
    statements = parse(text)
    assert list(statements) == ["one", "two"]
    assert statements["one"] == "-- Gives one.\nselect 1;"


def test_a_name_used_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="named twice"):
        parse("-- name: a\nselect 1;\n-- name: a\nselect 2;")
