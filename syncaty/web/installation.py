"""The settings of this installation, as pages need them."""

from typing import cast

from django.conf import settings

from syncaty.config import Config


def config() -> Config:
    """Give the settings in force. Some are secrets: never hand it to a template."""
    return cast("Config", settings.SYNCATY_CONFIG)


def sign_up_open() -> bool:
    """Tell whether anybody may make an account."""
    return config().sign_up == "open"
