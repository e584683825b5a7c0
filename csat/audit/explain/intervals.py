"""The interval of a figure, or of a change, worked out line by line, each method from its counts.

The formulas are those of :mod:`csat.intervals`, written once more in the names that are printed: a person follows
these, and a test holds both together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from csat import intervals
from csat.audit.explain.working import Quantile, Working, written
from csat.audit.verify.weighted import part_of
from csat.record.formulas import exact
from csat.results import Estimate
from csat.weighting import intervals as weighted

NETS = {"nps": ("promoters", "detractors"), "csat_net": ("top", "bottom")}


def wilson(work: Working, count: str, base: str = "base", end: str = "") -> None:
    """Bounds of a share in percent, named ``lower`` and ``upper`` with ``end`` behind."""
    work.step(f"middle{end}", f"{count} + z ** 2 / 2")
    work.step(f"half{end}", f"z * sqrt({count} * ({base} - {count}) / {base} + z ** 2 / 4)")
    # at 0 and 100 % one bound is the figure itself
    none, every = work.value(count) == 0, work.value(count) == work.value(base)
    for bound, sign, at_end in (("lower", "-", none), ("upper", "+", every)):
        moved = f"100 * (middle{end} {sign} half{end}) / ({base} + z ** 2)"
        work.step(f"{bound}{end}", f"100 * {count} / {base}" if at_end else moved)


def of_share(work: Working, level: float, estimate: Estimate) -> None:
    """Wilson (1927)."""
    (count,) = set(estimate.counts) - {"base"}
    normal(work, level)
    wilson(work, count)


def of_net(work: Working, level: float, estimate: Estimate) -> None:
    """Rocks (2016)."""
    up, down = NETS[estimate.metric]
    normal(work, level)
    work.step("n_adjusted", "base + 3")
    work.step("p_up", f"({up} + 0.75) / n_adjusted")
    work.step("p_down", f"({down} + 0.75) / n_adjusted")
    work.step("centre", "p_up - p_down")
    work.step("half", "z * sqrt((p_up + p_down - centre ** 2) / n_adjusted)")
    work.step("lower", "100 * (centre - half)")
    work.step("upper", "100 * (centre + half)")
    _clamp(work, f"100 * ({up} - {down}) / base", 100)


def of_mean(work: Working, level: float, estimate: Estimate) -> None:
    """Student (1908); of the 0-100 score the bounds of the mean, moved."""
    mean = "mean" if estimate.metric == "score" else estimate.metric
    if mean not in work.told:
        work.step(mean, "sum / base")
    work.step("variance", "(base * sum_of_squares - sum ** 2) / (base * (base - 1))")
    work.step("freedom", "base - 1")
    student(work, level, int(work.value("freedom")))
    work.step("half", "t * sqrt(variance / base)")
    work.step("lower", f"{mean} - half")
    work.step("upper", f"{mean} + half")
    if estimate.metric == "score":
        for bound in ("lower", "upper"):
            work.step(f"{bound}_score", f"100 * ({bound} - low) / (high - low)")


def of_alpha(work: Working, level: float, estimate: Estimate) -> None:
    """Feldt, Woodruff and Salih (1987)."""
    from scipy.special import fdtri

    work.step("first", "n - 1")
    work.step("second", "(n - 1) * (k - 1)")
    freedom = work.told["first"], work.told["second"]
    for name, share in (("F_high", (1 + level) / 2), ("F_low", (1 - level) / 2)):
        found = float(fdtri(*map(float, freedom), share))
        work.take(Quantile(name, "f", written(found, found), share, freedom))
    work.step("lower", "1 - (1 - alpha) * F_high")
    work.step("upper", "1 - (1 - alpha) * F_low")


def of_correlation(work: Working, level: float, estimate: Estimate) -> None:
    """Fisher (1921)."""
    normal(work, level)
    name = "share" if estimate.metric in estimate.counts else estimate.metric
    work.step("stretched", f"atanh({name})")
    work.step("half", f"z / sqrt({estimate.n} - 3)")
    work.step("lower", "tanh(stretched - half)")
    work.step("upper", "tanh(stretched + half)")


def of_two_shares(work: Working, level: float, estimate: Estimate) -> None:
    """Newcombe (1998), method 10."""
    (count,) = set(estimate.counts) - {"base"}
    normal(work, level)
    for share, bounds, before in (("p", "", ""), ("p_previous", "_previous", "previous_")):
        work.step(share, f"100 * {before}{count} / {before}base")
        wilson(work, f"{before}{count}", f"{before}base", bounds)
    work.step("lower_change", "change - sqrt((p - lower) ** 2 + (upper_previous - p_previous) ** 2)")
    work.step("upper_change", "change + sqrt((upper - p) ** 2 + (p_previous - lower_previous) ** 2)")


def of_two_nets(work: Working, level: float, estimate: Estimate) -> None:
    """Adjusted Wald with pseudo-answers in both waves."""
    up, down = NETS[estimate.metric]
    normal(work, level)
    for end, before in (("", ""), ("_previous", "previous_")):
        work.step(f"n_adjusted{end}", f"{before}base + 3")
        work.step(f"p_up{end}", f"({before}{up} + 0.75) / n_adjusted{end}")
        work.step(f"p_down{end}", f"({before}{down} + 0.75) / n_adjusted{end}")
        work.step(f"centre{end}", f"p_up{end} - p_down{end}")
        work.step(f"spread{end}", f"(p_up{end} + p_down{end} - centre{end} ** 2) / n_adjusted{end}")
    work.step("half", "z * sqrt(spread + spread_previous)")
    work.step("lower_change", "100 * (centre - centre_previous - half)")
    work.step("upper_change", "100 * (centre - centre_previous + half)")
    _clamp(work, "change", 200, "_change")


def of_two_means(work: Working, level: float, estimate: Estimate) -> None:
    """Welch (1947); of the 0-100 score the bounds of the means' difference, stretched."""
    from scipy.special import stdtrit

    for end, before in (("", ""), ("_previous", "previous_")):
        n, total, squares = (f"{before}{name}" for name in ("base", "sum", "sum_of_squares"))
        work.step(f"mean{end}", f"{total} / {n}")
        work.step(f"variance{end}", f"({n} * {squares} - {total} ** 2) / ({n} * ({n} - 1))")
        work.step(f"share{end}", f"variance{end} / {n}")
    work.step("freedom", "(share + share_previous) ** 2 / (share ** 2 / (base - 1) "
              "+ share_previous ** 2 / (previous_base - 1))")  # fmt: skip
    found = float(stdtrit(work.value("freedom"), (1 + level) / 2))
    work.take(Quantile("t", "student", written(found, found), level, (work.told["freedom"],)))
    work.step("half", "t * sqrt(share + share_previous)")
    factor = "100 / (high - low) * " if estimate.metric == "score" else ""
    work.step("lower_change", f"{factor}(mean - mean_previous - half)")
    work.step("upper_change", f"{factor}(mean - mean_previous + half)")


def of_weighted_share(work: Working, level: float, estimate: Estimate) -> None:
    """Wilson (1927) on the effective n."""
    work.step("count", f"{part_of(estimate.counts)} / base * effective_n")
    normal(work, level)
    wilson(work, "count", "effective_n")


def of_weighted_net(work: Working, level: float, estimate: Estimate) -> None:
    """Rocks (2016) on the effective n."""
    up, down = NETS[estimate.metric]
    normal(work, level)
    work.step("n_adjusted", "effective_n + 3")
    work.step("p_up", f"({up} / base * effective_n + 0.75) / n_adjusted")
    work.step("p_down", f"({down} / base * effective_n + 0.75) / n_adjusted")
    work.step("centre", "p_up - p_down")
    work.step("half", "z * sqrt((p_up + p_down - centre ** 2) / n_adjusted)")
    work.step("lower", "100 * (centre - half)")
    work.step("upper", "100 * (centre + half)")
    _clamp(work, f"100 * ({up} - {down}) / base", 100)


def of_weighted_mean(work: Working, level: float, estimate: Estimate) -> None:
    """t on the standard error by the design; it is of the sampling units, so not worked out from these counts."""
    student(work, level, int(work.value("df")))
    work.step("half", "t * standard_error")
    work.step("lower", f"{estimate.metric} - half")
    work.step("upper", f"{estimate.metric} + half")


def of_two_errors(work: Working, level: float, estimate: Estimate) -> None:
    """Two independent figures, each with its standard error by the design."""
    normal(work, level)
    work.step("half", "z * sqrt(standard_error ** 2 + previous_standard_error ** 2)")
    work.step("lower_change", "change - half")
    work.step("upper_change", "change + half")
    most = {"percent": 100, "points": 200}.get(estimate.unit)
    if most is not None:
        _clamp(work, "change", most, "_change")


METHODS: Mapping[str, Callable[[Working, float, Estimate], None]] = {
    intervals.WILSON: of_share,
    intervals.ADJUSTED_WALD: of_net,
    intervals.STUDENT: of_mean,
    intervals.FELDT: of_alpha,
    intervals.FISHER: of_correlation,
    intervals.NEWCOMBE: of_two_shares,
    intervals.ADJUSTED_WALD_OF_TWO: of_two_nets,
    intervals.WELCH: of_two_means,
    weighted.WILSON_EFFECTIVE: of_weighted_share,
    weighted.ADJUSTED_WALD_EFFECTIVE: of_weighted_net,
    weighted.DESIGN_T: of_weighted_mean,
    weighted.TWO_ERRORS: of_two_errors,
}
"""How the interval of each method is worked out; the last lines are its lower and its upper bound."""


def normal(work: Working, level: float) -> None:
    """The two-sided quantile of the standard normal."""
    found = intervals.normal_quantile(level)
    work.take(Quantile("z", "normal", written(found, found), level))


def student(work: Working, level: float, freedom: int) -> None:
    """The two-sided quantile of Student's t."""
    found = intervals.student_quantile(level, freedom)
    work.take(Quantile("t", "student", written(found, found), level, (str(freedom),)))


def _clamp(work: Working, score: str, most: int, end: str = "") -> None:
    """A bound beyond the ends of the scale is that end; one that misses the figure is the figure."""
    value = float(exact(score, {name: Fraction(told) for name, told in work.told.items()}))
    if work.value(f"lower{end}") < -most:
        work.step(f"lower{end}", f"-{most}")
    if work.value(f"upper{end}") > most:
        work.step(f"upper{end}", f"{most}")
    if work.value(f"lower{end}") > value:
        work.step(f"lower{end}", score)
    if work.value(f"upper{end}") < value:
        work.step(f"upper{end}", score)
