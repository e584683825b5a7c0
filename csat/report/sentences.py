"""The sentences of a record in another language.

A record says things in English: notes, notices, reasons. Each sentence is one of the templates of the English
catalogue with its gaps filled. Here it is read back to the template and what stands in the gaps, and told by the
template of the same name in another language. A sentence that can be read in more than one way, as when a header
looks like a sentence itself, is left in English: told wrongly is worse than not translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from csat.report.document import Run, Text, data, joined
from csat.report.language import ENGLISH, Language, read_language

_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?"
_LETTER = r"(?:#\d+|[A-Z]+)"
_DAY = r"\d{4}[-/]\d\d[-/]\d\d"

NUMBERS = frozenset({"n", "of", "low", "high", "point", "step"})
CODES = {
    "flag": r"--\S+",
    "code": r"\S+",
    "spans": r"\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*",
    "letter": _LETTER,
    "last_letter": _LETTER,
    "day": _DAY,
    "last_day": _DAY,
    "own_day": _DAY,
    "own_last_day": _DAY,
}
TEXTS = frozenset(
    {"column", "construct", "sheet", "file", "value", "names", "name", "stem", "label", "last", "word", "platform"}
    | {"set", "zone"}
)
SENTENCES = {
    "notice": "notices",
    "note": "notes",
    "reason": "reasons",
    "aside": "aside",
    "scale": "scale",
    "found": "found",
    "place": "place",
    "change": "changes",
}
LISTS = ("columns", "scales", "odd", "points", "damage", "differ")
TERMS = ("asked_for", "file_kind", "label_kind", "measured", "calendar", "date_order", "period_kind", "separator")
"""What may stand in a gap, by its name: a number, a code, text of the survey, another sentence, a list of pieces, or a
word of a table of that name."""

_COLUMNS = rf"{_LETTER}(?: to {_LETTER})?(?:, (?:{_LETTER}(?: to {_LETTER})?|{_NUMBER} more))*"
_GAP = re.compile(r"\{(\w+)\}")
_MOST_REASONS = 8


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence read back: the name of its template, and what fills the gaps. ``more`` are reasons that follow it."""

    table: str
    name: str
    filled: Mapping[str, str | Said | tuple[Said, ...]]
    more: Said | None = None


def tell(language: Language, table: str, sentence: str) -> Text:
    """A sentence of a record (from its ``notes``, ``notices`` or ``reasons``) in a language."""
    return _tell(language.code, language.written_in, table, sentence)


@lru_cache(maxsize=4096)
def _tell(code: str, digits: str | None, table: str, sentence: str) -> Text:
    said = understood(table, sentence)
    return data(sentence) if said is None else tuple(_told(read_language(code, digits), said))


def _told(language: Language, said: Said) -> Iterator[Run]:
    filled = {name: tuple(_filled(language, name, value)) for name, value in said.filled.items()}
    yield from language.fill(language.texts[said.table][said.name], filled)
    if said.more:
        yield Run("words", language.texts["lists"]["reasons"])
        yield from _told(language, said.more)


def _filled(language: Language, name: str, value: str | Said | tuple[Said, ...]) -> Text:
    if isinstance(value, Said):
        return tuple(_told(language, value))
    if isinstance(value, tuple):
        return joined([tuple(_told(language, one)) for one in value], language.texts["lists"][name])
    if name in NUMBERS:
        return language.number(value)
    if name in TERMS:
        return (Run("words", language.label(name, value)),)
    return (Run("code" if name == "flag" else "data", value),)


# ---------------------------------------------------------------- reading


@lru_cache(maxsize=4096)
def understood(table: str, sentence: str) -> Said | None:
    """The one way in which a sentence is one of a table of the English catalogue; None where there is none, or two."""
    found = _single(table, sentence)
    if found is not None or table != "reasons":
        return found
    pieces = sentence.split("; ")
    for place in range(1, min(len(pieces), _MOST_REASONS)):
        first = _single(table, "; ".join(pieces[:place]))
        rest = understood(table, "; ".join(pieces[place:])) if first else None
        if first and rest:
            return Said(first.table, first.name, first.filled, rest)
    return None


def _single(table: str, sentence: str) -> Said | None:
    found = list(readings(table, sentence))
    most = max((weight for weight, _ in found), default=0)
    best = [said for weight, said in found if weight == most]
    return best[0] if len(best) == 1 else None


def readings(table: str, sentence: str) -> Iterator[tuple[int, Said | None]]:
    """Every template that the sentence may be, with how many of its letters are the template's own.

    None in the place of a reading that is not the only one of its template.
    """
    for template in _templates(table):
        if not sentence.startswith(template.head) or not sentence.endswith(template.tail):
            continue
        short, long = (pattern.fullmatch(sentence) for pattern in _patterns(template))
        if short is None or long is None:
            continue
        # Where there are two ways to fill the gaps, the shortest filling and the longest are not the same.
        if short.groupdict() != long.groupdict():
            yield template.weight, None
            continue
        filled = {name: _read(name, text) for name, text in short.groupdict().items()}
        if None not in filled.values():
            yield (
                template.weight,
                Said(table, template.name, {name: value for name, value in filled.items() if value is not None}),
            )


def _read(name: str, text: str) -> str | Said | tuple[Said, ...] | None:
    """What stands in a gap; None where nothing of its kind does."""
    if name in SENTENCES:
        return understood(SENTENCES[name], text)
    if name in LISTS:
        read = [understood(name, piece) for piece in text.split(_english()["lists"][name])]
        pieces = tuple(one for one in read if one is not None)
        return pieces if len(pieces) == len(read) else None
    if name in TERMS:
        return next(key for key, word in _english()[name].items() if word == text)
    return text


@dataclass(frozen=True, slots=True)
class _Template:
    table: str
    name: str
    text: str
    head: str
    tail: str
    weight: int


def _english() -> Mapping[str, Mapping[str, str]]:
    return read_language(ENGLISH).texts


@cache
def _templates(table: str) -> Sequence[_Template]:
    found = []
    for name, text in _english()[table].items():
        own = _GAP.split(text)[::2]
        found.append(_Template(table, name, text, own[0], own[-1], sum(map(len, own))))
    return found


@cache
def _patterns(template: _Template) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _pattern(template, "*?"), _pattern(template, "*")


def _pattern(template: _Template, many: str) -> re.Pattern[str]:
    parts, seen = [], set()
    for place, part in enumerate(_GAP.split(template.text)):
        if place % 2 == 0:
            parts.append(re.escape(part))
        elif part in seen:
            parts.append(f"(?P={part})")
        else:
            seen.add(part)
            parts.append(f"(?P<{part}>{_inside(part) or '.' + many})")
    return re.compile("".join(parts), re.DOTALL)


def _inside(name: str) -> str | None:
    """The pattern of what stands in a gap of this name; None where it may be anything."""
    if name in NUMBERS:
        return _NUMBER
    if name in TERMS:
        return "|".join(re.escape(word) for word in _english()[name].values())
    if name == "columns":
        return _COLUMNS
    return CODES.get(name)
