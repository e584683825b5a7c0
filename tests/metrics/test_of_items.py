"""CSAT, NPS, CES, mean and score from counts: hand-computed values, plain numpy, and every formula evaluated."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from statistics import mean as plain_mean
from statistics import stdev, variance
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from csat.metrics import BOXES, HEADLINE, OF_MEASURE, boxes_of
from csat.metrics.figure import NO_ANSWERS, Answered, Boxes, Figure, whole
from csat.plan import Item, Measure, Scale, Variant, top_points
from csat.scales import parse_scale

Evaluate = Callable[[str, Mapping[str, Any]], float]
UNITS = {
    "csat": "percent", "csat_bottom": "percent", "csat_net": "points", "mean": "score", "sd": "score", "score": "score",
    "nps": "points", "nps_promoters": "percent", "nps_passives": "percent", "nps_detractors": "percent",
    "ces": "score", "ces_easy": "percent",
}  # fmt: skip


def item(measure: Measure, scale: str = "1-5", variant: Variant | None = None, **more: Any) -> Item:
    points = parse_scale(scale)
    size = points.last + 1
    boxes = None if size > 11 else 1 if size <= 3 else 2
    return Item(0, "Q", "q", measure, points, variant, **{"boxes": boxes, **more})


def figures(of: Item, counts: Sequence[int], level: float = 0.95) -> dict[str, Figure]:
    answered = Answered(of, counts, level)
    return {figure.metric: figure for metric in OF_MEASURE[of.measure] for figure in metric(answered)}


def answers(of: Item, counts: Sequence[int]) -> list[float]:
    return [of.scale.low + place * float(of.scale.step) for place, n in enumerate(counts) for _ in range(n)]


# Per item: the counts by scale point, and figures worked out by hand.
BY_HAND: list[tuple[Item, list[int], dict[str, float]]] = [
    (
        item("csat"), [1, 2, 3, 8, 6],
        {"csat": 70, "csat_bottom": 15, "csat_net": 55, "mean": 3.8, "score": 70, "sd": math.sqrt(25.2 / 19)},
    ),
    (item("csat", "1-3"), [1, 4, 5], {"csat": 50, "csat_bottom": 10, "csat_net": 40, "mean": 2.4, "score": 70}),
    (item("csat", "0-1"), [3, 1], {"csat": 25, "csat_bottom": 75, "csat_net": -50, "mean": 0.25, "score": 25}),
    (item("csat", "1-4"), [1, 1, 1, 1], {"csat": 50, "csat_bottom": 50, "csat_net": 0, "mean": 2.5, "score": 50}),
    (item("csat", "1-7"), [0, 1, 0, 0, 1, 1, 1], {"csat": 50, "csat_bottom": 25, "csat_net": 25, "mean": 5}),
    (item("csat", "0-10"), [1, *[0] * 7, 1, 1, 1], {"csat": 50, "csat_bottom": 25, "mean": 6.75, "score": 67.5}),
    # points 1, 1.5, …, 5: the top two are 4.5 and 5
    (item("csat", "1-5/0.5"), [0, 1, 1, *[0] * 4, 1, 1], {"csat": 50, "csat_bottom": 25, "mean": 3.25, "score": 56.25}),
    (
        item("nps", "0-10"), [0, 0, 0, 0, 0, 0, 4, 2, 2, 5, 7],
        {"nps": 40, "nps_promoters": 60, "nps_passives": 20, "nps_detractors": 20},
    ),
    (item("ces", "1-7", "ces2"), [1, 0, 1, 2, 3, 0, 3], {"ces": 4.8, "ces_easy": 60}),
    (item("ces", "1-5", "ces1"), [4, 2, 2, 1, 1], {"ces": 2.3, "ces_easy": 60}),  # little effort is easy
    (item("ces", "1-5", "ces1", reverse=True), [1, 1, 2, 2, 4], {"ces": 3.7, "ces_easy": 60}),  # as it arrives: turned
    (item("ces", "1-5", "ease"), [1, 1, 2, 2, 4], {"ces": 3.7, "ces_easy": 60}),
    (item("ces", "1-6", "ease"), [1, 0, 1, 1, 0, 1], {"ces": 3.5, "ces_easy": 50}),  # an even scale has no middle
    (item("ces", "1-6", "ces1"), [3, 0, 0, 1, 0, 0], {"ces": 1.75, "ces_easy": 75}),
    (item("ces", "1-5", None), [0, 0, 0, 0, 2], {"ces": 5, "ces_easy": 100}),
]  # fmt: skip


@pytest.mark.parametrize(("of", "counts", "wanted"), BY_HAND)
def test_by_hand(of: Item, counts: list[int], wanted: dict[str, float]) -> None:
    found = figures(of, counts)
    for metric, value in wanted.items():
        got = found[metric].value
        assert got is not None
        assert math.isclose(got, value, rel_tol=1e-15), metric


@pytest.mark.parametrize(("of", "counts"), [(of, counts) for of, counts, _ in BY_HAND])
def test_formulas_units_and_sources(of: Item, counts: list[int], evaluate: Evaluate) -> None:
    for metric, figure in figures(of, counts).items():
        assert figure.value is not None
        assert math.isclose(evaluate(figure.formula, figure.counts), figure.value, rel_tol=1e-12, abs_tol=1e-12), metric
        assert figure.counts["base"] == sum(counts)
        assert figure.unit == UNITS[metric]
        assert figure.source
        assert bool(figure.interval) != bool(figure.no_interval_because)
        assert not figure.notes


def test_metrics_of_each_measure() -> None:
    assert list(figures(item("csat"), [1] * 5)) == ["csat", "csat_bottom", "csat_net", "mean", "sd", "score"]
    assert list(figures(item("nps", "0-10"), [1] * 11)) == ["nps", "nps_promoters", "nps_passives", "nps_detractors"]
    assert list(figures(item("ces", "1-7", "ces2"), [1] * 7)) == ["ces", "sd", "ces_easy"]
    assert figures(item("part"), [1] * 5) == {}
    assert set(OF_MEASURE) == set(BOXES) == set(HEADLINE)
    assert HEADLINE == {"csat": "csat", "nps": "nps", "ces": "ces", "part": ""}


@pytest.mark.parametrize(
    ("of", "bottom", "top", "points"),
    [
        (item("csat"), (0, 1), (3, 4), [4, 5]),
        (item("csat", "1-3"), (0, 0), (2, 2), [3]),
        (item("csat", "0-10"), (0, 1), (9, 10), [9, 10]),
        (item("csat", "1-5/0.5"), (0, 1), (7, 8), [4.5, 5]),
        (item("csat", "1-5", boxes=3), (0, 2), (2, 4), [3, 4, 5]),
        (item("part"), (0, 1), (3, 4), [4, 5]),
        (item("nps", "0-10"), (0, 6), (9, 10), [9, 10]),
        (item("ces", "1-7", "ces2"), (0, 2), (4, 6), [5, 6, 7]),
        (item("ces", "1-5", "ces1"), (3, 4), (0, 1), [1, 2]),
        (item("ces", "1-5", "ces1", reverse=True), (0, 1), (3, 4), [4, 5]),
        (item("ces", "1-5", "ease", reverse=True), (0, 1), (3, 4), [4, 5]),
        (item("ces", "1-6", "ces1"), (3, 5), (0, 2), [1, 2, 3]),
        (item("ces", "0-1", "ease"), (0, 0), (1, 1), [1]),
    ],
)
def test_boxes(of: Item, bottom: tuple[int, int], top: tuple[int, int], points: list[float]) -> None:
    assert boxes_of(of) == Boxes(bottom, top)
    assert top_points(of) == points


@pytest.mark.parametrize("of", [item("csat"), item("csat", "1-5/0.5"), item("nps", "0-10"), item("ces", "1-5", "ces1")])
def test_no_answers_are_undefined_in_words(of: Item) -> None:
    found = figures(of, [0] * (of.scale.last + 1))
    assert "sd" not in found  # the mean above it has said why
    for figure in found.values():
        assert figure.value is None
        assert figure.interval is None
        assert figure.notes == (NO_ANSWERS,)
        assert figure.no_interval_because == NO_ANSWERS
        assert figure.counts["base"] == 0


def test_one_answer() -> None:
    found = figures(item("csat"), [0, 0, 0, 0, 1])
    assert {metric: figure.value for metric, figure in found.items()} == {
        "csat": 100, "csat_bottom": 0, "csat_net": 100, "mean": 5, "sd": None, "score": 100
    }  # fmt: skip
    for metric in ("mean", "score"):
        assert found[metric].interval is None
        assert "n = 1" in (found[metric].no_interval_because or "")
    assert found["sd"].notes
    assert "n = 1" in found["sd"].notes[0]
    for metric in ("csat", "csat_bottom", "csat_net"):
        interval = found[metric].interval
        assert interval
        assert interval.high > interval.low


def test_constant_answers() -> None:
    found = figures(item("csat"), [0, 0, 0, 40, 0])
    assert found["sd"].value == 0
    for metric in ("mean", "score"):
        assert found[metric].interval is None  # never one of zero width
        assert "same" in (found[metric].no_interval_because or "")
    interval = found["csat"].interval
    assert interval
    assert (interval.high, interval.low < 100) == (100, True)


def test_more_than_eleven_points_have_no_boxes() -> None:
    of = item("csat", "0-100")
    counts = [0] * 101
    counts[40], counts[80] = 1, 3
    found = figures(of, counts)
    assert found["csat"].value is None
    assert "no top boxes" in found["csat"].notes[0]
    assert found["csat"].no_interval_because
    assert "csat_bottom" not in found
    assert found["mean"].value == found["score"].value == 70
    assert found["sd"].value == 20


def test_score_moves_the_bounds_of_the_mean() -> None:
    of, counts = item("csat", "1-7"), [2, 0, 3, 4, 0, 5, 1]
    found = figures(of, counts)
    mean, score = found["mean"].interval, found["score"].interval
    assert mean
    assert score
    assert math.isclose(score.low, 100 * (mean.low - 1) / 6, rel_tol=1e-15)
    assert math.isclose(score.high, 100 * (mean.high - 1) / 6, rel_tol=1e-15)


def test_ces_names_its_variant() -> None:
    for variant, words in {"ces2": "CES 2.0", "ces1": "low is easy", "ease": "high is easy"}.items():
        found = figures(item("ces", "1-5", variant), [1, 2, 3, 4, 5])  # type: ignore[arg-type]
        assert words in found["ces"].source
        assert words in found["ces_easy"].source


def test_shares_are_not_rounded_before_the_score() -> None:
    # 45.5 % and 20.4 % would print as 46 and 20, and make 26 of what is 25.1
    found = figures(item("nps", "0-10"), [204, *[0] * 6, 341, 0, 455, 0])
    assert found["nps"].value == 25.1


def test_rounded_once() -> None:
    # a third of a hundred and the like come out as the nearest double
    for top in range(1, 50):
        for rest in range(50):
            counts = [rest, 0, 0, 0, top]
            found = figures(item("csat"), counts)
            assert found["csat"].value == float(Fraction(100 * top, top + rest))
            assert found["mean"].value == float(Fraction(rest + 5 * top, top + rest))


def test_distribution_is_by_value() -> None:
    assert Answered(item("csat", "1-3"), [1, 2, 3], 0.95).distribution() == {1: 1, 2: 2, 3: 3}
    assert Answered(item("csat", "1-2/0.5"), [1, 0, 3], 0.95).distribution() == {1: 1, Fraction(3, 2): 0, 2: 3}
    assert Answered(item("csat"), [1, 2, 3, 4, 5], 0.95).between((1, 3)) == 9


def test_whole() -> None:
    assert repr(whole(Fraction(6, 2))) == "3"
    assert repr(whole(Fraction(7, 2))) == "3.5"
    assert repr(whole(4)) == "4"


counted = st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(lambda counts: sum(counts) > 0)


@given(counted, st.sampled_from(["1-5", "0-4", "1-3/0.5", "-2-2"]), st.sampled_from([0.5, 0.9, 0.95]))
def test_mean_is_the_statistics_modules(counts: list[int], scale: str, level: float) -> None:
    of = item("csat", scale)
    found, values = figures(of, counts, level), answers(of, counts)
    exact = [Fraction(value) for value in values]
    assert found["mean"].value == float(plain_mean(exact))
    if len(values) > 1:
        sd, interval = found["sd"].value, found["mean"].interval
        assert sd is not None
        assert math.isclose(sd, stdev(values), rel_tol=1e-13, abs_tol=1e-15)
        if variance(exact):
            low, high = stats.t.interval(level, len(values) - 1, float(plain_mean(exact)), stats.sem(values))
            assert interval
            assert math.isclose(interval.low, low, rel_tol=1e-9, abs_tol=1e-9)
            assert math.isclose(interval.high, high, rel_tol=1e-9, abs_tol=1e-9)


@given(counted)
def test_turning_a_scale_round_turns_the_figures_round(counts: list[int]) -> None:
    up, down = figures(item("csat"), counts), figures(item("csat"), counts[::-1])
    for one, other in (("csat", "csat_bottom"), ("csat_bottom", "csat")):
        assert up[one].value == down[other].value
    net, turned = up["csat_net"].value, down["csat_net"].value
    assert net is not None
    assert turned is not None
    assert net == -turned
    high, low = up["mean"].value, down["mean"].value
    assert high is not None
    assert low is not None
    assert math.isclose(high, 6 - low, rel_tol=1e-15)


@given(st.lists(st.integers(0, 10**6), min_size=11, max_size=11).filter(any))
def test_nps_shares_make_a_hundred(counts: list[int]) -> None:
    found = figures(item("nps", "0-10"), counts)
    parts = [found[f"nps_{name}"].counts[name] for name in ("promoters", "passives", "detractors")]
    assert sum(parts) == sum(counts)
    assert parts == [sum(counts[9:]), sum(counts[7:9]), sum(counts[:7])]
    assert found["nps"].value == float(Fraction(100 * (sum(counts[9:]) - sum(counts[:7])), sum(counts)))


def test_scale_positions() -> None:
    half = Scale(1, 5, Fraction(1, 2))
    assert half.last == 8
    assert half.position(Fraction(9, 2)) == 7
    assert half.position(Fraction(22, 5)) is None
    assert half.position(Fraction(11, 2)) is None
    assert half.position(Fraction(1, 2)) is None
    assert [half.point(place) for place in (0, 1, 8)] == [1, Fraction(3, 2), 5]
    assert (str(half), str(Scale(0, 10))) == ("1-5/0.5", "0-10")
