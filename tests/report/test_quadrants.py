"""Pictures of quadrants: every spot once, in its place, on screens, in pages and in workbooks."""

from __future__ import annotations

import io
import re
import zipfile

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import csat
from csat.report import WRITERS
from csat.report.chart_quadrants import HEIGHT, along, down, placed
from csat.report.charts import pieces, svg
from csat.report.document import Axis, Chart, Spot, data, words
from csat.report.language import read_language
from csat.report.rows import ASCII, Screen, Signs
from csat.report.text_quadrants import picture, write

CORNERS = tuple(words(name) for name in ("concentrate here", "keep up", "low priority", "overkill"))
places = st.lists(st.tuples(st.floats(0, 100), st.floats(-1, 1)), min_size=1, max_size=20)


def chart(spots: list[tuple[float, float]]) -> Chart:
    rows = [Spot(words(str(n)), data(f"سؤال {n}"), x, y, settled=n % 2 == 0) for n, (x, y) in enumerate(spots, 1)]
    axes = Axis(words("Performance"), 0, 100, 60), Axis(words("Importance"), -1, 1, 0.2)
    return Chart("quadrants", words("Matrix"), rows, axes=axes, corners=CORNERS)


@given(places, st.sampled_from([Signs(), ASCII]))
def test_every_number_stands_once_on_a_screen(spots: list[tuple[float, float]], signs: Signs) -> None:
    lines = ["".join(sign for sign, _ in line) for line in picture(chart(spots), signs, 64, 15)]
    assert {len(line) for line in lines} == {64}
    found = [int(number) for line in lines for number in re.findall(r"\d+", line)]
    assert sorted(found) == list(range(1, len(spots) + 1))


def test_a_spot_stands_where_its_figures_are() -> None:
    lines = [
        "".join(sign for sign, _ in line) for line in picture(chart([(0, -1), (100, 1), (60, 0.2)]), Signs(), 61, 15)
    ]
    assert lines[14][0] == "1"
    assert lines[0][60] == "2"
    assert lines[6][36] == "3"
    assert lines[3][36] == "│"
    assert lines[6][:5] == "─────"


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_it_keeps_to_the_screen(width: int, encoding: str) -> None:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    screen = Screen(Console(file=file, width=width, soft_wrap=True, highlight=False))
    write(screen, chart([(10, 0.5), (90, -0.4), (90, -0.4)]))
    screen.show()
    file.flush()
    lines = raw.getvalue().decode(encoding).split("\n")
    assert all(len(line) <= width for line in lines)
    assert not any(line.endswith(" ") for line in lines[3:])


@given(places)
def test_every_spot_is_drawn_at_its_place(spots: list[tuple[float, float]]) -> None:
    drawn = chart(spots)
    assert drawn.axes is not None
    for spot, (x, y) in zip(placed(drawn, 620), spots, strict=True):
        assert spot.x == along(drawn.axes[0], x)
        assert spot.y == down(drawn.axes[1], y)
        assert 0 <= spot.y <= HEIGHT
        assert 0 <= spot.x <= 100


@pytest.mark.parametrize("code", ["en", "fa"])
@pytest.mark.parametrize("alone", [None, 480])
def test_the_drawing_has_a_circle_a_spot(code: str, alone: int | None) -> None:
    drawn = chart([(10, 0.5), (90, -0.4), (60, 0.2)] * 8)
    assert pieces(drawn) == [drawn]  # however many spots, one picture
    told = svg(drawn, read_language(code), "c1", alone)
    assert told.count("<circle") == 24
    places = [float(found) for found in re.findall(r'<circle cx="?([\d.]+)%', told)]
    assert (places[0] < places[1]) == (code == "en")  # mirrored from right to left
    assert "concentrate here" in told


def test_a_workbook_has_it_as_a_native_chart_with_marks_for_placed_items_alone() -> None:
    answers = pd.DataFrame({"y": [1, 2, 3, 4, 5, 5], "a": [1, 2, 3, 3, 5, 4], "b": [3] * 6, "c": [5, 4, 4, 2, 1, 1]})
    record = csat.priorities(answers, of="y", items=["a", "b", "c"], csat=["y", "a", "b", "c"], scale=["1-5"])
    book = zipfile.ZipFile(io.BytesIO(WRITERS[".xlsx"](record, read_language("en"))))
    drawn = [
        told
        for name in book.namelist()
        if "charts/chart" in name and "scatterChart" in (told := book.read(name).decode())
    ]
    assert len(drawn) == 1
    marks = re.findall(r"<c:dLbl>.*?</c:dLbl>", drawn[0])
    assert ["delete" in mark for mark in marks] == [False, True, False]
    assert [re.findall(r"<a:t>(\d+)</a:t>", mark) for mark in marks] == [["1"], [], ["3"]]
    crossing = [float(found) for found in re.findall(r'<c:crossesAt val="([-\d.]+)"', drawn[0])]
    lines = {e.metric: e.value for e in record.estimates if e.metric.startswith("crosshair")}
    assert sorted(crossing) == pytest.approx(sorted(value or 0 for value in lines.values()))
