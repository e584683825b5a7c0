"""Paired waves against scipy, statsmodels and pingouin, closed forms, and what must not be told."""

from __future__ import annotations

import random
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import csat
from csat.analysis.paired.figures import figures
from csat.analysis.paired.forms import Changes, changes, newcombe_paired
from csat.audit.verify import verify
from csat.errors import InputError
from csat.metrics.figure import Figure
from csat.plan import Item, Scale
from csat.record.formulas import decimal
from csat.results import Record

CSAT = Item(0, "Overall", "overall", "csat", Scale(1, 5))
NPS = Item(0, "Recommend", "recommend", "nps", Scale(0, 10))


def of(item: Item, pairs: list[tuple[int, int]]) -> dict[str, Figure]:
    """Figures by metric, of answers as points of the scale."""
    points = item.scale.last + 1
    table = np.zeros((points, points), np.int64)
    for first, second in pairs:
        table[first - item.scale.low, second - item.scale.low] += 1
    return {figure.metric: figure for figure in figures(item, table, 0.95)}


def drawn(item: Item, n: int = 120, seed: int = 4) -> list[tuple[int, int]]:
    draw = random.Random(seed)
    made = []
    for _ in range(n):
        base = draw.uniform(item.scale.low, item.scale.high)
        both = (round(base + draw.gauss(shift, 1)) for shift in (0, 0.4))
        first, second = (min(max(point, item.scale.low), item.scale.high) for point in both)
        made.append((first, second))
    return made


def test_the_mcnemar_test_is_that_of_statsmodels() -> None:
    from statsmodels.stats.contingency_tables import mcnemar

    for seed in range(5):
        p = of(CSAT, drawn(CSAT, 60, seed))["paired_share_p"]
        c = p.counts
        expected = mcnemar([[c["both"], c["lost"]], [c["gained"], c["neither"]]], exact=True).pvalue
        assert p.value == pytest.approx(expected, rel=1e-12)


def test_means_are_those_of_scipy_and_pingouin() -> None:
    import pingouin
    from scipy.stats import ttest_rel

    pairs = drawn(CSAT)
    first, second = np.array(pairs).T
    found = of(CSAT, pairs)
    expected = ttest_rel(second, first)
    assert found["paired_mean_p"].value == pytest.approx(expected.pvalue, rel=1e-9)
    mean = found["paired_mean"]
    low, high = expected.confidence_interval(0.95)
    assert mean.interval is not None
    assert (mean.interval.low, mean.interval.high) == pytest.approx((low, high), rel=1e-9)
    difference = second - first
    assert found["paired_dz"].value == pytest.approx(difference.mean() / difference.std(ddof=1), rel=1e-12)
    told = pingouin.ttest(second, first, paired=True)
    assert found["paired_mean_p"].value == pytest.approx(
        float(told.iloc[0][next(c for c in told if "p" in c and "val" in c)]), rel=1e-9
    )


def test_the_score_is_the_paired_t_of_promoters_and_detractors() -> None:
    from scipy.stats import ttest_rel

    pairs = drawn(NPS)
    first, second = (np.where(a >= 9, 100, np.where(a <= 6, -100, 0)) for a in np.array(pairs).T)
    expected = ttest_rel(second, first)
    found = of(NPS, pairs)["paired_nps"]
    assert found.value == pytest.approx((second - first).mean(), rel=1e-12)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx(tuple(expected.confidence_interval(0.95)))
    assert of(NPS, pairs)["paired_nps_p"].value == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize("item", [CSAT, NPS])
def test_ranks_are_those_of_scipy(item: Item) -> None:
    from scipy.stats import wilcoxon

    pairs = drawn(item)
    first, second = np.array(pairs).T
    expected = wilcoxon(second, first, zero_method="wilcox", correction=False, method="asymptotic")
    found = of(item, pairs)["paired_ranks_p"]
    assert found.value == pytest.approx(expected.pvalue, rel=1e-9)
    assert min(found.counts["positive_ranks"], found.counts["negative_ranks"]) == expected.statistic


def test_the_rank_biserial_correlation_is_that_of_pingouin() -> None:
    import pingouin

    pairs = drawn(CSAT)
    first, second = np.array(pairs).T
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told = pingouin.wilcoxon(second, first)
    assert of(CSAT, pairs)["paired_rank_biserial"].value == pytest.approx(float(told["RBC"].iloc[0]), rel=1e-9)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        # Fagerland, Lydersen and Laake (2017), Statistical Analysis of Contingency Tables, chapter 8, three digits
        (Changes(1, 1, 7, 12), -50.7, -2.6),
        # Newcombe (1998), the table 36, 12, 2, 0
        (Changes(36, 12, 2, 0), 5.69, 34.04),
    ],
)
def test_published_intervals(table: Changes, low: float, high: float) -> None:
    found = newcombe_paired(table, 0.95)
    digits = 1 if table.both == 1 else 2
    assert (round(found.low, digits), round(found.high, digits)) == (low, high)


def test_without_any_correlation_it_is_the_interval_of_two_samples() -> None:
    from csat.intervals import newcombe

    found = newcombe_paired(Changes(0, 0, 20, 20), 0.95)  # nobody in the second wave, so phi is 0
    expected = newcombe(0, 40, 20, 40, 0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-12)


COUNTS = st.integers(0, 40)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_an_interval_of_changes_mirrors_and_holds_them(both: int, gained: int, lost: int, neither: int) -> None:
    if not both + gained + lost + neither:
        return
    found = newcombe_paired(Changes(both, gained, lost, neither), 0.95)
    mirrored = newcombe_paired(Changes(both, lost, gained, neither), 0.95)
    assert (-mirrored.high, -mirrored.low) == pytest.approx((found.low, found.high), abs=1e-9)
    d = 100 * (gained - lost) / (both + gained + lost + neither)
    assert found.low <= d + 1e-9
    assert d - 1e-9 <= found.high


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=40))
def test_waves_that_are_swapped_turn_the_signs(pairs: list[tuple[int, int]]) -> None:
    one, other = of(CSAT, pairs), of(CSAT, [(b, a) for a, b in pairs])
    for metric, figure in one.items():
        sign = 1 if metric.endswith("_p") else -1
        if figure.value is None:
            assert other[metric].value is None
        else:
            assert other[metric].value == pytest.approx(sign * figure.value, rel=1e-9, abs=1e-12)
            assert decimal(figure.formula, figure.counts) == pytest.approx(figure.value, rel=1e-12)


def test_changes_of_a_table() -> None:
    table = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert changes(table, (1, 2)) == Changes(28, 5, 11, 1)


# ---------------------------------------------------------------- in a survey


def waves(folder: Path, rows: list[list[tuple[str, int, int]]]) -> list[Path]:
    made = []
    for number, wave in enumerate(rows, 1):
        path = folder / f"w{number}.csv"
        body = [f"{id},{overall},{recommend}" for id, overall, recommend in wave]
        path.write_text("\n".join(["Customer,Overall satisfaction,Recommend (0-10)", *body]) + "\n", "utf-8")
        made.append(path)
    return made


def some(n: int, prefix: str = "C", first: int = 0, seed: int = 1) -> list[tuple[str, int, int]]:
    draw = random.Random(seed)
    return [(f"{prefix}{first + at}", draw.randint(1, 5), draw.randint(0, 10)) for at in range(n)]


def paired(files: list[Path], **more: Any) -> Record:
    from csat.analysis.paired import Paired

    return csat.score(files, by=["(file)"], analyses=[Paired("Customer")], **more)


def test_three_waves_are_two_pairs_and_the_record_is_verified(tmp_path: Path) -> None:
    files = waves(tmp_path, [some(1500, seed=1), some(1500, first=100, seed=2), some(1400, first=200, seed=3)])
    record = paired(files)
    matched = {(e.about["first"], e.about["second"]): e.n for e in record.estimates if e.metric == "paired_matched"}
    assert matched == {("w1.csv", "w2.csv"): 1400, ("w2.csv", "w3.csv"): 1400}
    kept = tmp_path / "record.json"
    kept.write_text(record.to_json(), "utf-8")
    assert verify(kept, files).holds
    assert "C1234" not in record.to_json()


def test_p_values_of_a_form_are_one_family(tmp_path: Path) -> None:
    files = waves(tmp_path, [some(80, seed=1), some(80, seed=2), some(80, seed=3)])
    record = paired(files)
    ps = [e.value for e in record.estimates if e.metric == "paired_ranks_p"]
    adjusted = [e.value for e in record.estimates if e.metric == "paired_ranks_p_adjusted"]
    from statsmodels.stats.multitest import multipletests

    assert len(ps) == 4
    assert adjusted == pytest.approx(list(multipletests(ps, method="holm")[1]), rel=1e-12)


def test_few_in_both_waves_or_few_in_one_are_withheld(tmp_path: Path) -> None:
    few = waves(tmp_path, [some(40), [*some(4, seed=9), *some(40, "D")]])
    record = paired(few)
    told = [e for e in record.estimates if e.analysis and e.metric != "paired_matched"]
    assert told
    assert all(e.value is None and not e.counts and "Withheld" in e.notes[0] for e in told)
    left = waves(tmp_path, [some(40), some(38, seed=9)])
    assert all(e.value is None for e in paired(left).estimates if e.analysis and e.metric != "paired_matched")
    shown = paired(left, suppress_below=0)
    assert all(e.value is not None for e in shown.estimates if e.analysis)


def test_ids_that_come_twice_are_told_and_left_out(tmp_path: Path) -> None:
    files = waves(tmp_path, [[*some(40), ("C3", 1, 1), ("", 2, 2)], some(40, seed=9)])
    record = paired(files, suppress_below=0)
    assert next(e.n for e in record.estimates if e.metric == "paired_matched") == 39
    assert any("come twice" in notice and notice.endswith(": 1.") for notice in record.notices)
    assert any("without an id" in notice and notice.endswith(": 1.") for notice in record.notices)


def test_what_cannot_be_paired_is_said(tmp_path: Path) -> None:
    from csat.analysis.paired import Paired

    files = waves(tmp_path, [some(40), some(40)])[:1]
    with pytest.raises(InputError, match="tells the waves apart"):
        csat.score(files, analyses=[Paired("Customer")])
    files = waves(tmp_path, [some(40), some(41)])
    with pytest.raises(InputError, match="is an item or a segment"):
        csat.score(files, by=["(file)"], analyses=[Paired("Overall satisfaction")])
    with pytest.raises(InputError, match="add --by"):
        csat.score(files, by=["(file)"], analyses=[Paired("Customer", "Recommend (0-10)")])


def test_a_plan_asks_for_it(tmp_path: Path) -> None:
    files = waves(tmp_path, [some(40), some(40, seed=2)])
    plan = tmp_path / "plan.toml"
    plan.write_text(
        '[[item]]\nid = "overall"\ncolumn = "Overall satisfaction"\nmeasure = "csat"\nscale = "1-5"\n'
        '[[segment]]\ncolumn = "(file)"\n[paired]\nrespondent = "Customer"\nadjust = "none"\n'
    )
    record = csat.score(files, plan=plan)
    assert [e for e in record.estimates if e.analysis == "paired"]
    assert not [e for e in record.estimates if e.metric.endswith("adjusted")]


def test_pairs_of_waves_with_a_bar_in_their_names_have_ids_of_their_own(tmp_path: Path) -> None:
    path, draw = tmp_path / "panel.csv", random.Random(3)
    rows = [f"{wave},{id},{draw.randint(1, 5)}" for wave in ("A", "B|C", "A|B", "C") for id in range(40)]
    path.write_text("wave,id,Overall satisfaction\n" + "\n".join(rows) + "\n", "utf-8")
    plan = tmp_path / "plan.toml"
    groups = ", ".join(f'"{wave}" = ["{wave}"]' for wave in ("A", "B|C", "A|B", "C"))
    plan.write_text(
        f'[[item]]\nid = "overall"\ncolumn = "Overall satisfaction"\nmeasure = "csat"\nscale = "1-5"\n'
        f'[[segment]]\ncolumn = "wave"\ngroups = {{ {groups} }}\n',
        "utf-8",
    )
    ids = [estimate.id for estimate in csat.paired(path, "id", plan=plan).estimates]
    assert len(ids) == len(set(ids))
    assert "paired.paired_mean.overall.B\\|C|A" in ids
    assert "paired.paired_mean.overall.C|A\\|B" in ids
