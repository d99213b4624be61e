"""Every way Salla writes a time is read alike, independent of the process locale."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncaty.salla.times import read_day, read_time

RIYADH = ZoneInfo("Asia/Riyadh")
CAIRO = ZoneInfo("Africa/Cairo")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Wed Jul 7 2021 14:50:48 GMT+0300", utc(2021, 7, 7, 11, 50, 48)),
        ("Sun Jun 26 2022 12:21:48 GMT+0300", utc(2022, 6, 26, 9, 21, 48)),
        ("Sun Jun 26 2022 12:21:48 GMT+0300 (Arabian Standard Time)", utc(2022, 6, 26, 9, 21, 48)),
        ("Sun Jun 26 2022 12:21:48 GMT-0530", utc(2022, 6, 26, 17, 51, 48)),
        ("Sun Jun 26 2022 12:21:48 GMT", utc(2022, 6, 26, 12, 21, 48)),
        ("Sun Jun 26 2022 12:21:48", utc(2022, 6, 26, 9, 21, 48)),
        ("2024-01-15T10:30:00Z", utc(2024, 1, 15, 10, 30)),
        ("2021-10-09T21:00:00.000000Z", utc(2021, 10, 9, 21)),
        ("2024-01-15T10:30:00+03:00", utc(2024, 1, 15, 7, 30)),
        ("2024-01-15T10:30:00.123456+0300", utc(2024, 1, 15, 7, 30, 0, 123456)),
        ("2022-12-31 12:31:25", utc(2022, 12, 31, 9, 31, 25)),
        ("٢٠٢٢-١٢-٣١ ١٢:٣١:٢٥", utc(2022, 12, 31, 9, 31, 25)),
        ("2025-12-01", utc(2025, 11, 30, 21)),
        (["2022-12-31"], utc(2022, 12, 30, 21)),
        (1634819484, utc(2021, 10, 21, 12, 31, 24)),
        ("1634819484", utc(2021, 10, 21, 12, 31, 24)),
        (Decimal("1634819484.5"), utc(2021, 10, 21, 12, 31, 24, 500000)),
        (1634819484250, utc(2021, 10, 21, 12, 31, 24, 250000)),
        (
            {"date": "2022-06-26 12:21:45.481220", "timezone_type": 3, "timezone": "Asia/Riyadh"},
            utc(2022, 6, 26, 9, 21, 45, 481220),
        ),
        ({"date": "2022-06-26 12:21:45", "timezone": "UTC"}, utc(2022, 6, 26, 12, 21, 45)),
        ({"date": "2022-06-26 12:21:45", "timezone": "+02:00"}, utc(2022, 6, 26, 10, 21, 45)),
        ({"date": "2022-06-26 12:21:45", "timezone": "Arabia/Lost"}, utc(2022, 6, 26, 9, 21, 45)),
        (
            {"date": "2024-01-15", "time": "10:30:00", "timezone": "Asia/Riyadh"},
            utc(2024, 1, 15, 7, 30),
        ),
        ({"date": "2024-01-15", "time": ""}, utc(2024, 1, 14, 21)),
    ],
)
def test_every_format(value: object, expected: datetime) -> None:
    found = read_time(value, RIYADH)
    assert found == expected
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        *(None, "", "  ", {}, [], {"date": None}, {"date": "", "timezone": "UTC"}, "null"),
        *("0000-00-00 00:00:00", "-0001-11-30 00:00:00.000000"),
    ],
)
def test_empties_and_zero_dates_are_no_time(value: object) -> None:
    assert read_time(value, RIYADH) is None
    assert read_day(value, RIYADH) is None


@pytest.mark.parametrize(
    "value",
    [
        *("yesterday", "2022-13-01", "2022-02-30 10:00:00", "10:30", "x" * 10_000),
        "Wed Xyz 7 2021 14:50:48 GMT+0300",
        "Wed Feb 30 2021 14:50:48 GMT+0300",
        "Wed Jul 7 2021 14:50:48 GMT+9999",
        *("9999-12-31 23:59:59", "0001-01-01T00:00:00+14:00"),
        *(172796, 10**30, True, [1, 2]),
        *({"date": {"date": "x"}}, {"date": 5, "timezone": "x" * 10_000}),
    ],
)
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        read_time(value, RIYADH)
    with pytest.raises(ValueError, match="is not a day"):
        read_day(value, RIYADH)


def test_zoneless_times_are_read_in_the_given_zone() -> None:
    assert read_time("2024-07-01 12:00:00", CAIRO) == utc(2024, 7, 1, 9)
    assert read_time("2024-01-01 12:00:00", CAIRO) == utc(2024, 1, 1, 10)


def test_a_day_is_the_one_written() -> None:
    birthday = {"date": "1997-06-03 00:00:00.000000", "timezone": "Asia/Riyadh"}
    assert read_day(birthday, CAIRO) == date(1997, 6, 3)
    assert read_day("1990-05-15", RIYADH) == date(1990, 5, 15)
    assert read_day("1990-05-15T00:00:00Z", RIYADH) == date(1990, 5, 15)


OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda q: timezone(timedelta(minutes=15 * q)))
MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2199, 1, 1), timezones=OFFSETS)  # noqa: DTZ001
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def offset_of(moment: datetime) -> str:
    return moment.strftime("%z")[:5]


@given(MOMENTS)
def test_all_formats_agree(moment: datetime) -> None:
    second = moment.replace(microsecond=0)
    js_like = (
        f"Any {MONTHS[moment.month - 1]} {moment.day} {moment.year}"
        f" {moment:%H:%M:%S} GMT{offset_of(moment)}"
    )
    zone = f"{offset_of(moment)[:3]}:{offset_of(moment)[3:]}"
    assert read_time(js_like, RIYADH) == second
    assert read_time(moment.isoformat(), RIYADH) == moment
    assert read_time(moment.isoformat(sep=" "), RIYADH) == moment
    assert read_time({"date": f"{moment:%Y-%m-%d %H:%M:%S.%f}", "timezone": zone}, RIYADH) == moment
    simple = {"date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M:%S}", "timezone": zone}
    assert read_time(simple, RIYADH) == second
    assert read_day(moment.isoformat(), RIYADH) == moment.date()


@given(MOMENTS.filter(lambda moment: moment.timestamp() >= 10**8))
def test_unix_seconds_agree(moment: datetime) -> None:
    second = moment.replace(microsecond=0)
    assert read_time(int(second.timestamp()), RIYADH) == second
