"""Every fault of a call to Salla has a sentence, and says whose it is."""

import pytest

from syncaty.salla.errors import FAULTS, SALLA_CODES, SallaCode, SallaError


def test_every_code_has_a_sentence_and_no_other() -> None:
    assert set(FAULTS) == set(SALLA_CODES)
    for fault in FAULTS.values():
        assert fault.sentence.endswith(".")
        assert len(fault.sentence) < 300


@pytest.mark.parametrize("code", SALLA_CODES)
def test_a_fault_is_cured_by_time_by_the_merchant_by_us_or_by_nobody(code: SallaCode) -> None:
    error = SallaError(code)
    assert error.retryable + error.needs_reconnect + error.ours <= 1
    assert str(error) == FAULTS[code].sentence


def test_our_own_misconfiguration_is_never_blamed_on_the_merchant() -> None:
    for code in ("invalid_client", "app_misconfigured"):
        error = SallaError(code)
        assert error.ours
        assert not error.needs_reconnect
        assert "No store is at fault" in str(error)


def test_missing_scopes_are_named() -> None:
    error = SallaError("scope_missing", scopes=("orders.read", "orders.read_write"))
    assert str(error).endswith(" Missing: orders.read or orders.read_write.")


def test_salla_s_words_on_fields_are_repeated() -> None:
    error = SallaError("invalid_fields", fields={"url": ("الرابط غير صالح",)})
    assert str(error).endswith(" Salla says: url: الرابط غير صالح")
