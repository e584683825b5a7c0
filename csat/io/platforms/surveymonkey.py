"""SurveyMonkey: questions in the first row, and in the second what each column of a question holds.

The first row is blank where a question goes on: rows of a matrix, choices, comments. The columns before the
questions may have been cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from csat.io.layout import looks_numeric
from csat.io.platforms.headers import blocks, cell, folded, look_up, table
from csat.io.source import Layout
from csat.plan import Role

_OWN = table(
    "SurveyMonkey",
    id="Respondent ID|RespondentID|respondent_id",
    date="Start Date|End Date|StartDate|EndDate|Date Created|Date Modified|date_created|date_modified",
    personal="IP Address|IPAddress|Email Address|EmailAddress|First Name|Last Name|FirstName|LastName|ip_address"
    "|email_address|first_name|last_name",
    nothing="Collector ID|CollectorID|collector_id|Custom Data|Custom Data 1|Custom Data 2|Custom Data 3|Custom Data 4"
    "|Custom Data 5|Custom Data 6|custom_1",
)
_ID = frozenset(("respondent id", "respondentid", "respondent_id"))
# What the second row says of a column that holds the answer itself; also in the interface's other languages.
_PLAIN = frozenset({"response", "respuesta", "réponse", "antwort", "risposta", "resposta", "reactie", "yanıt"})
_OPEN = frozenset({"open-ended response", "respuesta abierta", "réponse ouverte", "offene antwort",
                   "offene beantwortung", "risposta aperta", "resposta aberta", "open antwoord"})  # fmt: skip
_COMMENT = re.compile(r"(?:other|autre|otro|andere|sonstige)\b.*\(.*\)|comments?:?$|commentaires?:?$|comentarios?:?$"
                      r"|kommentar:?$", re.I)  # fmt: skip
_WRITTEN = re.compile(r"(?:other|autre|otro|andere|sonstige)\b", re.I)
_COLLECTED = frozenset(("collector id", "collectorid", "collector_id", "date modified", "date_modified"))
_RESPONDENT = re.compile(r"\d{9,12}")


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """SurveyMonkey's layout, or None."""
    names = folded(rows[0])
    own = look_up(rows[0], _OWN)
    second = rows[1] if len(rows) > 1 else []
    if _sub_headed(rows[0], second, own) and (
        len(rows) < 3 or not own or any(cell(r, a) for r in rows[2:] for a in own)
    ):
        return _two_rows(rows[0], second, own)
    ids = [at for at in own if names[at] in _ID]
    if not ids:
        return None
    # One row of names (a condensed export, or one a person cut): its own columns side by side, or its long ids.
    answers = [cell(row, ids[0]) for row in rows[1:]]
    numbered = names[ids[0]] == "respondentid" and bool(answers) and all(map(_RESPONDENT.fullmatch, answers))
    if numbered and len(answers) > 1:  # a person's own numbers count up
        numbered = any(int(b) - int(a) != 1 for a, b in pairwise(answers))
    if not numbered and (len(own) < 3 or not _COLLECTED.intersection(names)):
        return None
    return Layout("surveymonkey", 1, known=own, unfinished=None)


def _sub_headed(first: Sequence[str], second: Sequence[str], own: dict[int, tuple[Role, str]]) -> bool:
    """Whether the second row is SurveyMonkey's: blank below its own columns, a word in every column that goes on."""
    goes_on = [at for at, name in enumerate(first) if not name]
    plain = folded(second)
    words = sum(name in _PLAIN or name in _OPEN for name in plain)
    if any(cell(second, at) for at in own):
        return False
    going = [at for at in goes_on if cell(second, at)]
    if len(own) >= 2:
        return words > 0 or (bool(going) and not any(map(looks_numeric, (second[at] for at in going))))
    # Without them every column has a sub-header, and that of some is "Response" and the like.
    asked = [at for at, name in enumerate(first) if name and at not in own]
    headed = sum(bool(cell(second, at)) for at in asked)
    if own:
        return words > 0 and headed == len(asked)
    return headed == len(asked) and len(going) == len(goes_on) and 4 * words >= len(asked)


def _two_rows(first: Sequence[str], second: Sequence[str], own: dict[int, tuple[Role, str]]) -> Layout:
    known = dict(own)
    names = list(first)
    questions: dict[int, str] = {}
    options: dict[int, str] = {}
    words: dict[int, dict[str, str]] = {}
    groups = []
    others = set()
    for block in blocks(first, second, own):
        question = first[block[0]]
        single = folded([cell(second, block[0])])[0] in _PLAIN
        rows = []
        for at in block:
            sub = cell(second, at)
            name = folded([sub])[0]
            names[at] = first[at] or sub
            if name in _PLAIN or not sub:
                questions[at] = question
                continue
            questions[at] = f"{question} [{sub}]"
            if name in _OPEN:
                questions[at] = question
            elif (single and at != block[0]) or (at != block[0] and _COMMENT.match(sub)):
                known[at] = ("comment", "SurveyMonkey comment field")
                # A respondent who only commented is given the comment field's title as the answer.
                words.setdefault(block[0], {})[sub] = "blank"
            else:
                options[at] = sub
                rows.append(at)
            if at in known and rows and _WRITTEN.match(sub):
                others.add(at)
        if len(rows) > 1:
            groups.append(tuple(rows))
    return Layout(
        "surveymonkey",
        2,
        tuple(names),
        questions,
        known,
        options,
        tuple(groups),
        others=frozenset(others),
        not_answers={at: found for at, found in words.items() if at not in options},
    )
