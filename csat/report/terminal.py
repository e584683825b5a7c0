"""The report on a terminal or in a pipe: what was read, how it was understood, and every headline figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console

from csat.plan import spans
from csat.report.figures import Figures
from csat.report.multiple import multiple
from csat.report.numbers import count
from csat.report.reliability import constructs
from csat.report.rows import Screen, shorten
from csat.report.safe import clean, right_to_left
from csat.report.segments import segments
from csat.report.since import since
from csat.report.tables import measures
from csat.report.targets import targets
from csat.results import Record

NOT_SCORED_SHOWN = 10
NOTICES_SHOWN = 20
NAMES_SHOWN = 6
FILES_SHOWN = 12
SETTLE = "    to settle it: "
PLAIN_ENCODINGS = {"utf-8", "utf8", "ascii", "utf-8-sig"}
DELIMITERS = {"\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}
MEASURES = {"csat": "satisfaction item", "nps": "NPS item", "ces": "CES item"}


def show(record: Record, console: Console, *, isolate: bool | None = None, with_notices: bool | None = None) -> None:
    """Print the report of a record.

    ``isolate`` sets right-to-left text apart with U+2068 and U+2069; by default on a terminal only.
    ``with_notices`` ends the report with the notices; by default in pipes and files, which must stand alone,
    and not on a terminal, where :func:`notices` prints them to stderr beneath.
    """
    screen = Screen(console, isolate)
    figures = Figures(record)
    _opening(screen, record, figures)
    targets(screen, record.targets, figures.places)
    since(screen, record, figures)
    measures(screen, figures)
    constructs(screen, figures)
    multiple(screen, figures)
    segments(screen, figures)
    _analyses(screen, record)
    _not_scored(screen, record)
    if with_notices if with_notices is not None else not console.is_terminal:
        if record.notices:
            screen.line()
        add_notices(screen, record.notices)
    screen.show()


def notices(record: Record, console: Console, *, isolate: bool | None = None) -> None:
    """Print what was assumed and what looks wrong, a sentence a line; meant for stderr."""
    screen = Screen(console, isolate)
    add_notices(screen, record.notices)
    screen.show()


def add_notices(screen: Screen, sentences: Sequence[str]) -> None:
    """Add sentences to what a screen shows, the first of many."""
    for sentence in sentences[:NOTICES_SHOWN]:
        screen.paragraph(sentence, "yellow", "note: ", "      ")
    if len(sentences) > NOTICES_SHOWN:
        screen.paragraph(f"and {count(len(sentences) - NOTICES_SHOWN)} more notes: all are in --json", "dim")


def _analyses(screen: Screen, record: Record) -> None:
    """The chapters of the analyses that the plan asks for; what they take is loaded for them alone."""
    asked = [analysis["kind"] for analysis in record.plan.get("analyses", ())]
    if asked:
        from csat.report.asked import chapters

        chapters(screen, record, asked)


def _opening(screen: Screen, record: Record, figures: Figures) -> None:
    source, ledger = record.source, record.ledger
    about = [clean(source.get("name") or "data")]
    if source.get("sheet"):
        about.append(f"sheet {clean(source['sheet'])}")
    if source.get("platform") not in (None, "", "generic"):
        about.append(clean(source["platform"]))
    if str(source.get("encoding") or "utf-8").lower() not in PLAIN_ENCODINGS:
        about.append(f"read as {clean(source['encoding'])}")
    if source.get("delimiter") not in (None, "", ","):
        about.append(f"parted by {DELIMITERS.get(source['delimiter'], clean(source['delimiter']))}")
    if (source.get("header_row") or 1) > 1:
        about.append(f"names in row {source['header_row']}")
    screen.paragraph(f" {screen.signs.dot} ".join(about), "bold", indent="  ")
    rows = f"{count(ledger['read'])} rows read, {count(ledger['scored'])} scored"
    aside = {clean(reason): number for reason, number in ledger.get("set_aside", {}).items() if number}
    if aside:
        reasons = ", ".join(f"{count(number)} {reason}" for reason, number in aside.items())
        rows += f", {count(sum(aside.values()))} set aside ({reasons})"
    screen.paragraph(rows, indent="  ")
    if "weights" in ledger:
        from csat.report.weighting import on_screen

        screen.paragraph(on_screen(record) or "", indent="  ")
    files = ledger.get("files", ())
    for file in files[:FILES_SHOWN]:
        screen.paragraph(
            f"{clean(file['name'])}: {count(file['read'])} read, {count(file['scored'])} scored", "dim", "  "
        )
    if len(files) > FILES_SHOWN:
        screen.paragraph(f"and {count(len(files) - FILES_SHOWN)} more files: all are in --json", "dim", "  ")
    _understood(screen, record, figures)


def _understood(screen: Screen, record: Record, figures: Figures) -> None:
    """What the columns were taken to be, in a sentence or two."""
    order = {use["letter"]: place for place, use in enumerate(record.plan.get("columns", ()))}

    def letters(uses: Sequence[Mapping[str, Any]]) -> str:
        return spans([(order.get(use["letter"], 0), str(use["letter"])) for use in uses], NAMES_SHOWN)

    found = []
    for measure, name in MEASURES.items():
        items = [item for item in figures.items if item["measure"] == measure]
        if items:
            found.append(f"{count(len(items))} {name}{'s' * (len(items) > 1)} ({letters(items)})")
    if figures.constructs:
        found.append(f"{count(len(figures.constructs))} construct{'s' * (len(figures.constructs) > 1)} for alpha")
    if figures.multiple:
        more = f"; {screen.signs.more}" if len(figures.multiple) > NAMES_SHOWN else ""
        several = f"{count(len(figures.multiple))} multiple choice{'s' * (len(figures.multiple) > 1)}"
        where = "; ".join(clean(figures.where(question)) for question in figures.multiple[:NAMES_SHOWN])
        found.append(f"{several} ({where}{more})")
    screen.paragraph(f"found: {', '.join(found) or 'nothing to score'}", indent="  ")
    left: dict[str, list[Mapping[str, Any]]] = {}
    for use in record.plan.get("columns", ()):
        left.setdefault(use["role"], []).append(use)
    by = record.plan.get("segments", ())
    offered = [use for use in left.pop("segment", ()) if use["column"] not in by]
    for told_elsewhere in ("item", "multiple choice", "not scored"):
        left.pop(told_elsewhere, None)
    told = [f"{role if role != 'nothing' else 'other'} ({letters(uses)})" for role, uses in sorted(left.items())]
    if told:
        screen.paragraph(f"left out: {', '.join(told)}", indent="  ")
    if offered and not by:
        names = [
            f"{shorten(clean(use['column']), 40, screen.signs.more)} ({use['letter']})" for use in offered[:NAMES_SHOWN]
        ]
        names += [f"{len(offered) - NAMES_SHOWN} more"] if len(offered) > NAMES_SHOWN else []
        screen.paragraph(f"can be split with --by: {', '.join(names)}", "dim", indent="  ")


def _not_scored(screen: Screen, record: Record) -> None:
    """The columns that only a person can settle, each with the flag that does."""
    open_ones = [use for use in record.plan.get("columns", ()) if use["role"] == "not scored"]
    if not open_ones:
        return
    screen.line()
    screen.line((f"Not scored: {count(len(open_ones))} column{'s' * (len(open_ones) > 1)}", "bold"))
    for use in open_ones[:NOT_SCORED_SHOWN]:
        screen.paragraph(f"{use['column']}: {use['why']}", "", f" {clean(use['letter'])}  ", "    ")
        if use.get("settle"):
            screen.paragraph(_flag(screen, use), "cyan", SETTLE, "    ")
    if len(open_ones) > NOT_SCORED_SHOWN:
        rest = count(len(open_ones) - NOT_SCORED_SHOWN)
        screen.paragraph(f"and {rest} more: all are in --json, under plan", "dim", " ", " ")


def _flag(screen: Screen, use: Mapping[str, Any]) -> str:
    """The flag as a person can type or copy it: with the column's letter where its name is hard to type."""
    name, flag = str(use["column"]), str(use["settle"])
    if flag != clean(flag) or right_to_left(flag) or cell_len(SETTLE + flag) > screen.width:
        flag = flag.replace(name, str(use["letter"]))
    return clean(flag)
