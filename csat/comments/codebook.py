"""A codebook: themes, and the beginnings of words by which a comment is taken to be about one.

Texts and stems go through the same reading: digits and letters that look alike are one (ي and ی, ك and ک), case,
diacritics, kashida and hyphens do not count, and a zero-width non-joiner is a space. A stem is looked for where a word
begins, and the word may go on: ``clean`` finds *cleaner*. Where a stem in Arabic script holds a space, a text may have
it or not, since people write پاسخ‌گو, پاسخ گو and پاسخگو alike.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from csat.comments import READ
from csat.errors import InputError
from csat.io.text import folded, key, plain
from csat.toml_file import read_toml

MOST_THEMES = 200
_MOST_STEMS = 2_000  # of a theme
_LONGEST = 200  # characters of a stem
_NOT = "not"
_OWN = ("name", "id", _NOT)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_GAPS = re.compile(r"[\s\u200b\u200c\u00ad_\-‐‑‒–—]+")
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: ``stems`` by language, each as written; what ``exclude`` finds is passed over, stems inside it too."""

    name: str
    id: str
    stems: tuple[tuple[str, tuple[str, ...]], ...]
    exclude: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As a plan file or a record holds it: what :func:`themes_of` makes the same theme of."""
        told: dict[str, Any] = {"name": self.name, "id": self.id}
        told |= {language: list(stems) for language, stems in self.stems}
        return {**told, _NOT: list(self.exclude)} if self.exclude else told


def read_codebook(path: str | os.PathLike[str]) -> tuple[Theme, ...]:
    """The themes of a codebook file (TOML, a ``[[theme]]`` each). Raises InputError where it is none."""
    how = 'Write each theme as [[theme]], name = "…" and en = ["…", "…"] below it.'
    name, body = read_toml(path, "codebook", how)
    if other := [table for table in body if table != "theme"]:
        raise InputError(f'{name}: "{plain(other[0])}" does not belong in a codebook: it has [[theme]] tables alone.')
    return themes_of(body.get("theme", ()), name)


def themes_of(entries: Any, where: str) -> tuple[Theme, ...]:
    """Themes from their tables; ``where`` is their place in messages. Raises InputError at the first that is none."""
    if not isinstance(entries, (list, tuple)) or not entries:
        raise InputError(f'{where}: there is no theme. Write [[theme]], name = "Staff" and en = ["staff", "polite"].')
    if len(entries) > MOST_THEMES:
        raise InputError(f"{where}: {len(entries)} themes are more than anybody reads; at most {MOST_THEMES} may be.")
    themes: list[Theme] = []
    for number, entry in enumerate(entries, 1):
        theme = _theme(entry, f"{where}: theme {number}")
        for other in themes:
            if key(theme.name) == key(other.name) or theme.id == other.id:
                raise InputError(f'{where}: two themes are named "{plain(theme.name)}". Give each its own name and id.')
        themes.append(theme)
    return tuple(themes)


def _theme(entry: Any, where: str) -> Theme:
    name = entry.get("name") if isinstance(entry, Mapping) else None
    if not isinstance(name, str) or not key(name):
        raise InputError(f'{where} has no name. Write name = "Staff" below [[theme]].')
    where = f'{where}, "{plain(name)}"'
    id = entry.get("id", re.sub(r"\W+", "_", key(name))[:40].strip("_") or "theme")
    if not isinstance(id, str) or not re.fullmatch(r"\w+", id):
        raise InputError(f"{where}: its id must be of letters, digits and _ alone.")
    stems: dict[str, tuple[str, ...]] = {}
    for language in sorted(set(entry) - set(_OWN)):
        if not _LANGUAGE.match(language):
            raise InputError(
                f'{where}: unknown key "{plain(language)}". There may be name, id, not, and a list of stems for each '
                "language by its code: en, fa."
            )
        stems[language] = _stems(entry[language], f"{where}, {language}")
    if not stems:
        raise InputError(f'{where} has no stems. Write the beginnings of its words: en = ["staff", "polite"].')
    exclude = _stems(entry[_NOT], f"{where}, {_NOT}") if _NOT in entry else ()
    return Theme(name, id, tuple(stems.items()), exclude)


def _stems(listed: Any, where: str) -> tuple[str, ...]:
    if not isinstance(listed, (list, tuple)) or not listed or not all(isinstance(stem, str) for stem in listed):
        raise InputError(f'{where} must be a list of texts, such as ["staff", "front desk"].')
    if len(listed) > _MOST_STEMS:
        raise InputError(f"{where}: {len(listed)} stems are too many; at most {_MOST_STEMS} may be.")
    for stem in listed:
        if len(stem) > _LONGEST:
            raise InputError(f'{where}: "{plain(stem)[:40]}…" is longer than {_LONGEST} characters.')
        if len(re.findall(r"\w", comparable(stem))) < 2:
            raise InputError(f'{where}: "{plain(stem)}" has fewer than two letters, and would be found everywhere.')
    return tuple(listed)


def comparable(text: str) -> str:
    """A text as stems are looked for in it: letters and digits folded, every gap between words one space."""
    return _GAPS.sub(" ", folded(text)).strip()


class Matcher:
    """Tells which themes of a codebook a comment has."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._patterns = [_pattern(theme) for theme in themes]

    def themes(self, text: str) -> list[bool]:
        """Per theme whether the comment has it. Of a very long comment the first 20,000 characters are looked at."""
        read = comparable(text[:READ])
        return [any(found[1] is not None for found in pattern.finditer(read)) for pattern in self._patterns]


def _pattern(theme: Theme) -> re.Pattern[str]:
    """Stems are in group 1. What is excluded is tried first and taken whole, so that no stem is found inside it."""
    stems = _any(stem for _, listed in theme.stems for stem in listed)
    excluded = rf"(?:{_any(theme.exclude)})\w*|" if theme.exclude else ""
    return re.compile(rf"(?<!\w)(?:{excluded}({stems}))")


def _any(stems: Any) -> str:
    """Longest first, so that what is taken does not depend on the order in the codebook."""
    known = sorted({comparable(stem) for stem in stems}, key=lambda stem: (-len(stem), stem))
    return "|".join(re.escape(stem).replace(r"\ ", " ?" if _ARABIC.search(stem) else " ") for stem in known)
