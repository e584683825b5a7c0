"""Which known set of answer labels a column uses, decided by all its labels together, never by one.

The sets, their spellings and the ambiguous words are data: ``csat/data/response_labels.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from csat.io.text import key

NOT_APPLICABLE, DONT_KNOW, BLANK = "not applicable", "don't know", "blank"
_KINDS = {
    "not_applicable": NOT_APPLICABLE,
    "not_shown": NOT_APPLICABLE,
    "dont_know": DONT_KNOW,
    "refused": DONT_KNOW,  # knows or not, but will not say: no answer to the question either way
    "no_answer": BLANK,
}
# Words that are a middle point or an escape, depending on the company they keep.
_ESCAPES = {key(word): DONT_KNOW for word in ("نظری ندارم", "Fikrim yok", "Undecided", "Kararsızım")}
_ESCAPES[key("بدون نظر")] = DONT_KNOW


@dataclass(frozen=True, slots=True)
class LabelSet:
    """An ordered set of answer labels, from the lowest to the highest satisfaction."""

    id: str
    language: str
    kind: str
    points: int
    labels: tuple[str, ...]
    position: Mapping[str, int]  # comparison key → 1-based point


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column's labels were understood: ``codes`` (key → point) and ``not_answers`` (key → reason)."""

    set: LabelSet
    codes: Mapping[str, int]
    not_answers: Mapping[str, str]
    rivals: tuple[LabelSet, ...] = ()  # sets that fit as well and would give other points


@cache
def _library() -> tuple[tuple[LabelSet, ...], Mapping[str, str]]:
    data = tomllib.loads(files("csat").joinpath("data/response_labels.toml").read_text("utf-8"))
    sets = []
    for entry in data["set"]:
        position: dict[str, int] = {}
        for point, (label, variants) in enumerate(zip(entry["labels"], entry["variants"], strict=True), 1):
            for spelling in (label, *variants):
                position.setdefault(key(spelling), point)
        sets.append(
            LabelSet(entry["id"], entry["language"], entry["kind"], entry["points"], tuple(entry["labels"]), position)
        )
    escapes = {key(label): _KINDS[entry["kind"]] for entry in data["non_substantive"] for label in entry["labels"]}
    escapes.pop("", None)
    return tuple(sets), escapes


# The few words that stand for "no answer" beside numbers, kept here so that a column of numbers needs no library.
_USUAL = {
    **{key(w): NOT_APPLICABLE for w in ("N/A", "NA", "Not applicable", "n.a.", "مصداق ندارد", "موردی ندارد")},
    **{key(w): DONT_KNOW for w in ("Don't know", "Do not know", "DK", "Not sure", "No opinion", "نمی‌دانم")},
    **{key(w): BLANK for w in ("null", "None", "nan", "(blank)", "Blank", "No answer", "No response", "بدون پاسخ")},
}


def not_an_answer(text: str) -> str | None:
    """The reason why a text is no answer (``blank``, ``not applicable``, ``don't know``), None if it may be one."""
    if len(text) > 60:  # longer than any such word
        return None
    comparable = key(text)
    if not comparable:
        return BLANK
    return _USUAL.get(comparable) or _library()[1].get(comparable)


def end_of_scale(label: str) -> str | None:
    """``low`` or ``high`` for a label that is an end of every known set it belongs to, else None."""
    comparable = key(label)
    ends = {
        "low" if s.position[comparable] == 1 else "high" if s.position[comparable] == s.points else "inner"
        for s in _library()[0]
        if comparable in s.position and s.kind != "yes_no"  # TRUE is no end of 1-5
    }
    return ends.pop() if len(ends) == 1 and "inner" not in ends else None


def read_labels(labels: Iterable[str]) -> Reading | None:
    """Understand all the distinct labels of a column together; None where no known set holds them all.

    Of several fitting sets the one whose points are used most fully wins; sets as full that would
    give other points are ``rivals``, and the choice between them is the analyst's.
    """
    sets, escapes = _library()
    keys = {comparable for label in labels if (comparable := key(label))}
    fitting: list[Reading] = []
    for candidate in sets:
        codes = {k: candidate.position[k] for k in keys if k in candidate.position}
        rest = keys - codes.keys()
        if not codes or any(k not in escapes and k not in _ESCAPES for k in rest):
            continue
        not_answers = {k: escapes.get(k) or _ESCAPES[k] for k in rest}
        for k in [k for k in codes if k in _ESCAPES or k in escapes]:
            # an escape word is the middle point only where no other label takes that point
            if any(other != k and codes[other] == codes[k] for other in codes):
                not_answers[k] = escapes.get(k) or _ESCAPES[k]
                del codes[k]
        if len(set(codes.values())) == len(codes) >= 2:
            fitting.append(Reading(candidate, codes, not_answers))
    if not fitting:
        return None
    fullness = [len(reading.codes) / reading.set.points for reading in fitting]
    best = [reading for reading, full in zip(fitting, fullness, strict=True) if full == max(fullness)]
    first = best[0]
    rivals = [r.set for r in best if r.codes != first.codes or r.set.points != first.set.points]
    return Reading(first.set, first.codes, first.not_answers, tuple(rivals))


def near_miss(label: str) -> str | None:
    """A standard label one letter away from an unknown one, to be suggested and never applied."""
    comparable = key(label)
    if len(comparable) < 4:
        return None
    for candidate in _library()[0]:
        for known, point in candidate.position.items():
            if abs(len(known) - len(comparable)) <= 1 and _one_apart(known, comparable):
                return candidate.labels[point - 1]
    return None


def _one_apart(a: str, b: str) -> bool:
    if len(a) > len(b):
        a, b = b, a
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return a != b and (a[start:] == b[start + 1 :] or (len(a) == len(b) and a[start + 1 :] == b[start + 1 :]))
