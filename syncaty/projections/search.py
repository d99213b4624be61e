"""What a person types to find a customer, read as a name, a phone, an e-mail, a number. Pure."""

from dataclasses import dataclass

from syncaty.salla.phones import to_e164
from syncaty.salla.values import plain_digits

MAX_ID = 2**63 - 1
_LEAST_PHONE_DIGITS = 4
# Spellings of one sound that people mix; the SQL folds names by the same pairs (see `fold`).
FOLD_FROM = "أإآٱىةؤئ"
FOLD_TO = "اااايهوي"
# Tatweel and the short vowels, which are written or not at will.
FOLD_AWAY = "ـ" + "".join(chr(code) for code in range(0x64B, 0x653))
_FOLD = str.maketrans(FOLD_FROM, FOLD_TO, FOLD_AWAY)


@dataclass(frozen=True, slots=True)
class Needle:
    """A search text in every reading it allows; None where it allows none.

    `words` and `digits` are patterns of SQL `like`: a part of a name or e-mail, of a phone.
    """

    text: str
    words: str
    mobile: str | None
    digits: str | None
    number: int | None
    references: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether it looks like a whole phone or e-mail, which need no look for parts if found."""
        return self.mobile is not None or "@" in self.text


def read(text: str, country: str | None = None) -> Needle | None:
    """Read a search text; None when there is nothing in it to look for.

    `country` (two letters) is what a number without calling code is read as one of; by default
    Saudi Arabia.
    """
    plain = " ".join(plain_digits(text.replace("\0", "")).split())
    if not plain:
        return None
    phone = "".join(each for each in plain if each not in " -()./")
    dialled = phone.removeprefix("+")
    numeric = dialled.isascii() and dialled.isdigit()
    local = dialled.lstrip("0")
    number = int(phone) if numeric and phone == dialled and len(phone) < 20 else None
    return Needle(
        text=plain,
        words=f"%{_escaped(fold(plain))}%",
        mobile=to_e164(plain, region=country) if numeric else None,
        digits=f"%{local}%" if numeric and len(local) >= _LEAST_PHONE_DIGITS else None,
        number=number if number is not None and 0 < number <= MAX_ID else None,
        references=tuple(sorted({plain, plain.upper(), plain.removeprefix("#")})),
    )


def fold(text: str) -> str:
    """Bring the spellings of a name together: case, hamza seats, ta marbuta, vowel marks."""
    return text.lower().translate(_FOLD)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
