"""One change is always found: ten thousand of them, in records, reports, plan files and data.

What is flipped, and by what it must be found:

- 4,000 bytes of a record file, by its digest and its canonical form;
- 3,200 digits of report files, in equal parts of every format but JSON and PDF, by rendering the record again;
- 2,000 bytes of a plan file, by its SHA-256;
- 500 bytes of the data, by their SHA-256;
- 300 answers of scored questions, by the figures redone from them, the SHA-256 of the data left aside.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import csat
from csat.audit.verify import as_written, parsed, redone, same_data, same_plan_file
from csat.audit.verify.shown import Renderings, compared
from csat.errors import InputError
from csat.io import open_source
from csat.record.file import read_record
from csat.reopening import again
from csat.report import WRITERS
from csat.report.language import languages, read_language
from csat.results import Record

RECORD, REPORTS, PLAN_FILE, DATA, ANSWERS = 4_000, 3_200, 2_000, 500, 300
PRINTED = bytes(range(0x20, 0x7F))

PLAN = """# the plan of a small survey
[[item]]
id = "overall"
column = "Overall"
measure = "csat"
scale = "1-5"

[[item]]
id = "recommend"
column = "Recommend"
measure = "nps"

[[item]]
id = "effort"
column = "Effort"
measure = "ces"
variant = "ces2"
scale = "1-7"

[[segment]]
column = "Region"

[[target]]
figure = "overall.csat"
at_least = 50
"""
SCALES = ((1, 5), (0, 10), (1, 7))  # of the columns, in their order
TABLE: list[list[Any]] = [[1 + n * n % 5, n * 7 % 11, 1 + n % 7, ("North", "South")[n % 2]] for n in range(80)]


def test_the_mix_is_ten_thousand() -> None:
    assert RECORD + REPORTS + PLAN_FILE + DATA + ANSWERS == 10_000


def text_of(table: list[list[Any]]) -> str:
    lines = ["Overall,Recommend,Effort,Region", *(",".join(map(str, row)) for row in table)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flips")
    (folder / "survey.csv").write_text(text_of(TABLE), encoding="utf-8")
    (folder / "survey.toml").write_text(PLAN, encoding="utf-8")
    record = csat.score(folder / "survey.csv", plan=folder / "survey.toml")
    (folder / "record.json").write_text(record.to_json(), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def record(folder: Path) -> Record:
    return read_record(folder / "record.json")


def flipped(raw: bytes, chance: random.Random, where: bytes = PRINTED, into: bytes = PRINTED) -> bytes:
    """The same but for one byte, which is among those ``where`` and becomes another of those ``into``."""
    while True:
        place = chance.randrange(len(raw))
        if raw[place] in where:
            break
    new = chance.choice([byte for byte in into if byte != raw[place]])
    return raw[:place] + bytes([new]) + raw[place + 1 :]


def test_flips_of_a_record_are_found(folder: Path) -> None:
    raw, chance = (folder / "record.json").read_bytes(), random.Random(1)
    assert as_written(raw, json.loads(raw)).state == "holds"
    for _ in range(RECORD):
        changed = flipped(raw, chance)
        try:
            body = parsed(changed, "record.json")
        except InputError:
            continue  # told as damage
        assert as_written(changed, body).state == "fails", changed


FORMATS = sorted(WRITERS.keys() - {".json", ".pdf"})


@pytest.mark.parametrize("suffix", FORMATS)
def test_flips_of_digits_in_a_report_are_found(suffix: str, folder: Path, record: Record) -> None:
    chance, renderings, path = random.Random(2), Renderings(record), folder / f"report{suffix}"
    spoken = [read_language(code) for code in languages()]
    reports = [renderings.of(path, language) for language in spoken]
    for report in reports:
        assert compared(renderings, path, report).state == "holds"
    looked_into = {".html": 100, ".xlsx": 30}.get(suffix, REPORTS)  # to say what differs in these takes long
    for number in range(-(-REPORTS // len(FORMATS))):
        changed = flipped(reports[number % len(reports)], chance, b"0123456789", b"0123456789")
        if number < looked_into:
            outcome = compared(renderings, path, changed)
            assert outcome.state == "fails"
            if outcome.remarks and "by its own word" in outcome.remarks[0]:  # the version of csat in it
                continue
            assert any(difference.fails for difference in outcome.differences)
        else:
            assert changed not in reports


def test_flips_of_a_plan_file_are_found(folder: Path, record: Record) -> None:
    raw, chance = (folder / "survey.toml").read_bytes(), random.Random(3)
    assert same_plan_file(record, "survey.toml", raw).state == "holds"
    for _ in range(PLAN_FILE):
        assert same_plan_file(record, "survey.toml", flipped(raw, chance)).state == "fails"


def test_flips_of_the_data_are_found_by_their_bytes(folder: Path, record: Record, tmp_path: Path) -> None:
    raw, chance = (folder / "survey.csv").read_bytes(), random.Random(4)
    assert same_data(record, open_source(folder / "survey.csv").about).state == "holds"
    path = tmp_path / "survey.csv"
    for _ in range(DATA):
        path.write_bytes(flipped(raw, chance, into=b"0123456789abcxyz,"))
        assert same_data(record, open_source(path, header=1).about).state == "fails"


def test_flips_of_answers_are_found_by_the_figures(folder: Path, record: Record, tmp_path: Path) -> None:
    chance, path = random.Random(5), tmp_path / "survey.csv"
    for _ in range(ANSWERS):
        table = [list(row) for row in TABLE]
        row, column = chance.randrange(len(table)), chance.randrange(len(SCALES))
        low, high = SCALES[column]
        table[row][column] = chance.choice([point for point in range(low, high + 1) if point != table[row][column]])
        path.write_text(text_of(table), encoding="utf-8")
        _, now = again(record, path)
        found = {outcome.check: outcome for outcome in redone(record, now)}
        # two answers of one box give the same shares, and another distribution and mean
        assert found["figures"].state == "fails"
        item = ("overall", "recommend", "effort")[column]
        assert all(difference.where.startswith(item) for difference in found["figures"].differences)
