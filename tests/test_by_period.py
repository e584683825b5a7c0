"""Figures by period: each is that of the rows of its days, in either calendar, however the file is cut into chunks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import csat
from csat.dates import Calendar, period_of
from csat.dates.calendars import parts_of
from csat.errors import InputError
from csat.io import delimited
from csat.plan import PERIOD_KINDS, PeriodKind
from csat.results import Record

Plan = Callable[[str], Path]
Row = tuple[date | None, int]
ITEM = '[[item]]\ncolumn = "Score"\nmeasure = "csat"\nscale = "1-5"\n'
SEGMENT = '[[segment]]\ncolumn = "Date"\nperiod = "month"\n'
START = date(2025, 3, 1)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    def write(text: str) -> Path:
        path = tmp_path / "survey.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def survey(tmp_path: Path) -> Callable[..., Path]:
    def write(*dates: str, header: str = "Date") -> Path:
        path = tmp_path / "survey.csv"
        rows = [f'"{text}",{number % 5 + 1}' for number, text in enumerate(dates)]
        path.write_text("\n".join([f"{header},Score", *rows, ""]), encoding="utf-8")
        return path

    return write


def score(path: Any, by: str = "Date:month", **flags: Any) -> Record:
    return csat.score(path, csat=["Score"], scale=["Score=1-5"], by=[by], suppress_below=0, **flags)


def bases(record: Record) -> dict[str, int]:
    """The segments in the order of the record, with the base of each."""
    return {next(iter(e.segment.values())): e.n for e in record.estimates if e.segment and e.metric == "csat"}


JALALI = "{0}/{1:02}/{2:02} ساعت 14:30"
MONTHS = "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand"


def worded(year: int, month: int, day: int) -> str:
    return f"{day} {MONTHS.split()[month - 1]} {year}"


FORMS: dict[str, Callable[[date], str]] = {
    "iso": lambda day: f"{day} 23:59:59",
    "jalali": lambda day: JALALI.format(*parts_of(day, "jalali")),
    "words": lambda day: worded(*parts_of(day, "jalali")),
    "day first": lambda day: f"{day:%d/%m/%Y} 9:05",
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(
    st.lists(
        st.tuples(st.none() | st.dates(START, START + timedelta(400)), st.integers(1, 5)), min_size=1, max_size=60
    ),
    st.sampled_from(sorted(FORMS)),
    st.sampled_from(PERIOD_KINDS),
    st.sampled_from([64, 256]),
)
def test_each_period_has_the_figures_of_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[Row], form: str, unit: PeriodKind, block: int
) -> None:
    rows = [*rows, (date(2025, 3, 31), 3)]  # which settles the order of a column written day first
    path = tmp_path / "survey.csv"
    lines = [f"{FORMS[form](day) if day else ''},{answer}" for day, answer in rows]
    path.write_text("\n".join(["Date,Score", *lines, ""]), encoding="utf-8")
    calendar: Calendar = "jalali" if form in ("jalali", "words") else "gregorian"
    answers: dict[str, list[int]] = defaultdict(list)
    for day, answer in rows:
        answers[period_of(day, calendar, unit).label if day else "(blank)"].append(answer)
    whole = score(path, f"Date:{unit}")
    with monkeypatch.context() as smaller:
        smaller.setattr(delimited, "_BLOCKS", (block, 1 << 20))
        chopped = score(path, f"Date:{unit}")
    assert whole.to_json() == chopped.to_json()
    assert list(bases(whole)) == sorted(answers, key=lambda label: (label == "(blank)", label))
    for label, given_ in answers.items():
        found = whole.find("mean", segment={"Date": label})
        assert found.n == len(given_)
        assert found.value == pytest.approx(sum(given_) / len(given_))
    assert whole.plan["periods"]["Date"]["calendar"] == calendar


def test_months_come_in_order_with_blank_and_unreadable_cells_behind(survey: Callable[..., Path]) -> None:
    path = survey("1404/06/01", "", "1404/05/31", "soon", "1404/12/30", "1403/12/30", "۱۲ مرداد ۱۴۰۴")
    record = score(path)
    assert bases(record) == {"1403-12": 1, "1404-05": 2, "1404-06": 1, "(blank)": 1, "(no date)": 2}
    assert record.plan["periods"] == {
        "Date": {"unit": "month", "calendar": "jalali", "order": "ymd", "zone": None}
    }  # fmt: skip
    assert 'Column "Date" (#1) is told by month of the Jalali calendar.' in record.notices
    assert 'Column "Date": 2 cells hold no date (first in line 5), told as segment "(no date)".' in record.notices


def test_the_calendar_of_a_plan_goes_before_that_of_the_dates(survey: Callable[..., Path], plan: Plan) -> None:
    path = survey("2025-08-03", "2025-08-23", "2025-08-22")
    text = ITEM + SEGMENT + "[figures]\nsuppress_below = 0\n"
    assert bases(csat.score(path, plan=plan(text))) == {"2025-08": 3}
    record = csat.score(path, plan=plan(text + '[survey]\ncalendar = "jalali"\nperiod = "1404/05 تا 1404/06"\n'))
    assert bases(record) == {"1404-05": 2, "1404-06": 1}
    assert bases(score(path, "Date:quarter", plan=plan(text))) == {"2025-Q3": 3}  # a flag wins


def test_a_date_in_doubt_is_asked_for(survey: Callable[..., Path], plan: Plan) -> None:
    path = survey("05/06/2026", "07/08/2026")
    with pytest.raises(InputError) as error:
        score(path)
    assert str(error.value) == (
        'Column "Date" (#1) cannot be told by month: every date can be read day first or month first. Say it in a plan '
        '(csat init writes one): date_order = "dmy" (or "mdy", "ymd") under [columns].'
    )
    text = ITEM + SEGMENT + '[figures]\nsuppress_below = 0\n[columns]\ndate = "Date"\ndate_order = "{}"\n'
    assert bases(csat.score(path, plan=plan(text.format("dmy")))) == {"2026-06": 1, "2026-08": 1}
    assert bases(csat.score(path, plan=plan(text.format("mdy")))) == {"2026-05": 1, "2026-07": 1}


def test_years_of_two_digits_are_asked_for(survey: Callable[..., Path], plan: Plan) -> None:
    path = survey("04/05/12", "04/05/13")
    with pytest.raises(InputError, match=r"years have two digits.*date_order.*date_calendar"):
        score(path)
    pins = '[columns]\ndate_order = "ymd"\ndate_calendar = "jalali"\n[figures]\nsuppress_below = 0\n'
    assert bases(csat.score(path, plan=plan(ITEM + SEGMENT + pins))) == {"1404-05": 2}


def test_a_late_row_that_contradicts_is_met_before_anything_is_counted(
    survey: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = survey(*["13/05/2026"] * 50, *["05/13/2026"] * 50)
    monkeypatch.setattr(delimited, "_BLOCKS", (64, 1 << 20))
    with pytest.raises(InputError, match="some dates can only be day first, others only month first"):
        score(path)


def test_a_late_row_settles_the_order_for_all(survey: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = survey(*["05/06/2026"] * 50, "13/06/2026")
    monkeypatch.setattr(delimited, "_BLOCKS", (64, 1 << 20))
    record = score(path)
    assert bases(record) == {"2026-06": 51}
    assert (
        'Column "Date" (#1) is told by month of the Gregorian calendar; its dates are read day first.' in record.notices
    )


def test_what_a_column_holds_beside_is_told(survey: Callable[..., Path]) -> None:
    record = score(survey("2026-01-01 10:00 AST", "1404/12/01 10:00 AST"))
    assert 'Column "Date" (#1) holds dates of the Jalali and of the Gregorian calendar, each told by its year.' in (
        record.notices
    )
    assert any('holds times of a zone "AST", which may be one of several' in notice for notice in record.notices)
    assert record.plan["periods"]["Date"]["zone"] == "AST"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["North", "South"], "holds no dates, so there is nothing to report by month. Choose another --by"),
        (
            ["46027.75", "46028"],
            "Its first cell holds a bare number; where a spreadsheet counts days, format the cells",
        ),
        (["", ""], "Its cells are blank"),
    ],
)
def test_a_column_of_no_dates_is_refused(survey: Callable[..., Path], cells: Sequence[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        score(survey(*cells))


def test_more_periods_than_segments_are_refused(survey: Callable[..., Path]) -> None:
    days = [str(START + timedelta(n)) for n in range(1100)]
    with pytest.raises(InputError, match="more than 1,000 different values"):
        score(survey(*days), "Date:day")
    with pytest.raises(InputError, match='Choose another --by, or a period: --by "Date:month"'):
        score(survey(*days), "Date")
    assert len(bases(score(survey(*days), "Date:month"))) == 37  # of 1,100 different texts


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (["Date:months"], 'a period is year, quarter, month, week or day'),
        (["When:month"], 'There is no column "When:month"'),
        (["Date:month", "Date:year"], 'names "Date" twice, by other periods'),
        (["Date", "Date:year"], 'names "Date" twice, by other periods'),
    ],
)  # fmt: skip
def test_a_period_that_is_not_understood_is_refused(survey: Callable[..., Path], by: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        csat.score(survey("2026-01-01"), csat=["Score"], by=by)


def test_a_header_with_a_colon_is_still_a_column(survey: Callable[..., Path]) -> None:
    path = survey("2026-01-01", "2026-01-02", header="Date:month")
    assert bases(score(path)) == {"2026-01-01": 1, "2026-01-02": 1}
    assert bases(score(path, "Date:month: Month ")) == {"2026-01": 2}


def test_a_data_frame_and_a_workbook_give_the_same(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"Date": pd.to_datetime(["2025-08-03 10:00", "2025-09-01 00:00", None]), "Score": [5, 4, 3]})
    frame.to_excel(tmp_path / "survey.xlsx", index=False)
    for data in (frame, tmp_path / "survey.xlsx"):
        assert bases(score(data)) == {"2025-08": 1, "2025-09": 1, "(blank)": 1}


def test_groups_of_periods(survey: Callable[..., Path], plan: Plan) -> None:
    path = survey("1404/01/05", "1404/02/05", "1404/05/05")
    grouped = SEGMENT + 'groups = { "New year" = ["1404-01", "1404-02"] }\n[figures]\nsuppress_below = 0\n'
    assert bases(csat.score(path, plan=plan(ITEM + grouped))) == {"New year": 2, "1404-05": 1}


def test_init_writes_the_period(survey: Callable[..., Path], tmp_path: Path) -> None:
    from csat.planfile.draft import draft_plan

    path = survey("1404/01/05", "1404/02/05", "1404/05/05")
    text = draft_plan(path, csat=["Score"], scale=["Score=1-5"], by=["Date:quarter"], suppress_below=0).text
    assert '[[segment]]\ncolumn = "Date"\nperiod = "quarter"\n' in text
    (tmp_path / "made.toml").write_text(text, encoding="utf-8")
    assert bases(csat.score(path, plan=tmp_path / "made.toml")) == bases(score(path, "Date:quarter"))


def test_a_hidden_column_is_not_told_by_period(survey: Callable[..., Path], plan: Plan) -> None:
    path = survey("2026-01-01", "2026-02-01")
    with pytest.raises(InputError, match="hides"):
        score(path, plan=plan(ITEM + '[privacy]\nhide = "Date"\n'))


def test_what_stands_in_no_row_settles_nothing() -> None:
    """A table's dictionary may hold texts that its rows do not use."""
    pd = pytest.importorskip("pandas")
    dates = pd.Categorical(["05/06/2026"] * 5, categories=["05/06/2026", "13/06/2026"])
    with pytest.raises(InputError, match="every date can be read day first or month first"):
        score(pd.DataFrame({"Date": dates, "Score": [1, 2, 3, 4, 5]}))
