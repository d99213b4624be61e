"""People and API tokens in the schema of the accounts."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from syncaty.web import start
from tests.integration.web.conftest import Site


def test_tables_stand_in_their_own_schema_and_migrating_again_changes_nothing(site: Site) -> None:
    start.migrate(site.config)
    with psycopg.connect(site.config.database_url) as conn:
        rows = conn.execute(
            "select distinct table_schema from information_schema.tables"
            " where table_name in ('users', 'api_tokens', 'failed_logins', 'django_session')"
        ).fetchall()
    assert rows == [("accounts",)]


def test_models_and_migrations_agree(site: Site) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_passwords_are_hashed_and_weak_ones_refused(site: Site) -> None:
    from syncaty.web.accounts.services import AccountError, create_user

    user = create_user(" Omar@Example.com ", "correct horse battery")
    assert user.email == "omar@example.com"
    assert "correct horse" not in user.password
    for email, password, said in (
        ("omar@example.com", "correct horse battery", "has an account already"),
        ("nora@example.com", "short", "too short"),
        ("nora@example.com", "password123", "too common"),
        ("nora", "correct horse battery", "valid email"),
    ):
        with pytest.raises(AccountError, match=said):
            create_user(email, password)


def test_a_token_is_shown_once_and_kept_as_a_digest(site: Site) -> None:
    from syncaty.web.accounts.models import ApiToken
    from syncaty.web.accounts.services import authenticate, create_token

    token = create_token("nightly export")
    found = authenticate(token)
    assert found is not None
    assert found.name == "nightly export"
    held = ApiToken.objects.get(name="nightly export")
    assert token not in (held.digest, held.name)
    assert held.last_used_at is not None
    assert authenticate(token + "x") is None
    assert authenticate("") is None


def test_a_token_needs_a_name(site: Site) -> None:
    from syncaty.web.accounts.services import AccountError, create_token

    with pytest.raises(AccountError, match="1 to 100"):
        create_token("  ")


def test_old_failures_are_forgotten(site: Site) -> None:
    from syncaty.web.accounts import throttle
    from syncaty.web.accounts.models import FailedLogin

    now = datetime.now(UTC)
    for _ in range(throttle.LIMIT_PAIR):
        throttle.note_failure("late@example.com", "10.8.8.8", now - timedelta(hours=2))
    throttle.note_failure("late@example.com", "10.8.8.8", now)
    assert FailedLogin.objects.filter(address="10.8.8.8").count() == 1
    assert not throttle.too_many("late@example.com", "10.8.8.8", now)


def test_one_address_may_not_try_many_people(site: Site) -> None:
    from syncaty.web.accounts import throttle

    now = datetime.now(UTC)
    for number in range(throttle.LIMIT_ADDRESS):
        throttle.note_failure(f"p{number}@example.com", "10.7.7.7", now)
    assert throttle.too_many("new@example.com", "10.7.7.7", now)
    assert not throttle.too_many("new@example.com", "10.7.7.8", now)
    assert not throttle.too_many("new@example.com", "10.7.7.7", now + throttle.WINDOW)
