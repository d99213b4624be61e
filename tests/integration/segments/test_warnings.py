"""Goods that a rule names and the store does not have are told, with their place."""

from collections.abc import Iterator

import pytest

from syncaty.segments.rules.parse import parse_line
from syncaty.segments.warnings import warnings_of
from tests.integration.pipeline.shop import Shop


@pytest.fixture
def shop(dsn: str) -> Iterator[Shop]:
    with Shop(dsn) as each:
        each.rows(
            "insert into products (store_id, id, brand_id, categories, deleted, version,"
            " delivery_id) values (77, 1, 10, '[{\"id\": 100}]', false, '', 1),"
            " (77, 2, 20, '[{\"id\": 200}]', true, '', 1), (78, 3, 30, null, false, '', 1)"
            " returning id"
        )
        yield each


def told(shop: Shop, line: str) -> list[tuple[str, str, tuple[int, ...]]]:
    found = warnings_of(shop.conn, 77, parse_line(line))
    return [(each.code, each.path, each.ids) for each in found]


def test_what_the_store_has_is_not_told(shop: Shop) -> None:
    for line in (
        "orders at_least 3",
        "bought anything at_least 1",
        "bought product 1 at_least 1 and bought brand 10 at_least 1",
        "bought category 100 at_least 1",
    ):
        assert told(shop, line) == []


def test_what_it_does_not_have_is_told_with_its_place(shop: Shop) -> None:
    line = (
        "orders at_least 1 and not bought product 1, 2, 3, 4 at_least 1"
        " and (bought brand 10, 20 at_least 1 or bought category 200 at_least 1)"
    )
    assert told(shop, line) == [
        ("unknown_product", "all.1.not.ids", (2, 3, 4)),
        ("unknown_brand", "all.2.any.0.ids", (20,)),
        ("unknown_category", "all.2.any.1.ids", (200,)),
    ]


def test_it_is_said_in_a_sentence_of_bounded_length(shop: Shop) -> None:
    numbers = ", ".join(str(each) for each in range(500, 600))
    (warned,) = warnings_of(shop.conn, 77, parse_line(f"bought product {numbers} at_least 1"))
    assert warned.sentence.startswith(
        "The store has no product 500, 501, 502, 503, 504 and 95 more now."
    )
    assert (warned.path, len(warned.sentence) < 200) == ("ids", True)
