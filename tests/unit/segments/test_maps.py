"""Every map gives each of the 125 codes exactly one segment."""

import pytest

from syncaty.rfm.settings import CODES, RfmSettings, RfmSettingsError
from syncaty.segments.classic import CLASSIC, SEGMENTS
from syncaty.segments.maps import CELLS, RECENCY_FM, codes_of, own_map, segments_of


def test_recency_by_frequency_and_money_has_all_25_fields() -> None:
    assert set(CELLS) == {(r, fm) for r in range(1, 6) for fm in range(1, 6)}
    assert len(RECENCY_FM) == 125
    assert set(RECENCY_FM) == set(SEGMENTS)


@pytest.mark.parametrize(
    ("code", "segment"),
    [
        (555, "champions"),
        (545, "champions"),  # (4 + 5) / 2 is 4.5 and counts as 5
        (534, "champions"),  # 3.5 counts as 4
        (511, "new"),
        (512, "potential_loyalist"),  # 1.5 counts as 2
        (324, "potential_loyalist"),
        (231, "need_attention"),
        (114, "at_risk"),  # 2.5 counts as 3
        (111, "lost"),
    ],
)
def test_halves_of_frequency_and_money_are_rounded_up(code: int, segment: str) -> None:
    assert RECENCY_FM[CODES.index(code)] == segment


def test_a_map_of_ones_own_is_total() -> None:
    chosen = {str(code): "lost" for code in CODES} | {"555": "champions"}
    held = own_map(chosen)
    assert (held[0], held[-1], len(held)) == ("lost", "champions", 125)
    assert segments_of(RfmSettings(map="own", own=held)) == held
    assert codes_of(held, "champions") == (555,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"111": "", "342": ""}, "Codes without a segment: 111, 342."),
        ({"111": "kings"}, "No such segments: kings."),
        ({"611": "lost"}, "No such codes: 611."),
    ],
)
def test_a_map_with_a_hole_or_a_stranger_is_refused(change: dict[str, str], said: str) -> None:
    chosen = {str(code): "lost" for code in CODES} | change
    with pytest.raises(RfmSettingsError, match=said):
        own_map(chosen)


def test_settings_that_cannot_be_used_are_refused() -> None:
    with pytest.raises(RfmSettingsError, match="no map 'best'"):
        RfmSettings(map="best")  # type: ignore[arg-type]
    with pytest.raises(RfmSettingsError, match="comes with its codes"):
        RfmSettings(map="own")
    with pytest.raises(RfmSettingsError, match="125 codes, not 2"):
        RfmSettings(map="own", own=("lost", "new"))


def test_the_default_is_the_classic_map() -> None:
    assert segments_of(RfmSettings()) == CLASSIC
