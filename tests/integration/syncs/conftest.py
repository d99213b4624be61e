"""What tests of syncs share: a store of their own."""

import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

STORE = 1305146709


@pytest.fixture
def store(conn: Connection[TupleRow]) -> int:
    """A connected store in UTC+3; committed."""
    conn.execute(
        "insert into stores (id, name, lane, timezone, state)"
        " values (%s, 'Coffee', 7, 'Asia/Riyadh', 'connected')",
        [STORE],
    )
    conn.commit()
    return STORE
