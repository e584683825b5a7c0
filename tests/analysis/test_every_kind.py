"""What every kind of analysis is held to: told in every format and both languages, explained, verified, compared.

A kind is added by its tables of a plan of the survey below, in ``PLANS``.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import random
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

import csat
from csat.analysis import ANALYSES
from csat.audit.differences import differences
from csat.audit.explain import explain
from csat.audit.explain.metric import about
from csat.audit.explain.screen import show as show_explanation
from csat.audit.second_road import second_road
from csat.audit.verify import redone, verify
from csat.planfile.analyses import ANALYSIS_TABLES
from csat.record.file import read_record, record_from
from csat.record.formulas import decimal
from csat.reopening import again
from csat.report import WRITERS, terminal
from csat.report.chapters import OF_ANALYSIS
from csat.report.document import Heading
from csat.report.language import languages, read_language
from csat.report.page import Page
from csat.report.workbook import figures_shown
from csat.results import Estimate, Record
from csat.targets import STATES

KINDS = list(ANALYSES)
LANGUAGES = [read_language(code) for code in languages()]
ENGLISH = read_language("en")

ITEMS = ("overall", "wifi", "room", "staff")
MARKS = {"wifi": "the wifi was slow", "room": "a quiet room", "staff": "friendly staff", "": "nothing to say"}

PLAN = (
    "".join(
        f'[[item]]\nid = "{id}"\ncolumn = "{id}"\nmeasure = "csat"\nscale = "1-5"\n'
        + (f'importance = "imp_{id}"\n' if id != "overall" else "")
        for id in ITEMS
    )
    + "".join(
        f'[[item]]\nid = "{id}"\ncolumn = "{id}"\nmeasure = "part"\nscale = "1-5"\n'
        for id in ("imp_wifi", "imp_room", "imp_staff", "gps_there", "gps_missing")
    )
    + """
[[item]]
id = "recommend"
column = "recommend"
measure = "nps"

[[construct]]
name = "Services"
items = ["wifi", "room", "staff"]

[columns]
respondent_id = "guest"
comment = "comment"
weight = "weight"

[[segment]]
column = "region"

[[segment]]
column = "wave"
"""
)
"""The survey that every kind is asked of."""

PLANS: Mapping[str, str] = {
    "reliability": "[reliability]\nbootstrap = 100\n",
    "drivers": '[[drivers]]\nof = "overall"\nitems = ["wifi", "room", "staff"]\n',
    "index": '[[index]]\nname = "satisfaction"\nitems = ["wifi", "room", "staff"]\n',
    "gap": '[[gap]]\nname = "gap"\npairs = [["imp_wifi", "wifi"], ["imp_room", "room"]]\n',
    "kano": '[[kano]]\nfeatures = [["gps_there", "gps_missing", "GPS"]]\norder = "like first"\n',
    "priorities": '[[priorities]]\nof = "overall"\nimportance = "derived"\nitems = ["wifi", "room", "staff"]\n',
    "paired": '[paired]\nrespondent = "guest"\nby = "wave"\n',
    "compare": '[compare]\nby = "region"\nitems = ["overall", "recommend"]\n',
    "banner": '[[banner]]\nby = ["region"]\n',
    "themes": '[[themes]]\nid = "t"\n[[themes.theme]]\nname = "Wifi"\nen = ["wifi"]\n',
}
"""The tables of a plan that ask for each kind."""


def answers(seed: int = 1, guests: int = 70) -> list[dict[str, Any]]:
    """Two waves of guests; some answers are missing, some guests came once."""
    draw = random.Random(seed)
    rows = []
    for guest in range(guests):
        mood, region = draw.gauss(3.6, 0.8), draw.choice(("North", "South", "West"))
        for wave in ("first", "second"):
            if draw.random() < 0.1:
                continue
            row: dict[str, Any] = {"guest": f"g{guest}", "wave": wave, "region": region}
            for name in (*ITEMS, "imp_wifi", "imp_room", "imp_staff", "gps_there", "gps_missing"):
                point = min(max(round(mood + (region == "North") * 0.6 + draw.gauss(0, 0.9)), 1), 5)
                row[name] = "" if draw.random() < 0.04 else point
            row["recommend"] = min(max(round(2 * mood + draw.gauss(0, 1.5)), 0), 10)
            row["weight"] = draw.choice((0.5, 1, 1.5))
            row["comment"] = draw.choice(list(MARKS.values()))
            rows.append(row)
    return rows


def written(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kinds")
    written(made / "survey.csv", answers())
    written(made / "earlier.csv", answers(2))
    mixed = answers()
    random.Random(3).shuffle(mixed)
    written(made / "mixed.csv", mixed)
    for kind, own in PLANS.items():
        (made / f"{kind}.toml").write_text(f"{own}\n{_plan(kind)}", "utf-8")
    return made


def _plan(kind: str) -> str:
    return PLAN if kind in ("index", "priorities") else re.sub("importance = .*\n", "", PLAN)


@cache
def scored(folder: Path, kind: str, survey: str = "survey.csv") -> Record:
    record = csat.score(folder / survey, plan=folder / f"{kind}.toml")
    (folder / f"{kind}-{survey}.json").write_text(record.to_json(), "utf-8")
    return record


def figures(record: Record, kind: str) -> list[Estimate]:
    return [estimate for estimate in record.estimates if estimate.analysis == kind]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def test_every_kind_has_a_plan_here_a_table_a_chapter_and_its_words() -> None:
    assert set(KINDS) <= set(PLANS)
    assert set(KINDS) == set(ANALYSIS_TABLES)
    assert [kind for kind in OF_ANALYSIS if kind in KINDS] == [kind for kind in KINDS if kind in OF_ANALYSIS]
    assert set(KINDS) == set(OF_ANALYSIS)
    for language in LANGUAGES:
        assert set(language.texts["analyses"]) >= set(KINDS)
        sheets = [*language.texts["workbook"].values(), *language.texts["analyses"].values()]
        titles = [language.texts["analyses"][kind] for kind in KINDS]
        assert all(sheets.count(title) == 1 and len(title) <= 31 for title in titles)
        assert not any(set(title) & set("[]:*?/\\'") for title in titles)


def test_every_metric_of_a_survey_of_all_kinds_is_in_the_catalogue(folder: Path) -> None:
    made = {estimate.metric for kind in KINDS for estimate in scored(folder, kind).estimates}
    for language in LANGUAGES:
        assert made <= set(language.texts["metrics"])
        assert made <= set(language.texts["definitions"])


def test_figures_are_whole(kind: str, folder: Path) -> None:
    record = scored(folder, kind)
    found = figures(record, kind)
    assert found
    ids = [estimate.id for estimate in record.estimates]
    assert len(ids) == len(set(ids))
    for estimate in found:
        assert estimate.formula, estimate.id
        assert estimate.source, estimate.id
        assert bool(estimate.interval) != bool(estimate.no_interval_because) or estimate.value is None, estimate.id
        if estimate.value is not None:
            worked_out = decimal(estimate.formula, estimate.counts)
            assert worked_out == pytest.approx(estimate.value, rel=1e-9), estimate.id
        if estimate.interval is not None:
            assert estimate.interval.low <= estimate.interval.high, estimate.id


def test_rows_in_another_order_give_the_same_figures(kind: str, folder: Path) -> None:
    one, other = (figures(scored(folder, kind, survey), kind) for survey in ("survey.csv", "mixed.csv"))
    assert one == other


def test_the_stored_analysis_is_settled_and_read_back(kind: str, folder: Path) -> None:
    from csat.analysis import analysis_of

    record = scored(folder, kind)
    entries = [entry for entry in record.plan["analyses"] if entry["kind"] == kind]
    assert entries
    for entry in entries:
        told = {"kind": kind, **analysis_of(kind, entry).to_dict()}
        assert json.loads(json.dumps(told)) == json.loads(json.dumps(dict(entry)))
    path = folder / f"{kind}-survey.csv.json"
    assert read_record(path).to_json() == path.read_text("utf-8")


def test_a_record_is_verified_against_its_data(kind: str, folder: Path) -> None:
    scored(folder, kind)
    found = verify(folder / f"{kind}-survey.csv.json", folder / "survey.csv", plan=folder / f"{kind}.toml")
    assert found.holds, [(one.check, one.said, one.differences[:3]) for one in found.outcomes if one.state == "fails"]
    alone = verify(folder / f"{kind}-survey.csv.json")
    assert alone.holds


def test_the_second_road_agrees_or_says_what_it_does_not_cover(kind: str, folder: Path) -> None:
    record = scored(folder, kind)
    found = second_road(record, folder / "survey.csv")
    assert not found.disagreements, found.disagreements[:3]
    uncovered = {id for ids in found.uncovered.values() for id in ids}
    assert {estimate.id for estimate in figures(record, kind)} <= uncovered | set(found.covered)
    if kind in ("drivers", "gap", "priorities"):
        assert set(found.covered) & {estimate.id for estimate in figures(record, kind)}


def test_a_changed_digit_is_found(kind: str, folder: Path) -> None:
    record = scored(folder, kind)
    body = json.loads(record.to_json())
    _, now = again(record, folder / "survey.csv")
    assert not any(difference.fails for one in redone(record, now) for difference in one.differences)
    draw = random.Random(5)
    places = [
        (place, path)
        for place, estimate in enumerate(body["estimates"])
        if estimate.get("analysis") == kind
        for path in _numbers(estimate)
    ]
    for place, path in draw.sample(places, min(len(places), 15)):
        changed = copy.deepcopy(body)
        holder = changed["estimates"][place]
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = _flipped(holder[path[-1]], draw)
        held = record_from({**changed, "digest": ""}, "changed.json")
        outcomes = list(redone(held, now))
        assert any(difference.fails for one in outcomes for difference in one.differences), (place, path)


def _numbers(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in _numbers(inner, (*path, key)) if key != "level"]
    return [path] if isinstance(value, int | float) and not isinstance(value, bool) else []


def _flipped(number: float, draw: random.Random) -> float:
    """Another digit in the place of one of the first eight."""
    told = list(repr(number))
    digits = [place for place, sign in enumerate("".join(told).partition("e")[0]) if sign.isdigit()]
    first = next((n for n, place in enumerate(digits) if told[place] != "0"), 0)
    chosen = draw.choice(digits[first : first + 8])
    told[chosen] = str((int(told[chosen]) + draw.randint(1, 9)) % 10)
    return type(number)("".join(told))


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_figure_is_explained(kind: str, folder: Path, language: Any) -> None:
    record = scored(folder, kind)
    for estimate in figures(record, kind):
        told = explain(record, estimate, language)
        assert told.agrees, estimate.id
        out = io.StringIO()
        show_explanation(told.parts, language, Console(file=out, width=80))
        assert estimate.source.split()[0] in out.getvalue()
        for key in estimate.about:
            assert key in language.texts["abouts"], key
    for metric in {estimate.metric for estimate in figures(record, kind)}:
        assert len(list(about(metric, language))) >= 2


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_every_format_tells_the_chapter(kind: str, folder: Path, language: Any) -> None:
    record = scored(folder, kind)
    place = [place for place, estimate in enumerate(record.estimates) if estimate.analysis == kind]
    if kind == "banner":  # its cells are the figures of segments, and its own stand there as letters
        place = [place for place, estimate in enumerate(record.estimates) if estimate.segment]
    for suffix, write in WRITERS.items():
        if suffix == ".pdf":
            pytest.importorskip("typst")
        assert write(record, language) == write(record, language), suffix
    heads = [b for b in OF_ANALYSIS[kind](Page(record, language)) if isinstance(b, Heading) and b.level == 2]
    assert heads, "a chapter begins with a heading of level 2"
    html = WRITERS[".html"](record, language).decode("utf-8")
    marked = {int(found) for found in re.findall(r'data-f="?(\d+)[vlhn]', html)}
    assert marked & set(place), "no figure of the chapter is marked: page.value(estimate) does it"
    rows = list(csv.DictReader(io.StringIO(WRITERS[".csv"](record, language).decode("utf-8-sig"))))
    assert [row["analysis"] for row in rows] == [estimate.analysis or "" for estimate in record.estimates]
    assert not re.search(r">\s*(nan|None)\s*<", html)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_the_sheet_holds_the_figures_as_numbers(kind: str, folder: Path, language: Any) -> None:
    import openpyxl

    record = scored(folder, kind)
    title = language.texts["analyses"][kind]
    book = openpyxl.load_workbook(io.BytesIO(WRITERS[".xlsx"](record, language)))
    assert title in book.sheetnames
    of_id = {estimate.id: estimate for estimate in record.estimates}
    own = {cell: of for (sheet, cell), of in figures_shown(record, language).items() if sheet == title}
    assert own
    for cell, (id, part) in own.items():
        estimate = of_id[id]
        bounds = estimate.interval
        wanted = {"v": estimate.value, "n": estimate.n, "l": bounds and bounds.low, "h": bounds and bounds.high}[part]
        assert book[title][cell].value == wanted, (cell, id, part)
    assert bool(book[title].sheet_view.rightToLeft) == language.right_to_left


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_terminal_shows_it_within_its_width(kind: str, folder: Path, width: int) -> None:
    record = scored(folder, kind)
    for encoding in ("utf-8", "ascii"):
        raw = io.BytesIO()
        file = io.TextIOWrapper(raw, encoding=encoding)
        terminal.show(record, Console(file=file, width=width, soft_wrap=True, highlight=False))
        file.flush()
        lines = raw.getvalue().decode(encoding).split("\n")
        long = [line for line in lines if cell_len(line) > width]
        assert not long, long[:3]
        if encoding == "utf-8" and width == 120:
            heads = [b for b in OF_ANALYSIS[kind](Page(record, ENGLISH)) if isinstance(b, Heading) and b.level == 2]
            assert "".join(run.text for run in heads[0].text) in lines


def test_two_records_are_compared(kind: str, folder: Path) -> None:
    record, earlier = scored(folder, kind), scored(folder, kind, "earlier.csv")
    assert differences(record, record).same
    assert not differences(earlier, record).same
    paths = [folder / f"{kind}-{survey}.json" for survey in ("survey.csv", "earlier.csv")]
    plan = folder / f"{kind}.toml"
    of_itself = csat.score(folder / "survey.csv", plan=plan, previous=paths[0])
    since = {change["figure"]: change for change in of_itself.previous["changes"]}
    for estimate in figures(of_itself, kind):
        change = since[estimate.id]
        if estimate.value is not None:
            assert change["value"] == 0, (estimate.id, change["because"])
            assert change["because"] is None
    told = csat.score(folder / "survey.csv", plan=plan, previous=paths[1])
    (folder / "since.json").write_text(told.to_json(), "utf-8")
    found = verify(folder / "since.json", folder / "survey.csv", previous=paths[1])
    assert found.holds, [(one.check, one.differences[:3]) for one in found.outcomes if one.state == "fails"]
    for estimate in figures(told, kind):
        assert explain(told, estimate, ENGLISH).agrees, estimate.id
    for language in LANGUAGES:
        assert WRITERS[".html"](told, language)


def test_what_is_asked_otherwise_is_not_compared(kind: str, folder: Path) -> None:
    record = scored(folder, kind)
    body = json.loads(record.to_json())
    for entry in body["plan"]["analyses"]:
        entry["asked_otherwise"] = "yes"
    (folder / "otherwise.json").write_text(_sealed(body), "utf-8")
    told = csat.score(folder / "survey.csv", plan=folder / f"{kind}.toml", previous=folder / "otherwise.json")
    since = {change["figure"]: change for change in told.previous["changes"]}
    for estimate in figures(told, kind):
        if estimate.value is not None:
            assert since[estimate.id]["because"] == "It is defined otherwise in the earlier record: analysis."


def _sealed(body: dict[str, Any]) -> str:
    """A record with the digests that fit it."""
    from csat.plan import digest_of
    from csat.results import canonical_json, digest_of_body

    body["plan"]["digest"] = digest_of(body["plan"])
    body["digest"] = digest_of_body(body)
    return canonical_json(body)


def test_a_target_judges_a_figure(kind: str, folder: Path) -> None:
    record = scored(folder, kind)
    judged = [e for e in figures(record, kind) if e.interval is not None and e.value is not None and e.n >= 30]
    if not judged:
        judged = [e for e in figures(record, kind) if e.value is not None and e.n >= 30]
    estimate = judged[0]
    assert estimate.value is not None
    low = estimate.interval.low if estimate.interval else estimate.value
    plan = folder / "target.toml"
    target = f"[[target]]\nfigure = {json.dumps(estimate.id)}\nat_least = {low - 1!r}\n"
    plan.write_text((folder / f"{kind}.toml").read_text("utf-8") + target, "utf-8")
    (found,) = csat.score(folder / "survey.csv", plan=plan).targets
    assert found["figure"] == estimate.id
    assert found["state"] == (STATES[0] if estimate.interval else STATES[1])
