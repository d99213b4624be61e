"""Lists are read page by page, whatever Salla says or does not say of their number."""

from datetime import UTC, datetime
from typing import Any

import pytest

from syncaty.salla.errors import SallaError
from syncaty.salla.pages import Page, read_page

NOW = datetime(2026, 1, 13, 10, 0, tzinfo=UTC)


def listed(rows: object, **pagination: Any) -> dict[str, object]:
    return {"status": 200, "success": True, "data": rows, "pagination": pagination}


def read(document: object, page: int = 1, per_page: int = 2) -> Page:
    return read_page(document, page, NOW, per_page)


@pytest.mark.parametrize("links", [{}, [], {"next": "https://api.example/orders?page=2"}, None])
def test_what_salla_counts_is_taken(links: object) -> None:
    document = listed(
        [{"id": 1}], count=1, total=5, perPage=2, currentPage=1, totalPages=3, links=links
    )
    assert read(document) == Page(({"id": 1},), 5, 1, 3, NOW)
    assert read(document).more
    assert not read(document, page=3).more


def test_counts_may_be_texts() -> None:
    found = read(listed([{"id": 1}], total="5", perPage="2", totalPages="3"))
    assert (found.total, found.pages) == (5, 3)


@pytest.mark.parametrize(
    ("pagination", "rows", "pages"),
    [
        ({"total": 5, "perPage": 2}, 2, 3),
        ({"total": 5, "perPage": 0}, 2, 3),
        ({"perPage": 2}, 2, 2),
        ({"perPage": 2}, 1, 1),
        ({"perPage": 2, "links": {"next": "x"}}, 1, 2),
        ({"totalPages": 0, "total": 0}, 0, 1),
        ({"totalPages": -1, "total": "many"}, 1, 1),
        ({}, 2, 1),
    ],
)
def test_what_is_missing_is_worked_out(pagination: Any, rows: int, pages: int) -> None:
    found = read(listed([{"id": number} for number in range(1, rows + 1)], **pagination))
    assert found.pages == pages


def test_an_empty_page_is_the_last_whatever_is_counted() -> None:
    assert not read(listed([], totalPages=9, total=99)).more


@pytest.mark.parametrize("empty", [[], {}, None, ""])
def test_an_empty_list_has_four_forms(empty: object) -> None:
    assert read(listed(empty)).rows == ()


def test_rows_that_are_none_are_left_out() -> None:
    assert read(listed([{"id": 1}, None, "x", [], {}, {"id": 2}])).rows == ({"id": 1}, {"id": 2})


def test_a_list_that_php_wrote_as_an_object() -> None:
    assert read(listed({"0": {"id": 1}, "2": {"id": 2}})).rows == ({"id": 1}, {"id": 2})


def test_a_row_alone_is_a_list_of_one() -> None:
    assert read(listed({"id": 1})).rows == ({"id": 1},)


@pytest.mark.parametrize(
    "document",
    [None, [], "x", {}, {"pagination": {}}, {"data": "x"}, {"data": {"items": [{"id": 1}]}}],
)
def test_what_is_no_list_is_refused(document: object) -> None:
    with pytest.raises(SallaError) as caught:
        read(document)
    assert caught.value.code == "bad_answer"
