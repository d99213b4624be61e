"""Processes killed without warning while webhooks come: nothing is lost, nothing applied twice."""

import json
import random
import subprocess
import threading
from decimal import Decimal
from functools import partial
from pathlib import Path

import psutil

from tests.acceptance.harness import Lines, Syncaty, Up, answers, wait_for
from tests.acceptance.purchases import expected, invent
from tests.acceptance.test_purchases import buyers

SECRET = "a-webhook-secret"


def test_killing_any_process_loses_nothing_and_applies_nothing_twice(
    syncaty: Syncaty, tmp_path: Path
) -> None:
    lines = invent(tmp_path / "lines.csv", invoices=2000, customers=400)
    wanted = expected(lines)
    up = syncaty.up()
    syncaty.run("store", "add", "--merchant", "601", "--secret", SECRET)
    sender, printed = syncaty.begin(
        "sandbox", "send", "--url", f"{up.address}/webhooks/salla", "--merchant", "601",
        "--secret", SECRET, "--csv", str(lines), "--rate", "120", "--resends", "60",
        "--resend-after", "0.5", "--double", "0.1", "--json",
    )  # fmt: skip
    chance, pause, kills = random.Random(3), threading.Event(), 0
    while sender.poll() is None:
        victim = "worker" if kills % 2 else "front"
        wait_for(partial(alive, up, victim), victim)
        pause.wait(chance.uniform(0.2, 0.9))
        up.child(victim).kill()
        kills += 1
        wait_for(lambda: answers(f"{up.address}/readyz"), "the product to be back", 180)
    assert kills >= 3
    report = report_of(sender, printed)
    assert report["gave_up"] == 0
    syncaty.run("drain", "--timeout", "120")

    exported = syncaty.run("export", "customers", "--store", "601").stdout
    found = {key: (orders, spent) for key, (orders, spent, *_) in buyers(exported).items()}
    assert found == {key: (each.orders, each.spent) for key, each in wanted.buyers.items()}
    assert sum((spent for _, spent in found.values()), Decimal(0)) == wanted.revenue
    syncaty.run("recompute", "--check", "--store", "601")
    status = json.loads(syncaty.run("status", "--json").stdout)
    assert status["jobs"]["failed"] == 0


def alive(up: Up, command: str) -> bool:
    """Tell whether the child of this command runs; it may be on its way back."""
    try:
        return up.child(command).is_running()
    except (AssertionError, psutil.Error):
        return False


def report_of(sender: "subprocess.Popen[str]", lines: Lines) -> dict[str, int]:
    """Wait for the sender's end and give its report."""
    sender.wait(240)
    printed = lines.rest()
    assert sender.returncode == 0, printed
    report: dict[str, int] = json.loads(printed[printed.index("{") :])
    return report
