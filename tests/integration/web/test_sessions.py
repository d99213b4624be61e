"""Sessions that ended are forgotten at night; the others stay."""

import threading

import psycopg

from syncaty import nightly
from syncaty.tasks import Task
from tests.integration.web.conftest import Site


def test_only_ended_sessions_are_cleared(site: Site) -> None:
    with psycopg.connect(site.config.database_url, autocommit=True) as conn:
        conn.execute(
            "insert into accounts.django_session (session_key, session_data, expire_date) values"
            " ('ended', '', now() - interval '1 minute'), ('lives', '', now() + interval '1 day')"
        )
        nightly.clear_sessions(
            site.config.database_url, Task("clear_sessions", 0, "", {}, threading.Event())
        )
        left = conn.execute(
            "select session_key from accounts.django_session where session_data = ''"
        ).fetchall()
    assert left == [("lives",)]
