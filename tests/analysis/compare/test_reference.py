"""Comparisons against figures of R, PSPP and Python on real survey data that lies beside the project, not in it.

Every ``group/…`` figure of the reference is compared: those that a record holds with its record, those of other
conventions and of pairs that a record tells by another test with the functions that make them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.analysis.compare import means, ranks, shares
from csat.analysis.compare.adjusting import benjamini_hochberg, holm
from csat.analysis.compare.conventions import chi_square_yates, mann_whitney_corrected, rank_eta_squared, wald
from csat.metrics.mean import moments
from csat.results import Record

SHARED = Path(__file__).resolve().parents[4] / "shared"
if not (SHARED / "reference").is_dir():
    pytest.skip("the real data and its reference figures are not beside the project", allow_module_level=True)

SCALES = {
    "abc_survey": "1-5",
    "airline_passenger_10k": "1-5",
    "bank_satisfaction": "0-10",
    "bfi": "1-6",
    "sfo_2017": "1-5",
    "univer": "1-7",
}
LEAST = {
    "abc_survey": 316,
    "airline_passenger_10k": 111,
    "bank_satisfaction": 104,
    "bfi": 170,
    "sfo_2017": 321,
    "univer": 409,
}
"""How many there were when this was written: all of them."""

# Of the record: the figure over all groups, or of their one pair, and how many times ours is theirs.
OVERALL = {
    "chisq_top2": "share_chi_square",
    "chisq_top2_p": "share_p",
    "cramers_v_top2": "cramers_v",
    "chisq_full": "answers_chi_square",
    "chisq_full_p": "answers_p",
    "kruskal_h": "ranks_chi_square",
    "kruskal_p": "ranks_p",
    "kruskal_epsilon2": "epsilon_squared",
    "welch_f": "mean_f",
    "welch_p": "mean_p",
    "anova_f": "anova_f",
    "anova_p": "anova_p",
    "anova_eta2": "eta_squared",
    "levene_median_f": "levene_f",
    "levene_median_p": "levene_p",
}
FREEDOM = {
    "chisq_top2_df": ("share_p", "df"),
    "chisq_full_df": ("answers_p", "df"),
    "kruskal_df": ("ranks_p", "df"),
    "welch_df1": ("mean_p", "df"),
    "welch_df2": ("mean_p", "other_df"),
}
OF_TWO = {
    "mannwhitney_p_nocc": ("ranks_p", 1),
    "rank_biserial": ("cliffs_delta", 1),
    "welch_t": ("mean_t", 1),
    "welch_t_p": ("mean_p", 1),
    "cohens_d": ("cohens_d", 1),
    "hedges_g_exact": ("hedges_g", 1),
    "top2_diff": ("csat_difference", 0.01),
}
BOUNDS = {"welch_diff_ci95": ("mean_difference", 1), "top2_diff_newcombe95": ("csat_difference", 0.01)}


@cache
def reference(name: str) -> tuple[dict[str, Any], dict[str, float]]:
    body = json.loads((SHARED / "reference" / f"{name}.json").read_text(encoding="utf-8"))
    return body["config"], {key: figure["value"] for key, figure in body["figures"].items()}


@cache
def cells(name: str) -> pd.DataFrame:
    path = SHARED / "data" / str(reference(name)[0]["file"])
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def missing_codes(config: Mapping[str, Any], column: str) -> list[int]:
    if column in config.get("na_cols", {}):
        return list(config["na_cols"][column])
    for prefix, codes in sorted(config.get("na_codes", {}).items(), key=lambda pair: -len(pair[0])):
        rest = column.removeprefix(prefix)
        if column.startswith(prefix) and (rest.isdigit() or not config.get("na_prefix_numeric")):
            return list(codes)
    return []


class Told:
    """One group comparison of the reference, the record of ours, and what was compared."""

    def __init__(self, name: str, spec: Mapping[str, Any]) -> None:
        config, figures = reference(name)
        self.prefix, self.figures = f"group/{spec['name']}/", figures
        self.checked: set[str] = set()
        self.wrong: list[str] = []
        column, by = spec["outcome"], spec["group"]
        frame = cells(name)[[column, by]].copy()
        levels = [str(level) for level in spec.get("levels") or sorted(set(frame[by]) - {""}, key=_as_number)]
        frame = frame[frame[by].isin(levels)]
        scale = "0-10" if spec["top"] == [9, 10] else SCALES[name]
        codes = missing_codes(config, column)
        self.levels = [_told(level) for level in levels]
        self.record: Record = csat.compare(
            frame,
            csat=[column],
            scale={column: scale},
            missing={column: [str(code) for code in codes]} if codes else {},
            by=[by],
            suppress_below=0,
        )
        self.of: dict[tuple[str, str], Any] = {}
        for estimate in self.record.estimates:
            if estimate.analysis == "compare":
                self.of[estimate.metric, estimate.about.get("pair", "")] = estimate
        low, _, high = scale.partition("-")
        points = range(int(low), int(high) + 1)
        answers = {level: frame.loc[frame[by] == level, column] for level in levels}
        self.counts = [
            [
                int(pd.to_numeric(answers[level], errors="coerce").eq(point).sum()) if point not in codes else 0
                for point in points
            ]
            for level in levels
        ]
        self.tops = [
            (sum(n for n, point in zip(counts, points, strict=True) if point in spec["top"]), sum(counts))
            for counts in self.counts
        ]
        self.moments = [
            moments({Fraction(point): n for point, n in zip(points, counts, strict=True)}) for counts in self.counts
        ]

    def expect(self, name: str, got: float | None, absolute: float = 1e-13) -> None:
        """Hold a figure against the reference's of that name."""
        want = self.figures[self.prefix + name]
        self.checked.add(self.prefix + name)
        if got is None or not isclose(got, want, rel_tol=1e-9, abs_tol=absolute):
            self.wrong.append(f"{self.prefix}{name}: got {got!r}, want {want!r}")

    def overall(self) -> None:
        for name, metric in OVERALL.items():
            if name == "chisq_top2_p" and len(self.levels) == 2 and shares.least_expected(self.tops) < 5:
                self.expect(name, shares.pooled_z(*self.tops).p)  # type: ignore[union-attr]
                continue
            self.expect(name, self.of[metric, ""].value)
        for name, (metric, count) in FREEDOM.items():
            self.expect(name, self.of[metric, ""].counts[count])
        tested = ranks.kruskal(self.counts)
        assert tested is not None
        self.expect("kruskal_eta2", rank_eta_squared(tested, sum(map(sum, self.counts))).value)
        self.expect("chisq_top2_min_expected", float(shares.least_expected(self.tops)))
        self.expect("n", self.of["share_p", ""].n)

    def groups(self) -> None:
        """Base, mean, deviation and share of each group: figures of the segments."""
        for level, counts in zip(self.levels, self.counts, strict=True):
            told: dict[str, Any] = {e.metric: e for e in self.record.estimates if list(e.segment.values()) == [level]}
            self.expect(f"n/{level}", told["csat"].n)
            self.expect(f"mean/{level}", told["mean"].value)
            self.expect(f"sd/{level}", told["sd"].value)
            self.expect(f"top2_prop/{level}", told["csat"].value / 100)
            answers = sorted(point for point, n in enumerate(counts) for _ in range(n))
            low = int(next(iter(told["csat"].distribution)))
            middle = answers[(len(answers) - 1) // 2] + answers[len(answers) // 2]
            self.expect(f"median/{level}", low + middle / 2)

    def two(self) -> None:
        pair = "|".join(self.levels)
        for name, (metric, times) in OF_TWO.items():
            self.expect(name, self.of[metric, pair].value * times)
        for name, (metric, times) in BOUNDS.items():
            interval = self.of[metric, pair].interval
            self.expect(f"{name}_low", interval.low * times)
            self.expect(f"{name}_high", interval.high * times)
        self.expect("welch_t_df", self.of["mean_p", pair].counts["df"])
        self.expect("mannwhitney_u1", self.of["ranks_z", pair].counts["u"])
        yates, corrected = chi_square_yates(*self.tops), mann_whitney_corrected(*self.counts)
        assert yates is not None
        assert corrected is not None
        self.expect("chisq_top2_yates", yates.statistic)
        self.expect("chisq_top2_yates_p", yates.p)
        self.expect("mannwhitney_p_cc", corrected.p)
        self.expect("fisher_top2_p", shares.fisher(*self.tops).value)
        one, other = self.tops
        found = wald(one, other, 0.95)
        self.expect("top2_diff_wald95_low", found.low / 100)
        self.expect("top2_diff_wald95_high", found.high / 100)

    def several(self) -> None:
        places = list(combinations(range(len(self.levels)), 2))
        pairs = [f"{self.levels[one]}|{self.levels[other]}" for one, other in places]
        welch = [means.welch_t(self.moments[one], self.moments[other]).p for one, other in places]  # type: ignore[union-attr]
        ranked = [ranks.mann_whitney(self.counts[one], self.counts[other]).p for one, other in places]  # type: ignore[union-attr]
        pooled = [shares.pooled_z(self.tops[one], self.tops[other]).p for one, other in places]  # type: ignore[union-attr]
        adjusted: Mapping[str, Sequence[Any]] = {
            "mw_p_holm": holm(ranked), "welch_t_p_bh": benjamini_hochberg(welch), "top2_chisq_p_holm": holm(pooled),
        }  # fmt: skip
        for place, pair in enumerate(pairs):
            self.expect(f"welch_t_p_holm/{pair}", self.of["mean_p_adjusted", pair].value)
            self.expect(f"dunn_z/{pair}", -self.of["ranks_z", pair].value)  # theirs is second minus first
            self.expect(f"dunn_p_holm/{pair}", self.of["ranks_p_adjusted", pair].value)
            self.expect(f"games_howell_p/{pair}", self.of["games_howell_p", pair].value, 1e-7)
            for name, found in adjusted.items():
                self.expect(f"{name}/{pair}", found[place].p)
            if not self.of["share_p", pair].notes:  # no Fisher
                assert self.of["share_p", pair].value == pytest.approx(pooled[place], rel=1e-12)


def _as_number(level: str) -> tuple[float, str]:
    try:
        return float(level), ""
    except ValueError:
        return float("inf"), level


def _told(level: str) -> str:
    number, _ = _as_number(level)
    return level if number == float("inf") else f"{number:g}"


@pytest.mark.parametrize("name", sorted(LEAST))
def test_every_figure_of_groups(name: str) -> None:
    config, figures = reference(name)
    checked: set[str] = set()
    wrong: list[str] = []
    for spec in config["groups"]:
        told = Told(name, spec)
        told.overall()
        told.groups()
        if len(told.levels) == 2:
            told.two()
        elif spec.get("pairwise", True):
            told.several()
        checked |= told.checked
        wrong += told.wrong
    assert not wrong, f"{len(wrong)} of {len(checked)} differ:\n" + "\n".join(wrong[:40])
    assert checked == {key for key in figures if key.startswith("group/")}
    assert len(checked) >= LEAST[name]


def found(record: Record, metric: str, by: str, pair: str = "") -> Any:
    """The figure of the one item compared by a column."""
    return next(
        e for e in record.estimates
        if e.metric == metric and e.analysis and (e.about["by"], e.about.get("pair", "")) == (by, pair)
    )  # fmt: skip


def hold(pairs: Sequence[tuple[str, float | None, float]], at_least: int) -> None:
    wrong = [f"{name}: got {got!r}, want {want!r}" for name, got, want in pairs if not _same(got, want)]
    assert not wrong, "\n".join(wrong)
    assert len(pairs) >= at_least


def _same(got: float | None, want: float) -> bool:
    return got is not None and isclose(got, want, rel_tol=1e-9, abs_tol=1e-13)


def test_women_and_men_of_a_persian_survey() -> None:
    body = json.loads((SHARED / "reference" / "fa_product_survey.json").read_text(encoding="utf-8"))["figures"]
    counts = pd.read_csv(SHARED / "data" / "fa_product_survey.csv", dtype=str)
    answers = pd.read_csv(SHARED / "data" / "fa_product_survey_long.csv", dtype=str)
    pairs = []
    for number in range(6, 18):
        question = counts[counts.iloc[:, 0] == str(number)].iloc[0, 1]
        rows = answers[answers.iloc[:, 0] == question]
        frame = pd.DataFrame({"پاسخ": rows.iloc[:, 2].to_numpy(), "جنسیت": rows.iloc[:, 1].to_numpy()})
        record = csat.compare(frame, csat=["پاسخ"], scale={"پاسخ": "1-10"}, by=["جنسیت"])
        for name, metric, pair in (
            ("mannwhitney_p_women_men", "ranks_p", "زن|مرد"),
            ("top2_chisq_women_men", "share_chi_square", ""),
        ):
            pairs.append((name, found(record, metric, "جنسیت", pair).value, body[f"q{number}/{name}"]["value"]))
        of_two = found(record, "csat_difference", "جنسیت", "زن|مرد").counts
        tops = ((of_two["top_1"], of_two["base_1"]), (of_two["top_2"], of_two["base_2"]))
        exact, pooled = shares.fisher(*tops).value, shares.pooled_z(*tops)
        pairs.append(("fisher", exact, body[f"q{number}/top2_fisher_p_women_men"]["value"]))
        pairs.append(("pooled", pooled.p if pooled else None, body[f"q{number}/top2_p_women_men"]["value"]))
    hold(pairs, 48)


def test_two_waves_and_regions_of_a_survey_in_words() -> None:
    body = json.loads((SHARED / "reference" / "cncf_recommend.json").read_text(encoding="utf-8"))["figures"]
    frame = pd.read_csv(SHARED / "data" / "cncf_recommend.csv", dtype=str, keep_default_na=False)
    words = ["Never", "Very Unlikely", "Somewhat Unlikely", "Neither Likely nor Unlikely"]
    points = {word: str(at) for at, word in enumerate([*words, "Somewhat Likely", "Very Likely", "Absolutely"], 1)}
    frame["score"] = frame["recommend"].str.replace("\xa0", " ").map(points).fillna("")
    asked: dict[str, Any] = {"csat": ["score"], "scale": {"score": "1-7"}, "suppress_below": 0}
    waves = csat.compare(frame[["score", "wave"]], by=["wave"], **asked)
    first = frame[(frame["wave"] == "2019") & (frame["score"] != "")]
    regions = csat.compare(first[["score", "region"]], by=["region"], **asked)
    pairs = [
        ("u", found(waves, "ranks_z", "wave", "2019|2020").counts["u"], body["change/mannwhitney_u1"]["value"]),
        ("p", found(waves, "ranks_p", "wave", "2019|2020").value, body["change/mannwhitney_p_nocc"]["value"]),
        ("chi-square", found(waves, "share_chi_square", "wave").value, body["change/top2_chisq"]["value"]),
        ("p", found(waves, "share_p", "wave").value, body["change/top2_p"]["value"]),
        ("h", found(regions, "ranks_chi_square", "region").value, body["region2019/kruskal_h"]["value"]),
        ("df", found(regions, "ranks_p", "region").counts["df"], body["region2019/kruskal_df"]["value"]),
        ("p", found(regions, "ranks_p", "region").value, body["region2019/kruskal_p"]["value"]),
    ]
    hold(pairs, 7)


def test_five_waves_of_an_airport() -> None:
    body = json.loads((SHARED / "reference" / "sfo_trend.json").read_text(encoding="utf-8"))["figures"]
    waves = []
    for year in range(2013, 2018):
        path = SHARED / "data" / f"sfo_customer_survey_{year}.csv.gz"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", encoding_errors="replace")
        frame.columns = [column.strip() for column in frame.columns]
        waves.append(pd.DataFrame({"Q7": frame["Q7O_WHOLE" if year == 2013 else "Q7ALL"], "year": str(year)}))
    codes = ["0", "6"]
    record = csat.compare(pd.concat(waves), csat=["Q7"], scale={"Q7": "1-5"}, missing={"Q7": codes}, by=["year"])
    pairs = []
    for one, other in combinations([str(year) for year in range(2013, 2018)], 2):
        pair = f"{one}|{other}"
        for name, metric in (
            ("top2_p", "share_p"), ("top2_p_holm", "share_p_adjusted"), ("welch_t_p", "mean_p"),
            ("welch_t_p_holm", "mean_p_adjusted"),
        ):  # fmt: skip
            pairs.append(
                (f"{pair} {name}", found(record, metric, "year", pair).value, body[f"pair/{pair}/{name}"]["value"])
            )
    hold(pairs, 40)
