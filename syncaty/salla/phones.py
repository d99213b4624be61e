"""Telephone numbers in whatever form Salla gives them, turned into E.164 (X23)."""

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from syncaty.salla.values import plain_digits

_SAUDI_MOBILE = re.compile(r"(?:966|0)?(5\d{8})", re.ASCII)
_NO_DIGIT = re.compile(r"\D", re.ASCII)


@lru_cache(maxsize=8192)
def to_e164(number: str, code: str | None = None, region: str | None = None) -> str | None:
    """Give the number in E.164, or None when no telephone can have it.

    `code` is the calling code sent beside it, with or without plus; without one, a number that is
    not international is read as one of `region` (two letters), by default of Saudi Arabia.
    """
    text = plain_digits(number).strip()
    digits = _NO_DIGIT.sub("", text)
    international = text.startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if international else digits
    if not 6 <= len(digits) <= 18:
        return None
    code = _NO_DIGIT.sub("", plain_digits(code or "")).lstrip("0")[:4]
    known = region is not None and region.upper() in phonenumbers.SUPPORTED_REGIONS
    home = region.upper() if region and known else "SA"
    return _normalised(digits, "+" if international else code, home)


def _normalised(digits: str, code: str, region: str) -> str | None:
    """Normalise digits that follow a calling code, a plus ("+") or nothing ("")."""
    if code == "+":
        return _parsed(f"+{digits}", None)
    if code == "966" or (not code and region == "SA"):
        # The usual case, settled without the library: it takes its time.
        match = _SAUDI_MOBILE.fullmatch(digits)
        if match:
            return f"+966{match[1]}"
    if code:
        return _parsed(digits, phonenumbers.region_code_for_country_code(int(code)))
    # Nothing says which country: what is guessed must be a number really given out.
    local = _parsed(digits, region, strict=True)
    return local or (_parsed(f"+{digits}", None, strict=True) if len(digits) >= 11 else None)


def _parsed(text: str, region: str | None, *, strict: bool = False) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != ValidationResult.IS_POSSIBLE:
        return None
    if strict and not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
