"""The settings of this installation, as pages need them."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest

from syncaty.config import Config


def config() -> Config:
    """Give the settings in force. Some are secrets: never hand it to a template."""
    return cast("Config", settings.SYNCATY_CONFIG)


def absolute(request: HttpRequest, path: str) -> str:
    """Give a whole address of ours: of the public one if that is set, else of this request's."""
    known = config().public_url
    return f"{known}{path}" if known else request.build_absolute_uri(path)


def sign_up_open() -> bool:
    """Tell whether anybody may make an account."""
    return config().sign_up == "open"
