"""A number and a label that say different things."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from csat.checks.contradictions import contradicting

from .conftest import Check, answers, lines, only, plan_of

WORDS = {1: "Very dissatisfied", 2: "Dissatisfied", 3: "Neutral", 4: "Satisfied", 5: "Very satisfied"}
PERSIAN = {1: "خیلی ناراضی", 2: "ناراضی", 3: "متوسط", 4: "راضی", 5: "خیلی راضی"}


def told(values: list[int], words: dict[int, str] = WORDS) -> list[object]:
    return [f"{value} - {words[value]}" for value in values]


def test_a_number_with_the_label_of_another_is_flagged(checked: Check) -> None:
    said = told([1 + i % 5 for i in range(60)])
    said[7], said[20] = "5 - Very dissatisfied", "2 - Satisfied"
    found = only(checked({"Overall satisfaction": said}), "contradictions")
    assert (found.outcome, found.count, found.base, lines(found)) == ("flagged", 2, 60, [9, 22])
    assert [part.what for part in found.parts] == [
        "2 with a label: other words, or another number, elsewhere",
        "5 with a label: other words, or another number, elsewhere",
    ]
    right = only(checked({"Overall satisfaction": told([1 + i % 5 for i in range(60)])}), "contradictions")
    assert (right.outcome, right.count) == ("passed", 0)


def test_a_label_out_of_the_order_of_its_set_is_flagged_although_its_number_has_no_other(checked: Check) -> None:
    said = told([1 + i % 4 for i in range(60)])
    said[7] = "5 - Very dissatisfied"
    assert lines(only(checked({"Overall satisfaction": said}), "contradictions")) == [9]


def test_numbers_that_run_against_the_labels_contradict_a_scale_whose_high_end_is_good(checked: Check) -> None:
    said = [f"{6 - v} - {WORDS[v]}" for v in [1 + i % 5 for i in range(60)]]
    plan = '[[item]]\nid = "q"\ncolumn = "q"\nmeasure = "csat"\nscale = "1-5"\nnumbers = true\n'
    labels = "labels = { " + ", ".join(f'"{6 - v} - {word}" = {6 - v}' for v, word in WORDS.items()) + " }\n"
    found = only(checked({"q": said}, plan + labels), "contradictions")
    assert (found.outcome, found.count) == ("flagged", 60)
    assert "runs against the scale" in found.parts[0].what
    turned = only(checked({"q": said}, plan + labels + "reverse = true\n"), "contradictions")
    assert turned.outcome == "passed"


def test_persian_answers(checked: Check) -> None:
    said = [f"{v} - {PERSIAN[v]}".translate(str.maketrans("12345", "۱۲۳۴۵")) for v in [1 + i % 5 for i in range(60)]]
    said[11] = "۵ - خیلی ناراضی"
    assert lines(only(checked({"میزان رضایت شما": said}), "contradictions")) == [13]


@pytest.mark.parametrize(("number", "label"), [("Q1", "Q1 (label)"), ("Q1 code", "Q1 text"), ("Q1_num", "Q1")])
def test_twin_columns_of_number_and_label(checked: Check, number: str, label: str) -> None:
    values = [1 + i % 5 for i in range(60)]
    words = [WORDS[value] for value in values]
    words[4], words[9] = WORDS[1], ""
    data = {number: values, "between": ["x", "y"] * 30, label: words}
    found = only(checked(data), "contradictions")
    assert (found.outcome, lines(found)) == ("flagged", [6])
    words[4] = WORDS[values[4]]
    assert only(checked(data | {label: words}), "contradictions").outcome == "passed"


def test_groups_of_numbers_may_share_a_label(checked: Check) -> None:
    values = [i % 11 for i in range(220)]
    groups = ["Promoter" if v >= 9 else "Passive" if v >= 7 else "Detractor" for v in values]
    data = {"Likely to recommend": values, "Likely to recommend text": groups, **answers(220, 2)}
    assert only(checked(data), "contradictions").outcome == "not checked"
    pairs = Counter((Fraction(v), group) for v, group in zip(values, groups, strict=True))
    assert contradicting(pairs) == frozenset()
    assert contradicting({**pairs, (Fraction(5), "Promoter"): 1}) == {(Fraction(5), "Promoter")}


def test_without_numbers_and_labels_side_by_side_it_is_not_checked(checked: Check) -> None:
    assert only(checked(answers(30, 3), plan_of(3)), "contradictions").outcome == "not checked"


def test_contradicting_pairs() -> None:
    one, two = Fraction(1), Fraction(2)
    assert contradicting({(one, "a"): 10, (two, "b"): 10}) == frozenset()
    assert contradicting({(one, "a"): 10, (one, "b"): 1, (two, "b"): 10}) == {(one, "b")}
    assert contradicting({(one, "a"): 20, (two, "a"): 1}) == {(two, "a")}
    assert contradicting({(one, "a"): 20, (two, "a"): 10}) == frozenset()
    assert contradicting({}) == frozenset()
