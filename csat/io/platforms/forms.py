"""Google Forms and Microsoft Forms: one header row that begins with a few columns of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csat.io.platforms.headers import cell, folded, look_up, own, table
from csat.io.source import Layout
from csat.plan import Role

_STAMPS = ("Timestamp|Zeitstempel|Horodateur|Marca temporal|Carimbo de data/hora|Informazioni cronologiche|Tijdstempel"
           "|Zaman damgası|Отметка времени|طابع زمني|مهر زمانی|مهر زمان|مُهر زمانی|مُهر زمان")  # fmt: skip
_GOOGLE = table(
    "Google Forms",
    date=_STAMPS,
    personal="Username|Email Address|Nutzername|E-Mail-Adresse|Adresse e-mail|Dirección de correo electrónico"
    "|Endereço de e-mail|Indirizzo email|E-mailadres|E-posta Adresi|نشانی ایمیل|آدرس ایمیل|عنوان البريد الإلكتروني",
    nothing="Score|Punktzahl|Punkte|Puntuación|Pontuação|Punteggio|امتیاز",
)
_STAMP = frozenset(folded(_STAMPS.split("|")))
# Both kinds of Google's times: the sheet's (and ISO, from a workbook's cell) and the Forms page's, with a zone.
_TIME = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?"
                   r"(?:\s*(?:[AaPp]\.?\s?[Mm]\.?|[قب]\.?\s?ظ\.?|[صم]))?"
                   r"(?:\s*[A-Z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?)?$")  # fmt: skip
_PAGE_TIME = re.compile(r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}:\d{2} [AP]M\s+\S+$")
_UNTITLED = own("Google Forms", "nothing", "a form item without a title")
_UNNAMED = re.compile(r"Column \d+$")  # a sheet's table gives an unnamed item this title


def match_google(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout of Google Forms, from the response sheet or the Forms page; None where it is another."""
    if folded(rows[0][:1])[0] not in _STAMP:
        return None
    times = [time for row in rows[1:] if (time := cell(row, 0))]
    if not times or not all(map(_TIME.match, times)):
        return None
    known = {at: own for at, own in look_up(rows[0], _GOOGLE).items() if at < 3}
    known |= {at: _UNTITLED for at, n in enumerate(rows[0]) if _UNNAMED.match(n)}
    page = all(map(_PAGE_TIME.match, times))
    return Layout("google_forms", known=known, separators=(";",) if page else (", ",))


_MICROSOFT: tuple[tuple[str, ...], ...] = (
    ("id", "start time", "completion time", "email", "name", "last modified time", "language"),
    ("id", "startzeit", "fertigstellungszeit", "e-mail", "name", "zeitpunkt der letzten änderung", "sprache"),
    ("id", "heure de début", "heure de fin", "adresse de messagerie", "nom", "heure de la dernière modification"),
    ("id", "hora de inicio", "hora de finalización", "correo electrónico", "nombre", "hora de la última modificación"),
    ("id", "ora di inizio", "ora di completamento", "posta elettronica", "nome", "ora dell'ultima modifica"),
    ("id", "hora de início", "hora de conclusão", "email", "nome", "hora da última modificação"),
    ("id", "begintijd", "tijd van voltooien", "e-mail", "naam", "tijd van laatste wijziging"),
)
_ROLES: tuple[Role, ...] = ("respondent id", "date", "date", "personal data", "personal data", "date", "nothing")
_QUIZ = {"total points", "quiz feedback", "grade posted time"}
_PAIR = re.compile(r"(?:points|feedback) - (.+)$", re.I)


def match_microsoft(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout of Microsoft Forms; None where it is another."""
    names = folded(rows[0])
    words = next((words for words in _MICROSOFT if {words[1], words[2]} <= set(names[:6])), None)
    if words is None or not ({words[0], words[3], words[4]} & set(names[:7])):
        return None
    known: dict[int, tuple[Role, str]] = {}
    for at, name in enumerate(names[:9]):
        if name in words and name not in names[:at]:
            known[at] = own("Microsoft Forms", _ROLES[words.index(name)])
    asked = set(names)
    for at, name in enumerate(names):
        pair = _PAIR.match(name)
        if name in _QUIZ or (pair and pair[1] in asked):
            known[at] = own(
                "Microsoft Forms",
                "comment" if "feedback" in name else "nothing",
                "quiz points and feedback, not an answer",
            )
    return Layout("microsoft_forms", known=known, separators=(";",))
