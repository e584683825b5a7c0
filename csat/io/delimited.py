"""Delimited text (.csv, .tsv, .txt, each also .gz) in chunks at constant memory, through pyarrow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from csat.io.ahead import load_ahead, read_ahead
from csat.io.cells import is_blank, keep_rows
from csat.io.dialect import Dialect, find_dialect
from csat.io.encoding import Scan, bom_of, head_of, scan
from csat.io.foot import Foot, find_foot, without_last
from csat.io.lines import Lines
from csat.io.platforms.headers import cell
from csat.io.request import Request, readable_size
from csat.io.respondents import none_left, respondents, unfinished, watched
from csat.io.short import code_short
from csat.io.source import About, Chunk, Coded

if TYPE_CHECKING:
    import pyarrow

_HEAD = 1 << 18
_LONGEST_HEAD = 1 << 24  # where the lines are so long that a few of them, or the header alone, would not fit
_LINES = 64  # at least, to see the header rows and some answers
_FEW = 100  # texts of a column worth putting in order
# 2 MB is as fast as 4 here and takes 60 MB less in all; a single row must fit, hence the larger one.
_BLOCKS = (2 << 20, 64 << 20)


class DelimitedSource:
    """A text file, read anew for each pass. ``whole`` is False: rows come in chunks of about 2 MB of text."""

    def __init__(
        self, request: Request, about: About, dialect: Dialect, found: Scan, foot: Foot, block_size: int = 0
    ) -> None:
        self.about = about
        self.headers: Sequence[str] = dialect.names
        self._request = request
        self._dialect = dialect
        self._scan = found
        self._foot = foot
        self._blocks = (block_size, *_BLOCKS) if block_size else _BLOCKS
        self._lines = Lines(request, dialect, found)

    @property
    def whole(self) -> bool:
        return False

    def letter(self, column: int) -> str:
        return f"#{column + 1}"

    def place(self, row: int, column: int) -> str:
        return f"line {self._lines.line_of(row)}"

    def row(self, row: int) -> tuple[str, int]:
        return self.about.name, self._lines.line_of(row)

    def chunks(self, columns: Sequence[int] | None = None) -> Iterator[Chunk]:
        """Yield the rows. Raises InputError that names the lines when some have too few or too many fields.

        All columns are mostly asked for to look at the first chunk, so without ``columns`` nothing is read ahead.
        """
        width = len(self.headers)
        wanted = list(range(width)) if columns is None else list(columns)
        # Whether a row is wholly blank, or the header again, shows only with all columns at hand.
        careful = self._scan.blank_like or self._scan.header_again
        layout = self._dialect.layout
        telling = watched(layout, width)
        extra = list(range(width, self._dialect.fields))
        read = [*range(width), *extra] if careful else sorted({*wanted, *extra, *telling} or {0})
        first = 0
        pending = 0  # blank rows count only when a respondent comes after them
        total: Counter[str] = Counter()
        aside = dict(self._foot.set_aside)
        batches = without_last(self._batches(read, ahead=columns is not None), self._foot.rows)
        for rows, coded in read_ahead(batches) if columns is not None else batches:
            if any(not all(map(is_blank, coded[column].values)) for column in extra):
                raise self._lines.fault()
            if careful:
                rows, coded, pending = self._without(rows, coded, aside, pending)
            if layout.aside and rows:
                rows, coded, _ = respondents(layout, coded, rows, aside)
            if rows:
                stopped = unfinished(layout, coded) if telling else None
                yield Chunk(first, rows, {column: coded[column] for column in wanted}, aside, stopped)
                first += rows
                total.update(aside)
                aside = {}
        self._lines.kept = first
        total.update(aside)
        if not first:
            raise self._request.refuse(
                none_left(total) if total else "the file has a header and no rows below it: no respondents."
            )
        if aside:  # rows after the last respondent
            yield Chunk(first, 0, {column: Coded([], np.zeros(0, np.int32)) for column in wanted}, aside)

    def refuse_unclosed(self) -> None:
        """Raise InputError when a quote is never closed: pyarrow takes the rest of the file for one field."""
        if self._lines.unclosed():
            raise self._lines.fault()

    def _without(
        self, rows: int, coded: dict[int, Coded], aside: dict[str, int], pending: int
    ) -> tuple[int, dict[int, Coded], int]:
        """The batch without blank rows and repeated headers; their numbers go to ``aside``."""
        blank = _everywhere(coded, rows, lambda column, text: is_blank(text))
        named = {column: coded[column] for column in range(len(self.headers))}
        again = np.zeros(rows, np.bool_)
        for header in self._dialect.header_rows:
            again |= _everywhere(
                named, rows, lambda column, text, header=header: text.strip() == cell(header, column).strip()
            )
        drop = blank | again
        if not drop.any():
            if pending:
                aside["blank row"] = aside.get("blank row", 0) + pending
            return rows, coded, 0
        kept = ~drop
        last = int(np.flatnonzero(kept)[-1]) if kept.any() else -1
        inside = int(blank[: last + 1].sum())
        if last >= 0 and inside + pending:
            aside["blank row"] = aside.get("blank row", 0) + inside + pending
        if again.any():
            aside["repeated header"] = aside.get("repeated header", 0) + int(again.sum())
        rest = int(blank[last + 1 :].sum()) + (pending if last < 0 else 0)
        return int(kept.sum()), {column: keep_rows(one, kept) for column, one in coded.items()}, rest

    def _batches(self, columns: Sequence[int], ahead: bool) -> Iterator[tuple[int, dict[int, Coded]]]:
        """Batches of these columns; begins again with larger blocks, after the rows given, when a row is too long."""
        import pyarrow

        given = 0
        for block in self._blocks:
            seen = 0
            try:
                for batch in self._reader(columns, block, ahead):
                    rows = batch.num_rows
                    seen += rows
                    if seen <= given:
                        continue
                    if seen - rows < given:
                        batch = batch.slice(given - (seen - rows))
                    yield batch.num_rows, {at: _coded(batch.column(place)) for place, at in enumerate(columns)}
                    given = seen
                return
            except (pyarrow.ArrowInvalid, pyarrow.ArrowKeyError) as error:
                # Its words hold people's answers; only the kind of trouble is taken from them.
                if "straddl" not in str(error):
                    raise self._lines.fault() from None
            except (pyarrow.ArrowException, OSError, UnicodeError):
                raise self._lines.fault() from None
        raise self._request.refuse(
            f"row {given + 1:,} of the answers is longer than {readable_size(self._blocks[-1])}, which no answers are. "
            "Shorten the field that is so long, or leave its column out of the export."
        )

    def _reader(self, columns: Sequence[int], block: int, ahead: bool) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow
        from pyarrow import csv

        names = [f"c{at}" for at in range(self._dialect.fields)]
        chosen = [names[at] for at in columns]

        def on_odd_row(row: Any) -> str:
            return "error" if row.text.strip() else "skip"

        try:
            reader = csv.open_csv(
                self._stream(),
                csv.ReadOptions(column_names=names, block_size=block, encoding=self._scan.encoding),
                csv.ParseOptions(
                    delimiter=self._dialect.delimiter,
                    newlines_in_values=self._scan.quotes > 0,
                    invalid_row_handler=on_odd_row,
                ),
                csv.ConvertOptions(
                    include_columns=chosen,
                    column_types=dict.fromkeys(chosen, pyarrow.string()),
                    strings_can_be_null=False,
                    check_utf8=self._scan.encoding != "utf-8",  # that was checked byte by byte beforehand
                ),
            )
        except pyarrow.ArrowInvalid as error:
            if "Empty" in str(error):  # nothing below the header
                return
            raise
        # The stream is left to the reader: its threads may still read ahead when a caller stops early.
        with reader:
            yield from reader

    def _stream(self) -> pyarrow.NativeFile:
        """The bytes from the first answer on."""
        import pyarrow

        stream: pyarrow.NativeFile = pyarrow.OSFile(str(self._request.path), "rb")
        if self._request.gzipped:
            stream = pyarrow.CompressedInputStream(stream, "gzip")
        skip = self._scan.start + self._lines.prefix_bytes
        while skip > 0 and (part := stream.read(min(skip, 1 << 20))):
            skip -= len(part)
        return stream


def _coded(column: pyarrow.StringArray) -> Coded:
    """A column as codes and texts. pyarrow's own ``to_numpy`` would import pandas."""
    _, offsets, data = column.buffers()
    texts = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    if short := code_short(texts, np.frombuffer(data or b"", np.uint8)):
        return short
    encoded = column.dictionary_encode()
    indices = encoded.indices
    codes = np.frombuffer(indices.buffers()[1], np.int32)[indices.offset : indices.offset + len(indices)]
    values = encoded.dictionary.to_pylist()
    if len(values) > _FEW:
        return Coded(values, codes)
    # In one order whatever the chunk: then counts of chunks add up without looking each text up.
    order = sorted(range(len(values)), key=values.__getitem__)
    place = np.empty(len(values), np.int32)
    place[order] = np.arange(len(values), dtype=np.int32)
    return Coded([values[at] for at in order], place[codes])


def _everywhere(coded: dict[int, Coded], rows: int, true: Any) -> NDArray[np.bool_]:
    """Rows in which ``true(column, text)`` holds for the text of every column."""
    result = np.ones(rows, np.bool_)
    for column, one in coded.items():
        table = np.array([true(column, text) for text in one.values], np.bool_)
        result &= table[one.codes]
        if not result.any():
            break
    return result


def read_delimited(request: Request, block_size: int = 0) -> DelimitedSource:
    """Open a text file. ``block_size`` in bytes is for tests. Raises InputError, or MachineError at a limit."""
    load_ahead("pyarrow.csv")
    head, complete = _head(request)
    if not complete and b"\n" not in head and b"\r" not in head:
        raise request.refuse(f"its first line is longer than {_LONGEST_HEAD >> 20} MB: no header of a survey is.")
    codec, start = bom_of(head)
    dialect = None
    if codec in ("", "utf-8"):
        # Delimiters are ASCII in every 8-bit encoding: good enough to know what to look for.
        guess = head[start:].decode("latin-1")
        if guess.strip():
            dialect = find_dialect(request, guess, False)
    found = scan(request, head, _signs(dialect, head[start:]))
    text = head[found.start :].decode(found.encoding, "ignore")
    if not text.strip():
        raise request.refuse("the file is empty: it has no data.")
    dialect = find_dialect(request, text, complete)
    notices = [*request.notices, *found.notices]
    notices += dialect.layout.notices
    if dialect.titled:
        notices.append(
            f"Line {dialect.header_line} was taken as the header; the lines above are a title (--header N settles it)."
        )
    if dialect.fields > len(dialect.names):
        notices.append("Every line ends with a delimiter that the header lacks; the empty last field was left out.")
    foot = find_foot(found, dialect)
    notices += foot.notices
    about = About(
        request.name,
        "csv",
        request.path.stat().st_size,
        found.sha256,
        None,
        found.encoding,
        dialect.delimiter,
        dialect.header_line,
        dialect.layout,
        tuple(notices),
    )
    source = DelimitedSource(request, about, dialect, found, foot, block_size)
    if found.quotes % 2:
        source.refuse_unclosed()
    return source


def _head(request: Request) -> tuple[bytes, bool]:
    """The first part of the text, longer where its lines are, and whether that is all of it."""
    size = _HEAD
    while True:
        head = head_of(request, size)
        complete = len(head) < size
        if complete or size >= _LONGEST_HEAD or head.count(b"\n") + head.count(b"\r") >= _LINES:
            return head, complete
        size *= 4


def _signs(dialect: Dialect | None, head: bytes) -> tuple[bytes, bytes]:
    """The bytes with which a blank line and a repeated header would begin."""
    if dialect is None or dialect.fields < 2:
        return b"", b""
    delimiter = dialect.delimiter.encode("latin-1")
    text = head.decode("latin-1")
    answers = text[dialect.text : dialect.text + 1]
    blank = b'\n""' if answers == '"' else b"\n" + delimiter * min(2, dialect.fields - 1)
    line = text[: dialect.text].rstrip("\r\n").replace("\r", "\n").rpartition("\n")[2]
    return blank, b"\n" + line.encode("latin-1")[:100] if line else b""
