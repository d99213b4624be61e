"""Slows the guessing of passwords down: counts refused logins of the last quarter of an hour."""

import hashlib
from datetime import datetime, timedelta

from syncaty.web.accounts.models import FailedLogin

WINDOW = timedelta(minutes=15)
KEPT = timedelta(hours=1)
SIGN_UP = "sign-up"  # in the place of an e-mail
LIMIT_PAIR = 5  # one e-mail from one address
LIMIT_ADDRESS = 30  # any e-mail from one address
LIMIT_SIGN_UP = 10  # new accounts from one address
LIMIT_EMAIL = 50  # one e-mail from anywhere: high, so that nobody easily locks somebody else out


def too_many(email: str, address: str, now: datetime) -> bool:
    """Tell whether another try has to wait."""
    recent = FailedLogin.objects.filter(at__gt=now - WINDOW)
    of_email, of_address = recent.filter(who=_who(email)), recent.filter(address=address)
    return (
        of_email.filter(address=address).count() >= LIMIT_PAIR
        or of_address.count() >= LIMIT_ADDRESS
        or of_email.count() >= LIMIT_EMAIL
    )


def too_many_sign_ups(address: str, now: datetime) -> bool:
    """Tell whether a further account from this address has to wait."""
    recent = FailedLogin.objects.filter(at__gt=now - WINDOW, address=address, who=_who(SIGN_UP))
    return recent.count() >= LIMIT_SIGN_UP


def note_sign_up(address: str, now: datetime) -> None:
    """Keep that an account was asked for from an address."""
    note_failure(SIGN_UP, address, now)


def note_failure(email: str, address: str, now: datetime) -> None:
    """Keep a refused login, and forget those that no longer matter."""
    FailedLogin.objects.filter(at__lt=now - KEPT).delete()
    FailedLogin.objects.create(who=_who(email), address=address[:64], at=now)


def forgive(email: str, address: str) -> None:
    """Forget the failures of a person who has now signed in from this address."""
    FailedLogin.objects.filter(who=_who(email), address=address).delete()


def _who(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
