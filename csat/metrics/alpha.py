"""Cronbach's alpha of a construct and what goes with it, from exact sums of products of complete cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import fsum

from csat.intervals import feldt, root
from csat.metrics.figure import Figure, whole
from csat.plan import Item
from csat.products import Products
from csat.results import Count

SOURCE = "Cronbach (1951), Psychometrika 16; interval: Feldt, Woodruff and Salih (1987)"
STANDARDIZED = "alpha of standardized items, from the mean inter-item correlation"
REST = "corrected item-rest correlation"
NO_INTERVAL = "No interval is given for this figure; the one of alpha shows its precision."
FEW_CASES = "It needs at least 2 complete cases, and there is n = {n}."
NO_VARIATION = "It is not defined: the items' total is the same in every complete case."

ALPHA = "k / (k - 1) * (1 - items_ss / total_ss)"
WAYS: Mapping[str, tuple[str, str]] = {
    "alpha": (ALPHA, SOURCE),
    "alpha_standardized": ("k * mean_r / (1 + (k - 1) * mean_r)", STANDARDIZED),
    "inter_item_r": ("sum_r / pairs", "mean of the correlations between items"),
}
"""Formula and source of the figures of a construct as a whole."""

Exact = Fraction | int


def reliability(items: Sequence[Item], products: Products, level: float) -> Iterator[Figure]:
    """Alpha (Feldt interval), standardized alpha, mean inter-item r; per item item-rest r and alpha if dropped.

    ``products`` are sums over the rows that answered every item. Variations ("ss") are n·Σxy − Σx·Σy,
    that is n(n − 1) times the covariance: integers, so every ratio of them is exact.
    """
    n, k = products.n, len(items)
    ss = variations_of(items, products)
    total = sum(sum(row) for row in ss)
    own = [ss[i][i] for i in range(k)]
    yield from _alphas(items, ss, own, total, n, level)
    for i, item in enumerate(items):
        with_rest = sum(ss[i]) - own[i]
        rest = total - own[i] - 2 * with_rest
        yield _item_rest(item, own[i], with_rest, rest, n)
        yield _if_dropped(item, k - 1, sum(own) - own[i], rest, n)


def variations_of(items: Sequence[Item], products: Products) -> list[list[Exact]]:
    """n·Σxy − Σx·Σy for every pair of items, in points of their scales."""
    sums, cross, k = products.sums.tolist(), products.cross.tolist(), range(len(items))
    ss: list[list[Exact]] = [[products.n * cross[i][j] - sums[i] * sums[j] for j in k] for i in k]
    steps = [item.scale.step for item in items]
    if any(step != 1 for step in steps):
        ss = [[ss[i][j] * steps[i] * steps[j] for j in k] for i in k]
    return ss


def _alphas(
    items: Sequence[Item], ss: Sequence[Sequence[Exact]], own: Sequence[Exact], total: Exact, n: int, level: float
) -> Iterator[Figure]:
    k, items_ss = len(own), sum(own)
    counts = {"k": k, "n": n, "items_ss": whole(items_ss), "total_ss": whole(total)}
    if n < 2 or not total:
        why = FEW_CASES.format(n=n) if n < 2 else NO_VARIATION
        for metric in WAYS:
            yield _undefined(metric, {"k": k, "n": n}, why)
        return
    alpha = Fraction(k, k - 1) * (1 - Fraction(items_ss) / total)
    interval = feldt(alpha, k, n, level) if alpha < 1 else None
    yield Figure(
        "alpha", "ratio", float(alpha), counts, ALPHA, SOURCE, interval,
        None if interval else "Alpha is exactly 1: every item repeats the others.",
    )  # fmt: skip
    still = [items[i].header for i, s in enumerate(own) if not s]
    if still:
        why = f"It is not defined: {_named(still)} has the same answer in every complete case."
        for metric in ("alpha_standardized", "inter_item_r"):
            yield _undefined(metric, {"k": k, "n": n}, why)
        return
    pairs = k * (k - 1) // 2
    sum_r = fsum(_correlation(ss[i][j], own[i], own[j]) for i in range(k) for j in range(i))
    mean_r = sum_r / pairs
    divisor = 1 + (k - 1) * mean_r
    if divisor > k * 1e-12:  # correlations are rounded, which leaves a crumb of what is nothing
        yield Figure(
            "alpha_standardized", "ratio", k * mean_r / divisor, {"k": k, "mean_r": mean_r},
            *WAYS["alpha_standardized"], None, NO_INTERVAL,
        )  # fmt: skip
    else:
        why = "It is not defined: the items' standardized total does not vary."
        yield _undefined("alpha_standardized", {"k": k, "mean_r": mean_r}, why)
    yield Figure(
        "inter_item_r", "ratio", mean_r, {"sum_r": sum_r, "pairs": pairs}, *WAYS["inter_item_r"], None, NO_INTERVAL
    )


def _undefined(metric: str, counts: Mapping[str, Count], why: str) -> Figure:
    # by the same formula and source as where it is defined: where a segment is withheld they are told all the same
    return Figure(metric, "ratio", None, counts, *WAYS[metric], None, why, (why,))


def _correlation(cross: Exact, one: Exact, other: Exact) -> float:
    """cross / √(one·other), rounded once; both variations must be positive."""
    size = root(Fraction(cross * cross) / (one * other))
    return size if cross >= 0 else -size


def _item_rest(item: Item, own: Exact, with_rest: Exact, rest: Exact, n: int) -> Figure:
    counts = {"with_rest_ss": whole(with_rest), "item_ss": whole(own), "rest_ss": whole(rest)}
    formula = "with_rest_ss / sqrt(item_ss * rest_ss)"
    if n < 2 or not own or not rest:
        who = f'"{item.header}"' if not own else "the sum of the other items"
        why = FEW_CASES.format(n=n) if n < 2 else f"It is not defined: {who} is the same in every complete case."
        return Figure("item_rest_r", "ratio", None, counts, formula, REST, None, why, (why,), item.column)
    value = _correlation(with_rest, own, rest)
    notes: tuple[str, ...] = ()
    if value < 0:
        notes = ("It runs against the other items: probably worded the other way round and not reversed (--reverse).",)
    return Figure("item_rest_r", "ratio", value, counts, formula, REST, None, NO_INTERVAL, notes, item.column)


def _if_dropped(item: Item, k: int, items_ss: Exact, total: Exact, n: int) -> Figure:
    counts = {"k": k, "n": n, "items_ss": whole(items_ss), "total_ss": whole(total)}
    metric = "alpha_if_dropped"
    if k < 2 or n < 2 or not total:
        why = "One item would be left." if k < 2 else FEW_CASES.format(n=n) if n < 2 else NO_VARIATION
        return Figure(metric, "ratio", None, counts, ALPHA, SOURCE, None, why, (why,), item.column)
    value = float(Fraction(k, k - 1) * (1 - Fraction(items_ss) / total))
    return Figure(metric, "ratio", value, counts, ALPHA, SOURCE, None, NO_INTERVAL, (), item.column)


def _named(headers: Sequence[str]) -> str:
    return ", ".join(f'"{header}"' for header in headers[:5]) + (" …" if len(headers) > 5 else "")
