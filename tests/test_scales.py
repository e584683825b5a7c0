"""Which scale numbers are on, and where that must be asked."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.errors import InputError
from csat.plan import Scale
from csat.scales import Doubt, infer_scale, parse_scale


def counts(values: Iterable[float], n: int = 20) -> dict[Fraction, int]:
    return {Fraction(str(value)): n for value in values}


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        (range(1, 6), "1-5"),
        ((3, 4, 5), "1-5"),
        ((5,), "1-5"),
        (range(1, 8), "1-7"),
        (range(11), "0-10"),
        ((0, 7, 10), "0-10"),
        (range(0, 101, 5), "0-100"),
    ],
)
def test_scales_that_are_taken(values: Iterable[float], scale: str) -> None:
    assert str(infer_scale(counts(values))) == scale


@pytest.mark.parametrize(
    ("values", "could_be"),
    [
        (range(1, 11), ("0-10", "1-10")),
        (range(1, 10), ("0-10", "1-10", "1-9")),
        (range(1, 9), ("0-10", "1-10", "1-7")),
        (range(1, 7), ("1-6", "1-7", "1-5")),
        ((6, 7), ("1-7", "0-10")),
        (range(6), ("1-5", "0-5")),
        (range(5), ("0-4", "1-4", "1-5", "0-10")),
        ((0, 1), ("0-1", "1-5", "0-10")),
        ((1, 2), ("1-5", "1-4", "1-7")),
        ((*range(1, 6), 8), ("1-5", "0-10")),
        ((*range(1, 6), 9), ("1-5", "0-10")),
        ((*range(1, 6), 8, 9), ("1-5", "0-10")),
        ((*range(1, 5), 9), ("1-4", "0-10")),
        ((*range(1, 8), 9), ("1-7", "0-10")),
        ((-2, -1, 0, 1, 2), ("-2-2",)),
        ((1, 2, 3, 4, 5, 4.5), ("1-5/0.5", "0-5/0.5")),
        ((20, 40, 60, 80, 100), ("20-100/20", "0-100")),
        (range(1, 21), ("0-100", "0-20")),
        ((0.2, 0.4, 1), ()),
        ((-100, 0, 100), ()),
        ((1, 2, 3, 4, 5, 4.0000001), ()),
    ],
)
def test_scales_that_are_asked_for(values: Iterable[float], could_be: tuple[str, ...]) -> None:
    doubt = infer_scale(counts(values))
    assert isinstance(doubt, Doubt)
    assert doubt.could_be == could_be
    for scale in could_be:
        assert str(parse_scale(scale)) == scale


@pytest.mark.parametrize(("n", "taken"), [(10, False), (25, True)])
@pytest.mark.parametrize("high", [3, 4])
def test_rare_scales_need_evidence(high: int, n: int, taken: bool) -> None:
    found = infer_scale(counts(range(1, high + 1), n * 4 // high + 1))
    assert isinstance(found, Scale) is taken


@pytest.mark.parametrize("codes", [{99: 4}, {-1: 4}, {99: 2, 98: 2}, {-9: 1}, {3.75: 1}])
def test_codes_stay_outside(codes: dict[float, int]) -> None:
    found = {**counts(range(1, 6)), **{Fraction(str(code)): n for code, n in codes.items()}}
    assert infer_scale(found) == Scale(1, 5)


def test_a_stated_range_counts_unless_the_answers_contradict_it() -> None:
    assert infer_scale(counts(range(2, 11)), (1, 10)) == Scale(1, 10)
    assert infer_scale({**counts(range(1, 6)), Fraction(9): 3}, (1, 5)) == Scale(1, 5)
    doubt = infer_scale(counts(range(11)), (1, 5))
    assert isinstance(doubt, Doubt)
    assert "its header says 1-5" in doubt.why


@given(st.dictionaries(st.integers(-3, 101).map(Fraction), st.integers(1, 300), min_size=1))
def test_any_column_gets_a_scale_or_a_reason(found: dict[Fraction, int]) -> None:
    scale = infer_scale(found)
    assert scale == infer_scale(dict(reversed(found.items())))
    if isinstance(scale, Doubt):
        assert scale.why
        for text in scale.could_be:
            parse_scale(text)
    else:
        assert sum(n for v, n in found.items() if scale.position(v) is not None) * 2 >= sum(found.values())


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("1-5", Scale(1, 5)), (" 0 - 10 ", Scale(0, 10)), ("1..7", Scale(1, 7)), ("1:5", Scale(1, 5)),
        ("-2-2", Scale(-2, 2)), ("1-5/0.5", Scale(1, 5, Fraction(1, 2))),
    ],
)  # fmt: skip
def test_written_scales(text: str, scale: Scale) -> None:
    assert parse_scale(text) == scale


@pytest.mark.parametrize("text", ["5", "5-1", "1-1", "a-b", "1-5/0", "1-5/3", "0-99999", "1-1000/0.001", ""])
def test_what_is_no_scale(text: str) -> None:
    with pytest.raises(InputError, match="is not a scale"):
        parse_scale(text)
