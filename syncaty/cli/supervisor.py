"""Keeps child processes running until told to stop.

Everything that happens becomes an event in one queue: a signal, the end of a child. The main
thread reads it, so no lock is needed.
"""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

import structlog

log = structlog.get_logger()

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before a child is started again
STEADY = 60.0  # seconds; a child that ran this long starts again at the first delay
GRACE = 15.0  # seconds that children may take to stop


@dataclass(slots=True)
class Child:
    """One process to keep running: its name in the log, our command line, what it inherits."""

    name: str
    arguments: list[str]
    handles: tuple[int, ...] = ()
    delay: float = FIRST_DELAY
    started: float = 0.0
    process: subprocess.Popen[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Someone asked for the end by a signal."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A child ended with a code; negative: by that signal."""

    child: Child
    code: int


@dataclass(frozen=True, slots=True)
class Due:
    """A child that ended is to start again."""

    child: Child


Event = Stop | Ended | Due


@dataclass(slots=True)
class Supervisor:
    """Starts children, starts them again when they end, and stops them all.

    `environment` is the children's; `output` takes what they print, instead of our own output.
    """

    environment: dict[str, str]
    output: IO[bytes] | None = None
    children: list[Child] = field(default_factory=list)
    _events: "queue.SimpleQueue[Event]" = field(default_factory=queue.SimpleQueue)

    def catch_signals(self) -> None:
        """Turn Ctrl-C, SIGTERM and a closed terminal into a Stop event."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def start(self, child: Child) -> None:
        """Start a child and watch it."""
        child.started = time.monotonic()
        # A session of its own: Ctrl-C reaches the parent alone, which stops the children in order.
        child.process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-m", "syncaty.cli.child", *child.arguments],
            stdin=subprocess.PIPE,
            stdout=self.output,
            stderr=self.output,
            pass_fds=child.handles,
            env=self.environment,
            start_new_session=True,
        )
        if child not in self.children:
            self.children.append(child)
        threading.Thread(target=self._watch, args=(child, child.process), daemon=True).start()

    def next(self, seconds: float) -> Event | None:
        """Give what happened next, or None when nothing did for some seconds."""
        try:
            return self._events.get(timeout=seconds)
        except queue.Empty:
            return None

    def handle(self, event: Event | None) -> bool:
        """Do what an event asks for; False: it is time to stop."""
        match event:
            case Stop():
                return False
            case Ended(child, code):
                self._start_later(child, code)
            case Due(child):
                self.start(child)
            case None:
                pass
        return True

    def stop(self) -> None:
        """Ask all children to stop, wait, and end those that do not."""
        processes = [child.process for child in self.children if child.process is not None]
        for process in processes:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for process in processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                log.warning("a process did not stop in time", action="up.kill", pid=process.pid)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._events.put(Stop())

    def _watch(self, child: Child, process: "subprocess.Popen[bytes]") -> None:
        with process:  # closes its pipe as well
            code = process.wait()
        self._events.put(Ended(child, code))

    def _start_later(self, child: Child, code: int) -> None:
        if time.monotonic() - child.started > STEADY:
            child.delay = FIRST_DELAY
        log.warning(
            "a process ended and is started again",
            action="up.restart",
            process=child.name,
            code=code,
            seconds=child.delay,
        )
        timer = threading.Timer(child.delay, self._events.put, [Due(child)])
        timer.daemon = True
        timer.start()
        child.delay = min(child.delay * 2, LONGEST_DELAY)
