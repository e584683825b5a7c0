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
        r"satisf|csat\b|(?!\w*unzufrieden)\w*zufrieden|satisfech|satisfac|memnun(?!iyetsiz)|happy with|pleased"
        r"|(?<!exchange )(?<!conversion )(?<!response )rate\b(?! of)|rating\b|star rating|qualit|calidad"
        r"|how would you (?:rate|describe)|overall\b(?! (?:spend|cost|time|amount|budget|number))|bewert|califi",
        "(?<!نا)رضایت|(?<!نا)راضی|خشنود|خوشنود|کیفیت|ارزیابی|امتیاز|(?<!عدمال)(?<!نا)رضا",
    ),
    # the part of "csat" that says satisfaction itself, whatever else the header speaks of
    "satisfied": (
        r"satisf|(?!\w*unzufrieden)\w*zufrieden|memnun(?!iyetsiz)|happy with|pleased with",
        "(?<!نا)رضایت|(?<!نا)راضی|خشنود|خوشنود|(?<!عدمال)(?<!نا)رضا",
    ),
    "importance": (r"importan|wichtig|önem|how important", "اهمیت|مهماست|مهمبود|چقدرمهم"),
    "negative": (
        r"effort|wait|problem|complain|difficult|delay|fault|error|worr|frustrat|annoy|aufwand|dissatisf|unsatisf"
        r"|unzufrieden|insatisf|disappoint|switch|cancel|leav(?:e|ing)|competitor|slow|late\b|expensive|confus|poor|bad\b",
        "تلاش|زحمت|انتظار|مشکل|شکایت|تاخیر|خطا|نارضایت|ناراضی|دشوار|سخت|گران|پیچیده",
    ),
    "count": (
        r"(?:(?:on average,? )?how many|how often|number of|count of|amount of|total (?:spend|number|amount)"
        r"|percentage of|what percentage|wie viele|combien|cuánt[ao]s|kaç)\b",
        "تعداد|چندبار|چندنفر|چندسال|چندمرتبه|مبلغ",
    ),
    "id": (
        r"(?:respondent|response|customer|guest|client|record|case|participant|submission|user)[ _.-]?"
        r"(?:id|no|number|key)?\Z|id\Z|uuid|token\Z|#\Z|serial|respid|ref(?:erence)? ?(?:no|number|id)",
        "شناسه|ردیف|کدمشتری|شمارهمشتری|کدپاسخ|شمارهپاسخ",
    ),
    "date": (
        r"(?:(?:start|end|submit|create|record|enter|interview|visit)?(?:ed)?[ _]?date|time|timestamp"
        r"|submitted|started|completed|(?:start|end|completion) time|datum|fecha|tarih)\b",
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
        r"e-?mail|(?:first|last|full|your|user|recipient|customer|guest|client|patient|respondent|contact|family)[ _]?"
        r"(?:first|last)?[ _]?name|name\Z|phone|mobile|telephone|address|ip\Z|latitude|longitude|birth|dob\b"
        r"|geburt|geboren|naissance|nacimiento|do[gğ]um"
        r"|passport|national id|ssn|iban",
        "ایمیل|رایانامه|پستالکترونیک|نامخانوادگی|نامونامخانوادگی|"
        "ناممشتری|ناممهمان|نامکاربر|نامپاسخ|ناممراجعه|نامبیمار|نامشما|اسمشما"
        "|تلفن|موبایل|شمارههمراه|کدملی|آدرس|ادرس|نشانی|تولد|ميلاد|الولادة",
    ),
    "segment": (
        r"region|branch|product|segment|department|country|city|gender|sex\b|age\b|channel|plan\b|tenure|class\b|hotel"
        r"|brand|company|organi[sz]ation|campaign|service name|event"
        r"|store|team|site|office|type\b|group\b|purpose",
        "شعبه|استان|شهر|منطقه|جنسیت|سن|محصول|نوع|بخش|گروه|کانال|سابقه",
    ),
}

_LATIN = {kind: re.compile(rf"(?<![^\W_])(?:{latin})", re.I) for kind, (latin, _) in _WORDS.items()}
_ARABIC = {kind: re.compile("|".join(key(word) for word in arabic.split("|"))) for kind, (_, arabic) in _WORDS.items()}
_LONG = 2_000  # no question says more of its scale than in so many characters, and patterns cost time
_PERSIAN_NAME = frozenset({"نام", "اسم"})

_MATRIX = re.compile(r"(.+?)\s*\[([^\[\]]+)\]\s*\Z", re.DOTALL)
_ROW = re.compile(r"(.{8,}?)\s*(?:\s[-–|»]\s|:\s)\s*([^:|»]{1,120})\Z", re.DOTALL)
_PREFIX = re.compile(r"([^\W\d_]+(?:[_. ][^\W\d_]+)*|[^\W\d_]+\d+[_.])[_.]?(\d{1,3})\Z")
_CODE = re.compile(r"(?:\[?([A-Za-z]{1,12}[_.]?\d{1,4}(?:[_.]\d{1,3})?[a-z]?)\]?)(?:[.:)\]]|\s*-)\s+\S")
_STATED = (
    re.compile(r"(?:\(|\[|scale of|from|between|von|de|از)\s*(\d{1,3})\s*(?:-|to|and|bis|à|a|تا)\s*(\d{1,3})\b", re.I),
    re.compile(r"(?<!\d)(\d{1,3})\s*(?:to|تا)\s*(\d{1,3})(?!\d)", re.I),
)
_POINTS = frozenset({3, 4, 5, 6, 7, 8, 9, 10, 20, 100})  # highest points that scales are known to have
_NUMBERED = re.compile(r"\s*\[?[^\W\d_]{0,12}[_. ]?\d{1,4}[a-z]?\]?\s*[-–.:)]\s*(?=\D)")  # "Q1: ", "Part 2. "
_ANCHOR = re.compile(r"(?<![\w.-])(\d{1,3})\s*(?:=|:|-|–|\(|is\b|being\b|means\b|یعنی|\s)\s*([^\d,;()=:]{3,60})")
_GOOD = re.compile(r"(?<!un)(?<!dis)(?<!in)satisf|excellent|very good|\bgood|easy|(?<!dis)agree|(?<!un)likely|best"
                   r"|highest|outstanding|\bhigh\b|\bon time|ahead of|sehr gut|(?<!un)zufrieden"
                   r"|راضی|عالی|خوب|موافق|آسان|زیاد|بهترین", re.I)  # fmt: skip
_BAD = re.compile(r"dissatisf|unsatisf|insatisf|not (?:at all )?satisf|poor|bad\b|difficult|hard\b|disagree|unlikely"
                  r"|never|worst|delayed|\blate\b|not at all|unacceptable|lowest|\blow\b|mangelhaft|unzufrieden"
                  r"|pas du tout|ناراضی|ضعیف|بد\b|بدترین|مخالف|سخت|دشوار|اصلا|کم\b", re.I)  # fmt: skip
_AGREE = re.compile(r"(?<!dis)(?<!not )\bagree\b|stimme (?:voll|völlig|ganz)|موافق", re.I)
_DISAGREE = re.compile(r"\bdisagree|stimme (?:gar |überhaupt )?nicht|مخالف", re.I)
_COUNT = re.compile(rf"(?:{_NUMBERED.pattern})?(?:{_WORDS['count'][0]})", re.I)
_THING = re.compile(r"(?<!full )(?<!first )(?<!last )(?<!user )\bname\Z", re.I)  # a branch's name is no person's
# School marks in German and ranks count from the best.
_BEST_FIRST = re.compile(r"schulnote|\brank(?:ing)?\b|\brang\b|رتبه", re.I)
_ASIDE = re.compile(r"\([^()]*\)")
_NOT = re.compile(r"\b(?:not(?! (?:applicable|includ|count|sure|at all))|never|no longer|cannot|too|hardly|unable"
                  r"|nicht|kein\w*|pas|değil)\b|n['’]t\b|نمی|نیست|نبود|نکرد|نداشت|ندارد|نشد", re.I)  # fmt: skip


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
    agreement: bool  # from anchors such as "1 = strongly disagree, 5 = strongly agree"
    high_is_good: bool | None  # from anchors such as "1 = very poor, 5 = excellent"
    statement: bool  # something to agree with rather than a question
    negated: bool  # a statement that says not, never or too


@lru_cache(maxsize=20_000)
def read_header(header: str) -> Wording:
    """Look a header up, once."""
    text = plain(header[:_LONG])
    comparable = key(text)
    hints = {kind for kind, pattern in _LATIN.items() if pattern.search(text.replace("_", " "))}
    hints |= {kind for kind, pattern in _ARABIC.items() if pattern.search(comparable)}
    if not _COUNT.match(text) and not _ARABIC["count"].match(comparable):
        hints.discard("count")  # "satisfaction with the number of tables" counts nothing
    if comparable in _PERSIAN_NAME:
        hints.add("personal")
    elif hints & {"segment", "personal"} == {"segment", "personal"} and _THING.search(text):
        hints.discard("personal")
    stem, row, by_code = None, None, False
    if match := _MATRIX.match(text):
        stem, row = match[1], match[2]
    elif match := _PREFIX.match(text):
        stem, by_code = match[1].rstrip("_. "), True
    elif match := _ROW.match(text):
        stem, row = match[1], match[2]
    code = _CODE.match(text)
    statement = not re.search(r"[?؟]|\bhow\b|چقدر|چه اندازه|آیا", text, re.I)
    return Wording(
        text=text,
        hints=frozenset(hints),
        stem=stem,
        by_code=by_code,
        row=row,
        code=code[1] if code else None,
        stated=_stated(text),
        agreement=_agreement(text),
        high_is_good=_direction(text),
        statement=statement,
        negated=statement and bool(_NOT.search(_ASIDE.sub(" ", row or text))),
    )


def _anchors(text: str) -> list[tuple[int, str]]:
    """Numbers that the header explains, with the words that explain them, in order."""
    start = _NUMBERED.match(text)  # the question's own number explains nothing
    return sorted((int(number), words) for number, words in _ANCHOR.findall(text[start.end() :] if start else text))


def _stated(text: str) -> tuple[int, int] | None:
    for pattern in _STATED:
        for match in pattern.finditer(text):
            low, high = int(match[1]), int(match[2])
            if low in (0, 1) and high in _POINTS:
                return low, high
    numbers = [number for number, words in _anchors(text) if _GOOD.search(words) or _BAD.search(words)]
    if len(set(numbers)) >= 2 and numbers[0] in (0, 1) and numbers[-1] in _POINTS:
        return numbers[0], numbers[-1]
    return None


def _agreement(text: str) -> bool:
    """Whether the anchors are disagreement at the low end and agreement at the high one."""
    anchors = _anchors(text)
    if len(anchors) < 2:
        return False
    return bool(_DISAGREE.search(anchors[0][1]) and _AGREE.search(anchors[-1][1]))


def _direction(text: str) -> bool | None:
    """True where the anchors put the good end high, False where they put it low, None where they say nothing."""
    if _BEST_FIRST.search(text):
        return False
    tone = [(n, -1 if _BAD.search(words) else 1 if _GOOD.search(words) else 0) for n, words in _anchors(text)]
    tone = [(n, sign) for n, sign in tone if sign]
    if not tone:
        return None
    low, high = tone[0], tone[-1]
    if len(tone) == 1:
        return (low[1] > 0) == (low[0] > 1)
    return None if low[1] == high[1] else high[1] > 0
