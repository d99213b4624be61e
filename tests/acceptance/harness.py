"""Real processes for the acceptance tests: `syncaty up`, commands beside it, and how to wait."""

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx
import psutil

T = TypeVar("T")

START_SECONDS = 180.0
STOP_SECONDS = 60.0
COMMAND_SECONDS = 240.0
LOOK_SECONDS = 0.05


class Lines:
    """What a process prints, line by line, read as it comes."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.all: list[str] = []
        self._queue: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(process,), daemon=True)
        self._reader.start()

    def until(self, pattern: str, seconds: float) -> re.Match[str]:
        """Give the first further line that matches; fails when the process ends or time is up."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._queue.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no line {pattern!r} in {seconds} s:\n{self}") from None
            if line is None:
                raise AssertionError(f"ended before a line {pattern!r}:\n{self}")
            if match := re.search(pattern, line):
                return match

    def rest(self, seconds: float = 10.0) -> str:
        """Wait until nothing more can come and give all that came."""
        self._reader.join(seconds)
        assert not self._reader.is_alive(), "someone still holds the output open"
        return str(self)

    def __str__(self) -> str:
        return "\n".join(self.all)

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.all.append(line.rstrip("\n"))
                self._queue.put(line.rstrip("\n"))
        self._queue.put(None)


@dataclass(slots=True)
class Up:
    """A running `syncaty up`: its address, its process, what it printed."""

    process: "subprocess.Popen[str]"
    lines: Lines
    address: str

    def family(self) -> list[psutil.Process]:
        """Give the process itself and all its descendants."""
        me = psutil.Process(self.process.pid)
        return [me, *me.children(recursive=True)]

    def child(self, command: str) -> psutil.Process:
        """Give the child that runs a command such as "worker" or "front"."""
        named = [one for one in self.family()[1:] if command in one.cmdline()]
        assert named, f"no child runs {command!r}"
        return named[0]

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal, wait for the end and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)


@dataclass(slots=True)
class Syncaty:
    """A data directory of the test's own, commands run on it, and the `up` started on it.

    `environment` holds further variables for every process that is started. `built` keeps the
    dashboard's compressed files for all tests of a run, which would take seconds each time.
    """

    data_dir: Path
    built: Path
    environment: dict[str, str] = field(default_factory=dict)
    ups: list[Up] = field(default_factory=list)
    begun: "list[tuple[subprocess.Popen[str], Lines]]" = field(default_factory=list)

    def up(self, *arguments: str) -> Up:
        """Start `syncaty up` on a free port and wait for its line that says ready."""
        web = self.data_dir / "web"
        if self.built.exists() and not web.exists():
            shutil.copytree(self.built, web)
        process, lines = self.begin("up", "--port", "0", *arguments)
        up = Up(process, lines, "")
        self.ups.append(up)
        up.address = lines.until(r"^ready (http://\S+)", START_SECONDS)[1]
        if not self.built.exists():
            shutil.copytree(web, self.built)
        return up

    def begin(self, *arguments: str) -> "tuple[subprocess.Popen[str], Lines]":
        """Start a command without waiting for it; both its outputs come as one.

        It is tied to the test's process by a pipe, so that it ends when that is killed.
        """
        process = subprocess.Popen(
            [sys.executable, "-m", "syncaty.cli.child", *arguments],
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.begun.append((process, Lines(process)))
        return self.begun[-1]

    def run(
        self,
        *arguments: str,
        typed: str = "",
        code: int | None = 0,
        seconds: float = COMMAND_SECONDS,
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end, feeding it what is typed; fails on another exit code."""
        done = subprocess.run(
            [sys.executable, "-m", "syncaty", *arguments],
            env=self._environment(),
            input=typed,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        if code is not None and done.returncode != code:
            raise AssertionError(
                f"syncaty {' '.join(arguments)} gave {done.returncode}, not {code}:\n"
                f"{done.stdout}\n{done.stderr}"
            )
        return done

    def end(self) -> None:
        """End whatever still runs, by its own process ids."""
        for process, lines in reversed(self.begun):
            if process.poll() is None:
                process.terminate()
                process.wait(STOP_SECONDS)
            lines.rest()
            assert process.stdin is not None
            process.stdin.close()

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("SYNCATY_") and name not in {"DATABASE_URL", "PYTHONWARNINGS"}
        }
        return {
            **kept,
            "PYTHONUNBUFFERED": "1",
            "SYNCATY_DATA_DIR": str(self.data_dir),
            **self.environment,
        }


def wait_for(get: Callable[[], T], what: str, seconds: float = 90.0) -> T:
    """Call until the answer is true in Python's sense and give it; fails when time is up."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while True:
        if got := get():
            return got
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        pause.wait(LOOK_SECONDS)


def answers(url: str) -> bool:
    """Tell whether an address answers 200."""
    try:
        return httpx.get(url, timeout=30).status_code == 200
    except httpx.HTTPError:
        return False
