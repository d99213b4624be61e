import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.db.paging import CursorError, Page, Part, cursor, place

parts = st.lists(
    st.one_of(
        st.integers(-(2**63), 2**63 - 1),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    ),
    max_size=4,
)


@given(name=st.text(max_size=20), held=parts)
def test_a_cursor_gives_back_what_it_was_made_of(name: str, held: list[Part]) -> None:
    assert place(cursor(name, *held), name, *map(type, held)) == tuple(held)


@given(text=st.text())
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(CursorError, match="first page"):
        place(text, "orders", int)


def test_a_cursor_of_other_parts_is_refused() -> None:
    for made in (
        cursor("orders", "1"),
        cursor("orders", 1, 2),
        cursor("orders"),
        cursor("other", 1),
        cursor("orders", 2**63),
        cursor("orders", None),
    ):
        with pytest.raises(CursorError):
            place(made, "orders", int)
    with pytest.raises(CursorError):
        place(cursor("orders", "a\0b"), "orders", str)


def test_a_page_has_a_next_only_when_there_is_more() -> None:
    assert Page.cut([1, 2, 3], 2, str) == Page((1, 2), "2")
    assert Page.cut([1, 2], 2, str) == Page((1, 2), None)
    assert Page.cut([], 2, str) == Page((), None)
