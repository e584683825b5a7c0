"""Qualtrics: one row of short names, one of questions, and in CSV files a third of import ids.

Legacy files (V1, V2 … and two rows) and those of the first Insights platform (import ids written as a Python dict)
have the same columns by older names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from csat.io.platforms.headers import cell, folded, look_up, runs, table
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
_SECOND = frozenset(folded(["Start Date", "End Date", "Response Type", "Recorded Date", "Response ID",
                            "Distribution Channel", "User Language", "Duration (in seconds)", "Progress",
                            "Finished", "IP Address"]))  # fmt: skip

# Codes of the column Status, with the words of the export by choice text. 4 (imported) and 16 (offline app) are
# answers of respondents like 0 and 32 (employees); the sums are of the same bits.
_STATUS = {
    **dict.fromkeys(("1", "Survey Preview", "17", "Offline Survey Preview", "Offline Preview"), "survey preview"),
    **dict.fromkeys(("2", "Survey Test"), "survey test"),
    **dict.fromkeys(("8", "Spam", "9", "Survey Preview Spam", "12", "Imported Spam", "40"), "marked as spam"),
}
_CHANNEL = {"preview": "survey preview", "test": "survey test"}
_UNFINISHED = frozenset({"0", "False", "FALSE", "false"})

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
        own = len(_SIGNATURE.intersection(known_names))
        if legacy or (own >= 3 and (len(_SECOND.intersection(second)) >= 3 or _repeats(known_names, second))):
            texts, count = rows[1], 2
        elif own < 5 or "recordeddate" not in known_names:
            return None  # StartDate and Status alone may stand in anybody's table
        if legacy:
            known_names = [cell(second, at) if re.fullmatch(r"v\d+", n) else n for at, n in enumerate(known_names)]
    known = {at: told for at, name in ids.items() if (told := _BY_ID.get(name.casefold().removeprefix("panel-")))}
    known.update(look_up(known_names, _OWN))
    for at, name in enumerate(names):
        if _TIMING.search(name):
            known[at] = ("duration", "Qualtrics page timing")
        elif _COMPUTED.search(name):
            known[at] = ("nothing", "computed by Qualtrics from another column")
    return Layout(
        "qualtrics",
        count,
        questions=_questions(names, texts, known),
        known=known,
        options=_options(names, texts, known),
        groups=tuple(run for run in runs([_stem(name) for name in names]) if not set(run) & known.keys()),
        separators=(",",),
        aside=dict(_aside(known_names, ids).items()),
        unfinished=next(((at, _UNFINISHED) for at, name in enumerate(known_names) if name == "finished"), None),
    )


def _repeats(names: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the second row says the platform's own columns once more: no row of answers does."""
    same = [at for at, name in enumerate(names) if name in _SIGNATURE and cell(second, at) == name]
    return len(same) >= 3


def _aside(names: Sequence[str], ids: Mapping[int, str]) -> dict[int, dict[str, str]]:
    status = {at for at, name in enumerate(names) if name == "status"} | {a for a, i in ids.items() if i == "status"}
    channel = {at for at, name in enumerate(names) if name == "distributionchannel"}
    return {**dict.fromkeys(status, _STATUS), **dict.fromkeys(channel, _CHANNEL)}


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
