from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.dates import Calendar, DateReading, Order, read_dates
from csat.dates.calendars import day_of, parts_of
from csat.dates.months import months
from csat.io.text import key

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
FARVARDIN, HAMAL, LATIN = (
    names.split()
    for names in (
        "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند",
        "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت",
        "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand",
    )
)
JANUARY = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
MIDNIGHT = datetime(2025, 8, 3)  # 12 Mordad 1404, a Sunday
AFTERNOON = datetime(2025, 8, 3, 14, 30)


def only(text: str, calendar: Calendar | None = None, order: Order | None = None) -> datetime:
    dates = read_dates([text], calendar, order)
    assert not dates.bad, dates.bad
    assert not dates.unsure, dates.doubt
    return dates.moments[text]


@pytest.mark.parametrize(
    "text",
    [
        "1404/05/12", "1404-5-12", "1404.05.12", "1404 / 05 / 12", "۱۴۰۴/۰۵/۱۲", "١٤٠٤/٠٥/١٢", "14040512", "۱۴۰۴؍۰۵؍۱۲",
        "۱۲ مرداد ۱۴۰۴", "یکشنبه ۱۲ مرداد ۱۴۰۴", "یک‌شنبه، ۱۲ مرداد ۱۴۰۴", "سه‌شنبه ۱۲ مرداد ۱۴۰۴",
        "سه شنبه ۱۲ مرداد ۱۴۰۴",
        "12 Mordad 1404", "۱۲ مردادماه ۱۴۰۴", "۱۲ مرداد ماه سال ۱۴۰۴", "۱۲ اسد ۱۴۰۴", "12 Asad 1404", "1404 مرداد 12",
        "\u200f۱۴۰۴/۰۵/۱۲", "  1404/05/12 ", "۱۲ مرداد 04", "۱۲ مُرداد ۱۴۰۴", "1404/05/12 یکشنبه",
        "2025-08-03", "20250803", "3 Aug 2025", "3rd August 2025", "Aug 3, 2025", "August 3 2025", "3-Aug-25",
        "Sunday, 3 August 2025", "3. August 2025", "3 de agosto de 2025", "3 août 2025", "3 Ağustos 2025 Pazar",
        "۳ اوت ۲۰۲۵", "٣ أغسطس ٢٠٢٥", "3 آب 2025", "3.8.2025", "03.08.2025",
    ],
)  # fmt: skip
def test_one_day_in_many_forms(text: str) -> None:
    assert only(text) == MIDNIGHT


@pytest.mark.parametrize(
    "text",
    [
        "1404/05/12 14:30", "۱۴۰۴/۰۵/۱۲ ۱۴:۳۰", "۱۴۰۴/۰۵/۱۲، ۱۴:۳۰", "۱۴۰۴/۰۵/۱۲, ۱۴:۳۰:۰۰", "۱۴۰۴/۰۵/۱۲ ساعت ۱۴:۳۰",
        "۱۴۰۴/۰۵/۱۲ ساعت‌۱۴:۳۰", "۱۴۰۴/۰۵/۱۲ ۲:۳۰ ب.ظ", "۱۴۰۴/۰۵/۱۲ ۲:۳۰ ب.ظ.", "۱۴۰۴/۰۵/۱۲ ۲:۳۰ بعدازظهر",
        "۱۴۰۴/۰۵/۱۲ ۲:۳۰ عصر",
        "۱۴:۳۰ ۱۴۰۴/۰۵/۱۲", "۱۴:۳۰ - ۱۴۰۴/۰۵/۱۲", "یکشنبه ۱۲ مرداد ۱۴۰۴ - ۱۴:۳۰", "1404/05/12 02:30 PM",
        "2025-08-03T14:30", "2025-08-03T14:30:00.000", "2025-08-03 14:30:00Z", "2025-08-03T14:30:00+03:30",
        "20250803T143000", "20250803143000", "2025/08/03 2:30:00 PM GMT+3:30", "2025/08/03 2:30:00 p. m.",
        "Sun Aug 03 2025 14:30:00 GMT+0330 (Iran Standard Time)", "Sun Aug 3 14:30:00 UTC 2025",
        "Sun, 03 Aug 2025 14:30:00 +0330", "3.8.2025 14:30", "3 Aug 2025 at 2:30 PM", "2025-08-03 14:30 Asia/Tehran",
    ],
)  # fmt: skip
def test_one_moment_in_many_forms(text: str) -> None:
    assert only(text) == AFTERNOON


def test_halves_of_the_day() -> None:
    said = {
        "12:05 AM": 0,
        "12:05 PM": 12,
        "1:05 am": 1,
        "11:05 pm": 23,
        "13:05 PM": 13,
        "۱۲:۰۵ ق.ظ": 0,
        "۱۲:۰۵ ب.ظ": 12,
    }
    for text, hour in said.items():
        assert only(f"2025-08-03 {text}") == datetime(2025, 8, 3, hour, 5)


def test_seconds_and_their_fractions_are_kept() -> None:
    assert only("۱۴۰۴/۰۵/۱۲ ساعت ۱۴:۳۰:۰۵") == datetime(2025, 8, 3, 14, 30, 5)
    assert only("2018-10-24 08:49:43.231583+00:00") == datetime(2018, 10, 24, 8, 49, 43, 231583)


def test_the_end_of_a_day_is_the_next_ones_start() -> None:
    assert only("2025-12-31 24:00") == datetime(2026, 1, 1)
    assert only("1403/12/30 24:00") == datetime(2025, 3, 21)
    assert DateReading().day("2025-12-31 24:00") == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1404/12/30", "no such day: 1404/12/30; 1404 is no leap year"),
        ("۳۰ اسفند ۱۴۰۴", "no such day: 1404/12/30; 1404 is no leap year"),
        ("31 شهریور 1404, 24:30", "no such time of day: 24:30"),
        ("31/04/2026", "no such day: 2026-04-31; the month has 30 days"),
        ("2026-08-03 13:30 AM", "no such time of day: 13:30"),
        ("32/32/26", "no such day: 32/32/26, in whatever order"),
        ("1850-01-01", "no year of a survey: 1850"),
        ("12 Aug 1404", "no such year: 1404, with a month of the Gregorian calendar"),
        ("۱۲ صفر ۱۴۴۷", "a month of the Islamic lunar calendar, which csat does not read"),
        ("hello", "not a date in a form that csat reads"),
        ("05/2026", "not a date in a form that csat reads"),
        ("14:30", "not a date in a form that csat reads"),
        ("1.2.3.4", "not a date in a form that csat reads"),
        ("9" * 300, "not a date in a form that csat reads"),
    ],
)
def test_what_is_no_date_says_why(text: str, why: str) -> None:
    dates = read_dates([text])
    assert dict(dates.bad) == {text: why}
    assert not dates.moments


@pytest.mark.parametrize("text", ["46027", "46027.75", "۴۶۰۲۷", "1754300000"])
def test_numbers_of_days_are_no_dates(text: str) -> None:
    assert read_dates([text]).bad[text].startswith("a bare number; where a spreadsheet counts days, format the cells")


def test_blank_texts_are_nothing() -> None:
    dates = read_dates(["", "  ", "2026-01-01"])
    assert list(dates.moments) == ["2026-01-01"]
    assert not dates.bad


def test_one_number_above_12_settles_the_order_of_a_column() -> None:
    dates = read_dates(["05/06/2026", "13/06/2026"])
    assert dates.moments == {"05/06/2026": datetime(2026, 6, 5), "13/06/2026": datetime(2026, 6, 13)}
    assert (dates.order, dates.doubt) == ("dmy", None)
    assert read_dates(["05/06/2026", "05/13/2026"]).moments["05/06/2026"] == datetime(2026, 5, 6)
    assert read_dates(["05/06/1404", "13/06/1404"]).moments["05/06/1404"] == datetime(2025, 8, 27)


def test_day_and_month_that_may_change_places_are_a_doubt() -> None:
    dates = read_dates(["05/06/2026", "07/08/2026", "03/03/2026"])
    assert dates.unsure == {"05/06/2026", "07/08/2026"}
    assert dates.moments == {"03/03/2026": datetime(2026, 3, 3)}
    assert (dates.order, dates.doubt) == (None, "every date can be read day first or month first")


def test_a_pinned_order_settles_it() -> None:
    texts = ["05/06/2026", "13/06/2026"]
    assert read_dates(texts[:1], order="mdy").moments["05/06/2026"] == datetime(2026, 5, 6)
    dates = read_dates(texts, order="mdy")
    assert dates.bad == {"13/06/2026": "no such day, month first"}
    assert dates.doubt is None


def test_dates_of_two_orders_in_one_column_are_a_doubt() -> None:
    dates = read_dates(["13/06/2026", "06/13/2026", "05/06/2026"])
    assert dates.unsure == {"05/06/2026"}
    assert dates.doubt == "some dates can only be day first, others only month first"


def test_dots_put_the_day_first() -> None:
    assert read_dates(["05.06.2026"]).moments["05.06.2026"] == datetime(2026, 6, 5)
    assert read_dates(["05.06.2026"]).order == "dmy"
    assert read_dates(["05.06.2026", "06.13.2026"]).doubt == "some dates can only be day first, others only month first"


def test_a_year_first_is_certain() -> None:
    assert read_dates(["2026-05-06"]).order == "ymd"
    assert read_dates(["2026-13-06"]).bad


def test_years_of_two_digits() -> None:
    forms = read_dates(["3/22/25 14:29:25", "3/2/25 15:03:03"])  # a spreadsheet's copy of a form's times
    assert forms.moments["3/2/25 15:03:03"] == datetime(2025, 3, 2, 15, 3, 3)
    assert (forms.order, forms.calendar, forms.doubt) == ("mdy", "gregorian", None)
    short = read_dates(["04/05/12"])
    assert short.unsure == {"04/05/12"}
    assert short.doubt == "years have two digits, and not one order in one calendar alone fits every date"
    assert read_dates(["04/05/12"], "jalali").unsure == {"04/05/12"}
    assert read_dates(["04/05/12", "04/05/31"], "jalali").moments["04/05/12"] == MIDNIGHT  # 1431 is no year
    assert read_dates(["04/05/12"], "jalali", "ymd").moments["04/05/12"] == MIDNIGHT
    assert read_dates(["98/05/12"], "jalali").moments["98/05/12"] == datetime(2019, 8, 3)
    assert read_dates(["98/05/12"]).doubt
    assert read_dates(["05/04/12"], "jalali", "mdy").moments["05/04/12"] == datetime(2033, 7, 25)


def test_both_calendars_in_one_column_are_read_and_told() -> None:
    dates = read_dates(["1404/05/12", "2025-08-03"])
    assert dates.moments == {"1404/05/12": MIDNIGHT, "2025-08-03": MIDNIGHT}
    assert dates.calendar == "jalali"
    assert dates.notices == ("dates of the Jalali and of the Gregorian calendar, each told by its year",)


def test_years_of_the_lunar_calendar_are_not_taken_for_jalali_ones() -> None:
    dates = read_dates(["1447/02/09"])
    assert dates.unsure == {"1447/02/09"}
    assert dates.doubt == "years from 1430 to 1449 may be of the Islamic lunar calendar, which csat does not read"
    assert only("1447/02/09", "jalali") == datetime.combine(day_of(1447, 2, 9, "jalali"), datetime.min.time())


def test_time_zones_are_told_and_never_applied() -> None:
    assert read_dates(["2026-01-01 10:00"]).zone is None
    assert read_dates(["2026-01-01T10:00Z", "2026-01-01T10:00+00:00"]).zone == "UTC"
    assert read_dates(["2026-01-01T10:00+0330"]).zone == "+03:30"
    assert read_dates(["2026-01-01 10:00 America/New_York"]).zone == "America/New_York"
    assert not read_dates(["2026-01-01T10:00+0330"]).notices
    google = read_dates(["2024/04/01 7:42:34 AM AST"])
    assert google.zone == "AST"
    assert google.moments == {"2024/04/01 7:42:34 AM AST": datetime(2024, 4, 1, 7, 42, 34)}
    assert google.notices == ('times of a zone "AST", which may be one of several; they are taken as they are written',)
    summer = read_dates(["2022-01-01T10:00+03:30", "2022-07-01T10:00+04:30", "2022-07-01 10:00", "2022-07-01"])
    assert summer.zone == "+03:30, +04:30"
    assert summer.notices == ("times of different time zones (+03:30, +04:30, none), each taken as it is written",)


def test_dates_that_a_spreadsheet_turned_are_a_doubt() -> None:
    turned = [f"2026-{day:02}-05" for day in range(1, 13)]  # 05/01/2026 … as a month-first spreadsheet read them
    left = [f"{day}/05/2026" for day in range(13, 20)]
    assert "a spreadsheet has probably changed the places of day and month" in str(read_dates(turned + left).doubt)
    assert read_dates(turned + left, order="dmy").doubt is None
    assert read_dates([*turned, *left, "2026-05-13"]).doubt is None
    assert read_dates(turned[:4] + left).doubt is None


@pytest.mark.parametrize("language", JANUARY)
def test_months_by_name_in_every_language(language: str) -> None:
    for number, name in enumerate(JANUARY[language].split(), 1):
        assert only(f"12 {name} 2026") == datetime(2026, number, 12), name


def test_a_name_is_the_same_month_in_every_language() -> None:
    for calendar, lists in (("gregorian", JANUARY.values()), ("jalali", map(" ".join, (FARVARDIN, HAMAL, LATIN)))):
        for names in lists:
            for number, name in enumerate(names.split(), 1):
                assert months()[key(name)] == (calendar, number)


def forms_of(day: date) -> list[str]:
    """The day in every form that says it for certain."""
    year, month, number = parts_of(day, "jalali")
    jalali = [
        f"{year}/{month:02}/{number:02}", f"{year}-{month}-{number}", f"{year}.{month}.{number}",
        f"{year}{month:02}{number:02}", f"{number} {FARVARDIN[month - 1]} {year}",
        f"{number} {HAMAL[month - 1]} {year}",
        f"{number} {LATIN[month - 1]} {year}", f"{number}.{month}.{year}",
    ]  # fmt: skip
    gregorian = [day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", f"{day.day}.{day.month}.{day.year}"]
    for names in JANUARY.values():
        gregorian.append(f"{day.day} {names.split()[day.month - 1]} {day.year}")
    written = [*jalali, *gregorian]
    return [*written, *(text.translate(PERSIAN) for text in written), *(text.translate(ARABIC) for text in written)]


@given(st.dates(date(1921, 3, 21), date(2072, 3, 19)), st.times())
def test_every_form_of_a_day_is_that_day(day: date, at: object) -> None:
    for text in forms_of(day):
        assert only(text, "jalali").date() == day
        assert only(f"{text} {at}", "jalali") == datetime.fromisoformat(f"{day} {at}")
        assert DateReading("jalali").day(f"{text} {at}") == day


@given(st.lists(st.dates(date(2000, 1, 1), date(2040, 12, 31)), min_size=1, max_size=30), st.sampled_from("/-"))
def test_an_order_is_never_guessed(days: list[date], sign: str) -> None:
    """Dates written day first are read so where one says so, are a doubt where none does, and never another day."""
    for calendar in ("gregorian", "jalali"):
        parts = [parts_of(day, calendar) for day in days]
        texts = [f"{number:02}{sign}{month:02}{sign}{year}" for year, month, number in parts]
        dates = read_dates(texts)
        if any(number > 12 for _, _, number in parts):
            assert [dates.moments[text].date() for text in texts] == days
            assert dates.doubt is None
        else:
            assert all(
                dates.moments[text].date() == day
                for text, day in zip(texts, days, strict=True)
                if text in dates.moments
            )
            assert dates.unsure == {t for t, (_, month, number) in zip(texts, parts, strict=True) if month != number}
            assert bool(dates.doubt) == bool(dates.unsure)
        assert [read_dates(texts, order="dmy").moments[text].date() for text in texts] == days


@given(st.lists(st.sampled_from([form for n in range(0, 60, 7) for form in forms_of(date(2026, 1, 1) + timedelta(n))])))
def test_the_order_of_texts_and_their_chunks_change_nothing(texts: list[str]) -> None:
    whole, pieces = read_dates(texts), DateReading()
    for text in reversed(texts):
        pieces.add([text])
    assert (pieces.calendar, pieces.order, pieces.zone) == (whole.calendar, whole.order, whole.zone)
    assert (pieces.doubt, tuple(pieces.notices())) == (whole.doubt, whole.notices)
    assert {text: pieces.moment(text) for text in whole.moments} == whole.moments


@given(st.text(max_size=60) | st.text("0123456789/-.: TZ+۰۱۲۳٤مرداد", max_size=30))
def test_no_text_is_too_odd(text: str) -> None:
    for found in (read_dates([text]), read_dates([text], "jalali", "dmy")):
        assert len(found.moments) + len(found.bad) + len(found.unsure) == (0 if not text or text.isspace() else 1)
