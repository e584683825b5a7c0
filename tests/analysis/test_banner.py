"""Banner tables: letters against scipy and statsmodels, what is not tested, and what each format shows of them."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import csat
from csat.analysis.banner.letters import alpha_of, higher
from csat.analysis.banner.lines import Line, compared, lines_of
from csat.audit.verify import verify
from csat.errors import InputError
from csat.plan import Item, Scale
from csat.report import asked
from csat.report.banner import banners, columns_of
from csat.report.banner import lines_of as shown_lines
from csat.report.language import read_language
from csat.report.page import Page
from csat.report.workbook import figures_shown
from csat.results import Estimate, Record

CSAT = Item(0, "Overall", "overall", "csat", Scale(1, 5))
NPS = Item(0, "Recommend", "recommend", "nps", Scale(0, 10))
TOP = Line("top", "share", 3, 4)
MEAN = Line("mean", "mean")


def survey(folder: Path, rows: dict[str, int] | None = None, seed: int = 3, name: str = "survey.csv") -> Path:
    draw = random.Random(seed)
    shift = {"North": 0.0, "South": 0.9, "West": 0.2}
    lines = ["Region,Age,Overall satisfaction,Recommend (0-10)"]
    for region, count in (rows or {"North": 120, "South": 130, "West": 110}).items():
        for _ in range(count):
            base = draw.gauss(3.2 + shift.get(region, 0.0), 1)
            overall, recommend = (min(max(round(base * by + draw.gauss(0, 0.5)), low), high) for by, low, high in
                                  ((1, 1, 5), (2.1, 0, 10)))  # fmt: skip
            lines.append(f"{region},{draw.choice(['young', 'old'])},{overall},{recommend}")
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def letters(record: Record) -> list[Estimate]:
    return [e for e in record.estimates if e.analysis == "banner" and e.metric.endswith("_p")]


def test_letters_are_the_tests_of_statsmodels_and_scipy_adjusted_by_holm(tmp_path: Path) -> None:
    import pandas as pd
    from scipy.stats import ttest_ind
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import proportions_ztest

    path = survey(tmp_path)
    record = csat.banner(path, by=["Region"], levels=[0.95, 0.5])
    rows = pd.read_csv(path)
    names = ["North", "South", "West"]
    pairs = [(a, b) for place, a in enumerate(names) for b in names[place + 1 :]]
    of = {name: rows[rows.Region == name]["Overall satisfaction"] for name in names}
    shares, means = [], []
    for a, b in pairs:
        tops = [(of[name] >= 4).sum() for name in (a, b)]
        shares.append(proportions_ztest(tops, [len(of[a]), len(of[b])])[1])
        means.append(ttest_ind(of[a], of[b], equal_var=False).pvalue)
    for line, ps in (("top", shares), ("mean", means)):
        adjusted = multipletests(ps, method="holm")[1]
        found = {
            frozenset((e.about["column"], e.about["other"])): e.value
            for e in letters(record)
            if (e.about["item"], e.about["line"]) == ("overall_satisfaction", line)
        }
        expected = {frozenset(pair): p for pair, p in zip(pairs, adjusted, strict=True) if p < 0.5}
        assert found.keys() == expected.keys()
        assert all(found[pair] == pytest.approx(p, rel=1e-9) for pair, p in expected.items())


def test_the_column_that_a_letter_stands_in_is_the_higher_one(tmp_path: Path) -> None:
    record = csat.banner(survey(tmp_path), by=["Region", "Age"])
    differences = [e for e in record.estimates if e.analysis == "banner" and not e.metric.endswith("_p")]
    assert differences
    assert all(e.value is not None and e.value > 0 and e.interval is not None for e in differences)
    assert len(differences) == len(letters(record))
    kept = tmp_path / "record.json"
    kept.write_text(record.to_json(), "utf-8")
    assert verify(kept, tmp_path / "survey.csv").holds


def test_without_adjustment_more_is_marked(tmp_path: Path) -> None:
    path = survey(tmp_path)
    holm, plain = (csat.banner(path, by=["Region"], adjust=adjust) for adjust in ("holm", "none"))
    assert {e.id for e in letters(holm)} < {e.id for e in letters(plain)}


def test_small_columns_are_not_tested_and_withheld_ones_not_shown(tmp_path: Path) -> None:
    path = survey(tmp_path, {"North": 120, "South": 25, "West": 110, "East": 4, "Centre": 40})
    record = csat.banner(path, by=["Region"])
    met = {e.about[side] for e in letters(record) for side in ("column", "other")}
    assert not met & {"South", "East"}
    page = Page(record, read_language("en"))
    (entry,) = banners(page)
    columns = columns_of(page, entry)
    of = {column.label: place for place, column in enumerate(columns)}
    base, *lines = shown_lines(page, entry, page.figures.items[0], columns)
    assert base.cells[of["South"]].small
    assert not base.cells[of["North"]].small
    hidden = {label for label, place in of.items() if lines[0].cells[place].withheld}
    assert "East" in hidden
    assert len(hidden) == 2  # and the smallest of the others, which would give it away
    assert not met & hidden
    assert all(line.cells[of["East"]].value is None for line in (base, *lines))


def test_rows_without_a_value_are_in_the_total_alone(tmp_path: Path) -> None:
    record = csat.banner(survey(tmp_path, {"North": 60, "": 60, "South": 60}), by=["Region"])
    page = Page(record, read_language("en"))
    columns = columns_of(page, banners(page)[0])
    assert [(column.label, column.letter) for column in columns] == [("", ""), ("North", "A"), ("South", "B")]
    assert not [e for e in letters(record) if "(blank)" in (e.about["column"], e.about["other"])]


def test_letters_begin_anew_in_each_segment(tmp_path: Path) -> None:
    record = csat.banner(survey(tmp_path), by=["Region", "Age"])
    page = Page(record, read_language("en"))
    columns = columns_of(page, banners(page)[0])
    assert [column.letter for column in columns] == ["", "A", "B", "C", "A", "B"]
    assert all(
        {e.about["column"], e.about["other"]} <= {"young", "old"} for e in letters(record) if e.about["by"] == "Age"
    )


def test_cells_are_the_figures_of_the_record(tmp_path: Path) -> None:
    record = csat.banner(survey(tmp_path), by=["Region"])
    page = Page(record, read_language("en"))
    entry = banners(page)[0]
    columns = columns_of(page, entry)
    lines = {line.name: line for line in shown_lines(page, entry, page.figures.items[0], columns)}
    assert list(lines) == ["base", "5", "4", "3", "2", "1", "top", "bottom", "mean"]
    for place in range(len(columns)):
        shares = [lines[point].cells[place].value or 0.0 for point in "54321"]
        assert sum(shares) == pytest.approx(100)
        assert shares[0] + shares[1] == pytest.approx(lines["top"].cells[place].value)
        assert sum((5 - at) * share / 100 for at, share in enumerate(shares)) == pytest.approx(
            lines["mean"].cells[place].value
        )


@pytest.mark.parametrize("item", [0, 1])
def test_cells_of_a_weighted_survey_are_of_respondents(tmp_path: Path, item: int) -> None:
    path = survey(tmp_path)
    plain = csat.banner(path, by=["Region"])
    draw = random.Random(1)
    head, *rows = path.read_text("utf-8").splitlines()
    own = [f"{row},{draw.choice(['0.5', '1', '2'])}" for row in rows]
    path.write_text("\n".join([f"{head},weight", *own]) + "\n", "utf-8")
    weighted = csat.banner(path, by=["Region"], weight="weight")
    assert weighted.find("mean").value != plain.find("mean").value
    cells = []
    for record in (plain, weighted):
        page = Page(record, read_language("en"))
        entry = banners(page)[0]
        lines = list(shown_lines(page, entry, page.figures.items[item], columns_of(page, entry)))
        cells.append([(cell.value, cell.unit, cell.letters) for line in lines for cell in line.cells])
    assert [(unit, mark) for _, unit, mark in cells[0]] == [(unit, mark) for _, unit, mark in cells[1]]
    assert [value for value, _, _ in cells[0]] == pytest.approx([value for value, _, _ in cells[1]], rel=1e-12)
    assert "not weighted" in on_screen(weighted)


def test_files_are_columns(tmp_path: Path) -> None:
    files = [survey(tmp_path, {"North": 60}, seed, f"w{seed}.csv") for seed in (1, 2)]
    record = csat.banner(files)
    assert record.plan["analyses"][0]["by"] == ["(file)"]


@pytest.mark.parametrize(
    ("asked_for", "message"),
    [
        ({}, "has a column for each value"),
        ({"by": ["Region"], "levels": [0.95, 0.9, 0.8]}, "one level or at two"),
        ({"by": ["Region"], "levels": [0.2]}, "one level or at two"),
        ({"by": ["Region"], "adjust": "sidak"}, "can be adjusted by"),
        ({"by": ["Region"], "items": ["Region"]}, "no scored item"),
    ],
)
def test_what_makes_no_banner_is_said(tmp_path: Path, asked_for: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        csat.banner(survey(tmp_path), **asked_for)


def plan_with(folder: Path, banner: str) -> Path:
    plan = folder / "plan.toml"
    item = '[[item]]\nid = "overall"\ncolumn = "Overall satisfaction"\nmeasure = "csat"\nscale = "1-5"\n'
    segments = '[[segment]]\ncolumn = "Region"\n[[segment]]\ncolumn = "Age"\n'
    plan.write_text(item + segments + banner, "utf-8")
    return plan


def test_a_plan_has_several(tmp_path: Path) -> None:
    path = survey(tmp_path)
    plan = plan_with(tmp_path, '[[banner]]\nby = "Age"\n[[banner]]\nid = "regions"\nby = "Region"\nlevels = 0.9\n')
    record = csat.score(path, plan=plan)
    assert [(one["id"], one["by"], one["levels"]) for one in record.plan["analyses"]] == [
        ("banner", ["Age"], [0.95, 0.8]),
        ("regions", ["Region"], [0.9]),
    ]
    assert len({e.id for e in record.estimates}) == len(record.estimates)
    with pytest.raises(InputError, match="Give each an id"):
        csat.score(path, plan=plan_with(tmp_path, "[[banner]]\n[[banner]]\nmin_base = 20\n"))


def test_options_of_a_multiple_choice_overlap_and_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "choice.csv"
    draw = random.Random(5)
    rows = [f"{draw.randint(1, 5)},{draw.choice(['App;Shop', 'App', 'Shop', 'Web;App'])}" for _ in range(80)]
    path.write_text("\n".join(["Overall satisfaction,Channels", *rows]) + "\n", "utf-8")
    plan = tmp_path / "plan.toml"
    plan.write_text(
        '[[item]]\nid = "overall"\ncolumn = "Overall satisfaction"\nmeasure = "csat"\nscale = "1-5"\n'
        '[[multiple]]\nid = "channels"\ncolumns = "Channels"\nseparator = ";"\noptions = ["App", "Shop", "Web"]\n'
        '[[banner]]\nby = "channels"\n'
    )
    with pytest.raises(InputError, match="overlap"):
        csat.score(path, plan=plan)


# ---------------------------------------------------------------- as functions


COLUMN = st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(lambda counts: sum(counts) > 1)


@given(COLUMN, COLUMN)
def test_columns_that_are_swapped_give_the_other_the_letter(one: list[int], other: list[int]) -> None:
    for line in lines_of(CSAT):
        first = list(higher(line, CSAT, [one, other], "holm", 0.5))
        second = list(higher(line, CSAT, [other, one], "holm", 0.5))
        assert [h.column for h in first] == [1 - h.column for h in second]
        assert [h.p for h in first] == pytest.approx([h.p for h in second], rel=1e-9)


@given(COLUMN, COLUMN)
def test_a_column_like_itself_has_no_letter(one: list[int], other: list[int]) -> None:
    for line in lines_of(CSAT):
        found = list(higher(line, CSAT, [one, one, None, other], "none", 0.5))
        assert all({h.column, h.other} != {0, 1} and 2 not in (h.column, h.other) for h in found)


def test_the_lines_of_nps_and_of_long_scales() -> None:
    assert [line.name for line in lines_of(NPS)] == ["top", "middle", "bottom", "nps"]
    long = Item(0, "Score", "score", "csat", Scale(0, 100), boxes=None)
    assert [line.name for line in lines_of(long)] == ["mean"]


def test_nothing_that_varies_is_no_test() -> None:
    assert compared(MEAN, CSAT, [0, 0, 9, 0, 0], [0, 0, 9, 0, 0]) is None
    assert compared(TOP, CSAT, [3, 0, 0, 0, 0], [4, 0, 0, 0, 0]) is None


def test_levels_are_decimal() -> None:
    assert [alpha_of(level) for level in (0.95, 0.8, 0.9)] == [0.05, 0.2, 0.1]


# ---------------------------------------------------------------- formats


def on_screen(record: Record, width: int = 80) -> str:
    out = io.StringIO()
    asked.show(record, ["banner"], Console(file=out, width=width, soft_wrap=True, highlight=False))
    return out.getvalue()


def test_no_line_of_a_screen_is_wider_than_it(tmp_path: Path) -> None:
    rows = {f"Region number {place} with a long name": 40 for place in range(14)}
    record = csat.banner(survey(tmp_path, rows), by=["Region", "Age"])
    for width in (80, 120):
        told = on_screen(record, width)
        assert max(map(len, told.splitlines())) <= width
        assert told.count("Base: valid answers") > 2  # columns in blocks


def test_every_letter_is_on_the_screen_and_in_the_files(tmp_path: Path) -> None:
    record = csat.banner(survey(tmp_path), by=["Region"])
    lines = [line for line in on_screen(record).splitlines() if line.startswith(" mean")]
    assert lines[0].split() == ["mean", *_figures(record)]
    html = csat.report.WRITERS[".html"](record, read_language("en")).decode()
    assert "<tr class=above>" in html
    shown = figures_shown(record, read_language("en"))
    assert any(id == "overall_satisfaction.mean@Region=South" for id, _ in shown.values())


def _figures(record: Record) -> list[str]:
    page = Page(record, read_language("en"))
    entry = banners(page)[0]
    *_, mean = shown_lines(page, entry, page.figures.items[0], columns_of(page, entry))
    return [part for cell in mean.cells for part in (f"{cell.value:.2f}", *([cell.letters] if cell.letters else []))]


def test_sheets_hold_numbers_and_letters_apart(tmp_path: Path) -> None:
    import openpyxl

    plan = plan_with(tmp_path, '[[banner]]\nby = ["Region", "Age"]\n[[banner]]\nid = "second"\nby = "Age"\n')
    record = csat.score(survey(tmp_path), plan=plan)
    for code, title in (("en", "Banner tables"), ("fa", "جدول‌های بنر")):
        made = openpyxl.load_workbook(io.BytesIO(csat.report.WRITERS[".xlsx"](record, read_language(code))))
        assert [name for name in made.sheetnames if name.startswith(title)] == [
            title,
            f"{title} {'2' if code == 'en' else '۲'}",
        ]
        sheet = made[title]
        assert sheet.freeze_panes == "B5"
        assert [sheet.cell(4, column).value for column in (3, 5, 7, 9, 11)] == ["A", "B", "C", "A", "B"]
        figures = [cell.value for row in sheet.iter_rows(min_row=7, max_row=14) for cell in row[1:3:2]]
        assert all(isinstance(value, (int, float)) for value in figures)
        marks = {cell.value for row in sheet.iter_rows(min_row=7, max_row=14) for cell in row[3::2]} - {None}
        assert np.all([isinstance(mark, str) and mark.isalpha() for mark in marks])
        assert marks


def test_letters_of_columns_with_a_bar_in_their_names_have_ids_of_their_own(tmp_path: Path) -> None:
    draw = random.Random(5)
    lines = ["Region,Overall satisfaction"]
    for region, answers in (("South", "5554"), ("East|a", "1125"), ("South|East", "5544"), ("a", "1214")):
        lines += [f"{region},{draw.choice(answers)}" for _ in range(80)]
    path = tmp_path / "survey.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    ids = [estimate.id for estimate in csat.banner(path, by=["Region"]).estimates]
    assert len(ids) == len(set(ids))
    assert "banner.banner_share.overall_satisfaction.top.Region=South|East\\|a" in ids


def test_a_least_base_of_nothing_is_not_the_one_of_the_plan(tmp_path: Path) -> None:
    path = survey(tmp_path, {"North": 12, "South": 13})
    assert not letters(csat.banner(path, by=["Region"], levels=[0.5]))
    assert letters(csat.banner(path, by=["Region"], levels=[0.5], min_base=0))


def test_no_letter_says_the_opposite_of_the_figures(tmp_path: Path) -> None:
    """Two promoters alone are at 100, and with the added answers far below 990 of 1,000."""
    path = tmp_path / "survey.csv"
    rows = ["few,10"] * 2 + ["many,9"] * 990 + ["many,8"] * 10
    path.write_text("Region,Recommend (0-10)\n" + "\n".join(rows) + "\n", "utf-8")
    options: dict[str, Any] = {"adjust": "none", "min_base": 2, "suppress_below": 0}
    record = csat.banner(path, by=["Region"], nps=["Recommend (0-10)"], **options)
    assert [e.about["line"] for e in letters(record) if e.about["line"] == "nps"] == []
