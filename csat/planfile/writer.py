"""Writes a proposed plan as a commented plan file: every guess with its reason, every open decision to be taken."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from csat.io.source import About
from csat.io.text import key, plain
from csat.labels import BLANK, DONT_KNOW, NOT_APPLICABLE, not_an_answer, read_labels
from csat.multiple import MultipleChoice
from csat.names import Names
from csat.plan import Construct, Item, Plan, Role, Use, spans
from csat.planfile.tables import TABLES
from csat.report.safe import clean
from csat.tally import Tally

_WIDTH = 110
_DRIVERS = 3  # other items from which on it says something which of them goes with the overall one
_LONGEST = 500  # characters of a question; an introduction of pages is none
_ROLES: tuple[tuple[str, Role], ...] = (
    ("respondent_id", "respondent id"),
    ("date", "date"),
    ("duration", "duration"),
    ("weight", "weight"),
    ("comment", "comment"),
)
_ESCAPES = (("not_applicable", NOT_APPLICABLE), ("dont_know", DONT_KNOW), ("blank", BLANK))


def plan_text(
    about: About,
    plan: Plan,
    tally: Tally,
    names: Names,
    settled: Mapping[int, Sequence[Item]],
    insisted: Mapping[str, Any],
) -> str:
    """The plan as TOML. ``settled`` are the items that columns not scored may become; ``insisted`` what of
    ``[source]`` the caller gave.
    """
    writer = _Writer(about, plan, tally, names, settled)
    parts = [writer.opening(), _survey(), _source(about, insisted), writer.columns()]
    parts += [writer.respondents(), writer.weighting(), writer.figures()]
    parts += [
        *writer.items(),
        *writer.constructs(),
        *writer.multiple(),
        *writer.segments(),
        *writer.analyses(),
        *writer.undecided(),
    ]
    return "\n".join("\n".join(part) + "\n" for part in parts if part)


def quoted(text: str) -> str:
    """A TOML string. Whatever cannot be seen is written as its number; the joiners of Persian spelling stay."""
    escapes = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(sign) or _visible(sign) for sign in text) + '"'


def _visible(sign: str) -> str:
    if sign.isprintable() or sign in "\u200c\u200d":
        return sign
    if not _sayable(sign):
        return "\ufffd"
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def _sayable(text: str) -> bool:
    """Whether TOML can hold a text: half of a surrogate pair is no character."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _listing(values: Iterable[str]) -> str:
    written = list(values)
    line = f"[{', '.join(written)}]"
    return line if len(line) <= _WIDTH else "[\n" + "".join(f"  {value},\n" for value in written) + "]"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(clean(text), _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _off(lines: Iterable[str]) -> list[str]:
    """Lines turned into comments: to be used once their ``#`` is taken away."""
    return [line if line.startswith("#") else f"# {line}" for part in lines for line in part.split("\n")]


def _survey() -> list[str]:
    keys = TABLES["survey"].keys
    lines = [f"# {name} = {1000 if k.kind == 'whole' else quoted('…')}  # {k.about}" for name, k in keys.items()]
    for place, (name, described) in enumerate(keys.items()):
        if described.choices:
            options = " or ".join(map(quoted, described.choices))
            lines[place] = f"# {name} = {quoted(described.choices[0])}  # {described.about}: {options}"
    return ["[survey]  # kept in the record; nothing but the periods of a segment depends on it", *lines]


def _source(about: About, insisted: Mapping[str, Any]) -> list[str]:
    found = {
        "platform": about.layout.platform,
        "sheet": about.sheet,
        "header": about.header_row,
        "encoding": about.encoding,
    }
    lines = []
    for name, value in found.items():
        given = insisted.get(name)
        if given is not None:
            lines.append(f"{name} = {given if isinstance(given, int) else quoted(given)}")
        elif value is not None and (isinstance(value, int) or _sayable(value)):
            lines.append(f"# {name} = {value if isinstance(value, int) else quoted(value)}  # found")
    return ["[source]  # without these lines they are found anew in each file", *lines] if lines else []


class _Writer:
    """Writes the parts that name columns."""

    def __init__(
        self, about: About, plan: Plan, tally: Tally, names: Names, settled: Mapping[int, Sequence[Item]]
    ) -> None:
        self.about, self.plan, self.tally, self.names, self.settled = about, plan, tally, names, settled

    def opening(self) -> list[str]:
        waiting = sum(use.role == "not scored" for use in self.plan.uses)
        lines = [
            "# What the columns of a survey mean. Change what is wrong; whatever follows a # is not read.",
            *_comment(
                f"Made from {self.about.name} by csat init. Score by it: csat score "
                f"{'FILES' if self.about.files else self.about.name} --plan THIS_FILE"
            ),
        ]
        if waiting:
            many = "1 column waits" if waiting == 1 else f"{waiting} columns wait"
            lines.append(f"# {many} for a decision of yours: see the end of this file.")
        return lines

    def name(self, column: int) -> str:
        """The column's header where that finds it again, else its letter."""
        header = self.names.headers[column]
        if header and _sayable(header) and self.names.matching(header) == [column]:
            return quoted(header)
        letter = self.names.letters[column]
        return quoted(letter if self.names.matching(letter) == [column] else f"#{column + 1}")

    def columns(self) -> list[str]:
        lines: list[str] = []
        for name, role in _ROLES:
            lines += self._role(name, found := [use for use in self.plan.uses if use.role == role])
            if role == "date" and found:
                lines.append(f'# date_order = "dmy"  # {TABLES["columns"].keys["date_order"].about}')
        if lines:
            lines = ["[columns]", *lines]
        hidden = self._role("hide", [use for use in self.plan.uses if use.role == "personal data"])
        return [*lines, *([""] if lines and hidden else []), *(["[privacy]", *hidden] if hidden else [])]

    def _role(self, name: str, uses: Sequence[Use]) -> list[str]:
        if not uses:
            return []
        reasons: dict[str, list[str]] = {}
        for use in uses:
            reasons.setdefault(use.why, []).append(use.letter)
        lines = [line for why, at in reasons.items() for line in _comment(f"{', '.join(at)}: {why}")]
        written = [self.name(use.column) for use in uses]
        return [*lines, f"{name} = {written[0] if len(written) == 1 else _listing(written)}"]

    def respondents(self) -> list[str]:
        """Who is scored, where that is not everybody."""
        return ["[respondents]", "finished_only = true"] if self.plan.finished_only else []

    def weighting(self) -> list[str]:
        """The column of weights, where the caller named one."""
        weighting = self.plan.weighting
        if weighting is None or weighting.weight is None:
            return []
        return ["[weighting]  # figures count respondents by it", f"weight = {self.name(weighting.weight)}"]

    def figures(self) -> list[str]:
        return [
            "[figures]",
            *(f"{name} = {getattr(self.plan, name)}" for name in ("level", "flag_below", "suppress_below")),
        ]

    def items(self) -> Iterator[list[str]]:
        for item in self.plan.items:
            yield [*_comment(f"{self.names.letters[item.column]}: {item.why}"), *self._item(item)]

    def _item(self, item: Item) -> list[str]:
        lines = [
            "[[item]]",
            f"id = {quoted(item.id)}",
            f"column = {self.name(item.column)}",
            *self._asked(item),
            f"measure = {quoted(item.measure)}",
        ]
        if item.variant:
            lines.append(f"variant = {quoted(item.variant)}")
        if item.measure != "nps":
            lines.append(f"scale = {quoted(_scale(item))}")
        if item.measure == "csat" and item.boxes is not None:
            lines.append(f"top = {item.boxes}")
        lines += self._labels(item)
        if item.labels and item.numeric:
            lines.append("numbers = true")
        if item.reverse:
            lines.append("reverse = true")
        if item.missing:
            lines.append(f"missing = {_listing(sorted(_code(code) for code in item.missing))}")
        for name, reason in _ESCAPES:
            said = sorted(k for k, why in item.not_answers.items() if why == reason and not_an_answer(k) != reason)
            if said:
                lines.append(f"{name} = {_listing(map(quoted, said))}")
        return lines

    def _asked(self, item: Item) -> list[str]:
        """The question, where the header does not say it: it finds the column in a wave that names it otherwise."""
        question = plain(self.names.questions.get(item.column, ""))
        if not question or len(question) > _LONGEST or key(question) == key(self.names.headers[item.column]):
            return []
        return [f"text = {quoted(question)}"]

    def _labels(self, item: Item) -> list[str]:
        """The labels as the file spells them, lowest first, with those of their set that nobody happened to choose."""
        texts = self.tally.texts(item.column)
        spelled: dict[str, str] = {}
        for text in sorted(texts, key=lambda text: (-texts[text], text)):
            if key(text) in item.labels and _sayable(text):
                neat = " ".join(text.split())
                spelled.setdefault(key(text), neat if key(neat) == key(text) else text)
        # a later wave may hold the other points, which must not be invalid there
        others = {label: point for label, point in _unused(item).items() if key(label) not in {key(t) for t in texts}}
        pairs = [(spelled.get(k, k), point) for k, point in item.labels.items()]
        pairs = sorted([*pairs, *others.items()], key=lambda pair: (pair[1], pair[0]))
        if not pairs:
            return []
        written = [f"{quoted(label)} = {point}" for label, point in pairs]
        line = f"labels = {{ {', '.join(written)} }}"
        return [line] if len(line) <= _WIDTH else [f"labels.{pair}" for pair in written]

    def constructs(self) -> Iterator[list[str]]:
        for construct in self.plan.constructs:
            yield [*_comment(construct.why), *self._construct(construct)]

    def _construct(self, construct: Construct) -> list[str]:
        ids = [quoted(self.plan.item_of[column].id) for column in construct.columns]
        return ["[[construct]]", f"name = {quoted(construct.name)}", f"items = {_listing(ids)}"]

    def multiple(self) -> Iterator[list[str]]:
        letters = self.names.letters
        for question in self.plan.multiple:
            where = spans((column, letters[column]) for column in question.columns)
            yield [*_comment(f"{where}: {question.why}"), *self._multiple(question)]

    def _multiple(self, question: MultipleChoice) -> list[str]:
        columns = [self.name(column) for column in question.columns]
        lines = [
            "[[multiple]]",
            f"id = {quoted(question.id)}",
            f"text = {quoted(question.text)}",
            f"columns = {columns[0] if len(columns) == 1 else _listing(columns)}",
        ]
        if question.separator:
            lines.append(f"separator = {quoted(question.separator)}")
        if question.dichotomies or question.separator:
            lines.append(f"options = {_listing(quoted(option.label) for option in question.options)}")
        else:
            lines += [f"codes.{quoted(_spelled(option.key))} = {quoted(option.label)}" for option in question.options]
        if question.ticked:
            lines.append(f"ticked = {_listing(sorted(_code(code) for code in question.ticked))}")
        if written := [quoted(option.label) for option in question.options if option.written]:
            lines.append(f"written = {_listing(written)}")
        if question.missing:
            lines.append(f"missing = {_listing(sorted(_code(code) for code in question.missing))}")
        return lines

    def segments(self) -> Iterator[list[str]]:
        for column in self.plan.segments:
            period = [f"period = {quoted(self.plan.dated[column].unit)}"] if column in self.plan.dated else []
            yield ["[[segment]]", f"column = {self.name(column)}", *period]
        for use in self.plan.uses:
            if use.role == "segment" and use.column not in self.plan.segments:
                why = f"{use.letter}: {use.why}. Take the # away to report by it."
                yield [*_comment(why), *_off(["[[segment]]", f"column = {self.name(use.column)}"])]

    def analyses(self) -> Iterator[list[str]]:
        """Analyses that fit what was found, turned off: nobody has asked for them."""
        found = list(self._fitting())
        if found:
            yield ["# Further analyses that this survey has answers for: take the # away. docs/analyses/README.md"]
        for kind, why, lines in found:
            table = TABLES[kind]
            head = f"[[{kind}]]" if table.many else f"[{kind}]"
            yield [*_comment(f"{why}: {table.about}"), *_off([head, *lines])]

    def _fitting(self) -> Iterator[tuple[str, str, list[str]]]:
        """Kind, why it fits, and the lines of its table."""
        ratings = [item for item in self.plan.items if item.measure == "csat" and not item.reverse]
        overall = [item for item in ratings if item.role == "overall"]
        overall = overall or [item for item in ratings if item.id.startswith("overall")]
        others = [item for item in ratings if item not in overall]
        if self.plan.constructs and "reliability" in TABLES:
            yield "reliability", "a construct", []
        if overall and len(others) >= _DRIVERS and "drivers" in TABLES:
            ids = _listing(quoted(item.id) for item in others)
            yield "drivers", "an overall item and others", [f"of = {quoted(overall[0].id)}", f"items = {ids}"]
        if overall and len(others) >= _DRIVERS and "priorities" in TABLES:
            yield (
                "priorities",
                "an overall item and others",
                [f"of = {quoted(overall[0].id)}", 'importance = "derived"'],
            )
        if any(use.role == "comment" for use in self.plan.uses) and "themes" in TABLES:
            yield "themes", "comments", ['codebook = "themes.toml"']

    def undecided(self) -> Iterator[list[str]]:
        """The columns not scored, each with the decision needed, as an item that is turned off."""
        for use in self.plan.uses:
            if use.role != "not scored":
                continue
            settled = self.settled.get(use.column, ())
            decide = "If it is to be scored, take the # away and check each line." if settled else ""
            lines = _comment(f"Not scored, {clean(use.header)} ({use.letter}): {use.why}. {decide}")
            for item in settled:
                lines += _off(self._item(item))
            yield lines
        left = [
            use
            for use in self.plan.uses
            if use.role == "nothing" and (use.header or self.tally.texts(use.column).keys() - {""})
        ]
        if left:
            yield [
                "# Left out:",
                *(line for use in left for line in _comment(f"{clean(use.header)} ({use.letter}): {use.why}")),
            ]


def _scale(item: Item) -> str:
    scale = item.scale
    return f"{scale.low}-{scale.high}" + ("" if scale.step == 1 else f"/{_decimal(scale.step)}")


def _decimal(value: Fraction) -> str:
    return str(int(value)) if value.denominator == 1 else repr(float(value))


def _spelled(code: str) -> str:
    """A code as a cell has it: 2.5, not 5/2."""
    return _decimal(Fraction(code)) if re.fullmatch(r"-?\d+/\d+", code) else code


def _code(code: str) -> str:
    """A declared code as TOML: a number where it is one."""
    try:
        return _decimal(Fraction(code))
    except (ValueError, ZeroDivisionError):
        return quoted(code)


def _unused(item: Item) -> dict[str, int]:
    """The labels of the item's known set for the points that none of its own labels has."""
    if item.numeric or not item.labels or (reading := read_labels(item.labels)) is None:
        return {}
    scale = item.scale
    for candidate in (reading, *reading.others):
        points = candidate.set.points
        if points != scale.last + 1 or scale.step != 1:
            continue
        straight = {k: scale.low + p - 1 for k, p in candidate.codes.items()}
        turned = {k: scale.high - p + 1 for k, p in candidate.codes.items()}
        for way, first, step in ((straight, scale.low, 1), (turned, scale.high, -1)):
            if way == dict(item.labels):
                every = {label: first + step * n for n, label in enumerate(candidate.set.labels)}
                return {label: p for label, p in every.items() if p not in way.values() and not not_an_answer(label)}
    return {}
