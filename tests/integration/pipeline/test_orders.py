from datetime import date
from decimal import Decimal

import pytest

from syncaty.jobs.retry import retry
from tests.integration.pipeline.shop import Shop, order


def test_an_order_becomes_rows_totals_scores_and_figures(shop: Shop) -> None:
    (job,) = shop.take([order(1, total=250, items=[(501, 2, 100), (502, 1, 50)])])

    assert shop.states() == [(job, "completed", "applied")]
    assert shop.rows(
        "select reference, placed_on, status, counts, customer_id, currency, total, gross, units"
        " from orders"
    ) == [
        (
            "ORD-1",
            date(2024, 1, 15),
            "pending",
            True,
            1,
            "SAR",
            Decimal(250),
            Decimal(250),
            Decimal(3),
        )
    ]
    assert shop.rows("select id, name, mobile, email from customers") == [
        (1, "C1 Test", "+966500000001", "c1@example.com")
    ]
    assert shop.rows("select id, name, sku from products order by id") == [
        (501, "P501", "S501"),
        (502, "P502", "S502"),
    ]
    assert shop.rows(
        "select customer_id, orders, spent, last_order_on, r, f, m, segment from customer_rfm"
    ) == [(1, 1, Decimal(250), date(2024, 1, 15), 5, 1, 1, "new")]
    assert shop.rows("select day, currency, orders, gross, refunds, units from daily_sales") == [
        (date(2024, 1, 15), "SAR", 1, Decimal(250), Decimal(0), Decimal(3))
    ]
    assert shop.rows("select product_id, orders, units, gross from daily_products order by 1") == [
        (501, 1, Decimal(2), Decimal(200)),
        (502, 1, Decimal(1), Decimal(50)),
    ]
    assert shop.rows("select from_segment, to_segment, cause, job_id from segment_moves") == [
        (None, "new", "ordered", job)
    ]
    ((changes,),) = shop.rows("select changes from jobs")
    kinds = [change["kind"] for change in changes]
    assert kinds == ["product", "product", "customer", "order", "rfm"]
    assert changes[4]["fields"]["segment"] == [None, "new"]


def test_a_cancelled_order_takes_everything_back(shop: Shop) -> None:
    shop.take([order(1)])
    shop.take([order(1, event="order.cancelled", at="2024-01-16T10:00:00Z", status="canceled")])

    assert shop.rows("select status, counts from orders") == [("canceled", False)]
    assert shop.rows("select * from customer_rfm") == []
    assert shop.rows("select orders, gross, units from daily_sales") == [(0, 0, 0)]
    assert shop.rows("select to_segment, cause from segment_moves order by id") == [
        ("new", "ordered"),
        (None, "cancelled"),
    ]


def test_a_refund_of_a_part_lowers_money_and_keeps_the_order(shop: Shop) -> None:
    shop.take([order(1, total=300)])
    refund = {"refund_action": {"has_refund_amount": True, "refund_amount": 100}}
    shop.take(
        [
            order(
                1,
                event="order.refunded",
                at="2024-01-16T10:00:00Z",
                total=300,
                payment_actions=refund,
            )
        ]
    )

    assert shop.rows("select orders, spent, refunds from customer_rfm") == [
        (1, Decimal(200), Decimal(100))
    ]
    assert shop.rows("select orders, gross, refunds from daily_sales") == [
        (1, Decimal(300), Decimal(100))
    ]


def test_a_refund_of_the_whole_takes_the_order_out(shop: Shop) -> None:
    shop.take([order(1, total=300)])
    shop.take([order(1, event="order.refunded", at="2024-01-16T10:00:00Z", total=300)])

    assert shop.rows("select refunded, counts from orders") == [(Decimal(300), False)]
    assert shop.rows("select * from customer_rfm") == []


def test_an_older_webhook_that_comes_late_is_superseded(shop: Shop) -> None:
    new = order(1, event="order.updated", at="2024-01-15T12:00:00Z", status="completed")
    old = order(1, at="2024-01-15T10:30:00Z", status="pending")
    shop.take([new])
    (late,) = shop.take([old])

    assert shop.states()[-1] == (late, "completed", "superseded")
    assert shop.rows("select status from orders") == [("completed",)]


def test_a_status_never_seen_counts_and_waits_for_the_merchant(shop: Shop) -> None:
    shop.take([order(1, status="awaiting inspection")])

    assert shop.rows("select status, counts, classified from store_statuses") == [
        ("awaiting inspection", True, False)
    ]
    assert shop.rows("select counts from orders") == [(True,)]


def test_an_order_of_a_guest_counts_for_the_store_and_for_nobody(shop: Shop) -> None:
    shop.take([order(1, customer=None)])

    assert shop.rows("select orders from daily_sales") == [(1,)]
    assert shop.rows("select * from customer_rfm") == []


def test_an_order_that_changes_its_customer_moves_the_totals(shop: Shop) -> None:
    shop.take([order(1, customer=1)])
    shop.take([order(1, customer=2, event="order.updated", at="2024-01-16T10:00:00Z")])

    assert shop.rows("select customer_id, orders from customer_rfm") == [(2, 1)]


def test_a_new_order_without_a_date_was_placed_when_it_was_told_of(shop: Shop) -> None:
    body = order(1, at="2024-03-01T22:30:00Z")
    del body["data"]["date"]
    shop.take([body])

    # Half past one at night in Riyadh, on the next day.
    assert shop.rows("select placed_on, counts from orders") == [(date(2024, 3, 2), True)]


def test_what_could_not_be_read_is_noted_and_does_no_harm(shop: Shop) -> None:
    shop.take([order(1, date="not a day")])

    assert shop.rows("select state, outcome from jobs") == [("completed", "applied")]
    assert shop.rows("select counts from orders") == [(True,)]
    ((changes,),) = shop.rows("select changes from jobs")
    assert [each["label"] for each in changes if each["kind"] == "warning"]


def test_an_event_of_no_use_is_ignored(shop: Shop) -> None:
    shop.take([{"event": "invoice.created", "merchant": 77, "data": {"id": 5}}])

    assert shop.rows("select state, outcome from jobs") == [("completed", "ignored")]


def test_an_older_webhook_in_the_same_batch_gets_no_credit(shop: Shop) -> None:
    newer = order(1, event="order.updated", at="2024-01-15T12:00:00Z", total=50)
    older = order(1, at="2024-01-15T10:30:00Z", total=40)
    first, second = shop.take([newer, older])

    assert shop.states() == [(first, "completed", "applied"), (second, "completed", "superseded")]
    assert shop.rows("select job_id from segment_moves") == [(first,)]


def test_running_a_job_again_keeps_what_it_changed(shop: Shop) -> None:
    (job,) = shop.take([order(1)])
    before = shop.rows("select outcome, changes from jobs")
    with shop.conn.transaction():
        assert retry(shop.conn, [job], "tester") == 1
    shop.work()

    assert shop.rows("select outcome, changes from jobs") == before
    assert shop.rows("select orders from customer_rfm") == [(1,)]


@pytest.mark.parametrize(("body", "code"), [(b"{not json", "not_json"), (b"[1]", "not_envelope")])
def test_a_body_without_an_envelope_fails_again_when_run_again(
    shop: Shop, body: bytes, code: str
) -> None:
    shop.take([body])

    assert shop.rows("select state, error_code from jobs") == [("failed", code)]
