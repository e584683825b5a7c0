"""How one figure of a record came about, in words and lines that a person can follow with a calculator."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from csat.audit.explain.analyses import about, by_hand, rests_on
from csat.audit.explain.counted import counted
from csat.audit.explain.intervals import METHODS
from csat.audit.explain.working import Quantile, Step, Working, written
from csat.changes import withheld
from csat.errors import InputError
from csat.record.formulas import FUNCTIONS
from csat.report.document import Heading, Paragraph, Text, code, data, words
from csat.report.language import Language
from csat.report.page import Page
from csat.report.safe import clean
from csat.report.sentences import tell
from csat.results import Estimate, Record

Part = Heading | Paragraph | Step | Quantile


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is told, in order. Its headings are of level 1 (the figure) and 2."""

    parts: Sequence[Part]

    @property
    def agrees(self) -> bool:
        """Whether every line that the record holds too comes out as there."""
        return all(part.agrees for part in self.parts if isinstance(part, Step))


def find(record: Record, id: str) -> Estimate:
    """The figure of an id. Raises InputError where there is none, with the ids that are near."""
    of_id = {estimate.id: estimate for estimate in record.estimates}
    if id in of_id:
        return of_id[id]
    near = difflib.get_close_matches(id, of_id, n=3, cutoff=0.5)
    near = near or [one for one in of_id if one.startswith(f"{id}.") or one.split("@")[0].endswith(f".{id}")][:3]
    hint = f" Did you mean {' or '.join(clean(one) for one in near)}?" if near else ""
    raise InputError(f'No figure of this record has the id "{clean(id)}".{hint} csat explain RECORD lists all ids.')


def named(estimate: Estimate) -> str:
    """What the figure is called in its lines: its metric, unless a count has that name."""
    return "share" if estimate.metric in estimate.counts else estimate.metric


def explain(record: Record, estimate: Estimate, language: Language) -> Explanation:
    """Everything that led to a figure: what was asked, counts, formula, interval, target, change and source.

    Raises InputError where a figure of the record lacks what its metric needs.
    """
    try:
        return Explanation(tuple(_Telling(record, estimate, language).parts()))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        raise InputError(
            f"{clean(estimate.id)} cannot be explained: its counts, formula and interval do not belong together. "
            "Was the record changed by hand? csat verify tells."
        ) from None


class _Telling:
    def __init__(self, record: Record, estimate: Estimate, language: Language) -> None:
        self.record, self.estimate = record, estimate
        self.page = Page(record, language)
        self.language = self.page.language
        self.owner = _owner(record, estimate)

    def say(self, line: str, /, **filled: Text) -> Paragraph:
        return Paragraph(self.language.fill(self.language.texts["explain"][line], filled))

    def head(self, line: str, /, **filled: Text) -> Heading:
        return Heading(2, self.say(line, **filled).text)

    def parts(self) -> Iterator[Part]:
        estimate, texts = self.estimate, self.language.texts
        yield Heading(1, code(estimate.id))
        yield Paragraph(self.page.metric(estimate))
        if estimate.metric in texts["definitions"]:
            yield Paragraph(words(texts["definitions"][estimate.metric]))
        yield self.head("head_asked")
        yield from self.asked()
        if withheld(estimate):
            yield self.head("head_result")
            yield self.say("withheld", n=self.language.count(self.page.figures.suppress_below))
        else:
            yield from self.result()
        yield self.head("head_source")
        yield from self.source()

    # ------------------------------------------------------------------ what was asked

    def asked(self) -> Iterator[Part]:
        owner, estimate = self.owner, self.estimate
        if estimate.analysis is not None:
            yield from about(self.page, estimate)
        if estimate.construct is not None:
            yield self.say("construct", text=data(estimate.construct))
            named = [data(id) for id in (owner or {}).get("items", ())]
            yield self.say("items", text=self.page.joined(named))
            if estimate.column is not None:
                yield self.say("item", text=data(estimate.column))
        elif estimate.option is not None and owner is not None:
            yield self.say("question", text=data(owner["text"]))
            yield self.say("option", text=data(estimate.option))
        elif owner is not None:
            if owner.get("text"):
                yield self.say("question", text=data(owner["text"]))
            yield self.say("column", text=data(owner["column"]), letter=data(owner["letter"]))
            yield from self.item(owner)
        for column, value in estimate.segment.items():
            yield self.say("segment", column=data(column), value=data(value))
        if not estimate.segment:
            yield self.say("whole", n=self.language.count(self.record.ledger["scored"]))

    def item(self, item: Mapping[str, Any]) -> Iterator[Part]:
        yield self.say("scale", scale=self.page.scale(item["scale"]))
        points = self.page.joined(self.language.number(f"{point:g}") for point in item["top"])
        if item["measure"] == "nps":
            yield self.say("promoters")
        elif item["measure"] == "ces":
            yield self.say("easy", points=points, variant=words(self.language.label("variants", item["variant"])))
        elif item["top"]:
            yield self.say("satisfied", points=points)
        if item["reverse"]:
            ends = item["scale"]["low"] + item["scale"]["high"]
            yield self.say("reversed", sum=self.language.number(str(ends)))
        if item["labels"]:
            pairs = [
                (*data(label), *words(" = "), *self.language.number(str(p))) for label, p in item["labels"].items()
            ]
            yield self.say("labels", labels=self.page.joined(pairs))
        if item["missing"]:
            yield self.say("missing", codes=self.page.joined(data(one) for one in item["missing"]))
        if item.get("not_answers"):
            yield self.say("not_answers", labels=self.page.joined(data(one) for one in item["not_answers"]))

    # ------------------------------------------------------------------ the figure

    def result(self) -> Iterator[Part]:
        estimate = self.estimate
        yield self.head("head_counts")
        yield self.say("legend")
        if any(f"{name}(" in estimate.formula for name in FUNCTIONS):
            yield self.say("legend_functions")
        yield from self.base()
        work = Working(dict(estimate.counts))
        yield from self.counts(work)
        yield self.head("head_result")
        for note in estimate.notes:
            yield Paragraph(tell(self.language, "notes", note))
        if estimate.value is None:
            yield self.say("undefined")
            return
        work.step(named(estimate), estimate.formula, estimate.value, whole=True)
        yield from self.checked(work.lines[-1])
        places = self.language.places.get(estimate.unit, 3)
        yield self.say("shown", shown=self.page.value(estimate), places=self.language.number(str(places)))
        yield from self.interval(work)
        yield from self.target()
        yield from self.change()

    def base(self) -> Iterator[Part]:
        estimate, count = self.estimate, self.language.count
        if estimate.analysis is not None:
            yield from rests_on(self.page, estimate)
            return
        rows = estimate.n + sum(estimate.missing.values())
        kind = "complete" if estimate.construct is not None else "chose" if estimate.option is not None else "valid"
        yield self.say(f"base_{kind}", n=count(estimate.n), rows=count(rows))
        if estimate.missing:
            yield self.say("not_in_base", missing=self.page.reasons(estimate.missing))
        if estimate.n_weighted is not None and estimate.n_eff is not None:
            yield self.say("weighted", n_eff=self.language.number(f"{estimate.n_eff:.1f}"))

    def counts(self, work: Working) -> Iterator[Part]:
        """Each count with what it is, worked out from the answers where the record has them."""
        steps = counted(self.record, self.estimate, self.owner)
        if steps.distribution:
            pairs = [(*words(f"{point}: "), *self.language.number(str(n))) for point, n in steps.distribution.items()]
            yield self.say("distribution", answers=self.page.joined(pairs))
        every = {**self.estimate.counts, **steps.more}
        for name, number in every.items():
            work.told[name] = written(number)
            told = {"name": code(name), "value": code(written(number)), "what": self.meaning(name)}
            if name not in steps.formulas:
                yield self.say("count" if told["what"] else "count_bare", **told)
                continue
            yield self.say("count_of", **told)
            apart = Working(every)
            apart.step(name, steps.formulas[name], float(number), whole=True)
            yield from self.checked(apart.lines[-1])

    def meaning(self, name: str) -> Text:
        """What a count is; of numbered ones (``n_2``) what they all are. Nothing where the catalogue does not tell."""
        own = "base_chosen" if name == "base" and self.estimate.option is not None else name
        texts = self.language.texts["counts"]
        if self.estimate.analysis is not None:
            own_words = self.language.texts.get(f"{self.estimate.analysis}_counts", {})
            texts = {**texts, **self.language.texts["analysis_counts"], **own_words}
        found = texts.get(own) or texts.get(_NUMBERED.sub("", own))
        if not found:
            return ()
        if self.estimate.n_weighted is None or self.estimate.analysis is not None or own in OF_WEIGHTS:
            return words(found)
        if f"weighted_{own}" in texts:
            return words(texts[f"weighted_{own}"])
        return self.language.fill(texts["weights_of"], {"what": words(found)})

    def interval(self, work: Working) -> Iterator[Part]:
        estimate, found = self.estimate, self.estimate.interval
        if found is None:
            yield self.head("head_no_interval")
            if estimate.no_interval_because:
                yield Paragraph(tell(self.language, "notes", estimate.no_interval_because))
            return
        yield self.head("head_interval", level=self.language.level(found.level))
        yield self.say("method", method=data(found.method))
        yield from self.method(work, found.method, found.level, (found.low, found.high))
        yield self.say("interval", interval=self.page.interval(estimate))

    def method(self, work: Working, method: str, level: float, bounds: tuple[float, float]) -> Iterator[Part]:
        """The lines of an interval; those that end in its bounds are held against the record's."""
        if self.estimate.analysis is not None and not by_hand(self.estimate, method):
            yield self.say("method_redone")
            return
        if method not in METHODS:
            yield self.say("method_unknown")
            return
        start = len(work.lines)
        METHODS[method](work, level, self.estimate)
        lines = work.lines[start:]
        for bound, wanted in zip(("lower", "upper"), bounds, strict=True):
            last = max(place for place, line in enumerate(lines) if line.name in _ENDS[bound])
            line = lines[last]
            assert isinstance(line, Step)
            lines[last] = replace(line, wanted=wanted)
        for line in lines:
            yield from self.checked(line)

    def checked(self, line: Step | Quantile) -> Iterator[Part]:
        yield line
        if isinstance(line, Step) and not line.agrees and line.wanted is not None:
            yield self.say("differs", value=code(written(line.wanted)))

    # ------------------------------------------------------------------ what is beside it

    def target(self) -> Iterator[Part]:
        for target in self.record.targets:
            if target["figure"] == self.estimate.id:
                way = "at_least" if target["at_least"] is not None else "at_most"
                bound = self.page.say(way, bound=self.language.number(f"{target[way]:g}"))
                state = words(self.language.label("target_states", target["state"]))
                yield self.head("head_target")
                yield self.say("target", wanted=bound, state=state)

    def change(self) -> Iterator[Part]:
        changes = self.record.previous.get("changes", ())
        change = next((one for one in changes if one["figure"] == self.estimate.id), None)
        if change is None:
            return
        yield self.head("head_change", file=data(self.record.previous["source"]["name"]))
        if change["because"]:
            yield Paragraph(tell(self.language, "changes", change["because"]))
            return
        work = Working(change["counts"])
        for name, number in change["counts"].items():  # those of today stand above
            if name.startswith("previous_"):
                what = self.meaning(name.removeprefix("previous_"))
                line = "count_before" if what else "count_bare"
                yield self.say(line, name=code(name), value=code(written(number)), what=what)
        work.step("change", change["formula"], change["value"], whole=True)
        yield from self.checked(work.lines[-1])
        if change["method"]:
            yield self.say("method", method=data(change["method"]))
            yield from self.method(work, change["method"], change["level"], (change["low"], change["high"]))
        elif change["no_interval_because"]:
            yield Paragraph(tell(self.language, "changes", change["no_interval_because"]))

    def source(self) -> Iterator[Part]:
        source = self.record.source
        yield self.say("source", source=data(self.estimate.source))
        for file in source.get("files") or [source]:
            if file.get("sha256"):
                yield self.say("file", name=data(file["name"]), digest=code(file["sha256"]))
        yield self.say("record", digest=code(self.record.digest))


_NUMBERED = re.compile(r"_?\d+$")
OF_WEIGHTS = frozenset({"effective_n", "deff_kish", "standard_error", "df", "answers", "low", "high"})
"""Counts of a weighted figure that are no sums of weights."""

_ENDS = {bound: (bound, f"{bound}_score", f"{bound}_change") for bound in ("lower", "upper")}


def _owner(record: Record, estimate: Estimate) -> Mapping[str, Any] | None:
    """The item, construct or multiple choice of the plan that a figure is of."""
    part = "multiple" if estimate.option is not None else "constructs" if estimate.construct is not None else "items"
    for entry in record.plan.get(part, ()):
        own = f"{entry['id']}.{estimate.metric}"
        if estimate.id == own or estimate.id.startswith((f"{own}.", f"{own}@")):
            return dict(entry)
    return None
