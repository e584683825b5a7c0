"""A column's answers looked at together, and how they become points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import pytest

from csat.detect.answers import sort_answers
from csat.detect.coding import Coding, Context, code_answers
from csat.plan import Scale
from csat.scales import Doubt

FIVE = ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]


def code(texts: Iterable[str], context: Context | None = None, n: int = 10) -> Coding | Doubt:
    return code_answers(sort_answers(dict.fromkeys(texts, n)), context or Context())


def coded(texts: Iterable[str], context: Context | None = None, n: int = 10) -> Coding:
    found = code(texts, context, n)
    assert isinstance(found, Coding), found
    return found


def doubt(texts: Iterable[str], context: Context | None = None, n: int = 10) -> Doubt:
    found = code(texts, context, n)
    assert isinstance(found, Doubt), found
    return found


def test_sorting() -> None:
    answers = sort_answers({"5": 2, "۴": 1, "4 - Good": 3, "N/A": 1, "": 9, "Good": 2, "99": 1}, frozenset({"99"}))
    assert answers.numbers == {Fraction(5): 2, Fraction(4): 4}
    assert answers.labels == {"Good": 2}
    assert answers.numbered == {"4 - Good": Fraction(4)}
    assert (answers.escapes, answers.declared, answers.total) == (1, 1, 9)


@pytest.mark.parametrize(
    ("texts", "numbered"),
    [
        (["1 star", "2 stars", "5 stars"], True),
        (["4 out of 5", "5 out of 5"], True),
        (["1 - Bad", "2", "3 - Good"], True),
        (["Bad (1)", "Good (3)"], True),
        (["4 people were rude", "2 lifts were broken", "3"], False),
        (["4 - people were rude", "4 - lifts were broken"], False),  # one number, two words: remarks
    ],
)
def test_a_remark_with_a_number_is_no_answer(texts: list[str], numbered: bool) -> None:
    assert bool(sort_answers(dict.fromkeys(texts, 1)).numbered) is numbered


@pytest.mark.parametrize(
    ("texts", "dates"),
    [
        (["2026-01-05", "2026-01-06T10:00:00"], True),
        (["1/5/26 10:00", "12/31/26 9:00"], True),
        (["1404/05/01", "۱۴۰۴/۰۵/۰۲"], True),
        (["5 Jan 2026", "12 February 2026"], True),
        (["05.01.2026", "05.01.26"], True),
        (["1.2.3", "1.2.4"], False),
        (["192.168.1.1", "10.2.3.7"], False),
        (["0912 34 5678", "0913 11 2233"], False),
        (["18-24", "25-34"], False),
    ],
)
def test_dates(texts: list[str], dates: bool) -> None:
    assert sort_answers(dict.fromkeys(texts, 3)).dates is dates


@pytest.mark.parametrize("text", ["ali@example.org", "192.168.1.1", "2001:db8::ff00:42:8329"])
def test_addresses(text: str) -> None:
    assert sort_answers({text: 2, "none": 1}).addresses


@pytest.mark.parametrize(
    "text", ["+98 912 345 6789", "09123456789", "0044 20 7946 0958", "(021) 8899 1234", "۰۹۱۲۳۴۵۶۷۸۹"]
)
def test_phones(text: str) -> None:
    assert sort_answers({text: 2, "none": 1}).phones


@pytest.mark.parametrize("text", ["5", "2026", "0", "0.5", "100", "Good", "+1"])
def test_no_phones(text: str) -> None:
    assert not sort_answers({text: 2}).phones


@pytest.mark.parametrize("order", [FIVE, FIVE[::-1], FIVE[2:] + FIVE[:2]])
def test_labels_in_any_order(order: list[str]) -> None:
    coding = coded(order)
    assert coding.labels == dict(zip((label.lower() for label in FIVE), range(1, 6), strict=True))
    assert (coding.scale, coding.numeric, coding.kind) == (Scale(1, 5), False, "satisfaction")


@pytest.mark.parametrize(
    "texts",
    [
        ["1 - Very dissatisfied", "2 - Dissatisfied", "3 - Neutral", "4 - Satisfied", "5 - Very satisfied"],
        ["Very dissatisfied (1)", "Dissatisfied (2)", "Neutral (3)", "Satisfied (4)", "Very satisfied (5)"],
    ],
)
def test_numbered_labels_tell_their_kind(texts: list[str]) -> None:
    coding = coded(texts)
    assert (coding.scale, coding.kind, sorted(coding.labels.values())) == (Scale(1, 5), "satisfaction", [1, 2, 3, 4, 5])


def test_numbers_that_run_against_their_labels() -> None:
    texts = ["1 - Very satisfied", "2", "3", "4", "5 - Very dissatisfied"]
    assert doubt(texts).best_first
    assert coded(texts, Context(reversed=True)).scale == Scale(1, 5)


def test_effort_counts_from_the_least() -> None:
    least, most = ["1 - Very low effort", "5 - Very high effort"], ["1 - Very high effort", "5 - Very low effort"]
    assert coded([*least, "2", "3", "4"]).kind == "effort"
    assert doubt([*most, "2", "3", "4"]).best_first


@pytest.mark.parametrize(
    ("texts", "scale", "labels"),
    [
        (["Very dissatisfied", "2", "3", "4", "Very satisfied"], Scale(1, 5), [1, 5]),
        (["Not at all likely", *map(str, range(1, 10)), "Extremely likely"], Scale(0, 10), [0, 10]),
        (["Strongly disagree", *map(str, range(2, 7)), "Strongly agree"], Scale(1, 7), [1, 7]),
        (["2", "3", "4", "Very satisfied", "1"], Scale(1, 5), [5]),
    ],
)
def test_words_at_the_ends(texts: list[str], scale: Scale, labels: list[int]) -> None:
    coding = coded(texts)
    assert (coding.scale, sorted(coding.labels.values())) == (scale, labels)


def test_a_word_at_one_end_leaves_the_other_open() -> None:
    assert doubt([*map(str, range(1, 10)), "Extremely likely"]).could_be == ("0-10", "1-10")
    assert coded([*map(str, range(1, 10)), "Extremely likely"], Context(pinned=Scale(0, 10))).labels == {
        "extremely likely": 10
    }


def test_an_end_written_twice() -> None:
    assert "both as a word and as a number" in doubt([*map(str, range(11)), "Very satisfied"]).why


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["1", "2", "3", "good", "bad"], "partly numbers and partly words"),
        (["1", "2", "good", "bad", "awful"], "partly numbers and partly words"),
        (["20%", "40%"], "percentages"),
        (["Satisfied"], "one label"),
        ([*FIVE, "Satisfed"], "one is a letter away from “Satisfied”"),
        ([*FIVE, "Banana"], "1 does not fit"),
        ([*FIVE, "Neither"], "2 do not fit"),
        (["Tehran", "Shiraz"], "words of no set"),
        (["★★", "★"], "words of no set"),
        (["N/A"], "no answers"),
    ],
)
def test_why_not(texts: list[str], why: str) -> None:
    found = doubt(texts)
    assert why in found.why
    assert "Banana" not in found.why
    assert "Tehran" not in found.why


def test_what_is_asked_for_is_scored_with_what_is_in_it() -> None:
    assert coded(["1", "2", "3", "4", "5", "TRUE", "FALSE", "x"], Context(asked=True)).scale == Scale(1, 5)


@pytest.mark.parametrize(
    ("texts", "pinned", "expected"),
    [
        (FIVE[:2] + FIVE[3:], Scale(1, 5), [1, 2, 4, 5]),
        (FIVE[:2] + FIVE[3:], Scale(1, 4), [1, 2, 3, 4]),
        (FIVE[:2] + FIVE[3:], Scale(1, 7), [1, 2, 6, 7]),
        (FIVE, Scale(0, 4), [0, 1, 2, 3, 4]),
        (["ضعیف", "متوسط", "خوب", "عالی"], Scale(1, 4), [1, 2, 3, 4]),
    ],
)
def test_a_given_scale_settles_labels(texts: list[str], pinned: Scale, expected: list[int]) -> None:
    assert sorted(coded(texts, Context(pinned=pinned)).labels.values()) == expected


def test_a_given_scale_that_cannot_be() -> None:
    assert "not 3" in doubt(FIVE, Context(pinned=Scale(1, 3))).why


@pytest.mark.parametrize(
    ("n", "full", "could_be"),
    [
        (2, {}, None),
        (10, {}, ("1-4", "1-5")),
        (10, {"en.satisfaction.5": 2}, None),
        (2, {"en.satisfaction.7": 1}, ("1-7", "1-5")),
    ],
)
def test_an_open_size(n: int, full: Mapping[str, int], could_be: tuple[str, ...] | None) -> None:
    found = code(FIVE[:2] + FIVE[3:], Context(full=full), n)
    assert (found.could_be if isinstance(found, Doubt) else None) == could_be


def test_rows_of_a_block_share_a_scale() -> None:
    row = ["خیلی مخالفم", "مخالفم", "موافقم", "خیلی موافقم"]
    alone = coded(row)
    assert alone.scale == Scale(1, 4)
    together = coded(row, Context(block=frozenset([*row, "تا حدودی"])))
    assert together.scale == Scale(1, 5)
    assert sorted(together.labels.values()) == [1, 2, 4, 5]
    assert "other rows" in doubt(["Poor", "Okay"], Context(block=frozenset(["Poor", "Okay", "Great"]))).why


def test_undecided_is_asked_about() -> None:
    texts = ["Strongly disagree", "Disagree", "Undecided", "Agree", "Strongly agree"]
    assert doubt(texts).could_be == ("1-5",)
    assert coded(texts, Context(pinned=Scale(1, 5))).labels["undecided"] == 3


def test_a_middle_by_default_is_told() -> None:
    assert (
        "“نظری ندارم” being its middle" in coded(["کاملاً مخالفم", "مخالفم", "نظری ندارم", "موافقم", "کاملاً موافقم"]).why
    )


def test_yes_and_no() -> None:
    assert coded(["Yes", "No"]).labels == {"no": 0, "yes": 1}
    assert coded(["TRUE", "FALSE"]).kind == "yes_no"
    assert coded(["بله", "خیر"]).kind == "yes_no"


def test_no_answers_on_a_given_scale() -> None:
    assert code_answers(sort_answers({"": 5}), Context(pinned=Scale(1, 5))) == Coding(
        Scale(1, 5), {}, {}, True, None, "no answers; scale 1-5 given"
    )
