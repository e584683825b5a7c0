"""Variances by the design against R survey on its api samples, and against closed forms."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import stdtr

from csat.accumulators.weighted_counts import Cell, Sums, read_weight
from csat.errors import InputError
from csat.intervals import normal_quantile, root, student_quantile
from csat.metrics.mean import moments
from csat.weighting import Weighting
from csat.weighting.linearization import Design, Mean, difference_of, mean_of

SHARED = Path(__file__).resolve().parents[3] / "shared"
beside = pytest.mark.skipif(
    not (SHARED / "reference" / "api.json").is_file(),
    reason="the real data and its reference figures are not beside the project",
)
Row = dict[str, str]
# file, weight, strata, clusters, population
DESIGNS: dict[str, tuple[str, str, str | None, tuple[str, ...], tuple[str, ...]]] = {
    "srs": ("apisrs", "pw", None, (), ("fpc",)),
    "strat": ("apistrat", "pw", "stype", (), ("fpc",)),
    "strat_nofpc": ("apistrat", "pw", "stype", (), ()),
    "strat_ignored": ("apistrat", "pw", None, (), ()),
    "clus1": ("apiclus1", "pw", None, ("dnum",), ("fpc",)),
    "clus1_nofpc": ("apiclus1", "pw", None, ("dnum",), ()),
    "clus2": ("apiclus2", "pw", None, ("dnum", "snum"), ("fpc1", "fpc2")),
}


class Sample:
    """Rows counted by a design as a tally counts them, keyed by whatever is asked of a row."""

    def __init__(self, rows: Sequence[Row], weight: str, weighting: Weighting, columns: Sequence[str]) -> None:
        self.rows = rows
        self.weights = [w for row in rows if isinstance(w := read_weight(row[weight] if weight else "1"), Fraction)]
        self.unit = 10**18
        self.columns = columns
        self.design = Design(weighting, range(len(columns)), {c: s for (c, _), s in self.table(lambda row: 0).items()})

    def table(self, key: Callable[[Row], Any]) -> dict[tuple[Cell, Any], Sums]:
        """Sums of the rows whose key is not None."""
        found: dict[tuple[Cell, Any], Sums] = {}
        for row, weight in zip(self.rows, self.weights, strict=True):
            if (said := key(row)) is not None:
                cell = tuple(row[column] for column in self.columns)
                n, w, w2 = found.get((cell, said), (0, 0, 0))
                whole = int(weight * self.unit)
                found[cell, said] = n + 1, w + whole, w2 + whole * whole
        return found

    def mean(self, value: Callable[[Row], Fraction | None]) -> Mean:
        table = self.table(value)
        found = mean_of(self.design, table, self.unit, {key: key for _, key in table})
        assert found is not None
        return found

    def total(self, value: Callable[[Row], Fraction | None]) -> tuple[Fraction, Fraction]:
        """Σwy and its variance."""
        table = self.table(value)
        values = {key: key for _, key in table}
        total = sum((Fraction(w, self.unit) * y for (_, y), (_, w, _) in table.items()), Fraction(0))
        return total, self.design.variance(table, self.unit, values)

    def ratio(self, above: str, below: str) -> tuple[Fraction, Fraction]:
        """Σwy/Σwx over rows that have both, and its variance."""
        table = self.table(
            lambda row: (x, y) if None not in (x := number(row, below), y := number(row, above)) else None
        )
        wx, wy = (
            sum((Fraction(w, self.unit) * key[i] for (_, key), (_, w, _) in table.items()), Fraction(0)) for i in (0, 1)
        )
        residuals = {(x, y): (y - wy / wx * x) / wx for _, (x, y) in table}
        return wy / wx, self.design.variance(table, self.unit, residuals)


def number(row: Row, column: str) -> Fraction | None:
    return Fraction(row[column]) if row[column] else None


@cache
def sample(name: str) -> Sample:
    file, weight, strata, clusters, population = DESIGNS[name]
    with (SHARED / "data" / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = [column for column in (strata, *clusters, *population) if column]
    at = columns.index
    weighting = Weighting(None, at(strata) if strata else None, tuple(map(at, clusters)), tuple(map(at, population)))
    if name == "srs":
        assert {row["fpc"] for row in rows} == {"6194"}
    return Sample(rows, weight, weighting, columns)


def found_in(name: str) -> dict[str, float]:
    """Every figure of the reference for a design, by its name there."""
    taken = sample(name)
    mean = taken.mean(lambda row: number(row, "api00"))
    se, z, t = root(mean.variance), normal_quantile(0.95), student_quantile(0.95, taken.design.df)
    total, total_variance = taken.total(lambda row: number(row, "enroll"))
    awards = taken.mean(lambda row: Fraction(row["awards"] == "Yes"))
    ratio, ratio_variance = taken.ratio("api.stu", "enroll")
    schools = taken.mean(lambda row: number(row, "api00") if row["stype"] == "E" else None)
    wide = taken.mean(lambda row: number(row, "api00") if row["sch.wide"] == "Yes" else None)
    value, every = float(mean.value), taken.table(lambda row: 0)
    assert mean.spread is not None
    assert mean.deff is not None
    return {
        "mean_api00": value, "mean_api00_se": se, "mean_api00_ci95_low": value - z * se,
        "mean_api00_ci95_high": value + z * se, "mean_api00_ci95_t_low": value - t * se,
        "mean_api00_ci95_t_high": value + t * se, "degf": taken.design.df, "total_enroll": float(total),
        "total_enroll_se": root(total_variance), "prop_awards": float(awards.value),
        "prop_awards_se": root(awards.variance), "ratio_apistu_enroll": float(ratio),
        "ratio_apistu_enroll_se": root(ratio_variance), "domain_E_mean_api00": float(schools.value),
        "domain_E_mean_api00_se": root(schools.variance), "domain_schwide_mean_api00": float(wide.value),
        "domain_schwide_mean_api00_se": root(wide.variance),
        "sum_weights": float(Fraction(sum(w for _, w, _ in every.values()), taken.unit)),
        "n_eff_kish": float(mean.n_eff), "deff_replace": float(mean.deff),
        "deff_wor": float(mean.deff / (1 - mean.n / mean.weight)),
    }  # fmt: skip


@beside
@pytest.mark.parametrize("name", DESIGNS)
def test_every_figure_of_the_seven_designs_is_that_of_r_survey(name: str) -> None:
    figures = json.loads((SHARED / "reference" / "api.json").read_text("utf-8"))["figures"]
    wanted = {key.split("/")[2]: told["value"] for key, told in figures.items() if key.startswith(f"design/{name}/")}
    found = found_in(name)
    assert wanted.keys() == found.keys()
    assert len(wanted) == 21
    for figure, value in wanted.items():
        assert isclose(found[figure], value, rel_tol=1e-9), (figure, found[figure], value)


@beside
def test_the_population_is_what_its_samples_estimate() -> None:
    figures = json.loads((SHARED / "reference" / "api.json").read_text("utf-8"))["figures"]
    with gzip.open(SHARED / "data" / "apipop.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    whole = Sample(rows, "", Weighting(sizes=(("", len(rows)),)), ())
    mean = whole.mean(lambda row: number(row, "api00"))
    assert isclose(float(mean.value), figures["population/mean_api00"]["value"], rel_tol=1e-9)
    assert mean.n == figures["population/n"]["value"]
    assert not mean.variance  # everybody was asked
    total, _ = whole.total(lambda row: number(row, "enroll"))
    assert float(total) == figures["population/total_enroll"]["value"]
    awards = whole.mean(lambda row: Fraction(row["awards"] == "Yes"))
    assert isclose(float(awards.value), figures["population/prop_awards"]["value"], rel_tol=1e-9)


def t_test(taken: Sample, value: str, group: str, levels: tuple[str, str]) -> tuple[float, float, int, float]:
    """t, the difference, degrees of freedom and p of two groups; degrees of freedom are of those who are in one."""

    def of(level: str) -> dict[tuple[Cell, Any], Sums]:
        return taken.table(lambda row: number(row, value) if row[group] == level else None)

    tables = [of(level) for level in levels]
    values = {key: key for table in tables for _, key in table}
    found = difference_of(taken.design, tables[0], tables[1], taken.unit, values)
    assert found is not None
    within = taken.table(lambda row: 0 if row[group] in levels and number(row, value) is not None else None)
    t, df = float(found[0]) / root(found[1]), taken.design.df_of(within) - 1
    return t, float(found[0]), df, 2 * float(stdtr(df, -abs(t)))


@beside
def test_the_difference_of_two_domains_is_that_of_svyttest() -> None:
    figures = json.loads((SHARED / "reference" / "api.json").read_text("utf-8"))["figures"]
    t, _, df, p = t_test(sample("clus1"), "api00", "comp.imp", ("No", "Yes"))
    for name, found in (("t", t), ("df", df), ("p", p)):
        assert isclose(found, figures[f"test/clus1/ttest_compimp_{name}"]["value"], rel_tol=1e-9), name
    figures = json.loads((SHARED / "reference" / "sfo_2017.json").read_text("utf-8"))["figures"]
    with gzip.open(SHARED / "data" / "sfo_customer_survey_2017.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        rows = [row | ({"Q7ALL": ""} if row["Q7ALL"] == "Blank" else {}) for row in csv.DictReader(lines)]
    tried = t_test(Sample(rows, "WEIGHT", Weighting(), ()), "Q7ALL", "Q20GENDER", ("1", "2"))
    for name, found in zip(("t", "diff", "df", "p"), tried, strict=True):
        told = figures[f"weighted_group/Q7ALL_by_gender/svyttest_{name}"]["value"]
        assert isclose(found, told, rel_tol=1e-9), (name, found, told)


ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from("12345"), st.sampled_from(["1", "2.5", "0.1", "0"])),
    min_size=4, max_size=30,
)  # fmt: skip


def made(rows: Sequence[tuple[str, str, str]], weighting: Weighting, columns: Sequence[str] = ()) -> Sample:
    named = [{"s": s, "y": y, "w": w, "id": str(at)} for at, (s, y, w) in enumerate(rows)]
    return Sample(named, "w", weighting, columns)


@settings(deadline=None, max_examples=60)
@given(ROWS, st.integers(1, 9))
def test_equal_weights_give_the_variance_of_a_plain_mean(rows: list[tuple[str, str, str]], c: int) -> None:
    found = made([(s, y, str(c)) for s, y, _ in rows], Weighting()).mean(lambda row: Fraction(row["y"]))
    answers = [int(y) for _, y, _ in rows]
    plain = moments({y: answers.count(y) for y in set(answers)})
    assert plain.variance is not None
    assert found.value == plain.mean
    assert found.variance == plain.variance / plain.n
    assert found.n_eff == plain.n
    assert found.spread == plain.variance
    assert found.deff == (1 if plain.variance else None)


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_respondents_as_clusters_of_one_are_no_clusters(rows: list[tuple[str, str, str]]) -> None:
    if not any(float(w) for _, _, w in rows):
        return
    plain = made(rows, Weighting()).mean(lambda row: Fraction(row["y"]))
    clustered = made(rows, Weighting(clusters=(0,)), ["id"]).mean(lambda row: Fraction(row["y"]))
    assert plain == clustered


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_a_variance_is_that_of_a_loop_over_rows(rows: list[tuple[str, str, str]]) -> None:
    """By the textbook formula, stratum by stratum; answers of 5 stand for another domain."""
    sizes = {s: sum(one == s for one, _, _ in rows) for s in "ab"}
    if 1 in sizes.values() or not any(float(w) for _, y, w in rows if y != "5"):
        return
    design = Weighting(None, 0)
    found = made(rows, design, ["s"]).mean(lambda row: None if row["y"] == "5" else Fraction(row["y"]))
    weight: Fraction = sum((Fraction(w) for _, y, w in rows if y != "5"), Fraction(0))
    mean: Fraction = sum((Fraction(w) * int(y) for _, y, w in rows if y != "5"), Fraction(0)) / weight
    variance = Fraction(0)
    for stratum, n in sizes.items():
        z = [Fraction(w) * (int(y) - mean) / weight if y != "5" else Fraction(0) for s, y, w in rows if s == stratum]
        if n:
            centre = sum(z, Fraction(0)) / n
            variance += Fraction(n, n - 1) * sum(((one - centre) ** 2 for one in z), Fraction(0))
    assert (found.value, found.variance) == (mean, variance)


def test_a_stratum_of_one_is_an_error_and_no_zero() -> None:
    with pytest.raises(InputError, match=r"1 of 2 strata .* hold a single respondent"):
        made([("a", "1", "1"), ("b", "2", "1"), ("b", "3", "1")], Weighting(None, 0), ["s"])
    with pytest.raises(InputError, match="a single cluster"):
        made([("a", "1", "1"), ("a", "2", "1")], Weighting(clusters=(0,)), ["s"])
    certain = Weighting(None, 0, sizes=(("a", 1), ("b", 9)))  # all of the stratum was asked
    assert made([("a", "1", "1"), ("b", "2", "1"), ("b", "3", "1")], certain, ["s"]).design.df == 1


def test_populations_that_cannot_be_are_errors() -> None:
    rows = [("a", "1", "1"), ("a", "2", "1"), ("a", "3", "1")]
    with pytest.raises(InputError, match=r"says that there are 2 .* has 3"):
        made(rows, Weighting(sizes=(("", 2),)))
    with pytest.raises(InputError, match="gives no size"):
        made(rows, Weighting(None, 0, sizes=(("x", 20),)), ["s"])
    with pytest.raises(InputError, match="differs within one"):
        made(rows, Weighting(population=(0,)), ["y"])
    with pytest.raises(InputError, match="no whole number"):
        made(rows, Weighting(population=(0,)), ["s"])


def test_a_second_stage_of_one_unit_is_an_error_where_there_are_more() -> None:
    rows = [{"s": s, "y": y, "w": "1", "id": i, "N": "9", "M": m} for s, y, i, m in
            (("a", "1", "1", "4"), ("a", "2", "2", "4"), ("b", "3", "3", "4"))]  # fmt: skip
    with pytest.raises(InputError, match="a single unit of the second stage"):
        Sample(rows, "w", Weighting(None, None, (0, 1), (2, 3)), ["s", "id", "N", "M"])
    rows[2]["M"] = "1"
    assert Sample(rows, "w", Weighting(None, None, (0, 1), (2, 3)), ["s", "id", "N", "M"]).design.df == 1


def test_strata_and_clusters_are_told_apart_as_a_reader_tells_them() -> None:
    columns = ["s", "c"]
    rows = [
        {"s": s, "c": c, "y": str(place % 4), "w": str(1 + place % 3)}
        for place, (s, c) in enumerate((s, c) for s in ("North", "South") for c in ("b1", "b2", "b3") for _ in range(3))
    ]
    other = [
        {
            **row,
            "s": f" {row['s'].lower()}" if place % 2 else row["s"],
            "c": row["c"].replace("1", "۱") + " " * (place % 3),
        }
        for place, row in enumerate(rows)
    ]
    weighting = Weighting(None, 0, (1,), sizes=(("north", 7), ("South", 9)))
    found = [Sample(of, "w", weighting, columns).mean(lambda row: Fraction(row["y"])) for of in (rows, other)]
    assert found[0].variance == found[1].variance
    capitals = [{**row, "c": row["c"].upper() if place % 2 else row["c"]} for place, row in enumerate(rows)]
    assert Sample(capitals, "w", Weighting(None, 0, (1,)), columns).design.units == 12  # ids: capitals count


@pytest.mark.parametrize(("column", "what"), [("s", "stratum"), ("c", "cluster")])
def test_nobody_is_without_a_stratum_or_a_cluster(column: str, what: str) -> None:
    rows = [{"s": "a", "c": c, "y": "1", "w": "1"} for c in ("b1", "b2")] + [{"s": "a", "c": "b3", "y": "2", "w": "1"}]
    rows[1][column] = " "
    with pytest.raises(InputError, match=f"1 row has no {what}"):
        Sample(rows, "w", Weighting(None, 0, (1,)), ["s", "c"])
