"""What a cell of a multiple choice says, cell by cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csat.multiple import MultipleChoice, Option
from csat.multiple.parts import Parts
from csat.multiple.selections import (
    LONG,
    NOT_ASKED,
    OTHER,
    CellReader,
    choice_key,
    code_key,
    odd_ticks,
    read_tick,
    split,
    with_ids,
)


@pytest.mark.parametrize(
    ("text", "separator", "parts"),
    [
        ("App, Shop", ", ", ["App", "Shop"]),
        ("App;Shop;", ";", ["App", "Shop"]),
        ("; App ;; Shop ", ";", ["App", "Shop"]),
        ("App", ", ", ["App"]),
        ("", ", ", []),
        (" , ", ",", []),
        ("App\nShop\n", "\n", ["App", "Shop"]),
        ("app shop  till", " ", ["app", "shop", "till"]),
        ("Dairy (milk, butter), Eggs", ", ", ["Dairy (milk, butter)", "Eggs"]),
        ("Eggs, Dairy (milk, butter [salted, not])", ", ", ["Eggs", "Dairy (milk, butter [salted, not])"]),
        ("a) this, b) that", ", ", ["a) this", "b) that"]),
        ("Eggs :(, Milk, Bread", ", ", ["Eggs :(", "Milk", "Bread"]),  # never closed: no bracket at all
        ("تلفن، شعبه", "،", ["تلفن", "شعبه"]),
    ],
)
def test_cells_are_parted_outside_brackets(text: str, separator: str, parts: list[str]) -> None:
    assert split(text, separator) == parts


def test_brackets_without_end_are_read_in_one_sweep() -> None:
    assert len(split("(" + "a, " * 200_000, ", ")) == 200_000  # quadratic, it would take minutes


def test_versions_are_words_and_codes_are_numbers() -> None:
    assert choice_key("3.10") != choice_key("3.1")
    assert choice_key(" APP ") == choice_key("App")
    assert choice_key("A-") != choice_key("A")
    assert choice_key("👍") == "👍"
    assert choice_key(" \u200f ") == choice_key("–") == ""
    assert code_key("1.0") == code_key("۱") == code_key(" 1 ") == "1"


USES = MultipleChoice(
    "uses", "Which?", (0,), with_ids([Option("App", key="app"), Option("Bar, lobby", key="bar, lobby")]), ", "
)


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        ("App", {0}),
        ("app, APP", {0}),
        ("Bar, lobby", {1}),
        ("App, Bar, lobby", {0, 1}),
        ("Bar, lobby, App", {0, 1}),
        ("Bar, App", {OTHER, 0}),
        ("Something else", {OTHER}),
        ("None", {OTHER}),  # of the options: a choice
        ("Don't know", {OTHER}),
        ("N/A", {NOT_ASKED}),
        ("App, N/A", {0, NOT_ASKED}),
        ("nan", set()),
        ("", set()),
        (" , ", set()),
        ("99", {NOT_ASKED}),
        ("99, App", {0}),
        ("0", {OTHER}),
        ("No", {OTHER}),
    ],
)
def test_a_joined_cell_names_options(cell: str, places: set[int]) -> None:
    reader = CellReader(replace(USES, missing=frozenset({"99"})))
    assert reader.read(cell) == places
    assert reader.read(cell) == places  # and again from memory


def test_a_cell_of_one_code() -> None:
    options = with_ids(
        [Option("Red", key="1"), Option("Blue", key="2"), Option("Not applicable", key="9", escape=True)]
    )
    reader = CellReader(MultipleChoice("c", "Colours", (0, 1), options))
    found = [reader.read(cell) for cell in ("1", "2.0", "3", "0", "", "9", "N/A", "red")]
    assert found == [{0}, {1}, {OTHER}, set(), set(), {NOT_ASKED}, {NOT_ASKED}, {OTHER}]


def test_an_option_listed_for_a_word_of_no_answer_counts() -> None:
    listed = replace(USES, options=with_ids([Option("None", key="none"), Option("Never", key="never")]))
    assert CellReader(listed).read("None") == {0}


@pytest.mark.parametrize(
    ("cell", "usual", "pinned", "written"),
    [
        ("", False, False, False),
        ("1", True, True, True),
        ("1.0", True, True, True),
        ("0", False, False, False),
        ("No", False, False, False),
        ("خیر", False, False, False),
        ("N/A", None, None, None),
        ("App", True, False, True),  # the option's own words
        ("anything", True, False, True),
        ("None", True, False, True),
        ("nan", False, False, False),
        ("99", None, None, None),
    ],
)
def test_what_ticks_a_column(cell: str, usual: bool | None, pinned: bool | None, written: bool | None) -> None:
    question = MultipleChoice("q", "Which?", (0, 1), (), missing=frozenset({"99"}))
    ones = replace(question, ticked=frozenset({"1"}))
    assert read_tick(question, Option("App", column=0), cell) is usual
    assert read_tick(ones, Option("App", column=0), cell) is pinned
    assert read_tick(ones, Option("Other", column=1, written=True), cell) is written


def test_an_option_that_is_called_no_is_ticked_by_its_name() -> None:
    question = MultipleChoice("q", "Which?", (0,), ())
    assert read_tick(question, Option("No", column=0), "No") is True
    assert read_tick(question, Option("N/A", column=0, escape=True), "N/A") is True


def test_cells_that_are_neither_ticked_nor_left() -> None:
    question = MultipleChoice(
        "q", "Which?", (0, 1), (Option("App", column=0), Option("Shop", column=1)), ticked=frozenset({"1"})
    )
    usual = [(0, "1", 5), (0, "0", 4), (1, "TRUE", 2), (1, "N/A", 3), (1, "", 9), (0, "99", 1)]
    assert list(odd_ticks(question, usual)) == [(1, "TRUE", 2), (0, "99", 1)]
    coded = [(0, "1", 5), (0, "2", 4), (1, "2", 7), (1, "9", 8)]  # 2 is the commonest other value: it means no
    assert list(odd_ticks(question, coded)) == [(1, "9", 8)]
    assert list(odd_ticks(replace(question, ticked=frozenset()), usual)) == []


def test_ids_depend_on_labels_alone() -> None:
    def ids(*labels: str) -> dict[str, str]:
        return {option.label: option.id for option in with_ids(Option(label) for label in labels)}

    assert ids("C++", "C", "C#") == ids("C#", "C", "C++") == {"C": "c", "C#": "c_2", "C++": "c_3"}
    assert ids("Other answers", "***") == {"Other answers": "other_answers_2", "***": "option"}
    assert ids("اپلیکیشن موبایل") == {"اپلیکیشن موبایل": "اپلیکیشنموبایل"}


def test_long_cells_are_words_and_take_no_room() -> None:
    question = MultipleChoice("q", "Which?", (0,), (), ticked=frozenset({"1"}))
    assert read_tick(question, Option("Other", column=0, written=True), "so " * 40_000) is True
    assert choice_key("x" * 5000) == "x" * 5000
    parts = Parts("; ")
    parts.add({f"{'x' * 5000}{n}; App": 1 for n in range(3)})
    assert parts.rows == {"x" * LONG: 3, "App": 3}
