"""How many cases a .sav file holds, counted in its bytes: pyreadstat stops where the header says the cases end.

Layout as in PSPP's description of the system file format.
"""

from __future__ import annotations

import struct
from pathlib import Path

_COUNTED = 4 << 20  # packed bytes up to which codes are counted one by one
_END, _RAW = 252, 253  # codes: the data end here; eight bytes of the value follow behind the block


def more_than_announced(path: Path) -> tuple[int, int] | None:
    """Announced and held cases where it is certain that the file holds more; else None.

    Held cases of large packed files are bounded from below. A dictionary that cannot be followed tells nothing: whoever
    reads it says so.
    """
    data = path.read_bytes()
    if data[:4] != b"$FL2":
        return None
    order = "<" if struct.unpack_from("<i", data, 64)[0] in (2, 3) else ">"
    packing, announced = struct.unpack_from(order + "i4xi", data, 72)
    try:
        start, width = _dictionary(data, order)
    except (struct.error, ValueError):
        return None
    if announced < 0 or not width:
        return None
    if packing == 0:
        held = (len(data) - start) // (8 * width)
    elif packing == 1:
        held = _packed(data, start, announced, width)
    else:
        return None
    return (announced, held) if held > announced else None


def _dictionary(data: bytes, order: str) -> tuple[int, int]:
    """Where the cases begin, and how many values of eight bytes each has."""
    at, width = 176, 0
    while True:
        (kind,) = struct.unpack_from(order + "i", data, at)
        at += 4
        if kind == 2:
            _, labelled, missing = struct.unpack_from(order + "3i", data, at)
            at += 28
            if labelled:
                at += 4 + -(-struct.unpack_from(order + "i", data, at)[0] // 4) * 4
            at += 8 * abs(missing)
            width += 1
        elif kind == 3:
            (count,) = struct.unpack_from(order + "i", data, at)
            at += 4
            for _ in range(count):
                at += 8 + (data[at + 8] + 8) // 8 * 8
        elif kind == 4:
            at += 4 + 4 * struct.unpack_from(order + "i", data, at)[0]
        elif kind == 6:
            at += 4 + 80 * struct.unpack_from(order + "i", data, at)[0]
        elif kind == 7:
            _, size, count = struct.unpack_from(order + "3i", data, at)
            at += 12 + size * count
        elif kind == 999:
            return at + 4, width
        else:
            raise ValueError(kind)
        if not 0 <= at <= len(data):
            raise ValueError(at)


def _packed(data: bytes, start: int, announced: int, width: int) -> int:
    """Cases in packed data; of a large file no more than one beyond the announced, if it is too long for these."""
    values = announced * width
    if len(data) - start > _COUNTED:
        most = -(-values // 8) * 8 + 8 * values + 8  # every value unpacked, and a code for the end
        return announced + (len(data) - start > most)
    found, at = 0, start
    while at < len(data):
        codes = data[at : at + 8]
        at += 8 + 8 * codes.count(_RAW)
        ends = codes.find(_END)
        if ends >= 0:
            return (found + ends - codes.count(0, 0, ends)) // width
        found += len(codes) - codes.count(0)
    return found // width
