"""The second road gives csat's figures on every format, says what it leaves out, and finds a figure that was moved."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from rich.console import Console

import csat
from csat.audit.second_road import BY_PERIOD, OF_ANALYSES, OF_DRAWS, WITHHELD, Comparison, Gap, second_road
from csat.audit.second_road.row_answers import label, number, value
from csat.audit.second_road.row_choices import UNREAD
from csat.errors import DONE, MISSED, InputError
from csat.report.second_road import report, show
from csat.results import Record

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/survey.*[!l]"))
REFERENCE = ROOT / "csat" / "data" / "selftest" / "reference"
EXPORTS = ROOT.parent / "shared" / "exports"

HEADERS = ["id", "Region", "How satisfied are you?", "How likely are you to recommend us? (0-10)", "a", "b", "c"]
WORDS = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied", ""]


def rows(count: int = 60) -> list[list[Any]]:
    """Answers by a rule, with blanks, codes off the scale and spellings; no two items alike."""
    made: list[list[Any]] = []
    for n in range(count):
        made.append(
            [
                f"R{n:03}",
                ["North", "south ", "South", "", "North", "East"][n % 6],
                WORDS[(n * n + n // 7) % 6],
                "" if n % 13 == 5 else (n * 7 + n // 4) % 11,
                1 + (n * 3 + n // 5) % 5,
                99 if n % 17 == 3 else 1 + (n * 3 + n // 3) % 5,
                "" if n % 19 == 4 else 1 + (n // 2 + n // 9) % 5,
            ]
        )
    return made


ASKED: dict[str, Any] = {
    "csat": [HEADERS[2], "a"],
    "nps": [HEADERS[3]],
    "alpha": {"Three": ["a", "b", "c"]},
    "scale": {"a": "1-5", "b": "1-5", "c": "1-5"},
    "reverse": ["c"],
    "missing": {"b": ["99"]},
    "by": ["Region"],
}


def written(folder: Path, kind: str, answers: Sequence[Sequence[Any]] = ()) -> Path:
    """The survey in a file of that kind."""
    frame = pd.DataFrame(answers or rows(), columns=HEADERS)
    path = folder / f"survey.{kind}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = "Answers"
        sheet.append(["A survey"])
        sheet.append([])
        sheet.append(HEADERS)
        for row in frame.itertuples(index=False):
            sheet.append([None if cell == "" else cell for cell in row])
        book.save(path)
    elif kind == "csv":
        frame.to_csv(path, index=False)
    elif kind == "tsv":
        frame.to_csv(path, index=False, sep="\t", encoding="utf-16")
    elif kind == "csv.gz":
        frame.to_csv(path, index=False, sep=";")
    elif kind == "parquet":
        frame.astype(str).to_parquet(path)
    return path


def compared(path: Path | list[Path], plan: Path | None = None, **asked: Any) -> tuple[Record, Comparison]:
    files = [str(one) for one in path] if isinstance(path, list) else str(path)
    record = csat.score(files, plan=None if plan is None else str(plan), **asked)
    return record, second_road(record, files)


def ids(record: Record, comparison: Comparison) -> None:
    """Every figure is either compared or told as not covered; of those by draws the bounds alone are not."""
    told = {id for why, found in comparison.uncovered.items() if why != OF_DRAWS for id in found}
    assert told | set(comparison.covered) == {estimate.id for estimate in record.estimates}
    assert not told & set(comparison.covered)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples_agree(path: Path) -> None:
    record, comparison = compared(path)
    assert comparison.disagreements == ()
    assert comparison.agrees
    assert len(comparison.covered) == len(record.estimates)
    ids(record, comparison)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples_agree_by_their_plans(path: Path) -> None:
    record, comparison = compared(path, path.with_name("survey.toml"))
    assert comparison.disagreements == ()
    assert set(comparison.uncovered) <= {BY_PERIOD, OF_ANALYSES, OF_DRAWS, WITHHELD}
    ids(record, comparison)


@pytest.mark.parametrize("kind", ["xlsx", "csv", "tsv", "csv.gz", "parquet"])
def test_every_format_agrees(kind: str, tmp_path: Path) -> None:
    record, comparison = compared(written(tmp_path, kind), **ASKED)
    assert comparison.disagreements == ()
    assert len(comparison.covered) == len(record.estimates)
    assert {"alpha", "item_rest_r", "alpha_if_dropped", "nps", "csat_net", "score", "sd"} <= {
        estimate.metric for estimate in record.estimates
    }
    assert any(estimate.segment == {"Region": "(blank)"} for estimate in record.estimates)


def test_spss_agrees(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame({"q": [1.0, 2, 5, 5, 9, 4, 3, 2] * 5, "r": [2.0, 2, 4, 5, 1, 4, 3, 1] * 5})
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(frame, str(path), missing_ranges={"q": [9]})
    record, comparison = compared(path, csat=["q"], alpha={"Two": ["q", "r"]}, scale={"q": "1-5", "r": "1-5"})
    assert comparison.disagreements == ()
    assert record.find("csat").n == 35
    ids(record, comparison)


def test_the_reference_survey_agrees_by_segment() -> None:
    record, comparison = compared(
        REFERENCE / "hotel.csv",
        by=["region"],
        csat=["overall"],
        nps=["recommend"],
        ces={"easy": "ces2", "effort": "ces1", "find": "ease"},
        alpha={"Stay": ["room", "staff", "food", "noise"], "Pair": ["room", "staff"]},
        scale=dict.fromkeys(("overall", "effort", "find", "room", "staff", "food", "noise"), "1-5"),
        reverse=["noise", "effort"],
        level=0.9,
    )
    assert comparison.disagreements == ()
    assert sum(estimate.segment != {} for estimate in record.estimates) > 100
    ids(record, comparison)


def test_persian_answers_agree(tmp_path: Path) -> None:
    """Words with Arabic letters and half spaces, Persian digits, a group of segments by its spellings."""
    words = ["خیلی ناراضی", "ناراضی", "متوسط", "راضي", "خیلی‌راضی", "نمی‌دانم", ""]
    table = pd.DataFrame(
        {
            "شهر": ["تهران", "تهران ", "یزد", "يزد"] * 14,
            "چقدر راضی هستید؟": words * 8,
            "چقدر ما را توصیه می‌کنید؟ (۰ تا ۱۰)": [chr(0x06F0 + n % 10) if n % 4 else "۱۰" for n in range(56)],
        }
    )
    path = tmp_path / "survey.csv"
    table.to_csv(path, index=False)
    record, comparison = compared(path, by=["شهر"])
    assert comparison.disagreements == ()
    assert record.find("csat").n == 40
    assert record.find("nps").n == 56
    assert len({tuple(estimate.segment.values()) for estimate in record.estimates}) == 3
    ids(record, comparison)


MOVED = [
    *((metric, part) for metric in ("csat", "nps", "mean", "alpha", "score") for part in ("value", "low", "high")),
    *((metric, "value") for metric in ("sd", "item_rest_r", "alpha_if_dropped", "inter_item_r", "alpha_standardized")),
]


@pytest.mark.parametrize(("metric", "part"), MOVED)
def test_a_figure_moved_by_a_millionth_is_found(metric: str, part: str, tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    record = csat.score(path, **ASKED)
    at = next(n for n, estimate in enumerate(record.estimates) if estimate.metric == metric and not estimate.segment)
    estimate = record.estimates[at]
    if part == "value":
        assert estimate.value is not None
        forged = replace(estimate, value=estimate.value * (1 + 1e-6))
    else:
        assert estimate.interval is not None
        moved = {part: getattr(estimate.interval, part) * (1 + 1e-6)}
        forged = replace(estimate, interval=replace(estimate.interval, **moved))
    estimates = [*record.estimates[:at], forged, *record.estimates[at + 1 :]]
    comparison = second_road(replace(record, estimates=estimates), path)
    assert [(gap.id, gap.part) for gap in comparison.disagreements] == [(estimate.id, part)]
    assert comparison.gaps[0] == comparison.disagreements[0]
    assert report(comparison, quiet=True) == MISSED
    assert report(second_road(record, path), quiet=True) == DONE


def test_one_changed_answer_is_found(tmp_path: Path) -> None:
    record = csat.score(written(tmp_path, "csv"), **ASKED)
    changed = rows()
    changed[10][4] = 1 + changed[10][4] % 5
    comparison = second_road(record, written(tmp_path, "csv", changed))
    assert not comparison.agrees
    assert any("SHA-256" in note for note in comparison.notes)
    assert all(gap.id.startswith(("a.", "three.")) for gap in comparison.disagreements)


def test_a_row_less_is_told_as_rows(tmp_path: Path) -> None:
    record = csat.score(written(tmp_path, "csv"), **ASKED)
    comparison = second_road(record, written(tmp_path, "csv", rows()[:-1]))
    assert Gap("rows scored", "rows", 60, 59) in comparison.disagreements


def test_a_count_moved_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    record = csat.score(path, **ASKED)
    first = record.estimates[0]
    assert first.distribution is not None
    forged = replace(first, distribution={**first.distribution, "5": first.distribution["5"] + 1})
    comparison = second_road(replace(record, estimates=[forged, *record.estimates[1:]]), path)
    assert [(gap.id, gap.part) for gap in comparison.disagreements] == [(first.id, "answers of 5")]


def test_filters_and_rules_are_followed(tmp_path: Path) -> None:
    answers = rows()
    answers[20] = ["R019", *answers[19][1:]]  # the same respondent once more
    path = written(tmp_path, "csv", answers)
    plan = tmp_path / "survey.toml"
    plan.write_text(
        f"""
[[filter]]
column = "Region"
drop = ["East"]
[[item]]
column = "{HEADERS[3]}"
measure = "nps"
[columns]
respondent_id = ["id"]
[[rule]]
check = "duplicate_ids"
exclude = true
""",
        "utf-8",
    )
    record, comparison = compared(path, plan)
    assert record.ledger["exclusions"]
    assert len(record.ledger["set_aside"]) == 2
    assert comparison.disagreements == ()
    ids(record, comparison)


def test_groups_of_segments_are_followed(tmp_path: Path) -> None:
    plan = tmp_path / "survey.toml"
    plan.write_text(
        f"""
[[item]]
column = "{HEADERS[3]}"
measure = "nps"
[[segment]]
column = "Region"
groups = {{ Up = ["North", "East"], Unknown = ["(blank)"] }}
""",
        "utf-8",
    )
    record, comparison = compared(written(tmp_path, "csv"), plan)
    labels = {estimate.segment["Region"] for estimate in record.estimates if estimate.segment}
    assert {"Up", "Unknown"} <= labels
    assert comparison.disagreements == ()
    ids(record, comparison)


def test_labels_in_the_words_of_a_plan_agree(tmp_path: Path) -> None:
    """Words of no known set, with a number among them that is not their point."""
    words = ["meh", "5 minutes or less", "splendid"]
    path = tmp_path / "survey.csv"
    pd.DataFrame({"q": [words[n % 3] for n in range(40)]}).to_csv(path, index=False)
    plan = tmp_path / "survey.toml"
    labels = 'labels = { "meh" = 1, "5 minutes or less" = 2, "splendid" = 3 }'
    plan.write_text(f'[[item]]\ncolumn = "q"\nmeasure = "csat"\nscale = "1-3"\n{labels}\n', "utf-8")
    record, comparison = compared(path, plan)
    assert comparison.agrees
    assert comparison.uncovered == {}
    kept_back = [{**record.plan["items"][0], "labels": {f"{n} with other words": n for n in (1, 2, 3)}}]
    comparison = second_road(replace(record, plan={**record.plan, "items": kept_back}), path)
    assert comparison.covered == ()
    assert comparison.disagreements == ()
    assert any("in words of their own" in reason for reason in comparison.uncovered)


def test_several_files_agree(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
    first = written(folders[0], "csv", rows(40))
    second = folders[1] / "later.csv"
    frame = pd.DataFrame(rows(75)[40:], columns=HEADERS)
    frame[[HEADERS[0], *reversed(HEADERS[1:])]].to_csv(second, index=False)  # columns in another order
    record, comparison = compared([first, second], **ASKED)
    assert record.ledger["scored"] == 75
    assert comparison.disagreements == ()
    ids(record, comparison)
    with pytest.raises(InputError, match="2 files"):
        second_road(record, str(first))


def test_a_frame_agrees() -> None:
    frame = pd.DataFrame(rows(), columns=HEADERS)
    comparison = second_road(csat.score(frame, **ASKED), frame)
    assert comparison.disagreements == ()
    assert comparison.agrees


def test_what_is_not_covered_is_told_with_the_reason(tmp_path: Path) -> None:
    table = pd.DataFrame(rows(), columns=HEADERS)
    table["Which did you use?"] = ["Web; Shop", "Web", "Shop; Phone", "Phone; Web"] * 15
    table.loc[7, "Which did you use?"] = "Web; a pigeon"
    table.loc[0, "Region"] = table.loc[1, "Region"] = "West"
    path = tmp_path / "survey.csv"
    table.to_csv(path, index=False)
    record, comparison = compared(path, **ASKED)
    assert comparison.disagreements == ()
    assert set(comparison.uncovered) == {UNREAD, WITHHELD}
    assert all(".chosen." in id for id in comparison.uncovered[UNREAD])
    assert any("@Region=West" in id for id in comparison.uncovered[WITHHELD])
    ids(record, comparison)


def test_multiple_choices_agree(tmp_path: Path) -> None:
    """Joined in one cell, ticked in a column an option, and a code a column; by segment."""
    table = pd.DataFrame({"Region": ["North", "South", "North"] * 20})
    table["Used"] = ["Web; Shop", "Web", "", "Shop; Phone", "Phone; Web"] * 12
    table["Bus"], table["Bike"] = ["1", "", "0", "1"] * 15, ["", "1", "1.0", "0", ""] * 12
    table["Reason 1"], table["Reason 2"] = ["1", "2", "9", ""] * 15, ["", "1", "2"] * 20
    path = tmp_path / "survey.csv"
    table.to_csv(path, index=False)
    plan = tmp_path / "survey.toml"
    plan.write_text(
        """[[multiple]]
columns = "Used"
separator = "; "
options = ["Web", "Shop", "Phone"]
[[multiple]]
columns = ["Bus", "Bike"]
ticked = [1]
[[multiple]]
columns = ["Reason 1", "Reason 2"]
codes = { "1" = "Price", "2" = "Place" }
missing = [9]
""",
        "utf-8",
    )
    record, comparison = compared(path, plan, by=["Region"])
    assert comparison.disagreements == ()
    assert comparison.uncovered == {}
    assert len(comparison.covered) == len(record.estimates) == 21
    at = next(n for n, estimate in enumerate(record.estimates) if estimate.option == "Place")
    assert record.estimates[at].value is not None
    forged = replace(record.estimates[at], value=record.estimates[at].value * (1 + 1e-6))  # type: ignore[operator]
    estimates = [*record.estimates[:at], forged, *record.estimates[at + 1 :]]
    assert [gap.id for gap in second_road(replace(record, estimates=estimates), path).disagreements] == [forged.id]


def test_segments_by_period_are_told_as_not_covered(tmp_path: Path) -> None:
    table = pd.DataFrame(rows(), columns=HEADERS)
    table["Date"] = [f"2025-0{1 + n % 3}-11" for n in range(60)]
    path = tmp_path / "survey.csv"
    table.to_csv(path, index=False)
    record, comparison = compared(path, nps=[HEADERS[3]], by=["Date:month"])
    assert comparison.disagreements == ()
    assert set(comparison.uncovered) == {BY_PERIOD}
    assert all("@Date=" in id for id in comparison.uncovered[BY_PERIOD])
    ids(record, comparison)


def test_rows_that_only_a_platform_tells_are_not_guessed(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    record = csat.score(path, **ASKED)
    aside = {**record.ledger, "set_aside": {"survey preview": 3}}
    comparison = second_road(replace(record, ledger=aside), path)
    assert not comparison.agrees
    assert comparison.covered == ()
    assert [len(found) for found in comparison.uncovered.values()] == [len(record.estimates)]
    assert "survey preview" in next(iter(comparison.uncovered))


def test_kinds_without_a_second_reader_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    record = csat.score(path, **ASKED)
    with pytest.raises(InputError, match=r"\.xls files are read by csat's own reader alone"):
        second_road(replace(record, source={**record.source, "format": "xls"}), path)
    with pytest.raises(InputError, match="no such file"):
        second_road(record, tmp_path / "gone.csv")


def test_a_column_that_moved_is_a_message(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    record = csat.score(path, **ASKED)
    pd.read_csv(path).drop(columns="id").to_csv(path, index=False)
    with pytest.raises(InputError, match="is not there"):
        second_road(record, path)


def test_the_report_begins_with_the_conclusion_and_fits(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    record = csat.score(path, **ASKED)
    text = io.StringIO()
    show(second_road(record, path), Console(file=text, width=80, soft_wrap=True, highlight=False))
    lines = text.getvalue().splitlines()
    assert "agree on" in lines[1]
    assert max(map(len, lines)) <= 80
    assert "more numbers with gaps no larger" in text.getvalue()
    text = io.StringIO()
    show(second_road(record, path), Console(file=text, width=80, soft_wrap=True, highlight=False), every=True)
    assert all(estimate.id.split("@")[0] in text.getvalue().replace("\n   ", "") for estimate in record.estimates)


def test_a_comparison_is_plain_data(tmp_path: Path) -> None:
    _, comparison = compared(written(tmp_path, "csv"), **ASKED)
    body = comparison.to_dict()
    assert body["agrees"] is True
    assert body["numbers"] == len(body["gaps"])
    missing = Comparison("x", (Gap("a.nps", "value", 1.0, None),)).to_dict()
    assert missing["gaps"][0]["relative"] is None
    assert missing["disagreements"] == 1


def test_its_words_and_numbers_are_compared_in_its_own_way() -> None:
    assert label("Very-Satisfied ") == label("very satisfied")
    assert label("خيلي راضى") == label("خیلی‌راضی")
    assert label("-1") != label("1")
    assert number("۴٫۵") == number("4,5") == number("4.5")
    assert number("4,000") is None
    assert value("A-") != value("A")
    assert value("5.0") == value("5")


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the real exports are not beside the project")
def test_real_exports_agree() -> None:
    compared_figures = 0
    for path in sorted(EXPORTS.rglob("*")):
        if path.suffix not in (".csv", ".xlsx", ".sav"):
            continue
        try:
            record = csat.score(path)
        except csat.CsatError:
            continue
        comparison = second_road(record, path)
        assert comparison.disagreements == (), path.name
        ids(record, comparison)
        compared_figures += len(comparison.covered)
    assert compared_figures > 600
