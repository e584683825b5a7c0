"""How deep the elements of an XML part lie within each other: told without parsing it, and then made sure of."""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

DEEPEST = 256  # no writer of workbooks comes to a tenth of it
_WINDOW = 4096
_CLOSE = 1 << 20  # blocks up to this size are looked at wholly, of larger ones a window in each _STRIDE
_STRIDE = 1 << 16
_SUSPICIOUS = 64  # elements that open in a window and do not close in it


def may_be_deep(block: bytes) -> bool:
    """Whether far more elements open than close somewhere in the block. Text can look so: ``is_deep`` makes sure."""
    stride = _WINDOW if len(block) <= _CLOSE else _STRIDE
    return any(_left_open(block, start) > _SUSPICIOUS for start in range(0, len(block), stride))


def _left_open(block: bytes, start: int) -> int:
    end = start + _WINDOW
    signs = block.count(b"<", start, end) - block.count(b"<!", start, end) - block.count(b"<?", start, end)
    return signs - 2 * block.count(b"</", start, end) - block.count(b"/>", start, end)


def is_deep(blocks: Iterable[bytes]) -> bool:
    """Whether elements of the part lie deeper than ``DEEPEST``. What is no XML is not."""
    parser = expat.ParserCreate()
    depth = 0

    def opened(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise _DeepError

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        for block in blocks:
            parser.Parse(block)
    except _DeepError:
        return True
    except expat.ExpatError:
        return False
    return False


class _DeepError(Exception):
    """Deep enough: the rest need not be looked at."""
