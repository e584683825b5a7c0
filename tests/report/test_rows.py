"""Text from data: harmless, of known width, and still what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from csat.report.rows import shorten, shorten_apart
from csat.report.safe import clean, for_spreadsheet, right_to_left


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("two\nlines\r\nand\ttabs", "two lines and tabs"),
        ("\x1b[31mred\x1b[0m\x07", "[31mred[0m"),
        ("\x9b31m c1 \x85 next", "31m c1 next"),
        ("\u202egnp.exe\u202c\u2066x\u2069\u200f\u061c", "gnp.exex"),
        ("a\u2028b\u2029c", "a b c"),
        ("\ufeffname\u200b", "name"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("می‌شود", "می‌شود"),  # the joiner is Persian spelling
        ("[bold red]not markup[/]", "[bold red]not markup[/]"),
    ],
)
def test_clean(raw: str, text: str) -> None:
    assert clean(raw) == text


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\x01=", " =", "\u200b=", "\ufeff@"]
)
def test_no_cell_is_a_live_formula(start: str) -> None:
    assert for_spreadsheet(f"{start}cmd|' /C calc'!A0").startswith("'")


def test_an_apostrophe_goes_nowhere_else() -> None:
    assert for_spreadsheet("100 * top / n") == "100 * top / n"
    assert for_spreadsheet("رضایت") == "رضایت"


@given(st.text(max_size=60).map(clean), st.integers(1, 30))
def test_shortened_text_fits(text: str, width: int) -> None:
    short = shorten(text, width)
    assert cell_len(short) <= width
    assert short == text or short.endswith("…")


def test_a_letter_under_a_thousand_marks_is_cut() -> None:
    assert len(shorten("x" + "\u0301" * 5000, 20)) <= 81


def test_rows_of_a_matrix_stay_apart() -> None:
    stem = "How satisfied are you with the following aspects of our service?"
    short, lost = shorten_apart([f"{stem} [Staff]", f"{stem} [Price]", "Other", "Short [one]"], 20)
    assert short == ["…[Staff]", "…[Price]", "Other", "Short [one]"]
    assert lost == [stem, stem, "", ""]


def test_neighbours_that_begin_alike_lose_their_stem() -> None:
    short, lost = shorten_apart([f"I like the cuisine of {land}" for land in ("Algeria", "Iran")], 15)
    assert short == ["…Algeria", "…Iran"]
    assert lost == ["I like the cuisine of"] * 2


def test_others_that_begin_alike_keep_both_ends() -> None:
    short, lost = shorten_apart(["I am satisfied with this plan2", "Other", "I am satisfied with this plan3"], 20)
    assert short == ["I am satisfied…plan2", "Other", "I am satisfied…plan3"]
    assert not any(lost)


def test_one_text_twice_is_cut_at_its_end() -> None:
    assert shorten_apart(["the very same words"] * 2, 10) == (["the very…"] * 2, ["", ""])


def test_scripts_that_run_from_right_to_left() -> None:
    assert right_to_left("Q1 رضایت")
    assert right_to_left("שלום")
    assert not right_to_left("Zürich 日本")
