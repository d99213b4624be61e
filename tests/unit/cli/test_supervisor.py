"""Children are started again, later and later, and stopped together."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from syncaty.cli import supervisor as module
from syncaty.cli.supervisor import Child, Due, Ended, Stop, Supervisor

ORPHAN = """
import os, sys
from syncaty.cli.supervisor import Child, Supervisor
supervisor = Supervisor(dict(os.environ))
child = Child("shop", sys.argv[1:])
supervisor.start(child)
print(child.process.pid, flush=True)
sys.stdin.read()
"""
LONG = ["sandbox", "live", "--merchant", "1", "--secret", "s", "--url", "http://127.0.0.1:9/"]


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "SYNCATY_DATA_DIR": str(folder)}


def test_a_child_that_ends_is_started_again_later_and_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_DELAY", 0.08)
    with (tmp_path / "out").open("wb") as output:
        supervisor = Supervisor(environment(tmp_path), output)
        child = Child("list", ["user", "--help"], delay=0.02)
        supervisor.start(child)
        delays = []
        for _ in range(4):
            ended = supervisor.next(30)
            assert ended == Ended(child, 0)
            delays.append(child.delay)
            assert supervisor.handle(ended)
            due = supervisor.next(30)
            assert due == Due(child)
            assert supervisor.handle(due)
        assert delays == [0.02, 0.04, 0.08, 0.08]
        supervisor.stop()


def test_a_signal_becomes_an_event(tmp_path: Path) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        supervisor = Supervisor(environment(tmp_path))
        supervisor.catch_signals()
        os.kill(os.getpid(), signal.SIGTERM)
        event = supervisor.next(10)
        assert event == Stop()
        assert not supervisor.handle(event)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def test_a_child_ends_with_its_killed_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, *LONG, "--state", str(tmp_path / "state.jsonl")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    assert psutil.wait_procs([child], timeout=30)[1] == []
