"""What the checks found, on a terminal or in a pipe: what needs a look first, what passed, what was not checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from csat.checks.finding import Finding, Rows
from csat.errors import InputError
from csat.report.numbers import bounds, count, figure, level
from csat.report.rows import Screen
from csat.report.safe import clean
from csat.report.whole import write_whole
from csat.results import Estimate
from csat.sift import spans

if TYPE_CHECKING:
    from csat.checking import Checked

_SPANS = 240  # signs of row numbers; --json holds them all
_PARTS = 12
_GROUPS = 8
_ALIKE = 8
_FIGURES = 12
_INDENT = "    "


def suffix(path: str) -> None:
    """Raises InputError where findings cannot be written to a file of that name."""
    if Path(path).suffix.lower() != ".json":
        raise InputError(f"Output '{clean(Path(path).name)}': findings are written as JSON. End the name in .json.")


def write(checked: Checked, path: str) -> None:
    """Write all findings to ``path`` as JSON, or leave everything as it was; errors as :func:`csat.report.write`."""
    suffix(path)
    write_whole(checked.to_json().encode("utf-8", "backslashreplace"), path, checked.source)


def show(checked: Checked, console: Console, *, isolate: bool | None = None, with_notices: bool | None = None) -> None:
    """Print the findings. ``isolate`` and ``with_notices`` as in :func:`csat.report.terminal.show`."""
    screen = Screen(console, isolate)
    several = bool(checked.source.get("files"))
    by_outcome: dict[str, list[Finding]] = {}
    for finding in checked.findings:
        by_outcome.setdefault(finding.outcome, []).append(finding)
    _opening(screen, checked, by_outcome)
    for finding in by_outcome.get("flagged", ()):
        _flagged(screen, finding, several)
    for finding in by_outcome.get("told", ()):
        _told(screen, finding, several)
    _passed(screen, by_outcome.get("passed", ()))
    for outcome, heading in (("not checked", "Not checked"), ("off", "Turned off by the plan")):
        _not_checked(screen, heading, by_outcome.get(outcome, ()))
    if with_notices if with_notices is not None else not console.is_terminal:
        if checked.notices:
            screen.line()
        _notices(screen, checked)
    screen.show()


def notices(checked: Checked, console: Console) -> None:
    """Print what was noticed while reading, a sentence a line; meant for stderr."""
    screen = Screen(console)
    _notices(screen, checked)
    screen.show()


def line(finding: Finding) -> str:
    """What a mail of an alarm says of a blocking finding."""
    if finding.outcome == "not checked":
        return f"check {finding.check} blocks: it could not be done: {finding.why}"
    return f"check {finding.check} blocks: {_counted(finding)}: {finding.title}"


def _notices(screen: Screen, checked: Checked) -> None:
    for sentence in checked.notices:
        screen.paragraph(sentence, "yellow", "note: ", "      ")


def _opening(screen: Screen, checked: Checked, by_outcome: Mapping[str, Sequence[Finding]]) -> None:
    source = checked.source
    about = [clean(source["name"])]
    if source.get("sheet"):
        about.append(f"sheet {clean(source['sheet'])}")
    about.append(clean(source["platform"]))
    screen.paragraph(f" {screen.signs.dot} ".join(about), "bold", indent="  ")
    kinds = {outcome: len({finding.check for finding in found}) for outcome, found in by_outcome.items()}
    passed = {f.check for f in by_outcome.get("passed", ())} - {f.check for f in by_outcome.get("flagged", ())}
    told = [
        f"{kinds.get('flagged', 0)} flagged",
        *([f"{kinds['told']} told"] if "told" in kinds else []),
        f"{len(passed)} passed",
        *(f"{kinds[outcome]} {said}" for outcome, said in (("not checked", "not checked"), ("off", "off"))
          if outcome in kinds),
    ]  # fmt: skip
    screen.paragraph(f"{count(checked.rows)} rows checked: {', '.join(told)}", indent="  ")
    if checked.set_aside:
        reasons = ", ".join(f"{count(n)} {_plural(clean(reason), n)}" for reason, n in checked.set_aside.items())
        screen.paragraph(f"set aside before: {reasons}", indent="  ")


def _plural(reason: str, n: int) -> str:
    return f"{reason}s" if n != 1 and reason.endswith(" row") else reason


def _flagged(screen: Screen, finding: Finding, several: bool) -> None:
    screen.line()
    screen.paragraph(finding.title, "bold red" if finding.blocking else "bold yellow", f"{finding.check}: ", "  ")
    for place, said in enumerate(_spans(finding.rows, several)):
        first = f"{_counted(finding)}: " if not place else ""
        screen.paragraph(f"{first}{said}", "", "  ", _INDENT)
    if not finding.rows:
        screen.paragraph(_counted(finding), "", "  ", _INDENT)
    _details(screen, finding, several)
    if finding.blocking:
        screen.paragraph("The plan marks this check as blocking.", "red", "  ", _INDENT)
    if finding.excludes:
        screen.paragraph("The plan sets these rows aside: csat score leaves them out.", "", "  ", _INDENT)
    screen.paragraph(finding.rule, "dim", "  rule: ", _INDENT)
    screen.paragraph(finding.reference, "dim", "  source: ", _INDENT)


def _told(screen: Screen, finding: Finding, several: bool) -> None:
    screen.line()
    screen.paragraph(finding.title, "bold", f"{finding.check}: ", "  ")
    _details(screen, finding, several)
    screen.paragraph(finding.rule, "dim", "  rule: ", _INDENT)
    screen.paragraph(finding.reference, "dim", "  source: ", _INDENT)


def _details(screen: Screen, finding: Finding, several: bool) -> None:
    for part in finding.parts[:_PARTS]:
        where = "; ".join(_spans(part.rows, several)) if part.rows and part.rows != finding.rows else ""
        told = f"{part.what}: {count(part.count)} of {count(part.base)}" + (f" ({where})" if where else "")
        screen.paragraph(told, "", "  - ", _INDENT)
    if len(finding.parts) > _PARTS:
        screen.paragraph(f"and {count(len(finding.parts) - _PARTS)} more: all are in --json", "dim", "  - ", _INDENT)
    if finding.groups:
        same = "; ".join(" = ".join(_flat(group, several)) for group in finding.groups[:_GROUPS])
        more = "; and more" if len(finding.groups) > _GROUPS else ""
        screen.paragraph(f"alike: {same}{more}", "", "  ", _INDENT)
    outside = [e for e in finding.estimates if (i := e.interval) and finding.flagged and not i.low <= 0 <= i.high]
    shown = outside or list(finding.estimates)
    for estimate in shown[:_FIGURES]:
        screen.paragraph(_estimate(estimate), "", "  - ", _INDENT)
    if len(shown) < len(finding.estimates) or len(shown) > _FIGURES:
        rest = len(finding.estimates) - min(len(shown), _FIGURES)
        screen.paragraph(f"and {count(rest)} more figures: all are in --json", "dim", "  - ", _INDENT)
    for note in finding.notes:
        screen.paragraph(note, "", "  ", _INDENT)


def _estimate(estimate: Estimate) -> str:
    unit = "%" if estimate.unit == "percent" else estimate.unit if estimate.unit == "points" else ""
    value = figure(estimate.value, estimate.unit)
    said = f"{estimate.metric.upper() if estimate.metric.startswith('rr') else estimate.metric} {value} {unit}".rstrip()
    if estimate.interval:
        low, high = bounds(estimate.interval, estimate.unit)
        said += f" ({level(round(estimate.interval.level, 6))}: {low} to {high})"
    about = estimate.column or estimate.construct
    return f"{said}, n = {count(estimate.n)}" + (f", {about}" if about else "")


def _passed(screen: Screen, findings: Sequence[Finding]) -> None:
    """One paragraph a check and rule: columns that all passed are told together."""
    if not findings:
        return
    screen.line()
    screen.line(("Passed", "bold"))
    alike: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.check, finding.rule), []).append(finding)
    for (check, rule), found in alike.items():
        first = found[0]
        counted = _counted(first) if len(found) == 1 else f"nothing in {len(found)} columns or blocks"
        notes = f" {' '.join(first.notes)}" if len(found) == 1 else ""
        screen.paragraph(f"{counted}. {rule}{notes}", "", f" {check}: ", _INDENT)


def _not_checked(screen: Screen, heading: str, findings: Sequence[Finding]) -> None:
    if not findings:
        return
    screen.line()
    screen.line((heading, "bold"))
    for finding in findings:
        screen.paragraph(str(finding.why), "", f" {finding.check}: ", _INDENT)
        if finding.blocking:
            screen.paragraph("The plan marks this check as blocking.", "red", _INDENT, _INDENT)
        if finding.excludes:
            screen.paragraph("The plan's rule sets nobody aside, and csat score says so.", "", _INDENT, _INDENT)


def _counted(finding: Finding) -> str:
    return f"{count(finding.count)} of {count(finding.base)} {finding.of}"


def _spans(rows: Rows, several: bool) -> list[str]:
    """Per file its rows in short; of a survey of ``several`` files each with its name."""
    told = []
    for file, numbers in rows.items():
        said = spans(numbers)
        if len(said) > _SPANS:
            said = said[:_SPANS].rpartition(",")[0] + ", and more: all are in --json"
        name = f"{clean(file)} " if several else ""
        told.append(f"{name}row{'s' * (len(numbers) > 1)} {said}")
    return told


def _flat(group: Rows, several: bool) -> list[str]:
    """The rows of a group; of many the first few."""
    flat = [f"{clean(file)} {at}" if several else str(at) for file, numbers in group.items() for at in numbers]
    return flat if len(flat) <= _ALIKE else [*flat[: _ALIKE - 1], f"{count(len(flat) - _ALIKE + 1)} more"]
