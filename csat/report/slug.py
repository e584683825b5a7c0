"""Names of files made from somebody's words: safe on every file system, and still to be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import count

MOST = 60
"""Characters of a name; those of most scripts take up to 3 bytes, and a name may have 255."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # devices of Windows, whatever follows a dot
_NAMELESS = "value"


def slug(text: str) -> str:
    """Letters, digits and marks of any script as they are; what is between them becomes one hyphen.

    So there is no separator of paths, no dot, no space, no sign or mark of direction, nothing that Windows reserves,
    and the name is never empty.
    """
    plain = unicodedata.normalize("NFKC", text)
    kept = "".join(sign if unicodedata.category(sign)[0] in "LNM" else "-" for sign in plain)
    name = re.sub("-+", "-", kept)
    while name and not name[0].isalnum():  # a mark stands on a letter
        name = name[1:]
    name = _short(name) or _NAMELESS
    return f"{name}_" if _RESERVED.fullmatch(name) else name


def slugs(texts: Iterable[str]) -> dict[str, str]:
    """A name for each text, none the same as another where upper and lower case are one: ``north``, ``North-2``."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for text in texts:
        if text in names:
            continue
        first = name = slug(text)
        numbers = count(2)
        while _alike(name) in taken:
            name = f"{_short(first, MOST - 6)}-{next(numbers)}"
        taken.add(_alike(name))
        names[text] = name
    return names


def _short(name: str, most: int = MOST) -> str:
    cut = name[:most]
    while len(cut.encode("utf-8", "surrogatepass")) > 3 * most:
        cut = cut[:-1]
    return cut.rstrip("-")


def _alike(name: str) -> str:
    """What a file system may take for the same name."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
