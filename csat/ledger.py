"""What the record tells beside its figures: where the rows came from, what became of each, and what did the work."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Any

from csat.io.source import About, Source
from csat.io.text import showable
from csat.labels import NOT_APPLICABLE
from csat.measure import NO_CHOICE, WHOLE_FILE, Reader, choosing
from csat.multiple.selections import odd_ticks
from csat.plan import Item, Plan
from csat.prepare import INVALID
from csat.reading import Reading
from csat.tally import Tally


def source_of(source: Source) -> dict[str, Any]:
    """Where the rows came from, as records tell it."""
    about = source.about
    asked = about.layout.asked(source.headers)
    return (
        _told(about)
        | {"question_columns": None if asked is None else len(asked)}
        | ({"files": [_told(file) for file in about.files]} if about.files else {})
    )


def _told(about: About) -> dict[str, Any]:
    return {
        "name": about.name,
        "format": about.format,
        "platform": about.layout.platform,
        "size": about.size,
        "sha256": about.sha256,
        "sheet": about.sheet,
        "encoding": about.encoding,
        "delimiter": about.delimiter,
        "header_row": about.header_row,
        "header_rows": about.layout.header_rows,
    }


def ledger_of(source: Source, reading: Reading, excluded: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """What became of every row, and of every answer to an item: rows read are rows scored and rows set aside."""
    plan, tally = reading.plan, reading.tally
    reader = Reader(plan, tally)
    ledger: dict[str, Any] = {
        "read": tally.rows + sum(tally.set_aside.values()),
        "scored": tally.rows,
        "set_aside": dict(sorted(tally.set_aside.items())),
        "items": [_item_ledger(item, reader, source) for item in plan.items],
    }
    if spans := [span.told() for span in reading.spans if span.days]:
        ledger["fieldwork"] = spans
    if plan.multiple:
        ledger["multiple"] = [_multiple_ledger(plan, place, tally, source) for place in range(len(plan.multiple))]
    if tally.files:
        ledger["files"] = [
            {"name": name, "read": rows + aside, "scored": rows} for name, (rows, aside) in tally.files.items()
        ]
    if plan.weighting is not None:
        from csat.weighting.weighed import weighed

        if (weights := weighed(plan, tally)) is not None:
            ledger["weights"] = weights.told()
    return ledger | dict(excluded)


def _item_ledger(item: Item, reader: Reader, source: Source) -> dict[str, Any]:
    answering = reader.answering(item, WHOLE_FILE)
    texts = reader.tally.texts(item.column)
    odd: dict[str, tuple[int, int]] = {}
    for text, n in texts.items():
        if reader.read(item, text) == INVALID:
            shown, row = showable(text), reader.tally.first[item.column][text]
            count, first = odd.get(shown, (0, row))
            odd[shown] = (count + n, min(first, row))
    return {
        "column": item.header,
        "rows": reader.tally.rows,
        "valid": answering.base,
        "blank": answering.missing["blank"],
        "not_applicable": answering.missing["not applicable"],
        "dont_know": answering.missing["don't know"],
        "invalid": answering.missing[INVALID],
        "distribution": {item.scale.name(p): n for p, n in enumerate(answering.counts)},
        "odd": [
            {"answer": shown, "count": n, "first": source.place(row, item.column)}
            for shown, (n, row) in sorted(odd.items(), key=lambda pair: pair[1][1])
        ],
    }


def _multiple_ledger(plan: Plan, place: int, tally: Tally, source: Source) -> dict[str, Any]:
    question, choice = plan.multiple[place], choosing(plan, tally, place, WHOLE_FILE)
    cells = [(column, text, n) for column in question.columns for text, n in tally.texts(column).items()]
    odd = [
        {"answer": showable(text), "count": n, "first": source.place(tally.first[column][text], column)}
        for column, text, n in odd_ticks(question, cells)
    ]
    return {
        "id": question.id,
        "text": question.text,
        "rows": tally.rows,
        "chose": choice.base,
        "no_choice": choice.missing[NO_CHOICE],
        "not_applicable": choice.missing[NOT_APPLICABLE],
        "options": [
            {"option": option.label, "chosen": n} for option, n in zip(question.options, choice.options, strict=True)
        ],
        "other_answers": choice.others,
        "odd": odd,
    }


def environment() -> dict[str, str]:
    """The versions that figures were made with."""
    import numpy
    import scipy

    from csat import __version__

    return {
        "csat": __version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
    }
