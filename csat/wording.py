"""What the words of a column header say: the header as a person reads it, split and looked up.

The words are those of questionnaires in English and Persian, with the commonest forms in
Arabic, German, French, Spanish and Turkish.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from csat.io.text import key, plain

# Latin words are looked for at a word's start; Arabic-script words anywhere, in the header's key without spaces.
_WORDS: dict[str, tuple[str, str]] = {
    "nps": (
        r"nps\b|net promoter|recommend|recommand|empfehl|weiterempfehl|recomend|recomiend|tavsiye",
        "توصیه|پیشنهادبه|پیشنهادمیکن|پیشنهادمیده|معرفیبهدوستان|بهدیگرانمعرفی|بهدوستان|خالصمروجان|اوصی|توصي",
    ),
    "ease": (
        r"eas(?:y|e|ier|ily)\b|einfach|leicht|facile|fácil|kolay",
        "آسان|اسان|سهولت|راحتبود|سهل",
    ),
    "effort": (r"effort|ces\b|aufwand|esfuerzo|çaba", "تلاش|زحمت|دشواری"),
    "csat": (
        r"satisf|csat\b|\w*zufrieden|satisfech|satisfac|memnun|happy with|pleased|rate\b|rating|quality|qualit"
        r"|how would you (?:rate|describe)|overall\b|bewert|califi",
        "رضایت|راضی|خشنود|خوشنود|کیفیت|ارزیابی|امتیاز|رضا",
    ),
    "importance": (r"importan|wichtig|önem|how important", "اهمیت|مهماست|مهمبود|چقدرمهم"),
    "negative": (
        r"effort|wait|problem|complain|difficult|delay|fault|error|worr|frustrat|annoy|aufwand|dissatisf|unsatisf",
        "تلاش|زحمت|انتظار|مشکل|شکایت|تاخیر|خطا|نارضایت|ناراضی|دشوار|سخت",
    ),
    "id": (
        r"(?:respondent|response|customer|guest|client|record|case|participant|submission|user)[ _.-]?(?:id|no|number|key)?\Z"
        r"|id\Z|uuid|token\Z|#\Z|serial|respid|ref(?:erence)? ?(?:no|number|id)",
        "شناسه|ردیف|کدمشتری|شمارهمشتری|کدپاسخ|شمارهپاسخ",
    ),
    "date": (
        r"(?:\w*date|time|timestamp|submitted|started|completed|start time|end time|completion time|recorded ?date"
        r"|start ?date|end ?date|datum|fecha|tarih)\b",
        "تاریخ|زمانثبت|زمانتکمیل|زمانشروع|زمانپایان",
    ),
    "duration": (r"duration|time (?:taken|spent)|seconds|dauer|elapsed", "مدت|زمانصرفشده"),
    "weight": (r"weight|wt\b|weighting|gewicht", "وزن"),
    "comment": (
        r"comment|why\b|reason|suggest|feedback|anything else|tell us|please explain|describe|remarks?|kommentar"
        r"|other \(please specify\)|improve",
        "نظرشما|نظرات|توضیح|پیشنهادات|پیشنهادشما|انتقاد|چرا|دلیل|دیدگاه",
    ),
    "personal": (
        r"e-?mail|(?:first|last|full|your|user|recipient)[ _]?(?:first|last)?[ _]?name|name\Z|phone|mobile|telephone"
        r"|address|ip ?address|ip\Z|latitude|longitude|birth|passport|national id|ssn|iban",
        "ایمیل|رایانامه|پستالکترونیک|نامخانوادگی|نامونامخانوادگی|تلفن|موبایل|شمارههمراه|کدملی|آدرس|ادرس|نشانی|تاریختولد",
    ),
    "segment": (
        r"region|branch|product|segment|department|country|city|gender|sex\b|age\b|channel|plan\b|tenure|class\b|hotel"
        r"|store|team|site|office|type\b|group\b|purpose",
        "شعبه|استان|شهر|منطقه|جنسیت|سن|محصول|نوع|بخش|گروه|کانال|سابقه",
    ),
}
_LATIN = {kind: re.compile(rf"(?<![^\W_])(?:{latin})", re.I) for kind, (latin, _) in _WORDS.items()}
_ARABIC = {kind: re.compile("|".join(key(word) for word in arabic.split("|"))) for kind, (_, arabic) in _WORDS.items()}
_PERSIAN_NAME = frozenset({"نام", "اسم"})

_MATRIX = re.compile(r"(.+?)\s*\[([^\[\]]+)\]\s*\Z", re.DOTALL)
_ROW = re.compile(r"(.{8,}?)\s*(?:\s[-–|»]\s|:\s)\s*([^:|»]{1,120})\Z", re.DOTALL)
_PREFIX = re.compile(r"([^\W\d_]+(?:[_. ][^\W\d_]+)*|[^\W\d_]+\d+[_.])[_.]?(\d{1,3})\Z")
_CODE = re.compile(r"(?:\[?([A-Za-z]{1,12}[_.]?\d{1,4}(?:[_.]\d{1,3})?[a-z]?)\]?)(?:[.:)\]]|\s*-)\s+\S")
_STATED = (
    re.compile(r"(?:\(|\[|scale of|from|between|von|de|از)\s*(\d{1,3})\s*(?:-|to|and|bis|à|a|تا)\s*(\d{1,3})\b", re.I),
    re.compile(r"(?<!\d)(\d{1,3})\s*(?:to|تا)\s*(\d{1,3})(?!\d)", re.I),
)
_ANCHOR = re.compile(r"(?<![\d.])(\d{1,3})\s*(?:=|:|-|is|means|یعنی)\s*([^\d,;()=:]{3,60})")
_GOOD = re.compile(r"(?<!un)(?<!dis)satisf|excellent|very good|easy|(?<!dis)agree|(?<!un)likely|best|outstanding"
                   r"|راضی|عالی|خوب|موافق|آسان", re.I)  # fmt: skip
_BAD = re.compile(r"dissatisf|unsatisf|not (?:at all )?satisf|poor|bad\b|difficult|hard\b|disagree|unlikely|never|worst"
                  r"|not at all|unacceptable|ناراضی|ضعیف|بد\b|مخالف|سخت|دشوار|اصلا", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wording:
    """What a header says. ``stem`` and ``row`` split a matrix header, ``code`` is a leading question code."""

    text: str
    hints: frozenset[str]
    stem: str | None  # what the headers of one block share
    by_code: bool  # the stem is a code prefix such as PERQ
    row: str | None
    code: str | None
    stated: tuple[int, int] | None  # a range of points named in the header
    high_is_good: bool | None  # from anchors such as "1 = very poor, 5 = excellent"


@lru_cache(maxsize=20_000)
def read_header(header: str) -> Wording:
    """Look a header up, once."""
    text = plain(header)
    comparable = key(header)
    hints = {kind for kind, pattern in _LATIN.items() if pattern.search(text.replace("_", " "))}
    hints |= {kind for kind, pattern in _ARABIC.items() if pattern.search(comparable)}
    if comparable in _PERSIAN_NAME:
        hints.add("personal")
    stem, row, by_code = None, None, False
    if match := _MATRIX.match(text):
        stem, row = match[1], match[2]
    elif match := _PREFIX.match(text):
        stem, by_code = match[1].rstrip("_. "), True
    elif match := _ROW.match(text):
        stem, row = match[1], match[2]
    code = _CODE.match(text)
    return Wording(text, frozenset(hints), stem, by_code, row, code[1] if code else None, _stated(text), _direction(text))


def _stated(text: str) -> tuple[int, int] | None:
    for pattern in _STATED:
        for match in pattern.finditer(text):
            low, high = int(match[1]), int(match[2])
            if low in (0, 1) and high in (3, 4, 5, 6, 7, 10, 100):
                return low, high
    anchors = sorted({int(number) for number, _ in _ANCHOR.findall(text)})
    if len(anchors) >= 2 and anchors[0] in (0, 1) and anchors[-1] in (3, 4, 5, 6, 7, 10, 100):
        return anchors[0], anchors[-1]
    return None


def _direction(text: str) -> bool | None:
    """True where the anchors put the good end high, False where they put it low, None where they say nothing."""
    anchors = sorted((int(number), words) for number, words in _ANCHOR.findall(text))
    if not anchors:
        return None
    tone = [(n, -1 if _BAD.search(words) else 1 if _GOOD.search(words) else 0) for n, words in anchors]
    low, high = tone[0], tone[-1]
    if len(tone) == 1:
        return None if not low[1] else (low[1] > 0) == (low[0] > 1)
    if low[1] == high[1] or not (low[1] or high[1]):
        return None
    return (high[1] or -low[1]) > 0
