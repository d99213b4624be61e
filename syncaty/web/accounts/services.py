"""Makes people and tokens, and tells who a token belongs to."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from syncaty.clock import utc_now
from syncaty.errors import SyncatyError
from syncaty.web.accounts.models import ApiToken, User

TOKEN_PREFIX = "syncaty_"  # noqa: S105  # says whose token it is when one is found somewhere
USE_NOTED_EVERY = timedelta(minutes=1)


class AccountError(SyncatyError):
    """An account cannot be made as asked; nothing was changed."""


def create_user(email: str, password: str, name: str = "", *, operator: bool = False) -> User:
    """Make a person who can sign in; an operator sees every store.

    Raises AccountError when the address is malformed or taken, or the password too weak.
    """
    user = User(email=email.strip().lower(), name=name.strip()[:100], is_operator=operator)
    try:
        validate_email(user.email)
        validate_password(password, user)
    except ValidationError as error:
        raise AccountError(_said(error)) from error
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise AccountError(_("{email} has an account already.").format(email=user.email)) from error
    return user


def find_user(email: str) -> User | None:
    """Give the person with this e-mail, whatever its case."""
    return User.objects.filter(email=email.strip().lower()).first()


def require_user(email: str) -> User:
    """Give the person with this e-mail; raises AccountError when there is none."""
    found = find_user(email)
    if found is None:
        raise AccountError(
            f"{email} has no account. Nothing was changed. Make one with: syncaty user add {email}"
        )
    return found


def create_token(name: str, user: User | None = None) -> str:
    """Make an API token and give it: the only time it can be seen.

    It sees the stores that its person sees; without a person, all of them. Raises AccountError
    when the name is empty or too long.
    """
    name = name.strip()
    if not 0 < len(name) <= 100:
        raise AccountError("Give the token a name of 1 to 100 characters.")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(name=name, user=user, digest=_digest(token))
    return token


def authenticate(token: str) -> ApiToken | None:
    """Give the token's record, or None for one that is not ours; notes the use by the minute.

    A token of somebody who may not sign in any more is none of ours either.
    """
    found = ApiToken.objects.select_related("user").filter(digest=_digest(token)).first()
    if found is None or (found.user is not None and not found.user.is_active):
        return None
    now = utc_now()
    if found.last_used_at is None or now - found.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return found


def _said(error: ValidationError) -> str:
    """Say what is wrong with an address or a password, in the words of the product."""
    said = {
        "invalid": _("Enter a valid email address."),
        "password_too_short": _("This password is too short: use at least 10 characters."),
        "password_too_common": _("This password is too common: choose one that is hard to guess."),
    }
    return " ".join(said.get(each.code or "", str(each)) for each in error.error_list)


def _digest(token: str) -> str:
    # No salt or slow hash: the token is 256 random bits, so its digest cannot be guessed back.
    return hashlib.sha256(token.encode()).hexdigest()
