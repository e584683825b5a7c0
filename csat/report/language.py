"""The language of a report: its words, from a catalogue that a translator edits, and how it writes numbers.

The catalogues are data, one file a language: ``csat/data/languages``. A record is in English whatever the language;
a language is a matter of rendering, and of reports alone: the terminal speaks English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from csat.errors import InputError
from csat.report.document import Run, Text, words
from csat.report.numbers import PLACES, UNDEFINED, count, figure, level
from csat.report.safe import clean
from csat.results import Record

if TYPE_CHECKING:
    from csat.dates import Calendar

ENGLISH = "en"
_FOLDER = Path(__file__).parent.parent / "data" / "languages"
LATIN, PERSIAN = "latin", "persian"
DIGITS = {LATIN: "0123456789", PERSIAN: "۰۱۲۳۴۵۶۷۸۹"}
"""Digits that a caller may ask for, by name."""

_FILLED = re.compile(r"\{(\w+)\}|`([^`]*)`")

Catalogue = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Language:
    """One language with its catalogue: ``texts`` by table and name, and the digits after the point, by unit."""

    code: str
    texts: Catalogue
    places: Mapping[str, int] = field(default_factory=lambda: PLACES, hash=False)
    written_in: str | None = None  # the digits asked for, where they are not its own

    @property
    def right_to_left(self) -> bool:
        """Whether its lines run from right to left."""
        return self.own("direction") == "rtl"

    def own(self, name: str) -> str:
        """How the language itself does something: its digits, its word for *to*."""
        return self.texts["language"][name]

    def label(self, table: str, name: str) -> str:
        """The words for a name of a record; the name itself where the catalogue does not know it."""
        return self.texts[table].get(name, name)

    def say(self, name: str, /, **filled: Text) -> Text:
        """A line of the report, its gaps filled."""
        return self.fill(self.texts["report"][name], filled)

    def fill(self, template: str, filled: Mapping[str, Text]) -> Text:
        """A template of the catalogue with texts in the place of its ``{names}``; what is in `backticks` is code."""
        return tuple(_runs(template, filled))

    # ------------------------------------------------------------------ numbers

    def digits(self, text: str) -> str:
        """A number as :mod:`csat.report.numbers` writes it, in the digits and signs of this language."""
        return text.translate(_signs(self))

    def number(self, text: str) -> Text:
        """The same, as a run."""
        return (Run("number", self.digits(text)),)

    def count(self, number: float) -> Text:
        """A count with thousands apart."""
        return self.number(count(number))

    def figure(self, value: float | None, unit: str, percent: bool = True) -> Text:
        """A value in its unit, rounded; percentages with their sign."""
        told = figure(value, unit, self.places)
        if told == UNDEFINED:
            return words(self.texts["report"]["undefined"])
        return self.percent(told) if unit == "percent" and percent else self.number(told)

    def percent(self, told: str) -> Text:
        """A rounded number of percent with its sign."""
        return (Run("number", self.own("percent").replace("{n}", self.digits(told))),)

    def day(self, day: date, calendar: Calendar) -> Text:
        """A day in the digits of the language, as its people write days of that calendar."""
        from csat.dates.calendars import parts_of

        year, month, number = (
            self.digits(f"{part:0{width}}") for part, width in zip(parts_of(day, calendar), (4, 2, 2), strict=True)
        )
        told = self.own(f"{calendar}_day").replace("{year}", year).replace("{month}", month).replace("{day}", number)
        return (Run("number", told),)

    def level(self, share: float) -> Text:
        """A confidence level: 95 %."""
        return self.percent(level(share).removesuffix(" %"))

    def interval(self, low: float, high: float, unit: str) -> Text:
        """Both bounds, with the digits of the value and no sign of percent."""
        ends = [self.figure(bound, unit, percent=False) for bound in (low, high)]
        return self.fill(self.own("interval"), {"low": ends[0], "high": ends[1]})


@lru_cache(maxsize=8)
def _signs_of(digits: str, decimal: str, thousands: str, minus: str) -> dict[int, str]:
    return str.maketrans({**dict(zip("0123456789", digits, strict=True)), ".": decimal, ",": thousands, "-": minus})


def _signs(language: Language) -> dict[int, str]:
    return _signs_of(*(language.own(name) for name in ("digits", "decimal", "thousands", "minus")))


def _runs(template: str, filled: Mapping[str, Text]) -> Iterator[Run]:
    end = 0
    for gap in _FILLED.finditer(template):
        if before := template[end : gap.start()]:
            yield Run("words", before)
        if gap[1]:
            yield from filled[gap[1]]
        else:
            yield Run("code", "".join(run.text for run in _runs(gap[2], filled)))
        end = gap.end()
    if after := template[end:]:
        yield Run("words", after)


def languages() -> tuple[str, ...]:
    """The codes of the languages there is a catalogue of, English first."""
    codes = sorted(path.stem for path in _FOLDER.glob("*.toml"))
    return (ENGLISH, *(code for code in codes if code != ENGLISH))


@cache
def read_language(code: str, digits: str | None = None) -> Language:
    """The language of a code that :func:`languages` lists, its numbers in digits that :data:`DIGITS` names."""
    with (_FOLDER / f"{code}.toml").open("rb") as file:
        language = Language(code, tomllib.load(file))
    if digits is None or language.own("digits") == DIGITS[digits]:
        return language
    other = str.maketrans(language.own("digits"), DIGITS[digits])
    texts = {
        table: {name: text.translate(other) for name, text in own.items()} for table, own in language.texts.items()
    }
    texts["language"] |= {"digits": DIGITS[digits], "decimal": ".", "thousands": ","}
    return Language(code, texts, written_in=digits)


def known_language(wanted: str) -> Language:
    """The language that the caller names. Raises InputError where there is no catalogue of it."""
    code = wanted.strip().lower()
    if code not in languages():
        raise InputError(f'--language "{clean(wanted)}" is not there. Reports can be in {", ".join(languages())}.')
    return read_language(code)


def known_digits(wanted: str, language: Language | None) -> str:
    """The digits that the caller names. Raises InputError where there are none of that name, or not in the language."""
    name = wanted.strip().lower()
    if name not in DIGITS:
        raise InputError(f'--digits "{clean(wanted)}" is not known. Write {" or ".join(DIGITS)}.')
    if language is not None and DIGITS[name] not in (DIGITS[LATIN], language.own("digits")):
        raise InputError(f"--digits {name} is for reports in Persian, and this one is in {language.own('name')}.")
    return name


def language_of(record: Record, wanted: str | None = None, digits: str | None = None) -> Language:
    """The language of a record's reports: the one wanted, else that of the survey (``fa``, also ``fa-IR``), if it has
    a catalogue, else English; its numbers in the ``digits`` wanted, else in its own.

    Raises InputError where one of them cannot be meant.
    """
    spoken = _spoken(record) if wanted is None else known_language(wanted)
    return spoken if digits is None else read_language(spoken.code, known_digits(digits, spoken))


def _spoken(record: Record) -> Language:
    survey = str(record.plan.get("survey", {}).get("language", ENGLISH))
    code = re.split(r"[-_]", survey.strip().lower())[0]
    return read_language(code if code in languages() else ENGLISH)
