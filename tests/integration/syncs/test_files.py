"""Files fill holes: nothing is doubled, nothing of Salla's is overwritten, bad rows are named."""

import threading
from collections.abc import Callable
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest

from syncaty import recompute, syncs
from syncaty.syncs.files import errors, keeping, run
from syncaty.syncs.files.faults import FileError
from syncaty.syncs.files.order import Choices
from syncaty.syncs.files.preview import preview
from tests.integration.pipeline.shop import Shop, order
from tests.integration.syncs.bringing import (
    CHOICES,
    COLUMNS,
    begin,
    bring,
    counts,
    line,
    sheet,
    turn,
    work,
)

EVERYTHING = {
    "orders": "id, reference, placed_at, status, customer_id, total, counts, value, version",
    "order_items": "order_id, position, name, sku, quantity, total",
    "customers": "id, name, mobile, email, version",
    "customer_rfm": "customer_id, orders, spent, last_order_on, r, f, m, segment",
    "daily_sales": "day, currency, orders, gross, discounts",
}


def everything(shop: Shop) -> dict[str, list[Any]]:
    """Give all that is kept of a store, but for who brought it and when."""
    return {
        table: shop.rows(f"select {columns} from {table} order by {columns}")  # noqa: S608
        for table, columns in EVERYTHING.items()
    }


def clean(shop: Shop) -> bool:
    """Tell whether all that is derived equals a full recomputation."""
    with shop.conn.transaction():
        return not any(recompute.check(shop.conn, shop.id).values())


def test_a_file_becomes_orders_customers_and_figures(shop: Shop) -> None:
    held = bring(
        shop,
        line(1001),
        line(1002, day="2024-02-01", total="50.50"),
        line(1003, status="ملغي", mobile="0500000002", name="سعد", email="Saad@Example.com"),
    )
    assert (held.state, held.done, held.total, counts(held)) == ("completed", 3, 3, (3, 0, 0, 0))
    assert shop.rows("select reference, counts, total from orders order by reference") == [
        ("1001", True, Decimal(100)),
        ("1002", True, Decimal("50.50")),
        ("1003", False, Decimal(100)),
    ]
    assert shop.rows("select name, mobile, email from customers order by mobile") == [
        ("نورة", "+966500000001", None),
        ("سعد", "+966500000002", "saad@example.com"),
    ]
    assert shop.rows("select orders, spent from customer_rfm") == [(2, Decimal("150.50"))]
    assert all(
        row[0] < 0 for row in shop.rows("select id from orders union select id from customers")
    )
    assert not shop.rows("select from order_statuses")
    assert clean(shop)


def test_the_job_of_an_import_is_found_in_jobs_with_its_report(shop: Shop) -> None:
    held = bring(shop, line(1001), line(1002, total="free"))
    (job,) = shop.rows("select id, event, state, outcome from jobs")
    assert job == (held.id, "syncaty.file", "completed", "applied")


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    lines = [line(1001), line(1002, total="7"), line(1003, mobile="", email="a@example.com")]
    bring(shop, *lines)
    before = shop.rows("select xmin::text, * from orders order by id")
    held = bring(shop, *lines)
    assert counts(held) == (0, 0, 3, 0)
    assert shop.rows("select xmin::text, * from orders order by id") == before


def test_a_later_file_corrects_an_earlier_one(shop: Shop) -> None:
    bring(shop, line(1001, status="قيد التنفيذ", total="100"))
    held = bring(shop, line(1001, status="ملغي", total="90"))
    assert counts(held) == (0, 1, 0, 0)
    assert shop.rows("select status, total, counts from orders") == [
        ("canceled", Decimal(90), False)
    ]
    assert not shop.rows("select from customer_rfm")
    assert clean(shop)


def test_other_columns_of_the_same_file_are_another_reading(shop: Shop) -> None:
    content = sheet(line(1001, total="100"), columns=[*COLUMNS])
    work(shop, begin(shop, content, Choices(dict(CHOICES.columns) | {"status": "اسم العميل"})))
    held = work(shop, begin(shop, content))
    assert counts(held) == (0, 1, 0, 0)
    assert shop.rows("select status from orders") == [("completed",)]


def test_what_salla_said_is_never_overwritten(shop: Shop) -> None:
    shop.take([order(1, total=100, status="pending")])
    before = shop.rows("select status, total, customer_id from orders")
    held = bring(shop, line("ORD-1", status="ملغي", total="1", mobile="0599999999"))
    assert counts(held) == (0, 0, 1, 0)
    assert shop.rows("select status, total, customer_id from orders") == before
    assert shop.rows("select count(*) from orders") == [(1,)]


def test_a_file_fills_what_salla_left_open(shop: Shop) -> None:
    shop.take([order(1, total=100)])
    columns = {"o": "reference", "d": "placed_at", "t": "total", "c": "city"}
    content = sheet(["ORD-1", "2024-01-15", "100", "الرياض"], columns=columns)
    held = work(shop, begin(shop, content, Choices({each: name for name, each in columns.items()})))
    assert counts(held) == (0, 1, 0, 0)
    assert shop.rows("select city, total from orders") == [("الرياض", Decimal(100))]


@pytest.mark.parametrize("mobile", ["+966500000001", "+966577777777"])
def test_file_and_webhooks_end_the_same_in_any_order(dsn: str, mobile: str) -> None:
    """Customer 1 of the webhooks has the telephone of the file's, or another."""
    lines = [line("ORD-1", mobile=mobile, total="30"), line("ORD-2", mobile=mobile, total="70")]
    first, second = order(1, total=31), order(2, total=71, at="2024-01-16T10:30:00Z")
    steps: dict[str, Callable[[Shop], object]] = {
        "file": lambda shop: bring(shop, *lines),
        "first": lambda shop: shop.take([first]),
        "second": lambda shop: shop.take([second]),
    }
    ends = []
    for at, names in enumerate(permutations(steps)):
        with Shop(dsn, 100 + at) as shop:
            for body in (first, second):
                body["merchant"] = shop.id
            for name in names:
                steps[name](shop)
            assert clean(shop)
            shop.conn.execute("delete from daily_sales where orders = 0")  # a day left empty
            ends.append(
                [
                    shop.rows(
                        f"select {columns.replace(', version', '')} from {table}"  # noqa: S608
                        f" where store_id = %s order by {columns}",
                        shop.id,
                    )
                    for table, columns in EVERYTHING.items()
                ]
            )
    assert len(ends[0][0]) == 2
    for end in ends:
        assert end == ends[0]


def test_an_order_of_a_file_becomes_sallas_own_when_it_comes(shop: Shop) -> None:
    bring(shop, line("ORD-1", total="30"), line("ORD-9", total="5"))
    (made_up,) = shop.rows("select id from customers")
    assert made_up[0] < 0
    shop.take([order(1, total=31, customer=1)])  # customer 1 has the telephone of the file
    assert shop.rows("select id > 0, reference, total, customer_id from orders order by 2") == [
        (True, "ORD-1", Decimal(31), 1),
        (False, "ORD-9", Decimal(5), 1),
    ]
    assert shop.rows("select id from customers") == [(1,)]
    assert shop.rows("select customer_id, orders, spent from customer_rfm") == [(1, 2, Decimal(36))]
    assert shop.rows("select sum(orders), sum(gross) from daily_sales") == [(2, Decimal(36))]
    assert {row[0] for row in shop.rows("select customer_id from segment_moves")} == {1}
    assert not shop.rows("select from segment_moves where to_segment is null")
    assert clean(shop)


def test_two_whom_files_made_known_can_be_one_customer(shop: Shop) -> None:
    bring(
        shop,
        line("a", mobile="0500000001", total=10),
        line("b", mobile="", email="c1@example.com", total=20),
        line("c", mobile="0500000009", total=5),
    )
    assert shop.rows("select count(*) from customer_rfm") == [(3,)]
    shop.take([order(1, customer=1, total=100)])
    assert shop.rows("select customer_id, orders, spent from customer_rfm where orders > 1") == [
        (1, 3, Decimal(130))
    ]
    assert shop.rows("select count(*) from customer_rfm") == [(2,)]
    assert clean(shop)


def test_a_customer_who_has_orders_already_takes_over_those_of_a_file(shop: Shop) -> None:
    shop.take([order(1, customer=1, total=100)])
    shop.conn.execute("update customers set mobile = null, email = null where id = 1")
    bring(shop, line("a", mobile="0500000001", total=10))
    assert shop.rows("select count(*) from customer_rfm") == [(2,)]
    shop.take([order(2, customer=1, total=7, at="2024-01-16T10:30:00Z")])
    assert shop.rows("select customer_id, orders, spent from customer_rfm") == [
        (1, 3, Decimal(117))
    ]
    assert clean(shop)


def test_an_order_salla_first_spoke_of_without_its_number(shop: Shop) -> None:
    nameless = order(1, event="order.updated", total=31)
    del nameless["data"]["reference_id"]
    bring(shop, line("ORD-1", total="30"))
    shop.take([nameless])
    assert shop.rows("select count(*) from orders") == [(2,)]
    shop.take([order(1, total=31, at="2024-01-15T11:00:00Z")])
    assert shop.rows("select id, total from orders") == [(1, Decimal(31))]
    assert shop.rows("select sum(orders), sum(gross) from daily_sales") == [(1, Decimal(31))]
    assert clean(shop)


def test_people_are_known_by_telephone_and_by_mail(shop: Shop) -> None:
    shop.take([order(1, customer=1)])
    bring(
        shop,
        line("a", mobile="+966 50 000 0001", email="new@example.com"),
        line("b", mobile="", email="C1@example.com"),
        line("c", mobile="0500000003", email="c1@example.com"),  # shares the mailbox only
        line("d", mobile="", email="only@example.com"),
        line("e", mobile="0500000004", email="only@example.com"),
        line("f", mobile="", email="", name="نورة"),
    )
    owners = dict(shop.rows("select reference, customer_id from orders"))
    assert owners["a"] == owners["b"] == 1
    assert owners["c"] < 0
    assert owners["d"] == owners["e"] < 0
    assert owners["f"] is None
    assert shop.rows("select count(*) from customers") == [(3,)]


def test_rows_of_an_order_far_apart_are_one_order(shop: Shop, monkeypatch: Any) -> None:
    monkeypatch.setattr(run, "PAGE_ROWS", 2)
    columns = ["order number", "date", "item", "price"]
    choices = Choices(
        dict(zip(["reference", "placed_at", "product_name", "unit_price"], columns, strict=True))
    )
    lines = [[f"{n % 3}", "2024-01-10", f"item {n}", n] for n in range(1, 13)]
    shop.take([order(1, items=((501, 1, 9),))])  # P501 has the code S501
    held = work(shop, begin(shop, sheet(*lines, columns=columns), choices))
    assert (held.done, held.total, counts(held)) == (12, 12, (3, 0, 0, 0))
    assert shop.rows("select reference, total, units from orders where id < 0 order by 1") == [
        ("0", Decimal(30), Decimal(4)),
        ("1", Decimal(22), Decimal(4)),
        ("2", Decimal(26), Decimal(4)),
    ]


def test_lines_are_tied_to_products_by_their_code(shop: Shop) -> None:
    shop.take([order(1, items=((501, 1, 9),))])
    columns = {"n": "reference", "d": "placed_at", "p": "unit_price", "s": "sku"}
    lines = [["x", "2024-01-10", 10, "S501"], ["x", "2024-01-10", 10, "unknown"]]
    choices = Choices({field: name for name, field in columns.items()})
    work(shop, begin(shop, sheet(*lines, columns=columns), choices))
    rows = shop.rows("select sku, product_id from order_items where order_id < 0 order by position")
    assert rows == [("S501", 501), ("unknown", None)]


def test_bad_rows_are_named_and_good_ones_kept(shop: Shop) -> None:
    held = bring(
        shop,
        line(1001),
        line("", total="5"),
        line(1003, day="soon"),
        line(1004, mobile="12"),
        line(1005, total="=1+1"),
    )
    assert (held.state, counts(held)) == ("completed", (2, 0, 0, 3))
    listed = list(errors.listed(shop.conn, shop.id, held.id))
    assert [(each.row, each.column, each.value, each.code, each.kept) for each in listed] == [
        (3, "رقم الطلب", "", "missing", False),
        (4, "تاريخ الطلب", "soon", "not_date", False),
        (5, "رقم الجوال", "12", "not_phone", True),
        (6, "الإجمالي", "=1+1", "not_amount", False),
    ]


def test_what_the_database_refuses_is_left_out_alone(shop: Shop) -> None:
    shop.conn.execute("alter table orders add constraint odd check (reference <> '1002')")
    held = bring(shop, *(line(number) for number in range(1001, 1006)))
    assert counts(held) == (4, 0, 0, 1)
    (wrong,) = errors.listed(shop.conn, shop.id, held.id)
    assert (wrong.row, wrong.reference, wrong.code) == (3, "1002", "rejected")


def test_a_file_that_is_no_table_fails_with_its_sentence(shop: Shop) -> None:
    held = work(shop, begin(shop, b"\x89PNG" + bytes(100)))
    assert (held.state, held.error_code) == ("failed", "file_unknown")
    assert held.error is not None
    assert "neither CSV nor XLSX" in held.error
    assert shop.rows("select state, outcome from jobs") == [("failed", "file_unknown")]


def test_one_file_of_a_store_at_a_time(shop: Shop) -> None:
    sync_id = begin(shop, sheet(line(1)))
    with pytest.raises(FileError, match="Another file"):
        begin(shop, sheet(line(2)))
    work(shop, sync_id)
    assert counts(work(shop, begin(shop, sheet(line(2))))) == (1, 0, 0, 0)


def test_an_import_stopped_anywhere_goes_on_without_doubling(shop: Shop, monkeypatch: Any) -> None:
    monkeypatch.setattr(run, "PAGE_ROWS", 10)
    lines = [
        line(n, mobile=f"05000000{n % 7:02d}", total="soon" if n == 25 else n) for n in range(1, 96)
    ]
    sync_id = begin(shop, sheet(*lines))

    class Stopping(threading.Event):
        """Is set after some looks."""

        def __init__(self, looks: int) -> None:
            super().__init__()
            self.looks = looks

        def is_set(self) -> bool:
            self.looks -= 1
            return self.looks < 0

    for _ in range(2):
        turn(shop, sync_id, Stopping(4))
    held = syncs.progress(shop.conn, shop.id, sync_id)
    assert held is not None
    assert (held.state, 0 < held.done < 95) == ("running", True)
    held = work(shop, sync_id)
    assert (held.state, held.done, counts(held)) == ("completed", 95, (94, 0, 0, 1))
    assert len(list(errors.listed(shop.conn, shop.id, sync_id))) == 1
    assert shop.rows("select count(*), sum(total) from orders") == [(94, sum(range(1, 96)) - 25)]
    assert clean(shop)


def test_a_paused_import_rests_and_a_cancelled_one_ends(shop: Shop, monkeypatch: Any) -> None:
    sync_id = begin(shop, sheet(line(1)))
    syncs.pause(shop.conn, shop.id, sync_id, "sara")
    assert work(shop, sync_id).state == "paused"
    syncs.resume(shop.conn, shop.id, sync_id, "sara")
    syncs.cancel(shop.conn, shop.id, sync_id, "sara")
    assert work(shop, sync_id).state == "cancelled"
    assert not shop.rows("select from orders")


def test_files_are_forgotten_in_time(shop: Shop) -> None:
    sync_id = begin(shop, sheet(line(1)))
    with shop.conn.transaction():
        left = keeping.keep(shop.conn, shop.id, "C:\\docs\\left.csv", [b"a,b\n"])
    work(shop, sync_id)
    file = keeping.of_sync(shop.conn, shop.id, sync_id)
    assert file is not None
    assert not file.whole
    found = keeping.find(shop.conn, shop.id, left)
    assert found is not None
    assert (found.name, found.whole) == ("left.csv", True)
    shop.conn.execute("update sync_files set uploaded_at = now() - interval '8 days'")
    assert keeping.forget_old(shop.conn) == 1
    assert keeping.find(shop.conn, shop.id, left) is None
    assert keeping.of_sync(shop.conn, shop.id, sync_id) is not None


def test_files_that_are_too_large_or_empty_are_not_kept(shop: Shop, monkeypatch: Any) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 10)
    for portions in ([b"x" * 6, b"x" * 6], []):
        with pytest.raises(FileError), shop.conn.transaction():
            keeping.keep(shop.conn, shop.id, "x.csv", portions)
    assert not shop.rows("select from sync_files")


def test_a_preview_says_what_an_import_then_does(shop: Shop, tmp_path: Any) -> None:
    shop.take([order(1)])
    path = tmp_path / "orders.csv"
    lines = [
        line("ORD-1", day="03/04/2024"),
        line(1002, day="25/12/2023", total="50.5"),
        line(1003, day="soon"),
        line(1004, mobile="12", day="03/04/2024"),
    ]
    path.write_bytes(sheet(*lines))
    seen = preview(shop.conn, shop.id, path, CHOICES)
    assert (seen.rows, seen.whole, seen.orders, seen.known) == (4, True, 3, 1)
    assert (seen.customers, seen.nameless, seen.refused, seen.lacking) == (1, 1, 1, 1)
    assert seen.totals == {"SAR": Decimal("250.5")}
    assert seen.statuses == {"تم التنفيذ": 3}
    assert ("day_first", "") in seen.notes
    held = bring(shop, *lines)
    assert held.missing == seen.orders - seen.known
    assert held.refused == seen.refused
    assert any("day first" in note for note in held.notes)
