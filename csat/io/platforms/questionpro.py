"""QuestionPro: system variables in front, questions by their text, choices and matrix rows in a second header row.

Lines about the export stand above the header. What a column of a question holds stands below it, and the header is
blank where a question goes on. The questions may be Persian: the system variables stay English, but for exports
that somebody translated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from csat.io.platforms.headers import blocks, cell, folded, table
from csat.io.source import Layout
from csat.io.text import key
from csat.plan import Role

_OWN = table(
    "QuestionPro",
    id="Response ID|شناسه پاسخ|شناسهٔ پاسخ|کد پاسخ|شماره پاسخ",
    date="Timestamp (mm/dd/yyyy)|Timestamp (dd/mm/yyyy)|Timestamp (yyyy/mm/dd)|Timestamp|مهر زمانی|زمان ثبت"
    "|تاریخ و زمان",
    duration="Time Taken to Complete (Seconds)|مدت زمان تکمیل (ثانیه)|زمان صرف شده برای تکمیل (ثانیه)"
    "|زمان تکمیل (ثانیه)",
    personal="IP Address|Respondent Email|Email List|External Reference|Latitude|Longitude|آدرس IP|آدرس آی پی|نشانی IP"
    "|ایمیل پاسخ دهنده|فهرست ایمیل|لیست ایمیل|مرجع خارجی",
    nothing="Response Status|Duplicate|Seq. Number|Sequence Number|Country Code|Country|Region|City|DMA Code|Area Code"
    "|Device|Device Data|Operating System|Browser|Language|Weight|وضعیت پاسخ|تکراری|شماره ترتیب|کد کشور|منطقه|دستگاه"
    "|سیستم عامل|مرورگر|زبان|وزن",
)  # fmt: skip
_BY_KEY = {key(name): known for name, known in _OWN.items()}
_ID = frozenset(map(key, ("Response ID", "شناسه پاسخ", "کد پاسخ", "شماره پاسخ")))
_STATUS = frozenset(map(key, ("Response Status", "وضعیت پاسخ")))
_SIGNS = frozenset(map(key, ("Timestamp (mm/dd/yyyy)", "Timestamp (dd/mm/yyyy)", "Time Taken to Complete (Seconds)",
                             "Seq. Number", "Duplicate", "Email List", "IP Address", "آدرس IP", "مهر زمانی",
                             "مدت زمان تکمیل (ثانیه)", "زمان تکمیل (ثانیه)", "مرجع خارجی")))  # fmt: skip
_CUSTOM = ("custom variable", "متغیر سفارشی", "متغیر دلخواه")
_WRITTEN = re.compile(r"\W*(?:other|سایر)\b", re.I)
_FRONT = 30  # the system variables stand in front of the questions
# Terminated respondents were sent out by a rule of the survey, the others left.
_UNFINISHED = frozenset({"Started", "Partial", "Partially Completed", "Incomplete", "In Progress", "Terminated",
                         "ناقص", "ناتمام", "شروع شده", "شروع‌شده", "نیمه‌کاره", "خاتمه یافته", "خاتمه‌یافته"})  # fmt: skip


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """QuestionPro's layout, or None."""
    names = [key(name) for name in rows[0]]
    front = names[:_FRONT]
    status = next((at for at, name in enumerate(front) if name in _STATUS), None)
    if status is None or not _ID & set(front) or len(_SIGNS.intersection(front)) < 2:
        return None
    known = {at: _BY_KEY[name] for at, name in enumerate(front) if name in _BY_KEY and name not in names[:at]}
    beside = frozenset(at for at, name in enumerate(folded(rows[0][:_FRONT])) if name.startswith(_CUSTOM))
    second = rows[1] if len(rows) > 1 else []
    if any(cell(second, at) for at in (*known, *beside)) or not any(second):
        return Layout("questionpro", known=known, unfinished=(status, _UNFINISHED), beside=beside)
    return _two_rows(rows[0], second, known, beside, status)


def _two_rows(
    first: Sequence[str], second: Sequence[str], known: dict[int, tuple[Role, str]], beside: frozenset[int], status: int
) -> Layout:
    """The layout with a row of choices and matrix rows below the questions."""
    names = [name or cell(second, at) for at, name in enumerate(first)]
    questions: dict[int, str] = {}
    options: dict[int, str] = {}
    groups = []
    for block in blocks(first, second, {*known, *beside}):
        question = first[block[0]]
        for at in block:
            sub = cell(second, at)
            questions[at] = f"{question} [{sub}]" if sub and question and sub != question else question or sub
            if sub:
                options[at] = sub
        if len(block) > 1:
            groups.append(tuple(block))
    return Layout(
        "questionpro",
        2,
        tuple(names),
        questions,
        known,
        options,
        tuple(groups),
        others=frozenset(at for at, sub in options.items() if _WRITTEN.match(sub)),
        unfinished=(status, _UNFINISHED),
        beside=beside,
    )
