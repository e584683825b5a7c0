"""Key drivers and correlations against figures of R, PSPP and Python on real surveys that lie beside the project.

Every ``driver/…`` and ``cor/…`` figure of the reference is compared; how many is asserted, so that a name that changes
cannot quietly leave figures unchecked. Closed forms to 1e-9 relative, the logistic regression to 1e-5, p-values below
1e-12 by their order of magnitude (../shared/reference/README.md).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from math import isclose, log10
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import csat
from csat.analysis.drivers.johnson import weights
from csat.results import Estimate

SHARED = Path(__file__).resolve().parents[3] / "shared"
if not (SHARED / "reference").is_dir():
    pytest.skip("the real data and its reference figures are not beside the project", allow_module_level=True)

SCALES = {
    "abc_survey": "1-5",
    "airline_passenger_10k": "1-5",
    "attitude": "0-100",
    "bank_satisfaction": "0-10",
    "bfi": "1-6",
    "mobi": "1-10",
    "sfo_2017": "1-5",
    "univer": "1-7",
}
OTHER_SCALES = {"NETPRO": "0-10", "satisfied": "0-1", "age": "0-100"}
# every figure that the reference has
DRIVER_FIGURES = {
    "abc_survey": 244,
    "airline_passenger_10k": 167,
    "attitude": 113,
    "bank_satisfaction": 244,
    "mobi": 167,
    "sfo_2017": 208,
    "univer": 77,
}
PAIR_FIGURES = {
    "abc_survey": 72,
    "airline_passenger_10k": 27,
    "attitude": 54,
    "bank_satisfaction": 162,
    "bfi": 27,
    "mobi": 81,
    "sfo_2017": 90,
    "univer": 45,
}

OF_MODEL = {
    "r2": "r2", "r2_adj": "r2_adj", "f": "model_f", "intercept": "intercept", "logit_intercept": "logit_intercept",
    "logit_loglik": "logit_loglik",
}  # fmt: skip
OF_DRIVER = {
    "r": "driver_r", "spearman": "driver_rank_r", "b": "driver_b", "t": "driver_t", "p": "driver_p",
    "beta_std": "driver_beta", "vif": "driver_vif", "lmg": "lmg", "shapley_by_hand": "lmg", "last": "driver_last",
    "pratt": "driver_pratt", "first": "driver_first", "relative_weight": "relative_weight",
    "relative_weight_rwa": "relative_weight", "performance_mean": "driver_mean", "logit_b": "logit_b",
}  # fmt: skip
SHARES = {"lmg_share": "lmg_share", "relative_weight_share": "relative_weight_share"}
ERRORS = {"b_se": "driver_b", "logit_se": "logit_b"}
OF_PAIR = {
    "pearson": "pair_r", "pearson_p": "pair_r_p", "spearman": "pair_rank_r", "spearman_p": "pair_rank_r_p",
    "kendall_tau_b": "pair_tau_b", "kendall_p": "pair_tau_b_p",
}  # fmt: skip


@cache
def reference(name: str) -> tuple[dict[str, Any], dict[str, float]]:
    body = json.loads((SHARED / "reference" / f"{name}.json").read_text(encoding="utf-8"))
    return body.get("config", {}), {key: figure["value"] for key, figure in body["figures"].items()}


@cache
def cells(name: str) -> pd.DataFrame:
    """The rows of a data set as text; a column of two words that the reference took as 0 and 1 made so."""
    config, _ = reference(name)
    table = pd.read_csv(SHARED / "data" / config["file"], dtype=str, keep_default_na=False, encoding="utf-8-sig")
    for column, (source, yes) in config.get("binary", {}).items():
        table[column] = (table[source] == yes).astype(int).astype(str)
    return table


def missing_codes(name: str, column: str) -> list[str]:
    config, _ = reference(name)
    if column in config.get("na_cols", {}):
        return [str(code) for code in config["na_cols"][column]]
    for prefix, codes in sorted(config.get("na_codes", {}).items(), key=lambda pair: -len(pair[0])):
        rest = column.removeprefix(prefix)
        if column.startswith(prefix) and (rest.isdigit() or not config.get("na_prefix_numeric")):
            return [str(code) for code in codes]
    return []


def drivers_of(name: str, of: str, items: Sequence[str]) -> dict[tuple[str, str], Estimate]:
    """The figures of drivers by metric and header of the driver ("": of the model)."""
    columns = [of, *items]
    low = {column: OTHER_SCALES.get(column, SCALES[name]) for column in columns}
    codes = {column: found for column in columns if (found := missing_codes(name, column))}
    record = csat.drivers(cells(name)[columns], of=of, items=items, bootstrap=0, csat=columns, scale=low, missing=codes)
    headers = {item["id"]: item["column"] for item in record.plan["items"]}
    return {
        (e.metric, headers.get(e.about.get("item", ""), "")): e for e in record.estimates if e.analysis == "drivers"
    }


class Comparison:
    """Figures beside those of the reference, and how many were compared."""

    def __init__(self, figures: dict[str, float]) -> None:
        self.figures = figures
        self.wrong: list[str] = []
        self.checked: set[str] = set()

    def expect(self, name: str, got: float | None, scale: float = 1.0, close: float = 1e-9) -> None:
        want = self.figures[name] * scale
        self.checked.add(name)
        if got is None or not self._same(name, got, want, close):
            self.wrong.append(f"{name}: got {got!r}, want {want!r}")

    @staticmethod
    def _same(name: str, got: float, want: float, close: float) -> bool:
        is_p = name.split("/")[2] in ("p", "pearson_p", "spearman_p", "kendall_p")
        if is_p and 0 < want < 1e-12:
            return got > 0 and abs(log10(got) - log10(want)) < 0.5
        return isclose(got, want, rel_tol=close, abs_tol=1e-12)

    def verdict(self, exactly: int) -> None:
        assert not self.wrong, f"{len(self.wrong)} of {len(self.checked)} differ:\n" + "\n".join(self.wrong[:40])
        assert len(self.checked) == exactly


@pytest.mark.parametrize("name", DRIVER_FIGURES)
def test_drivers(name: str) -> None:
    config, figures = reference(name)
    compare = Comparison(figures)
    for block in config["drivers"]:
        at = f"driver/{block['name']}/"
        found = drivers_of(name, block["y"], block["x"])
        compare.expect(at + "n", found["r2", ""].n)
        for key, metric in OF_MODEL.items():
            if at + key in figures:
                compare.expect(at + key, found[metric, ""].value, close=close(key))
        for driver in block["x"]:
            for key, metric in OF_DRIVER.items():
                if f"{at}{key}/{driver}" in figures:
                    compare.expect(f"{at}{key}/{driver}", found[metric, driver].value, close=close(key))
            for key, metric in SHARES.items():
                compare.expect(f"{at}{key}/{driver}", found[metric, driver].value, 100)
            for key, metric in ERRORS.items():
                if f"{at}{key}/{driver}" in figures:
                    compare.expect(f"{at}{key}/{driver}", found[metric, driver].standard_error, close=close(key))
    compare.verdict(DRIVER_FIGURES[name])


def close(key: str) -> float:
    return 1e-5 if key.startswith("logit") else 1e-9


def pairs(name: str) -> Iterator[tuple[str, list[str]]]:
    for block in reference(name)[0]["cor"]:
        for of in block["x"]:
            yield of, [column for column in block["y"] if column != of]


@pytest.mark.parametrize("name", PAIR_FIGURES)
def test_correlations(name: str) -> None:
    _, figures = reference(name)
    compare = Comparison(figures)
    for of, others in pairs(name):
        found = drivers_of(name, of, others)
        for other in others:
            at = f"cor/{of}|{other}/"
            pearson = found["pair_r", other]
            compare.expect(at + "n", pearson.n)
            assert pearson.interval is not None
            compare.expect(at + "pearson_ci95_low", pearson.interval.low)
            compare.expect(at + "pearson_ci95_high", pearson.interval.high)
            for key, metric in OF_PAIR.items():
                compare.expect(at + key, found[metric, other].value)
    compare.verdict(PAIR_FIGURES[name])


def test_nothing_of_the_reference_is_left_out() -> None:
    counts: Counter[str] = Counter()
    for path in (SHARED / "reference").glob("*.json"):
        figures = json.loads(path.read_text(encoding="utf-8")).get("figures", {})
        counts.update(name.partition("/")[0] for name in figures)
    assert counts["driver"] == sum(DRIVER_FIGURES.values())
    assert counts["cor"] == sum(PAIR_FIGURES.values())


def test_johnson_s_published_weights() -> None:
    drivers = np.array([[1, 0.2, 0.3, 0.4], [0.2, 1, 0.5, 0.1], [0.3, 0.5, 1, 0.2], [0.4, 0.1, 0.2, 1]])
    found = weights(drivers, np.array([-0.4, 0.1, -0.3, 0.4])).sum(axis=1)
    assert np.round(found, 5).tolist() == [0.24066, 0.05493, 0.12143, 0.28158]
    assert round(float(found.sum()), 5) == 0.69860
