"""Figures of the data in csat/data/selftest/reference by pingouin, statsmodels, scipy and pandas, beside those of R.

    python tests/reference/reference.py        (needs R with psych, and pingouin, statsmodels, scipy, pandas)

Writes figures.json: every figure with the value and call of R, the value and call of Python, and stops where the two
do not agree to 1e-11. Nothing here imports csat.
"""

from __future__ import annotations

import importlib.metadata
import json
import math
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pingouin as pg
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "csat" / "data" / "selftest" / "reference"

Figures = dict[str, tuple[float, str]]


def share(figures: Figures, name: str, hits: int, n: int) -> None:
    low, high = proportion_confint(hits, n, method="wilson")
    figures[f"{name}/value"] = 100 * hits / n, "100 * hits / n"
    figures[f"{name}/low"] = 100 * low, "100 * statsmodels proportion_confint(hits, n, method='wilson')[0]"
    figures[f"{name}/high"] = 100 * high, "100 * statsmodels proportion_confint(hits, n, method='wilson')[1]"
    figures[f"{name}/n"] = n, "len(x)"


def net(figures: Figures, name: str, up: int, down: int, n: int) -> None:
    # As a mean and variance of scores, not the formula R uses: the three added answers are weights of -1, 0, 1.
    weight = [down + 0.75, n - up - down + 1.5, up + 0.75]
    mean = (weight[2] - weight[0]) / (n + 3)
    variance = sum(w * (score - mean) ** 2 for w, score in zip(weight, (-1, 0, 1), strict=True)) / (n + 3)
    half = stats.norm.ppf(0.975) * math.sqrt(variance / (n + 3))
    figures[f"{name}/value"] = 100 * (up / n - down / n), "100 * (up / n - down / n)"
    how = "mean and variance of -1, 0, 1 with 3/4, 1 1/2, 3/4 added; clamped, and widened to hold the estimate"
    score = figures[f"{name}/value"][0]
    figures[f"{name}/low"] = min(score, max(-100.0, 100 * (mean - half))), how
    figures[f"{name}/high"] = max(score, min(100.0, 100 * (mean + half))), how
    figures[f"{name}/n"] = n, "len(x)"


def average(figures: Figures, name: str, x: pd.Series[float]) -> None:
    figures[f"{name}/value"] = float(x.mean()), "pandas mean"
    figures[f"{name}/n"] = len(x), "len(x)"
    if len(x) > 1 and x.std() > 0:
        low, high = stats.t.interval(0.95, len(x) - 1, loc=x.mean(), scale=stats.sem(x))
        figures[f"{name}/low"] = float(low), "scipy.stats.t.interval(0.95, n - 1, mean, sem)[0]"
        figures[f"{name}/high"] = float(high), "scipy.stats.t.interval(0.95, n - 1, mean, sem)[1]"


def satisfaction(figures: Figures, at: str, x: pd.Series[float], low: int, high: int) -> None:
    x = x.dropna()
    top, bottom = int((x >= high - 1).sum()), int((x <= low + 1).sum())
    share(figures, f"{at}/csat", top, len(x))
    share(figures, f"{at}/csat_bottom", bottom, len(x))
    net(figures, f"{at}/csat_net", top, bottom, len(x))
    average(figures, f"{at}/mean", x)
    if len(x) > 1:
        figures[f"{at}/sd/value"] = float(x.std()), "pandas std"
    figures[f"{at}/score/value"] = float(((x - low) / (high - low) * 100).mean()), "mean of the answers put on 0-100"


def recommendation(figures: Figures, at: str, x: pd.Series[float]) -> None:
    x = x.dropna()
    promoters, detractors = int((x > 8).sum()), int((x < 7).sum())
    net(figures, f"{at}/nps", promoters, detractors, len(x))
    share(figures, f"{at}/nps_promoters", promoters, len(x))
    share(figures, f"{at}/nps_passives", len(x) - promoters - detractors, len(x))
    share(figures, f"{at}/nps_detractors", detractors, len(x))


def effort(figures: Figures, at: str, x: pd.Series[float], easy: set[int]) -> None:
    x = x.dropna()
    average(figures, f"{at}/ces", x)
    share(figures, f"{at}/ces_easy", int(x.isin(easy).sum()), len(x))


def reliability(figures: Figures, at: str, items: pd.DataFrame) -> None:
    x = items.dropna()  # first: pingouin counts n for its interval before it drops rows
    n, k = x.shape
    alpha = float(pg.cronbach_alpha(x)[0])
    # pingouin rounds its interval to three decimals, so the bounds come from scipy
    bounds = [1 - (1 - alpha) * stats.f.ppf(p, n - 1, (n - 1) * (k - 1)) for p in (0.975, 0.025)]
    correlations = x.corr().to_numpy()
    r = float((correlations.sum() - k) / (k * (k - 1)))
    figures[f"{at}/alpha/value"] = alpha, "pingouin.cronbach_alpha(x.dropna())[0]"
    figures[f"{at}/alpha/low"] = float(bounds[0]), "1 - (1 - alpha) * scipy.stats.f.ppf(.975, n - 1, (n - 1)(k - 1))"
    figures[f"{at}/alpha/high"] = float(bounds[1]), "1 - (1 - alpha) * scipy.stats.f.ppf(.025, n - 1, (n - 1)(k - 1))"
    figures[f"{at}/alpha/n"] = n, "len(x.dropna())"
    figures[f"{at}/alpha_standardized/value"] = k * r / (1 + (k - 1) * r), "k r / (1 + (k - 1) r), r from pandas corr"
    figures[f"{at}/inter_item_r/value"] = r, "mean of pandas corr off the diagonal"
    for item in x.columns:
        rest = x.drop(columns=item)
        rest_r = float(x[item].corr(rest.sum(axis=1)))
        figures[f"{at}/item_rest_r:{item}/value"] = rest_r, "pandas corr(item, sum of the others)"
        if k > 2:
            dropped = float(pg.cronbach_alpha(rest)[0])
            figures[f"{at}/alpha_if_dropped:{item}/value"] = dropped, "pingouin.cronbach_alpha(the others)[0]"


def by_python() -> Figures:
    figures: Figures = {}
    hotel = pd.read_csv(DATA / "hotel.csv")
    for name in ("all", "North", "South"):
        part = hotel if name == "all" else hotel[hotel["region"] == name]
        at = f"hotel/{name}"
        satisfaction(figures, f"{at}/overall", part["overall"], 1, 5)
        recommendation(figures, f"{at}/recommend", part["recommend"])
        effort(figures, f"{at}/easy", part["easy"], {5, 6, 7})
        effort(figures, f"{at}/effort", part["effort"], {1, 2})
        effort(figures, f"{at}/find", part["find"], {4, 5})
        items = part[["room", "staff", "food", "noise"]]
        reliability(figures, f"{at}/Stay", items.assign(noise=6 - items["noise"]))
        reliability(figures, f"{at}/Pair", items[["room", "staff"]])
        reliability(figures, f"{at}/Raw", items[["room", "staff", "food"]])
    edges = pd.read_csv(DATA / "edges.csv")
    for column in edges:
        satisfaction(figures, f"edges/all/{column}", edges[column], 1, 5)
    eight = pd.read_csv(DATA / "eight_by_four.csv")
    reliability(figures, "eight_by_four/all/Four", eight)
    for column in eight:
        satisfaction(figures, f"eight_by_four/all/{column}", eight[column], 1, 5)
    return figures


def by_r() -> Figures:
    called = ["Rscript", str(HERE / "reference.R"), str(DATA)]
    lines = subprocess.run(called, check=True, capture_output=True, text=True).stdout.splitlines()
    parts = (line.split("\t") for line in lines)
    return {name: (float(value), how) for name, value, how, *_ in parts}


def main() -> None:
    ours, theirs = by_python(), by_r()
    if set(ours) != set(theirs):
        raise SystemExit(f"not in both: {sorted(set(ours) ^ set(theirs))}")
    merged: dict[str, dict[str, Any]] = {}
    for name, (value, how) in sorted(theirs.items()):
        check, check_how = ours[name]
        if not math.isclose(value, check, rel_tol=1e-11, abs_tol=1e-12):
            raise SystemExit(f"{name}: R {value!r}, Python {check!r}")
        merged[name] = {"value": value, "r": how, "python": check_how, "python_value": check}
    r = subprocess.run(
        ["Rscript", "-e", "cat(as.character(getRversion()), as.character(packageVersion('psych')))"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    made_with = {"R": r[0], "psych": r[1]}
    made_with |= {name: importlib.metadata.version(name) for name in ("pandas", "scipy", "statsmodels", "pingouin")}
    body = {"made_with": made_with, "figures": merged}
    (DATA / "figures.json").write_text(json.dumps(body, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(merged)} figures, all agree")


if __name__ == "__main__":
    main()
