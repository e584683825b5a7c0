"""A workbook's sheets: guarded against absurd sizes, and one of them chosen openly."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from typing import Any

from csat.errors import MachineError
from csat.io import ods_xml, workbook_xml, xls_records
from csat.io.archive import Archive
from csat.io.grid import Grid
from csat.io.guarded import Bounds, Reading, bounds
from csat.io.platforms import is_repeat
from csat.io.request import Request
from csat.io.workbook_xml import Findings
from csat.native.fault import Fault

# Calamine holds 32 bytes a cell of the used range, Python 40 more: 50 million cells are about 3.5 GB.
MOST_CELLS = 50_000_000
_USUAL_MEMORY = 200 << 20
_SMALL_PART = 2 << 20  # packed bytes up to which looking before reading costs no time worth saving
_AT_ONCE = 1 << 20  # unpacked bytes looked at sooner than a thread would begin
_NAMES_SHOWN = 10


class MisreadError(Exception):
    """The quick reader of .xlsx sheets does not read this one as it is written; the lean one does."""


class Book:
    """A workbook. Every method raises InputError or MachineError where it cannot be read safely."""

    def __init__(self, request: Request, reading: Reading, pool: Executor) -> None:
        self._request = request
        self._pool = pool
        self._reading = reading
        self._archive: Archive | None = None
        self._findings: dict[str, Future[Findings]] = {}
        self._checks: list[Future[None]] = []
        self._parts: dict[str, str] = {}
        self._guarded: set[str] = set()
        self._sheets: list[tuple[str, bool, bool]] = []  # in the file's order: name, has cells, is visible
        self._names: list[str] = []

    def open(self) -> None:
        """Look at the archive, then let the reader open it."""
        kind = self._request.kind
        archive = self._archive = Archive(self._request) if kind in ("xlsx", "ods") else None
        if archive is not None:
            archive.check()
            self._verify(archive)
        if archive is not None and kind == "ods":
            ods_xml.refuse_absurd(archive, MOST_CELLS)
        parts = workbook_xml.sheet_parts(archive) if archive is not None and kind == "xlsx" else []
        self._open()
        self._sheets = self._reading.ask("sheets")
        self._names = [name for name, _, _ in self._sheets]
        if len(set(self._names)) < len(self._names):
            raise self._request.damaged("two of its sheets have the same name")
        if kind == "xlsx" and len(parts) != len(self._names):
            raise self._request.damaged("its list of sheets cannot be read")
        self._parts = dict(zip(self._names, parts, strict=False))

    def settle(self) -> None:
        """Wait for the checks that run beside; raise what they found."""
        for check in self._checks:
            check.result()

    def close(self) -> None:
        """Let go of the file."""
        if self._archive is not None:
            self._archive.close()

    def _verify(self, archive: Archive) -> None:
        """Sizes and checksums of the parts that are read, sheets apart: these are looked at anyway."""
        for part in archive.names:
            if not part.endswith((".xml", ".rels")) or part.startswith("xl/worksheets/sheet"):
                continue
            if archive.packed_size(part) <= _SMALL_PART:
                archive.verify(part)
            else:
                self._checks.append(self._pool.submit(archive.verify, part))

    def _open(self) -> None:
        size = self._archive.unpacked_size if self._archive is not None else self._request.path.stat().st_size
        most = bounds(self._request, size)
        if self._request.kind == "xlsx" and self._reading.kind == "workbook":
            # What takes more than that is read again in another way, in little memory.
            most = Bounds(min(most.memory, 16 * size + _USUAL_MEMORY), most.seconds)
        try:
            self._reading.open(most)
        except Fault as fault:
            if fault.kind == "password":
                raise self._request.refuse(
                    "the workbook is password-protected. Remove the password and save it."
                ) from None
            raise self._request.damaged("it cannot be read as a workbook") from None

    def choose(self) -> tuple[str, list[str]]:
        """The sheet to read, and what to say about the others."""
        request = self._request
        sheets = [(name, visible) for name, has_cells, visible in self._sheets if has_cells]
        hidden = [name for name, visible in sheets if not visible]
        if request.sheet is not None:
            name = self._named([name for name, _ in sheets], request.sheet)
            return name, [f'Sheet "{name}" is hidden; it was read because --sheet names it.'] if name in hidden else []
        visible = [name for name, _ in sheets if name not in hidden]
        if not visible:
            if hidden:
                raise request.refuse(f"all sheets are hidden ({_listed(hidden)}). Choose one with --sheet NAME.")
            raise request.refuse("the workbook has no sheet with cells.")
        notices = [f'Sheet "{name}" is hidden and was not read.' for name in hidden[:_NAMES_SHOWN]]
        if len(visible) == 1:
            return visible[0], [*notices, f'Sheet "{visible[0]}" was read.'] if hidden else []
        tables = [name for name in visible if self._has_table(name)]
        if len(tables) > 1:
            main = [name for name in tables if not self._repeats(name)]
            if len(main) == 1:
                others = _listed([name for name in tables if name not in main])
                said = (
                    f'Sheet "{main[0]}" was read; the rows of {others} belong to a repeated group, not to respondents.'
                )
                return main[0], [*notices, said]
            raise request.refuse(f"{len(tables)} sheets hold a table: {_listed(tables)}. Choose one with --sheet NAME.")
        if not tables:
            raise request.refuse(f"no sheet holds a table with rows ({_listed(visible)}).")
        said = f'Sheet "{tables[0]}" was read, the only one of {len(visible)} visible sheets that holds a table.'
        return tables[0], [*notices, said]

    def _named(self, names: Sequence[str], wanted: str) -> str:
        alike = [name for name in names if name.strip().casefold() == wanted.strip().casefold()]
        if wanted in names:
            return wanted
        if alike:
            return alike[0]
        raise self._request.refuse(f'there is no sheet "{wanted}". The sheets are {_listed(names)}.')

    def _has_table(self, name: str) -> bool:
        """At least a header of two columns and one row: covers, notes and charts are no tables."""
        rows: list[list[object]] = self._ask("top", name, 100)
        return sum(len(row) - row.count("") > 1 for row in rows) > 1

    def _repeats(self, name: str) -> bool:
        """Whether the sheet holds rows of a repeated group."""
        rows = self._ask("top", name, 1)
        return bool(rows) and is_repeat([str(cell) for cell in rows[0]])

    def cells(self, name: str) -> Grid:
        """All cells of a sheet."""
        row, column, height, columns = self._ask("cells", name)
        return Grid((row, column), height, columns)

    def findings(self, name: str) -> Findings:
        """What values alone do not tell of the sheet."""
        if self._request.kind == "xls":
            return xls_records.scan(self._request, self._names.index(name), len(self._names))
        if self._archive is not None and self._request.kind == "ods":
            return ods_xml.scan(self._archive, name)
        found = self._findings[name].result() if name in self._findings else Findings()
        if found.again:
            raise self._request.refuse(
                f'sheet "{name}" holds {found.again} twice or out of order, so that programs disagree on its data. '
                "Open it in Excel or LibreOffice, look at it, and save it again."
            )
        if found.no_text:
            raise self._request.damaged(f'cell {found.no_text} of sheet "{name}" points to a text that cannot be')
        if found.marked and self._reading.kind == "workbook":
            raise MisreadError
        return found

    def _ask(self, what: str, name: str, *arguments: object) -> Any:
        if name not in self._guarded:
            self._guard(name)
            self._guarded.add(name)
        try:
            return self._reading.ask(what, name, *arguments)
        except Fault:
            if self._reading.kind == "workbook" and name in self._findings and self._findings[name].result().new_error:
                raise MisreadError from None
            raise self._request.damaged(f'sheet "{name}" cannot be read') from None
        except MachineError:
            self._refuse_far(name)  # mostly the reason, and then the one to tell
            raise

    def _guard(self, name: str) -> None:
        """Look for what the reader does not tell. One in this process must not meet a range that cannot be held."""
        if self._archive is None or self._request.kind != "xlsx":
            return
        part = self._parts[name]
        if not part:
            raise self._request.damaged(f'the part of sheet "{name}" is missing')
        if self._reading.apart and self._archive.size(part) > _AT_ONCE:
            self._findings[name] = self._pool.submit(workbook_xml.scan, self._archive, part, False)
            return
        found = workbook_xml.scan(self._archive, part)
        self._findings[name] = Future()
        self._findings[name].set_result(found)
        if found.area_at_most > MOST_CELLS:
            self._refuse_far(name)

    def _refuse_far(self, name: str) -> None:
        """Raise InputError where cells lie so far apart that their range cannot be held."""
        if self._archive is None or not self._parts.get(name):
            return
        used = workbook_xml.extent(self._archive, self._parts[name])
        if used.area <= MOST_CELLS:
            return
        if 10 * used.cells > used.area:
            raise self._request.refuse(
                f'sheet "{name}" holds {used.cells:,} cells, more than the {MOST_CELLS:,} read from a workbook. '
                "Save it as .csv: that has no such limit."
            )
        raise self._request.refuse(
            f'sheet "{name}" reaches to cell {used.corner}, a range of {used.area:,} cells of which only '
            f"{used.cells:,} hold something. Delete what is beyond the table and save it."
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:_NAMES_SHOWN])
    return f"{shown} and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else shown
