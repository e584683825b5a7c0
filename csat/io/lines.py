"""Physical lines of a text file: where a row is, and which lines are wrong. Slow and exact; used only to speak."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from csat.errors import InputError
from csat.io.cells import is_blank
from csat.io.dialect import FIELD_LIMIT, Dialect
from csat.io.encoding import Scan
from csat.io.platforms.headers import cell
from csat.io.request import Request

_NAMED = 5  # lines named in one message


class Lines:
    """Finds lines by reading the file again with Python's csv module, which cuts as pyarrow does."""

    def __init__(self, request: Request, dialect: Dialect, found: Scan) -> None:
        self._request = request
        self._dialect = dialect
        self._scan = found
        self._at = -1
        self._known = -1
        self._walk: Iterator[int] | None = None
        self._seen: dict[int, int] = {}
        self.kept = -1  # number of rows, once a pass has counted them
        self._prefix = -1

    @property
    def prefix_bytes(self) -> int:
        """Bytes before the first answer, the byte order mark apart."""
        if self._prefix < 0:
            with self._text() as text:
                self._prefix = len(text.read(self._dialect.text).encode(self._scan.encoding))
        return self._prefix

    def line_of(self, row: int) -> int:
        """1-based physical line on which kept row ``row`` begins."""
        plain = self._scan.newlines and not (
            self._scan.blank_like or self._scan.header_again or self._dialect.layout.aside
        )
        if plain and self._scan.newlines - self._dialect.lines in (self.kept, self.kept - 1):
            return self._dialect.lines + row + 1  # as many lines as rows: none has a line break inside
        if row in self._seen:
            return self._seen[row]
        if self._walk is None or row <= self._at:
            self._walk, self._at = self._kept_lines(), -1
        for line in self._walk:
            self._at += 1
            if self._at == row:
                self._seen[row] = line
                return line
        raise IndexError(row)

    def fault(self) -> InputError:
        """The error for text that cannot be cut into rows, naming the lines."""
        odd: list[tuple[int, int]] = []
        last = self._dialect.lines
        width = self._dialect.fields
        try:
            for line, _, fields in self._records():
                last = line
                beyond = fields[len(self._dialect.names) :]
                if (len(fields) != width and not all(map(is_blank, fields))) or not all(map(is_blank, beyond)):
                    odd.append((line, len(fields)))
                if len(odd) > 1000:
                    break
        except csv.Error:
            last += 1
        opening = self.unclosed()
        if opening:
            return self._request.refuse(
                f"line {opening}: a quote opens here and is never closed, so that the lines after it run together. "
                "Close the quote (or double it inside a field), or export the file again."
            )
        if not odd:
            return self._request.refuse(
                f"the text cannot be cut into rows near line {last}. Export the file again as CSV in UTF-8."
            )
        named = ", ".join(f"line {line} has {count}" for line, count in odd[:_NAMED])
        more = f" and {len(odd) - _NAMED} more lines like these" if len(odd) > _NAMED else ""
        return self._request.refuse(
            f"{named}{more}, but the header has {len(self._dialect.names)} fields. A field with the delimiter inside "
            "needs quotes. Mend these lines or export the file again."
        )

    def unclosed(self) -> int | None:
        """The line where a quoted field opens that the file never closes; None when all are closed."""
        if self._scan.quotes % 2 == 0:
            return None
        inside = False
        opened_at = None
        delimiter = self._dialect.delimiter
        with self._text() as text:
            for number, content in enumerate(text, 1):
                if number <= self._dialect.lines:
                    continue
                if not inside and '"' not in content:
                    continue
                fresh = True  # at the start of a field
                at = 0
                while at < len(content):
                    letter = content[at]
                    if inside:
                        if letter == '"' and content[at + 1 : at + 2] == '"':
                            at += 1
                        elif letter == '"':
                            inside = False
                    elif letter == '"' and fresh:
                        inside, opened_at = True, number
                    fresh = letter == delimiter and not inside
                    at += 1
        return opened_at if inside else None

    def _kept_lines(self) -> Iterator[int]:
        headers = [[field.strip() for field in row] for row in self._dialect.header_rows]
        aside = self._dialect.layout.aside
        for line, _, fields in self._records():
            if all(map(is_blank, fields)) and (len(fields) != self._dialect.fields or self._scan.blank_like):
                continue
            if self._scan.header_again and [field.strip() for field in fields[: len(headers[0])]] in headers:
                continue
            if any(reason_of(cell(fields, column).strip()) for column, reason_of in aside.items()):
                continue
            yield line

    def _records(self) -> Iterator[tuple[int, int, list[str]]]:
        """First and last physical line of each record below the header, and its fields."""
        csv.field_size_limit(FIELD_LIMIT)
        with self._text() as text:
            for _ in range(self._dialect.lines):
                text.readline()
            reader = csv.reader(text, delimiter=self._dialect.delimiter)
            end = 0
            for fields in reader:
                start, end = end, reader.line_num
                if fields:
                    yield self._dialect.lines + start + 1, self._dialect.lines + end, fields

    def _text(self) -> io.TextIOWrapper:
        import gzip

        raw = gzip.GzipFile(self._request.path) if self._request.gzipped else self._request.path.open("rb")
        raw.read(self._scan.start)
        return io.TextIOWrapper(raw, self._scan.encoding, "replace", newline="")
