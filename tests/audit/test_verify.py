"""Records verified against their data: clean ones hold, whatever they were made of; forged and damaged ones do not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import csat
from csat.audit.verify import verify
from csat.audit.verify.compare import TOLERANCE, differences
from csat.audit.verify.outcome import Verified
from csat.errors import CsatError, InputError
from csat.results import canonical_json, digest_of_body

ROOT = Path(__file__).resolve().parents[2]
HOTEL = ROOT / "examples" / "hotel"
EXPORTS = ROOT.parent / "shared" / "exports"
SURVEYS = ("hotel/survey.xlsx", "bank-fa/survey.csv", "matrix/survey.xlsx")

PLAN = """
[survey]
title = "Small"
calendar = "jalali"

[respondents]
finished_only = false

[columns]
respondent_id = "id"
date = "Day"
date_order = "dmy"
date_calendar = "gregorian"

[[item]]
id = "overall"
column = "Q1"
measure = "csat"
scale = "1-5"
labels = { "my own word for five" = 5, "weak" = 1 }
numbers = true
not_applicable = ["n/a"]

[[item]]
id = "recommend"
column = "Recommend"
measure = "nps"

[[item]]
id = "second"
column = "D"
measure = "csat"
scale = "1-5/0.5"
top = 2
reverse = true
missing = [99]

[[construct]]
name = "Both"
items = ["overall", "second"]

[[segment]]
column = "Region"
order = ["Rest", "North"]
groups = { Rest = ["South", "West", "(blank)"] }

[[segment]]
column = "Day"
period = "month"

[[filter]]
column = "Age"
from = 20

[[filter]]
column = "Day"
from = "2026-01-05"
to = "2026-12-31"

[[target]]
figure = "overall.csat"
at_least = 50

[[rule]]
check = "duplicate_ids"
exclude = true

[[multiple]]
id = "used"
columns = ["Used"]
separator = ";"
codes = { "w" = "Web", "a" = "App" }
"""

Rows = list[list[str]]


def rows() -> Rows:
    found = []
    for n in range(120):
        q1 = str(1 + n * n % 5) if n % 7 else "my own word for five" if n % 2 else "weak"
        second = ("1.5", "2", "99", "4.5", "5", "3")[n % 6]
        region = ("North", "South", "west", "", "West")[n % 5]
        day = f"{1 + n % 28:02}/{1 + n % 4:02}/2026"
        used = ("w", "a", "w; a", "", "own words")[n % 5]
        found.append([str(n if n % 40 else 1), q1, str(n % 11), second, region, day, str(15 + n % 50), used])
    return found


def written(path: Path, body: Rows) -> Path:
    head = "id,Q1,Recommend,Second (worst last),Region,Day,Age,Used"
    path.write_text("\n".join([head, *(",".join(row) for row in body)]) + "\n", encoding="utf-8")
    return path


def record_file(folder: Path, data: Any, **options: Any) -> Path:
    path = folder / "record.json"
    path.write_bytes(csat.score(data, **options).to_json().encode("utf-8", "backslashreplace"))
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return written(tmp_path / "survey.csv", rows())


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "survey.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def told(found: Verified) -> str:
    return "\n".join(f"{o.check}: {o.state}: {o.said} {[d for d in o.differences if d.fails]}" for o in found.outcomes)


def states(found: Verified) -> dict[str, str]:
    return {outcome.check: outcome.state for outcome in found.outcomes}


def holds(found: Verified) -> bool:
    """All that can be checked was, and held."""
    assert found.holds, told(found)
    assert {"record", "plan", "sums", "formulas", "counts", "figures", "rows", "notices"} <= set(states(found))
    return not {state for check, state in states(found).items() if check not in ("plan file", "data")} - {"holds"}


# ---------------------------------------------------------------------- clean records

OPTIONS: list[dict[str, Any]] = [
    {},
    {"by": ["C"]},
    {"level": 0.9, "suppress_below": 20, "by": ["#3"]},
    {"scale": ["1-5"], "missing": ["99"]},
]


@pytest.mark.parametrize("survey", SURVEYS)
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_records_of_the_examples_hold(survey: str, options: Mapping[str, Any], tmp_path: Path) -> None:
    data = ROOT / "examples" / survey
    record = record_file(tmp_path, data, **options)
    assert holds(verify(record, data))
    assert verify(record).holds


def test_a_record_of_every_feature_of_a_plan_file_holds(small: Path, plan: Path, tmp_path: Path) -> None:
    record = record_file(tmp_path, small, plan=plan)
    body = json.loads(record.read_text("utf-8"))
    # all of them are at work
    assert body["ledger"]["exclusions"]
    assert len(body["ledger"]["set_aside"]) == 3
    assert {"filters", "periods", "dates", "groupings", "multiple", "rules", "targets", "file"} <= body["plan"].keys()
    assert any("Day=" in e["id"] and e["value"] is not None for e in body["estimates"])
    found = verify(record, small, plan=plan)
    assert holds(found)
    assert states(found)["plan file"] == "holds"


def test_flags_above_a_plan_file_hold(small: Path, plan: Path, tmp_path: Path) -> None:
    record = record_file(tmp_path, small, plan=plan, by=["Region"], csat=["Age"], scale=["Age=0-100"], level=0.99)
    assert holds(verify(record, small))


def test_several_files_hold_and_another_order_of_them_does_not(tmp_path: Path) -> None:
    body = rows()
    files = [written(tmp_path / "one.csv", body[:70]), written(tmp_path / "two.csv", body[70:])]
    record = record_file(tmp_path, files, csat=["Q1"], nps=["Recommend"], missing=["weak,my own word for five"])
    assert holds(verify(record, files))
    assert holds(verify(record, str(tmp_path / "*.csv")))
    assert states(verify(record, files[::-1]))["data"] == "fails"
    assert states(verify(record, files[:1]))["data"] == "fails"


def test_words_that_a_record_does_not_tell_are_found_again(tmp_path: Path) -> None:
    answers = ["5 - Jane was lovely", "4 - Satisfied", "3", "2", "1"] * 12
    data = tmp_path / "survey.csv"
    data.write_text("\n".join(["Overall satisfaction", *answers]) + "\n", encoding="utf-8")
    record = record_file(tmp_path, data)
    assert "jane" not in record.read_text("utf-8").casefold()
    assert holds(verify(record, data))


def test_the_sheet_header_and_encoding_that_were_chosen_are_chosen_again(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Wave 2")
    for sheet, shift in ((first, 0), (second, 1)):
        assert sheet is not None
        lines: list[list[Any]] = [["Title of the report"], [], ["Satisfaction overall"]]
        for line in [*lines, *([1 + (n + shift * n) % 5] for n in range(60))]:
            sheet.append(line)
    data = tmp_path / "survey.xlsx"
    book.save(data)
    assert holds(verify(record_file(tmp_path, data, sheet="Wave 2", header=3), data))
    persian = tmp_path / "persian.csv"
    persian.write_bytes(
        "\n".join(["رضایت کلی", *["راضی", "خیلی راضی", "ناراضی"] * 20]).replace("ی", "ي").encode("cp1256")
    )
    assert holds(verify(record_file(tmp_path, persian, encoding="cp1256", scale=["1-5"]), persian))


def test_a_data_frame_holds_though_it_has_no_bytes(small: Path, tmp_path: Path) -> None:
    import pandas as pd

    frame = pd.read_csv(small)
    found = verify(record_file(tmp_path, frame, nps=["Recommend"]), frame)
    assert holds(found)
    assert states(found)["data"] == "not checked"


def test_a_file_that_was_renamed_holds_and_the_new_name_is_told(small: Path, plan: Path, tmp_path: Path) -> None:
    record = record_file(tmp_path, small, plan=plan)
    found = verify(record, small.rename(small.with_name("sent.csv")))
    assert holds(found)
    assert any("survey.csv" in remark for outcome in found.outcomes for remark in outcome.remarks)


def exports() -> list[Path]:
    files = [path for path in sorted(EXPORTS.rglob("*")) if path.is_file() and path.suffix not in (".md", ".json")]
    return [path for path in files if path.stat().st_size < 2_000_000]


@pytest.mark.skipif(not EXPORTS.is_dir(), reason="the shared exports are not here")
def test_records_of_real_exports_hold(tmp_path: Path) -> None:
    scored = 0
    for path in exports():
        try:
            record = record_file(tmp_path, path)
        except CsatError:
            continue
        scored += 1
        assert holds(verify(record, path)), path.name
    assert scored > 15


def test_changes_against_an_earlier_record_are_redone(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text(csat.score(HOTEL / "earlier.xlsx").to_json(), encoding="utf-8")
    record = record_file(tmp_path, HOTEL / "survey.xlsx", previous=earlier)
    assert states(verify(record))["changes"] == "not checked"
    assert states(verify(record, previous=earlier))["changes"] == "holds"
    forge(record, lambda body: body["previous"]["changes"][0].update(value=1.0))
    found = verify(record, previous=earlier)
    assert states(found)["record"] == "holds"
    assert states(found)["changes"] == "fails"


# ---------------------------------------------------------------------- what does not hold


def forge(record: Path, change: Callable[[dict[str, Any]], Any], plan_too: bool = False) -> None:
    """Change a record as a forger would who knows how its digests are made."""
    from csat.plan import digest_of

    body = json.loads(record.read_text("utf-8"))
    change(body)
    if plan_too:
        body["plan"]["digest"] = digest_of(body["plan"])
    body["digest"] = digest_of_body(body)
    record.write_bytes(canonical_json(body).encode("utf-8", "backslashreplace"))


def estimate(body: dict[str, Any], metric: str) -> dict[str, Any]:
    return next(e for e in body["estimates"] if e["metric"] == metric and e["value"] is not None)


FORGED: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "a value": (lambda body: estimate(body, "nps").update(value=99.0), "figures"),
    "a bound": (lambda body: estimate(body, "csat")["interval"].update(low=79.9), "figures"),
    "a base": (lambda body: estimate(body, "csat").update(n=999), "figures"),
    "a count": (lambda body: estimate(body, "csat")["counts"].update(top=1), "figures"),
    "a distribution": (lambda body: estimate(body, "csat")["distribution"].update({"5": 1}), "figures"),
    "a note": (lambda body: estimate(body, "csat").update(notes=["All is well."]), "figures"),
    "an estimate taken away": (lambda body: body["estimates"].pop(), "figures"),
    "two estimates swapped": (lambda body: body["estimates"].reverse(), "figures"),
    "rows read": (lambda body: body["ledger"].update(read=10_000), "rows"),
    "a notice": (lambda body: body["notices"].append("All is well."), "notices"),
    "the sheet": (lambda body: body["source"].update(sheet="Another"), "rows"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_record_with_its_digest_made_right_is_found_by_its_data(name: str, tmp_path: Path) -> None:
    data = HOTEL / "survey.xlsx"
    record = record_file(tmp_path, data)
    change, check = FORGED[name]
    forge(record, change)
    found = verify(record, data)
    assert not found.holds
    assert states(found)["record"] == "holds"  # the digest was made anew
    assert states(found)[check] == "fails", told(found)
    assert found.because


def test_a_whole_forged_figure_is_found_by_the_data_alone(tmp_path: Path) -> None:
    """Three answers turned into the best one, and every count, figure and bound that follows made right."""
    better = rows()
    worst = [row for row in better if row[1] == "1"][:3]
    real = written(tmp_path / "real.csv", rows())
    for row in worst:
        row[1] = "5"
    forged = record_file(tmp_path, written(tmp_path / "forged.csv", better), csat=["Q1"], scale=["Q1=1-5"])
    honest = json.loads(csat.score(real, csat=["Q1"], scale=["Q1=1-5"]).to_json())
    forge(forged, lambda body: body.update(source=honest["source"]))
    assert verify(forged).holds  # by itself it is sound
    found = verify(forged, real)
    assert states(found)["data"] == "holds"
    assert states(found)["figures"] == "fails"


def test_a_plan_that_says_otherwise_gives_other_figures(tmp_path: Path) -> None:
    data = HOTEL / "survey.xlsx"
    record = record_file(tmp_path, data)
    forge(record, lambda body: body["plan"]["items"][0].update(reverse=True), plan_too=True)
    found = verify(record, data)
    assert states(found)["plan"] == "holds"
    assert states(found)["figures"] == "fails"
    forge(record, lambda body: body["plan"].update(level=0.9))
    assert states(verify(record))["plan"] == "fails"


def test_rows_in_another_order_change_the_bytes_and_no_figure(small: Path, tmp_path: Path) -> None:
    record = record_file(tmp_path, small, csat=["Q1"], nps=["Recommend"], scale=["Q1=1-5"])
    body = rows()
    random.Random(1).shuffle(body)
    found = verify(record, written(small, body))
    assert states(found)["data"] == "fails"
    assert states(found)["figures"] == "holds"
    assert any("Other input" in cause for cause in found.because)


def test_a_changed_plan_file_is_found_also_in_a_comment(small: Path, plan: Path, tmp_path: Path) -> None:
    record = record_file(tmp_path, small, plan=plan)
    assert states(verify(record))["plan file"] == "not checked"
    plan.write_text(PLAN + "# a comment\n", encoding="utf-8")
    assert states(verify(record, plan=plan))["plan file"] == "fails"
    other = record_file(tmp_path, small, nps=["Recommend"])
    assert states(verify(other, plan=plan))["plan file"] == "fails"


def test_columns_that_moved_or_are_gone_are_told_with_their_places(small: Path, tmp_path: Path) -> None:
    record = record_file(tmp_path, small, nps=["Recommend"])
    lines = [line.split(",") for line in small.read_text("utf-8").splitlines()]
    small.write_text("\n".join(",".join([row[2], *row[:2], *row[3:]]) for row in lines), encoding="utf-8")
    with pytest.raises(InputError, match=r'"Recommend", which was in #3, is now in #1'):
        verify(record, small)
    small.write_text(small.read_text("utf-8").replace("Recommend", "Other", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r'"Recommend", which was in #3, is not there'):
        verify(record, small)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff\xfe{", b'{"schema": "other"}', b"[" * 100_000])
def test_what_is_no_record_is_refused(body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(body)
    with pytest.raises(InputError):
        verify(path)
    with pytest.raises(InputError):
        verify(tmp_path / "not there.json")


@pytest.mark.parametrize(
    ("old", "new"),
    [('"notes": []', '"notes":  []'), ("\n", "\r\n"), ("Wilson", "\\u0057ilson"), ('"metric"', '"metric" ')],
)
def test_the_same_written_otherwise_is_not_as_csat_wrote_it(old: str, new: str, tmp_path: Path) -> None:
    record = record_file(tmp_path, HOTEL / "survey.xlsx")
    text = record.read_bytes().decode()
    assert old in text
    record.write_bytes(text.replace(old, new, 1).encode())
    assert states(verify(record))["record"] == "fails"


def test_bounds_within_the_tolerance_are_told_and_hold() -> None:
    near = 70.0 * (1 + TOLERANCE / 10)
    found = list(differences({"low": 70.0, "value": 70.0}, {"low": near, "value": 70.0}, "x"))
    assert [(d.close, d.fails) for d in found] == [(True, False)]
    found = list(differences({"low": 70.0}, {"low": 70.0 * (1 + 10 * TOLERANCE)}, "x"))
    assert [d.fails for d in found] == [True]
    # counts and values have no tolerance, and a whole number is none with a point
    assert [d.fails for d in differences({"value": 70.0}, {"value": near}, "x")] == [True]
    assert [d.fails for d in differences({"base": 1}, {"base": 1.0}, "x")] == [True]
    assert [d.fails for d in differences({"base": 1}, {"base": True}, "x")] == [True]


def test_another_version_may_word_otherwise_but_not_count_otherwise(tmp_path: Path) -> None:
    data = HOTEL / "survey.xlsx"
    record = record_file(tmp_path, data)

    def other(body: dict[str, Any]) -> None:
        body["environment"]["csat"] = "0.0.9"
        body["notices"] = ["Worded otherwise."]
        estimate(body, "csat")["source"] = "another citation"

    forge(record, other)
    found = verify(record, data)
    assert found.holds, told(found)
    forge(record, lambda body: estimate(body, "csat").update(value=1.0))
    found = verify(record, data)
    assert not found.holds
    assert any("csat 0.0.9 then" in cause for cause in found.because)


# ---------------------------------------------------------------------- the command


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    from csat.boundary import run as run_app
    from csat.cli import app

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["csat", *map(str, arguments)])
        code = run_app(app)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_the_command_ends_with_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = HOTEL / "survey.xlsx"
    record = record_file(tmp_path, data)
    code, out, _ = run(capsys, "verify", record, "--data", data)
    assert code == 0
    assert out.startswith("record.json: verified.")
    assert run(capsys, "verify", record, "--data", data, "-q")[:2] == (0, "")
    code, out, _ = run(capsys, "verify", record)
    assert code == 0
    assert "as far as it was checked" in out
    forge(record, lambda body: estimate(body, "nps").update(value=99.0))
    code, out, _ = run(capsys, "verify", record, "--data", data, "-q")
    assert code == 1
    assert "NOT verified" in out.splitlines()[0]
    assert "99.0 recorded" in out
    code, out, _ = run(capsys, "verify", record, "--data", data, "--json")
    assert code == 1
    body = json.loads(out)
    assert body["verified"] is False
    assert any(d["where"].endswith("nps, value") for c in body["checks"] for d in c["differences"])
    code, _, err = run(capsys, "verify", record, "--data", tmp_path / "not there.xlsx")
    assert code == 2
    assert "not there" in err


# ---------------------------------------------------------------------- records that nobody's csat wrote

WRONG: list[Any] = [None, True, -1, 0, 10**12, 1e300, -0.5, "", "x", "9", [], {}, ["x"], {"x": 1}]


def leaves(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return [path] * bool(path) + [found for name, part in inner for found in leaves(part, (*path, name))]


def spoil(body: dict[str, Any], path: tuple[Any, ...], value: Any, taken_away: bool) -> None:
    part: Any = body["plan"]
    for name in path[:-1]:
        part = part[name]
    if taken_away:
        del part[path[-1]]
    else:
        part[path[-1]] = value


def test_a_plan_that_csat_does_not_write_ends_in_a_message(small: Path, plan: Path, tmp_path: Path) -> None:
    """Any part of a plan put wrong, the digests made right: refused, or found, and never a fault of csat's own."""
    record = record_file(tmp_path, small, plan=plan)
    good, chance = record.read_bytes(), random.Random(7)
    # but for the sentences, which the watch over all sentences of the tests would not know
    places = [path for path in leaves(json.loads(good)["plan"]) if path[-1] not in ("why", "settle")]
    for number in range(80):
        path, value = chance.choice(places), chance.choice(WRONG)

        record.write_bytes(good)
        forge(record, partial(spoil, path=path, value=value, taken_away=not number % 3), plan_too=True)
        with suppress(InputError):
            verify(record, small)


# ---------------------------------------------------------------------- forgeries with the digests made right


def forged(record: Path, data: Path, change: Callable[[dict[str, Any]], Any], **options: Any) -> dict[str, str]:
    """The states of the checks of a forged copy of a record; the record stays as it is."""
    good = record.read_bytes()
    forge(record, change, plan_too=True)
    try:
        return states(verify(record, data, **options))
    finally:
        record.write_bytes(good)


def test_a_figure_that_stands_twice_is_found(tmp_path: Path) -> None:
    data = HOTEL / "survey.xlsx"
    record = record_file(tmp_path, data)
    assert forged(record, data, lambda body: body["estimates"].append(body["estimates"][3]))["figures"] == "fails"


def test_what_no_answer_tells_is_held_against_the_plan_file(tmp_path: Path) -> None:
    data, plan = HOTEL / "survey.xlsx", HOTEL / "survey.toml"
    record = record_file(tmp_path, data, plan=plan, fail_under={"csat": 50})
    assert states(verify(record, data, plan=plan))["plan's words"] == "holds"

    def no_target(body: dict[str, Any]) -> None:
        body["plan"]["targets"] = [one for one in body["plan"]["targets"] if one["figure"] == "csat"]

    changes: list[Callable[[dict[str, Any]], Any]] = [
        lambda body: body["plan"]["response"].update(invited=500),
        lambda body: body["plan"]["survey"].update(population=52),
        lambda body: body["plan"].update(decimals={"percent": 0}),
        no_target,
    ]
    for change in changes:
        assert forged(record, data, change, plan=plan)["plan's words"] == "fails"


def test_numbers_in_the_words_of_another_version_are_held_against_the_data(tmp_path: Path) -> None:
    data = HOTEL / "survey.xlsx"
    record = record_file(tmp_path, data)

    def other(body: dict[str, Any], notice: str = "", note: str = "") -> None:
        body["environment"]["csat"] = "0.0.9"
        if notice:
            body["notices"].append(notice)
        if note:
            estimate(body, "csat")["notes"] = [note]

    assert forged(record, data, partial(other, notice="All is well."))["notices"] == "holds"
    assert forged(record, data, partial(other, notice="NPS is 99."))["notices"] == "fails"
    assert forged(record, data, partial(other, note="Shown by 95 studies."))["figures"] == "fails"


def test_changes_are_held_against_their_own_counts(tmp_path: Path) -> None:
    data, plan = HOTEL / "survey.xlsx", HOTEL / "survey.toml"
    record = record_file(tmp_path, data, plan=plan, previous=csat.score(HOTEL / "earlier.xlsx", plan=plan))
    assert states(verify(record, data))["formulas"] == "holds"

    def change(body: dict[str, Any], part: str) -> None:
        told = next(one for one in body["previous"]["changes"] if one["value"] is not None)
        told[part] += 30

    for part in ("value", "before", "low"):
        assert forged(record, data, partial(change, part=part))["formulas"] == "fails"


def test_figures_are_made_of_no_record_that_was_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = record_file(tmp_path, HOTEL / "earlier.xlsx")
    body = json.loads(record.read_text("utf-8"))
    for change in (lambda: estimate(body, "csat").update(value=1.0), lambda: body.pop("digest")):
        change()
        record.write_text(canonical_json(body), "utf-8")
        with pytest.raises(InputError, match="digest does not fit"):
            csat.score(HOTEL / "survey.xlsx", previous=record)
        code, _, err = run(capsys, "render", record, "-o", tmp_path / "report.md")
        assert code == 2
        assert "digest does not fit" in err
        assert not (tmp_path / "report.md").exists()


def _one_more(body: dict[str, Any], path: tuple[Any, ...]) -> None:
    part: Any = body
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] += 1


@pytest.mark.parametrize(
    ("path", "check"),
    [
        (("ledger", "read"), "sums"),
        (("ledger", "items", 0, "blank"), "sums"),
        (("estimates", 0, "missing", "blank"), "sums"),
        (("estimates", 0, "n"), "sums"),
        (("estimates", 0, "counts", "base"), "counts"),
        (("estimates", 0, "distribution", "5"), "counts"),
    ],
)
def test_a_count_of_a_forged_record_is_found_without_its_data(
    path: tuple[Any, ...], check: str, tmp_path: Path
) -> None:
    record = record_file(tmp_path, HOTEL / "survey.xlsx")
    assert verify(record).holds
    forge(record, partial(_one_more, path=path))
    assert states(verify(record))[check] == "fails"


def test_a_forged_comment_and_a_forged_way_of_reading_are_found(tmp_path: Path) -> None:
    data, plan = HOTEL / "survey.xlsx", HOTEL / "survey.toml"
    record = record_file(tmp_path, data, plan=plan, comments=["all"])
    assert states(verify(record, data))["comments"] == "holds"

    def another_text(body: dict[str, Any]) -> None:
        body["comments"][0]["texts"][0] += "!"

    assert forged(record, data, another_text)["comments"] == "fails"
    assert forged(record, data, partial(_one_more, path=("source", "header_rows")))["rows"] == "fails"


def test_the_answers_of_an_earlier_wave_are_those_of_its_record(tmp_path: Path) -> None:
    """Data of this wave cannot show them: they are unchecked without that record, and held against it with it."""
    earlier = tmp_path / "earlier.json"
    earlier.write_text(csat.score(HOTEL / "earlier.xlsx").to_json(), encoding="utf-8")
    data, record = HOTEL / "survey.xlsx", tmp_path / "compared.json"
    record.write_text(csat.compare(data, previous=earlier).to_json(), encoding="utf-8")
    assert states(verify(record, data))["earlier wave"] == "not checked"
    found = states(verify(record, data, previous=earlier))
    assert found["earlier wave"] == "holds"
    assert "changes" not in found

    def one_more(body: dict[str, Any]) -> None:
        answers = body["plan"]["analyses"][0]["previous"]["answers"]
        answers[next(iter(answers))][0] += 1

    assert forged(record, data, one_more, previous=earlier)["earlier wave"] == "fails"
    other = csat.score(data)
    assert states(verify(record, previous=other))["earlier wave"] == "fails"
