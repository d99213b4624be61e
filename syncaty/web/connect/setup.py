"""What connecting needs of the installation: its settings, its keys, and Salla's OAuth."""

from functools import cache

from syncaty.config import SETTINGS, Config
from syncaty.salla.oauth import OAuth
from syncaty.stores.secrets import Keys, open_keys
from syncaty.web.installation import config

NEEDED = {
    "custom": ("salla_client_id", "salla_client_secret", "public_url"),
    "easy": ("salla_client_id", "salla_client_secret", "salla_app_id", "public_url", "app_secrets"),
}
INSTALL_PAGE = "https://s.salla.sa/apps/install/{app}"
_NAMES = {"app_secrets": "app_secret"}  # the setting that a field of Config is read from


def missing(settings: Config | None = None) -> list[str]:
    """Name the settings that are missing to connect stores, by their variables."""
    held = settings or config()
    return [
        SETTINGS[_NAMES.get(name, name)].variable
        for name in NEEDED[held.salla_mode]
        if not getattr(held, name)
    ]


def is_easy() -> bool:
    """Tell whether tokens come by webhook, after an installation at Salla's App Store."""
    return config().salla_mode == "easy"


def install_page() -> str:
    """Give the address at Salla where the app is installed."""
    return INSTALL_PAGE.format(app=config().salla_app_id)


@cache
def oauth() -> OAuth:
    """Give this process's client of Salla's OAuth."""
    return OAuth(config())


def close() -> None:
    """End the connections to Salla, if there are any."""
    if oauth.cache_info().currsize:
        oauth().close()
        oauth.cache_clear()


@cache
def keys() -> Keys:
    """Give the keys that seal tokens."""
    return open_keys(config())
