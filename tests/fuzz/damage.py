"""Changes to the bytes of a file: blind ones, ones that know the parts of an archive, and ones that know XML."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

_INTERESTING = [
    *(b"", b"\0", b"\xff", b"\x80", b"\xef\xbb\xbf", b"\xd8\x00", b"\xe2\x80\xae"),
    *(b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x01\0\0\0", b"\0\0\0\x80"),
    *(b"0", b"-1", b"4294967295", b"99999999999999999999", b"1e999", b"NaN", b"A1", b"A0", b"XFD1048576"),
    *(b"\r", b"\n", b'"', b"'", b",", b";", b"<", b">", b"&#0;", b"&x;", b"&amp;", b"]]>", b"<!--", b"--!>"),
    *(b"<![CDATA[", b"s", b"e", b"b", b"str", b"inlineStr", b"d", b"n", b"true", b"../../x", b"/xl/workbook.xml"),
]
_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb"=\"[^\"]*\"")
_TEXT = re.compile(rb">[^<>]+<")


@dataclass(frozen=True)
class Change:
    """``where`` and ``until`` are shares of what there is to change, ``what`` is put there."""

    kind: str
    where: float
    until: float
    what: bytes

    def apply(self, body: bytes) -> bytes:
        return _KINDS[self.kind](self, body)


def _span(change: Change, size: int) -> tuple[int, int]:
    start = int(change.where * size)
    return start, min(size, start + int(change.until**3 * (size - start)) + 1)


def _one_of(pattern: re.Pattern[bytes], change: Change, body: bytes) -> tuple[int, int]:
    found = [match.span() for match in pattern.finditer(body)]
    return found[int(change.where * len(found))] if found else (0, 0)


def _overwrite(change: Change, body: bytes) -> bytes:
    start = int(change.where * len(body))
    return body[:start] + change.what + body[start + len(change.what) :]


def _insert(change: Change, body: bytes) -> bytes:
    start = int(change.where * len(body))
    return body[:start] + change.what + body[start:]


def _delete(change: Change, body: bytes) -> bytes:
    start, end = _span(change, len(body))
    return body[:start] + body[end:]


def _repeat(change: Change, body: bytes) -> bytes:
    start, end = _span(change, len(body))
    return body[:end] + body[start:end] * (1 + len(change.what)) + body[end:]


def _cut(change: Change, body: bytes) -> bytes:
    return body[: int(change.where * len(body))]


def _flip(change: Change, body: bytes) -> bytes:
    if not body:
        return body
    at = int(change.where * len(body))
    return body[:at] + bytes([body[at] ^ (1 << int(change.until * 8))]) + body[at + 1 :]


def _tag_away(change: Change, body: bytes) -> bytes:
    start, end = _one_of(_TAG, change, body)
    return body[:start] + body[end:]


def _tag_again(change: Change, body: bytes) -> bytes:
    start, end = _one_of(_TAG, change, body)
    return body[:end] + body[start:end] * (1 + 50 * len(change.what)) + body[end:]


def _attribute(change: Change, body: bytes) -> bytes:
    start, end = _one_of(_ATTRIBUTE, change, body)
    return body[:start] + b'="' + change.what + b'"' + body[end:] if end else body


def _text(change: Change, body: bytes) -> bytes:
    start, end = _one_of(_TEXT, change, body)
    return body[:start] + b">" + change.what + b"<" + body[end:] if end else body


_KINDS: dict[str, Callable[[Change, bytes], bytes]] = {
    "overwrite": _overwrite,
    "insert": _insert,
    "delete": _delete,
    "repeat": _repeat,
    "cut": _cut,
    "flip": _flip,
    "tag away": _tag_away,
    "tag again": _tag_again,
    "attribute": _attribute,
    "text": _text,
}
SHARE = st.floats(0, 1, exclude_max=True)
WHAT = st.one_of(st.sampled_from(_INTERESTING), st.binary(max_size=6))
CHANGES = st.lists(st.builds(Change, st.sampled_from(sorted(_KINDS)), SHARE, SHARE, WHAT), min_size=1, max_size=4)


@dataclass(frozen=True)
class Member:
    """What is done to the parts of an archive, before they are packed again with checksums that fit."""

    kind: str
    which: float
    other: float

    def apply(self, parts: list[tuple[str, bytes]]) -> None:
        at, to = int(self.which * len(parts)), int(self.other * len(parts))
        if self.kind == "away":
            del parts[at]
        elif self.kind == "twice":
            parts.append(parts[at])
        elif self.kind == "renamed":
            parts[at] = (parts[at][0].upper().replace("/", "\\"), parts[at][1])
        elif self.kind == "swapped":
            (name, content), (other, there) = parts[at], parts[to]
            parts[at], parts[to] = (name, there), (other, content)
        elif self.kind == "empty":
            parts[at] = (parts[at][0], b"")


MEMBERS = st.lists(
    st.builds(Member, st.sampled_from(["away", "twice", "renamed", "swapped", "empty"]), SHARE, SHARE), max_size=1
)


def repacked(body: bytes, members: list[Member], which: float, changes: list[Change]) -> bytes:
    """An archive with one part changed, and perhaps its list of parts."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    # Mostly the largest part: there are the cells.
    largest = max(range(len(parts)), key=lambda at: len(parts[at][1]))
    at = largest if which < 0.6 else int((which - 0.6) / 0.4 * len(parts))
    name, content = parts[at]
    for change in changes:
        content = change.apply(content)
    parts[at] = name, content
    for member in members:
        if parts:
            member.apply(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a part comes twice is meant
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
