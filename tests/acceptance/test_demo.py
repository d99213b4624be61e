"""`syncaty demo`: one command connects a shop by the real flow, fills itself, and goes on."""

import json
import signal
import subprocess
from decimal import Decimal
from typing import Any

import httpx

from syncaty.cli.demo import MERCHANT, OTHER_MERCHANT
from tests.acceptance.harness import Lines, Syncaty, wait_for


def completed(syncaty: Syncaty) -> int:
    found = json.loads(syncaty.run("status", "--json").stdout)["jobs"]
    assert found["failed"] == 0
    return int(found["completed"])


def exported(syncaty: Syncaty) -> list[dict[str, Any]]:
    """Give the orders the product holds."""
    text = syncaty.run("export", "orders", "--store", str(MERCHANT), "--format", "json").stdout
    return list(json.loads(text))


def agree(syncaty: Syncaty, salla: str) -> bool:
    """Whether the product's figures are the shop's own, while its life goes on."""
    before = figures(salla)
    held = exported(syncaty)
    counting = [order for order in held if order["counts"]]
    sums = [
        sum((Decimal(order[name]) for order in counting), Decimal(0))
        for name in ("sub_total", "discount", "refunded", "tax")
    ]
    return [len(held), len(counting), *sums] in (before, figures(salla))


def figures(salla: str) -> list[Decimal]:
    told = httpx.get(f"{salla}/_control/{MERCHANT}/figures").json()
    names = ("all_orders", "orders", "gross", "discounts", "refunds", "tax")
    return [Decimal(told[name]) for name in names]


def held(salla: str, merchant: int) -> dict[str, object]:
    """Give how a shop stands at the stand-in."""
    return dict(httpx.get(f"{salla}/_control").json()["stores"][str(merchant)])


def test_demo_connects_a_shop_shows_a_login_and_goes_on(syncaty: Syncaty) -> None:
    syncaty.environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/never"
    process, lines = begin(syncaty)
    password = lines.until(r"Password +(\S+)", 90)[1]
    salla = lines.until(r"stand-in for Salla runs at (http://\S+)", 10)[1]
    del syncaty.environment["DATABASE_URL"]
    assert held(salla, MERCHANT)["connected"]
    assert not held(salla, OTHER_MERCHANT)["connected"]
    wait_for(lambda: len(exported(syncaty)) >= 3000, "the shop's history", 240)
    wait_for(lambda: completed(syncaty) > 15, "events by subscription", 180)
    wait_for(lambda: agree(syncaty, salla), "equal figures", 180)
    stop(process, lines)
    assert "Stopped." in lines.rest()

    before = completed(syncaty)
    process, lines = begin(syncaty)
    assert lines.until(r"Password +(\S+)", 90)[1] == password
    salla = lines.until(r"stand-in for Salla runs at (http://\S+)", 10)[1]
    wait_for(lambda: completed(syncaty) > before + 15, "more of it", 180)
    wait_for(lambda: agree(syncaty, salla), "equal figures", 180)
    stop(process, lines)


def begin(syncaty: Syncaty) -> "tuple[subprocess.Popen[str], Lines]":
    process, lines = syncaty.begin("demo", "--port", "0", "--data-dir", str(syncaty.data_dir))
    lines.until(r"^ready http://", 240)
    return process, lines


def stop(process: "subprocess.Popen[str]", lines: Lines) -> None:
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0, lines.rest()
