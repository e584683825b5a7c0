"""Chapters as lines of a screen: figures first, labels last, pictures as signs, and nothing wider than the screen."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from csat.report.asked import write
from csat.report.document import (
    Bar,
    Block,
    Bullets,
    Chart,
    Heading,
    Paragraph,
    Point,
    Share,
    Table,
    Text,
    code,
    data,
    strong,
    words,
)
from csat.report.rows import ASCII, Screen, Signs
from csat.report.text_charts import WIDTH, axis, legend, pictures


def shown(*blocks: Block, width: int = 80, encoding: str = "utf-8", isolate: bool | None = None) -> list[str]:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding)
    screen = Screen(Console(file=file, width=width, soft_wrap=True, highlight=False), isolate)
    write(screen, blocks)
    screen.show()
    file.flush()
    return raw.getvalue().decode(encoding).split("\n")[:-1]


HEADS: list[Text] = [words("Item"), words("Share"), words("95 % interval"), words("n")]
ROWS: list[list[Text]] = [
    [data("Wifi"), strong(words("9.1 %")), words("8.0 to 10.2"), words("120")],
    [data("Breakfast buffet"), words("77.3 %*"), words("71.9 to 81.9"), words("9")],
]
TABLE = Table(HEADS, ROWS, frozenset({1, 2, 3}))


def test_figures_stand_first_and_bounds_below_bounds() -> None:
    assert shown(Heading(2, words("Title")), Paragraph(words("Said.")), TABLE) == [
        "",
        "Title",
        " Said.",
        "   Share  95 % interval    n  Item",
        "  9.1 %     8.0 to 10.2  120  Wifi",
        " 77.3 %*   71.9 to 81.9    9  Breakfast buffet",
    ]


def test_bars_stand_beside_their_rows_and_alone_where_there_are_none() -> None:
    bars = [Bar(row[0], [Share("high", row[0], share, row[1])]) for row, share in zip(ROWS, (10, 80), strict=True)]
    chart = Chart("bars", words("Shares"), bars)
    lines = shown(chart, TABLE)
    assert [line.count("\u2588") for line in lines] == [0, 2, WIDTH]
    assert lines[-1].endswith("Breakfast buffet")
    alone = shown(chart, Paragraph(words("after")))
    assert [line.count("\u2588") for line in alone] == [0, 0, 0, 2, WIDTH, 0]
    assert alone[1] == " Shares"


def test_points_stand_on_their_intervals_and_the_axis_above() -> None:
    points = [Point(words("a"), 0, -50, 50, words("0")), Point(words("b"), None, None, None, words("withheld"))]
    chart = Chart("points", words("Net"), points, -100, 100, target=80)
    drawn = pictures(chart, Signs(), 21)
    assert drawn[0] == [("     \u2500\u2500\u2500\u2500\u2500\u25cf\u2500\u2500\u2500\u2500\u2500  \u2502  ", "cyan")]
    assert drawn[1] == []
    assert axis(chart, 21) == "-100              100"
    assert "o" in pictures(chart, ASCII)[0][0][0]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=3).filter(lambda shares: sum(shares) > 0), st.integers(3, 40))
def test_stacked_parts_fill_the_width_and_whoever_is_there_has_a_sign(shares: list[float], width: int) -> None:
    kinds = ("low", "middle", "high")
    parts = [Share(kind, words(kind), share, words("")) for kind, share in zip(kinds, shares, strict=False)]  # type: ignore[arg-type]
    chart = Chart("stacked", words("All"), [Bar(words("a"), parts)])
    (drawn,) = pictures(chart, Signs(), width)
    assert sum(len(text) for text, _ in drawn) == width
    assert all(text for (text, _), share in zip(drawn, shares, strict=True) if share > 0)
    assert [text for text, _ in legend(chart, ASCII)][::2] == [".", "-", "#"][: len(parts)]


def test_heads_are_broken_before_a_column_is_left_out() -> None:
    heads: list[Text] = [words("Item"), *(words(f"Corrected correlation no {n}") for n in range(4))]
    rows: list[list[Text]] = [[data("A label of some length"), *(words("0.123") for _ in range(4))]]
    lines = shown(Table(heads, rows, frozenset(range(1, 5))))
    assert lines[0].split() == ["Corrected"] * 4
    assert lines[-1].split()[:4] == ["0.123"] * 4
    narrow = " ".join(shown(Table(heads, rows, frozenset(range(1, 5))), width=60))
    assert narrow.count("0.123") == 3
    assert "no room here for: Corrected correlation no 3; -o report.html has it" in narrow.replace("  ", " ")


def test_long_and_right_to_left_texts_stand_with_the_label() -> None:
    rows: list[list[Text]] = [
        [data("اینترنت"), data("شمال"), words("0.5")],
        [data("صبحانه"), data("جنوب"), words("0.7")],
    ]
    lines = shown(Table([words("Item"), words("Group"), words("p")], rows, frozenset({2})), isolate=True)
    assert lines[0] == "   p  Item \u00b7 Group"
    assert lines[1] == " 0.5  \u2068اینترنت \u00b7 شمال\u2069"


def test_what_is_long_stands_below_where_the_line_has_no_room() -> None:
    rows: list[list[Text]] = [
        [data("An item of some length"), words("concentrate here, it is important"), words("0.5")]
    ]
    table = Table([words("Item"), words("Quadrant"), words("r")], rows, frozenset({2}))
    assert len(shown(table, width=100)) == 2
    assert shown(table, width=60)[2].strip() == "\u00b7 concentrate here, it is important"


def test_a_row_without_a_label_goes_on_with_the_one_above() -> None:
    rows: list[list[Text]] = [[data("Wifi"), words("a"), words("1")], [(), words("b"), words("2")]]
    lines = shown(Table([words("Item"), words("Part"), words("n")], rows, frozenset({2})))
    assert [line.split() for line in lines[1:]] == [["a", "1", "Wifi"], ["b", "2", "Wifi"]]


def test_a_table_without_heads_is_names_and_what_is_said_of_each() -> None:
    rows: list[list[Text]] = [[words("Method"), code("lmg")]]
    assert shown(Table([(), ()], rows), Bullets([words("one"), words("two")])) == [" Method: lmg", " - one", " - two"]


def test_a_long_table_is_cut_and_says_so() -> None:
    rows: list[list[Text]] = [[data(f"row {n}"), words(str(n))] for n in range(75)]
    lines = shown(Table([words("Item"), words("n")], rows, frozenset({1})))
    assert len(lines) == 62
    assert lines[-1] == " and 15 more rows: all are in -o report.html"


@pytest.mark.parametrize("width", [60, 80, 120])
@given(st.lists(st.lists(st.text(max_size=40), min_size=4, max_size=4), min_size=1, max_size=5))
def test_nothing_of_a_survey_steers_the_screen_or_leaves_its_lines(width: int, told: list[list[str]]) -> None:
    rows: list[list[Text]] = [
        [data(first), data(second), words("1.0 to 2.0"), data(last)] for first, second, _, last in told
    ]
    lines = shown(Table(HEADS, rows, frozenset({2})), Heading(3, data(told[0][2])), width=width, isolate=False)
    assert all(cell_len(line) <= width for line in lines)
    assert not any(sign in line for line in lines for sign in "\x1b\x07\r\u202e\u2066")


def test_a_stream_that_knows_only_ascii_gets_ascii() -> None:
    bars = [Bar(row[0], [Share("plain", row[0], 50, row[1])]) for row in ROWS]
    lines = shown(Chart("bars", words("Shares"), bars), TABLE, encoding="ascii")
    assert all(line.isascii() for line in lines)
    assert "#" * WIDTH in lines[1]
