"""Takes out of free text what points at a person: addresses, telephone, card, account and identity numbers.

A best effort, and told as one: names, streets and whatever is told in words are not looked for. The usual numbers of a
comment (prices, dates, orders, rooms) stay where they are not written as such numbers are.

A text is looked at through its *shadow*: digits of every script as ASCII, every dash a hyphen, every space a space,
invisible characters gone. What is found there is taken out of the text itself, which else stays as it is. Every pattern
is bounded, so time grows with the length of a text and no faster.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from csat.comments.personal_numbers import is_account, numbers

Found = tuple[int, int, str]
"""Where something begins and ends, and what kind of thing it is."""

KINDS = ("email", "phone", "national_id", "card", "account", "link", "handle")
"""What is looked for. In its place stands ``⟦email⟧`` and so on, which a report tells in its language."""

MARK = re.compile("⟦(" + "|".join(KINDS) + ")⟧")

_AT = r"(?: ?@ ?| ?[(\[{] ?(?:at|@) ?[)\]}] ?)"
_DOT = r"(?:\.| ?[(\[{] ?dot ?[)\]}] ?)"
_LOCAL = r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}"
_HOST = r"\w[\w-]{0,62}"
_EMAIL = re.compile(rf"{_LOCAL}{_AT}{_HOST}(?:{_DOT}{_HOST}){{1,8}}|{_LOCAL}@[^\W\d][\w-]{{0,62}}", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@.])@[^\W\d][\w.]{2,31}")
_LINK = re.compile(
    r"(?:(?:https?|ftp)://|(?<![\w.@-])(?:www\.|(?:t|telegram|wa|instagram|facebook|fb|twitter|x|linkedin|eitaa|ble"
    r"|rubika|splus)\.(?:me|com|ir)/))[^ <>\"⟦⟧\0]{1,2000}",
    re.IGNORECASE,
)
_LINK_END = ".,;:!?)]}>'»،؛؟"
_OF_A_PERSON = re.compile(r"(?:[a-z]+://)?+[^/?#]*(?:@|[/?#].)", re.IGNORECASE | re.DOTALL)
_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}")
_LEAST_ACCOUNT = 15


def redact(text: str) -> tuple[str, Mapping[str, int]]:
    """The text without what is looked for, and how often each kind was found. Never raises, whatever the text."""
    shadow, places = _shadowed(text)
    taken: list[Found] = []
    for look in (_links, _emails, _accounts, numbers, _handles):
        found = list(look(shadow))
        taken += found
        # what is taken is seen by no later step, and stands there as neither letter, digit nor space
        shadow = _replaced(shadow, [(start, end, "\0" * (end - start)) for start, end, _ in found])
    marks = [(places(start), places(end - 1) + 1, f"⟦{kind}⟧") for start, end, kind in sorted(taken)]
    return _replaced(text, marks), dict(sorted(Counter(kind for _, _, kind in taken).items()))


def _replaced(text: str, spans: Sequence[Found]) -> str:
    if not spans:
        return text
    parts, last = [], 0
    for start, end, put in spans:
        parts += [text[last:start], put]
        last = end
    return "".join((*parts, text[last:]))


# ---------------------------------------------------------------- the shadow


class _Seen(dict[int, str]):
    """How each character is seen: one character, or none where it is invisible. Learned when met."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        plain = unicodedata.normalize("NFKC", char)
        if (digit := unicodedata.decimal(char, None)) is not None:
            seen = str(digit)
        elif char.isspace():
            seen = " "
        elif (category := unicodedata.category(char)) == "Pd" or char in "\u2212ـ":
            seen = "-"
        elif category in ("Cf", "Cc", "Mn", "Me") or "\ufe00" <= char <= "\ufe0f":
            seen = ""
        else:
            seen = plain if len(plain) == 1 else char
        self[point] = seen
        return seen


_SEEN = _Seen()


def _shadowed(text: str) -> tuple[str, Callable[[int], int]]:
    """The shadow of a text, and from each place in it to the place in the text."""
    if text.isascii() and text.isprintable():
        return text, lambda place: place
    seen = [_SEEN[ord(char)] for char in text]
    places = [place for place, char in enumerate(seen) if char]
    return "".join(seen), places.__getitem__


# ---------------------------------------------------------------- what is looked for


def _links(shadow: str) -> Iterator[Found]:
    """Web addresses of more than a host: paths, queries and user names may lead to a person."""
    for found in _LINK.finditer(shadow):
        link = found[0].rstrip(_LINK_END)
        if _OF_A_PERSON.match(link):
            yield found.start(), found.start() + len(link), "link"


def _emails(shadow: str) -> Iterator[Found]:
    if "@" in shadow or "at" in shadow.lower():
        yield from ((found.start(), found.end(), "email") for found in _EMAIL.finditer(shadow))


def _accounts(shadow: str) -> Iterator[Found]:
    """Account numbers (IBAN, ISO 13616) by their check digits; an Iranian one, of digits alone, with the numbers."""
    end = 0
    for found in _ACCOUNT.finditer(shadow):
        if found[0].startswith("IR"):
            continue
        for stop in range(len(found[0]), _LEAST_ACCOUNT - 1, -1):
            if found[0][stop - 1] not in " -" and is_account(found[0][:stop]):
                end = found.start() + stop
                yield found.start(), end, "account"
                break


def _handles(shadow: str) -> Iterator[Found]:
    """Names of accounts as networks write them: @name."""
    if "@" in shadow:
        yield from ((found.start(), found.end(), "handle") for found in _HANDLE.finditer(shadow))
