"""The bundled examples: the generator gives the committed files, and scoring them gives the committed records."""

import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from statistics import variance
from typing import Any

import openpyxl
import pytest

import csat
from csat.record.file import read_record

EXAMPLES = Path(__file__).parent.parent / "examples"
SURVEYS = ["hotel/survey.xlsx", "bank-fa/survey.csv", "matrix/survey.xlsx"]
sys.path.insert(0, str(EXAMPLES))  # its programs are no package
from reports import FORMATS, STORIES, Story, rendered  # noqa: E402


@pytest.fixture(scope="module")
def made_anew(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("examples")
    subprocess.run([sys.executable, EXAMPLES / "generate.py", "--out", out], check=True)
    return out


@pytest.mark.parametrize("survey", [*SURVEYS, "hotel/earlier.xlsx"])
def test_generator_reproduces_the_committed_file(survey: str, made_anew: Path) -> None:
    assert content(made_anew / survey) == content(EXAMPLES / survey)


def content(path: Path) -> bytes | dict[str, bytes]:
    """The bytes of a file; of a workbook each part's bytes, since zlib's builds pack the same bytes differently."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_example_is_tested() -> None:
    surveys = [path for path in EXAMPLES.glob("*/survey.*") if path.suffix != ".toml"]
    assert sorted(str(path.relative_to(EXAMPLES).as_posix()) for path in surveys) == sorted(SURVEYS)
    assert sorted(story.survey for story in STORIES) == sorted(SURVEYS)


@pytest.mark.parametrize("survey", SURVEYS)
def test_scoring_gives_the_committed_record(survey: str) -> None:
    path = EXAMPLES / survey
    expected = json.loads(path.with_name("expected.json").read_text(encoding="utf-8"))
    record = json.loads(csat.score(path).to_json())
    assert [e["id"] for e in record["estimates"]] == [e["id"] for e in expected["estimates"]]
    for now, then in zip(record["estimates"], expected["estimates"], strict=True):
        assert differences(now, then, now["id"]) == []
    for one in (record, expected):
        del one["environment"], one["digest"]  # versions, which may differ where the figures may not
    assert differences(record, expected, "record") == []


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.folder.name)
def test_stories_give_the_committed_records_and_these_the_committed_reports(story: Story) -> None:
    committed = read_record(story.file(".json"))
    made, kept = (json.loads(record.to_json()) for record in (story.record(), committed))
    for record in (made, kept):
        del record["environment"], record["digest"]  # versions may differ where the figures may not
        record.get("previous", {}).pop("digest", None)
    assert differences(made, kept, "record") == []
    for suffix in FORMATS:
        assert rendered(committed, suffix) == story.file(suffix).read_bytes(), suffix
    assert sorted(path.name for path in story.file(".json").parent.iterdir()) == sorted(
        story.file(suffix).name for suffix in FORMATS
    )


def differences(now: Any, then: Any, where: str) -> list[str]:
    """Every place where two JSON values differ; numbers by more than 1e-12 of their size."""
    if isinstance(now, dict) and isinstance(then, dict):
        if now.keys() != then.keys():
            return [f"{where}: names {sorted(now.keys() ^ then.keys())}"]
        return [found for name in now for found in differences(now[name], then[name], f"{where}.{name}")]
    if isinstance(now, list) and isinstance(then, list) and len(now) == len(then):
        pairs = enumerate(zip(now, then, strict=True))
        return [found for place, (a, b) in pairs for found in differences(a, b, f"{where}[{place}]")]
    if isinstance(now, float) and isinstance(then, float):
        return [] if now == pytest.approx(then, rel=1e-12, abs=1e-12) else [f"{where}: {now!r}, not {then!r}"]
    return [] if now == then and type(now) is type(then) else [f"{where}: {now!r}, not {then!r}"]


# The figures below are counted from the raw cells, without csat: they would catch a wrong figure in expected.json.


def columns(survey: str) -> dict[str, list[Any]]:
    path = EXAMPLES / survey
    rows: list[tuple[Any, ...]]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [tuple(row) for row in csv.reader(file)]
    else:
        rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    return {str(header): [row[place] for row in rows[1:]] for place, header in enumerate(rows[0])}


def test_hotel_figures_recounted() -> None:
    raw, record = columns("hotel/survey.xlsx"), csat.score(EXAMPLES / "hotel/survey.xlsx")

    overall = "Overall, how satisfied are you with your stay?"
    given = [answer for answer in raw[overall] if answer is not None]
    satisfied = sum(answer in ("Satisfied", "Very satisfied") for answer in given)
    estimate = record.find("csat", overall)
    assert estimate.n == len(given)
    assert estimate.value == pytest.approx(100 * satisfied / len(given), rel=1e-12)

    recommend = "How likely are you to recommend us to a friend or colleague? (0-10)"
    assert record.find("nps", recommend).value == pytest.approx(nps(raw[recommend]), rel=1e-12)

    easy = "The hotel made it easy for me to handle my issue"
    agreed = [answer for answer in raw[easy] if answer not in (None, "Not applicable")]
    estimate = record.find("ces_easy", easy)
    assert estimate.n == len(agreed)
    agreeing = sum(answer in ("Somewhat agree", "Agree", "Strongly agree") for answer in agreed)
    assert estimate.value == pytest.approx(100 * agreeing / len(agreed), rel=1e-12)


def test_hotel_alpha_recomputed() -> None:
    raw, record = columns("hotel/survey.xlsx"), csat.score(EXAMPLES / "hotel/survey.xlsx")
    items = [
        answers for header, answers in raw.items() if header.startswith("How satisfied were you with the following?")
    ]
    complete = [guest for guest in zip(*items, strict=True) if all(isinstance(answer, int) for answer in guest)]
    spread = sum(variance(item) for item in zip(*complete, strict=True)) / variance([sum(guest) for guest in complete])
    estimate = record.find("alpha")
    assert estimate.n == len(complete)
    assert estimate.value == pytest.approx(6 / 5 * (1 - spread), rel=1e-12)


def test_bank_figures_recounted() -> None:
    raw, record = columns("bank-fa/survey.csv"), csat.score(EXAMPLES / "bank-fa/survey.csv")

    overall = "میزان رضایت شما از خدمات بانک چقدر است؟"
    given = [answer for answer in raw[overall] if answer not in ("", "نمی‌دانم")]
    satisfied = sum(answer in ("راضی", "خیلی راضی") for answer in given)
    estimate = record.find("csat", overall)
    assert estimate.n == len(given)
    assert estimate.value == pytest.approx(100 * satisfied / len(given), rel=1e-12)

    recommend = "چقدر احتمال دارد بانک ما را به دوستان خود توصیه کنید؟ (۰ تا ۱۰)"
    ratings: list[int | None] = [int(answer) for answer in raw[recommend] if answer]  # int() reads Persian digits
    assert record.find("nps", recommend).value == pytest.approx(nps(ratings), rel=1e-12)


def test_helpdesk_warns_of_the_item_worded_against_the_others() -> None:
    record = csat.score(EXAMPLES / "matrix/survey.xlsx")
    against = next(column for column in columns("matrix/survey.xlsx") if "again and again" in column)
    item_rest = record.find("item_rest_r", against)
    assert item_rest.value is not None
    assert item_rest.value < 0
    assert any("again and again" in notice for notice in record.notices) or item_rest.notes


def test_email_addresses_stay_out_of_the_record() -> None:
    assert "@example.com" not in csat.score(EXAMPLES / "hotel/survey.xlsx").to_json()


def nps(ratings: list[int | None]) -> float:
    given = [rating for rating in ratings if rating is not None]
    promoters, detractors = sum(rating >= 9 for rating in given), sum(rating <= 6 for rating in given)
    return 100 * (promoters - detractors) / len(given)
