"""LimeSurvey: one header row, by question code, by question text, or both (``code. text``)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csat.io.platforms.headers import folded, look_up, runs, table
from csat.io.platforms.headers import own as platform_own
from csat.io.source import Layout

_OWN = table(
    "LimeSurvey",
    id="Response ID|id|Antwort ID|Antwort-ID|ID de la réponse|ID de respuesta|token|Access code|Zugangscode",
    date="Date submitted|submitdate|Date started|startdate|Date last action|datestamp|Datum Abgeschickt"
    "|Datum gestartet|Datum letzte Aktivität|Date de soumission|Date de lancement|Date de la dernière action"
    "|Fecha de envío|Fecha de inicio|Fecha de la última acción",
    duration="Total time|interviewtime|Gesamtzeit|Temps total",
    personal="IP address|ipaddr|IP-Adresse|Adresse IP|Dirección IP|First name|Last name|Email address|firstname"
    "|lastname|email",
    nothing="Last page|lastpage|Start language|startlanguage|Seed|seed|Referrer URL|refurl|Completed|Last page seen"
    "|Letzte Seite|Start-Sprache|Zufallsstartwert|Dernière page|Langue de départ|Tête de série|Última página"
    "|Idioma inicial|Semilla",
)
_SUBMITTED = frozenset(("date submitted", "submitdate", "datum abgeschickt", "date de soumission", "fecha de envío"))
_PAGE = frozenset(("last page", "lastpage", "last page seen", "start language", "startlanguage", "letzte seite",
                   "start-sprache", "dernière page", "langue de départ", "última página",
                   "idioma inicial"))  # fmt: skip
_TIMING = re.compile(r"(?:Question|Group) time: |group\w*Time\w*$|\d+X\w*Time$")
_BOTH = re.compile(r"([A-Za-z][A-Za-z0-9]*(?:\[[^\]]*\]){0,2})\. \S")
_CODE_FIRST = re.compile(r"([a-z]+)\W+\S")
_ANSWER_CODE = re.compile(r"([A-Za-z]{1,3})0*(\d{1,2})")  # A1, AO01
_LETTERS = re.compile(r"[A-Za-z]+")
_OTHER = frozenset(("other", "sonstiges", "autre", "otro", "altro", "anders", "comment", "kommentar", "سایر"))
_WRITTEN = _OTHER - {"comment", "kommentar"}
_SQUARE = re.compile(r"(.+?)\s*\[([^\[\]]+)\]\s*$", re.DOTALL)
_UNDERSCORE = re.compile(r"([A-Za-z][A-Za-z0-9]*)_([A-Za-z0-9]+)")  # codes as its own expressions write them


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """LimeSurvey's layout, or None."""
    names = rows[0]
    bare = [_bare(name) for name in names]
    own = look_up(bare, _OWN)
    found = {at: folded([bare[at]])[0] for at in own}
    submitted = [at for at, name in found.items() if name in _SUBMITTED]
    pages = [at for at, name in found.items() if name in _PAGE]
    if not (submitted and pages) and not (len(pages) >= 2) and not _by_code_and_text(names):
        return None
    if not submitted and not pages:
        own = {}
    heads = {name.partition("[")[0] for name in names}
    for at, name in enumerate(names):
        if own and (_TIMING.match(name) or (name.endswith("Time") and name[:-4] in heads)):
            own[at] = platform_own("LimeSurvey", "duration", "LimeSurvey timing")
    return Layout(
        "limesurvey",
        known=own,
        groups=tuple(runs([_stem(name) for name in names])),
        others=frozenset(at for at, n in enumerate(names) if (s := _SQUARE.match(n)) and folded([s[2]])[0] in _WRITTEN),
        codes=_ANSWER_CODE,
        # The date of submission is written when the last page is sent: without it a respondent stopped before.
        unfinished=(submitted[0], frozenset({"", "N/A", "NULL"})) if submitted else None,
    )


def _bare(name: str) -> str:
    """``submitdate. Date submitted``, with any sign between, and ``Date_submitted`` are ``Date submitted``."""
    both = _CODE_FIRST.match(name)
    return both[1] if both and both[1] in _OWN else name.replace("_", " ")


def _by_code_and_text(names: Sequence[str]) -> bool:
    """Whether nearly all headers are ``code. text`` with codes of several words.

    Anybody numbers questions ``Q1.``, ``Q2.``; only codes that differ in their letters are an export's own.
    """
    named = [name for name in names if name]
    codes = [found[1] for name in named if (found := _BOTH.match(name))]
    if len(codes) < 6 or 10 * len(codes) < 9 * len(named) or len(set(codes)) < len(codes):
        return False
    return len({_LETTERS.match(code)[0] for code in codes if _LETTERS.match(code)}) >= 3  # type: ignore[index]


def _stem(name: str) -> str | None:
    """What a header says before its row or choice; the field for another choice holds words, and is none."""
    found = _SQUARE.match(name) or _UNDERSCORE.fullmatch(name)
    return found[1] if found and folded([found[2]])[0] not in _OTHER else None
