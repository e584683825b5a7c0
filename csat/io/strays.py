"""Rows of a sheet that are hardly respondents: far below the table, or beside all its named columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from csat.io.cells import is_blank
from csat.io.source import Coded, column_letter

_FAR = 100  # blank rows: a table has gaps of a few


def far_rows(sheet: str | None, numbers: NDArray[np.intp]) -> list[str]:
    """Rows (``numbers`` as a person counts) far below the others: mostly a cell that was filled by mistake."""
    far = np.flatnonzero(np.diff(numbers) - 1 > _FAR) + 1
    if not len(far):
        return []
    at = int(far[0])
    row, blank = int(numbers[at]), int(numbers[at] - numbers[at - 1]) - 1
    if at == len(numbers) - 1:
        return [
            f'Row {row} of sheet "{sheet}" stands alone below {blank} blank rows; it was read and counts as a '
            "respondent. If it is none, delete what it holds."
        ]
    return [
        f'{len(numbers) - at} rows of sheet "{sheet}", from row {row} on, stand below {blank} blank rows; they were '
        "read and count like the others. If they are no respondents, delete what they hold."
    ]


def nameless_rows(
    sheet: str | None, names: Sequence[str], columns: Sequence[Coded], numbers: NDArray[np.intp], first_column: int
) -> list[str]:
    """Rows that hold nothing in any column with a name: hardly a respondent's."""
    nameless = [at for at, name in enumerate(names) if not name and not all(map(is_blank, columns[at].values))]
    if not nameless:
        return []
    empty = np.ones(len(numbers), np.bool_)
    for at, name in enumerate(names):
        if name:
            empty &= ~_filled(columns[at])
    found = np.flatnonzero(empty)
    if not len(found):
        return []
    row = int(found[0])
    column = next(at for at in nameless if _filled(columns[at])[row])
    place = f"cell {column_letter(first_column + column)}{numbers[row]}"
    return [
        f'{len(found)} rows of sheet "{sheet}" hold something only in columns without a name (first in '
        f"{place}); they were read and count like the others. If they are no respondents, delete what they hold."
    ]


def _filled(column: Coded) -> NDArray[np.bool_]:
    filled: NDArray[np.bool_] = np.array([not is_blank(value) for value in column.values], np.bool_)[column.codes]
    return filled
