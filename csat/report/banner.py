"""A banner table as every format shows it: columns of segments with letters, and per item its lines of cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from csat.io.source import column_letter
from csat.report.document import Text, data, words
from csat.report.figures import WHOLE, Entry, Segment
from csat.report.page import HEADLINES, Page
from csat.results import Estimate

NO_COLUMN = ("(blank)", "(no date)")
MOST_POINTS = 11
FIGURES: Mapping[str, Mapping[str, str]] = {
    "csat": {"top": "csat", "bottom": "csat_bottom", "mean": "mean"},
    "nps": {"top": "nps_promoters", "middle": "nps_passives", "bottom": "nps_detractors", "nps": "nps"},
    "ces": {"top": "ces_easy", "mean": "ces"},
}
"""The figures of a record that lines show, in their order; other lines are answers, from the headline's counts."""

_SIDES = {"top": "high", "middle": "middle", "bottom": "low"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the total (``by`` is empty), or a segment with its letter, which begins anew in each segmenting."""

    by: str
    label: str
    letter: str

    @property
    def segment(self) -> Segment:
        """As figures are looked up."""
        return ((self.by, self.label),) if self.by else WHOLE


@dataclass(frozen=True, slots=True)
class Cell:
    """``value`` in ``unit``, None where it is withheld or undefined; ``estimate`` where it is one of the record."""

    value: float | None
    unit: str
    estimate: Estimate | None = None
    letters: str = ""
    small: bool = False
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an item: what it is, and a cell a column. The first of each item, ``base``, has its answers."""

    name: str
    label: Text
    cells: tuple[Cell, ...]


def banners(page: Page) -> list[Entry]:
    """The banners that the plan asks for, as it holds them."""
    return [one for one in page.record.plan.get("analyses", ()) if one["kind"] == "banner"]


def columns_of(page: Page, entry: Entry) -> list[Column]:
    """The total, then each segmenting's columns."""
    columns = [Column("", "", "")]
    for by in entry["by"]:
        labels = [segment[0][1] for segment in page.figures.segmentings.get((by,), ())]
        there = [label for label in labels if label not in NO_COLUMN]
        columns += [Column(by, label, column_letter(place)) for place, label in enumerate(there)]
    return columns


def lines_of(page: Page, entry: Entry, item: Entry, columns: list[Column]) -> Iterator[Line]:
    """The base, then the lines of one item."""
    figures = page.figures
    heads = [figures.item(HEADLINES[item["measure"]], item, column.segment) for column in columns]
    bases = [
        Cell(None if figures.withheld(head) or head is None else float(head.n), "count", head,
             small=head is not None and bool(column.by) and head.n < entry["min_base"],
             withheld=figures.withheld(head))
        for column, head in zip(columns, heads, strict=True)
    ]  # fmt: skip
    yield Line("base", _say(page, "base"), tuple(bases))
    letters = _letters(page, entry, item, columns)
    points = sorted((heads[0].distribution or {}) if heads[0] else (), key=float, reverse=True)
    if item["measure"] != "nps" and len(points) <= MOST_POINTS:
        for point in points:
            cells = [_of_answers(page, head, point) for head in heads]
            yield _line(point, _percent(page, data(page.language.digits(point))), columns, cells, letters)
    for name, metric in FIGURES[item["measure"]].items():
        if name in ("top", "bottom") and not item["top"]:
            continue
        found = [figures.item(metric, item, column.segment) for column in columns]
        if weighted(page):
            own = [_of_respondents(page, item, name, head) for head in heads]
            yield _line(name, _label(page, item, name), columns, own, letters)
            continue
        cells = [Cell(e.value, e.unit, e, "", figures.small(e), figures.withheld(e)) if e else _NONE for e in found]
        yield _line(name, _label(page, item, name), columns, cells, letters)


_NONE = Cell(None, "percent")


def _line(
    name: str, label: Text, columns: list[Column], cells: list[Cell], letters: Mapping[tuple[str, Column], str]
) -> Line:
    told = (
        Cell(c.value, c.unit, c.estimate, letters.get((name, column), ""), c.small, c.withheld)
        for column, c in zip(columns, cells, strict=True)
    )
    return Line(name, label, tuple(told))


def weighted(page: Page) -> bool:
    """Whether the figures of the record are weighted. Banners are not: their tests are of counts, and so are cells."""
    return bool(page.record.plan.get("weighting"))


def _of_respondents(page: Page, item: Entry, name: str, head: Estimate | None) -> Cell:
    """A line from the answers of respondents alone, each of whom counts once."""
    if head is None or head.distribution is None or not head.n:
        return Cell(None, "percent", None, withheld=page.figures.withheld(head))
    small = head.n < page.figures.flag_below
    answers = {float(point): n for point, n in head.distribution.items()}
    if name == "mean":
        return Cell(sum(point * n for point, n in answers.items()) / head.n, "score", small=small)
    ends = set(map(float, item["top"])), _bottom(item)
    top, bottom = (sum(n for point, n in answers.items() if point in of) for of in ends)
    if name == "nps":
        return Cell(100 * (top - bottom) / head.n, "points", small=small)
    counted = {"top": top, "bottom": bottom, "middle": head.n - top - bottom}[name]
    return Cell(100 * counted / head.n, "percent", small=small)


def _bottom(item: Entry) -> set[float]:
    """The points of the low end: detractors, or as many of the lowest as count as satisfied."""
    low, step = float(item["scale"]["low"]), float(item["scale"]["step"])
    count = 7 if item["measure"] == "nps" else len(item["top"])
    return {low + place * step for place in range(count)}


def _of_answers(page: Page, head: Estimate | None, point: str) -> Cell:
    if head is None or head.distribution is None or not head.n:
        return Cell(None, "percent", None, withheld=page.figures.withheld(head))
    small = head.n < page.figures.flag_below
    return Cell(100 * head.distribution.get(point, 0) / head.n, "percent", small=small)


def _letters(page: Page, entry: Entry, item: Entry, columns: list[Column]) -> dict[tuple[str, Column], str]:
    """Beside which cells which letters stand: capital at the higher level, small at the lower one."""
    of = {(column.by, column.label): column for column in columns}
    strict = round(1 - max(entry["levels"]), 12)
    found: dict[tuple[str, Column], list[tuple[int, str]]] = {}
    for e in page.record.estimates:
        if e.analysis == "banner" and e.id.startswith(f"{entry['id']}.") and e.metric.endswith("_p"):
            about = e.about
            if about["item"] == item["id"] and e.value is not None:
                column, other = of[about["by"], about["column"]], of[about["by"], about["other"]]
                letter = other.letter if e.value < strict else other.letter.lower()
                found.setdefault((about["line"], column), []).append((columns.index(other), letter))
    return {place: "".join(letter for _, letter in sorted(own)) for place, own in found.items()}


def _label(page: Page, item: Entry, name: str) -> Text:
    if name in ("nps", "mean"):
        return words(page.language.texts["short"][name])
    label = words(page.language.label("sides", f"{item['measure']}_{_SIDES[name]}"))
    if item["measure"] != "csat":
        return _percent(page, label)
    return _percent(page, (*label, *words(" ("), *_points(page, item, name == "bottom"), *words(")")))


def _points(page: Page, item: Entry, lowest: bool) -> Text:
    """The points that count as satisfied, ``4 to 5``, or as many of the ``lowest``."""
    top = [float(point) for point in item["top"]]
    ends = min(top), max(top)
    if lowest:
        low, step = float(item["scale"]["low"]), float(item["scale"]["step"])
        ends = low, low + (len(top) - 1) * step
    first, last = (page.language.number(f"{point:g}") for point in ends)
    return first if first == last else page.language.fill(page.language.own("interval"), {"low": first, "high": last})


def _percent(page: Page, text: Text) -> Text:
    return _say(page, "percent", name=text)


def _say(page: Page, name: str, /, **filled: Any) -> Text:
    return page.language.fill(page.language.texts["banner"][name], filled)
