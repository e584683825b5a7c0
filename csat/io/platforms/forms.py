"""Google Forms and Microsoft Forms: one header row that begins with a few columns of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from csat.io.layout import looks_numeric
from csat.io.platforms.headers import cell, folded, look_up, own, table
from csat.io.source import Layout
from csat.plan import Role

_STAMPS = ("Timestamp|Zeitstempel|Horodateur|Marca temporal|Carimbo de data/hora|Informazioni cronologiche|Tijdstempel"
           "|Zaman damgası|Отметка времени|طابع زمني|مهر زمانی|مهر زمان|مُهر زمانی|مُهر زمان|Sygnatura czasowa"
           "|タイムスタンプ|时间戳记|时间戳|時間戳記|타임스탬프|Tidstämpel|Tidsstempel|Stempel Waktu|Časové razítko"
           "|Aikaleima|Időbélyeg|Позначка часу|Dấu thời gian|Χρονική σήμανση|Marcă de timp")  # fmt: skip
_GOOGLE = table(
    "Google Forms",
    date=_STAMPS,
    personal="Username|Email Address|Nutzername|E-Mail-Adresse|Adresse e-mail|Dirección de correo electrónico"
    "|Endereço de e-mail|Indirizzo email|E-mailadres|E-posta Adresi|نشانی ایمیل|آدرس ایمیل|عنوان البريد الإلكتروني",
    nothing="Score|Punktzahl|Punkte|Puntuación|Pontuação|Punteggio|Wynik|Puan|Skor|Poäng|スコア|得分|점수|امتیاز",
)
_STAMP = frozenset(folded(_STAMPS.split("|")))
# Both kinds of Google's times: the sheet's (and ISO, from a workbook's cell) and the Forms page's, with a zone.
_TIME = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?"
                   r"(?:\s*(?:[AaPp]\.?\s?[Mm]\.?|[قب]\.?\s?ظ\.?|[صم]))?"
                   r"(?:\s*[A-Z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?)?$")  # fmt: skip
_PAGE_TIME = re.compile(r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d{2}:\d{2} [AP]M\s+\S+$")
_UNTITLED = own("Google Forms", "nothing", "a form item without a title")
_SCORED = own("Google Forms", "nothing", "quiz points, not an answer")
_SCORE = re.compile(r"\d+(?:\.\d+)? / \d+")
_UNNAMED = re.compile(r"Column \d+$")  # a sheet's table gives an unnamed item this title


def match_google(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout of Google Forms, from the response sheet or the Forms page; None where it is another."""
    if folded(rows[0][:1])[0] not in _STAMP:
        return None
    times = [time for row in rows[1:] if (time := cell(row, 0))]
    if not times or not all(map(_TIME.match, times)):
        return None
    known = {at: own for at, own in look_up(rows[0], _GOOGLE).items() if at < 3}
    known |= {at: _SCORED for at in range(len(rows[0])) if _is_score(rows, at)}
    known |= {at: _UNTITLED for at, n in enumerate(rows[0]) if _UNNAMED.match(n)}
    page = all(map(_PAGE_TIME.match, times))
    return Layout("google_forms", known=known, separators=(";",) if page else (", ",))


def _is_score(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a column holds what a quiz gives: ``8 / 10``, whatever the language calls it."""
    scores = [score for row in rows[1:] if (score := cell(row, at))]
    return bool(scores) and all(map(_SCORE.fullmatch, scores))


_MICROSOFT: tuple[tuple[str, ...], ...] = (
    ("id", "start time", "completion time", "email", "name", "last modified time", "language"),
    ("id", "startzeit", "fertigstellungszeit", "e-mail", "name", "zeitpunkt der letzten änderung", "sprache"),
    ("id", "heure de début", "heure de fin", "adresse de messagerie", "nom", "heure de la dernière modification"),
    ("id", "hora de inicio", "hora de finalización", "correo electrónico", "nombre", "hora de la última modificación"),
    ("id", "ora di inizio", "ora di completamento", "posta elettronica", "nome", "ora dell'ultima modifica"),
    ("id", "hora de início", "hora de conclusão", "email", "nome", "hora da última modificação"),
    ("id", "begintijd", "tijd van voltooien", "e-mail", "naam", "tijd van laatste wijziging"),
    ("id", "heure de début", "heure de fin", "e-mail", "nom", "heure de dernière modification", "langue"),
    ("kimlik", "başlangıç zamanı", "tamamlanma zamanı", "e-posta", "ad", "son değiştirme zamanı", "dil"),
    ("identyfikator", "godzina rozpoczęcia", "godzina ukończenia", "adres e-mail", "nazwa",
     "godzina ostatniej modyfikacji", "język"),
    ("شناسه", "زمان شروع", "زمان تکمیل", "ایمیل", "نام", "زمان آخرین تغییر", "زبان"),
)  # fmt: skip
_ROLES: tuple[Role, ...] = ("respondent id", "date", "date", "personal data", "personal data", "date", "nothing")
_QUIZ = frozenset(("total points", "quiz feedback", "grade posted time", "gesamtpunkte", "quizfeedback",
                   "gesamtpunktzahl", "feedback zum quiz", "total des points", "total de points", "puntos totales",
                   "total de puntos", "punti totali", "pontos totais", "total de pontos", "totaal aantal punten",
                   "toplam puan", "test geri bildirimi", "امتیاز کل", "مجموع امتیازها"))  # fmt: skip
_PAIR = re.compile(r"(?:points|feedback|punkte|commentaires|puntos|comentarios|punti|commenti|pontos|comentários|punten"
                   r"|puan|geri bildirim|punkty|opinia|امتیاز|بازخورد)\s*[-–—:]\s*(.+)$", re.DOTALL)  # fmt: skip
# In other languages: two neighbours that hold the whole text of the question before them, behind a word each.
_BEFORE = re.compile(r"[^-–—:]{2,40}?\s*[-–—:]\s*")


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
    quiz = {at for at, name in enumerate(names) if name in _QUIZ} | set(_pairs(names, frozenset(known)))
    for at in quiz:
        told = "feedback" in names[at] or not all(
            looks_numeric(answer) for row in rows[1:] if (answer := cell(row, at))
        )
        known[at] = own("Microsoft Forms", "comment" if told else "nothing", "quiz points and feedback, not an answer")
    return Layout("microsoft_forms", known=known, separators=(";",))


def _pairs(names: Sequence[str], known: frozenset[int]) -> Iterator[int]:
    """The columns that a quiz adds to its questions: points and feedback, each with the question's text behind it."""
    asked = frozenset(name for at, name in enumerate(names) if at not in known)
    for at, name in enumerate(names):
        if at not in known and (pair := _PAIR.match(name)) and pair[1] in asked:
            yield at
    for at, question in enumerate(names[:-2]):
        two = names[at + 1 : at + 3]
        if question and at not in known and all(n.endswith(question) for n in two):
            before = [n[: -len(question)] for n in two]
            if before[0] != before[1] and all(map(_BEFORE.fullmatch, before)):
                yield from (at + 1, at + 2)
