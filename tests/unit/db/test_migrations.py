"""Migrations are numbered without gap or double, so that their order is never in doubt."""

from syncaty.db.migrate import migrations


def test_numbers_run_from_one_without_gap_or_double() -> None:
    numbers = [migration.number for migration in migrations()]
    assert numbers == list(range(1, len(numbers) + 1))
