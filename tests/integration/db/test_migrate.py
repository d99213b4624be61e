import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from syncaty.db.migrate import MigrationError, migrate, migrations


def test_a_second_run_has_nothing_to_do(dsn: str) -> None:
    with psycopg.connect(dsn) as conn:
        assert migrate(conn, "syncaty") == []


def test_every_domain_table_leads_its_key_with_the_store(conn: Connection[TupleRow]) -> None:
    rows = conn.execute(
        "select c.relname, a.attname from pg_constraint p"
        " join pg_class c on c.oid = p.conrelid"
        " join pg_attribute a on a.attrelid = c.oid and a.attnum = p.conkey[1]"
        " where p.contype = 'p' and p.connamespace = 'syncaty'::regnamespace"
    ).fetchall()
    leads: dict[str, str] = dict(rows)
    own_key = {
        "stores": "id",
        "migrations": "number",
        "lane_runs": "lane",
        "workers": "id",
        "connect_attempts": "digest",
        "intake_minutes": "minute",
        "outages": "since",
        "task_faults": "job_id",
        "task_schedules": "name",
        "api_budgets": "scope",
        "library_migrations": "name",
    }
    assert len(leads) > 15
    ours = {t: c for t, c in leads.items() if not t.startswith("procrastinate_")}
    assert {t: c for t, c in ours.items() if own_key.get(t, "store_id") != c} == {}


def test_numbers_follow_each_other() -> None:
    assert [m.number for m in migrations()] == list(range(1, len(migrations()) + 1))


def test_a_database_of_a_newer_release_is_left_alone(conn: Connection[TupleRow], dsn: str) -> None:
    conn.execute("insert into migrations values (999, 'later')")
    conn.commit()
    with psycopg.connect(dsn) as other, pytest.raises(MigrationError, match="newer release"):
        migrate(other, "syncaty")
