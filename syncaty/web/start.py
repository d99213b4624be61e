"""Starts Django inside the product: settings from the configuration, files built, WSGI given."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from psycopg.sql import SQL, Identifier
from whitenoise import WhiteNoise

from syncaty.config import Config
from syncaty.errors import SettingError
from syncaty.web import build, database, secret_key
from syncaty.web.connect import setup as setup_of_connecting
from syncaty.web.settings import ACCOUNTS_SCHEMA
from syncaty.web.settings import build as build_settings

Wsgi = Callable[[Any, Any], Iterable[bytes]]
MIGRATION_LOCK = 7_262_282_102  # beside the one of the domain's migrations


def setup(config: Config, *, pieces: bool = False) -> None:
    """Make Django ready, once per process; a later call changes nothing.

    Raises RuntimeError when Django already works for another database.
    """
    if settings.configured:
        if config.database_url != settings.SYNCATY_DATABASE:
            raise RuntimeError("one process can serve one database only")
        return
    built = build.folder(config.data_dir)
    key = config.secret_key or secret_key.kept(config.data_dir)
    build.translations(built)
    settings.configure(**build_settings(config, secret_key=key, built=built, pieces=pieces))
    django.setup()


def application(config: Config, *, pieces: bool = False) -> Wsgi:
    """Give the dashboard as a WSGI callable; its static files come from the same process.

    Opens the pool of the domain tables. Raises SettingError when a check finds a fault.
    """
    setup(config, pieces=pieces)
    _check()
    build.static_files(Path(settings.STATIC_ROOT).parent)
    database.open_pages_pool(config)
    served: WhiteNoise = WhiteNoise(get_wsgi_application(), immutable_file_test=build.is_hashed)
    served.add_files(str(settings.STATIC_ROOT), prefix=settings.STATIC_URL)
    return served


def migrate(config: Config) -> None:
    """Create the schema of the accounts when missing and bring its tables up to date."""
    setup(config)
    with psycopg.connect(config.database_url, autocommit=True) as conn:
        conn.execute("select pg_advisory_lock(%s)", (MIGRATION_LOCK,))
        conn.execute(SQL("create schema if not exists {}").format(Identifier(ACCOUNTS_SCHEMA)))
        call_command("migrate", verbosity=0, interactive=False)


def close() -> None:
    """Close every connection that this process's dashboard holds."""
    database.close_pages_pool()
    setup_of_connecting.close()
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL only, which it is


def _check() -> None:
    faults = [fault for fault in run_checks() if fault.level >= ERROR]
    if faults:
        lines = [f"{fault.msg} {fault.hint or ''}".strip() for fault in faults]
        raise SettingError("The dashboard cannot start. " + " ".join(lines))
