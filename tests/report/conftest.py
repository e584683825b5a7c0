"""Records built by hand: the renderings are tested on the shape of a record, not on the scoring."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from math import sqrt
from typing import Any

import pytest
from rich.console import Console

from csat.io.source import column_letter
from csat.results import Estimate, Interval, Record

LONG = [f"{'A question of sixty letters and more about everything ' * 2}[{name}]" for name in "ABCDEFG"]
WIDE = [f"{'这个问题非常长并且每个字都占两个单元格 ' * 3}{place}" for place in range(7)]
HOSTILE = [
    "\x1b]0;owned\x07title", "[bold red]markup[/bold red]", "line\nbreak\r\nand\ttab", "\u202eright\u202c \x9b2J",
    "x" + "\u0301" * 3000, "[/]\\[link=http://evil]click[/link]", "=cmd|' /C calc'!A0",
]  # fmt: skip
ENGLISH = [
    "Overall, how satisfied are you with your stay?",
    "Cleanliness of the room",
    "Friendliness of the staff",
    "Breakfast",
    "Value for money",
    "How likely are you to recommend us to a friend or a colleague?",
    "The hotel made it easy for me to check in",
]
PERSIAN = [
    "رضایت کلی شما از خدمات شعبه چقدر است؟",
    "رفتار کارکنان",
    "سرعت انجام کار در باجه",
    "نظافت و آراستگی محیط شعبه",
    "خدمات همراه‌بانک",
    "چقدر احتمال دارد بانک ما را به دوستان خود توصیه کنید؟",
    "انجام کارم در این بانک آسان بود",
]
SCALES = {"csat": (1, 5, [4.0, 5.0]), "nps": (0, 10, [9.0, 10.0]), "ces": (1, 7, [5.0, 6.0, 7.0])}
UNITS = {"csat": "percent", "nps": "points", "ces": "score"}


def measures_of(headers: Sequence[str]) -> list[str]:
    return ["csat"] * (len(headers) - 2) + ["nps", "ces"]


def _item(rng: random.Random, id: str, header: str, measure: str, n: int, segment: Mapping[str, str]) -> list[Estimate]:
    low, high, top = SCALES[measure]
    points = list(range(low, high + 1))
    answers = rng.choices(points, weights=[1 + point for point in points], k=n)
    spread = {str(point): answers.count(point) for point in points}
    tops = sum(answer in top for answer in answers)
    lows = sum(answer <= 6 if measure == "nps" else low + high - answer in top for answer in answers)
    mean = sum(answers) / n if n else None

    def one(metric: str, unit: str, value: float | None, half: float | None = None, **more: Any) -> Estimate:
        low_high = None if half is None or value is None else Interval(value - half, value + half, 0.95, "wilson")
        where = "".join(f"@{name}={label}" for name, label in segment.items())
        because = () if n else ("no valid answer",)
        return Estimate(f"{id}.{metric}{where}", metric, unit, value, n, column=header, segment=segment,
                        interval=low_high, notes=because, missing={"blank": 3, "invalid": 1}, **more)  # fmt: skip

    def share(number: int) -> float | None:
        return 100 * number / n if n else None

    half = 98 / sqrt(n) if n else 0.0
    if measure == "csat":
        head = [
            one("csat", "percent", share(tops), half, distribution=spread),
            one("csat_bottom", "percent", share(lows)),
        ]
        head += [
            one("csat_net", "points", share(tops - lows)),
            one("mean", "score", mean, 0.1),
            one("sd", "score", 1.0),
        ]
        return [*head, one("score", "percent", 70.0)]
    if measure == "nps":
        return [
            one("nps", "points", share(tops - lows), half, distribution=spread),
            one("nps_promoters", "percent", share(tops)),
            one("nps_passives", "percent", share(n - tops - lows)),
            one("nps_detractors", "percent", share(lows)),
            one("mean", "score", mean),
            one("sd", "score", 2.0),
        ]
    return [
        one("ces", "score", mean, 0.1, distribution=spread),
        one("ces_easy", "percent", share(tops), half),
        one("sd", "score", 1.5),
    ]


def build_record(
    headers: Sequence[str] = ENGLISH,
    measures: Sequence[str] | None = None,
    by: Mapping[str, Sequence[str]] | None = None,
    n: int = 988,
    sizes: Sequence[int] = (412, 301, 120, 22, 3),
    constructs: Mapping[str, Sequence[str]] | None = None,
    not_scored: Sequence[str] = (),
    notices: Sequence[str] = (),
    source: Mapping[str, Any] | None = None,
    seed: int = 7,
) -> Record:
    """A record of these columns; segments below five answers are suppressed as the scoring does it."""
    rng = random.Random(seed)
    kinds = measures_of(headers) if measures is None else measures
    constructs = constructs if constructs is not None else {"Service": list(headers[1:5])}
    segments: list[tuple[dict[str, str], int]] = [({}, n)]
    for name, labels in (by or {}).items():
        segments += [({name: label}, sizes[place % len(sizes)]) for place, label in enumerate(labels)]
    estimates: list[Estimate] = []
    for segment, size in segments:
        found: list[Estimate] = []
        for place, (header, kind) in enumerate(zip(headers, kinds, strict=True)):
            found += _item(rng, f"q{place}", header, kind, size, segment)
        for name, columns in constructs.items():
            found += _construct(name, {column: f"q{headers.index(column)}" for column in columns}, size, segment)
        if segment and size < 5:
            found = [Estimate(e.id, e.metric, e.unit, None, e.n, e.column, e.construct, e.segment,
                              notes=("Withheld: fewer than 5 answers.",)) for e in found]  # fmt: skip
        estimates += found
    columns_used = ["Response ID", *(by or {}), *headers, *not_scored, "Comment"]
    roles = [
        "respondent id",
        *["segment"] * len(by or {}),
        *["item"] * len(headers),
        *["not scored"] * len(not_scored),
        "comment",
    ]
    letters = {name: column_letter(place) for place, name in enumerate(columns_used)}
    plan = {
        "items": [
            {"column": header, "letter": letters[header], "id": f"q{place}", "measure": kind,
             "variant": "ces2" if kind == "ces" else None, "top": SCALES[kind][2],
             "scale": {"low": SCALES[kind][0], "high": SCALES[kind][1], "step": 1.0},
             "labels": {}, "reverse": False, "why": "the words of its name"}
            for place, (header, kind) in enumerate(zip(headers, kinds, strict=True))
        ],
        "constructs": [
            {"name": name, "id": name, "columns": list(columns), "why": "one matrix",
             "items": [f"q{headers.index(column)}" for column in columns]}
            for name, columns in constructs.items()
        ],
        "segments": list(by or {}),
        "columns": [
            {"column": name, "letter": letters[name], "role": role, "why": "it may be 0-10 or 1-10",
             "settle": f"--nps '{name}' --scale '{name}=0-10'" if role == "not scored" else None}
            for name, role in zip(columns_used, roles, strict=True)
        ],
        "level": 0.95, "suppress_below": 5, "flag_below": 30,
    }  # fmt: skip
    usual = {"name": "hotel.xlsx", "format": "xlsx", "sheet": "Stays", "platform": "Qualtrics", "encoding": None,
             "delimiter": None, "header_row": 1, "size": 10, "sha256": "0" * 64}  # fmt: skip
    return Record(
        source=source or usual, plan=plan,
        ledger={"read": n + 12, "scored": n, "set_aside": {"preview": 8, "empty": 4}, "items": []},
        estimates=estimates, notices=list(notices), environment={"csat": "0"},
    )  # fmt: skip


def _construct(name: str, columns: Mapping[str, str], n: int, segment: Mapping[str, str]) -> list[Estimate]:
    def one(metric: str, value: float, column: str | None = None, interval: Interval | None = None) -> Estimate:
        where = "".join(f"@{name}={label}" for name, label in segment.items())
        own = f".{columns[column]}" if column else ""
        return Estimate(f"{name}.{metric}{own}{where}", metric, "ratio", value, n, column, name, segment, interval)

    found = [one("alpha", 0.85299, None, Interval(0.797065, 0.893167, 0.95, "feldt")), one("alpha_standardized", 0.861),
             one("inter_item_r", 0.4412)]  # fmt: skip
    for place, column in enumerate(columns):
        found += [one("item_rest_r", 0.6 - 0.25 * place, column), one("alpha_if_dropped", 0.8 + 0.03 * place, column)]
    return found


@pytest.fixture
def headers_of() -> Mapping[str, Sequence[str]]:
    return {"en": ENGLISH, "fa": PERSIAN, "long": LONG, "wide": WIDE, "hostile": HOSTILE}


@pytest.fixture
def build() -> Callable[..., Record]:
    return build_record


def printed(record: Record, width: int = 80, terminal: bool = False, **options: Any) -> str:
    """What :func:`csat.report.terminal.show` writes to a pipe, or to a terminal without colour."""
    from csat.report.terminal import show

    stream = StringIO()
    show(record, Console(file=stream, width=width, force_terminal=terminal, no_color=True, **options), isolate=terminal)
    return stream.getvalue()


@pytest.fixture
def show_text() -> Callable[..., str]:
    return printed
