"""Every ``scale/…`` and ``polychoric/…`` figure of the reference, beside the project where it is there.

Means and standard deviations of items are compared by tests/test_reference.py. Nothing may be told of the one Heywood
case. Two figures are those of programs that stop their fit early, and are compared less closely.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isclose
from typing import Any

import numpy as np
import pytest

import csat
from csat.accumulators.pairwise_products import PairwiseProducts
from csat.analysis.reliability.analysis import Reliability
from csat.analysis.reliability.by_pairs import pairwise_n
from csat.analysis.reliability.duhachek import standard_error
from csat.analysis.reliability.guttman import overlap_corrected_r, unexplained
from csat.analysis.reliability.variations import Variations, of_complete, of_pairs
from csat.intervals import feldt, normal_quantile
from csat.plan import Plan
from csat.results import Record
from csat.tally import Tally
from tests.test_reference import SCALES, data, missing_codes, reference, scales

FILES = list(SCALES)
ELSEWHERE = {"item_mean", "item_sd"}
STOPPED_EARLY = {"omega_total_psych_nf1": "omega_minres_observed", "omega_total_semtools_default": "omega_ml_observed"}
HEYWOOD = {
    *("loading_minres", "omega_total_minres_cor", "omega_total_minres_cor_obsvar", "omega_total_ml_cor_psych"),
    "omega_total_psych_nf1",
}
ITERATIVE = ("omega_", "loading_", "ave_")
OURS = {
    "alpha_raw": "alpha",
    "alpha_std": "alpha_standardized",
    "mean_interitem_r": "inter_item_r",
    "median_interitem_r": "inter_item_r_median",
    "guttman_lambda1_cov": "lambda1",
    "guttman_lambda2_cov": "lambda2",
    "guttman_lambda2_cor": "lambda2_cor",
    "guttman_lambda6_cov": "lambda6",
    "psych_splitHalf_covar_lambda6": "lambda6",
    "guttman_lambda6_cor": "lambda6_cor",
    "split_odd_even_r": "split_half_r",
    "split_odd_even_spearman_brown": "spearman_brown",
    "split_odd_even_horst": "horst",
    "split_odd_even_guttman": "split_half_guttman",
    "total_mean": "construct_mean",
    "total_sd": "construct_sd",
    "kmo": "kmo",
    "bartlett_chisq": "bartlett",
    "bartlett_p": "bartlett_p",
    "omega_total_minres_cor": "omega_minres",
    "omega_total_minres_cor_obsvar": "omega_minres_observed",
    "omega_total_cfa_ml": "omega_ml",
    "omega_total_cfa_ml_obsvar": "omega_ml_observed",
    "omega_total_cfa_ml_std": "composite_reliability",
    "omega_total_ml_cor_psych": "composite_reliability",
    "ave_cfa_ml_std": "ave",
    "loading_minres": "loading_minres",
    "r_drop": "item_rest_r",
    "alpha_if_dropped_raw": "alpha_if_dropped",
    **STOPPED_EARLY,
}
PAIRWISE = {
    "alpha_raw": "alpha_pairwise",
    "alpha_std": "alpha_standardized_pairwise",
    "mean_interitem_r": "inter_item_r_pairwise",
    "r_drop": "item_rest_r_pairwise",
    "alpha_if_dropped_raw": "alpha_if_dropped_pairwise",
}


class Read:
    """One scale scored as asked for, with the tally behind its record."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str, scale: str, items: list[str], reverse: list[str]):
        kept: list[tuple[Plan, Tally]] = []
        told = Reliability.estimates

        def estimates(self: Reliability, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Any]:
            kept.append((plan, tally))
            return told(self, plan, tally, counted)

        monkeypatch.setattr(Reliability, "estimates", estimates)
        codes = {column: found for column in items if (found := missing_codes(name, column))}
        self.record: Record = csat.reliability(
            data(name), {scale: items}, pairwise=True, bootstrap=0, ordinal=False,
            scale=dict.fromkeys(items, SCALES[name]), missing=codes, reverse=reverse,
        )  # fmt: skip
        plan, tally = kept[-1]
        construct = plan.constructs[0]
        self.items = [plan.item_of[column] for column in construct.columns]
        self.listwise = of_complete(self.items, tally.products_of(construct))
        pairs = next(found for found in tally.also.values() if isinstance(found, PairwiseProducts))
        self.counted, self.pairs = pairs, of_pairs(self.items, pairs)

    def find(self, metric: str, item: str | None) -> float | None:
        found = [e for e in self.record.estimates if e.metric == metric and (item is None or e.column == item)]
        return found[0].value if found else None


def figure(read: Read, way: str, statistic: str, item: str | None) -> float | None:
    """Ours in the place of one of theirs."""
    of = read.listwise if way == "listwise" else read.pairs
    # the reference takes all rows for the n of pairwise intervals, which is why csat's figure does not
    n = of.n if way == "listwise" else read.counted.rows
    names = OURS if way == "listwise" else PAIRWISE
    if statistic in names:
        found = read.find(names[statistic], item)
        if found is None and statistic == "split_odd_even_horst":
            found = read.find("spearman_brown", None)  # of halves of one length they are the same
        return found
    if statistic.startswith("eigenvalue_"):
        place = statistic.rpartition("_")[2]
        return next(e.value for e in read.record.estimates if e.id.endswith(f".eigenvalue.{place}"))
    if statistic.startswith(("alpha_ci95_feldt", "alpha_ci90_feldt")):
        interval = feldt(of.alpha, of.k, n, 0.95 if "95" in statistic else 0.9)
        return interval.low if statistic.endswith("low") else interval.high
    if statistic.startswith(("alpha_ase", "alpha_ci95_duhachek")):
        error = standard_error(of, n)
        side = {"low": -1, "high": 1}.get(statistic.rpartition("_")[2])
        return error if side is None else float(of.alpha) + side * normal_quantile(0.95) * error
    return _counted(read, of, n, statistic, item)


def _counted(read: Read, of: Variations, n: int, statistic: str, item: str | None) -> float | None:
    place = next((place for place, one in enumerate(of.items) if one.header == item), 0)
    fewest, _, harmonic = pairwise_n(read.counted)
    match statistic:
        case "n":
            return n
        case "k":
            return of.k
        case "n_complete":
            return read.listwise.n
        case "n_pair_min":
            return fewest
        case "n_pair_harmonic":
            return harmonic
        case "bartlett_df":
            return next(e.counts["df"] for e in read.record.estimates if e.metric == "bartlett_p")
        case "median_interitem_r":
            return float(np.median(of.pairs))
        case "alpha_if_dropped_std":
            return of.without(place).standardized_alpha
        case "r_cor":
            shares = unexplained(of)
            return None if shares is None else overlap_corrected_r(of, shares)[place]
    raise KeyError(statistic)


# how many figures were compared when this was written
LEAST = {
    "mobi": 325,
    "bank_satisfaction": 381,
    "univer": 127,
    "bfi": 759,
    "attitude": 76,
    "abc_survey": 873,
    "sfo_2017": 363,
    "airline_passenger_10k": 347,
    "pingouin_cronbach_alpha": 91,
    "pingouin_cronbach_wide_missing": 105,
}


@pytest.mark.parametrize("name", FILES)
def test_scales(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, figures = reference(name)
    wrong, compared, untold = [], 0, 0
    for scale, (items, reverse) in scales(name).items():
        read = Read(monkeypatch, name, scale, items, reverse)
        for key, want in figures.items():
            if not key.startswith(f"scale/{scale}/"):
                continue
            _, _, way, statistic, *rest = key.split("/", 4)
            if statistic in ELSEWHERE:
                continue
            got = figure(read, way, statistic, rest[0] if rest else None)
            if (name, scale) == ("mobi", "CUSL") and statistic in HEYWOOD:
                assert got is None, key
                untold += 1
                continue
            compared += 1
            close = 1e-4 if statistic in STOPPED_EARLY else 1e-5 if statistic.startswith(ITERATIVE) else 1e-9
            if got is None or not isclose(got, want, rel_tol=close, abs_tol=1e-12):
                wrong.append(f"{key}: got {got!r}, want {want!r}")
    assert not wrong, f"{len(wrong)} of {compared} differ:\n" + "\n".join(wrong[:40])
    assert untold == (7 if name == "mobi" else 0)
    assert compared >= LEAST[name], f"only {compared} compared"


@pytest.mark.parametrize("name", ["bfi", "univer"])
def test_polychoric_correlations(name: str) -> None:
    _, figures = reference(name)
    keys = [key for key in figures if key.startswith("polychoric/")]
    for key in keys:
        pair = key.removeprefix("polychoric/").split("|")
        record = csat.reliability(data(name), {"pair": pair}, bootstrap=0, scale=dict.fromkeys(pair, SCALES[name]))
        found = next(e for e in record.estimates if e.metric == "ordinal_alpha")
        assert found.counts["mean_polychoric_r"] == pytest.approx(figures[key], rel=2e-5)
        lavaan = figures[key.replace("polychoric/", "polychoric_lavaan/")]
        assert found.counts["mean_polychoric_r"] == pytest.approx(lavaan, rel=1e-8)
    assert len(keys) >= 2
