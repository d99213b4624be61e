"""Tables of the accounts. The only Django models of the product."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Give the person with this e-mail; raises User.DoesNotExist."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address, kept in lower case.

    An operator sees every store; others the stores they are members of.
    """

    email: models.EmailField[str, str] = models.EmailField(unique=True)
    name: models.CharField[str, str] = models.CharField(max_length=100, blank=True)
    is_operator: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    is_active: models.BooleanField[bool, bool] = models.BooleanField(default=True)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        db_table = "users"

    def __str__(self) -> str:
        return self.name or self.email


class ApiToken(models.Model):
    """A program's key to the API; only its digest is kept.

    It sees what its person sees; one without a person sees every store, as an operator does.
    """

    user: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, related_name="tokens"
    )
    name: models.CharField[str, str] = models.CharField(max_length=100)
    digest: models.CharField[str, str] = models.CharField(max_length=64, unique=True)
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    last_used_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )

    class Meta:
        db_table = "api_tokens"

    def __str__(self) -> str:
        return self.name


class FailedLogin(models.Model):
    """A login that was refused, kept for an hour to slow guessing down.

    `who` is a digest of the e-mail tried: a password typed in its place never lands in a table.
    """

    who: models.CharField[str, str] = models.CharField(max_length=64)
    address: models.CharField[str, str] = models.CharField(max_length=64)
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "failed_logins"

    def __str__(self) -> str:
        return f"{self.address} at {self.at:%H:%M}"
