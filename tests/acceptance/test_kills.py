"""Processes killed without warning while webhooks come: nothing is lost, nothing applied twice."""

import json
import random
import subprocess
import threading
from decimal import Decimal
from pathlib import Path

import psutil

from tests.acceptance.harness import Syncaty, answers, wait_for
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
    sender = syncaty.start(
        "sandbox", "send", "--url", f"{up.address}/webhooks/salla", "--merchant", "601",
        "--secret", SECRET, "--csv", str(lines), "--rate", "120", "--resends", "60",
        "--resend-after", "0.5", "--double", "0.1", "--json",
    )  # fmt: skip
    chance, pause, kills = random.Random(3), threading.Event(), 0
    while sender.poll() is None:
        victim = "worker" if kills % 2 else "front"
        child: psutil.Process = wait_for(lambda v=victim: alive(up.child, v), victim)
        pause.wait(chance.uniform(0.2, 0.9))
        child.kill()
        kills += 1
        wait_for(lambda: answers(f"{up.address}/readyz"), "the product to be back", 60)
    assert kills >= 3
    report = report_of(sender)
    assert report["gave_up"] == 0
    syncaty.run("drain", "--timeout", "120")

    exported = syncaty.run("export", "customers", "--store", "601").stdout
    found = {key: (orders, spent) for key, (orders, spent, *_) in buyers(exported).items()}
    assert found == {key: (each.orders, each.spent) for key, each in wanted.buyers.items()}
    assert sum((spent for _, spent in found.values()), Decimal(0)) == wanted.revenue
    syncaty.run("recompute", "--check", "--store", "601")
    status = json.loads(syncaty.run("status", "--json").stdout)
    assert status["jobs"]["failed"] == 0


def alive(find: object, command: str) -> psutil.Process | None:
    """Give the child of this command, or None while it is being started again."""
    try:
        assert callable(find)
        child = find(command)
    except (AssertionError, psutil.Error):
        return None
    return child if isinstance(child, psutil.Process) else None


def report_of(sender: "subprocess.Popen[str]") -> dict[str, int]:
    """Wait for the sender's end and give its report."""
    printed, _ = sender.communicate(timeout=240)
    assert sender.returncode == 0, printed
    report: dict[str, int] = json.loads(printed[printed.index("{") :])
    return report
