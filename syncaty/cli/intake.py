"""`syncaty intake`: takes webhooks in, and nothing else."""

from syncaty.cli.options import DataDir, Host, Port

EXAMPLE = "syncaty intake --host 0.0.0.0 --port 8000"


def intake(host: Host = "127.0.0.1", port: Port = 8000, data_dir: DataDir = None) -> None:
    """Take webhooks in: check them, keep them, answer.

    Runs until SIGTERM or Ctrl-C, then finishes what is in flight. Start as many as are needed.
    """
    import structlog

    from syncaty.cli import logs, runtime, serve
    from syncaty.intake.app import application

    with runtime.database(data_dir) as config, serve.listen(host, port) as sock:
        logs.configure(config)
        address = serve.address(sock)
        structlog.get_logger().info("intake listens", action="intake.start", address=address)
        serve.serve(application(config), sock)
