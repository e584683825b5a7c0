"""The analysis whole: which groups are compared, families of adjustment, waves, the command, the chapter, the proof."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csat
from csat.analysis.compare import conventions
from csat.analysis.compare.adjusting import holm
from csat.analysis.compare.analysis import MANY_PAIRS, Compare
from csat.analysis.compare.estimating import MOST_GROUPS
from csat.audit.verify import verify
from csat.errors import InputError
from csat.report.chapters.compare import blocks
from csat.report.document import Heading, Paragraph, Table, plain
from csat.report.language import read_language
from csat.report.page import Page
from csat.results import Estimate, Record

HEADER = "id,Q1: Overall satisfaction,Q2: Satisfaction with price,Recommend,Region,Kind"
REGIONS = {"North": 40, "South": 44, "West": 36, "": 9, "East": 3, "Far": 2}
ENGLISH, PERSIAN = read_language("en"), read_language("fa")


def survey(path: Path, regions: Mapping[str, int] = REGIONS, shift: int = 0) -> Path:
    """Answers that lie lower in the South; ``shift`` makes another wave."""
    rows, number = [], 0
    for region, n in regions.items():
        for at in range(n):
            number += 1
            low = region == "South"
            overall = (1, 2, 3, 3, 4)[(at + shift) % 5] if low else (3, 4, 5, 4, 5, 2)[(at + shift) % 6]
            price = 1 + (3 * at + shift) % 5
            recommend = (2, 6, 7, 0, 5)[at % 5] if low else (9, 10, 8, 6, 10, 9, 3)[(at + shift) % 7]
            rows.append(f"{number},{overall},{price},{recommend},{region},{'ab'[at % 2]}")
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return survey(tmp_path / "survey.csv")


def compared(record: Record) -> list[Estimate]:
    return [estimate for estimate in record.estimates if estimate.analysis == "compare"]


def figure(record: Record, id: str) -> Estimate:
    return next(estimate for estimate in compared(record) if estimate.id == f"compare.{id}")


def pairs(record: Record, by: str) -> list[str]:
    return list(dict.fromkeys(e.about["pair"] for e in compared(record) if "pair" in e.about and e.about["by"] == by))


def test_groups_of_enough_answers_are_compared_and_no_others(data: Path) -> None:
    record = csat.compare(data, by=["Region"])
    # East and Far have fewer than 5 answers, and 5 together; rows without a region are no group
    assert pairs(record, "Region") == ["North|South", "North|West", "South|West"]
    told = record.to_json()
    assert "Region=East" in told  # withheld, as every segment
    assert not [e for e in compared(record) if "East" in e.id or "Far" in e.id or "blank" in e.id]
    assert all(e.segment == {} and e.column and e.value is not None for e in compared(record))
    assert figure(record, "share_chi_square.q1@Region").n == 120


def test_a_segment_that_is_withheld_to_guard_another_is_not_compared_either(tmp_path: Path) -> None:
    record = csat.compare(survey(tmp_path / "a.csv", {"North": 40, "South": 44, "West": 12, "East": 3}), by=["Region"])
    withheld = {e.segment["Region"] for e in record.estimates if e.segment and e.value is None}
    assert withheld == {"West", "East"}
    assert pairs(record, "Region") == ["North|South"]


def test_no_two_groups_is_a_notice_and_no_figure(tmp_path: Path) -> None:
    record = csat.compare(survey(tmp_path / "a.csv", {"North": 40, "South": 1, "": 9}), by=["Region"], suppress_below=0)
    assert compared(record) == []
    assert [notice for notice in record.notices if "no two groups" in notice]
    chapter = list(blocks(Page(record, ENGLISH)))
    assert [plain(one.text) for one in chapter if isinstance(one, Paragraph)] == [
        "No two groups have enough answers to be compared."
    ]


def test_many_groups_are_tested_together_only(tmp_path: Path) -> None:
    regions = {f"R{place:02}": 7 for place in range(MOST_GROUPS + 1)}
    record = csat.compare(survey(tmp_path / "a.csv", regions), by=["Region"])
    assert pairs(record, "Region") == []
    assert figure(record, "share_p.q1@Region").counts["df"] == MOST_GROUPS
    assert [notice for notice in record.notices if f"{MOST_GROUPS + 1} groups" in notice]
    some = survey(tmp_path / "b.csv", {f"R{place:02}": 7 for place in range(MOST_GROUPS)})
    record = csat.compare(some, by=["Region"])
    assert len(pairs(record, "Region")) == MOST_GROUPS * (MOST_GROUPS - 1) // 2
    assert not [notice for notice in record.notices if "pairs of groups" in notice]
    assert 3 * 66 < MANY_PAIRS < 8 * 66
    lines = some.read_text(encoding="utf-8").splitlines()
    rows = [f"{line},{','.join('12345'[(n + k) % 5] for k in range(6))}" for n, line in enumerate(lines[1:])]
    wide = tmp_path / "c.csv"
    wide.write_text("\n".join([lines[0] + "".join(f",Service {k}" for k in "abcdef"), *rows]), encoding="utf-8")
    record = csat.compare(wide, by=["Region"], csat=[f"Service {k}" for k in "abcdef"])
    assert [notice for notice in record.notices if "pairs of groups are compared" in notice]


def test_small_groups_are_noted_and_few_answers_take_fisher(tmp_path: Path) -> None:
    record = csat.compare(survey(tmp_path / "a.csv", {"North": 6, "South": 44}), by=["Region"])
    difference = figure(record, "csat_difference.q1@Region=North|South")
    assert difference.notes == ('Small base: "North" has 6 answers.',)
    for id in ("share_p.q1@Region=North|South", "share_p.q1@Region"):
        exact = figure(record, id)
        assert exact.source.startswith("Fisher")
        assert "An expected count is below 5: p is that of Fisher's exact test." in exact.notes
    several = csat.compare(survey(tmp_path / "b.csv", {"North": 6, "South": 44, "West": 7}), by=["Region"])
    rough = figure(several, "share_p.q1@Region")
    assert any(note.startswith("The smallest expected count is ") for note in rough.notes)
    assert rough.source.startswith("Pearson")
    assert any(
        note.startswith("The smallest expected count is ") for note in figure(several, "answers_p.q1@Region").notes
    )


def test_what_does_not_vary_is_told_and_not_computed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{5 if n % 2 else 4},{'North' if n % 2 else 'South'}" for n in range(20)]
    path.write_text("\n".join(["Q1: Overall satisfaction (1-5),Region", *rows]), encoding="utf-8")
    record = csat.compare(path, by=["Region"])
    for metric in ("share_z", "share_p", "mean_t", "mean_p"):
        told = figure(record, f"{metric}.q1@Region=North|South")
        assert told.value is None
        assert told.notes[0].startswith("It is not defined: ")
    assert figure(record, "csat_difference.q1@Region=North|South").value == 0
    assert figure(record, "mean_difference.q1@Region=North|South").no_interval_because
    assert figure(record, "cliffs_delta.q1@Region=North|South").value == 1
    assert not [e for e in compared(record) if e.metric in ("share_p_adjusted", "mean_p_adjusted")]


# ---------------------------------------------------------------------- families


def test_families_of_adjustment(data: Path) -> None:
    record = csat.compare(data, by=["Region"])
    headlines = ["share_p.q1", "share_p.q2", "nps_p.recommend"]
    raw = [figure(record, f"{name}@Region").value or 0.0 for name in headlines]
    told = [figure(record, f"{name.replace('_p.', '_p_adjusted.')}@Region").value for name in headlines]
    assert told == [one.p for one in holm(raw)]
    means = [figure(record, f"mean_p.{item}@Region").value or 0.0 for item in ("q1", "q2")]
    adjusted = [figure(record, f"mean_p_adjusted.{item}@Region").value for item in ("q1", "q2")]
    assert adjusted == [one.p for one in holm(means)]
    of_pairs = [figure(record, f"share_p.q1@Region={pair}").value or 0.0 for pair in pairs(record, "Region")]
    found = [figure(record, f"share_p_adjusted.q1@Region={pair}").value for pair in pairs(record, "Region")]
    assert found == [one.p for one in holm(of_pairs)]


def test_another_adjustment_or_none(data: Path) -> None:
    by = csat.compare(data, by=["Region"], adjust="bh")
    without = csat.compare(data, by=["Region"], adjust="none")
    assert figure(by, "share_p_adjusted.q1@Region").source.startswith("Benjamini")
    assert not [e for e in compared(without) if e.metric.endswith("_adjusted")]
    assert {e.id: e.value for e in compared(without)} == {
        e.id: e.value for e in compared(by) if not e.metric.endswith("_adjusted")
    }
    with pytest.raises(InputError, match="no adjustment"):
        csat.compare(data, by=["Region"], adjust="bonferroni")


def test_only_the_items_that_are_named(data: Path) -> None:
    record = csat.compare(data, by=["Region"], items=["Recommend"])
    assert {e.about["item"] for e in compared(record)} == {"recommend"}
    with pytest.raises(InputError, match="no scored item"):
        csat.compare(data, by=["Region"], items=["Kind"])


def test_by_every_segmenting_or_those_of_the_plan(data: Path, tmp_path: Path) -> None:
    plan = tmp_path / "survey.toml"
    items = "".join(
        f'[[item]]\nid = "{id}"\ncolumn = "{column}"\nmeasure = "{measure}"\n{scale}'
        for id, column, measure, scale in (
            ("overall", "Q1", "csat", 'scale = "1-5"\n'),
            ("recommend", "Recommend", "nps", ""),
        )
    )
    segments = '[[segment]]\ncolumn = "Region"\n[[segment]]\ncolumn = "Kind"\n'
    plan.write_text(items + segments, encoding="utf-8")
    both = csat.compare(data, plan=plan)
    assert {e.about["by"] for e in compared(both)} == {"Region", "Kind"}
    plan.write_text(items + segments + '[compare]\nby = "Kind"\nadjust = "bh"\nitems = ["overall"]\n', encoding="utf-8")
    scored = csat.score(data, plan=plan)  # the plan asks for it, whoever scores
    assert {e.about["by"] for e in compared(scored)} == {"Kind"}
    assert compared(csat.compare(data, plan=plan)) == compared(scored)
    over = csat.compare(data, plan=plan, by=["Region"], adjust="none")  # the call wins
    assert {e.about["by"] for e in compared(over)} == {"Region"}
    assert {e.about["item"] for e in compared(over)} == {"overall"}
    assert over.plan["analyses"][0]["adjust"] == "none"
    plan.write_text(items + '[compare]\nby = "Kind"\n', encoding="utf-8")
    with pytest.raises(InputError, match="to be compared by"):
        csat.score(data, plan=plan)
    plan.write_text(items + '[compare]\nadjust = "sidak"\n', encoding="utf-8")
    with pytest.raises(InputError, match="adjust"):
        csat.score(data, plan=plan)


def test_nothing_to_compare_by(data: Path) -> None:
    with pytest.raises(InputError, match="--by COLUMN"):
        csat.compare(data)


# ---------------------------------------------------------------------- waves


@pytest.fixture
def earlier(tmp_path: Path) -> Record:
    return csat.score(survey(tmp_path / "before.csv", {"North": 50, "South": 61}, shift=1))


def test_a_wave_against_an_earlier_record(data: Path, earlier: Record, tmp_path: Path) -> None:
    record = csat.compare(data, previous=earlier)
    change = next(one for one in csat.score(data, previous=earlier).previous["changes"] if one["figure"] == "q1.csat")
    told = figure(record, "csat_difference.q1@(wave)=now|before")
    assert told.value == change["value"]
    assert told.interval is not None
    assert (told.interval.low, told.interval.high) == (change["low"], change["high"])
    now = next(e for e in record.estimates if e.id == "q1.csat")
    before = next(e for e in earlier.estimates if e.id == "q1.csat")
    assert told.n == now.n + before.n
    assert not [e for e in compared(record) if e.about["by"] != "(wave)"]
    by_path = tmp_path / "before.json"
    by_path.write_text(earlier.to_json(), encoding="utf-8")
    assert compared(csat.compare(data, previous=by_path)) == compared(record)
    both = csat.compare(data, previous=earlier, by=["Region"])
    assert {e.about["by"] for e in compared(both)} == {"(wave)", "Region"}


def test_of_files_and_periods_the_earlier_is_taken_from_the_later(tmp_path: Path) -> None:
    spring = survey(tmp_path / "spring.csv", {"North": 50, "South": 20})
    autumn = survey(tmp_path / "autumn.csv", {"North": 50, "South": 40}, shift=1)
    record = csat.compare([spring, autumn])
    assert pairs(record, "(file)") == ["autumn.csv|spring.csv"]
    shares = {e.id: e.value or 0 for e in record.estimates if e.metric == "csat"}
    told = figure(record, "csat_difference.q1@(file)=autumn.csv|spring.csv")
    change = shares["q1.csat@(file)=autumn.csv"] - shares["q1.csat@(file)=spring.csv"]
    assert told.value == pytest.approx(change)
    assert change < 0
    assert (figure(record, "share_z.q1@(file)=autumn.csv|spring.csv").value or 0) < 0
    texts = [plain(one.text) for one in blocks(Page(record, ENGLISH)) if isinstance(one, Paragraph)]
    assert "The difference is autumn.csv minus spring.csv." in texts
    lines = [HEADER + ",Date"]
    for month, path in enumerate((spring, autumn, spring), start=1):
        lines += [f"{line},2026-{month:02}-01" for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    dated = tmp_path / "dated.csv"
    dated.write_text("\n".join(lines), encoding="utf-8")
    by_month = csat.compare(dated, by=["Date:month", "Region"])
    assert pairs(by_month, "Date") == ["2026-02|2026-01", "2026-03|2026-01", "2026-03|2026-02"]
    of_months = figure(by_month, "csat_difference.q1@Date=2026-02|2026-01")
    assert (of_months.value, of_months.interval) == (told.value, told.interval)
    assert (figure(by_month, "ranks_z.q1@Date=2026-02|2026-01").value or 0) < 0
    assert pairs(by_month, "Region") == ["North|South"]


def test_what_the_earlier_record_defines_otherwise_is_not_compared(data: Path, earlier: Record, tmp_path: Path) -> None:
    other = csat.score(survey(tmp_path / "c.csv", shift=2), csat=["Q1"], nps=["Recommend"], scale={"Q1": "0-5"})
    record = csat.compare(data, previous=other)
    assert {e.about["item"] for e in compared(record)} == {"recommend", "q2"}
    assert [n for n in record.notices if n.startswith('"Q1: Overall satisfaction" is not compared with "c.csv"')]
    lacking = replace(
        earlier,
        plan={**earlier.plan, "items": earlier.plan["items"][1:]},
        ledger={**earlier.ledger, "items": earlier.ledger["items"][1:]},
    )
    record = csat.compare(data, previous=lacking)
    assert [n for n in record.notices if "no such figure" in n]


def test_the_same_file_is_no_second_wave(data: Path, tmp_path: Path) -> None:
    record = tmp_path / "r.json"
    record.write_text(csat.score(data).to_json(), encoding="utf-8")
    with pytest.raises(InputError, match="no independent samples"):
        csat.compare(data, previous=record)


# ---------------------------------------------------------------------- the proof


def test_the_plan_of_the_record_makes_the_same_analysis(data: Path, earlier: Record) -> None:
    for asked in ({"by": ["Region"]}, {"by": ["Kind"], "items": ["Q1"], "adjust": "bh", "previous": earlier}):
        record = csat.compare(data, **asked)
        (entry,) = record.plan["analyses"]
        assert {"kind": "compare", **Compare.of_entry(entry).to_dict()} == entry
        read = json.loads(record.to_json())["plan"]["analyses"][0]
        assert Compare.of_entry(read) == Compare.of_entry(entry)


def test_a_record_is_verified_against_its_data(data: Path, earlier: Record, tmp_path: Path) -> None:
    record = csat.compare(data, by=["Region", "Kind"], previous=earlier)
    path = tmp_path / "record.json"
    path.write_text(record.to_json(), encoding="utf-8")
    found = verify(path, data)
    assert not [one for one in found.outcomes if one.state == "fails"]
    body = json.loads(record.to_json())
    place = next(at for at, one in enumerate(body["estimates"]) if one["metric"] == "nps_difference")
    body["estimates"][place]["value"] += 0.5
    path.write_text(json.dumps(body), encoding="utf-8")
    assert [one for one in verify(path, data).outcomes if one.state == "fails"]


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(random: Any) -> None:
    import pandas as pd

    rows = [(1 + n % 5, n % 11, "NSW"[n % 3]) for n in range(60)]
    random.shuffle(rows)
    frame = pd.DataFrame(rows, columns=["Overall satisfaction (1-5)", "Recommend", "Region"])
    again = frame.sort_values(list(frame.columns))
    one, other = (csat.compare(one, by=["Region"]) for one in (frame, again))
    assert [replace(e, missing={}) for e in compared(one)] == [replace(e, missing={}) for e in compared(other)]


def test_conventions_of_others_are_in_no_record() -> None:
    package = Path(conventions.__file__).parent
    importing = [path.name for path in package.rglob("*.py") if "compare.conventions" in path.read_text("utf-8")]
    assert importing == []


# ---------------------------------------------------------------------- words, chapter, command


def test_every_metric_has_its_words(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "ces.csv"
    lines = data.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]},Effort", *(f"{line},{1 + len(line) % 7}" for line in lines[1:])]), "utf-8")
    record = csat.compare(path, by=["Region"], ces={"Effort": "ces2"})
    metrics = {e.metric for e in compared(record)}
    assert len(metrics) == 36
    assert metrics <= set(ENGLISH.texts["metrics"]) & set(ENGLISH.texts["definitions"])
    page = Page(record, PERSIAN)
    assert plain(page.metric(figure(record, "cohens_h.q1@Region=North|South"))) == "h کوهن"


def chapter(record: Record, language: Any = ENGLISH) -> Sequence[Any]:
    return list(blocks(Page(record, language)))


def test_the_chapter_tells_whether_groups_differ_and_the_clear_pairs(data: Path) -> None:
    told = chapter(csat.compare(data, by=["Region"]))
    assert [plain(one.text) for one in told if isinstance(one, Heading)] == ["Comparisons", "By Region (#5)"]
    overall, clear = (one for one in told if isinstance(one, Table))
    assert [plain(row[0]) for row in overall.rows] == [
        "Q1: Overall satisfaction (#2)",
        "Q2: Satisfaction with price (#3)",
        "Recommend (#4)",
    ]
    assert [plain(cell) for cell in overall.rows[0][1:3]] == ["CSAT", "< 0.001"]
    assert overall.rows[0][2][0].strong
    assert not overall.rows[1][2][0].strong
    assert {plain(row[1]) for row in clear.rows} == {"North minus South", "South minus West"}
    assert any("of the 9 pairs" in plain(one.text) for one in told if isinstance(one, Paragraph))


def test_two_groups_are_one_table(data: Path, earlier: Record) -> None:
    told = chapter(csat.compare(data, by=["Kind"], previous=earlier))
    one, wave = (one for one in told if isinstance(one, Table))
    assert len(one.rows) == len(wave.rows) == 3
    words = [plain(one.text) for one in told if isinstance(one, Paragraph)]
    assert "The difference is a minus b." in words
    assert "The difference is this survey minus the earlier one." in words
    persian = chapter(csat.compare(data, previous=earlier), PERSIAN)
    assert "تفاوت یعنی این نظرسنجی منهای نظرسنجی پیشین." in [plain(x.text) for x in persian if isinstance(x, Paragraph)]


@pytest.mark.parametrize("adjust", ["holm", "bh", "none"])
def test_the_chapter_names_the_adjustment(data: Path, adjust: str) -> None:
    record = csat.compare(data, by=["Region"], adjust=adjust)
    wanted = ENGLISH.texts["report"][f"compare_adjust_{adjust}"]
    assert wanted in [plain(one.text) for one in chapter(record) if isinstance(one, Paragraph)]


def test_segments_are_said_to_be_untested_only_where_they_are(data: Path, tmp_path: Path) -> None:
    said = "not compared by a test"
    for record, there in ((csat.score(data, by=["Region"]), True), (csat.compare(data, by=["Region"]), False)):
        from csat import report

        path = tmp_path / "r.md"
        report.write(record, path)
        assert (ENGLISH.texts["report"]["limit_segments"] in path.read_text("utf-8")) is there, said


def test_every_count_has_a_meaning_of_its_own(data: Path) -> None:
    told = csat.compare(data, by=["Region"]), csat.compare(data, by=["Kind"], adjust="bh")
    few = csat.compare(survey(data.parent / "few.csv", {"North": 6, "South": 44}), by=["Region"])
    names = {re.sub(r"_\d$", "", name) for record in (*told, few) for e in compared(record) for name in e.counts}
    assert names == set(ENGLISH.texts["compare_counts"])


def test_that_comparisons_are_not_weighted_is_told(data: Path) -> None:
    path = data.parent / "weighted.csv"
    lines = data.read_text(encoding="utf-8").splitlines()
    rows = (f"{line},{1 + place % 3}" for place, line in enumerate(lines[1:]))
    path.write_text("\n".join([f"{lines[0]},Weight", *rows]), encoding="utf-8")
    record = csat.compare(path, by=["Region"], weight="Weight")
    assert [notice for notice in record.notices if notice.startswith("Comparisons are not weighted")]
    assert "Comparisons are not weighted" in str([plain(x.text) for x in chapter(record) if isinstance(x, Paragraph)])
    assert [e.value for e in compared(record)] == [e.value for e in compared(csat.compare(data, by=["Region"]))]
