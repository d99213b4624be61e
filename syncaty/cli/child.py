"""Runs a command of ours as a child that never outlives its parent.

`python -m syncaty.cli.child worker` does what `syncaty worker` does. Its standard input is a pipe
from the parent: when the parent ends, even by `kill -9`, the pipe closes and the child stops.
"""

import os
import signal
import sys
import threading
import time

GRACE = 10.0  # seconds between asking and ending


def main() -> None:
    """Watch the parent from a thread and run the command named by the arguments."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from syncaty.cli import main as command

    command()


def _end_with_parent() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    sys.stderr.write("syncaty: the parent process is gone; ended without a clean stop\n")
    os._exit(1)


if __name__ == "__main__":
    main()
