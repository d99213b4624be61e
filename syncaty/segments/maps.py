"""Maps from scores to segments: each gives every one of the 125 codes exactly one segment.

The classic map is in classic.py. See docs/understand/segments.md.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from syncaty.rfm.map import fm_of
from syncaty.rfm.settings import CODES, RfmSettings, RfmSettingsError
from syncaty.segments.classic import CLASSIC, SEGMENTS, Segment

_BY_RECENCY_FM: dict[int, str] = {  # recency: the segment for FM 1, 2, 3, 4, 5
    5: "new potential_loyalist loyal champions champions",
    4: "promising potential_loyalist potential_loyalist loyal champions",
    3: "promising need_attention potential_loyalist loyal loyal",
    2: "about_to_sleep need_attention need_attention at_risk at_risk",
    1: "lost hibernating at_risk cant_lose cant_lose",
}
CELLS: dict[tuple[int, int], Segment] = {
    (r, fm): cast("Segment", segment)
    for r, row in _BY_RECENCY_FM.items()
    for fm, segment in enumerate(row.split(), 1)
}
"""The segment of each of the 25 fields of recency by frequency-and-money."""

RECENCY_FM: tuple[Segment, ...] = tuple(
    CELLS[code // 100, fm_of(code // 10 % 10, code % 10)] for code in CODES
)
"""The segment of each code by those fields, in the order 111, 112, ... 555."""


def segments_of(settings: RfmSettings) -> Sequence[str]:
    """Give the segment of each code in the order 111, 112, ... 555, by a store's settings."""
    if settings.own is not None:
        return settings.own
    return RECENCY_FM if settings.map == "recency_fm" else CLASSIC


def own_map(chosen: Mapping[str, str]) -> tuple[Segment, ...]:
    """Make a map of the merchant's own from his choices: {"111": "lost", ..., "555": "champions"}.

    Every code must have one of the eleven segments and nothing else may be named; raises
    RfmSettingsError, which says what is missing or not known.
    """
    wanted = {str(code): code for code in CODES}
    if strange := [key for key in chosen if key not in wanted]:
        raise RfmSettingsError("own", f"No such codes: {_some(strange)}.")
    if unknown := sorted({each for each in chosen.values() if each and each not in SEGMENTS}):
        raise RfmSettingsError("own", f"No such segments: {_some(unknown)}.")
    if missing := [key for key in wanted if not chosen.get(key)]:
        raise RfmSettingsError("own", f"Codes without a segment: {_some(missing)}.")
    return tuple(cast("Segment", chosen[key]) for key in wanted)


def codes_of(segments: Sequence[str], segment: str) -> tuple[int, ...]:
    """Give the codes that a map gives to a segment, best first."""
    found = [code for code, held in zip(CODES, segments, strict=True) if held == segment]
    return tuple(reversed(found))


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:8])
    return f"{shown} and {len(names) - 8} more" if len(names) > 8 else shown
