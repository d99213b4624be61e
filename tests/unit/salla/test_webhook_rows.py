"""Webhooks are read back as Salla shows them, and their addresses compared."""

import pytest

from syncaty.salla.errors import SallaError
from syncaty.salla.webhooks import Webhook, read_webhook, same_url

URL = "https://shop.example/salla/webhooks"


def test_a_whole_row() -> None:
    row = {
        "id": 90071992547409931,
        "name": "Syncaty",
        "event": "order.created",
        "type": "manual",
        "url": URL,
        "version": 2,
        "rule": "",
        "headers": {},
        "security": {"strategy": "signature", "secret": "never kept"},
    }
    found = read_webhook(row)
    assert found == Webhook(90071992547409931, "order.created", URL, "Syncaty", 2, "signature")
    assert "never kept" not in repr(found)


@pytest.mark.parametrize("security", [None, [], {}, {"strategy": ""}, {"strategy": None}])
def test_a_strategy_that_is_not_told(security: object) -> None:
    row = {"id": "5", "event": "order.created", "url": URL, "version": "2", "security": security}
    assert read_webhook(row) == Webhook(5, "order.created", URL, None, 2, None)


@pytest.mark.parametrize(
    "row",
    [None, [], {}, {"id": 5}, {"id": 5, "event": "x"}, {"id": 0, "event": "x", "url": URL},
     {"id": 5, "event": [], "url": URL}, {"id": 5, "event": ["x"], "url": URL}],
)  # fmt: skip
def test_a_row_that_is_none(row: object) -> None:
    with pytest.raises(SallaError) as caught:
        read_webhook(row)
    assert caught.value.code == "bad_answer"


@pytest.mark.parametrize(
    "other",
    [
        "https://SHOP.example/salla/webhooks/",
        "https://shop.example:443/salla/webhooks",
        "HTTPS://shop.example/salla/%77ebhooks",
        " https://shop.example/salla/webhooks ",
    ],
)
def test_the_same_address(other: str) -> None:
    assert same_url(URL, other)
    assert same_url(other, URL)


@pytest.mark.parametrize(
    "other",
    [
        "http://shop.example/salla/webhooks",
        "https://shop.example:8443/salla/webhooks",
        "https://shop.example/salla/Webhooks",
        "https://shop.example/salla/webhooks?a=1",
        "https://www.shop.example/salla/webhooks",
        "https://shop.example:port/salla/webhooks",
        "",
    ],
)
def test_another_address(other: str) -> None:
    assert not same_url(URL, other)
