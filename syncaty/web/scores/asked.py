"""What a merchant chose on the page of the scores' settings."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from syncaty.rfm.settings import CODES, MAP_KINDS, RfmSettings, RfmSettingsError
from syncaty.segments.maps import own_map, segments_of


def asked(form: Mapping[str, str]) -> RfmSettings:
    """Read the form; raises RfmSettingsError for what cannot be used."""
    kind = next((each for each in MAP_KINDS if each == form.get("map")), None)
    if kind is None:
        raise RfmSettingsError("map", "No map was chosen.")
    return RfmSettings(
        tax=form.get("tax") == "yes",
        shipping=form.get("shipping") == "yes",
        map=kind,
        own=own_map({str(code): form.get(f"code_{code}", "") for code in CODES})
        if kind == "own"
        else None,
    )


def fault_words(fault: RfmSettingsError) -> str:
    """Say what is wrong with a choice."""
    if fault.place == "own":
        return _("Each of the 125 codes needs one of the eleven segments. Nothing was saved.")
    return _("Choose one of the three maps. Nothing was saved.")


def grids(settings: RfmSettings, form: Mapping[str, str]) -> list[tuple[int, list[object]]]:
    """Give the codes to choose segments for: per recency, rows by frequency, fields by money.

    Each field is (code, segment): what was just chosen, else what the held map says.
    """
    held: Sequence[str] = segments_of(settings)
    chosen = {code: form.get(f"code_{code}") or held[place] for place, code in enumerate(CODES)}
    return [
        (
            r,
            [
                (f, [(code, chosen[code]) for code in (r * 100 + f * 10 + m for m in range(1, 6))])
                for f in range(5, 0, -1)
            ],
        )
        for r in range(5, 0, -1)
    ]
