"""One pass over a text file: which encoding it is in, its checksum, and what the CSV reader must know beforehand."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from csat.io.eight_bit import eight_bit
from csat.io.request import Request, readable_size

_BLOCK = 1 << 20  # stays in the processor's cache, so that each look at it is cheap
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TAIL = 1 << 16  # bytes at the end kept to find rows that are no respondents
_SAMPLE = 1 << 16  # bytes beyond ASCII looked at to tell one 8-bit encoding from another
_SAID = {"cp1256": "Windows-1256 (Arabic)", "cp1252": "Windows-1252 (Western)", "mac_roman": "Mac Roman"}


@dataclass(slots=True)
class Scan:
    """What one pass over the bytes tells. ``start`` is where the text begins, after a byte order mark."""

    encoding: str = "utf-8"
    start: int = 0
    size: int = 0  # unpacked
    tail: bytes = b""  # the last of it
    sha256: str = ""  # of the file as it lies on disk
    newlines: int = 0
    quotes: int = 0
    blank_like: bool = False  # a line may hold delimiters only
    header_again: bool = False  # the header line may come again
    notices: list[str] = field(default_factory=list)


@contextmanager
def opened(request: Request) -> Iterator[BinaryIO]:
    """The bytes of the file, unpacked. Raises InputError for a damaged gzip file."""
    try:
        with (
            cast(BinaryIO, gzip.open(request.path, "rb")) if request.gzipped else request.path.open("rb", buffering=0)
        ) as file:
            yield file
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise request.damaged("its gzip packing ends early or has a wrong checksum") from None
    except OSError:
        raise request.refuse("the file cannot be read to its end. Copy it to a local disk and try again.") from None


def head_of(request: Request, size: int) -> bytes:
    """The first bytes of the text."""
    with opened(request) as file:
        parts = []
        while size > 0 and (part := file.read(size)):
            parts.append(part)
            size -= len(part)
    return b"".join(parts)


def bom_of(head: bytes) -> tuple[str, int]:
    """Encoding and length of the byte order mark; ``("", 0)`` without one."""
    return next(((name, len(mark)) for mark, name in _BOMS if head.startswith(mark)), ("", 0))


def scan(request: Request, head: bytes, signs: tuple[bytes, bytes] = (b"", b"")) -> Scan:
    """Read the whole file once at constant memory. ``signs`` are the bytes of a blank line's and of the header's start.

    Raises InputError when no encoding fits, when a few bytes are wrong, or when there are NUL bytes; MachineError
    when a packed file is larger than the limit.
    """
    found = Scan()
    found.encoding, found.start = bom_of(head)
    marked = bool(found.encoding)
    if not marked and request.encoding is None:
        found.encoding = _utf16_without_bom(head) or "utf-8"
    if request.encoding is not None:
        found.encoding = _known(request, request.encoding, found)
    text = _Decoding(found.encoding)
    plain = found.encoding in ("utf-8", "ascii")
    buffer = bytearray(_BLOCK)
    view, numbers = memoryview(buffer), np.frombuffer(buffer, np.uint8)
    counter = _Counter(_BLOCK)
    carried = b""  # a line's start may lie across two blocks
    wide = found.encoding.startswith(("utf-16", "utf-32"))
    # Hashing lets go of Python's lock: a second reader of the same cached pages costs no time of ours.
    with opened(request) as file, ThreadPoolExecutor(1) as pool:
        digest = pool.submit(_file_digest, request)
        while length := file.readinto(buffer):  # type: ignore[attr-defined]
            block: bytearray | bytes = buffer if length == _BLOCK else bytes(view[:length])
            bytes_here = numbers[:length]
            if request.gzipped and found.size + length > request.limit:
                raise request.too_large(f"the file unpacks to more than {readable_size(found.size + length)}")
            found.quotes += counter.count(bytes_here, 34)
            if not wide and block.find(b"\0") >= 0:
                line = found.newlines + block.count(b"\n", 0, block.find(b"\0")) + 1
                raise request.refuse(
                    f"line {line} holds a NUL byte, which no text has: the file is damaged or no text. Export it again."
                )
            text.look(block, found.size, found.newlines)
            line_ends = counter.places(bytes_here, 10)
            found.newlines += len(line_ends)
            if not wide:
                edge = carried + block[:256]
                blank, header = (_followed(bytes_here, line_ends, sign) or _inside(sign, edge) for sign in signs)
                found.blank_like = found.blank_like or blank
                found.header_again = found.header_again or header
                carried = bytes(block[-256:])
            found.size += length
            found.tail = (found.tail + bytes(block[-_TAIL:]))[-_TAIL:]
        found.sha256 = digest.result()
    if wide:
        found.blank_like = found.header_again = True
    _settle(request, found, text, plain, marked)
    return found


class _Counter:
    """Counts bytes of blocks in numpy, in memory kept for it: ten times as fast as ``bytes.count``."""

    def __init__(self, length: int) -> None:
        self._found = np.empty(length, np.bool_)

    def count(self, numbers: NDArray[np.uint8], letter: int) -> int:
        return int(np.count_nonzero(np.equal(numbers, letter, out=self._found[: len(numbers)])))

    def places(self, numbers: NDArray[np.uint8], letter: int) -> NDArray[np.intp]:
        return np.flatnonzero(np.equal(numbers, letter, out=self._found[: len(numbers)]))


def _followed(numbers: NDArray[np.uint8], line_ends: NDArray[np.intp], sign: bytes) -> bool:
    """Whether a line begins as ``sign`` goes on after its line end; more than 15 bytes make no difference."""
    places = line_ends if sign else line_ends[:0]
    for offset, letter in enumerate(sign[1:16], 1):
        places = places[places + offset < len(numbers)]
        places = places[numbers[places + offset] == letter]
    return len(places) > 0


def _inside(sign: bytes, block: bytes | bytearray) -> bool:
    return bool(sign) and sign in block


def _file_digest(request: Request) -> str:
    with request.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known(request: Request, name: str, found: Scan) -> str:
    """Python's name of the encoding the person gave; the byte order mark decides the byte order."""
    try:
        codec = codecs.lookup(name).name
        "a".encode(codec)  # raises for what is no encoding of text, such as base64
    except (LookupError, ValueError):
        raise request.refuse(
            f"--encoding {name}: no such text encoding is known. Use utf-8, cp1252, cp1256, utf-16 or mac-roman."
        ) from None
    if codec in ("utf-16", "utf-32"):
        return found.encoding if found.encoding.startswith(codec) else f"{codec}-le"
    return "utf-8" if codec in ("utf-8-sig", "ascii") else codec


def _utf16_without_bom(head: bytes) -> str | None:
    """UTF-16 shows as NUL bytes at every other place: delimiters, digits and line ends all have one."""
    sample = head[: len(head) // 2 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for name, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        text = sample.decode(name, "ignore")
        if 20 * here > len(text) and 20 * there <= here and ("\n" in text or "\r" in text):
            return name
    return None


class _Decoding:
    """Whether the bytes decode strictly, block by block, and where they do not."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._encoding = encoding
        self._rest = b""
        self.bad_lines: list[int] = []
        self.bad = 0
        self.good = 0  # UTF-8 letters beyond ASCII that decode
        self.sample = bytearray()

    def look(self, block: bytes | bytearray, at: int, lines: int) -> None:
        if self._encoding != "utf-8":
            try:
                self._decoder.decode(block)
            except UnicodeDecodeError as error:
                self.bad += 1
                self.bad_lines.append(lines + bytes(block).count(b"\n", 0, max(0, error.start)) + 1)
                self._decoder.reset()
            return
        if not self._rest and block.isascii():
            return
        data = self._rest + block
        first_line = lines + 1 - self._rest.count(b"\n")
        self._rest = b""
        try:
            self.good += len(data) - len(data.decode("utf-8"))
        except UnicodeDecodeError as error:
            if error.reason == "unexpected end of data" and len(data) - error.start < 4:
                self._rest = data[error.start :]
                data = data[: error.start]
            self._judge(data, first_line)
        if len(self.sample) < _SAMPLE:
            self.sample += b"\n".join(line for line in re.split(rb"[\r\n]", data) if not line.isascii())[:_SAMPLE]

    def _judge(self, data: bytes, first_line: int) -> None:
        text = data.decode("utf-8", "surrogateescape")
        wrong = [found.start() for found in re.finditer("[\udc80-\udcff]", text)]
        self.bad += len(wrong)
        self.good += len(data) - len(text)
        for at in wrong:
            if len(self.bad_lines) >= 5:
                break
            line = first_line + text.count("\n", 0, at)
            if line not in self.bad_lines:
                self.bad_lines.append(line)

    def finish(self, lines: int) -> None:
        if self._rest:
            self.bad += 1
            self.bad_lines.append(lines + 1)


def _settle(request: Request, found: Scan, text: _Decoding, plain: bool, marked: bool) -> None:
    """Choose the encoding, or say which lines are wrong in it."""
    text.finish(found.newlines)
    given = request.encoding is not None
    if not text.bad:
        if not given and not plain and not marked:
            found.notices.append(f"The text was read as {found.encoding.upper()}; nothing in the file says so.")
        return
    if given or marked or not plain:
        raise _wrong_bytes(request, text, found.encoding)
    chosen = eight_bit(bytes(text.sample))
    # A letter of UTF-8 is two bytes or more that fit by more than chance: a few make the case.
    if chosen is None or text.good > text.bad:
        raise _wrong_bytes(request, text, "utf-8")
    found.encoding = chosen
    found.notices.append(
        f"The text is not UTF-8; it was read in the encoding {_SAID[chosen]}, {chosen} (--encoding NAME settles it)."
    )


def _wrong_bytes(request: Request, text: _Decoding, encoding: str) -> Exception:
    lines = ", ".join(map(str, text.bad_lines[:5]))
    which = f"line {lines}" if len(text.bad_lines) == 1 else f"lines {lines}"
    more = " and others" if len(text.bad_lines) >= 5 else ""
    return request.refuse(
        f"{which}{more}: bytes that are no text in the encoding {encoding.upper()}. Export the file again as UTF-8, "
        "or name its encoding with --encoding (for example cp1252 or cp1256)."
    )
