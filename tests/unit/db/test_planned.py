"""Statements with numbered places."""

from syncaty.db.planned import numbered


def test_names_become_numbers_and_one_that_comes_again_keeps_its_own() -> None:
    found = numbered(b"select %(a)s, %(b_2)s where x = %(a)s and y like '%%z'")
    assert found.text == b"select $1, $2 where x = $1 and y like '%z'"
    assert found.names == ("a", "b_2")


def test_a_text_without_places_stays_as_it_is() -> None:
    assert numbered(b"select 1").text == b"select 1"
    assert numbered(b"select 1").names == ()
