"""`syncaty demo`: one command, a login that works, and it goes on where it was."""

import json
import signal
import subprocess

from tests.acceptance.harness import Lines, Syncaty, wait_for


def jobs(syncaty: Syncaty) -> dict[str, int]:
    found = json.loads(syncaty.run("status", "--json").stdout)["jobs"]
    return {name: number for name, number in found.items() if isinstance(number, int)}


def test_demo_shows_a_login_fills_itself_and_goes_on(syncaty: Syncaty) -> None:
    syncaty.environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/never"
    process, lines = begin(syncaty)
    password = lines.until(r"Password +(\S+)", 60)[1]
    del syncaty.environment["DATABASE_URL"]
    wait_for(lambda: jobs(syncaty)["completed"] > 300, "the shop's past", 60)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0, lines.rest()
    assert "Stopped." in lines.rest()

    before = jobs(syncaty)
    assert before["failed"] == 0
    process, lines = begin(syncaty)
    assert lines.until(r"Password +(\S+)", 60)[1] == password
    wait_for(lambda: jobs(syncaty)["completed"] > before["completed"] + 20, "more of it", 60)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0, lines.rest()


def begin(syncaty: Syncaty) -> "tuple[subprocess.Popen[str], Lines]":
    process, lines = syncaty.begin("demo", "--port", "0", "--data-dir", str(syncaty.data_dir))
    lines.until(r"^ready http://", 60)
    return process, lines
