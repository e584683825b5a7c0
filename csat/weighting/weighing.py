"""A weight for every respondent of a survey, by the margins of its population; written as a file of their own."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from csat.accumulators import Answers
from csat.accumulators.joint_cells import JointCells
from csat.errors import InputError
from csat.io.source import Source
from csat.io.text import alike, number, plain
from csat.names import Names
from csat.opening import Opened, open_survey
from csat.weighting.calibrating import NO_TRIM, Calibration, Trim, calibrated
from csat.weighting.margins import Margin, of_tables, of_texts, read_margins

if TYPE_CHECKING:
    import pandas as pd

    from csat.reading import Progress


@dataclass(frozen=True)
class Weighed:
    """The weights of a survey. ``calibration``: what they are by cell, and what they make of the sample.

    ``rows``: file, row number in it, id (None where none was asked for) and weight of each respondent, in file order.
    """

    source: Mapping[str, Any]
    margins: tuple[Margin, ...]
    calibration: Calibration
    trim: Trim = NO_TRIM
    base: str = ""  # the column of base weights
    id: str = ""
    rows: Sequence[tuple[str, int, str | None, float]] = field(default=(), repr=False)

    def to_csv(self) -> bytes:
        """The weights as CSV in UTF-8: the id, or the row number (and the file, of several), and the weight."""
        several = len({file for file, *_ in self.rows}) > 1
        heads = [self.id] if self.id else [*(["file"] if several else []), "row"]
        out = io.StringIO(newline="")
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow([*heads, "weight"])
        lines.writerows([*_who(row, bool(self.id), several), repr(row[3])] for row in self.rows)
        return out.getvalue().encode("utf-8", "backslashreplace")

    def to_frame(self) -> pd.DataFrame:
        """The weights as a pandas DataFrame, a row a respondent, as :meth:`to_csv` has them."""
        import pandas as pd

        return pd.read_csv(io.BytesIO(self.to_csv()), dtype={self.id: str} if self.id else None)


def _who(row: tuple[str, int, str | None, float], by_id: bool, several: bool) -> list[object]:
    file, line, id, _ = row
    return [id] if by_id else [*([file] if several else []), line]


def weigh(
    data: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | pd.DataFrame,
    margin: Mapping[str, Any] | Sequence[str] = (),
    *,
    margins: str | os.PathLike[str] | None = None,
    plan: str | os.PathLike[str] | None = None,
    weight: str | None = None,
    trim: Trim | None = None,
    id: str | None = None,
    progress: Progress | None = None,
    **how: Any,
) -> Weighed:
    """Weights that bring a survey to the margins of its population: post-stratification by one, raking by several.

    ``margin``: column → value → share or count of the population (``"A & B"`` → value → value → …: a joint table);
    or texts, ``"Region: North=0.4, South=0.6"``. ``margins``: a TOML file of such tables, in their place. ``weight``: a
    column of base weights (1). ``trim``: least and greatest weight as ratios to the mean, such as ``(0.3, 3)``. ``id``:
    a column that names respondents in the output. ``plan``: a plan file, whose filters and excluding rules say who is
    of the survey, with its margins and weights where none are given; ``how``: how the file is read, as
    :func:`csat.score` has it.

    Where all margins are shares the weights add up to the respondents (to the base weights), else to the counts.
    Raises :class:`~csat.errors.InputError`, naming margin and value, where a value has no target or no respondent,
    totals disagree, or no weights meet all margins.
    """
    survey = open_survey(data, plan, **how)
    source = _respondents(survey, progress)
    names = Names(source.headers, survey.letters, source.about.layout.questions, source.about.partly)
    planned = survey.pinned.weighting if survey.pinned else None
    base = (planned.weight if planned else None) if weight is None else names.find(weight)
    if planned and planned.margins and not margin and margins is None:
        wanted = tuple(own for _, own in planned.margins)
        columns = [listed for listed, _ in planned.margins]
        bounds = trim or planned.trim
    else:
        wanted = _margins(margin, margins, names)
        columns = [tuple(names.find(column) for column in one.columns) for one in wanted]
        bounds = trim or NO_TRIM
    own = None if id is None else names.find(id)
    cells = JointCells(
        sorted({column for listed in columns for column in listed}),
        base,
        None if base is None else lambda text, row: _base(text, source.headers[base], source.place(row, base)),
        each=bounds != NO_TRIM,
    )
    needed = sorted({*cells.columns, *(column for column in (base, own) if column is not None)})
    rows = 0
    for chunk in source.chunks(needed):
        rows += chunk.rows
        cells.count(Answers(chunk, _no_items))
        if progress:
            progress(rows)
    if not cells.cells:
        raise InputError(f"{source.about.name}: it has no respondents: there are no rows below the header.")
    found = calibrated(cells, wanted, columns, source.place, bounds)
    from csat.ledger import source_of

    return Weighed(
        source_of(source),
        wanted,
        found,
        bounds,
        "" if base is None else source.headers[base],
        "" if own is None else source.headers[own] or "id",
        tuple(_weights(source, cells, found, needed, own)),
    )


def _no_items(*_: Any) -> Any:
    raise AssertionError("cells are counted by texts, not by positions")


def _respondents(survey: Opened, progress: Progress | None) -> Source:
    """The rows that are scored: without those that rules of the plan exclude."""
    from csat.scoring import respondents

    return respondents(survey, progress)


def _margins(
    margin: Mapping[str, Any] | Sequence[str], file: str | os.PathLike[str] | None, names: Names
) -> tuple[Margin, ...]:
    def known(name: str) -> bool:
        return bool(names.matching(name))

    if file is not None and margin:
        raise InputError("Give margins in a file (--margins) or one by one (--margin), not both.")
    if file is not None:
        return read_margins(file, known)
    if isinstance(margin, Mapping):
        return of_tables(margin, "margins", known)
    if not margin:
        raise InputError('There are no margins. Give them: --margin "Region: North=0.4, South=0.6".')
    return of_texts([margin] if isinstance(margin, str) else margin, known)


def _base(text: str, header: str, place: str) -> Fraction:
    """A base weight. Raises InputError where it is none, naming the cell and not what stands there."""
    value = number(text)
    if value is None or value < 0:
        what = "is blank" if not text.strip() else "is negative" if value is not None else "is no number"
        raise InputError(
            f'Column "{plain(header)}" of weights: {place} {what}. Give every respondent a weight from 0 on.'
        )
    return value


def _weights(
    source: Source, cells: JointCells, found: Calibration, needed: Sequence[int], own: int | None
) -> Iterator[tuple[str, int, str | None, float]]:
    """File, row number, id and weight of every respondent."""
    seen: set[str] = set()
    for chunk in source.chunks(needed):
        keys = [[alike(text) for text in chunk.columns[column].values] for column in cells.columns]
        codes = [chunk.columns[column].codes.tolist() for column in cells.columns]
        bases = None if cells.weights is None else chunk.columns[cells.weights]
        ids = None if own is None else chunk.columns[own]
        for row in range(chunk.rows):
            values = tuple(names[code[row]] for names, code in zip(keys, codes, strict=True))
            base = Fraction(1)
            if bases is not None:
                base = number(bases.values[bases.codes[row]]) or Fraction(0)
            who = None
            if ids is not None and own is not None:
                who = ids.values[ids.codes[row]].strip()
                if not who or who in seen:
                    what = "is blank" if not who else "has an id that another respondent has too"
                    raise InputError(
                        f'--id "{plain(source.headers[own])}": {source.place(chunk.first + row, own)} {what}, so '
                        "weights could not be told apart by it. Leave --id away: then rows are named by their number."
                    )
                seen.add(who)
            file, line = source.row(chunk.first + row)
            yield file, line, who, found.weight(values, base)
