"""Which known set of answer labels a column uses, decided by all its labels together, never by one.

The sets, their spellings and the ambiguous words are data: ``csat/data/response_labels.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import combinations
from pathlib import Path

from csat.io.text import blank, key, option

NOT_APPLICABLE, DONT_KNOW, BLANK = "not applicable", "don't know", "blank"
_KINDS = {
    "not_applicable": NOT_APPLICABLE,
    "not_shown": NOT_APPLICABLE,
    "dont_know": DONT_KNOW,
    "refused": DONT_KNOW,  # knows or not, but will not say: no answer to the question either way
    "no_answer": BLANK,
}
# Words that are a middle point or an escape, depending on the company they keep.
_TWO_EDGED = {key(word): word for word in ("نظری ندارم", "Fikrim yok", "Undecided", "Kararsızım", "بدون نظر")}
_ESCAPES = dict.fromkeys(_TWO_EDGED, DONT_KNOW)
_LONGEST = 200  # characters; no label comes near, and to compare long texts takes time
_UNDECIDED = key("Undecided")  # the middle of the seven-point agreement scale alone; elsewhere the analyst is asked
# "N/A - I did not use it", "Not applicable to me": whatever else such an answer says, it is on no scale.
_DOES_NOT_APPLY = re.compile(r"(?:not applicable|n/a)(?![^\W_])")
_LOW_POINT = key("Trifft nicht zu")  # does not apply, or the low end of "applies to me": no escape beside numbers


_CODE = re.compile(r"[a-z]{1,3}\d{1,2}", re.I)  # a platform's answer code, such as A3


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
    """How a column's labels may be understood: ``codes`` (key → point) and ``not_answers`` (key → reason)."""

    set: LabelSet
    codes: Mapping[str, int]
    not_answers: Mapping[str, str]
    others: tuple[Reading, ...] = ()  # the other sets that hold all the labels, the fullest first

    @property
    def full(self) -> bool:
        """Whether every point of the set is used."""
        return len(self.codes) == self.set.points

    @property
    def rivals(self) -> tuple[Reading, ...]:
        """Sets as full as this one, of as many points, that would give other ones: the choice is the analyst's."""
        return tuple(
            other
            for other in self.others
            if (len(other.codes), other.set.points) == (len(self.codes), self.set.points) and other.codes != self.codes
        )

    @property
    def ranks(self) -> Mapping[str, int] | None:
        """The labels numbered in their order, where every set that holds them orders them alike."""
        orders = {
            tuple(sorted(r.codes, key=lambda k: r.codes[k]))
            for r in (self, *self.others)
            if len(r.codes) == len(self.codes)
        }
        return {k: rank for rank, k in enumerate(orders.pop(), 1)} if len(orders) == 1 else None

    @property
    def skips_the_middle(self) -> bool:
        """Whether only the middle point, or all between two opposite ones, is unused: a scale without a middle?"""
        used, last = set(self.codes.values()), self.set.points + 1
        return self.set.points % 2 == 1 and last // 2 not in used and used == {last - point for point in used}

    def shortened(self, points: int) -> Mapping[str, int] | None:
        """The labels as a whole scale of fewer points: pairs of opposite points that nobody used are left out.

        None where there are too few such pairs, or where it matters which of them are left out.
        """
        last, used = self.set.points + 1, set(self.codes.values())
        pairs = [low for low in range(1, last // 2 + last % 2) if low != last - low and not {low, last - low} & used]
        drop, odd = divmod(self.set.points - points, 2)
        found = set()
        for lows in combinations(pairs, drop) if drop > 0 and not odd else ():
            kept = [p for p in range(1, last) if p not in lows and last - p not in lows]
            found.add(tuple(sorted((k, kept.index(p) + 1) for k, p in self.codes.items())))
        return dict(found.pop()) if len(found) == 1 else None

    @property
    def shorter(self) -> tuple[int, ...]:
        """Sizes that the scale may have instead, were its labels the whole of a shorter one, the smallest first."""
        points, used = self.set.points, len(self.codes)
        if used < 3 or used == points:
            return ()
        if points <= 5:  # here only a balanced choice of labels looks like a scale of its own
            return (used,) if not self.skips_the_middle and self.shortened(used) is not None else ()
        sizes = {size for size in range(3 + (points % 2 == 0), points, 2) if size >= used and self.shortened(size)}
        return tuple(sorted(sizes | ({5} if used == 5 and self.ranks else set())))

    @property
    def middle_by_default(self) -> str | None:
        """The word that was taken as the middle and may mean no opinion elsewhere."""
        return next((_TWO_EDGED[k] for k in self.codes if k in _TWO_EDGED), None)

    @property
    def asks_about_undecided(self) -> bool:
        """Whether a word that is either the middle or no opinion was taken as the middle where that must be asked."""
        return _UNDECIDED in self.codes and self.set.points != 7


@cache
def _library() -> tuple[tuple[LabelSet, ...], Mapping[str, str], Mapping[str, str]]:
    """All sets; comparison keys of words that are no answer, with the reason; keys of labels, with their spelling."""
    data = tomllib.loads((Path(__file__).parent / "data" / "response_labels.toml").read_text("utf-8"))
    sets = []
    spelled: dict[str, str] = {}
    for entry in data["set"]:
        position: dict[str, int] = {}
        for point, (label, variants) in enumerate(zip(entry["labels"], entry["variants"], strict=True), 1):
            for spelling in (label, *variants):
                comparable = key(spelling)
                position.setdefault(comparable, point)
                spelled.setdefault(comparable, spelling)
        sets.append(
            LabelSet(entry["id"], entry["language"], entry["kind"], entry["points"], tuple(entry["labels"]), position)
        )
    escapes = {key(label): _KINDS[entry["kind"]] for entry in data["non_substantive"] for label in entry["labels"]}
    escapes.pop("", None)
    return tuple(sets), escapes, spelled


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
        return BLANK if blank(text) else None  # a row of stars has no letters either, and is an answer
    if _DOES_NOT_APPLY.match(comparable):
        return NOT_APPLICABLE
    return _USUAL.get(comparable) or (_library()[1].get(comparable) if comparable != _LOW_POINT else None)


def end_of_scale(label: str) -> str | None:
    """``low`` or ``high`` for a label that is an end of every known set it belongs to, else None."""
    comparable = key(label)
    ends = {
        "low" if s.position[comparable] == 1 else "high" if s.position[comparable] == s.points else "inner"
        for s in _library()[0]
        if comparable in s.position and s.kind != "yes_no"  # TRUE is no end of 1-5
    }
    return ends.pop() if len(ends) == 1 and "inner" not in ends else None


def kind_of_ends(labels: Iterable[str]) -> str | None:
    """The kind of every known set that has all these labels; None where that is not one."""
    keys = [key(label) for label in labels]
    kinds = {s.kind for s in _library()[0] if all(k in s.position for k in keys)}
    return kinds.pop() if len(kinds) == 1 else None


def read_labels(labels: Iterable[str]) -> Reading | None:
    """Understand all the distinct labels of a column together; None where no known set holds them all.

    Of several fitting sets the one whose points are used most fully wins. Amounts ("very much") are read as
    amounts of effort only where a label says effort: whether much is good is for the question to say.
    """
    labels = list(labels)
    if any(len(label) > _LONGEST for label in labels):
        return None
    return _read(frozenset(comparable for label in labels if (comparable := key(label))))


@lru_cache(maxsize=5_000)
def _read(keys: frozenset[str]) -> Reading | None:
    fitting = _fitting(keys)
    if any(reading.set.kind == "extent" for reading in fitting):
        fitting = [reading for reading in fitting if reading.set.kind != "effort"]
    if not fitting:
        return None
    # A word that may be the middle or no opinion is the middle by default: more labels that are points come first.
    fitting.sort(key=lambda reading: (len(reading.codes), len(reading.codes) / reading.set.points), reverse=True)
    return replace(fitting[0], others=tuple(fitting[1:]))


def _fitting(keys: frozenset[str]) -> list[Reading]:
    """Every known set that holds all the labels, apart from words that are no answer."""
    sets, escapes, _ = _library()
    fitting = []
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
    return fitting


def read_most(labels: Mapping[str, int]) -> tuple[LabelSet, list[str]] | None:
    """The rating set that holds most of a column's labels, with the labels that keep it from being that set.

    Given the labels with their counts; None where less than half of them, or of the answers, are known. The
    labels in the way are unknown ones, or those that share a point with another.
    """
    escapes = _library()[1]
    if any(len(text) > _LONGEST for text in labels):
        return None
    told = {text: n for text, n in labels.items() if key(text) not in escapes}
    best: tuple[int, LabelSet, list[str]] | None = None
    for candidate in _library()[0]:
        known: dict[int, list[str]] = {}
        for text in told:
            if point := candidate.position.get(key(text)):
                known.setdefault(point, []).append(text)
        if candidate.kind == "yes_no":  # yes, no and a third word is a group of its own
            continue
        held = sum(told[text] for texts in known.values() for text in texts)
        odd = [text for text in told if key(text) not in candidate.position]
        odd += [text for texts in known.values() if len({key(text) for text in texts}) > 1 for text in texts]
        if len(known) >= 2 and held * 2 >= sum(told.values()) and (best is None or held > best[0]):
            best = held, candidate, sorted(odd)
    return best and best[1:]


def is_label(text: str) -> bool:
    """Whether a text is a label of any known set."""
    if len(text) > _LONGEST:
        return False
    comparable = key(text)
    return any(comparable in candidate.position for candidate in _library()[0])


def tellable(label: str, point: int) -> str:
    """A label as messages and records may hold it: words of no known set may be a person's own, and are left out."""
    if _CODE.fullmatch(label):
        return label
    numbered = option(label)
    return label if is_label(numbered[1] if numbered else label) else f"{point} with other words"


def spelled(label: str) -> str:
    """A label, known by its comparison key, as people write it; as it is where no set holds it."""
    return _library()[2].get(key(label), label)


def near_miss(label: str) -> str | None:
    """A known label one letter away from an unknown one, to be suggested and never applied.

    A label of any set is no misspelling of another, though they may be a letter apart.
    """
    comparable = key(label)
    if not 4 <= len(comparable) <= 60 or is_label(label):
        return None
    for candidate in _library()[0]:
        for known in candidate.position:
            if abs(len(known) - len(comparable)) <= 1 and _one_apart(known, comparable):
                return spelled(known)
    return None


def _one_apart(a: str, b: str) -> bool:
    if len(a) > len(b):
        a, b = b, a
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return a != b and (a[start:] == b[start + 1 :] or (len(a) == len(b) and a[start + 1 :] == b[start + 1 :]))
