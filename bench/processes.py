"""Processes of a run: started, waited for, weighed, and ended by their own numbers."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Running:
    """A started process."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def peak_mb(self) -> float:
        """Give the most memory it and its children held so far, in MB; shared pages count each."""
        me = psutil.Process(self.process.pid)
        return sum(_peak_kb(each.pid) for each in (me, *me.children(recursive=True))) / 1024

    def check(self) -> None:
        """Raise with its last words when it has ended."""
        if self.process.poll() is not None:
            words = self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
            raise RuntimeError(f"{self.process.args!r} ended:\n{words}")


@contextmanager
def running(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Run a command beside this process and end it, children included, at the end."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment
        )
    try:
        yield Running(process, log)
    finally:
        family = _family(process.pid)
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for left in psutil.wait_procs(family, timeout=2)[1]:
            left.kill()


def wait_for(ready: Callable[[], bool], process: Running, seconds: float = _START_SECONDS) -> None:
    """Ask until it is so; raises when the process ends or the time is up."""
    deadline = time.monotonic() + seconds
    while not ready():
        process.check()
        if time.monotonic() > deadline:
            raise TimeoutError(f"{process.process.args!r} took over {seconds:.0f} s")
        time.sleep(_LOOK_SECONDS)


def listens(port: int) -> bool:
    """Tell whether something on this machine takes connections on a port."""
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Give a port of this machine that nothing listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _family(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _peak_kb(pid: int) -> int:
    """Give the peak resident size, or the present one where the system does not keep a peak."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)
    except (OSError, StopIteration):
        return int(psutil.Process(pid).memory_info().rss) // 1024
