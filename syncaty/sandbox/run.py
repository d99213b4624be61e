"""Runs a sender to its end or to Ctrl-C, telling now and then how far it is."""

import asyncio
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress

from syncaty.sandbox.delivery import Delivery
from syncaty.sandbox.report import Report
from syncaty.sandbox.sender import Sender

Tell = Callable[[Report], None]


def run(sender: Sender, source: Iterable[Delivery], tell: Tell, every: float = 5.0) -> Report:
    """Send the source and give the report; `tell` is called every so many seconds.

    The first Ctrl-C (or SIGTERM) lets what is under way be answered, a second one ends at once.
    """
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(_until_stopped(sender, source, tell, every))


async def _until_stopped(
    sender: Sender, source: Iterable[Delivery], tell: Tell, every: float
) -> Report:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        sender.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows ends at once
            loop.add_signal_handler(number, stop)
    telling = loop.create_task(_keep_telling(sender, tell, every))
    try:
        return await sender.run(source)
    finally:
        telling.cancel()


async def _keep_telling(sender: Sender, tell: Tell, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        tell(sender.report)


def _loop() -> asyncio.AbstractEventLoop:
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop  # noqa: PLC0415  does not exist on Windows

    return uvloop.new_event_loop()
