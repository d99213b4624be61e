"""Every setting of the product, read from the environment and checked at start.

Each setting is `SYNCATY_<NAME>`; one that may hold a secret can also be given as a file with
`SYNCATY_<NAME>_FILE`. `DATABASE_URL` keeps its customary name. docs/operate/settings.md lists
them all, and a test compares it with `SETTINGS`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from syncaty.errors import SettingError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its variable, default as text, what it means, and whether it is a secret."""

    variable: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS: dict[str, Setting] = {
    "database_url": Setting(
        "DATABASE_URL", "", "PostgreSQL 16 or later to use instead of the embedded one", secret=True
    ),
    "data_dir": Setting("SYNCATY_DATA_DIR", ".syncaty", "Folder of the embedded database and keys"),
    "schema": Setting("SYNCATY_SCHEMA", "syncaty", "Database schema that holds the stores' data"),
    "postgres_version": Setting(
        "SYNCATY_POSTGRES_VERSION", "18", "Embedded PostgreSQL to start: 18 or 16"
    ),
    "app_secret": Setting(
        "SYNCATY_APP_SECRET",
        "",
        "Webhook secret of the Salla app; several, separated by commas, while one is changed",
        secret=True,
    ),
    "app_strategy": Setting(
        "SYNCATY_APP_STRATEGY",
        "signature",
        "How the app's webhooks are secured: signature or token",
    ),
    "public_url": Setting(
        "SYNCATY_PUBLIC_URL",
        "",
        "Address that Salla and people reach the product at, such as https://syncaty.example",
    ),
    "salla_client_id": Setting("SYNCATY_SALLA_CLIENT_ID", "", "Client id of the Salla app"),
    "salla_client_secret": Setting(
        "SYNCATY_SALLA_CLIENT_SECRET", "", "Client secret of the Salla app", secret=True
    ),
    "salla_app_id": Setting(
        "SYNCATY_SALLA_APP_ID", "", "Number of the Salla app, for its install page in easy mode"
    ),
    "salla_mode": Setting(
        "SYNCATY_SALLA_MODE",
        "custom",
        "How the Salla app gives its tokens: custom (by the browser) or easy (by webhook)",
    ),
    "salla_scopes": Setting(
        "SYNCATY_SALLA_SCOPES",
        "offline_access orders.read customers.read products.read webhooks.read_write settings.read",
        "Scopes to ask a merchant for, separated by spaces",
    ),
    "salla_accounts_url": Setting(
        "SYNCATY_SALLA_ACCOUNTS_URL",
        "https://accounts.salla.sa",
        "Where Salla's consent page and tokens are",
    ),
    "salla_api_url": Setting(
        "SYNCATY_SALLA_API_URL",
        "https://api.salla.dev/admin/v2",
        "Where Salla's Merchant API is",
    ),
    "sign_up": Setting(
        "SYNCATY_SIGN_UP", "closed", "open when anybody may make an account in the dashboard"
    ),
    "retention_days": Setting(
        "SYNCATY_RETENTION_DAYS",
        "0",
        "Days after which the data of an uninstalled store is removed; 0 keeps it",
    ),
    "encryption_keys": Setting(
        "SYNCATY_ENCRYPTION_KEYS",
        "",
        "Keys that seal secrets at rest, newest first, separated by commas",
        secret=True,
    ),
    "secret_key": Setting(
        "SYNCATY_SECRET_KEY", "", "Key that signs dashboard sessions", secret=True
    ),
    "allowed_hosts": Setting(
        "SYNCATY_ALLOWED_HOSTS", "*", "Host names the dashboard answers to, separated by commas"
    ),
    "max_body": Setting("SYNCATY_MAX_BODY", "1048576", "Largest webhook body taken, in bytes"),
    "max_waiting": Setting(
        "SYNCATY_MAX_WAITING", "5000", "Webhooks that may wait in memory to be kept before 503"
    ),
    "intake_timeout": Setting(
        "SYNCATY_INTAKE_TIMEOUT", "4", "Seconds a webhook may wait to be kept before 503"
    ),
    "batch_size": Setting("SYNCATY_BATCH_SIZE", "500", "Most jobs a worker applies at once"),
    "workers": Setting("SYNCATY_WORKERS", "1", "Worker processes that `syncaty up` starts"),
    "background_tasks": Setting(
        "SYNCATY_BACKGROUND_TASKS",
        "4",
        "Imports and other long tasks that one process works at once",
    ),
    "sync_calls": Setting(
        "SYNCATY_SYNC_CALLS", "8", "Most calls to Salla that one import makes at once"
    ),
    "log_level": Setting("SYNCATY_LOG_LEVEL", "info", "debug, info, warning or error"),
    "log_format": Setting("SYNCATY_LOG_FORMAT", "text", "Form of log lines: text or json"),
    "secure_cookies": Setting(
        "SYNCATY_SECURE_COOKIES", "no", "yes when the dashboard is reached over https only"
    ),
}


@dataclass(frozen=True, slots=True, repr=False)
class Config:
    """The settings in force. Never printed: some are secrets."""

    database_url: str
    data_dir: Path
    schema: str
    postgres_version: int
    app_secrets: tuple[str, ...]
    app_strategy: str
    public_url: str
    salla_client_id: str
    salla_client_secret: str
    salla_app_id: str
    salla_mode: str
    salla_scopes: tuple[str, ...]
    salla_accounts_url: str
    salla_api_url: str
    sign_up: str
    retention_days: int
    encryption_keys: tuple[str, ...]
    secret_key: str
    allowed_hosts: tuple[str, ...]
    max_body: int
    max_waiting: int
    intake_timeout: float
    batch_size: int
    workers: int
    background_tasks: int
    sync_calls: int
    log_level: str
    log_format: str
    secure_cookies: bool


def load(environment: Mapping[str, str] | None = None) -> Config:
    """Read all settings from the environment; raises SettingError naming the first bad one."""
    env = os.environ if environment is None else environment
    text = {name: _read(setting, env) for name, setting in SETTINGS.items()}
    return Config(
        database_url=text["database_url"],
        data_dir=Path(text["data_dir"]).expanduser().resolve(),
        schema=_identifier(text["schema"]),
        postgres_version=int(_one_of("postgres_version", text, ("16", "18"))),
        app_secrets=_listed(text["app_secret"]),
        app_strategy=_one_of("app_strategy", text, ("signature", "token")),
        public_url=_address("public_url", text),
        salla_client_id=text["salla_client_id"],
        salla_client_secret=text["salla_client_secret"],
        salla_app_id=text["salla_app_id"],
        salla_mode=_one_of("salla_mode", text, ("custom", "easy")),
        salla_scopes=tuple(text["salla_scopes"].replace(",", " ").split()),
        salla_accounts_url=_address("salla_accounts_url", text),
        salla_api_url=_address("salla_api_url", text),
        sign_up=_one_of("sign_up", text, ("open", "closed")),
        retention_days=_whole("retention_days", text, 0, 3650),
        encryption_keys=_listed(text["encryption_keys"]),
        secret_key=text["secret_key"],
        allowed_hosts=_listed(text["allowed_hosts"]),
        max_body=_whole("max_body", text, 1024, 64 * 1024 * 1024),
        max_waiting=_whole("max_waiting", text, 1, 100_000),
        intake_timeout=float(_whole("intake_timeout", text, 1, 30)),
        batch_size=_whole("batch_size", text, 1, 5000),
        workers=_whole("workers", text, 1, 64),
        sync_calls=_whole("sync_calls", text, 1, 64),
        background_tasks=_whole("background_tasks", text, 1, 64),
        log_level=_one_of("log_level", text, ("debug", "info", "warning", "error")),
        log_format=_one_of("log_format", text, ("text", "json")),
        secure_cookies=_one_of("secure_cookies", text, ("yes", "no")) == "yes",
    )


def _read(setting: Setting, env: Mapping[str, str]) -> str:
    value = env.get(setting.variable, "").strip()
    file = env.get(f"{setting.variable}_FILE", "").strip()
    if not file or not setting.secret:
        return value or setting.default
    if value:
        raise SettingError(
            f"Both {setting.variable} and {setting.variable}_FILE are set. Keep one of them."
        )
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(
            f"{setting.variable}_FILE names {file}, which cannot be read ({error.strerror}). "
            "Check the path and its permissions."
        ) from error


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _one_of(name: str, text: Mapping[str, str], allowed: tuple[str, ...]) -> str:
    value = text[name].lower()
    if value in allowed:
        return value
    raise SettingError(f"{SETTINGS[name].variable} is {value!r}. Set it to {' or '.join(allowed)}.")


def _whole(name: str, text: Mapping[str, str], low: int, high: int) -> int:
    value = text[name]
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    raise SettingError(
        f"{SETTINGS[name].variable} is {value!r}. Set it to a whole number from {low} to {high}."
    )


def _address(name: str, text: Mapping[str, str]) -> str:
    value = text[name].rstrip("/")
    parts = urlsplit(value)
    if not value or (parts.scheme in ("http", "https") and parts.hostname and not parts.query):
        return value
    raise SettingError(
        f"{SETTINGS[name].variable} is {value!r}. Set it to an address such as "
        "https://syncaty.example, without a query."
    )


def _identifier(value: str) -> str:
    if value.isidentifier() and value.isascii() and value == value.lower() and len(value) <= 63:
        return value
    raise SettingError(
        f"SYNCATY_SCHEMA is {value!r}. Use lower-case letters, digits and underscores."
    )
