"""What must hold for any survey at all: hypothesis invents the rows, blanks, odd answers and segments.

The order of rows, the size of chunks, how a survey is split into files, the wording of a scale and the format of the
file change no byte of the estimates; counts add up; every formula gives its value; no figure is nan or infinite.
"""

from __future__ import annotations

import ast
import csv
import io
import json
import math
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import csat
from csat.choices import choose
from csat.io import delimited, open_source
from csat.measure import estimates as measured
from csat.names import Names
from csat.plan import Plan
from csat.reading import read
from csat.results import Estimate, Record
from csat.tally import Tally

from .io.conftest import ods, ods_row

HEADERS = ["region", "overall", "recommend", "easy", "effort", "room", "staff", "food"]
ITEMS = ["room", "staff", "food"]
ASKED: dict[str, Any] = {
    "by": ["region"],
    "csat": ["overall"],
    "nps": ["recommend"],
    "ces": {"easy": "ces2", "effort": "ces1"},
    "alpha": {"Stay": ITEMS},
    "scale": dict.fromkeys(["overall", "effort", *ITEMS], "1-5"),
    "reverse": ["food"],
    "missing": {"overall": ["9"]},
}
METRICS = {
    *("csat", "csat_bottom", "csat_net", "mean", "sd", "score"),
    *("nps", "nps_promoters", "nps_passives", "nps_detractors", "ces", "ces_easy"),
    *("alpha", "alpha_standardized", "inter_item_r", "item_rest_r", "alpha_if_dropped"),
}
LABELS = {
    "1": "Very dissatisfied",
    "2": "Dissatisfied",
    "3": "Neither satisfied nor dissatisfied",
    "4": "Satisfied",
    "5": "Very satisfied",
}

Row = tuple[str, ...]
Table = list[Row]


def answer(low: int, high: int, *odd: str) -> st.SearchStrategy[str]:
    """An answer on a scale: valid mostly, now and then blank or one of the odd texts."""
    valid = st.integers(low, high).map(str)
    return st.one_of(valid, valid, valid, st.sampled_from(["", *odd])) if odd else st.one_of(valid, valid, st.just(""))


regions = st.sampled_from(["North", "South", "Île-de-France", "تهران"])
row = st.tuples(
    regions,
    answer(1, 5, "9", "N/A", "42"),
    answer(0, 10),
    answer(1, 7, "don't know"),
    answer(1, 5),
    *[answer(1, 5)] * len(ITEMS),
)
# Every column is answered at least once, so that every one is scored.
first: Row = ("North", "4", "10", "7", "1", "5", "4", "1")
tables = st.lists(row, min_size=1, max_size=60).map(lambda rows: [first, *rows])
plain_row = st.tuples(regions, answer(1, 5), answer(0, 10), answer(1, 7), answer(1, 5), *[answer(1, 5)] * len(ITEMS))
plain_tables = st.lists(plain_row, min_size=1, max_size=60).map(lambda rows: [first, *rows])

slowly = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def write_csv(path: Path, rows: Sequence[Row], headers: Sequence[str] = HEADERS) -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headers, *rows])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def score(path: Path | pd.DataFrame) -> Record:
    return csat.score(path, **ASKED)


def estimates(record: Record) -> str:
    """The estimates as the bytes that csat would print."""
    return json.dumps(record.to_dict()["estimates"], sort_keys=True, ensure_ascii=False, allow_nan=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("properties")


@slowly
@given(tables, st.randoms(use_true_random=False))
def test_order_of_rows(folder: Path, rows: Table, shuffler: random.Random) -> None:
    shuffled = rows.copy()
    shuffler.shuffle(shuffled)
    assert estimates(score(write_csv(folder / "a.csv", rows))) == estimates(
        score(write_csv(folder / "b.csv", shuffled))
    )


@slowly
@given(tables, st.integers(min_value=128, max_value=1024))
def test_size_of_chunks(folder: Path, rows: Table, size: int) -> None:
    path = write_csv(folder / "chunks.csv", rows * 3)
    whole = estimates(score(path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_BLOCKS", (size, 1 << 20))
        assert len(list(open_source(path).chunks())) >= 1
        assert estimates(score(path)) == whole


def test_small_chunks_are_really_small(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(folder / "many.csv", [first] * 200)
    monkeypatch.setattr(delimited, "_BLOCKS", (256, 1 << 20))
    assert len(list(open_source(path).chunks())) > 5


def tally_of(path: Path, plan: Plan | None = None) -> Tally:
    """The tally of a file, by its own plan or by a given one."""
    source = open_source(path)
    if plan is None:
        letters = [source.letter(column) for column in range(len(source.headers))]
        choices = choose(Names(source.headers, letters), **ASKED, level=0.95, suppress_below=5)
        return read(source, letters, choices).tally
    tally = Tally(plan)
    for chunk in source.chunks():
        tally.count(chunk)
    return tally


@slowly
@given(tables, st.data())
def test_tallies_of_two_halves_add_up(folder: Path, rows: Table, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(rows) - 1))
    whole = tally_of(write_csv(folder / "whole.csv", rows))
    parts = [tally_of(write_csv(folder / "part.csv", part), whole.plan) for part in (rows[:cut], rows[cut:])]
    both = parts[0] + parts[1]
    other = parts[1] + parts[0]
    assert both.rows == whole.rows == len(rows)
    want = list(measured(whole.plan, whole))
    assert list(measured(whole.plan, both)) == want
    assert list(measured(whole.plan, other)) == want


@slowly
@given(plain_tables)
def test_words_and_numbers_of_one_scale(folder: Path, rows: Table) -> None:
    # every label occurs, since a scale of words is known by the whole set of them
    rows = rows + [("North", point, "", "", "", "", "", "") for point in LABELS]
    worded = [(region, LABELS.get(overall, ""), *rest) for region, overall, *rest in rows]
    numbers, words = score(write_csv(folder / "numbers.csv", rows)), score(write_csv(folder / "words.csv", worded))
    assert estimates(words) == estimates(numbers)


def to_cell(text: str) -> int | str | None:
    """A value as a person would type it into a sheet: numbers as numbers, nothing where blank."""
    return None if text == "" else int(text) if text.isdigit() else text


def to_xlsx(path: Path, rows: Table) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Answers")
        for line, cells in enumerate([HEADERS, *rows]):
            for place, text in enumerate(cells):
                if text != "":
                    sheet.write(line, place, to_cell(text))


def to_openpyxl(path: Path, rows: Table) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    for cells in [HEADERS, *rows]:
        sheet.append([to_cell(text) for text in cells])
    book.save(path)


def to_parquet(path: Path, rows: Table) -> None:
    pd.DataFrame(rows, columns=HEADERS).to_parquet(path)


def to_typed_parquet(path: Path, rows: Table) -> None:
    frame = pd.DataFrame(rows, columns=HEADERS)
    frame["region"] = frame["region"].astype("category")
    for column in ("recommend", "effort", *ITEMS):  # columns without words
        frame[column] = pd.to_numeric(frame[column].replace("", None)).astype("Int64")
    frame.to_parquet(path)


def to_ods(path: Path, rows: Table) -> None:
    cells = [
        [escape(cell) if isinstance(cell, str) else cell for cell in map(to_cell, row)] for row in [HEADERS, *rows]
    ]
    ods(path, "".join(ods_row(*row) for row in cells))


def to_tsv(path: Path, rows: Table) -> None:
    text = io.StringIO()
    csv.writer(text, dialect="excel-tab").writerows([HEADERS, *rows])
    path.write_text(text.getvalue(), encoding="utf-16")


FORMATS: dict[str, Callable[[Path, Table], None]] = {
    "a.xlsx": to_xlsx,
    "b.xlsx": to_openpyxl,
    "a.parquet": to_parquet,
    "b.parquet": to_typed_parquet,
    "a.ods": to_ods,
    "a.tsv": to_tsv,
}


@pytest.mark.parametrize("name", FORMATS)
@settings(slowly, max_examples=10)
@given(rows=tables)
def test_format(folder: Path, name: str, rows: Table) -> None:
    FORMATS[name](folder / name, rows)
    assert estimates(score(folder / name)) == estimates(score(write_csv(folder / "same.csv", rows)))


@slowly
@given(tables)
def test_data_frame(folder: Path, rows: Table) -> None:
    frame = pd.DataFrame(rows, columns=HEADERS)
    assert estimates(score(frame)) == estimates(score(write_csv(folder / "frame.csv", rows)))


@slowly
@given(tables)
def test_ledger_adds_up(folder: Path, rows: Table) -> None:
    record = score(write_csv(folder / "ledger.csv", rows))
    ledger = record.ledger
    assert ledger["read"] == ledger["scored"] + sum(ledger["set_aside"].values())
    assert ledger["scored"] == len(rows)
    reasons = ("valid", "blank", "not_applicable", "dont_know", "invalid")
    found = {item["column"]: item for item in ledger["items"]}
    assert set(HEADERS[1:]) <= set(found)
    for column, item in found.items():
        assert sum(item[reason] for reason in reasons) == item["rows"] == len(rows), column
        place = HEADERS.index(column)
        assert item["blank"] == sum(cells[place] == "" for cells in rows)
        assert item["valid"] == sum(item["distribution"].values())
    overall = found["overall"]
    assert overall["not_applicable"] == sum(cells[1] in ("9", "N/A") for cells in rows)
    assert overall["invalid"] == sum(cells[1] == "42" for cells in rows)
    assert found["easy"]["dont_know"] == sum(cells[3] == "don't know" for cells in rows)
    for estimate in record.estimates:
        if estimate.column and not estimate.construct and not estimate.segment:
            assert estimate.n + sum(estimate.missing.values()) == len(rows)


@slowly
@given(tables)
def test_bounds_hold_the_estimate(folder: Path, rows: Table) -> None:
    limits = {"percent": (0, 100), "points": (-100, 100)}
    for estimate in score(write_csv(folder / "bounds.csv", rows)).estimates:
        interval, value = estimate.interval, estimate.value
        if interval is None:
            assert value is None or estimate.no_interval_because, estimate.id
            continue
        assert value is not None
        assert interval.low <= value <= interval.high, estimate.id
        assert interval.level == 0.95
        if estimate.unit in limits:
            low, high = limits[estimate.unit]
            assert low <= interval.low < interval.high <= high, estimate.id


ALLOWED = (
    *(ast.Expression, ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Load, ast.Constant),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub),
)


def evaluate(estimate: Estimate) -> float:
    """The formula of an estimate on its own counts: arithmetic and ``sqrt`` alone, and no name that is not a count."""
    tree = ast.parse(estimate.formula, mode="eval")
    for node in ast.walk(tree):
        assert isinstance(node, ALLOWED), f"{estimate.id}: {estimate.formula}"
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name)
            assert node.func.id == "sqrt"
        if isinstance(node, ast.Name):
            assert node.id == "sqrt" or node.id in estimate.counts, f"{estimate.id}: no count {node.id}"
    names: dict[str, Any] = {"__builtins__": {}, "sqrt": math.sqrt, **estimate.counts}
    return float(eval(compile(tree, "formula", "eval"), names))


@slowly
@given(tables)
def test_formulas_give_their_values(folder: Path, rows: Table) -> None:
    record = score(write_csv(folder / "formulas.csv", rows))
    assert {estimate.metric for estimate in record.estimates} == METRICS
    for estimate in record.estimates:
        if estimate.value is None:
            assert estimate.notes, f"{estimate.id} is undefined and does not say why"
        else:
            assert math.isclose(evaluate(estimate), estimate.value, rel_tol=1e-9, abs_tol=1e-9), estimate.id


def numbers(value: object) -> Iterator[float]:
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, float):
        yield value


@slowly
@given(tables)
def test_json_is_plain_and_the_same_again(folder: Path, rows: Table) -> None:
    path = write_csv(folder / "json.csv", rows)
    text = score(path).to_json()
    assert all(math.isfinite(number) for number in numbers(json.loads(text)))
    assert "NaN" not in text
    assert "Infinity" not in text
    assert score(path).to_json() == text
    assert str(folder) not in text


@pytest.mark.parametrize(
    "rows",
    [
        [first],
        [first] * 2,
        [first] * 40,
        [first, ("South", *[""] * 7)],
        [("North", "1", "0", "1", "5", "1", "1", "5")] * 30,
        [("North", "3", "7", "4", "3", str(1 + i % 5), str(5 - i % 5), "3") for i in range(40)],
    ],
    ids=["one row", "two alike", "all alike", "a segment without answers", "all at the bottom", "against each other"],
)
def test_edges_are_finite_and_explained(folder: Path, rows: Table) -> None:
    record = score(write_csv(folder / "edges.csv", rows))
    json.loads(record.to_json())
    for estimate in record.estimates:
        if estimate.value is None:
            assert estimate.notes, estimate.id
        else:
            assert math.isfinite(estimate.value)
            assert math.isclose(evaluate(estimate), estimate.value, rel_tol=1e-9, abs_tol=1e-9), estimate.id
        assert estimate.interval or estimate.no_interval_because, estimate.id
