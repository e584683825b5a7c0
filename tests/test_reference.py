"""csat against figures of R, PSPP and Python on real survey data that lies beside the project, not in it.

Skipped where that folder is absent; tests/test_reference_kept.py then covers every metric by itself. Each figure of the
reference that these metrics can give is compared: value, both bounds, n, counts of answers. How many were compared is
asserted too, so that a name that changes on either side cannot quietly leave figures unchecked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.results import Estimate, Record

SHARED = Path(__file__).resolve().parents[2] / "shared"
if not (SHARED / "reference").is_dir():
    pytest.skip("the real data and its reference figures are not beside the project", allow_module_level=True)

SCALES = {
    "mobi": "1-10",
    "bank_satisfaction": "0-10",
    "univer": "1-7",
    "bfi": "1-6",
    "attitude": "0-100",
    "abc_survey": "1-5",
    "sfo_2017": "1-5",
    "airline_passenger_10k": "1-5",
    "pingouin_cronbach_alpha": "1-7",
    "pingouin_cronbach_wide_missing": "0-1",
}
# how many figures were compared when this was written
LEAST_ITEM_FIGURES = {
    "mobi": 329,
    "bank_satisfaction": 419,
    "univer": 105,
    "bfi": 120,
    "abc_survey": 304,
    "sfo_2017": 380,
    "airline_passenger_10k": 266,
}
LEAST_SCALE_FIGURES = {
    "mobi": 144,
    "bank_satisfaction": 162,
    "univer": 54,
    "bfi": 347,
    "attitude": 37,
    "abc_survey": 369,
    "sfo_2017": 177,
    "airline_passenger_10k": 165,
    "pingouin_cronbach_alpha": 49,
    "pingouin_cronbach_wide_missing": 77,
}
LEAST_SEGMENT_FIGURES = {
    "bank_satisfaction": 16,
    "univer": 104,
    "bfi": 28,
    "abc_survey": 48,
    "sfo_2017": 52,
    "airline_passenger_10k": 20,
}
SURVEYS = list(LEAST_ITEM_FIGURES)

Data = Path | pd.DataFrame


@dataclass
class Comparison:
    """Figures of one record beside those of the reference."""

    figures: Mapping[str, float]
    checked: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def expect(self, name: str, got: float | None, scale: float = 1.0) -> None:
        """Compare with the reference figure of that name; ``scale`` is 100 where ours is percent."""
        want = self.figures[name] * scale
        self.checked.add(name)
        if got is None or not isclose(got, want, rel_tol=1e-9, abs_tol=1e-12):
            self.wrong.append(f"{name}: got {got!r}, want {want!r}")

    def expect_bounds(self, names: Sequence[str], estimate: Estimate, scale: float = 1.0) -> None:
        for name, side in zip(names, ("low", "high"), strict=True):
            self.expect(name, getattr(estimate.interval, side) if estimate.interval else None, scale)

    def verdict(self, at_least: int) -> None:
        assert not self.wrong, f"{len(self.wrong)} of {len(self.checked)} differ:\n" + "\n".join(self.wrong[:40])
        assert len(self.checked) >= at_least, f"only {len(self.checked)} figures compared, {at_least} before"


@cache
def reference(name: str) -> tuple[dict[str, Any], dict[str, float]]:
    body = json.loads((SHARED / "reference" / f"{name}.json").read_text(encoding="utf-8"))
    return body.get("config", {}), {key: figure["value"] for key, figure in body["figures"].items()}


def data(name: str) -> Data:
    config, _ = reference(name)
    path = SHARED / "data" / str(config["file"])
    if "pivot" in config:
        return pd.read_csv(path).pivot(**config["pivot"]).reset_index()
    return path


@cache
def cells(name: str) -> pd.DataFrame:
    """The rows of a data set as text, for the complete cases of a scale."""
    source = data(name)
    if isinstance(source, pd.DataFrame):
        return source
    return pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def missing_codes(name: str, column: str) -> list[str]:
    """The codes that the reference took as no answer: zeros mostly, and 6 or 11 at the airport."""
    config, _ = reference(name)
    if column in config.get("na_cols", {}):
        return [str(code) for code in config["na_cols"][column]]
    for prefix, codes in sorted(config.get("na_codes", {}).items(), key=lambda pair: -len(pair[0])):
        rest = column.removeprefix(prefix)
        if column.startswith(prefix) and (rest.isdigit() or not config.get("na_prefix_numeric")):
            return [str(code) for code in codes]
    return []


def score(name: str, columns: Sequence[str], source: Data | None = None, level: float = 0.95, **asked: Any) -> Record:
    """Score with the scale and the missing codes of these columns declared. ``nps`` columns need no scale."""
    codes = {column: found for column in columns if (found := missing_codes(name, column))}
    scale = {column: SCALES[name] for column in columns if column not in asked.get("nps", [])}
    return csat.score(data(name) if source is None else source, scale=scale, missing=codes, level=level, **asked)


def described(name: str) -> list[str]:
    config, figures = reference(name)
    columns = [column for block in config["describe"] for column in block["cols"]]
    return [
        column for column in columns if f"item/{column}/top2_prop" in figures and column not in config.get("binary", {})
    ]


@pytest.mark.parametrize("name", SURVEYS)
def test_items(name: str) -> None:
    _, figures = reference(name)
    compare = Comparison(figures)
    columns = described(name)
    record = score(name, columns, csat=columns)
    low, high = (int(bound) for bound in SCALES[name].split("-"))
    for column in columns:
        at = f"item/{column}/"
        box = record.find("csat", column=column)
        bottom = record.find("csat_bottom", column=column)
        mean = record.find("mean", column=column)
        compare.expect(at + "n", box.n)
        compare.expect(at + "n_missing", sum(box.missing.values()))
        compare.expect(at + "top2_prop", box.value, 100)
        compare.expect(at + "top2_count", box.counts["top"])
        compare.expect_bounds([at + "top2_wilson95_low", at + "top2_wilson95_high"], box, 100)
        compare.expect(at + "bottom2_prop", bottom.value, 100)
        compare.expect(at + "bottom2_count", bottom.counts["bottom"])
        compare.expect_bounds([at + "bottom2_wilson95_low", at + "bottom2_wilson95_high"], bottom, 100)
        compare.expect(at + "mean", mean.value)
        compare.expect_bounds([at + "mean_ci95_low", at + "mean_ci95_high"], mean)
        compare.expect(at + "sd", record.find("sd", column=column).value)

        given = {key.removeprefix(at + "count/"): key for key in figures if key.startswith(at + "count/")}
        assert box.distribution is not None
        for answer, key in given.items():
            compare.expect(key, box.distribution[answer])
        assert not any(n for answer, n in box.distribution.items() if answer not in given), column

        # what follows from those figures
        want = 100 * (figures[at + "mean"] - low) / (high - low)
        assert record.find("score", column=column).value == pytest.approx(want, rel=1e-9)
        want = 100 * (figures[at + "top2_prop"] - figures[at + "bottom2_prop"])
        assert record.find("csat_net", column=column).value == pytest.approx(want, rel=1e-9, abs=1e-9)
    compare.verdict(LEAST_ITEM_FIGURES[name])


@pytest.mark.parametrize("name", ["bank_satisfaction", "sfo_2017"])
def test_nps(name: str) -> None:
    config, figures = reference(name)
    compare = Comparison(figures)
    for column in {block["col"] for block in config["nps"]}:
        at = f"nps/{column}/"
        record = score(name, [column], nps=[column])
        nps = record.find("nps", column=column)
        compare.expect(at + "nps", nps.value)
        compare.expect(at + "n", nps.n)
        compare.expect_bounds([at + "ci95_adjwald_low", at + "ci95_adjwald_high"], nps)
        for group in ("promoters", "passives", "detractors"):
            estimate = record.find(f"nps_{group}", column=column)
            compare.expect(at + group, estimate.counts[group])
            assert estimate.value == pytest.approx(100 * figures[at + group] / figures[at + "n"], rel=1e-12)
    compare.verdict(7)


def test_effort_of_the_airport() -> None:
    """Q14: how easy was it to find your way, 1 difficult to 5 easy: an ease item, whose easy side is 4 and 5."""
    _, figures = reference("sfo_2017")
    compare = Comparison(figures)
    columns = ["Q14FIND", "Q14PASSTHRU"]
    record = score("sfo_2017", columns, ces=dict.fromkeys(columns, "ease"))
    for column in columns:
        at = f"item/{column}/"
        ces, easy = record.find("ces", column=column), record.find("ces_easy", column=column)
        compare.expect(at + "n", ces.n)
        compare.expect(at + "mean", ces.value)
        compare.expect_bounds([at + "mean_ci95_low", at + "mean_ci95_high"], ces)
        compare.expect(at + "top2_prop", easy.value, 100)
        compare.expect_bounds([at + "top2_wilson95_low", at + "top2_wilson95_high"], easy, 100)
    compare.verdict(14)


@pytest.mark.parametrize("name", LEAST_SEGMENT_FIGURES)
def test_segments(name: str) -> None:
    config, figures = reference(name)
    compare = Comparison(figures)
    for block in config["groups"]:
        column, group, at = block["outcome"], block["group"], f"group/{block['name']}/"
        scale = "0-10" if column == "NETPRO" else SCALES[name]
        record = csat.score(
            data(name),
            csat=[column],
            scale={column: scale},
            missing={column: codes} if (codes := missing_codes(name, column)) else {},
            by=[group],
            suppress_below=1,
        )
        for key in [key for key in figures if key.startswith(at + "mean/")]:
            level = key.removeprefix(at + "mean/")
            box, mean, sd = (
                record.find(metric, column=column, segment={group: level}) for metric in ("csat", "mean", "sd")
            )
            compare.expect(at + f"n/{level}", box.n)
            compare.expect(at + f"top2_prop/{level}", box.value, 100)
            compare.expect(key, mean.value)
            compare.expect(at + f"sd/{level}", sd.value)
    compare.verdict(LEAST_SEGMENT_FIGURES[name])


def test_persian_poll() -> None:
    """A real poll with Persian headers, words and digits: questions 6 to 17 are ratings from 1 to 10."""
    _, figures = reference("fa_product_survey")
    compare = Comparison(figures)
    wording = pd.read_csv(SHARED / "data" / "fa_product_survey.csv", dtype=str)
    text_of = dict(zip(wording["ترتیب سوال"], wording["متن سوال"], strict=True))
    answers = pd.read_csv(SHARED / "data" / "fa_product_survey_long.csv", dtype=str, encoding="utf-8-sig")
    for number in range(6, 18):
        asked = answers[answers["سوال"] == text_of[str(number)]]
        record = csat.score(asked, csat=["امتیاز"], scale={"امتیاز": "1-10"}, by=["جنسیت"])
        box, mean = record.find("csat"), record.find("mean")
        at = f"q{number}/"
        compare.expect(at + "n", box.n)
        compare.expect(at + "mean", mean.value)
        compare.expect(at + "sd", record.find("sd").value)
        compare.expect(at + "top2_prop", box.value, 100)
        compare.expect_bounds([at + "top2_wilson95_low", at + "top2_wilson95_high"], box, 100)
        compare.expect(at + "women_mean", record.find("mean", segment={"جنسیت": "زن"}).value)
        compare.expect(at + "men_mean", record.find("mean", segment={"جنسیت": "مرد"}).value)
    compare.verdict(96)


def scales(name: str) -> dict[str, tuple[list[str], list[str]]]:
    """Items and reversed items of each scale of a data set."""
    config, _ = reference(name)
    return {
        scale: (spec["items"], spec.get("reverse", [])) if isinstance(spec, dict) else (spec, [])
        for scale, spec in config["scales"].items()
    }


@pytest.mark.parametrize("name", SCALES)
def test_scales(name: str) -> None:
    _, figures = reference(name)
    compare = Comparison(figures)
    for scale, (items, reverse) in scales(name).items():
        record = score(name, items, alpha={scale: items}, reverse=reverse)
        at = f"scale/{scale}/listwise/"
        alpha = record.find("alpha", construct=scale)
        compare.expect(at + "alpha_raw", alpha.value)
        compare.expect(at + "n", alpha.n)
        compare.expect(at + "k", alpha.counts["k"])
        compare.expect_bounds([at + "alpha_ci95_feldt_low", at + "alpha_ci95_feldt_high"], alpha)
        compare.expect(at + "alpha_std", record.find("alpha_standardized", construct=scale).value)
        compare.expect(at + "mean_interitem_r", record.find("inter_item_r", construct=scale).value)
        narrow = score(name, items, level=0.90, alpha={scale: items}, reverse=reverse).find("alpha", construct=scale)
        assert narrow.interval is not None
        assert narrow.interval.level == 0.90
        compare.expect_bounds([at + "alpha_ci90_feldt_low", at + "alpha_ci90_feldt_high"], narrow)
        for item in items:
            rest = record.find("item_rest_r", column=item, construct=scale)
            compare.expect(at + f"r_drop/{item}", rest.value)
            if len(items) > 2:
                dropped = record.find("alpha_if_dropped", column=item, construct=scale)
                compare.expect(at + f"alpha_if_dropped_raw/{item}", dropped.value)
        _compare_pairs(compare, f"scale/{scale}/pairwise/", alpha)
        _compare_means(compare, name, scale, items, reverse)
    compare.verdict(LEAST_SCALE_FIGURES[name])


def _compare_pairs(compare: Comparison, at: str, alpha: Estimate) -> None:
    """The smallest number of rows that answered both items of a pair, where the reference holds it."""
    if at + "n_pair_min" in compare.figures:
        compare.expect(at + "n_pair_min", alpha.counts["pair_n_min"])
        compare.expect(at + "n_complete", alpha.n)


def _compare_means(compare: Comparison, name: str, scale: str, items: list[str], reverse: list[str]) -> None:
    """Means and SDs of the items as the scale uses them: reversed, on complete cases and on all valid answers."""
    rows = cells(name)
    low, high = (int(bound) for bound in SCALES[name].split("-"))
    valid = re.compile("|".join(str(point) for point in range(low, high + 1)))
    complete = rows[rows[items].astype(str).apply(lambda column: column.str.fullmatch(valid)).all(axis=1)]
    for way, source in (("listwise", complete), ("pairwise", rows)):
        at = f"scale/{scale}/{way}/"
        if at + f"item_mean/{items[0]}" in compare.figures:
            record = score(name, items, source, csat=items, reverse=reverse)
            for item in items:
                compare.expect(at + f"item_mean/{item}", record.find("mean", column=item).value)
                compare.expect(at + f"item_sd/{item}", record.find("sd", column=item).value)
