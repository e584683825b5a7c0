"""How the answers of a column become points of a scale, or why that is in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from csat.detect.answers import Answers
from csat.io.text import key, option
from csat.labels import Reading, end_of_scale, is_label, kind_of_ends, near_miss, read_labels, read_most
from csat.plan import Scale
from csat.scales import Doubt, infer_scale

_SKIPPED = 20  # answers without a single middle one, before a set with a middle is doubted
_MIXED = 0.7  # of what was said must be numbers, or it is no column of numbers
_ENDS = ((1, 5), (1, 7), (0, 10), (1, 10))


@dataclass(frozen=True, slots=True)
class Coding:
    """A scale with how texts become its points: see :class:`csat.plan.Item`."""

    scale: Scale
    labels: Mapping[str, int]
    not_answers: Mapping[str, str]
    numeric: bool
    kind: str | None  # kind of the label set, None where no words tell it
    why: str


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a column beside its own answers."""

    stated: tuple[int, int] | None = None  # a range that the header names
    pinned: Scale | None = None  # a scale that the caller gave
    reversed: bool = False  # the caller says that the low end is the good one
    asked: bool = False  # the caller wants it scored, whatever else is in the column
    block: frozenset[str] = frozenset()  # the labels of its block: its own and those of rows that share any
    full: Mapping[str, int] | None = None  # label sets that other columns use in full
    ends: Mapping[frozenset[str], set[Scale]] | None = None  # scales whose ends other columns have as these words


def code_answers(answers: Answers, context: Context) -> Coding | Doubt:
    """How the answers become points of a scale, or why that is in doubt."""
    pinned = context.pinned
    if not answers.said:
        if pinned and not answers.total:
            return Coding(pinned, {}, {}, True, None, f"no answers; scale {pinned} given")
        return Doubt("it holds no answers", ())
    if not answers.numbers or answers.share_of_numbers < 0.5:
        if answers.numbers and answers.share_of_numbers > 1 - _MIXED:
            return Doubt("its answers are partly numbers and partly words", ())
        return _code_words(answers, context)
    if answers.labels:
        ends = {text: end for text in answers.labels if (end := end_of_scale(text))}
        if ends and len(ends) == len(answers.labels) <= 2 and len(set(ends.values())) == len(ends):
            return _code_ends(answers, ends, context)
    if answers.share_of_numbers < _MIXED and not context.asked:
        return Doubt("its answers are partly numbers and partly words", ())
    kind = None
    if answers.numbered:
        words = _numbers_against_words(answers)
        if isinstance(words, Doubt):
            if not context.reversed:
                return words
        elif words:
            kind = words.set.kind
    scale = pinned or infer_scale(answers.numbers, context.stated)
    if isinstance(scale, Doubt):
        return scale
    labels = {key(text): int(value) for text, value in answers.numbered.items() if scale.position(value) is not None}
    origin = "given" if pinned else "stated in the header" if context.stated else "read from the answers"
    return Coding(scale, labels, {}, True, kind, f"numbers on {scale}, {origin}")


def _code_words(answers: Answers, context: Context) -> Coding | Doubt:
    if answers.many:
        return Doubt("its answers are words of no set that csat knows", ())
    reading = read_labels(answers.labels)
    if context.block:
        # the rows of a matrix have one scale, whichever of its points a row happens to use
        own = {key(text) for text in answers.labels}
        whole = read_labels(context.block)
        if whole and (reading is None or not reading.full or whole.set.points >= reading.set.points):
            codes = {k: point for k, point in whole.codes.items() if k in own}
            return _with_set(replace(whole, codes=codes), context, whole.rivals, _other_size(whole, answers, context))
        if reading and not whole and not reading.full and not context.pinned:
            return Doubt("other rows of its block have labels of no set that csat knows", ())
    if reading is None:
        return _no_set(answers)
    return _with_set(reading, context, reading.rivals, _other_size(reading, answers, context))


def _with_set(
    reading: Reading, context: Context, rivals: tuple[Reading, ...], other_size: tuple[str, ...] = ()
) -> Coding | Doubt:
    pinned = context.pinned
    if pinned:
        return _pinned_set(reading, pinned)
    if reading.asks_about_undecided:
        return Doubt(
            "its labels have “Undecided”, which may be the middle (then give the scale) or no opinion (then --missing)",
            (f"1-{reading.set.points}",),
        )
    if rivals:
        sizes = dict.fromkeys(f"1-{r.set.points}" for r in (reading, *rivals) if _alone(r, (reading, *rivals)))
        if reading.ranks:
            sizes[f"1-{len(reading.codes)}"] = None
        return Doubt("its labels fit several known sets that would give other points", tuple(sizes))
    if other_size:
        return Doubt("its labels leave the size of their scale open", other_size)
    low = 0 if reading.set.kind == "yes_no" else 1
    return _coding(reading, Scale(low, low + reading.set.points - 1), reading.codes)


def _alone(reading: Reading, rivals: tuple[Reading, ...]) -> bool:
    """Whether naming the size of its scale is enough to choose a reading."""
    return len({tuple(sorted(r.codes.items())) for r in rivals if r.set.points == reading.set.points}) == 1


def _pinned_set(reading: Reading, pinned: Scale) -> Coding | Doubt:
    points = pinned.last + 1
    fitting = [r for r in (reading, *reading.others) if r.set.points == points]
    if fitting and len({tuple(sorted(r.codes.items())) for r in fitting}) == 1:
        return _coding(fitting[0], pinned, fitting[0].codes)
    if (ranks := reading.ranks) and len(ranks) == points:
        return _coding(reading, pinned, ranks)
    if not fitting and (codes := reading.shortened(points)):
        return _coding(reading, pinned, codes)
    if fitting:
        return _coding(fitting[0], pinned, fitting[0].codes)
    sizes = dict.fromkeys(f"1-{r.set.points}" for r in (reading, *reading.others))
    return Doubt(f"its labels form a set of {reading.set.points} points, not {points}", tuple(sizes))


def _coding(reading: Reading, scale: Scale, codes: Mapping[str, int]) -> Coding:
    labels = {k: int(scale.point(point - 1)) for k, point in codes.items()}
    chosen = reading.set
    if len(codes) == scale.last + 1 != chosen.points:
        why = f"labels in the order of the set {chosen.id}, numbered {scale.low} to {scale.high}"
    else:
        why = f"labels, {chosen.labels[0]} = {scale.low} … {chosen.labels[-1]} = {scale.high} (set {chosen.id})"
    if word := reading.middle_by_default:
        why += f", “{word}” being its middle"
    return Coding(scale, labels, reading.not_answers, False, chosen.kind, why)


def _other_size(reading: Reading, answers: Answers, context: Context) -> tuple[str, ...]:
    """Other sizes that the scale may have, where the labels leave that open and other columns do not settle it."""
    full = context.full or {}
    if full.get(reading.set.id):
        return ()
    elsewhere = [r for r in reading.others if full.get(r.set.id) and r.set.points != reading.set.points]
    if elsewhere:
        return tuple(dict.fromkeys((f"1-{elsewhere[0].set.points}", f"1-{reading.set.points}")))
    used = len(reading.codes)
    several = sum(answers.labels.values()) >= _SKIPPED
    if reading.shorter and (reading.set.points > 5 or several):
        return tuple(f"1-{size}" for size in (*reading.shorter, reading.set.points))
    if reading.skips_the_middle and several and not answers.declared:
        return (f"1-{used}", f"1-{reading.set.points}")
    return ()


def _no_set(answers: Answers) -> Doubt:
    """Why the words are no set: told by what keeps them from being one, never by the words themselves."""
    if all(text.rstrip().endswith(("%", "٪")) for text in answers.labels):
        return Doubt("its answers are percentages", ())
    if len(answers.labels) == 1 and is_label(next(iter(answers.labels))):
        return Doubt("all its answers are one label, which does not show the scale", ())
    if found := read_most(answers.labels):
        chosen, odd = found
        near = next((n for text in odd if (n := near_miss(text))), None)
        hint = f"; one is a letter away from “{near}”" if near else ""
        them = f"{len(odd)} do not fit" if len(odd) != 1 else "1 does not fit"
        why = f"most of its labels are those of the set {chosen.id}, but {them}{hint}: mend the cells"
        return Doubt(why, (), odd_words=True)
    return Doubt("its answers are words of no set that csat knows", ())


def _code_ends(answers: Answers, ends: Mapping[str, str], context: Context) -> Coding | Doubt:
    """Numbers with words only at the ends: the word stands where its number never appears."""
    whole = {int(v) for v in answers.numbers if v.denominator == 1}
    scale = context.pinned or (Scale(*context.stated) if context.stated else None)
    if not whole:
        return Doubt("its answers are partly numbers and partly words", ())
    if scale is None:
        said = set(ends.values())
        wide = [
            Scale(a, b)
            for a, b in _ENDS
            if a + ("low" in said) <= min(whole) and max(whole) <= b - ("high" in said)  # an end is word or number
        ]
        close = [s for s in wide if _next_to(s, whole, said)]
        if not wide:
            return Doubt("an end of the scale stands both as a word and as a number", ())
        elsewhere = _elsewhere(frozenset(map(key, ends)), context)
        if elsewhere in wide and {s.high for s in wide} == {elsewhere.high}:
            close = [elsewhere]  # only the low end was open, and another question with these words shows it
        elif len(close) != 1 or len(whole) != max(whole) - min(whole) + 1:
            why = f"numbers from {min(whole)} to {max(whole)} with words at the ends"
            return Doubt(why, tuple(str(s) for s in close or wide))
        scale = close[0]
    labels = {key(text): scale.low if end == "low" else scale.high for text, end in ends.items()}
    if whole & set(labels.values()):
        return Doubt("an end of the scale stands both as a word and as a number", ())
    return Coding(scale, labels, {}, True, kind_of_ends(ends), f"numbers on {scale} with words at the ends")


def _elsewhere(words: frozenset[str], context: Context) -> Scale | None:
    """The scale whose ends these words are in other columns, None where these do not agree."""
    scales = {scale for known, found in (context.ends or {}).items() if words <= known for scale in found}
    return scales.pop() if len(scales) == 1 else None


def _next_to(scale: Scale, whole: set[int], said: set[str]) -> bool:
    """Whether the numbers reach the points beside those that stand as words."""
    reached = {end for end, at in (("low", scale.low + 1 == min(whole)), ("high", scale.high - 1 == max(whole))) if at}
    return said <= reached


def _numbers_against_words(answers: Answers) -> Reading | Doubt | None:
    """What the words of ``4 - Good`` say, None where they say nothing; a doubt where 1 is the best answer."""
    words: dict[str, Fraction] = {}
    for text, value in answers.numbered.items():
        if numbered := option(text):
            words[numbered[1]] = value
    reading = read_labels(words)
    if reading is None or len(reading.codes) < 2:
        return None
    ordered = sorted((value, reading.codes[key(word)]) for word, value in words.items() if key(word) in reading.codes)
    rising = [a[1] < b[1] for a, b in pairwise(ordered)]
    if reading.set.kind == "effort":  # its sets run from most effort to least, its numbers the other way
        rising = [not up for up in rising]
    if all(rising):
        return reading
    return Doubt("the numbers in its answers run against their labels, 1 being the best answer", (), best_first=True)
