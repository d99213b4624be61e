"""Tells Django of this package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts, whose tables live in the schema `accounts`."""

    name = "syncaty.web.accounts"
    label = "accounts"
