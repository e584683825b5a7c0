"""Text that was decoded wrongly and saved so: recognised and explained, never repaired.

What such a text was is a guess, and a label that is guessed would move figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal

from csat.io.eight_bit import arabic_share
from csat.io.source import Chunk
from csat.plan import spans

Kind = Literal["cp1252", "cp1256", "mac_roman", "arabic", "mac", "other", "lost", "marks"]

_SAID: Mapping[Kind, str] = {
    "cp1252": "UTF-8 read as Windows-1252, which makes “Ã©” of “é”",
    "cp1256": "UTF-8 read as Windows-1256, which makes “ط±” of “ر”",
    "mac_roman": "UTF-8 read as Mac Roman, which makes “√©” of “é”",
    "arabic": "Windows-1256 (Arabic) read as Windows-1252, which makes “ÑÖÇ” of “رضا”",
    "mac": "Mac Roman read as Windows-1252, which makes “Ž” of “é”",
    "other": "another alphabet read as Windows-1252",
    "lost": "letters lost, with “�” in their place",
    "marks": "letters lost, with question marks in their place",
}
_UTF8: tuple[Literal["cp1252", "cp1256", "mac_roman"], ...] = ("cp1252", "mac_roman", "cp1256")
_LOOKED_AT = 300  # texts of a column beyond ASCII: where one was damaged all were, and sound ones cost time
_COVERED = 0.8  # of the characters beyond ASCII, how many must be explained; what was cut or trimmed is not

# What text in the languages of surveys holds beyond ASCII. Chance pairs such as Ö” would be other characters.
_LIKELY = (
    (0xA0, 0x17F), (0x386, 0x3CE), (0x400, 0x45F), (0x5D0, 0x5EA), (0x60C, 0x60C), (0x61B, 0x669), (0x67E, 0x6F9),
    (0x2009, 0x203A), (0x20AC, 0x20AC), (0x2122, 0x2122), (0x2600, 0x27BF), (0x2B00, 0x2BFF),
    (0xFB50, 0xFEFF), (0x1F300, 0x1FAFF),
)  # fmt: skip
_EAST = (0x3000, 0xD7A3)  # three characters of Western text make one of these by chance, never several
_MAC = r"[a-z][ŽŠŸˆ˜\x80-\x9f][a-z]"


def told_damage(headers: Sequence[str], letters: Sequence[str], chunk: Chunk) -> str:
    """What is wrong with the text of these columns, in a sentence or two for a person; nothing where all is well."""
    found: dict[Kind, list[tuple[int, str]]] = {}
    for column, header in enumerate(headers):
        coded = chunk.columns.get(column)
        for kind in {*_kinds([header], 1), *(_kinds(coded.values, 2) if coded else ())}:
            found.setdefault(kind, []).append((column, letters[column]))
    if not found:
        return ""
    damage = "; ".join(f"{spans(found[kind])} ({said})" for kind, said in _SAID.items() if kind in found)
    return (
        f"Columns of text that was saved in the wrong encoding somewhere before: {damage}. It is left as it is, and no "
        "label is guessed from it. Export the survey again as UTF-8 (in Excel: CSV UTF-8); where --encoding was given, "
        "try without."
    )


def _kinds(texts: Iterable[str], marks: int) -> set[Kind]:
    """The kinds of damage in some texts; ``marks``: of how many texts of question marks alone it is no accident."""
    joined = "\n".join(texts)
    kinds: set[Kind] = set()
    if "???" in joined:
        lines = [line for line in joined.split("\n") if line]
        lost = sum(1 for line in lines if "???" in line and not re.search(r"[^\W\d_]", line))
        if lost >= marks and 5 * lost >= len(lines):  # a few comments of question marks are comments
            kinds.add("marks")
    if not joined.isascii():
        beyond = (line for line in joined.split("\n") if not line.isascii())
        kinds |= {kind for line, _ in zip(beyond, range(_LOOKED_AT), strict=False) if (kind := damage_of(line))}
    return kinds


@lru_cache(maxsize=20_000)
def damage_of(text: str) -> Kind | None:
    """What was done to a text, where that can be seen; None for text as people write it."""
    text = text[:400]
    if "\ufffd" in text:
        return "lost"
    strange = [sign for sign in re.sub(r"Ã(?=\s|$)", "", text) if sign > "\x7f"]  # of à, the rest of which is a space
    for codec in _UTF8:
        if _utf8_read_as(codec, text, len(strange)):
            return codec
    foreign = [word for word in re.findall(r"[^\W\d_]{3,}", text) if "\xbf" < min(word) <= max(word) <= "\xff"]
    # a word of accented letters alone: one of three may be an acronym
    if (len(foreign) > 1 or any(len(word) > 3 for word in foreign)) and 2 * sum(map(len, foreign)) > len(strange):
        raw = "".join(sign if sign < "\u0100" else " " for sign in text).encode("latin-1")
        return "arabic" if arabic_share(raw) > 0.85 else "other"
    return "mac" if re.search(_MAC, text) else None


def _utf8_read_as(codec: Literal["cp1252", "cp1256", "mac_roman"], text: str, strange: int) -> bool:
    """Whether the characters beyond ASCII, put back into bytes, are UTF-8 for likely ones."""
    pattern, bytes_of = _pieces(codec)
    explained = pieces = east = 0
    certain = False
    for found in pattern.finditer(text):
        try:
            sign = ord(bytes(bytes_of[part] for part in found[0]).decode("utf-8"))
        except UnicodeDecodeError:
            continue
        if _EAST[0] <= sign <= _EAST[1]:
            east += 1
        elif not any(low <= sign <= high for low, high in _LIKELY):
            continue
        explained += len(found[0])
        pieces += 1
        certain = certain or not found[0].isalpha()  # no word has such a sign in it
    enough = pieces >= 3 if east else pieces >= 2 or certain
    return enough and explained >= _COVERED * strange


@cache
def _pieces(codec: str) -> tuple[re.Pattern[str], Mapping[str, int]]:
    """What UTF-8 beyond ASCII looks like when it is read in an 8-bit encoding, and the byte of each character."""
    signs = {}
    for byte in range(0x80, 0x100):
        try:
            sign = bytes([byte]).decode(codec)
        except UnicodeDecodeError:
            sign = chr(byte)  # as browsers and latin-1 do
        signs[byte] = sign
    kept = {sign: byte for byte, sign in signs.items()} | {chr(byte): byte for byte in range(0x80, 0xA0)}

    def any_of(low: int, high: int) -> str:
        members = {signs[byte] for byte in range(low, high + 1)} | {chr(b) for b in range(low, high + 1) if b < 0xA0}
        return "[" + "".join(map(re.escape, sorted(members))) + "]"

    rest = any_of(0x80, 0xBF)
    pattern = f"{any_of(0xC2, 0xDF)}{rest}|{any_of(0xE0, 0xEF)}{rest}{{2}}|{any_of(0xF0, 0xF4)}{rest}{{3}}"
    return re.compile(pattern), kept
