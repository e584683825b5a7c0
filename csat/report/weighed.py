"""Weights on a screen: what raking did, the shares before and after, and what the weights cost in precision."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from csat.errors import InputError
from csat.report.numbers import count, rounded
from csat.report.rows import Column, Row, Screen
from csat.report.safe import clean
from csat.report.whole import write_whole
from csat.weighting.weighing import Weighed


def check(path: str | None) -> None:
    """Raises InputError where weights cannot be written to a file of that name."""
    if path is not None and Path(path).suffix.lower() != ".csv":
        raise InputError(f"Output '{clean(Path(path).name)}': weights are written as CSV. End the name in .csv.")


def write(found: Weighed, path: str) -> None:
    """Write the weights, or leave everything as it was; errors as :func:`csat.report.write`. Ids are private."""
    check(path)
    write_whole(found.to_csv(), path, found.source, private=bool(found.id))


def show(found: Weighed, output: str | None, console: Console, *, isolate: bool | None = None) -> None:
    """Print the summary."""
    screen, fit = Screen(console, isolate), found.calibration.fit
    screen.line(clean(found.source["name"]))
    several = len(found.margins) > 1
    how = "raked to" if several else "post-stratified by"
    base = f', from the weights in "{clean(found.base)}"' if found.base else ""
    listed = ", ".join(f'"{clean(margin.name)}"' for margin in found.margins)
    screen.paragraph(f"{count(found.calibration.n)} respondents, {how} {listed}{base}", indent="  ")
    steps = f"{fit.steps} pass{'es' if fit.steps > 1 else ''} over the margins"
    screen.paragraph(f"converged in {steps}; largest difference of a margin {_apart(fit.largest)}", indent="  ")
    if fit.bounds is not None:
        low, high = found.trim
        ends = [f"{least:g}" if least else "0" for least in (low,)] + [f"{high:g}" if high else "no bound"]
        screen.paragraph(
            f"trimmed to {ends[0]} to {ends[1]} times the mean weight, and raked again: {fit.rounds} rounds",
            indent="  ",
        )
    for margin in found.margins:
        screen.line()
        lines = [line for line in found.calibration.lines if line.margin == margin.name]
        columns = [Column("n"), Column("sample %"), Column("target %"), Column("weighted %")]
        if found.base:
            columns.insert(2, Column("base %", spare=1))
        rows = []
        for line in lines:
            shares = [line.sample, *([line.base] if found.base else []), line.target, line.weighted]
            rows.append(Row([count(line.n), *(rounded(share, 2) for share in shares)], line.value))
        screen.table(columns, rows, margin.name)
    screen.line()
    _figures(screen, found)
    if output:
        screen.line()
        screen.paragraph(f"{clean(Path(output).name)}: a weight for each of {count(len(found.rows))} respondents")
    screen.show()


def _figures(screen: Screen, found: Weighed) -> None:
    made = found.calibration
    if made.low is not None and made.high is not None:
        screen.paragraph(
            f"weights {made.low:.4g} to {made.high:.4g}, sum {made.total:.10g} "
            f"({made.low / made.mean:.3g} to {made.high / made.mean:.3g} times their mean)",
            indent="  ",
        )
    screen.paragraph(
        f"effective sample size {rounded(made.n_eff, 1)} of {count(made.n)} (Kish), design effect of the weights "
        f"{rounded(made.deff, 3)}",
        indent="  ",
    )


def _apart(largest: float) -> str:
    return "0" if largest == 0 else f"{largest:.1e} of its target"
