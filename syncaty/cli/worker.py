"""`syncaty worker`: applies waiting jobs."""

from syncaty.cli.options import DataDir

EXAMPLE = "syncaty worker"


def worker(data_dir: DataDir = None) -> None:
    """Apply waiting webhooks to orders, customers and figures.

    Runs until SIGTERM or Ctrl-C and ends after the batch in hand. Start as many as are needed:
    they share the stores out among themselves.
    """
    import gc
    import os
    import signal
    import threading

    import structlog

    from syncaty import wiring
    from syncaty.cli import logs, runtime
    from syncaty.db.pool import domain_dsn

    # A batch makes and drops many thousand small objects, none of them in circles: looking for
    # circles as often as usual costs a tenth of the work.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with runtime.database(data_dir) as config:
        logs.configure(config)
        log = structlog.get_logger()
        log.info("worker starts", action="worker.start", pid=os.getpid())
        wiring.worker(config, domain_dsn(config.database_url, config.schema)).run(stop)
        log.info("worker stopped", action="worker.stop", pid=os.getpid())
