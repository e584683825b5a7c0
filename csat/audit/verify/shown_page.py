"""An HTML report against its record: every figure that it marks, and then its text and tags beside a new rendering."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from itertools import zip_longest

from csat import __version__
from csat.audit.verify.outcome import Difference, Outcome
from csat.report.document import plain
from csat.report.language import Language
from csat.report.numbers import PLACES
from csat.results import Record

_TOLD = 50
_MARK = "data-f"
_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


class Pieces(HTMLParser):
    """The tags and texts of a page, one after the other; ``figures`` are the texts marked as a part of an estimate."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.figures: list[tuple[str, str]] = []
        self.meta: dict[str, str] = {}
        self._mark: str | None = None
        self._text = ""
        self.feed(raw.decode("utf-8", "replace"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._flush()
        self.pieces.append(f"<{tag}{''.join(f' {name}={value}' for name, value in attrs)}>")
        told = dict(attrs)
        if tag == "meta" and told.get("name"):
            self.meta[str(told["name"])] = told.get("content") or ""
        if mark := told.get(_MARK):
            self._mark = mark

    def handle_endtag(self, tag: str) -> None:
        self._flush()
        self.pieces.append(f"</{tag}>")
        self._mark = None

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_comment(self, data: str) -> None:
        self._flush()
        self.pieces.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._flush()
        self.pieces.append(f"<!{decl}>")

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        if self._text:
            self.pieces.append(self._text)
            if self._mark is not None:
                self.figures.append((self._mark, self._text))
        self._text = ""


def of_page(name: str, record: Record, language: Language, made: bytes, raw: bytes) -> Outcome:
    """What differs between a page and its record; ``made``: the record rendered now, in the page's language."""
    held, again = Pieces(raw), _made_anew(made)
    remarks: list[str] = []
    found: list[Difference] = []
    if (digest := held.meta.get("csat-record")) != record.digest:
        found.append(Difference("the record it names", digest or "none", record.digest))
        remarks.append("It was made from another record, or from this one before it was changed.")
    wrong = list(of_figures(held, record, language))
    found += wrong
    theirs = held.meta.get("generator", "").removeprefix("csat ")
    if theirs != __version__ and theirs:
        remarks.append(f"csat {theirs} made it by its own word, and this is csat {__version__}.")
        if not found:
            marks = len(held.figures)
            remarks.append(f"All {marks:,} marked figures are the record's; its words and charts were not compared.")
            said = "another version of csat made it, so it cannot be verified. Make it anew with csat render"
            return Outcome(name, "fails", said, (), remarks, True)
    else:
        found += of_pieces(held, again)
        if not found:
            found.append(_bytes(made, raw))
    return Outcome(name, "fails", "it is not what csat makes of the record", found, remarks, True)


@lru_cache(maxsize=4)
def _made_anew(made: bytes) -> Pieces:
    return Pieces(made)


def of_figures(page: Pieces, record: Record, language: Language) -> Iterator[Difference]:
    """The marked figures that are not the record's, rounded as csat rounds."""
    places = PLACES | dict(record.plan.get("decimals", {}))
    teller = Language(language.code, language.texts, places)
    for mark, text in page.figures:
        number, part = mark[:-1], mark[-1:]
        if not number.isdecimal() or int(number) >= len(record.estimates) or part not in "vlhn":
            yield Difference(f"figure marked {mark}", text, "no figure of the record")
            continue
        estimate = record.estimates[int(number)]
        if part == "n":
            told = plain(teller.count(estimate.n))
        elif part == "v":
            told = plain(teller.figure(estimate.value, estimate.unit))
        elif estimate.interval is None:
            told = "no interval"
        else:
            bound = estimate.interval.low if part == "l" else estimate.interval.high
            told = plain(teller.figure(bound, estimate.unit, percent=False))
        if text.translate(_ISOLATES) != told.translate(_ISOLATES):
            what = {"v": "value", "l": "lower bound", "h": "upper bound", "n": "base"}[part]
            yield Difference(f"{estimate.id}, {what}", text, told)


def of_pieces(held: Pieces, again: Pieces) -> Iterator[Difference]:
    """The first places where two pages part."""
    before, told = "", 0
    for one, other in zip_longest(held.pieces, again.pieces):
        if one != other:
            where = f"after “{before[-40:]}”" if before else "at its beginning"
            yield Difference(where, *_around(one or "nothing", other or "nothing"))
            told += 1
            if told == _TOLD or len(held.pieces) != len(again.pieces):
                return  # one piece more or less, and all after it would differ
        if one and one.strip() and not one.startswith("<"):
            before = " ".join(one.split())


def _around(one: str, other: str) -> tuple[str, str]:
    at = next((n for n, (a, b) in enumerate(zip_longest(one, other)) if a != b), 0)
    start = max(0, at - 30)
    return one[start : start + 80], other[start : start + 80]


def _bytes(made: bytes, raw: bytes) -> Difference:
    at = next(n for n, (a, b) in enumerate(zip_longest(raw, made)) if a != b)
    return Difference(f"byte {at + 1}", "written otherwise than csat writes it", "")
