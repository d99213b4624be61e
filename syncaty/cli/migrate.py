"""`syncaty migrate`: brings the database to this release."""

from syncaty.cli.options import DataDir

EXAMPLE = "DATABASE_URL=postgresql://... syncaty migrate"


def migrate(data_dir: DataDir = None) -> None:
    """Bring the database to this release.

    Each step runs in a transaction of its own; running it again changes nothing. `syncaty up`
    does it by itself.
    """
    from contextlib import ExitStack
    from dataclasses import replace

    import typer

    from syncaty.cli import running, runtime
    from syncaty.db.embedded import embedded

    config = runtime.settings(data_dir)
    with ExitStack() as stack:
        if not config.database_url:
            up = running.find(config.data_dir)
            url = (
                up.database_url
                if up
                else stack.enter_context(embedded(config.data_dir, config.postgres_version))
            )
            config = replace(config, database_url=url)
        applied = runtime.migrate_all(config)
    for name in applied:
        typer.echo(f"applied {name}")
    typer.echo("The database is up to date.")
