"""SPSS files (.sav, .zsav) through pyreadstat."""

from __future__ import annotations

from csat.native.columns import Column, pack
from csat.native.fault import Fault

TYPE_CHECKING = False  # as in csat.native.child
if TYPE_CHECKING:
    from typing import Any

    from csat.native.columns import Packed

_SLICE = 10_000  # cases turned to Python's objects at a time


class Spss:
    """An SPSS file, whole in memory; each public method is a command of the reading process. Raises Fault."""

    def __init__(self, path: str) -> None:
        import pyreadstat

        try:
            self._table, self._meta = pyreadstat.read_sav(path, output_format="dict", user_missing=True)
        except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError, OSError) as error:
            if "memory" in str(error).lower():
                raise MemoryError from None
            raise Fault("damaged") from None
        except (ValueError, OverflowError, UnicodeError, LookupError, TypeError, AttributeError):
            raise Fault("damaged") from None

    def dictionary(self) -> dict[str, Any]:
        """What the file says of itself and of its variables, in their order."""
        meta = self._meta
        labels = meta.variable_value_labels
        missing = meta.missing_ranges
        sets = getattr(meta, "mr_sets", None) or {}
        return {
            "cases": -1 if meta.number_rows is None else meta.number_rows,
            "encoding": meta.file_encoding,
            "names": list(meta.column_names),
            "questions": [None if text is None else str(text) for text in meta.column_labels],
            "labels": [
                [(pack(value), str(label)) for value, label in labels.get(name, {}).items()]
                for name in meta.column_names
            ],
            "missing": [list(map(_span, missing.get(name, []))) for name in meta.column_names],
            "sets": [
                {
                    "name": str(name),
                    "label": str(one["label"] or ""),
                    "variables": list(one["variable_list"]),
                    "dichotomy": bool(one["is_dichotomy"]),
                    "counted": pack(one["counted_value"]),
                }
                for name, one in sets.items()
            ],
        }

    def columns(self) -> tuple[int, list[Packed]]:
        """The number of cases, and each variable's cells; what SPSS calls system-missing is ``""``."""
        rows, packed = 0, []
        for name in self._meta.column_names:
            cells: Any = self._table.pop(name)
            rows = len(cells)
            column = Column()
            for start in range(0, rows, _SLICE):
                part = cells[start : start + _SLICE]
                column.add(["" if cell != cell else cell for cell in (part if type(part) is list else part.tolist())])
            packed.append(column.packed())
        return rows, packed


def _span(missing: Any) -> tuple[object, object]:
    """A range that is declared missing, low and high end; a single value is both."""
    if isinstance(missing, dict):
        return pack(missing["lo"]), pack(missing["hi"])
    return pack(missing), pack(missing)
