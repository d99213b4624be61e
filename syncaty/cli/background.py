"""`syncaty background`: imports, repairs, watches and nightly work."""

from syncaty.cli.options import DataDir

EXAMPLE = "syncaty background"


def background(data_dir: DataDir = None) -> None:
    """Do the work that no webhook causes: imports, repairs, watches, nightly checks.

    Runs until SIGTERM or Ctrl-C; tasks in hand keep what they did and go on at the next start.
    Start as many as are needed: they share the tasks, and what a killed one had in hand is taken up
    by another.
    """
    import os
    import signal
    import threading

    import structlog

    from syncaty.background import runner
    from syncaty.cli import logs, runtime
    from syncaty.db.pool import domain_dsn

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with runtime.database(data_dir) as config:
        logs.configure(config)
        log = structlog.get_logger()
        log.info("background work starts", action="background.start", pid=os.getpid())
        runner(config, domain_dsn(config.database_url, config.schema)).run(stop)
        log.info("background work stopped", action="background.stop", pid=os.getpid())
