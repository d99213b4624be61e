"""Dates and amounts in every form that Salla, Excel and people write, and what is none of them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.syncs.files.amounts import MarkVotes, read_money, read_quantity
from syncaty.syncs.files.dates import DateVotes, read_moment
from syncaty.syncs.files.reasons import BadCellError

RIYADH = ZoneInfo("Asia/Riyadh")
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
FOURTH = datetime(2024, 3, 4, 0, 0, tzinfo=RIYADH)


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2024-03-04", "2024-03-04 00:00"),
        ("2024-03-04 10:11:12", "2024-03-04 10:11:12"),
        ("2024-03-04T07:11:12.000000Z", "2024-03-04 10:11:12"),
        ("2024-03-04T10:11:12+03:00", "2024-03-04 10:11:12"),
        ("2024/3/4", "2024-03-04 00:00"),
        ("04/03/2024", "2024-03-04 00:00"),
        ("4.3.24 5:06 PM", "2024-03-04 17:06"),
        ("04-03-2024 12:05 ص", "2024-03-04 00:05"),
        ("الاثنين 4 مارس 2024 | 05:30 م", "2024-03-04 17:30"),
        ("٤ آذار ٢٠٢٤ - ٠٩:٢٠ مساءً", "2024-03-04 21:20"),
        ("٤\u200f/٣\u200f/٢٠٢٤، ٥:٣٠ م", "2024-03-04 17:30"),
        ("Mar 4, 2024 10:00", "2024-03-04 10:00"),
        ("Monday, 4 March 2024", "2024-03-04 00:00"),
        ("4-Mar-24", "2024-03-04 00:00"),
        ("20240304", "2024-03-04 00:00"),
        ("45355", "2024-03-04 00:00"),
        ("45355.5", "2024-03-04 12:00"),
        ("1709546000", "2024-03-04 12:53:20"),
    ],
)
def test_every_form_of_a_date(text: str, local: str) -> None:
    expected = datetime.fromisoformat(local).replace(tzinfo=RIYADH)
    assert read_moment(text, RIYADH, "day") == expected


def test_cells_of_a_workbook() -> None:
    assert read_moment(Decimal(45355), RIYADH, "day") == FOURTH
    assert read_moment(Decimal(43893), RIYADH, "day", epoch_1904=True) == FOURTH
    assert read_moment(date(2024, 3, 4), RIYADH, "day") == FOURTH
    assert read_moment(FOURTH.replace(tzinfo=None), RIYADH, "month") == FOURTH
    assert read_moment(None, RIYADH, "day") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hello", "not_date"),
        ("12", "not_date"),
        ("5/2024", "not_date"),
        ("1445-09-01", "hijri"),
        ("0001-01-01", "age"),
        ("31/02/2024", "no_day"),
        ("04/13/2024", "swapped"),
        ("2024-03-04 25:00", "no_time"),
    ],
)
def test_what_is_no_date_says_why(text: str, code: str) -> None:
    with pytest.raises(BadCellError) as caught:
        read_moment(text, RIYADH, "day")
    assert caught.value.code == code


def votes(*texts: str) -> DateVotes:
    held = DateVotes()
    for text in texts:
        held.look(text)
    return held


def test_one_proof_settles_the_whole_column() -> None:
    assert (votes("03/04/2024").order, votes("03/04/2024").settled) == ("day", "assumed")
    held = votes("03/04/2024", "03/15/2024 10:00")
    assert (held.order, held.settled) == ("month", "proven")
    held = votes("03/04/2024", "١٥/٠٤/٢٠٢٤")
    assert (held.order, held.settled) == ("day", "proven")
    assert votes("15/04/2024", "04/15/2024", "04/16/2024").settled == "mixed"
    assert votes("2024-03-04", "05/05/2024", "4 مارس 2024").settled == "plain"


@given(
    at=st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(microsecond=0)
    ),
    form=st.sampled_from(["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y %I:%M:%S %p"]),
    arabic=st.booleans(),
)
def test_whatever_was_written_is_read(at: datetime, form: str, arabic: bool) -> None:
    text = at.strftime(form)
    text = text.translate(ARABIC_DIGITS) if arabic else text
    assert read_moment(text, RIYADH, "day") == at.replace(tzinfo=RIYADH).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1,234.50", "1234.50", None),
        ("1.234,50", "1234.50", None),
        ("1 234,50", "1234.50", None),
        ("1,234", "1234", None),
        ("12,50", "12.50", None),
        ("1.234.567", "1234567", None),
        ("١٬٢٣٤٫٥٠", "1234.50", None),
        ("SAR 12.5", "12.5", "SAR"),
        ("12.50 ر.س.", "12.50", "SAR"),
        ("ر.س.\u200f ١٢٫٥٠", "12.50", "SAR"),
        ("5 ريال سعودي", "5", "SAR"),
        ("\u20c1 5", "5", "SAR"),
        ("$5", "5", "USD"),
        ("(12.5)", "-12.5", None),
        ("ر.س 5-", "-5", "SAR"),
        (".5", "0.5", None),
    ],
)
def test_every_form_of_an_amount(text: str, value: str, currency: str | None) -> None:
    found = read_money(text)
    assert found is not None
    assert (found.value, found.currency) == (Decimal(value), currency)


@pytest.mark.parametrize("text", ["abc", "12 pcs", "1,23,4", "5 x 3", "5 -3", "12/5", "1e5", "(5"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(BadCellError) as caught:
        read_money(text)
    assert caught.value.code == "not_amount"


def test_an_amount_beyond_all_money() -> None:
    with pytest.raises(BadCellError) as caught:
        read_money("1" * 20)
    assert caught.value.code == "too_large"


def test_a_quantity_is_no_money() -> None:
    assert read_quantity("٣") == 3
    with pytest.raises(BadCellError):
        read_quantity("3 SAR")


def test_the_decimal_mark_is_settled_over_the_column() -> None:
    held = MarkVotes()
    held.look("1,234")
    assert not held.comma_decimal
    held.look("7,5")
    assert held.comma_decimal
    found = read_money("1,234", comma_decimal=True)
    assert found is not None
    assert found.value == Decimal("1.234")
    held.look("1,234.5")
    assert not held.comma_decimal


@given(
    value=st.decimals(-(10**9), 10**9, places=2),
    form=st.sampled_from(["{:,.2f}", "{:.2f}", "{:,.2f} SAR", "ر.س {:,.2f}"]),
    arabic=st.booleans(),
)
def test_whatever_amount_was_written_is_read(value: Decimal, form: str, arabic: bool) -> None:
    text = form.format(value)
    if arabic:
        numeral = f"{value:,.2f}"
        marks = numeral.translate(ARABIC_DIGITS).translate(str.maketrans(".,", "٫٬"))
        text = text.replace(numeral, marks)
    found = read_money(text)
    assert found is not None
    assert found.value == value
