"""Porsline (پُرسلاین): questions by their text, with the respondent's number, answer sheet and dates around them."""

from __future__ import annotations

from collections.abc import Sequence

from csat.io.platforms.headers import own
from csat.io.source import Layout
from csat.io.text import key
from csat.plan import Role

_ID = frozenset(map(key, ("شناسه پاسخ دهنده", "شناسهٔ پاسخ‌دهنده", "کد پاسخ دهنده")))
_SHEET = key("پاسخنامه")
_START = frozenset(map(key, ("تاریخ شروع", "زمان شروع")))
_END = frozenset(map(key, ("تاریخ اتمام", "زمان اتمام", "تاریخ پایان", "تاریخ ثبت", "زمان ثبت")))
_ROW = key("ردیف")


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Porsline's layout, or None."""
    names = [key(name) for name in rows[0]]
    id = next((at for at, name in enumerate(names) if name in _ID), None)
    started = [at for at, name in enumerate(names) if name in _START]
    ended = [at for at, name in enumerate(names) if name in _END]
    sheet = [at for at, name in enumerate(names) if name == _SHEET]
    if id is None or not (sheet or (started and ended)):
        return None
    roles: dict[int, Role] = {id: "respondent id", **dict.fromkeys((*started, *ended), "date")}
    roles |= dict.fromkeys(sheet, "personal data")  # a link to everything that the respondent said
    if names[0] == _ROW:
        roles[0] = "nothing"
    return Layout(
        "porsline",
        known={at: own("Porsline", role) for at, role in roles.items()},
        unfinished=(ended[0], frozenset({""})) if ended else None,
    )
