"""How long answering took: texts of durations in seconds, and which column of a file holds the whole time."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from csat.io.text import key, number, plain
from csat.plan import Use

BARE, CLOCK = "numbers", "times"
"""How durations are written: bare numbers, of a unit that is not told, or with it (``5:30``, ``5 min``)."""

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):(\d{1,2}(?:[.,]\d{1,9})?)\Z")
_ISO = re.compile(r"pt(?=\d)(?:(\d{1,4})h)?(?:(\d{1,4})m)?(?:(\d{1,6}(?:\.\d{1,9})?)s)?\Z")
_UNITS = {"h": 3600, "m": 60, "s": 1}
_PART = re.compile(
    r"(\d{1,6}(?:[.,]\d{1,9})?)\s*"
    r"(?:(h|hrs?|hours?|std|stunden?|ساعت)|(m|min|mins?|minutes?|minuten?|دقیقه)|(s|secs?|seconds?|sekunden?|ثانیه))(?![^\W\d_])"
    r"(?:\s*(?:and|,|und|و)?\s*)"
)
_PART_OF_IT = re.compile(r"page|group|question|click|صفحه|سوال|[?؟]")


@lru_cache(maxsize=20_000)
def seconds(text: str) -> tuple[str, float] | None:
    """A duration as how it is written and its length: seconds, or a bare number in whatever unit the column has.

    ``95``, ``95.2``, ``۹۵``; ``1:35``, ``0:01:35``; ``1 min 35 s``, ``۱ دقیقه``; ``PT1M35S``. None for anything else,
    and for what is below zero.
    """
    if len(text) > 40:
        return None
    if (value := number(text)) is not None:
        return (BARE, float(value)) if value >= 0 else None
    text = plain(text).casefold()
    if match := _CLOCK.match(text):
        hours, minutes, rest = int(match[1] or 0), int(match[2]), float(match[3].replace(",", "."))
        if rest >= 60 or (match[1] and minutes >= 60):
            return None
        return CLOCK, hours * 3600 + minutes * 60 + rest
    if match := _ISO.match(text):
        return CLOCK, int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3] or 0)
    return _in_words(text)


def _in_words(text: str) -> tuple[str, float] | None:
    at, total = 0, 0.0
    while match := _PART.match(text, at):
        unit = "h" if match[2] else "m" if match[3] else "s"
        total += float(match[1].replace(",", ".")) * _UNITS[unit]
        at = match.end()
    return (CLOCK, total) if at and at == len(text) else None


def whole_time(uses: Sequence[Use], named: Collection[int] = ()) -> Use | None:
    """Of the columns of durations the one that holds the time of the whole questionnaire; None where none does.

    Platforms also write the time of each page or question, and a question may ask for a duration. ``named`` are columns
    that a plan file names as durations.
    """
    own = [use for use in uses if use.column in named or not _PART_OF_IT.search(key(use.header))]
    whole = [use for use in own if re.search(r"total|interviewtime|کل", key(use.header))]
    return next(iter(whole or own), None)
