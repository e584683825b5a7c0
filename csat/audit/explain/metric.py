"""What a metric is: definition, formula, interval, when not to use it, sources, and which choices are ours."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from csat.audit.explain import Part
from csat.errors import InputError
from csat.metrics import OF_MEASURE
from csat.metrics.alpha import reliability
from csat.metrics.chosen import chosen
from csat.metrics.figure import Answered, Figure
from csat.plan import Item, Measure, Scale
from csat.products import Products
from csat.report.document import Heading, Paragraph, Text, code, data, words
from csat.report.language import Language
from csat.report.safe import clean

FAMILY = {
    "csat_bottom": "csat",
    "nps_promoters": "nps",
    "nps_passives": "nps",
    "nps_detractors": "nps",
    "ces_easy": "ces",
    "alpha_standardized": "alpha",
    "inter_item_r": "alpha",
    "item_rest_r": "alpha",
    "alpha_if_dropped": "alpha",
}
"""The metric whose cautions and choices are also those of another; each other metric has its own."""


def specimens() -> dict[str, Figure]:
    """A figure of each metric, of made-up answers: it tells the formula, the interval method and the source."""
    found: dict[str, Figure] = {}
    for measure, low, high in _MEASURES:
        item = Item(0, "q", "q", measure, Scale(low, high), "ease" if measure == "ces" else None)
        answered = Answered(item, list(range(1, high - low + 2)), 0.95)
        found |= {figure.metric: figure for metric in OF_MEASURE[measure] for figure in metric(answered)}
    import numpy as np

    rows = np.array([[1, 2, 2], [2, 2, 3], [4, 3, 4], [5, 5, 4]])
    items = [Item(column, "q", f"q{column}", "csat", Scale(1, 5)) for column in range(3)]
    products = Products(len(rows), rows.sum(axis=0), rows.T @ rows)
    found |= {figure.metric: figure for figure in reliability(items, products, 0.95)}
    return found | {"chosen": chosen(1, 2, 0.95)}


_MEASURES: tuple[tuple[Measure, int, int], ...] = (("csat", 1, 5), ("nps", 0, 10), ("ces", 1, 7))


def about(metric: str, language: Language) -> list[Part]:
    """The explanation of a metric. Raises InputError where there is none of that name."""
    known = specimens()
    name = metric.strip().lower()
    if name in known:
        return list(_about(known[name], language))
    if name in language.texts["definitions"]:
        return list(_of_analysis(name, language))
    every = sorted({*known, *language.texts["definitions"]})
    near = difflib.get_close_matches(name, every, n=2, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise InputError(
        f'"{clean(metric)}" is neither a metric nor a record (.json).{hint} Metrics are {", ".join(every)}.'
    )


def _of_analysis(name: str, language: Language) -> Iterator[Part]:
    """A metric of an analysis: what it is, and where its formula with numbers is to be had."""
    texts, own = language.texts, language.texts["explain"]
    yield Heading(1, words(texts["metrics"][name]))
    yield Paragraph(language.fill(texts["definitions"][name], {}))
    yield Paragraph(language.fill(own["of_analysis"], {}))
    for head, table in (("head_caution", "cautions"), ("head_choices", "choices")):
        if name in texts[table]:
            yield Heading(2, words(own[head]))
            yield Paragraph(language.fill(texts[table][name], {}))


def _about(figure: Figure, language: Language) -> Iterator[Part]:
    texts, name = language.texts, figure.metric
    own = texts["explain"]
    family = FAMILY.get(name, name)

    def said(line: str, **filled: Text) -> Paragraph:
        return Paragraph(language.fill(own[line], filled))

    yield Heading(1, words(texts["metrics"][name]))
    yield Paragraph(words(texts["definitions"][name]))
    yield Heading(2, words(own["head_formula"]))
    yield said("formula", name=code(name), formula=code(figure.formula), unit=words(texts["units"][figure.unit]))
    for count in figure.counts:
        if count in texts["counts"] and count in figure.formula:
            yield said("count_of", name=code(count), what=words(texts["counts"][count]))
    yield Heading(2, words(own["head_its_interval"]))
    if figure.interval is None:
        from csat.report.sentences import tell

        yield Paragraph(tell(language, "notes", figure.no_interval_because or ""))
    else:
        yield said("method", method=data(figure.interval.method))
        yield Paragraph(language.fill(texts["interval_formulas"][_METHODS[figure.interval.method.split(",")[0]]], {}))
    yield Heading(2, words(own["head_caution"]))
    yield Paragraph(words(texts["cautions"][family]))
    yield Heading(2, words(own["head_choices"]))
    yield Paragraph(words(texts["choices"][family]))
    yield Heading(2, words(own["head_source"]))
    yield said("source", source=data(figure.source))


_METHODS = {
    "Wilson score": "wilson",
    "adjusted Wald (+3/4": "adjusted_wald",
    "Student t": "student",
    "Feldt": "feldt",
}
