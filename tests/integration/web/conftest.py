"""A started dashboard with a database of its own, for all tests of this folder."""

import itertools
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace

import httpx
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from syncaty import config
from syncaty.config import Config
from syncaty.db.pool import domain_dsn
from syncaty.web import start
from syncaty.web.start import Wsgi

EMAIL = "sara@example.com"
PASSWORD = "a long enough password"
_ADDRESSES = itertools.count(1)
RIYADH, DUBAI = 1305146709, 9_007_199_254_740_993


@dataclass(frozen=True)
class Site:
    """The dashboard under test."""

    config: Config
    wsgi: Wsgi

    def execute(self, statement: str, *values: object) -> None:
        """Run a statement on the domain tables."""
        with psycopg.connect(domain_dsn(self.config.database_url, self.config.schema)) as conn:
            conn.execute(statement.encode(), values)


@pytest.fixture(scope="session")
def site(postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The dashboard, started once: Django can serve one database per process."""
    name = f"web_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres, autocommit=True) as conn:
        conn.execute(f"create database {name} template {template} strategy file_copy".encode())
    url = make_conninfo(postgres, dbname=name)
    settings = replace(config.load({}), database_url=url, data_dir=tmp_path_factory.mktemp("web"))
    start.setup(settings, pieces=True)
    start.migrate(settings)
    site = Site(settings, start.application(settings))
    _fill(site)
    yield site
    start.close()


def _fill(site: Site) -> None:
    from syncaty.web.accounts.services import create_user

    create_user(EMAIL, PASSWORD, "Sara Al-Harbi", operator=True)
    add = "insert into stores (id, name, timezone, lane) values (%s, %s, %s, 1)"
    site.execute(add, RIYADH, "بيت العود", "Asia/Riyadh")
    site.execute(add, DUBAI, "Qahwat Najd", "Asia/Dubai")


@pytest.fixture
def visitor(site: Site) -> Iterator[httpx.Client]:
    """Somebody who has not signed in, from an address nobody else has."""
    with browser(site, f"10.0.0.{next(_ADDRESSES)}") as client:
        yield client


@pytest.fixture
def client(visitor: httpx.Client) -> httpx.Client:
    """Sara, signed in."""
    assert sign_in(visitor).status_code == 302
    return visitor


def browser(site: Site, address: str) -> httpx.Client:
    """Give a client that speaks to the WSGI application itself and keeps cookies."""
    transport = httpx.WSGITransport(app=site.wsgi, remote_addr=address)
    return httpx.Client(transport=transport, base_url="http://syncaty.test")


def sign_in(
    client: httpx.Client, email: str = EMAIL, password: str = PASSWORD, **more: str
) -> httpx.Response:
    """Load the form and send it."""
    return submit(client, "/login", "/login", email=email, password=password, **more)


def submit(client: httpx.Client, page: str, to: str, **fields: str) -> httpx.Response:
    """Send a form with the proof of origin found on a page."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(page).text)
    assert found is not None
    return client.post(to, data={"csrfmiddlewaretoken": found[1], **fields})
