"""Listing, showing and retrying jobs; draining; status."""

import json

from tests.integration.cli.conftest import Run
from tests.integration.pipeline.shop import Body, Shop, order

BAD: Body = {
    "event": "order.created",
    "merchant": 77,
    "created_at": "2024-01-15T10:30:00Z",
    "data": {"id": 9, "amounts": {"total": "many"}},
}
WORSE: Body = {**BAD, "event": "order.updated"}


def name(shop: Shop, job: int, order_id: int) -> None:
    """Note on a job what it is about, as intake does."""
    shop.rows(
        "update jobs set entity = 'order', entity_id = %s, reference = %s where id = %s"
        " returning 1",
        order_id,
        f"ORD-{order_id}",
        job,
    )


def test_list_filters_and_gives_the_newest_first(run: Run, shop: Shop) -> None:
    good, other, bad = shop.take([order(1), order(2), BAD])
    name(shop, other, 2)
    ids = [job["id"] for job in json.loads(run("jobs", "list", "--json").out)]
    assert ids == [bad, other, good]
    failed = json.loads(run("jobs", "list", "--state", "failed", "--json").out)
    assert [job["id"] for job in failed] == [bad]
    by_entity = json.loads(run("jobs", "list", "--entity", "order:2", "--json").out)
    assert [job["id"] for job in by_entity] == [other]
    assert json.loads(run("jobs", "list", "--store", "78", "--json").out) == []
    assert json.loads(run("jobs", "list", "--before", "2024-01-01", "--json").out) == []
    table = run("jobs", "list", "--limit", "1").out
    assert str(bad) in table
    assert "failed" in table


def test_a_wrong_filter_is_told(run: Run) -> None:
    said = run("jobs", "list", "--entity", "shoe:1")
    assert said.code == 1
    assert "names no entity" in said.err
    assert "There is no state 'lost'" in run("jobs", "list", "--state", "lost").err


def test_show_tells_what_changed_and_gives_the_body_as_it_came(run: Run, shop: Shop) -> None:
    good, bad = shop.take([order(1), BAD])
    name(shop, good, 1)
    shown = run("jobs", "show", str(good)).out
    assert f"Job {good}: order.created order ORD-1 of store 77" in shown
    assert "completed (applied)" in shown
    assert "customer 1: - to " in shown
    failed = run("jobs", "show", str(bad)).out
    assert "Try 1, " in failed
    assert "Traceback" in failed
    as_json = json.loads(run("jobs", "show", str(bad), "--json").out)
    assert json.loads(as_json["delivery"]["body"]) == BAD
    raw = shop.rows("select body from deliveries where id = %s", bad)[0][0]
    assert run("jobs", "show", str(bad), "--raw").out.encode() == raw
    assert run("jobs", "show", "9999").code == 1


def test_retry_of_named_and_of_all_that_match(run: Run, shop: Shop) -> None:
    good, bad, worse = shop.take([order(1), BAD, WORSE])
    said = run("jobs", "retry", str(bad), "9999")
    assert said.out == "Jobs that run again: 1\n"
    assert "The others wait" in said.err
    assert [row[0] for row in shop.rows("select id from jobs where state = 'pending'")] == [bad]
    shop.work()
    matching = run("jobs", "retry", "--all-matching", "--event", "order.*", "--yes")
    assert matching.out == "Jobs that run again: 2\n"
    waiting = shop.rows("select id from jobs where state = 'pending' order by id")
    assert [row[0] for row in waiting] == [bad, worse]
    assert good not in {row[0] for row in waiting}, "completed ones are not meant"
    actors = {row[0] for row in shop.rows("select actor from job_actions")}
    assert all(actor.startswith("command line") for actor in actors)
    assert run("jobs", "retry").code == 1


def test_drain_waits_for_waiting_jobs_only(run: Run, shop: Shop) -> None:
    assert run("drain", "--timeout", "0").code == 0
    shop.keep([order(1)])
    said = run("drain", "--timeout", "0.3")
    assert said.code == 1
    assert "1 jobs still wait. No worker runs" in said.err
    shop.take([BAD])
    assert run("drain", "--timeout", "0").code == 0, "failed jobs are not waited for"


def test_status_counts_what_is_there(run: Run, shop: Shop) -> None:
    shop.take([order(1), BAD])
    shop.keep([order(2)])
    found = json.loads(run("status", "--json").out)
    assert found["up"] is None
    counts = {name: found["jobs"][name] for name in ("waiting", "completed", "failed")}
    assert counts == {"waiting": 1, "completed": 1, "failed": 1}
    assert found["jobs"]["oldest_waiting"] is not None
    assert [(one["merchant"], one["waiting"], one["failed"]) for one in found["stores"]] == [
        (77, 1, 1)
    ]
    assert "No `syncaty up` runs" in run("status").out
