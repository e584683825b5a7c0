"""What the caller writes: names of columns, and every form of every flag."""

from __future__ import annotations

from typing import Any

import pytest

from csat.choices import Choices, canonical, choose
from csat.errors import InputError
from csat.names import Names
from csat.plan import Scale

HEADERS = ["a=b", "x,y", "t:z", "p q", "Q12. How satisfied?", "رضايت كلی", "A", "overall satisfaction"]


@pytest.fixture
def names() -> Names:
    return Names(HEADERS, [f"#{i + 1}" for i in range(len(HEADERS))])


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("a=b", 0), ("x,y", 1), ("t:z", 2), ("P  Q", 3), ("p_q", 3), ("Q12", 4), ("q12", 4), ("رضایت کلی", 5),
        ("A", 6),  # a header goes before a letter
        ("B", 1), ("b", 1), ("#1", 0), ("#8", 7), (" H ", 7), ("Overall Satisfaction", 7),
    ],
)  # fmt: skip
def test_names(names: Names, name: str, column: int) -> None:
    assert names.find(name) == column


def test_letters_of_a_sheet_are_its_own() -> None:
    names = Names(["x", "y"], ["C", "D"])
    assert (names.find("C"), names.find("#2")) == (0, 1)
    with pytest.raises(InputError):
        names.find("A")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("overal satisfaction", 'Did you mean "overall satisfaction"?'),
        ("رضایت کلا", "Did you mean"),
        ("#9", 'There is no column "#9". The columns are'),
        ("zzz", "The columns are"),
        ("", "names none"),
    ],
)
def test_unknown_names(names: Names, name: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        names.find(name)
    assert told in str(error.value)
    assert len(str(error.value)) < 300


def test_same_names() -> None:
    names = Names(["q", "q", "Q ", ""], ["A", "B", "C", "D"])
    with pytest.raises(InputError, match=r"\"q\" names 2 columns: column A and column B.*--csat 'A'"):
        names.find("q")
    assert [names.name_of(column) for column in range(4)] == ["A", "B", "C", "D"]


ASKED = {0: "Q1. How satisfied are you overall?", 1: "How satisfied are you with … [Price]", 2: "Anything else?",
         3: "Anything else?"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("How satisfied are you overall?", 0), ("how satisfied are you overall", 0),
        ("Q1. How satisfied are you overall?", 0), ("How satisfied are you with … [Price]", 1),
        ("Q1", 4),  # a header goes before a question's code
        ("C", 5),  # and before a letter
        ("How many visits", 6), ("visits_9", 6),
    ],
)  # fmt: skip
def test_names_by_question(name: str, column: int) -> None:
    headers = ["a", "b", "c1", "c2", "Q1", "C", "visits_9. How many visits?", "x"]
    names = Names(headers, [f"#{n + 1}" for n in range(8)], ASKED)
    assert names.find(name) == column
    assert not names.only_a_place(name)
    assert names.only_a_place("H")


def test_a_question_of_several_columns_is_no_name() -> None:
    names = Names(["a", "b", "c1", "c2"], ["A", "B", "C", "D"], ASKED)
    with pytest.raises(InputError, match=r'"Anything else" names 2 columns: column C and column D\..*--csat'):
        names.find("Anything else")
    with pytest.raises(InputError, match=r'Did you mean "Q1\. How satisfied are you overall\?"'):
        names.find("How satisfied are you over all?")


def test_a_question_with_commas_is_one_part_of_a_construct() -> None:
    names = Names(["a", "b"], ["A", "B"], {0: "Price, fees and all", 1: "Staff"})
    chosen = choose(names, alpha=["S=Price, fees and all,Staff"])
    assert chosen.constructs == {"S": (0, 1)}


def test_plainest_names() -> None:
    names = Names(["csat", "D", "B", "-x", "How satisfied?"], ["A", "B", "C", "D", "E"])
    assert [names.name_of(column) for column in range(5)] == ["csat", "D", "B", "#4", "E"]
    assert [names.find(names.name_of(column)) for column in range(5)] == [0, 1, 2, 3, 4]


def test_each_of_many_columns_is_found() -> None:
    headers = [f"Question {i}: satisfaction" for i in range(9_000)]
    names = Names(headers, [f"#{i + 1}" for i in range(9_000)])
    assert [names.find(header) for header in headers] == list(range(9_000))


def chosen(names: Names, **flags: Any) -> Choices:
    return choose(names, **flags)


@pytest.mark.parametrize(
    ("flags", "part", "expected"),
    [
        ({"csat": ["a=b"], "nps": ["a=b"]}, "measure", {0: ("csat", "nps")}),
        ({"csat": ["a=b", "#1"]}, "measure", {0: ("csat",)}),
        ({"ces": ["t:z:ces1"]}, "variant", {2: "ces1"}),
        ({"ces": {"t:z": "ease"}}, "variant", {2: "ease"}),
        ({"alpha": ["S=a=b,x,y,#4"]}, "constructs", {"S": (0, 1, 3)}),
        ({"alpha": {"S": ["x,y", "a=b"]}}, "constructs", {"S": (1, 0)}),
        ({"scale": ["a=b=1-5"]}, "scale", {0: Scale(1, 5)}),
        ({"scale": {"a=b": "0-10"}}, "scale", {0: Scale(0, 10)}),
        ({"scale": ["1-7"]}, "every_scale", Scale(1, 7)),
        ({"reverse": ["x,y"]}, "reverse", frozenset({1})),
        ({"missing": ["99,-1"]}, "every_missing", frozenset({"99", "-1"})),
        ({"missing": ["a=b=0,۶"]}, "missing", {0: frozenset({"0", "6"})}),
        ({"missing": {"a=b": [99]}}, "missing", {0: frozenset({"99"})}),
        ({"missing": ["A=No Opinion"]}, "missing", {6: frozenset({"no opinion"})}),
        ({"by": ["p q", "#4"]}, "segments", (3,)),
    ],
)
def test_flags(names: Names, flags: dict[str, Any], part: str, expected: object) -> None:
    assert getattr(chosen(names, **flags), part) == expected


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ({"ces": ["t:z"]}, "does not say which effort question"),
        ({"ces": ["A:bad"]}, ":ces2"),
        ({"ces": ["A:ces1", "A:ces2"]}, "two kinds"),
        ({"alpha": ["S"]}, "NAME=COLUMN,COLUMN"),
        ({"alpha": ["=A,B"]}, "NAME=COLUMN,COLUMN"),
        ({"alpha": ["S=A"]}, "at least two"),
        ({"alpha": ["S=A,A"]}, "at least two"),
        ({"scale": ["A=5"]}, '"5" is not a scale'),
        ({"scale": ["nobody=1-5"]}, 'no column "nobody"'),
        ({"scale": ["A=1-5", "A=1-7"]}, "given twice"),
        ({"scale": ["1-5", "1-7"]}, "given twice"),
        ({"missing": ["A="]}, "names no code"),
        ({"missing": [""]}, "names no code"),
        ({"level": 2}, "confidence level"),
        ({"suppress_below": -1}, "--suppress-below"),
    ],
)
def test_flags_that_are_not_understood(names: Names, flags: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as error:
        chosen(names, **flags)
    assert told in str(error.value)


@pytest.mark.parametrize(("one", "other"), [("6", "6.0"), ("6", "۶"), ("No opinion", "no  OPINION"), ("-1", "−1")])
def test_one_code_in_many_spellings(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_one_text_stands_for_a_list_of_one() -> None:
    names = Names(["a", "b", "region"], ["A", "B", "C"])
    one = choose(names, csat="a", nps="b", by="region", reverse="a", missing="99", scale="b=0-10", alpha="X=a,b")
    assert one == choose(
        names, csat=["a"], nps=["b"], by=["region"], reverse=["a"], missing=["99"], scale=["b=0-10"], alpha=["X=a,b"]
    )
    assert one.every_missing == {"99"}
    mapped = choose(names, missing={"a": "99,-1"}, alpha={"X": "a,b"})
    assert mapped.missing_of(0) == {"99", "-1"}
    assert mapped.constructs == {"X": (0, 1)}


def test_two_segmentings_of_one_name_are_refused() -> None:
    names = Names(["q", "Region", "Region"], ["A", "B", "C"])
    assert choose(names, by=["B", "#2"]).segments == (1,)
    with pytest.raises(InputError, match='2 columns to report by are named "Region"'):
        choose(names, by=["B", "C"])
