"""A shop read from CSV: which lines count, which ids they get, what is told of them."""

import gzip
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from syncaty.sandbox.csv_lines import Columns, CsvError
from syncaty.sandbox.csv_shop import CsvShop, StableIds
from syncaty.sandbox.model import Event, Order

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
LINES = (
    HEADER
    + """\
9001,A1,RED CUP,2,2024-03-01 09:15,1.25,501,United Kingdom
9001,77,"BLUE CUP, LARGE",1,2024-03-01 09:16,0.001,501,United Kingdom
9001,A1,RED CUP,3,2024-03-01 09:15,1.25,501,United Kingdom
C9002,A1,RED CUP,-2,2024-03-01 10:00,1.25,501,United Kingdom
9003,A1,RED CUP,1,2024-03-02 11:00,1.25,,United Kingdom
9004,A1,RED CUP,-5,2024-03-02 11:00,1.25,502,EIRE
9004,A1,RED CUP,5,2024-03-02 11:00,0,502,EIRE
X9005,A1,RED CUP,4,2024-03-02 23:59,1.10,502,EIRE
"""
)
SHARED = Path(os.environ.get("SYNCATY_SHARED") or Path(__file__).parents[4] / "shared")
REAL = SHARED / "data" / "uci_online_retail_lines.csv.gz"


def written(folder: Path, text: str, name: str = "lines.csv") -> Path:
    path = folder / name
    data = text.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def told(path: Path, columns: Columns | None = None) -> list[Event]:
    return list(CsvShop(path, columns or Columns()).history())


def orders(events: list[Event]) -> list[Order]:
    return [event.order for event in events if event.order]


@pytest.mark.parametrize("name", ["lines.csv", "lines.csv.gz"])
def test_only_ordinary_lines_count_and_the_others_are_counted(tmp_path: Path, name: str) -> None:
    survey = CsvShop(written(tmp_path, LINES, name), Columns()).survey()
    assert (survey.lines, survey.ordinary) == (8, 4)
    assert survey.left_out == {
        "invoice begins with C": 1,
        "no customer": 1,
        "quantity not above zero": 1,
        "price not above zero": 1,
    }
    assert set(survey.invoices) == {"9001", "X9005"}
    assert survey.customers == {"501", "502"}
    assert survey.products == {"A1", "77"}
    assert not survey.mixed


def test_an_invoice_becomes_one_order_with_all_its_lines(tmp_path: Path) -> None:
    events = told(written(tmp_path, LINES))
    assert Counter(event.name for event in events) == {
        "customer.created": 2,
        "product.created": 2,
        "order.created": 2,
    }
    first, second = orders(events)
    assert (first.id, first.reference, first.customer_id) == (9001, 9001, 501)
    assert [line.sku for line in first.lines] == ["A1", "77", "A1"]
    assert len({line.id for line in first.lines}) == 3
    assert first.total == first.sub_total == Decimal("6.251")
    assert first.lines[1].name == "BLUE CUP, LARGE"
    assert first.placed_at.isoformat() == "2024-03-01T09:15:00+03:00"
    assert (first.country_code, second.country_code) == ("GB", "IE")
    assert second.reference == "X9005"
    assert second.id > 10**15


def test_customers_and_goods_are_told_before_their_first_order(tmp_path: Path) -> None:
    known: set[int] = set()
    for event in told(written(tmp_path, LINES)):
        known |= {thing.id for thing in (event.customer, event.product) if thing}
        if event.order:
            assert {line.product_id for line in event.order.lines} <= known
            assert event.order.customer_id in known


def test_lines_of_an_invoice_may_lie_apart_and_name_two_customers(tmp_path: Path) -> None:
    text = HEADER + (
        "1,A,a,1,2024-01-01 08:00,2,10,Qatar\n"
        "2,A,a,1,2024-01-02 08:00,2,11,Qatar\n"
        "1,B,b,1,2024-01-03 08:00,3,12,Qatar\n"
    )
    shop = CsvShop(written(tmp_path, text), Columns())
    assert shop.survey().mixed == {"1"}
    by_id = {order.id: order for order in orders(list(shop.history()))}
    assert by_id[1].total == 5
    assert by_id[1].customer_id == 10
    assert by_id[1].placed_at.day == 1


def test_columns_and_dates_can_be_named(tmp_path: Path) -> None:
    columns = Columns("Order", "Sku", "Name", "Qty", "When", "Each", "Buyer", "Land", "%d/%m/%Y")
    text = "Land,Order,Sku,Name,Qty,When,Each,Buyer\nKuwait,5,S,Soap,2,31/12/2023,4.5,8\n"
    (order,) = orders(told(written(tmp_path, text), columns))
    assert (order.total, order.placed_at.date().isoformat()) == (Decimal("9.0"), "2023-12-31")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "lacks a column"),
        (HEADER + "1,A,a,many,2024-01-01,1,1,Oman\n", "row 2"),
        (HEADER + "1,A,a,1,2024-01-01,cheap,1,Oman\n", "row 2"),
        (HEADER + "1,A,a,1,1.1.2024,1,1,Oman\n", "--date-format"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(CsvError, match=says):
        told(written(tmp_path, text))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("lines.csv", (HEADER + "1,A,caf\xe9,1,2024-01-01,1,1,Oman\n").encode("latin-1"), "UTF-8"),
        ("lines.csv.gz", b"no gzip at all", "to its end"),
        ("lines.csv.gz", gzip.compress(LINES.encode())[:-20], "to its end"),
    ],
)
def test_a_file_that_is_damaged_says_so(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CsvError, match=says):
        told(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CsvError, match=r"no file .*none\.csv"):
        told(tmp_path / "none.csv")


def test_ids_depend_on_the_key_alone() -> None:
    ids = StableIds("products")
    assert ids.of("22423") == 22423
    assert ids.of("022423") != 22423
    assert ids.of("85123A") == StableIds("products").of("85123A")
    assert 10**15 <= ids.of("85123A") < 2**53
    assert ids.of("٣") > 10**15


@pytest.mark.skipif(not REAL.exists(), reason="the real purchases are not beside the repository")
def test_the_real_purchases_are_told_whole() -> None:
    shop = CsvShop(REAL, Columns())
    survey = shop.survey()
    assert (survey.lines, survey.ordinary) == (541_909, 397_884)
    assert len(survey.invoices) == 18_532
    assert len(survey.customers) == 4_338
    assert len(survey.products) == 3_665
    assert not survey.mixed
    total, lines = Decimal(0), 0
    for event in shop.history(survey):
        if event.order:
            total += event.order.total
            lines += len(event.order.lines)
    assert lines == 397_884
    assert total == Decimal("8911407.904")
    assert len(shop.state.products) == 3_665
