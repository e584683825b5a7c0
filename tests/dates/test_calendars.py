"""The Jalali calendar against the sky: its years begin with the day whose true noon follows the March equinox."""

from __future__ import annotations

from datetime import date, timedelta
from math import cos, floor, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.dates.calendars import (
    NoSuchDayError,
    calendar_of,
    day_of,
    last_of_month,
    parts_of,
    written,
    year_of_two_digits,
)

# Meeus, Astronomical Algorithms (2nd ed.), chapter 27: the periodic terms of an equinox (amplitude, phase, rate).
TERMS = (
    (485, 324.96, 1934.136), (203, 337.23, 32964.467), (199, 342.08, 20.186), (182, 27.85, 445267.112),
    (156, 73.14, 45036.886), (136, 171.52, 22518.443), (77, 222.54, 65928.934), (74, 296.72, 3034.906),
    (70, 243.58, 9037.513), (58, 119.81, 33718.147), (52, 297.17, 150.678), (50, 21.02, 2281.226),
    (45, 247.54, 29929.562), (44, 325.15, 31555.956), (29, 60.93, 4443.417), (18, 155.12, 67555.328),
    (17, 288.79, 4562.452), (16, 198.04, 62894.029), (14, 199.76, 31436.921), (12, 95.39, 14577.848),
    (12, 287.11, 31931.756), (12, 320.81, 34777.259), (9, 227.73, 1222.114), (8, 15.45, 16859.074),
)  # fmt: skip
KNOWN_LEAP = (1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408)  # as the calendars printed in Iran have them


def march_equinox(year: int) -> float:
    """Julian day (dynamical time) of the March equinox, good to a minute."""
    y = (year - 2000) / 1000
    mean = 2451623.80984 + 365242.37404 * y + 0.05169 * y**2 - 0.00411 * y**3 - 0.00057 * y**4
    t = (mean - 2451545) / 36525
    w = radians(35999.373 * t - 2.47)
    total = sum(a * cos(radians(b + c * t)) for a, b, c in TERMS)
    return mean + 0.00001 * total / (1 + 0.0334 * cos(w) + 0.0007 * cos(2 * w))


def new_year(jalali: int) -> date:
    """1 Farvardin by the rule: the day itself where the equinox comes before noon at 52.5° E, else the next."""
    equinox = march_equinox(jalali + 621)
    tehran = equinox - 65 / 86400 + 3.5 / 24  # dynamical time runs about a minute ahead of the clock
    noon = 7.5 / 1440  # the sun's noon is that much after the clock's in March
    return date(2000, 1, 1) + timedelta(days=floor(tehran - noon - 2451545) + 1)


def test_every_year_begins_where_the_sky_has_it() -> None:
    for year in range(1300, 1451):
        assert day_of(year, 1, 1, "jalali") == new_year(year), year


def test_leap_years_are_those_of_the_sky_and_of_printed_calendars() -> None:
    by_sky = {year for year in range(1300, 1451) if (new_year(year + 1) - new_year(year)).days == 366}
    ours = {year for year in range(1300, 1451) if last_of_month(year, 12, "jalali") == _day_30(year)}
    assert ours == by_sky
    assert [year for year in sorted(ours) if 1370 <= year <= 1408] == list(KNOWN_LEAP)


def _day_30(year: int) -> date | None:
    try:
        return day_of(year, 12, 30, "jalali")
    except NoSuchDayError:
        return None


def test_days_that_people_know() -> None:
    assert day_of(1404, 1, 1, "jalali") == date(2025, 3, 21)
    assert day_of(1403, 12, 30, "jalali") == date(2025, 3, 20)
    assert day_of(1357, 11, 22, "jalali") == date(1979, 2, 11)
    assert day_of(1399, 12, 30, "jalali") == date(2021, 3, 20)
    assert parts_of(date(2000, 1, 1), "jalali") == (1378, 10, 11)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((1404, 12, 30), "no such day: 1404/12/30; 1404 is no leap year"),
        ((1403, 7, 31), "no such day: 1403/07/31; the month has 30 days"),
        ((1403, 13, 1), "no such day: 1403/13/01; there is no month 13"),
        ((1403, 1, 0), "no such day: 1403/01/00; the month has 31 days"),
    ],
)
def test_a_day_that_is_not_says_why(parts: tuple[int, int, int], said: str) -> None:
    with pytest.raises(NoSuchDayError) as error:
        day_of(*parts, "jalali")
    assert str(error.value) == said


def test_a_gregorian_day_that_is_not_says_why() -> None:
    with pytest.raises(NoSuchDayError) as error:
        day_of(2026, 2, 29, "gregorian")
    assert str(error.value) == "no such day: 2026-02-29; 2026 is no leap year"


@given(st.dates(date(1921, 3, 21), date(2072, 3, 19)))
def test_there_and_back(day: date) -> None:
    assert day_of(*parts_of(day, "jalali"), "jalali") == day
    assert day_of(*parts_of(day, "gregorian"), "gregorian") == day
    assert parts_of(day + timedelta(days=1), "jalali") > parts_of(day, "jalali")


def test_four_digits_tell_the_calendar() -> None:
    assert [calendar_of(year) for year in (1404, 2026, 1800, 3000)] == ["jalali", "gregorian", None, None]


def test_two_digits_stand_for_one_year_or_none() -> None:
    assert [year_of_two_digits(yy, "jalali") for yy in (4, 29, 30, 49, 50, 98)] == [1404, 1429, None, None, 1350, 1398]
    assert [year_of_two_digits(yy, "gregorian") for yy in (26, 49, 50, 69, 70)] == [2026, 2049, None, None, 1970]


def test_days_are_written_as_their_calendar_has_it() -> None:
    assert written(date(2025, 8, 3), "jalali") == "1404/05/12"
    assert written(date(2025, 8, 3), "gregorian") == "2025-08-03"
