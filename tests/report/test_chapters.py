"""What a report says, whatever its format: its chapters in their order, every point of them, and nothing withheld."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import csat
from csat.report.chapters import document
from csat.report.chapters.evidence import EVIDENCE, HUMAN, clauses
from csat.report.chapters.pictures import side
from csat.report.document import Bar, Block, Bullets, Chart, Heading, Paragraph, Point, Run, Table, Text, plain
from csat.report.language import languages, read_language
from csat.report.numbers import figure
from csat.results import Estimate, Record
from tests.report.conftest import build_record

ROOT = Path(__file__).resolve().parent.parent.parent
HOTEL = ROOT / "examples" / "hotel"
BANK = ROOT / "examples" / "bank-fa"
MATRIX = ROOT / "examples" / "matrix"
CODES = languages()
JUDGING = re.compile(
    r"(?i)\bcompl(?:y|ies|ied|iant|iance)\b|\bconform|\bcertif|\baccredit"
    r"|مطابقت دارد|انطباق|منطبق|گواهی‌نامه|گواهینامه|گواهی می"
)


@pytest.fixture(scope="module")
def hotel(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """The hotels by their plan, with the earlier wave."""
    earlier = tmp_path_factory.mktemp("wave") / "earlier.json"
    earlier.write_text(csat.score(HOTEL / "earlier.xlsx", plan=HOTEL / "survey.toml").to_json(), "utf-8")
    return csat.score(HOTEL / "survey.xlsx", plan=HOTEL / "survey.toml", by=["Hotel"], previous=earlier)


def said(record: Record, code: str = "en") -> list[Block]:
    return list(document(record, read_language(code)))


def runs_of(block: Block) -> Iterator[Run]:
    if isinstance(block, Heading | Paragraph):
        yield from block.text
    elif isinstance(block, Bullets):
        yield from (run for line in block.lines for run in line)
    elif isinstance(block, Table):
        yield from (run for row in (block.heads, *block.rows) for cell in row for run in cell)
    else:
        yield from block.title
        for row in block.rows:
            yield from row.label
            if isinstance(row, Bar):
                yield from (run for share in row.shares for run in (*share.name, *share.told))
            else:
                yield from row.told if isinstance(row, Point) else row.mark


def text_of(blocks: Sequence[Block]) -> str:
    return "\n".join("".join(run.text for run in runs_of(block)) for block in blocks)


def chapter(blocks: Sequence[Block], title: str, level: int = 2) -> list[Block]:
    """The blocks below a heading, up to the next one of its level."""
    start = next(
        at for at, b in enumerate(blocks) if isinstance(b, Heading) and b.level == level and title in plain(b.text)
    )
    rest = blocks[start + 1 :]
    end = next((at for at, b in enumerate(rest) if isinstance(b, Heading) and b.level <= level), len(rest))
    return list(rest[:end])


def rows_of(table: Block) -> list[list[str]]:
    assert isinstance(table, Table)
    return [[plain(cell) for cell in row] for row in table.rows]


def pairs(table: Block) -> dict[str, str]:
    return {row[0]: row[1] for row in rows_of(table)}


def tables(blocks: Sequence[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


# ------------------------------------------------------------------ order


def test_the_chapters_stand_in_a_readers_order(hotel: Record) -> None:
    titles = [plain(block.text) for block in said(hotel) if isinstance(block, Heading) and block.level == 2]
    assert titles == [
        "Headline figures", "Targets", "About the survey", "Data preparation", "Satisfaction (CSAT)",
        "Recommendation (NPS)", "Effort (CES)", "Reliability of constructs", "Segments", "Key drivers",
        "Priorities: importance and performance", "Indices", "Comparisons", "Themes of comments",
        "Limits of the study", "Notices", "Columns not scored", "Appendix: source and method",
    ]  # fmt: skip
    appendix = chapter(said(hotel), "Appendix")
    parts = [plain(block.text) for block in appendix if isinstance(block, Heading)]
    assert parts == ["Source", "Formulas", "Figures and their counts", "Label map", "Evidence towards ISO 10004"]


@pytest.mark.parametrize("code", CODES)
def test_headings_go_down_one_level_at_a_time_and_a_table_follows_every_chart(hotel: Record, code: str) -> None:
    for record in (hotel, build_record(), csat.score(BANK / "survey.csv", by=["شعبه"])):
        blocks, level = said(record, code), 0
        for at, block in enumerate(blocks):
            if isinstance(block, Heading):
                assert block.level <= level + 1
                level = block.level
            if isinstance(block, Chart):
                after = next(b for b in blocks[at + 1 :] if not isinstance(b, Chart))
                assert isinstance(after, Table), plain(block.title)
            if isinstance(block, Table):
                assert all(len(row) == len(block.heads) for row in block.rows)


# ------------------------------------------------------------------ headline figures


def test_headlines_have_their_target_and_their_change(hotel: Record) -> None:
    head = chapter(said(hotel), "Headline figures")
    first = tables(head)[0]
    assert [plain(cell) for cell in first.heads] == [
        "Question", "Measure", "Figure", "95 % interval", "n", "Target", "Change",
    ]  # fmt: skip
    rows = {row[0]: row[1:] for row in rows_of(first)}
    assert rows["Overall, how satisfied are you with your stay? (E)"] == [
        "CSAT", "77.0 %", "71.2 to 81.9", "235", "at least 70: met", "+10.2",
    ]  # fmt: skip
    assert rows["How satisfied were you with the following? [Value for money] (K)"][4] == "at least 65: not met"
    assert rows["How satisfied were you with the following? [Room] (G)"][4] == ""
    assert len(rows) == 10


def test_the_headlines_begin_with_how_many_targets_are_met_and_what_changed(hotel: Record) -> None:
    told = [plain(block.text) for block in chapter(said(hotel), "Headline figures")[:3] if isinstance(block, Paragraph)]
    assert told == [
        "Of 3 targets: 1 met; 1 met, not shown by the interval; 1 not met.",
        "Not met: Value for money (K) 59.0 %, wanted at least 65.",
        "Of 9 figures compared with the earlier record 4 are higher and 0 lower; "
        "for 5 the interval of the change holds 0.",
    ]
    persian = text_of(chapter(said(hotel, "fa"), "ارقام اصلی"))
    assert "از ۳ هدف: ۱ برآورده؛ " in persian
    assert "Of 3 targets" not in text_of(said(build_record()))


def test_a_target_of_a_segment_that_is_missed_is_named_by_its_id(hotel: Record) -> None:
    target = {**hotel.targets[1], "figure": "overall.csat@Hotel=Airport"}
    told = text_of(chapter(said(replace(hotel, targets=[target])), "Headline figures"))
    assert "Not met: overall.csat@Hotel=Airport 59.0 %, wanted at least 65." in told


@pytest.mark.parametrize("code", CODES)
def test_the_period_is_told_as_the_language_writes_days(code: str) -> None:
    record = csat.score(BANK / "survey.csv", plan=BANK / "survey.toml")
    about = text_of(said(record, code))
    english = "1404/02/01 to 1404/04/31 (2025-04-21 to 2025-07-22)"
    assert (english if code == "en" else "۱۴۰۴/۰۲/۰۱ تا ۱۴۰۴/۰۴/۳۱") in about
    assert ("1404/02/01 to" in about) == (code == "en")
    assert ("فارسی" if code == "fa" else "Persian") in about


def test_columns_without_letters_are_numbered_in_the_digits_of_the_language() -> None:
    record = csat.score(BANK / "survey.csv", plan=BANK / "survey.toml")
    assert "(#۵)" in text_of(chapter(said(record, "fa"), "ارقام اصلی"))
    assert "(#5)" not in text_of(chapter(said(record, "fa"), "ارقام اصلی"))
    assert "(#5)" in text_of(chapter(said(record, "en"), "Headline figures"))


def test_the_label_map_goes_from_the_lowest_point_to_the_highest(hotel: Record) -> None:
    told = text_of(chapter(said(hotel), "Label map", 3))
    places = [told.index(f"= {point};") for point in (1, 2, 3, 4)]
    assert places == sorted(places)


def test_changes_say_whether_the_interval_excludes_zero(hotel: Record) -> None:
    below = chapter(said(hotel), "Changes since", 3)
    of_id = {change["figure"]: change for change in hotel.previous["changes"]}
    rows = {row[0]: row for row in rows_of(tables(below)[0])}
    assert len(rows) == 10
    words = {True: "higher: the interval excludes 0", False: "not shown: the interval holds 0"}
    for name, id in (("Check-in (F)", "check_in.csat"), ("Room (G)", "room.csat"), ("Staff (J)", "staff.csat")):
        change = of_id[id]
        assert rows[name][2] == f"{figure(change['before'], 'percent')} %"
        assert rows[name][6] == words[change["low"] > 0]
    assert rows["Services"][5:] == ["none", "No interval is given for the change of this figure."]
    assert "earlier.xlsx" in text_of(below)
    assert hotel.previous["digest"][:12] in text_of(below)


def test_what_was_defined_otherwise_before_is_told(hotel: Record, tmp_path: Path) -> None:
    plan = (HOTEL / "survey.toml").read_text("utf-8").replace('scale = "1-5"\ntop = 2', 'scale = "1-5"\ntop = 1', 1)
    (tmp_path / "plan.toml").write_text(plan, "utf-8")
    shutil.copy(HOTEL / "themes.toml", tmp_path)
    (tmp_path / "earlier.json").write_text(
        csat.score(HOTEL / "earlier.xlsx", plan=tmp_path / "plan.toml").to_json(), "utf-8"
    )
    record = csat.score(HOTEL / "survey.xlsx", plan=HOTEL / "survey.toml", previous=tmp_path / "earlier.json")
    for code, word in (("en", "points that count"), ("fa", None)):
        below = [block for block in said(record, code) if isinstance(block, Table)]
        told = next(rows_of(table) for table in below if any(row[0] == "overall" for row in rows_of(table)))
        assert len(told) == 1
        assert word in (None, told[0][1])
    changes = rows_of(tables(chapter(said(record), "Changes since", 3))[0])
    assert changes[0][4:] == ["", "", "It is defined otherwise in the earlier record: points that count."]


def test_without_an_earlier_record_or_targets_nothing_is_said_of_them() -> None:
    first = tables(chapter(said(build_record()), "Headline figures"))[0]
    assert [plain(cell) for cell in first.heads][2:] == ["Figure", "95 % interval", "n"]
    assert "earlier record" not in text_of(chapter(said(build_record()), "Headline figures"))


def shares_record(tmp_path: Path, tops: Sequence[int], n: int = 100) -> Record:
    """A survey of items of which so many of n are satisfied."""
    file = tmp_path / "items.csv"
    names = [f"Satisfaction with {name} (1-5)" for name in "ABCDEFGH"[: len(tops)]]
    rows = [",".join("5" if at < top else "1" for top in tops) for at in range(n)]
    file.write_text("\n".join([",".join(names), *rows, ",".join("3" for _ in tops)]), "utf-8")
    return csat.score(file)


@pytest.mark.parametrize(
    ("tops", "told"),
    [
        ((90, 60, 70), "their intervals do not overlap."),
        ((66, 60, 63), "their intervals overlap, so the order may be chance."),
        ((90, 90, 60), None),  # two are the highest
        ((90, 60, 60), None),
        ((90, 60), None),  # of two there is nothing to single out
    ],
)
def test_the_highest_and_the_lowest_are_named_and_no_more_claimed(
    tmp_path: Path, tops: Sequence[int], told: str | None
) -> None:
    head = text_of(chapter(said(shares_record(tmp_path, tops)), "Headline figures"))
    assert (" is the highest, " in head) == (told is not None)
    if told:
        assert told in head
        assert "Satisfaction with A (1-5) (#1) is the highest" in head
        assert "Satisfaction with B (1-5) (#2) the lowest" in head
    assert "significan" not in text_of(said(shares_record(tmp_path, tops))).lower()


def test_figures_of_small_bases_are_not_singled_out(tmp_path: Path) -> None:
    assert " is the highest, " not in text_of(said(shares_record(tmp_path, (19, 3, 10), n=20)))


# ------------------------------------------------------------------ charts


def figures_by_told(record: Record) -> list[Estimate]:
    return [e for e in record.estimates if e.value is not None]


@pytest.mark.parametrize("code", CODES)
def test_charts_show_the_numbers_of_the_record(hotel: Record, code: str) -> None:
    values = {(e.value, e.interval and e.interval.low, e.interval and e.interval.high) for e in hotel.estimates}
    distributions = [e for e in hotel.estimates if e.distribution is not None and not e.segment]
    kinds: dict[str, int] = {}
    bars: list[list[float]] = []
    for block in said(hotel, code):
        if not isinstance(block, Chart):
            continue
        kinds[block.kind] = kinds.get(block.kind, 0) + 1
        for row in block.rows:
            if isinstance(row, Point):
                assert (row.value, row.low, row.high) in values
                assert row.value is not None
                assert block.low <= row.value <= block.high
            elif isinstance(row, Bar) and block.kind == "stacked":
                assert sum(share.share for share in row.shares) == pytest.approx(100, abs=1e-9)
                assert [share.kind for share in row.shares] == ["low", "middle", "high"]
        if block.kind == "bars":
            bars.append([row.shares[0].share for row in block.rows if isinstance(row, Bar)])
    assert kinds == {"points": 2 + 1 + 10 + 2, "stacked": 3, "bars": 9, "quadrants": 1}
    for e in distributions:
        assert [float(Fraction(100 * n, e.n)) for n in (e.distribution or {}).values()] in bars


def test_stacked_bars_are_the_shares_of_the_figures(hotel: Record) -> None:
    chart = next(b for b in said(hotel) if isinstance(b, Chart) and b.kind == "stacked" and len(b.rows) == 7)
    for item, row in zip(hotel.plan["items"], chart.rows, strict=False):
        assert isinstance(row, Bar)
        assert [plain(share.name) for share in row.shares] == ["dissatisfied", "in the middle", "satisfied"]
        assert row.shares[0].share == hotel.find("csat_bottom", item["column"]).value
        assert row.shares[2].share == hotel.find("csat", item["column"]).value
        assert plain(row.shares[2].told) == f"{figure(row.shares[2].share, 'percent')} %"


@pytest.mark.parametrize(
    ("item", "sides"),
    [
        ({"measure": "csat", "scale": (1, 5, 1), "top": [4, 5]}, "llmhh"),
        ({"measure": "csat", "scale": (1, 4, 1), "top": [3, 4]}, "llhh"),
        ({"measure": "csat", "scale": (1, 3, 1), "top": [3]}, "lmh"),
        ({"measure": "csat", "scale": (1, 2, 0.1), "top": [1.9, 2.0]}, "llmmmmmmmhh"),
        ({"measure": "nps", "scale": (0, 10, 1), "top": [9, 10]}, "lllllllmmhh"),
        ({"measure": "ces", "scale": (1, 7, 1), "top": [5, 6, 7]}, "lllmhhh"),
        ({"measure": "ces", "scale": (1, 5, 1), "top": [1, 2]}, "hhmll"),  # low effort is the good end
    ],
)
def test_each_point_of_a_scale_has_its_side(item: dict[str, Any], sides: str) -> None:
    low, high, step = item["scale"]
    entry = {**item, "scale": {"low": low, "high": high, "step": step}}
    points = [float(f"{low + at * step:.12g}") for at in range(round((high - low) / step) + 1)]
    assert "".join(side(entry, point)[0] for point in points) == sides


@pytest.mark.parametrize(
    ("wanted", "lines"),
    [
        ({}, [None, None]),
        ({"csat": 60, "nps": 20}, [60, 20]),
        ({"csat": 60}, [60, None]),
        ({"#": 60}, [None, None]),  # of one item alone
    ],
)
def test_a_target_stands_in_a_chart_where_all_have_the_same(wanted: dict[str, float], lines: list[float]) -> None:
    one = csat.score(HOTEL / "survey.xlsx").plan["items"][0]["id"]
    fail_under = {name.replace("#", f"{one}.csat"): least for name, least in wanted.items()}
    record = csat.score(HOTEL / "survey.xlsx", fail_under=fail_under)
    charts = [b for b in chapter(said(record), "Headline figures") if isinstance(b, Chart)]
    assert [chart.target for chart in charts] == lines


def test_two_targets_of_one_figure_are_both_told_and_drawn_as_none(tmp_path: Path) -> None:
    record = csat.score(HOTEL / "survey.xlsx", plan=HOTEL / "survey.toml", fail_under={"recommend.nps": 20})
    nps = next(target for target in record.targets if target["figure"] == "recommend.nps")
    record = replace(record, targets=[*record.targets, {**nps, "at_least": None, "at_most": 90.0}])
    head = chapter(said(record), "Headline figures")
    assert [block.target for block in head if isinstance(block, Chart)] == [None, None]
    [row] = [row for row in rows_of(tables(head)[0]) if row[1] == "NPS"]
    assert row[5].count(": ") == 2


# ------------------------------------------------------------------ withheld


@pytest.mark.parametrize("code", CODES)
def test_nothing_withheld_is_in_any_chart_or_table(tmp_path: Path, code: str) -> None:
    """Also of a segment that is withheld only since the total would tell the other one."""
    file = tmp_path / "small.csv"
    rows = [f"{1 + n * n % 5},{n % 11},{1 + n % 7},North" for n in range(61)]
    rows += [f"{1 + n % 5},{n % 11},{1 + n % 7},Isle" for n in range(3)]
    rows += [f"{1 + n % 4},{9 + n % 2},{1 + n % 7},Cape" for n in range(37)]
    file.write_text("Overall satisfaction (1-5),Recommend us (0-10),Ease (1-7),Region\n" + "\n".join(rows), "utf-8")
    record = csat.score(file, by=["Region"], csat=["#3"])
    hidden = [e for e in record.estimates if e.segment and e.value is None]
    assert {e.segment["Region"] for e in hidden} == {"Isle", "Cape"}
    blocks = said(record, code)
    word = read_language(code).texts["report"]["withheld"]
    for block in blocks:
        if isinstance(block, Chart):
            for row in block.rows:
                if plain(row.label) in ("Isle", "Cape"):
                    assert isinstance(row, Point)
                    assert (row.value, row.low, row.high, plain(row.told)) == (None, None, None, word)
        if isinstance(block, Table):
            for told in rows_of(block):
                if told[0] in ("Isle", "Cape"):
                    assert told[1:] == [word, "", ""]
                if "@Region=Isle" in told[0] or "@Region=Cape" in told[0]:
                    assert told[1:] == [word, ""]
    places = {record.estimates.index(e) for e in hidden}
    marked = {int(run.of[:-1]) for block in blocks for run in runs_of(block) if run.of}
    assert marked
    assert not marked & places
    # North, less the rows that are withheld, is told by its own figures alone: no base of the others is anywhere
    numbers = re.findall(r"\d+", text_of(chapter(blocks, plain(segments_title(code)))))
    assert "37" not in numbers


def segments_title(code: str) -> Text:
    return read_language(code).say("segments")


# ------------------------------------------------------------------ about the survey


def test_the_survey_is_told_and_what_is_not_stated_named_by_its_key(hotel: Record) -> None:
    about = chapter(said(hotel), "About the survey")
    rows = pairs(tables(about)[0])
    assert rows["Population"] == "5,200"
    assert rows["Answers from"] == "2025-03-03 to 2025-05-23, by column Timestamp"
    assert rows["How respondents came in"] == "self-selected"
    assert rows["Answers scored"] == "240"
    assert rows["Weighting"] == "none: every respondent counts once"
    text = text_of(about)
    for key in ("survey.sample_planned", "survey.reported"):
        assert (key in text) == (key.partition(".")[2] not in hotel.plan["survey"])
    assert "survey.purpose" not in text
    assert "more answers do not mend that" in text
    bare = text_of(chapter(said(build_record()), "About the survey"))
    for key in ("purpose", "objectives", "population", "mode", "period", "sampling", "sample_planned", "reported"):
        assert f"survey.{key}" in bare
    assert "response.invited" in bare
    assert "only if the respondents are a random sample" in bare


@pytest.mark.parametrize("way", ["probability", "self-selected", "census", None])
def test_every_way_of_sampling_says_what_intervals_do_not_cover(way: str | None) -> None:
    record = build_record()
    record = replace(record, plan={**record.plan, "survey": {"sampling": way} if way else {}})
    text = text_of(chapter(said(record), "About the survey"))
    assert "do not cover" in text
    assert text_of(chapter(said(record), "Limits")).count("do not cover") >= 1


@pytest.mark.parametrize(
    ("survey", "code", "told"),
    [
        ({}, "en", "2025-04-21 to 2025-07-19"),
        ({}, "fa", "۱۴۰۴/۰۲/۰۱ تا ۱۴۰۴/۰۴/۲۸ (۲۰۲۵/۰۴/۲۱ تا ۲۰۲۵/۰۷/۱۹)"),
        ({"calendar": "jalali"}, "en", "1404/02/01 to 1404/04/28 (2025-04-21 to 2025-07-19)"),
        ({"calendar": "gregorian"}, "fa", "۲۰۲۵/۰۴/۲۱ تا ۲۰۲۵/۰۷/۱۹"),
    ],
)
def test_days_are_of_the_surveys_calendar_or_the_languages(survey: dict[str, str], code: str, told: str) -> None:
    record = build_record()
    span = {"column": "Date", "calendar": "gregorian", "first": "2025-04-21", "last": "2025-07-19"}
    record = replace(record, plan={**record.plan, "survey": survey}, ledger={**record.ledger, "fieldwork": [span]})
    title = plain(read_language(code).say("about_survey"))
    [row] = [row for row in rows_of(tables(chapter(said(record, code), title))[0]) if "Date" in row[1]]
    assert row[1].startswith(told)
    if not survey.get("calendar") and code == "en":
        jalali = replace(record, ledger={**record.ledger, "fieldwork": [{**span, "calendar": "jalali"}]})
        assert "1404/02/01 to 1404/04/28 (2025-04-21 to 2025-07-19)" in text_of(said(jalali))


def test_the_reporting_date_stands_at_the_top() -> None:
    record = build_record()
    record = replace(record, plan={**record.plan, "survey": {"reported": "2026-07-10", "sample_planned": 1200}})
    assert plain(said(record)[1].text) == "Reporting date: 2026-07-10."  # type: ignore[union-attr]
    assert plain(said(record, "fa")[1].text) == "تاریخ گزارش: ۱۴۰۵/۰۴/۱۹ (۲۰۲۶/۰۷/۱۰)."  # type: ignore[union-attr]
    rows = pairs(tables(chapter(said(record), "About the survey"))[0])
    assert (rows["Sample planned"], rows["Answers scored"]) == ("1,200", "988")


@pytest.mark.parametrize(
    ("said_of", "rate"),
    [
        ({"invited": 2000}, "49.4 %, that is 988 of 2,000"),
        ({"invited": 2000, "not_eligible": 24, "refused": 100}, "50.0 %, that is 988 of 1,976"),
        ({"refused": 500, "unknown": 12}, "65.9 %, that is 988 of 1,500"),
        ({"invited": 500}, None),
    ],
)
def test_the_response_rate_follows_from_the_outcomes(said_of: dict[str, int], rate: str | None) -> None:
    record = build_record()
    record = replace(record, plan={**record.plan, "response": said_of})
    text = text_of(chapter(said(record), "About the survey"))
    if rate:
        assert f"Response rate: {rate} " in text
        assert "response.invited" not in text
    else:
        assert "do not go together" in text
        assert "Response rate:" not in text
    limits = text_of(chapter(said(record), "Limits"))
    assert ("at most" in limits) == (rate is not None)


# ------------------------------------------------------------------ preparation


def test_filters_and_exclusions_are_told_with_row_numbers(tmp_path: Path) -> None:
    file, plan = tmp_path / "s.csv", tmp_path / "plan.toml"
    rows = [f"{n if n != 9 else 8},{1 + n % 5},{'Sea' if n % 7 == 0 else 'City'},{n}" for n in range(60)]
    file.write_text("id,Overall satisfaction (1-5),Hotel,Nights\n" + "\n".join(rows), "utf-8")
    plan.write_text(
        '[columns]\nrespondent_id = "id"\n[[item]]\nid = "overall"\ncolumn = "#2"\nmeasure = "csat"\nscale = "1-5"\n'
        '[[filter]]\ncolumn = "Hotel"\nkeep = ["City"]\n[[filter]]\ncolumn = "Nights"\nfrom = 3\nto = 50\n'
        '[[rule]]\ncheck = "duplicate_ids"\nexclude = true\n',
        "utf-8",
    )
    record = csat.score(file, plan=plan)
    prepared = chapter(said(record), "Data preparation")
    told = [row for table in tables(prepared) for row in rows_of(table)]
    assert ["Hotel", "only City"] in told
    assert ["Nights", "from 3, up to 50"] in told
    [excluded] = record.ledger["exclusions"]
    numbers = ", ".join(map(str, excluded["rows"]))
    assert ["excluded by the plan: the same respondent twice", str(excluded["count"]), numbers] in told
    persian = text_of(said(record, "fa"))
    assert "فقط City" in persian
    assert "از 3، تا 50" in persian


def test_very_many_excluded_rows_are_cut_between_two_numbers() -> None:
    record = build_record()
    excluded = {"rule": "speeders", "reason": "excluded by the plan: much faster than most", "file": "a.csv",
                "count": 3000, "rows": list(range(2, 6002, 2))}  # fmt: skip
    record = replace(record, ledger={**record.ledger, "exclusions": [excluded]})
    cells = [row for table in tables(chapter(said(record), "Data preparation")) for row in rows_of(table)]
    [cell] = [row[-1] for row in cells if row[-1].endswith(" …")]
    numbers = cell.removesuffix(" …").split(", ")
    assert numbers == [str(2 * (at + 1)) for at in range(len(numbers))]
    assert 300 < len(numbers) < 3000


# ------------------------------------------------------------------ limits and appendix


def test_limits_follow_from_the_record(hotel: Record) -> None:
    [limits] = [b for b in chapter(said(hotel), "Limits") if isinstance(b, Bullets)]
    lines = [plain(line) for line in limits.lines]
    n = sum(e.interval is not None for e in hotel.estimates)
    assert any(line.startswith(f"There are {n} intervals of 95 % each.") for line in lines)
    assert any("Breakfast (I), 5.4 % of those it applies to (11 of 203)" in line for line in lines)
    assert not any("read from the data" in line for line in lines)  # the plan states it all
    assert not any("withheld" in line for line in lines)
    bare = text_of(chapter(said(csat.score(BANK / "survey.csv")), "Limits"))
    assert "What the answers to 8 of 8 items mean was read from the data" in bare
    assert "Segments" not in bare
    small = build_record(by={"Region": ["North", "South", "East", "West", "Isle"]})
    text = text_of(chapter(said(small), "Limits"))
    hidden = sum(small_e.value is None for small_e in small.estimates)
    marked = sum(e.value is not None and e.n < 30 for e in small.estimates)
    assert f"{hidden} figures of small segments are withheld" in text
    assert f"{marked} of {len(small.estimates) - hidden} figures rest on fewer than 30 answers" in text


def test_a_column_of_weights_is_a_limit(tmp_path: Path) -> None:
    file = tmp_path / "w.csv"
    file.write_text("Overall satisfaction (1-5),Weight\n" + "4,1.5\n2,0.5\n" * 20, "utf-8")
    assert "has weights, and they are not applied" in text_of(chapter(said(csat.score(file)), "Limits"))


def test_every_metric_has_one_card_with_its_definition(hotel: Record) -> None:
    for code in CODES:
        language = read_language(code)
        blocks = said(hotel, code)
        cards = next(
            rows_of(t)
            for t in tables(blocks)
            if t.rows and plain(t.rows[0][0]).startswith(language.label("metrics", "csat") + ": ")
        )
        metrics = {e.metric for e in hotel.estimates}
        assert len(cards) == len(metrics)
        for metric in metrics:
            [card] = [row for row in cards if row[0].startswith(f"{language.label('metrics', metric)}: ")]
            formulas = {e.formula for e in hotel.estimates if e.metric == metric and e.formula}
            assert all(formula in card[1] for formula in formulas)
            assert all(e.source in card[3] for e in hotel.estimates if e.metric == metric)


def test_the_label_map_tells_every_item_once(hotel: Record) -> None:
    rows = rows_of(tables(chapter(said(hotel), "Label map", 3))[0])
    named = [name for row in rows for name in re.findall(r"(\w+) \(\w\)", row[0])]
    assert sorted(named) == sorted(item["id"] for item in hotel.plan["items"])
    assert len(rows) < len(named)
    [overall] = [row for row in rows if row[0].startswith("overall")]
    assert overall[1].startswith("“Very dissatisfied” = 1; “Dissatisfied” = 2")
    assert overall[2] == "4 to 5"


def test_codes_and_escapes_are_in_the_label_map(tmp_path: Path) -> None:
    file, plan = tmp_path / "s.csv", tmp_path / "plan.toml"
    file.write_text("Overall\n" + "1\n5\nno idea\n99\n" * 10, "utf-8")
    plan.write_text(
        '[[item]]\nid = "overall"\ncolumn = "Overall"\nmeasure = "csat"\nscale = "1-5"\nmissing = [99]\n'
        'dont_know = ["no idea"]\nreverse = true\n',
        "utf-8",
    )
    [row] = rows_of(tables(chapter(said(csat.score(file, plan=plan)), "Label map", 3))[0])
    assert row == [
        "overall (#1)", "numbers 1-5 as they are; then reversed: 1 + 5 − point", "4 to 5",
        "99 = not applicable; no idea = don't know",
    ]  # fmt: skip


def test_the_manifest_names_data_plan_and_record_by_their_digests(hotel: Record) -> None:
    rows = pairs(tables(chapter(said(hotel), "Source", 3))[0])
    assert rows["SHA-256"] == hotel.source["sha256"]
    assert rows["Digest of the plan"] == hotel.plan["digest"]
    assert rows["Digest of the record"] == hotel.digest
    named = replace(hotel, plan={**hotel.plan, "file": {"sha256": "ab" * 32, "size": 3}})
    rows = pairs(tables(chapter(said(named), "Source", 3))[0])
    assert rows["SHA-256 of the plan file"] == "ab" * 32


# ------------------------------------------------------------------ evidence


def evidence_of(record: Record) -> dict[str, str]:
    rows = rows_of(tables(chapter(said(record), "Evidence", 3))[0])
    return {row[0]: row[2] for row in rows}


@pytest.mark.parametrize("code", CODES)
def test_every_clause_has_its_words_and_every_judge_a_clause(code: str) -> None:
    numbers = {clause["number"] for clause in clauses()}
    assert set(read_language(code).texts["clauses"]) == numbers
    assert {clause["support"] for clause in clauses()} == set(read_language(code).texts["supports"])
    assert set(EVIDENCE) <= {clause["number"] for clause in clauses() if clause["role"] != HUMAN}


def test_evidence_follows_from_the_record(hotel: Record) -> None:
    full, bare = evidence_of(hotel), evidence_of(build_record())
    assert len(full) == len([clause for clause in clauses() if clause["role"] != HUMAN])
    for clause, words in {
        "6.1 Purpose": "The purpose is stated. Objectives are stated. Targets judged by value and interval: 3.",
        "7.2.1": "Segments reported, with their bases: 4.",
        "7.3.3 Size": "Way of sampling, as stated: self-selected. Response by outcomes of AAPOR.",
        "4.3.14": "Compared with an earlier record, with what is defined otherwise.",
        "7.4.3": "Stated in a plan file: 9 of 9 items, with what counts as top.",
    }.items():
        [told] = [text for name, text in full.items() if name.startswith(clause)]
        assert told.startswith(words[: len(told)]) or words in told
        [told] = [text for name, text in bare.items() if name.startswith(clause)]
        assert told == "not in this record"
    [never] = [text for name, text in full.items() if name.startswith("7.2.2")]
    assert never == "not in this record"
    dated = {**hotel.plan["survey"], "reported": "2025-06-02"}
    later = evidence_of(replace(hotel, plan={**hotel.plan, "survey": dated}))
    assert [text for name, text in later.items() if name.startswith("4.3.12")] == [
        "Days from the last answer to the reporting date: 10."
    ]


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_called_fulfilled_anywhere(hotel: Record, code: str) -> None:
    for table, texts in read_language(code).texts.items():
        for name, text in texts.items():
            assert not JUDGING.search(text), f"{table}.{name}"
    assert not JUDGING.search(text_of(said(hotel, code)))
    appendix = text_of(chapter(said(hotel), "Evidence", 3))
    assert not re.search(r"(?i)annex", appendix)


def test_the_words_that_judge_are_found() -> None:
    for text in ("it complies with", "certified", "in conformity", "Compliance", "دارای گواهینامه"):
        assert JUDGING.search(text)


# ------------------------------------------------------------------ language


def test_no_english_is_left_in_a_persian_report(hotel: Record) -> None:
    """Words of a catalogue hold names and signs alone in Latin letters."""
    allowed = {"CSAT", "NPS", "CES", "SHA", "n", "ISO", "AAPOR", "RR1", "RR2", "RR4", "digest", "k", "csat"}
    allowed |= {"LMG", "VIF", "R", "r", "p", "F", "H", "V", "g", "h", "d", "t", "z"}  # statistics by their letters
    for record in (hotel, csat.score(BANK / "survey.csv", by=["شعبه"]), csat.score(MATRIX / "survey.xlsx")):
        found = {
            word
            for block in said(record, "fa")
            for run in runs_of(block)
            if run.kind in ("words", "number")
            for word in re.findall(r"[A-Za-z][A-Za-z0-9]*", run.text)
        }
        if record.plan["items"][0]["measure"]:
            assert found <= allowed | {"e"}, found - allowed


def test_long_questions_lose_their_middle_where_they_are_told_again(tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    names = [
        f"Thinking of your last visit to our shop how satisfied were you with {one}?" for one in ("price", "staff")
    ]
    file.write_text("\n".join([",".join(names), *["4,5", "5,1"] * 30]), "utf-8")
    record = csat.score(file, csat=["#1", "#2"])
    chart = next(block for block in said(record) if isinstance(block, Chart))
    labels = [plain(row.label) for row in chart.rows]
    assert labels[0].startswith("Thinking of … ")
    assert [label[-14:] for label in labels] == ["th price? (#1)", "th staff? (#2)"]
    assert all(names[at] in plain(row[0]) for at, row in enumerate(tables(said(record))[0].rows))
