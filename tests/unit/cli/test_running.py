"""How a running `up` is found, and found to be gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from syncaty.cli.running import AlreadyRunningError, Up, announce, claim, find, withdraw

UP = Up(os.getpid(), "http://127.0.0.1:1", "2026-01-01T00:00:00+00:00", "postgresql://u:hush@h/d")

HOLD = """
import os, sys
from pathlib import Path
from syncaty.cli.running import Up, announce, claim
folder = Path(sys.argv[1])
with claim(folder):
    announce(folder, Up(os.getpid(), "http://127.0.0.1:2", "", ""))
    print("held", flush=True)
    sys.stdin.read()
"""


def test_it_is_found_while_it_holds_the_folder(tmp_path: Path) -> None:
    assert find(tmp_path) is None
    with claim(tmp_path):
        assert find(tmp_path) is None, "it has not said where it is"
        announce(tmp_path, UP)
        assert find(tmp_path) == UP
        withdraw(tmp_path)
        assert find(tmp_path) is None
    announce(tmp_path, UP)
    assert find(tmp_path) is None, "what it wrote outlived it"


def test_only_its_owner_may_read_where_the_database_is(tmp_path: Path) -> None:
    announce(tmp_path, UP)
    assert (tmp_path / "up.json").stat().st_mode & 0o077 == 0
    assert "hush" not in repr(UP)


def test_a_second_claim_is_refused_and_says_who_holds_it(tmp_path: Path) -> None:
    with claim(tmp_path):
        announce(tmp_path, UP)
        with pytest.raises(AlreadyRunningError, match=r"at http://127\.0\.0\.1:1 \(process"):
            claim(tmp_path).__enter__()


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    found = find(tmp_path)
    assert found is not None
    assert found.pid == holder.pid
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert find(tmp_path) is None
    with claim(tmp_path):
        pass
