"""What the chapters of a report share: a record, its figures looked up, and how this language tells one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from csat.report.document import Paragraph, Text, data, joined, plain, strong, words
from csat.report.figures import Entry, Figures
from csat.report.language import Language
from csat.report.sentences import tell
from csat.results import Estimate, Record

if TYPE_CHECKING:
    from csat.dates import Calendar

HEADLINES = {"csat": "csat", "nps": "nps", "ces": "ces"}
"""The metric that stands for an item of each measure; an item without top boxes has its mean."""

NOTHING: Text = ()
_BRIEF = 48  # letters of a question that has been told in full


class Page:
    """A record to be told in a language."""

    def __init__(self, record: Record, language: Language) -> None:
        self.record = record
        self.figures = Figures(record)
        self.language = replace(language, places=self.figures.places)
        self.say = self.language.say
        self._changes = {change["figure"]: change for change in record.previous.get("changes", ())}

    # ------------------------------------------------------------------ names

    def question(self, item: Entry) -> Text:
        """An item by the words of its question, with its letter."""
        return (*data(item.get("text") or item["column"]), *words(" ("), *self.letter(item), *words(")"))

    def letter(self, item: Entry) -> Text:
        """Where its column stands: E, or #5 where columns have no letters, in the digits of the language."""
        return data(self.language.digits(str(item["letter"])))

    def brief(self, item: Entry) -> Text:
        """An item where its question has been told: the row of a matrix, or what is left of it, with its letter."""
        text = str(item.get("text") or item["column"])
        row = text[text.rfind(" [") + 2 : -1] if text.endswith("]") and " [" in text else text
        return (*data(_shortened(row) or text), *words(" ("), *self.letter(item), *words(")"))

    def metric(self, estimate: Estimate) -> Text:
        """What an estimate measures, in words."""
        return words(self.language.label("metrics", estimate.metric))

    def scale(self, scale: Mapping[str, Any]) -> Text:
        """A scale as the plan holds it: 1 to 5."""
        step = "" if scale["step"] == 1 else f"/{scale['step']:g}"
        return tell(self.language, "scale", f"{scale['low']}-{scale['high']}{step}")

    def joined(self, texts: Iterable[Text]) -> Text:
        """A few things in a row."""
        return joined(list(texts), self.language.own("join"))

    def listed(self, texts: Iterable[Text]) -> Text:
        """Things in a row that may hold commas themselves."""
        return joined(list(texts), self.language.texts["lists"]["reasons"])

    def reasons(self, missing: Mapping[str, int]) -> Text:
        """Rows that are in no base, by reason."""
        return self.joined(
            self.say("reason_count", count=self.language.count(n), reason=words(self.language.label("missing", reason)))
            for reason, n in missing.items()
        )

    def days(self, first: str, last: str, calendar: str) -> Text:
        """From one Gregorian day to another, as the survey's calendar or the language has them; Jalali ones in both."""
        ends = date.fromisoformat(first), date.fromisoformat(last)
        survey = self.record.plan.get("survey", {})
        wanted = survey.get("calendar") or ("jalali" if calendar == "jalali" else self.language.own("calendar"))
        gregorian = self._days(ends, "gregorian")
        if wanted != "jalali":
            return gregorian
        return (*self._days(ends, "jalali"), *words(" ("), *gregorian, *words(")"))

    def _days(self, ends: tuple[date, date], calendar: Calendar) -> Text:
        low, high = (self.language.day(day, calendar) for day in ends)
        return (
            low if ends[0] == ends[1] else self.language.fill(self.language.own("interval"), {"low": low, "high": high})
        )

    # ------------------------------------------------------------------ figures

    def headline(self, item: Entry) -> str:
        """The metric that stands for an item."""
        return "mean" if self.figures.without_boxes(item) else HEADLINES[item["measure"]]

    def value(self, estimate: Estimate | None, bold: bool = False, percent: bool = True) -> Text:
        """A figure in its unit, with a star where its base is small; or the word why there is none.

        Without ``percent`` percentages have no sign.
        """
        if estimate is None:
            return NOTHING
        if estimate.value is None:
            return self.say("withheld" if self.figures.withheld(estimate) else "undefined")
        told = self._marked(self.language.figure(estimate.value, estimate.unit, percent), estimate, "v")
        return (*(strong(told) if bold else told), *(words("*") if self.figures.small(estimate) else ()))

    def interval(self, estimate: Estimate | None) -> Text:
        """The bounds of a figure; the word for none where it has none."""
        if estimate is None or estimate.value is None:
            return NOTHING
        if estimate.interval is None:
            return self.say("no_interval")
        told = self.language.interval(estimate.interval.low, estimate.interval.high, estimate.unit)
        return self._marked(told, estimate, "lh")

    def base(self, estimate: Estimate | None) -> Text:
        """How many valid answers a figure rests on; not told of a withheld one."""
        if estimate is None or self.figures.withheld(estimate):
            return NOTHING
        return self._marked(self.language.count(estimate.n), estimate, "n")

    def change(self, estimate: Estimate) -> Mapping[str, Any] | None:
        """How it differs from an earlier record's, as ``previous`` of the record has it; None where nothing is told."""
        return self._changes.get(estimate.id)

    def _marked(self, text: Text, estimate: Estimate, parts: str) -> Text:
        """The same, its numbers marked as these parts of the estimate."""
        place, left = self.figures.place.get(estimate.id), iter(parts)
        if place is None:
            return text
        return tuple(run._replace(of=f"{place}{next(left)}") if run.kind == "number" else run for run in text)

    def interval_head(self) -> Text:
        """The head of a column of intervals, with their level."""
        return self.say("interval", level=self.language.level(self.figures.level))

    # ------------------------------------------------------------------ footnotes

    def small_base(self, estimates: Iterable[Estimate | None]) -> Iterator[Paragraph]:
        """What the star means, where there is one."""
        if any(self.figures.small(estimate) for estimate in estimates):
            yield Paragraph(self.say("small_base", n=self.language.count(self.figures.flag_below)))

    def remarks(self, estimates: Iterable[Estimate]) -> Iterator[Paragraph]:
        """The notes of figures, each once; that a base is small is told by the star."""
        told: dict[str, list[Text]] = {}
        for estimate in estimates:
            for note in estimate.notes:
                if not note.startswith("Small base"):
                    told.setdefault(note, []).append(self.metric(estimate))
        for note, metrics in told.items():
            alike = list({plain(metric): metric for metric in metrics}.values())
            text = self.say("footnote", figure=self.joined(alike), note=tell(self.language, "notes", note))
            yield Paragraph(text)

    def without_interval(self, estimates: Iterable[Estimate]) -> Iterator[Paragraph]:
        """Why figures have no interval, each reason once."""
        told: dict[str, dict[str, Text]] = {}
        for estimate in estimates:
            if estimate.value is not None and estimate.interval is None and estimate.no_interval_because:
                metric = self.metric(estimate)
                told.setdefault(estimate.no_interval_because, {})[plain(metric)] = metric
        for reason, metrics in told.items():
            note = tell(self.language, "notes", reason)
            yield Paragraph(self.say("no_interval_because", figure=self.joined(metrics.values()), note=note))


def _shortened(text: str) -> str:
    """A long text without its middle, since questions of a survey often begin alike; words are left whole."""
    if len(text) <= _BRIEF:
        return text
    head, tail = text[: _BRIEF // 3], text[-(_BRIEF * 2 // 3) :]
    return f"{head.rpartition(' ')[0] or head} … {tail.partition(' ')[2] or tail}"
