"""Both fits against loadings that are known, closed forms, and optimisers of scipy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.analysis.reliability.one_factor import maximum_likelihood, minres


def of_loadings(loadings: list[float]) -> np.ndarray:
    found = np.outer(loadings, loadings)
    np.fill_diagonal(found, 1)
    return found


@given(st.lists(st.floats(0.3, 0.95), min_size=3, max_size=12))
def test_loadings_behind_perfect_correlations_are_found(loadings: list[float]) -> None:
    for fit in (minres(of_loadings(loadings)), maximum_likelihood(of_loadings(loadings))):
        assert fit.converged
        assert not fit.heywood
        assert fit.loadings == pytest.approx(loadings, abs=1e-7)


def test_three_items_have_a_closed_form() -> None:
    a, b, c = 0.5, 0.4, 0.3
    wanted = [np.sqrt(a * b / c), np.sqrt(a * c / b), np.sqrt(b * c / a)]
    correlations = np.array([[1, a, b], [a, 1, c], [b, c, 1]])
    assert minres(correlations).loadings == pytest.approx(wanted, rel=1e-12)
    assert maximum_likelihood(correlations).loadings == pytest.approx(wanted, rel=1e-7)


def correlations(seed: int, k: int = 7) -> np.ndarray:
    draw = np.random.default_rng(seed)
    rows = draw.normal(size=(60, 1)) + draw.normal(size=(60, k)) + draw.normal(size=(60, 1)) * draw.normal(size=k) / 2
    return np.asarray(np.corrcoef(rows.T))


@pytest.mark.parametrize("seed", range(5))
def test_no_other_loadings_are_nearer(seed: int) -> None:
    from scipy.optimize import minimize

    found = correlations(seed)
    above = np.triu_indices(len(found), 1)

    def distance(loadings: np.ndarray) -> float:
        return float(((np.outer(loadings, loadings) - found)[above] ** 2).sum())

    def discrepancy(parameters: np.ndarray) -> float:
        loadings, logs = np.split(parameters, 2)
        model = np.outer(loadings, loadings) + np.diag(np.exp(logs))
        return float(np.linalg.slogdet(model)[1] + np.trace(np.linalg.solve(model, found)))

    ours = minres(found)
    assert ours.converged
    draw = np.random.default_rng(seed)
    for _ in range(5):
        theirs = minimize(distance, draw.normal(size=len(found)), method="BFGS")
        assert distance(ours.loadings) <= theirs.fun + 1e-12
    fit = maximum_likelihood(found)
    assert fit.converged
    best = discrepancy(np.concatenate([fit.loadings, np.log(fit.uniquenesses)]))
    theirs = minimize(discrepancy, np.concatenate([ours.loadings, np.log(ours.uniquenesses)]), method="BFGS")
    assert best <= theirs.fun + 1e-9


def test_an_improper_fit_is_told() -> None:
    """The items CUSL of mobi have such a table: the third takes a loading above 1."""
    found = np.array([[1, 0.10, 0.54], [0.10, 1, 0.10], [0.54, 0.10, 1.0]])
    found[1, 2] = found[2, 1] = 0.14
    found[0, 1] = found[1, 0] = 0.06
    assert minres(found).loadings.max() > 1
    assert minres(found).heywood
    assert maximum_likelihood(found).heywood


def test_an_item_made_of_the_others_has_no_likelihood() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        maximum_likelihood(np.ones((3, 3)))


@pytest.mark.parametrize(
    "pairs", [{}, {(0, 1): 0.5}, {(0, 1): 0.5, (2, 3): 0.5}], ids=["no two items", "two items", "twice two"]
)
def test_a_factor_of_fewer_than_three_items_leaves_its_loadings_open(pairs: dict[tuple[int, int], float]) -> None:
    correlations = np.eye(5)
    for (i, j), r in pairs.items():
        correlations[i, j] = correlations[j, i] = r
    assert not minres(correlations).determined
    assert not maximum_likelihood(correlations).determined
    assert minres(of_loadings([0.7, 0.6, 0.5, 0])).determined
    assert maximum_likelihood(of_loadings([0.7, 0.6, 0.5, 0])).determined
