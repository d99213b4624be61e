"""ISO codes for country names as files write them."""

from functools import lru_cache

from babel import Locale

_ALSO = {"EIRE": "IE", "USA": "US", "UK": "GB", "RSA": "ZA", "Czech Republic": "CZ"}


@lru_cache(maxsize=1)
def _by_english_name() -> dict[str, str]:
    territories = Locale("en").territories
    names = {str(name).lower(): str(code) for code, name in territories.items()}
    return {name: code for name, code in names.items() if len(code) == 2 and code.isalpha()}


def country_code(name: str) -> str:
    """Give the two letters of an English country name, or nothing if it is none."""
    return _ALSO.get(name) or _by_english_name().get(name.lower(), "")
