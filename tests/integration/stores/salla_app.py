"""The app as it stands before a stand-in Salla: its settings, and a merchant who connects by it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import psycopg
from cryptography.fernet import Fernet

from syncaty.clock import utc_now
from syncaty.salla.oauth import OAuth
from syncaty.stores import attempts, connecting
from syncaty.stores.connecting import Arrival, Callback, Visitor
from syncaty.stores.connection import Conn, Connected
from syncaty.stores.secrets import Keys
from tests.salla_server import MERCHANT, REDIRECT_URI, SCOPES, Salla

MONA = Visitor(1, "browser-1", "mona@example.com")
OMAR = Visitor(2, "browser-2", "omar@example.com")


@dataclass(frozen=True)
class AppSettings:
    """The settings that OAuth needs."""

    salla_accounts_url: str
    salla_client_id: str
    salla_client_secret: str
    salla_scopes: tuple[str, ...] = tuple(SCOPES.split())
    public_url: str = REDIRECT_URI.removesuffix("/connect/callback")


@dataclass
class App:
    """An installation of the product before a stand-in Salla; to be closed."""

    dsn: str
    salla: Salla
    keys_texts: tuple[str, ...] = field(default_factory=lambda: (Fernet.generate_key().decode(),))
    begun: list[Connected] = field(default_factory=list)

    def __post_init__(self) -> None:
        settings = self.salla.settings
        app = AppSettings(self.salla.address, settings.client_id, settings.client_secret)
        self.oauth = OAuth(app)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.oauth.close()

    @property
    def keys(self) -> Keys:
        """The keys in force."""
        return Keys(self.keys_texts)

    @contextmanager
    def open(self) -> Iterator[Conn]:
        """Give a connection that commits at its end."""
        with psycopg.connect(self.dsn) as conn:
            yield conn

    def state(self, visitor: Visitor = MONA) -> str:
        """Begin to connect."""
        with self.open() as conn:
            return attempts.begin(conn, visitor.user_id, visitor.session, utc_now())

    def back(self, callback: Callback, visitor: Visitor = MONA) -> Arrival:
        """Come back from Salla."""

        def begin(_: Conn, connected: Connected) -> None:
            self.begun.append(connected)

        opened: Any = self.open
        return connecting.complete(
            opened, self.keys, self.oauth, callback, visitor, begin, asked=SCOPES.split()
        )

    def connect(self, visitor: Visitor = MONA, merchant: int = MERCHANT) -> Arrival:
        """Connect by the real flow."""
        code = self.salla.code(merchant=merchant)
        return self.back(Callback(self.state(visitor), code), visitor)

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Ask the database."""
        with psycopg.connect(self.dsn) as conn:
            return conn.execute(statement.encode(), values or None).fetchall()

    def change(self, statement: str, *values: object) -> None:
        """Change something in the database."""
        with psycopg.connect(self.dsn) as conn:
            conn.execute(statement.encode(), values or None)

    def kinds(self, store_id: int = MERCHANT) -> Sequence[str]:
        """Give what was told of a store, oldest first."""
        told = self.rows("select kind from store_events where store_id = %s order by id", store_id)
        return [kind for (kind,) in told]
