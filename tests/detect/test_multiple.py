"""What is taken for a multiple choice, which options it has, and what is left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from csat.choices import Choices, choose
from csat.detect import propose
from csat.io.source import Layout, ResponseSet
from csat.multiple import MultipleChoice
from csat.names import Names
from csat.plan import Plan

Counts = Mapping[str, int]


def plan_of(columns: Mapping[str, Counts | None], layout: Layout, **flags: Any) -> Plan:
    headers = list(columns)
    letters = [chr(ord("A") + at) for at in range(len(headers))]
    choices = choose(Names(headers, letters), **flags) if flags else Choices()
    return propose(headers, letters, list(columns.values()), choices, lambda c, _: f"cell {letters[c]}2", layout)


def joined(cells: Counts, separator: str = ", ", **flags: Any) -> MultipleChoice | None:
    layout = Layout("google_forms", separators=(separator,))
    found = plan_of({"Which?": cells}, layout, **flags).multiple
    return found[0] if found else None


def labels(question: MultipleChoice | None) -> list[str] | None:
    return None if question is None else [option.label for option in question.options]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"App, Shop": 6, "App": 9, "Shop": 1, "Till, Shop": 4, "Till": 3}, ["App", "Shop", "Till"]),
        # fewer than five gave it: words of respondents, perhaps
        ({"App, Shop": 6, "App": 9, "Shop": 1, "App, my own": 4}, ["App", "Shop"]),
        # spellings are one option under the commoner
        ({"App, Shop": 6, "app": 2, "APP, Shop": 3, "Shop, Till": 7, "Till": 1}, ["Shop", "App", "Till"]),
        # a comma inside an option: its parts always come together
        ({"Yes, always, App": 9, "App": 5, "Yes, always": 3, "App, Till": 5}, ["App", "Yes, always", "Till"]),
        ({"Bar (a, b), App": 6, "App": 6, "Bar (a, b)": 2, "App, Till": 5}, ["App", "Bar (a, b)", "Till"]),
        ({"App, N/A": 6, "N/A": 8, "App": 9, "Shop, App": 5, "Shop": 1}, ["App", "Shop"]),
        ({"None of these": 6, "App, Shop": 9, "App, Till": 6, "App": 3, "Shop": 4},
         ["Shop", "App", "Till", "None of these"]),
        ({"Don't know": 6, "App, Shop": 9, "Shop, App": 6, "App": 3}, ["Shop", "App", "Don't know"]),
        # a sentence that comes often is no list
        ({"Good, thanks": 50, "Bad, sorry": 20, "No": 9}, None),
        ({"Yes, always": 50, "Yes, sometimes": 30, "No, never": 20, "No, not yet": 4}, None),
        ({"5 Jan, 2024": 9, "6 Jan, 2024": 9, "5 Jan, 2025": 9, "6 Jan, 2025": 9}, None),
        # each part has its place: labels with a comma, or towns
        ({"Agree, strongly": 9, "Agree, somewhat": 9, "Disagree, strongly": 9, "Disagree, somewhat": 9}, None),
        ({"Tehran, Iran": 9, "Shiraz, Iran": 9, "Tehran, Tehran": 1, "Herat, Afghanistan": 4}, None),
        # codes of choices are no numbers, and a rating with slips in it no multiple choice
        ({"1, 2": 9, "1": 9, "2": 9, "1, 2, 3": 9}, ["1", "2", "3"]),
        ({"1": 30, "2": 30, "3": 30, "4": 30, "5": 30, "4, 5": 1, "1, 2": 1}, None),
    ],
)  # fmt: skip
def test_options_of_joined_choices(cells: Counts, expected: list[str] | None) -> None:
    question = joined(cells)
    found = labels(question)
    assert (found and sorted(found)) == (expected and sorted(expected))


def test_rare_options_wait_for_more_respondents() -> None:
    cells = {"App, Shop": 9, "App": 3, "Shop, Till": 6, "Till": 1}
    assert labels(joined(cells)) == ["Shop", "App", "Till"]
    assert labels(joined(cells, suppress_below=10)) == ["Shop", "App"]
    many = {text: 1000 * n for text, n in cells.items()} | {"App, typed by six": 6}
    assert labels(joined(many)) == ["Shop", "App", "Till"]  # six in 19,000 are no option


def test_choices_that_nobody_gave_often_have_no_table() -> None:
    plan = plan_of(
        {"Which?": {"App, Shop": 2, "App": 2, "Shop, Till": 1, "Till": 1}}, Layout("google_forms", separators=(", ",))
    )
    assert plan.multiple == ()
    assert plan.uses[0].role == "nothing"
    assert plan.uses[0].why.startswith("multiple choice; no choice in it was given by 5 respondents")


@pytest.mark.parametrize("mark", [";", "\n", ", ", "،"])
def test_any_separator_of_a_platform(mark: str) -> None:
    cells = {f"App{mark}Shop": 9, "App": 5, f"Shop{mark}Till": 6, "Till": 2}
    assert labels(joined(cells, mark)) == ["Shop", "App", "Till"]


def boxes(*columns: Counts | None, options: Sequence[str] = (), **known: Any) -> Plan:
    headers = [f"Which? [{'ABCDEF'[at]}]" for at in range(len(columns))]
    group = tuple(range(len(columns)))
    layout = Layout("surveymonkey", groups=(group,), options=dict(enumerate(options)), **known)
    return plan_of(dict(zip(headers, columns, strict=True)), layout)


@pytest.mark.parametrize(
    ("columns", "options", "ticked"),
    [
        (({"": 9, "1": 3}, {"": 5, "1": 7}), (), {"1"}),
        (({"0": 9, "1": 3}, {"0": 5, "1": 7}), (), {"1"}),
        (({"FALSE": 9, "TRUE": 3}, {"FALSE": 5, "TRUE": 7}), (), {"true"}),
        (({"خیر": 9, "بله": 3}, {"خیر": 5, "بله": 7}), (), {"بله"}),
        (({"": 9, "App": 3}, {"": 5, "Shop": 7}), ("App", "Shop"), set()),
        (({"": 9, "App": 3}, {"": 12}), ("App", "Shop"), set()),
        (({"": 9, "1": 3}, {"": 12}), ("1", "2"), {"1"}),
    ],
)
def test_boxes_are_ticked_by_usual_signs_or_their_own_words(
    columns: tuple[Counts, ...], options: tuple[str, ...], ticked: set[str]
) -> None:
    (question,) = boxes(*columns, options=options).multiple
    assert question.ticked == ticked
    assert [option.column for option in question.options] == [0, 1]
    assert labels(question) == (list(options) or ["A", "B"])
    assert question.text == "Which?"


def test_a_block_with_a_scale_is_none() -> None:
    for rows in (
        ({"Good": 9, "Bad": 3}, {"Good": 5, "Bad": 7}),
        ({"1": 3, "2": 4, "5": 5}, {"1": 1, "2": 9, "5": 2}),
        ({"Yes": 12}, {"No": 12}),
    ):
        assert boxes(*rows).multiple == ()


def test_one_box_alone_is_none() -> None:
    known = {0: ("nothing", "multiple choice")}
    layout = Layout("redcap", known=known, sets=(ResponseSet("consent", (0,)),))  # type: ignore[arg-type]
    plan = plan_of({"consent___1": {"0": 3, "1": 9}}, layout)
    assert plan.multiple == ()
    assert plan.uses[0].role == "nothing"


def test_an_option_that_does_not_apply_is_an_escape() -> None:
    (question,) = boxes({"": 9, "1": 3}, {"": 5, "1": 7}, {"": 2, "1": 1}, options=("App", "Shop", "N/A")).multiple
    assert [option.escape for option in question.options] == [False, False, True]


def test_sets_of_categories() -> None:
    known = dict.fromkeys((0, 1), ("nothing", "multiple choice"))
    layout = Layout(
        "spss",
        0,
        known=known,  # type: ignore[arg-type]
        labels={0: {"1": "Price", "9": "Not applicable"}, 1: {"1": "Price", "2": "Place"}},
        sets=(ResponseSet("Why?", (0, 1), codes=True),),
    )
    counts: list[Counts] = [{"1": 5, "9": 2, "4": 1, "0": 3, "typed": 2}, {"2": 5, "": 3, "2.5": 9}]
    (question,) = plan_of(dict(zip("ab", counts, strict=True)), layout).multiple
    named = [(option.label, option.key, option.escape) for option in question.options]
    # codes are named however few gave them, words only where five did
    assert named == [
        ("Price", "1", False),
        ("Place", "2", False),
        ("2.5", "5/2", False),
        ("4", "4", False),
        ("Not applicable", "9", True),
    ]


def test_two_questions_of_one_text_have_ids_of_their_own() -> None:
    columns = {f"Which? [{name}]": {"": 5, "Yes": 4, "No": 3} for name in "ABCD"}
    plan = plan_of(columns, Layout("limesurvey", groups=((0, 1), (2, 3))))
    assert [question.id for question in plan.multiple] == ["which", "which_3"]


def test_a_segment_asked_for_stays_in_its_question() -> None:
    layout = Layout("surveymonkey", groups=((0, 1),), options={0: "App", 1: "Shop"})
    columns = {"App": {"": 9, "App": 3}, "Shop": {"": 5, "Shop": 7}}
    plan = plan_of(columns, layout, by=["App"])
    assert [use.role for use in plan.uses] == ["segment", "multiple choice"]
    assert plan.multiple[0].columns == (0, 1)


def test_very_many_texts_need_their_parts() -> None:
    layout = Layout("google_forms", separators=(", ",))
    assert plan_of({"Which?": None}, layout).multiple == ()
