"""`syncaty up`: the whole product on one machine and one port."""

from syncaty.cli.options import DataDir, Host, Port

EXAMPLE = "syncaty up --port 8000 --data-dir ./shop"


def up(host: Host = "127.0.0.1", port: Port = 8000, data_dir: DataDir = None) -> None:
    """Run everything: webhooks, dashboard and workers on one port.

    Uses an embedded PostgreSQL kept in the data directory, unless DATABASE_URL names a server.
    Prints a line that begins with "ready" once it answers. Ctrl-C stops all of it.
    """
    import typer

    from syncaty.cli import logs, product, runtime

    config = runtime.settings(data_dir)
    logs.configure(config)
    with product.started(config, host, port, output=None) as running:
        typer.echo(f"ready {running.address} (webhooks at {running.address}/webhooks/salla)")
        running.supervise()
        typer.echo("stopping", err=True)
