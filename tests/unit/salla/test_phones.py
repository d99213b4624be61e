"""Telephone numbers come out in E.164, or not at all."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.salla.phones import to_e164


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        ("501806978", "+966", "+966501806978"),
        ("501806978", "966", "+966501806978"),
        ("0501806978", "+966", "+966501806978"),
        ("966501806978", "+966", "+966501806978"),
        ("501806978", None, "+966501806978"),
        ("0555555555", None, "+966555555555"),
        ("966500000000", None, "+966500000000"),
        ("+966 50 180 6978", None, "+966501806978"),
        ("00966501806978", None, "+966501806978"),
        ("٠٥٠١٨٠٦٩٧٨", "", "+966501806978"),
        ("\u202a+966501806978\u202c", None, "+966501806978"),
        ("112345678", "+966", "+966112345678"),
        ("971501960991", None, "+971501960991"),
        ("501960991", "971", "+971501960991"),
        ("712345678", "967", "+967712345678"),
        ("+201099999999", "+966", "+201099999999"),
    ],
)
def test_every_form(number: str, code: str | None, expected: str) -> None:
    assert to_e164(number, code) == expected


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("+28364687236547523745", None),
        ("+96652318526", None),
        ("999123456789", None),
        ("52318526", "+966"),
        ("4155552671", None),
        ("123", "+966"),
        ("call me", None),
        ("", None),
        ("501806978", "+99999"),
    ],
)
def test_what_no_telephone_can_have(number: str, code: str | None) -> None:
    assert to_e164(number, code) is None


def test_a_local_number_follows_its_country() -> None:
    assert to_e164("0501960991", None, "AE") == "+971501960991"
    assert to_e164("0501806978", None, "ZZ") == "+966501806978"


@given(st.from_regex(r"5[0-9]{8}", fullmatch=True))
def test_saudi_mobiles_are_as_the_library_has_them(national: str) -> None:
    number = phonenumbers.parse(national, "SA")
    expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert phonenumbers.is_possible_number(number)
    for form in (national, f"0{national}", f"966{national}", f"00966{national}", f"+966{national}"):
        assert to_e164(form) == to_e164(form, "+966") == expected


@given(st.text(), st.none() | st.text(), st.none() | st.text())
def test_any_text_is_survived(number: str, code: str | None, region: str | None) -> None:
    found = to_e164(number, code, region)
    assert found is None or to_e164(found) == found
