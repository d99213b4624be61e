import pytest

from syncaty.projections.search import FOLD_AWAY, FOLD_FROM, FOLD_TO, Needle, fold, read


def needle(text: str) -> Needle:
    found = read(text)
    assert found is not None
    return found


def test_nothing_to_look_for_is_none() -> None:
    assert read("") is None
    assert read(" \t\0 ") is None


@pytest.mark.parametrize(
    "text", ["0501234567", "501234567", "+966 50 123 4567", "00966501234567", "٠٥٠١٢٣٤٥٦٧"]
)
def test_a_phone_in_any_form_is_one_number(text: str) -> None:
    assert needle(text).mobile == "+966501234567"


def test_part_of_a_phone_needs_four_digits() -> None:
    assert needle("0567").digits is None
    assert needle("05678").digits == "%5678%"
    assert needle("C0567X").digits is None


def test_numbers_are_ids_and_order_numbers() -> None:
    assert needle("41027").number == 41027
    assert needle("41027").references == ("41027",)
    assert needle("#41027").references == ("#41027", "41027")
    assert needle("ord-5").references == ("ORD-5", "ord-5")
    assert needle(str(2**63 - 1)).number == 2**63 - 1
    for none in (str(2**63), "0", "9" * 400, "١" * 30, "²"):
        assert needle(none).number is None
    assert needle("١٢").number == 12


def test_spellings_of_a_name_are_one() -> None:
    assert fold("أَحْمَد آل فاطِمـة") == fold("احمد ال فاطمه")
    assert fold("NOURA") == "noura"
    assert len(FOLD_FROM) == len(FOLD_TO)
    assert not set(FOLD_AWAY) & set(FOLD_FROM)


def test_what_means_something_to_like_is_escaped() -> None:
    assert needle("a%b_c\\d").words == "%a\\%b\\_c\\\\d%"
