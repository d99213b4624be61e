"""What a merchant chose on the page of the scores' settings."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from syncaty.rfm.cut import EDGE_KINDS
from syncaty.rfm.limits import LimitsError, limits_of
from syncaty.rfm.scoring import DIMENSIONS, Dimension
from syncaty.rfm.settings import CODES, MAP_KINDS, RfmSettings, RfmSettingsError
from syncaty.segments.maps import own_map, segments_of

FOUR = (0, 1, 2, 3)
DIGITS = {ord(sign): str(place % 10) for place, sign in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")} | {
    ord("٫"): "."
}


def asked(form: Mapping[str, str]) -> RfmSettings:
    """Read the form; raises RfmSettingsError or LimitsError for what cannot be used."""
    kind = next((each for each in MAP_KINDS if each == form.get("map")), None)
    if kind is None:
        raise RfmSettingsError("map", "No map was chosen.")
    edges = next((each for each in EDGE_KINDS if each == form.get("edges")), None)
    if edges is None:
        raise RfmSettingsError("edges", "No edges were chosen.")
    return RfmSettings(
        tax=form.get("tax") == "yes",
        shipping=form.get("shipping") == "yes",
        map=kind,
        own=own_map({str(code): form.get(f"code_{code}", "") for code in CODES})
        if kind == "own"
        else None,
        edges=edges,
        limits=limits_of(written(form)) if edges == "fixed" else None,
        window_days=_days(form) if form.get("window") == "days" else None,
    )


def _days(form: Mapping[str, str]) -> int:
    """Read the length of the window, digits of Arabic or with commas, too."""
    text = form.get("window_days", "").strip().replace(",", "").translate(DIGITS)
    if not text.isdecimal() or len(text) > 6:
        raise RfmSettingsError("window", f"{text!s:.20} is not a number of days.")
    return int(text)


def written(form: Mapping[str, str]) -> dict[Dimension, list[str]]:
    """Give the limits as they were written, digits of Arabic or with commas, too."""
    return {
        each: [form.get(f"limit_{each}_{k}", "").replace(",", "").translate(DIGITS) for k in FOUR]
        for each in DIMENSIONS
    }


def fault_words(fault: RfmSettingsError | LimitsError) -> str:
    """Say what is wrong with a choice."""
    if isinstance(fault, LimitsError):
        return {
            "r": _("Recency needs four whole numbers of days, each higher than the one before it."),
            "f": _("Frequency needs four whole numbers of orders, each higher than the last."),
            "m": _("Money needs four amounts, each higher than the one before it."),
        }[fault.dimension]
    if fault.place == "edges":
        return _("Choose how edges are cut. Nothing was saved.")
    if fault.place == "window":
        return _("A window has 7 to 3,660 days. Nothing was saved.")
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
