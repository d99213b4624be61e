"""What follows a connection: the import of the store's history, or a repair of what was missed."""

from typing import Any

from psycopg import Connection

from syncaty.stores.connection import Connected
from syncaty.syncs.control import create
from syncaty.syncs.reading import newest


def begin_history(conn: Connection[Any], connected: Connected) -> None:
    """Start what follows a connection, in its transaction.

    The import of the store's history, or, where that was done, a repair of what was missed since
    the connection ended.
    """
    store_id = connected.store_id
    held = newest(conn, store_id, "import")
    if held is None or held.state not in ("completed", "cancelled"):
        create(conn, store_id, "import", "connected")
    elif connected.missed_since is not None:
        create(conn, store_id, "repair", "connected", since=connected.missed_since)
