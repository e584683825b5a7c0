"""Resampled alphas against the same from rows, and both intervals against other ways to them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from csat.analysis.reliability.bootstrap import Resampled, resample

DRAW = np.random.default_rng(7)
MOOD = DRAW.normal(size=(120, 1))
ROWS = np.clip(np.round(3.6 + MOOD + DRAW.normal(size=(120, 4))), 1, 5).astype(np.int64)


def alpha(rows: NDArray[np.int64]) -> float:
    k = rows.shape[1]
    return float(k / (k - 1) * (1 - rows.var(axis=0, ddof=1).sum() / rows.sum(axis=1).var(ddof=1)))


def patterns(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    found, counts = np.unique(rows, axis=0, return_counts=True)
    return found, counts


def test_alphas_are_those_of_rows_drawn() -> None:
    found, counts = patterns(ROWS)
    resampled = resample(found, counts, 30, 5)
    random = np.random.Generator(np.random.PCG64(5))
    drawn = random.multinomial(len(ROWS), counts / counts.sum(), size=30)
    wanted = sorted(alpha(np.repeat(found, times, axis=0)) for times in drawn)
    assert resampled.alphas == pytest.approx(wanted, rel=1e-12)
    assert resampled.estimate == pytest.approx(alpha(ROWS), rel=1e-12)


def test_acceleration_is_that_of_the_jackknife_over_rows() -> None:
    left = np.array([alpha(np.delete(ROWS, row, axis=0)) for row in range(len(ROWS))])
    away = left.mean() - left
    wanted = (away**3).sum() / (6 * (away**2).sum() ** 1.5)
    assert resample(*patterns(ROWS), 20, 1).acceleration == pytest.approx(wanted, rel=1e-9)


def test_intervals_are_those_of_scipy() -> None:
    """Other draws of the same distribution: bounds agree to what 20,000 draws leave open."""
    from scipy.stats import bootstrap

    ours = resample(*patterns(ROWS), 20_000, 1)
    theirs = bootstrap(
        (np.arange(len(ROWS)),),
        lambda places, axis: np.apply_along_axis(lambda chosen: alpha(ROWS[chosen]), axis, places),
        n_resamples=20_000, batch=1000, method="BCa", rng=np.random.default_rng(3),
    ).confidence_interval  # fmt: skip
    assert ours.bca(0.95) == pytest.approx((theirs.low, theirs.high), abs=0.006)
    low, high = ours.percentile(0.95)
    assert (low, high) == pytest.approx(np.quantile(ours.alphas, [0.025, 0.975]))


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = resample(*patterns(ROWS), 50, 1)
    monkeypatch.setattr("csat.analysis.reliability.bootstrap._AT_ONCE", 1)
    assert np.array_equal(resample(*patterns(ROWS), 50, 1).alphas, whole.alphas)


def test_another_seed_draws_otherwise() -> None:
    assert not np.array_equal(resample(*patterns(ROWS), 50, 1).alphas, resample(*patterns(ROWS), 50, 2).alphas)


def test_few_rows_of_which_many_resamples_do_not_vary() -> None:
    found = resample(*patterns(np.array([[1, 2], [4, 4]])), 400, 1)
    assert found.undefined > 100
    assert not found.usable


def test_no_bca_where_all_resamples_lie_to_one_side() -> None:
    alphas = np.linspace(0.5, 0.6, 100)
    assert Resampled(alphas, 0, 0.7, 0.01).bca(0.95) is None
    assert Resampled(alphas, 0, 0.55, None).bca(0.95) is None
    assert Resampled(alphas, 0, 0.55, 0.0).bca(0.95) == pytest.approx((0.5025, 0.5975), abs=1e-3)


def test_progress_is_told() -> None:
    from csat.analysis.progress import listening

    told: list[tuple[str, int, int]] = []
    with listening(lambda *words: told.append(words)):
        resample(*patterns(ROWS), 30, 1)
    assert told == [("resamples", 30, 30)]
