"""Proposes a plan for an export: what each column is, and why, in words.

Everything is decided from the header and from *all* the distinct answers of the whole file, so the order
of rows never matters. Between readings that change a figure nothing is guessed: the column is listed
as not scored, with the flag that settles it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from csat.answers import Answers, Coding, code_answers, sort_answers
from csat.choices import Choices
from csat.errors import InputError
from csat.io.text import key, number, plain, showable
from csat.plan import Construct, Item, Measure, Plan, Role, Scale, Use, Variant
from csat.scales import Doubt
from csat.wording import Wording, read_header

Profile = Sequence[Mapping[str, int] | None]
"""Per column how many cells hold each text; None where a column has too many different texts to be counted."""

Place = Callable[[int, str], str]
"""Where the first cell of a column with a text is: ``cell D3``."""

_SEGMENT_VALUES = 50
_MEASURE_HINTS = frozenset({"nps", "csat", "ease", "effort"})
_RATED = frozenset({"satisfaction", "agreement", "quality", "extent", "likelihood", "expectation"})


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    header: str
    letter: str
    wording: Wording
    answers: Answers | None  # None: too many different texts

    @property
    def hints(self) -> frozenset[str]:
        return self.wording.hints

    @property
    def numeric(self) -> bool:
        return self.answers is not None and bool(self.answers.numbers) and self.answers.share_of_numbers >= 0.5

    def flag(self, option: str, value: str = "") -> str:
        """An option naming this column, as it may be typed in a shell."""
        name = self.header if re.fullmatch(r"[\w.-]+", self.header, re.ASCII) else self.letter
        name += value
        return f"{option} {name}" if re.fullmatch(r"[\w.:=/-]+", name) else f"{option} '{name}'"


def propose(headers: Sequence[str], letters: Sequence[str], profile: Profile, choices: Choices, place: Place) -> Plan:
    """The plan of a file: every column's role with its reason, items, constructs, segments.

    Raises InputError where a column that the caller named cannot be what it is asked to be.
    """
    columns = [
        _Column(
            i,
            header,
            letters[i],
            read_header(header),
            None if (counts := profile[i]) is None else sort_answers(counts, choices.missing_of(i)),
        )
        for i, header in enumerate(headers)
    ]
    siblings = _pool(columns)
    asked = set(choices.measure) | {c for group in (choices.constructs or {}).values() for c in group}
    uses: list[Use] = []
    items: list[Item] = []
    for column in columns:
        if column.index in choices.segments:
            uses.append(_use(column, "segment", "asked for with --by"))
            _check_segment(column)
        if column.index in asked:
            mine = _asked_items(column, siblings, choices, place)
        elif column.index in choices.segments:
            continue
        else:
            found = _role(column, siblings, choices)
            if isinstance(found, Use):
                uses.append(found)
                continue
            mine = [found]
        items += mine
        if column.index not in choices.segments:
            uses.append(_use(column, "item", mine[0].why))
    named = _name_items(items, columns)
    constructs = _asked_constructs(choices) or _find_constructs(named, columns)
    return Plan(
        tuple(named), constructs, choices.segments, tuple(uses), choices.level, choices.suppress_below
    )


def _use(column: _Column, role: Role, why: str, settle: str | None = None) -> Use:
    return Use(column.index, column.header, column.letter, role, why, settle)


def _pool(columns: Iterable[_Column]) -> dict[str, Counter[Fraction]]:
    """Numeric answers of all columns that share a stem: rows of one matrix are answered on one scale."""
    pools: dict[str, Counter[Fraction]] = {}
    for column in columns:
        if column.wording.stem and column.answers and column.numeric:
            pools.setdefault(column.wording.stem, Counter()).update(column.answers.numbers)
    return pools


def _coding(column: _Column, siblings: Mapping[str, Counter[Fraction]], choices: Choices) -> Coding | Doubt:
    if column.answers is None:
        return Doubt("it has too many different answers to be on a scale", ())
    pinned, stated = choices.scale_of(column.index), column.wording.stated
    alone = code_answers(column.answers, stated, pinned)
    pool = siblings.get(column.wording.stem or "")
    if pinned or stated or not pool or len(pool) == len(column.answers.numbers) or not column.numeric:
        return alone
    if column.wording.by_code and isinstance(alone, Coding):
        return alone  # a code prefix such as Q does not make one matrix: the column's own answers come first
    whole = Answers(column.answers.counts, pool, column.answers.labels, column.answers.numbered, column.answers.escapes)
    together = code_answers(whole, None, None)
    if isinstance(together, Coding) and all(together.scale.position(v) is not None for v in column.answers.numbers):
        return together
    return alone


# ---------------------------------------------------------------- roles


def _role(column: _Column, siblings: Mapping[str, Counter[Fraction]], choices: Choices) -> Item | Use:
    """What an unpinned column is: an item to score, or a use with its reason."""
    answers, hints = column.answers, column.hints
    measured = bool(hints & _MEASURE_HINTS)
    if not column.header and (answers is not None and not answers.total):
        return _use(column, "nothing", "no header and no cell filled")
    if answers is not None and not answers.total:
        return _use(column, "nothing", "no cell is filled")
    if (answers is not None and answers.addresses) or ("personal" in hints and not measured):
        return _use(column, "personal data", "names, addresses or numbers of persons; never shown")
    if answers is None:
        return _too_many(column)
    different = len(answers.counts)
    if "id" in hints and not measured and (different == answers.total or different > _SEGMENT_VALUES):
        return _use(column, "respondent id", "its header says so and nearly every cell is different")
    if answers.dates:
        return _use(column, "date", "its cells are dates")
    if "duration" in hints and not measured and column.numeric:
        return _use(column, "duration", "its header speaks of a duration and its cells are numbers")
    if "weight" in hints and not measured and column.numeric:
        return _use(column, "weight", "its header says weight; weights are not used in this version")
    if column.numeric:
        return _numbers(column, siblings, choices)
    return _words(column, siblings, choices)


def _too_many(column: _Column) -> Use:
    named: tuple[tuple[str, Role], ...] = (("id", "respondent id"), ("date", "date"), ("duration", "duration"))
    for hint, role in (*named, ("weight", "weight"), ("comment", "comment")):
        if hint in column.hints:
            return _use(column, role, "its header says so, and it has very many different cells")
    return _use(column, "nothing", "it has too many different cells to be an answer on a scale or a segment")


def _numbers(column: _Column, siblings: Mapping[str, Counter[Fraction]], choices: Choices) -> Item | Use:
    hints, wording = column.hints, column.wording
    if "importance" in hints:
        return _use(column, "not scored", "it asks for importance, not satisfaction", column.flag("--csat"))
    coding = _coding(column, siblings, choices)
    block = bool(wording.stem) and wording.stem in siblings and _is_block(column, siblings)
    if not hints & _MEASURE_HINTS and not block:
        return _plain_numbers(column, coding)
    if isinstance(coding, Doubt) and "reverse" in coding.could_be:
        return _use(column, "not scored", coding.why, column.flag("--csat") + " " + column.flag("--reverse"))
    if wording.high_is_good is False:
        return _use(
            column,
            "not scored",
            "its header puts the best answer at the low end of the scale",
            column.flag("--csat") + " " + column.flag("--reverse"),
        )
    if "nps" in hints:
        return _recommendation(column, coding, choices)
    if isinstance(coding, Doubt):
        settle = column.flag("--csat") + " " + column.flag("--scale", f"={coding.could_be[0]}") if coding.could_be else None
        return _use(column, "not scored", _or(coding), settle)
    if "csat" not in hints and "effort" in hints:
        return _use(
            column,
            "not scored",
            "it asks for effort, and its numbers do not say whether high is easy or hard",
            column.flag("--ces", ":ces1" if coding.scale.high == 5 else ":ces2"),
        )
    if "csat" not in hints and "ease" in hints:
        variant: Variant = "ces2" if coding.scale == Scale(1, 7) and _statement(wording) else "ease"
        return _item(column, "ces", coding, choices, variant, "its header speaks of ease; high is taken as easy")
    why = "its header speaks of satisfaction or a rating" if "csat" in hints else f'one of a block "{wording.stem}"'
    return _item(column, "csat", coding, choices, None, f"{why}; {_best(coding.scale)}")


def _best(scale: Scale) -> str:
    return f"{scale.high} is taken as the best answer"


def _statement(wording: Wording) -> bool:
    """Whether an ease item is a statement to agree with (CES 2.0) rather than a question how easy it was."""
    return not wording.text.rstrip().endswith(("?", "؟")) and "how" not in wording.text.casefold()


def _is_block(column: _Column, siblings: Mapping[str, Counter[Fraction]]) -> bool:
    pool = siblings[column.wording.stem or ""]
    return column.answers is not None and sum(pool.values()) > sum(column.answers.numbers.values())


def _or(doubt: Doubt) -> str:
    return doubt.why + (f": the scale may be {' or '.join(doubt.could_be)}" if len(doubt.could_be) > 1 else "")


def _plain_numbers(column: _Column, coding: Coding | Doubt) -> Use:
    answers = column.answers
    assert answers is not None
    if "segment" in column.hints and len(answers.counts) <= _SEGMENT_VALUES:
        return _use(column, "segment", "its header names a grouping", column.flag("--by"))
    if isinstance(coding, Doubt):
        return _use(column, "nothing", "numbers, and nothing says that they are answers on a scale")
    return _use(
        column,
        "not scored",
        f"numbers on {coding.scale}, but its header does not say what they measure",
        column.flag("--csat"),
    )


def _recommendation(column: _Column, coding: Coding | Doubt, choices: Choices) -> Item | Use:
    literal = bool(re.search(r"\bnps\b|net promoter|خالص مروجان", column.wording.text, re.I))
    answers = column.answers
    assert answers is not None
    ten = Scale(0, 10)
    if isinstance(coding, Doubt):
        fits = all(ten.position(v) is not None for v in answers.numbers)
        if not (literal and fits and "0-10" in coding.could_be):
            settle = column.flag("--nps") if "0-10" in coding.could_be else column.flag("--csat")
            return _use(column, "not scored", _or(coding) + "; only 0-10 is NPS", settle)
        coding = Coding(ten, {}, {}, True, None, "numbers on 0-10, since the header says NPS")
    if coding.scale == ten:
        return _item(column, "nps", coding, choices, None, "its header asks for a recommendation, answered on 0-10")
    if coding.scale.high >= 10 or literal:
        return _use(
            column,
            "not scored",
            f"it asks for a recommendation on {coding.scale}, which is not NPS (0-10)",
            column.flag("--csat"),
        )
    return _item(
        column, "csat", coding, choices, None, f"a recommendation on {coding.scale} is not NPS; scored as top box"
    )


def _words(column: _Column, siblings: Mapping[str, Counter[Fraction]], choices: Choices) -> Item | Use:
    answers, hints = column.answers, column.hints
    assert answers is not None
    different = len(answers.counts)
    coding = _coding(column, siblings, choices)
    if isinstance(coding, Coding) and coding.kind:
        return _labelled(column, coding, choices)
    if isinstance(coding, Doubt) and coding.could_be and hints & _MEASURE_HINTS:
        settle = column.flag("--csat") + " " + column.flag("--scale", f"={coding.could_be[0]}")
        return _use(column, "not scored", _or(coding), settle)
    if "comment" in hints or answers.length > 40 or (different > 20 and different * 2 > answers.total and answers.length > 15):
        return _use(column, "comment", "free text; never shown")
    if "date" in hints and different > _SEGMENT_VALUES:
        return _use(column, "date", "its header says so")
    repeated = different <= _SEGMENT_VALUES and (different * 2 <= answers.total or "segment" in hints)
    if hints & _MEASURE_HINTS and not answers.numbers and "segment" not in hints:
        return _use(column, "not scored", "its header asks for a rating, but its answers are words of no set that csat knows")
    if repeated:
        return _use(column, "segment", f"{different} different words, often repeated", column.flag("--by"))
    return _use(column, "comment", "words that hardly repeat; never shown")


def _labelled(column: _Column, coding: Coding, choices: Choices) -> Item | Use:
    hints, kind = column.hints, coding.kind
    if kind == "yes_no":
        return _use(column, "segment", "yes or no", column.flag("--by"))
    if kind in ("importance", "frequency") or ("importance" in hints and kind == "extent"):
        return _use(column, "not scored", f"it asks for {'frequency' if kind == 'frequency' else 'importance'}", column.flag("--csat"))
    if kind == "extent" and ("negative" in hints or not hints & {"csat", "nps", "ease"}):
        return _use(
            column,
            "not scored",
            "its answers are amounts, and its header does not say whether much is good",
            column.flag("--csat") + " (and " + column.flag("--reverse") + " where little is good)",
        )
    if kind == "effort":
        return _item(column, "ces", _effort(coding), choices, "ces1", "its labels are amounts of effort")
    if kind == "ease":
        return _item(column, "ces", coding, choices, "ease", "its labels run from difficult to easy")
    if kind == "agreement" and "ease" in hints and "csat" not in hints:
        variant: Variant = "ces2" if coding.scale == Scale(1, 7) else "ease"
        return _item(column, "ces", coding, choices, variant, "agreement that it was easy")
    if kind in _RATED:
        note = "; a recommendation in words is not NPS" if "nps" in hints else ""
        return _item(column, "csat", coding, choices, None, f"{kind} labels{note}")
    return _use(column, "not scored", f"labels of {kind}", column.flag("--csat"))


def _effort(coding: Coding) -> Coding:
    """Effort labels are listed by satisfaction; the 2010 question codes 1 = very low effort, so turn them round."""
    turned = {k: coding.scale.low + coding.scale.high - point for k, point in coding.labels.items()}
    return Coding(coding.scale, turned, coding.not_answers, coding.numeric, coding.kind, coding.why)


# ---------------------------------------------------------------- items and constructs


def _item(
    column: _Column, measure: Measure, coding: Coding, choices: Choices, variant: Variant | None, why: str
) -> Item:
    points = coding.scale.last + 1
    return Item(
        column=column.index,
        header=column.header,
        id="",
        measure=measure,
        scale=coding.scale,
        variant=variant,
        labels=coding.labels,
        numeric=coding.numeric,
        not_answers=coding.not_answers,
        missing=choices.missing_of(column.index),
        reverse=column.index in choices.reverse,
        boxes=None if points > 11 else 1 if points <= 3 else 2,
        why=f"{why}; {coding.why}",
    )


def _asked_items(
    column: _Column, siblings: Mapping[str, Counter[Fraction]], choices: Choices, place: Place
) -> list[Item]:
    """The items of a column that the caller named: one for each measure it is asked for."""
    measures = choices.measure.get(column.index)
    if measures:
        return [_asked_item(column, measure, siblings, choices, place) for measure in measures]
    found = _role(column, siblings, choices)
    if isinstance(found, Item):
        return [found]
    coding = _coding(column, siblings, choices)
    if isinstance(coding, Doubt) and coding.only_ends and column.answers and column.index not in choices.reverse:
        # alpha does not depend on where the scale ends, and no other figure is asked for
        whole = [int(value) for value in column.answers.numbers if value.denominator == 1]
        observed = Scale(min(whole), max(max(whole), min(whole) + 1))
        part = Coding(observed, {}, {}, True, None, f"numbers {observed}; its scale is unknown, so it has no CSAT")
        return [_item(column, "part", part, choices, None, "asked for with --alpha")]
    return [_asked_item(column, "csat", siblings, choices, place)]


def _asked_item(
    column: _Column, measure: Measure, siblings: Mapping[str, Counter[Fraction]], choices: Choices, place: Place
) -> Item:
    variant = choices.variant.get(column.index) if measure == "ces" else None
    coding = _asked_coding(column, measure, variant, siblings, choices, place)
    if measure == "ces" and coding.kind == "effort" and variant == "ces1":
        coding = _effort(coding)
    why = f"asked for with --{measure}" if column.index in choices.measure else "asked for with --alpha"
    return _item(column, measure, coding, choices, variant, why)


def _asked_coding(
    column: _Column,
    measure: Measure,
    variant: Variant | None,
    siblings: Mapping[str, Counter[Fraction]],
    choices: Choices,
    place: Place,
) -> Coding:
    pinned = choices.scale_of(column.index)
    if measure == "nps":
        if column.index in choices.scale and pinned != Scale(0, 10):
            raise InputError(
                f"{_where(column)}: NPS is defined on 0-10, and the scale given is {pinned}. "
                f"Score it as satisfaction instead: {column.flag('--csat')}."
            )
        pinned = Scale(0, 10)
    elif measure == "ces" and pinned is None and variant != "ease" and column.numeric:
        pinned = Scale(1, 7) if variant == "ces2" else Scale(1, 5)
    if column.answers is None:
        raise InputError(
            f"{_where(column)} has more than 1,000 different answers, so it is not an item on a scale. "
            "Name another column."
        )
    coding = code_answers(column.answers, None, pinned) if pinned else _coding(column, siblings, choices)
    if isinstance(coding, Coding):
        return coding
    if coding.could_be and "reverse" not in coding.could_be:
        hint = f"Say which: {' or '.join(column.flag('--scale', f'={s}') for s in coding.could_be)}."
    elif column.numeric:
        hint = (
            f"Mend the cells, or say the scale: {column.flag('--scale', '=1-5')} "
            f"(with {column.flag('--reverse')} where 1 is the best answer)."
        )
    else:
        hint = "Only numbers and the known answer labels can be scored; recode the answers in the file."
    raise InputError(f"{_where(column)} cannot be scored as it is: {coding.why}.{_found(column, place)} {hint}")


def _found(column: _Column, place: Place) -> str:
    """The codes of a doubtful column with their counts and first cells, so that the person sees what is meant."""
    if column.answers is None or not column.answers.numbers:
        return ""
    found = [(number(text), text, n) for text, n in column.answers.counts.items()]
    codes = sorted((value, text, n) for value, text, n in found if value is not None)
    if len(codes) > 15:
        return ""
    told = (f"{showable(text)} ({n}, first in {place(column.index, text)})" for _, text, n in codes)
    return f" Found: {', '.join(told)}."


def _where(column: _Column) -> str:
    return f'Column "{plain(column.header)}" ({column.letter})'


def _check_segment(column: _Column) -> None:
    if column.answers is None:
        raise InputError(
            f"{_where(column)} has more than 1,000 different values, too many for segments. Choose another --by."
        )


def _name_items(items: Sequence[Item], columns: Sequence[_Column]) -> list[Item]:
    """Give each item a stable short id: its code, else its header in letters and digits."""
    from dataclasses import replace

    owner: dict[str, int] = {}
    named = []
    for item in items:
        wording = columns[item.column].wording
        words = re.sub(r"[^\w]+", "_", key(wording.row or wording.code or item.header)).strip("_")[:40] or "item"
        if owner.setdefault(words, item.column) != item.column:
            words = f"{words}_{columns[item.column].letter}"
        named.append(replace(item, id=words))
    return named


def _asked_constructs(choices: Choices) -> tuple[Construct, ...]:
    return tuple(
        Construct(name, columns, "asked for with --alpha") for name, columns in (choices.constructs or {}).items()
    )


def _find_constructs(items: Sequence[Item], columns: Sequence[_Column]) -> tuple[Construct, ...]:
    """Satisfaction items of one matrix or code prefix on one scale, two at least."""
    groups: dict[tuple[str, Scale], list[int]] = {}
    for item in items:
        stem = columns[item.column].wording.stem
        if stem and item.measure == "csat":
            groups.setdefault((stem, item.scale), []).append(item.column)
    names = Counter(stem for (stem, _), members in groups.items() if len(members) >= 2)
    return tuple(
        Construct(
            stem if names[stem] == 1 else f"{stem} ({scale})",
            tuple(members),
            f"{len(members)} items of one block on {scale}",
        )
        for (stem, scale), members in groups.items()
        if len(members) >= 2
    )
