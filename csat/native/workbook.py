"""Workbooks (.xlsx, .xls, .ods) through calamine."""

from __future__ import annotations

from itertools import islice

from csat.native.columns import pack, pack_rows
from csat.native.fault import Fault

TYPE_CHECKING = False  # as in csat.native.child
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from python_calamine import CalamineSheet

    from csat.native.columns import Packed

    Read = TypeVar("Read")


class Workbook:
    """An open workbook; each public method is a command of the reading process. Raises Fault."""

    def __init__(self, path: str) -> None:
        import python_calamine

        self._book = _calmly(lambda: python_calamine.load_workbook(path))
        self._loaded: dict[str, CalamineSheet] = {}

    def sheets(self) -> list[tuple[str, bool, bool]]:
        """Name of each sheet, whether it has cells, and whether it is visible."""
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        return [
            (sheet.name, sheet.typ == SheetTypeEnum.WorkSheet, sheet.visible == SheetVisibleEnum.Visible)
            for sheet in self._book.sheets_metadata
        ]

    def top(self, name: str, count: int) -> list[list[object]]:
        """The first rows of a sheet's used range."""
        sheet = self._sheet(name)
        return [[pack(cell) for cell in row] for row in _calmly(lambda: sheet.to_python(nrows=count))]

    def cells(self, name: str) -> tuple[int, int, int, list[Packed]]:
        """The used range: 0-based row and column of its first cell, its number of rows, its columns."""
        sheet = self._sheet(name)
        row, column = sheet.start or (0, 0)
        # The iterator begins at the first row of the sheet, and hands over rows from the first used column on.
        count, columns = _calmly(lambda: pack_rows(islice(sheet.iter_rows(), row, None), sheet.width))
        return row, column, count, columns

    def _sheet(self, name: str) -> CalamineSheet:
        if name not in self._loaded:
            self._loaded[name] = _calmly(lambda: self._book.get_sheet_by_name(name))
        return self._loaded[name]


def _calmly(read: Callable[[], Read]) -> Read:
    """Call calamine. Raises Fault also when it panics, which pyo3 raises as a BaseException of its own."""
    import python_calamine

    try:
        return read()
    except python_calamine.PasswordError:
        raise Fault("password") from None
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        raise Fault("damaged") from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            if "MemError" in str(error):  # unpacking had no memory
                raise MemoryError from None
            raise Fault("damaged") from None
        raise
