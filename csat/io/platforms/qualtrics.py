"""Qualtrics: one row of short names, one of questions, and in CSV files a third of import ids.

Legacy files (V1, V2 … and two rows) and those of the first Insights platform (import ids written as a Python dict)
have the same columns by older names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from csat.io.platforms.headers import cell, folded, look_up, own, runs, table
from csat.io.respondents import PREVIEW, SPAM, TEST
from csat.io.source import Layout
from csat.plan import Role

_IMPORT_ID = re.compile(r"""\{\s*["']ImportId["']\s*:\s*["']([^"']*)["']""")
_OWN = table(
    "Qualtrics",
    id="ResponseId|_recordId|Response ID",
    date="StartDate|EndDate|RecordedDate|Start Date|End Date|Recorded Date",
    duration="Duration (in seconds)|duration",
    personal="IPAddress|RecipientLastName|RecipientFirstName|RecipientEmail|ExternalReference|ExternalDataReference"
    "|LocationLatitude|LocationLongitude|Name|EmailAddress|IP Address|PROLIFIC_PID",
    nothing="Status|Progress|Finished|DistributionChannel|UserLanguage|ResponseSet|ResponseSetID|LocationAccuracy"
    "|Q_RecaptchaScore|Q_RelevantIDDuplicate|Q_RelevantIDDuplicateScore|Q_RelevantIDFraudScore"
    "|Q_RelevantIDLastStartDate|Q_DuplicateRespondent|Q_BallotBoxStuffing|Q_URL|Q_TotalDuration|Q_Language"
    "|Q_AmbiguousTextPresent|Q_UnansweredPercentage|Q_UnansweredQuestions|Q_StraightliningCount"
    "|Q_StraightliningPercentage|Q_StraightliningQuestions|SC0|SC1|SC2",
)
# Ids as the third row has them, whatever a person made of the names: the old ones have "panel-" in front.
_BY_ID = {
    **{name.casefold(): known for name, known in _OWN.items() if name.casefold() not in ("name", "duration")},
    "responsesetid": _OWN["responseset"],
    "duration": _OWN["duration"],
}
_SIGNATURE = frozenset(folded(["StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId",
                               "DistributionChannel", "UserLanguage", "ResponseSet", "Duration (in seconds)",
                               "IPAddress", "ExternalReference", "ExternalDataReference"]))  # fmt: skip
_DATES = frozenset(folded(["StartDate", "EndDate", "RecordedDate"]))

# Codes of the column Status, as the export by numbers has them. 4 (imported), 16 (offline app), 32 and 48 (employees)
# are answers of respondents like 0; the sums are of the same bits.
_CODES = {**dict.fromkeys(("1", "17"), PREVIEW), "2": TEST, **dict.fromkeys(("8", "9", "12", "40"), SPAM)}
# Its words in the export by choice text, which come in the language of the account: told by what they have in common.
_WORDS = (
    (SPAM, re.compile(r"spam|pourriel|ind[ée]sirable|no deseado|lixo|هرزنامه|اسپم|垃圾|スパム|스팸", re.I)),
    (PREVIEW, re.compile(r"preview|vorschau|aper[çc]u|pr[ée]-?visuali[sz]|vista previa|anteprima|voorbeeld"
                         r"|voorvertoning|esikatsel|förhandsgransk|forhåndsvis|önizle|podgląd|предварительн"
                         r"|предпросмотр|پیش.?نمایش|معاينة|معاینة|プレビュー|预览|預覽|미리 ?보기", re.I)),
    (TEST, re.compile(r"\btest|umfragetest|\bprueba|\bteste\b|\bprova\b|тест|آزمایشی|تست|اختبار|تجريبي|テスト|测试|測試"
                      r"|테스트", re.I)),
)  # fmt: skip
_CHANNEL = {"preview": PREVIEW, "test": TEST}
# Finished, by number and by the words for "false" and "no" of the account's language.
_UNFINISHED = frozenset({"0", "False", "FALSE", "false", "Falsch", "FALSCH", "Faux", "FAUX", "Falso", "FALSO", "Nein",
                         "Non", "No", "Não", "Onwaar", "Nee", "Falskt", "Usann", "Yanlış", "Hayır", "Fałsz", "Ложь",
                         "Нет", "نادرست", "خیر", "خطأ", "لا"})  # fmt: skip
_BELOW_100 = frozenset(map(str, range(100)))  # Progress is a whole number of percent

_TIMING = re.compile(r"(?:_|\s-\s|^)(First Click|Last Click|Page Submit|Click Count)$")
_COMPUTED = re.compile(r"(?: - (?:Parent )?Topics| - Sentiment(?: Polarity| Score)?| - Topic (?:Hierarchy|Sentiment).*"
                       r"| - Actionability| - Effort(?: Numeric)?| - Emotion.*|_NPS_GROUP)$")  # fmt: skip
_PART = re.compile(r"(.+?)_-?\d+(?:_TEXT)?$")
_JOINT = re.compile(r"^(.*\S)\s*-\s*$", re.DOTALL)


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Qualtrics' layout, or None."""
    names = rows[0]
    ids = {}
    texts: Sequence[str] = ()
    count = 1
    for below in (2, 1):
        if below < len(rows) and sum(_IMPORT_ID.match(text) is not None for text in rows[below]) * 2 > len(names):
            ids = {at: found[1] for at, text in enumerate(rows[below]) if (found := _IMPORT_ID.match(text))}
            texts, count = (rows[1] if below == 2 else names), below + 1
            break
    known_names = folded(names)
    if not ids:
        second = folded(rows[1]) if len(rows) > 1 else []
        legacy = known_names[:2] == ["v1", "v2"] and second[:2] == ["responseid", "responseset"]
        signs = len(_SIGNATURE.intersection(known_names))
        if legacy or (signs >= 3 and (_labels(known_names, second) or _repeats(known_names, second))):
            texts, count = rows[1], 2
        elif signs < 5 or "recordeddate" not in known_names:
            return None  # StartDate and Status alone may stand in anybody's table
        if legacy:
            known_names = [cell(second, at) if re.fullmatch(r"v\d+", n) else n for at, n in enumerate(known_names)]
    known = {at: told for at, name in ids.items() if (told := _BY_ID.get(name.casefold().removeprefix("panel-")))}
    known |= {at: told for at, told in look_up(known_names, _OWN).items() if "QID" not in ids.get(at, "")}
    for at, name in enumerate(names):
        if _TIMING.search(name):
            known[at] = ("duration", "Qualtrics page timing")
        elif _COMPUTED.search(name):
            known[at] = ("nothing", "computed by Qualtrics from another column")
    for at, name in ids.items():
        if name.casefold().startswith("q_") and at not in known:
            known[at] = own("Qualtrics", "nothing")
    return Layout(
        "qualtrics",
        count,
        questions=_questions(names, texts, known),
        known=known,
        options=_options(names, texts, known),
        groups=tuple(run for run in runs([_stem(name) for name in names]) if not set(run) & known.keys()),
        separators=(",",),
        aside=_aside(known_names, ids),
        unfinished=_unfinished(known_names, ids),
        # An id without a question's: a field of the survey flow or of the contact list, which its maker named.
        beside=frozenset(at for at, name in ids.items() if "QID" not in name and at not in known)
        if any("QID" in name for name in ids.values())
        else frozenset(),
    )


def _labels(names: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the second row holds the names of the columns in words: where dates belong there is no digit."""
    dates = [cell(second, at) for at, name in enumerate(names) if name in _DATES]
    return len(dates) >= 2 and all(text and not re.search(r"\d", text) for text in dates)


def _repeats(names: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the second row says the platform's own columns once more: no row of answers does."""
    same = [at for at, name in enumerate(names) if name in _SIGNATURE and cell(second, at) == name]
    return len(same) >= 3


def _aside(names: Sequence[str], ids: Mapping[int, str]) -> dict[int, Callable[[str], str | None]]:
    status = [at for at, name in enumerate(names) if name == "status"][:1]
    status = [at for at, name in ids.items() if name == "status"] or status  # a question may have that name too
    channel = [at for at, name in enumerate(names) if name == "distributionchannel"]
    return {**dict.fromkeys(status, _of_status), **dict.fromkeys(channel, _CHANNEL.get)}


@lru_cache(maxsize=256)
def _of_status(text: str) -> str | None:
    """Why a row with this status is no respondent's, None where it is one's."""
    return _CODES.get(text) or next((why for why, words in _WORDS if words.search(text)), None)


def _unfinished(names: Sequence[str], ids: Mapping[int, str]) -> tuple[int, frozenset[str]] | None:
    for own_name, texts in (("finished", _UNFINISHED), ("progress", _BELOW_100)):
        at = next((at for at, name in ids.items() if name == own_name), None)
        if at is None and own_name in names:
            at = names.index(own_name)
        if at is not None:
            return at, texts
    return None


def _stem(name: str) -> str | None:
    """``Q4`` of ``Q4_1``: the question that a column is one row or one choice of."""
    found = _PART.match(name)
    return found[1] if found and not name.endswith("_TEXT") else None


def _questions(names: Sequence[str], texts: Sequence[str], known: Mapping[int, tuple[Role, str]]) -> dict[int, str]:
    """The question row, with the rows of a matrix in brackets: ``How satisfied are you with … [Price]``."""
    questions = {at: text for at, text in enumerate(texts) if text and at < len(names) and at not in known}
    for run in runs([_stem(name) for name in names]):
        together = [questions.get(at, "") for at in run]
        shared = _JOINT.match(_beginning(together).rpartition("-")[0] + "-")
        if shared and all(len(text) > len(shared[0]) for text in together):
            for at, text in zip(run, together, strict=True):
                row = text[len(shared[0]) :].strip(" -")
                questions[at] = f"{shared[1].strip()} [{row}]" if row else text
    return questions


def _beginning(texts: Sequence[str]) -> str:
    """What all texts begin with."""
    first, last = min(texts), max(texts)
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same]


def _options(names: Sequence[str], texts: Sequence[str], known: Mapping[int, tuple[Role, str]]) -> dict[int, str]:
    """What a ticked box holds in an export by choice text: the end of its question row."""
    asked = _questions(names, texts, known)
    return {
        at: asked[at].rpartition(" [")[2].removesuffix("]").removeprefix("Selected Choice - ")
        for at, name in enumerate(names)
        if at in asked and _stem(name) and asked[at].endswith("]")
    }
