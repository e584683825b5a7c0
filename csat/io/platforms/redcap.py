"""REDCap: names of variables (raw) or field labels, a ``_complete`` column after each form, ``___`` check boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csat.io.platforms.headers import cell, folded
from csat.io.source import Layout, ResponseSet
from csat.plan import Role

_COMPLETE = re.compile(r"[a-z][a-z0-9_]*_complete")
_STAMP = re.compile(r"[a-z][a-z0-9_]*_timestamp")
_BOX = re.compile(r"([a-z][a-z0-9_]*)___([a-z0-9_]+)")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CHOICE = re.compile(r"(.+) \(choice=(.*)\)$", re.DOTALL)
_OWN = frozenset(("redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance",
                  "redcap_data_access_group", "redcap_survey_identifier"))  # fmt: skip
_OWN_LABELS = frozenset(("event name", "repeat instrument", "repeat instance", "data access group",
                         "survey identifier"))  # fmt: skip
_PERSONAL = frozenset(("redcap_survey_identifier", "survey identifier"))
_STATES = frozenset(("", "0", "1", "2"))
_REPEATS = frozenset(("redcap_event_name", "redcap_repeat_instance", "event name", "repeat instance"))


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """REDCap's layout by variable names or by labels, or None."""
    names = rows[0]
    boxes = [at for at, name in enumerate(names) if _BOX.fullmatch(name) or _CHOICE.match(name)]
    raw = [at for at, name in enumerate(names) if _COMPLETE.fullmatch(name)]
    labelled = [at for at, name in enumerate(folded(names)) if name == "complete?"]
    # Anybody may call a column task_complete; a form's ends the form, and the file, and holds one of three states.
    # The third, 2 for complete, must be met: 0 and 1 alone are how people write no and yes.
    seen = {cell(row, at) for row in rows[1:] for at in raw}
    states = raw[-1:] == [len(names) - 1] and "2" in seen and seen <= _STATES
    numbered = names[0].endswith("_id") or len(raw) > 1
    signs = bool(boxes) or bool(_OWN & set(names)) or (states and numbered)
    if raw and all(_NAME.fullmatch(name) for name in names if name):
        stamped = any(_STAMP.fullmatch(name) and f"{name[:-10]}_complete" in names for name in names)
        if not signs and not stamped:
            return None
    elif not (labelled and (boxes or folded(names[:1]) == ["record id"] or _OWN_LABELS & set(folded(names[:6])))):
        return None
    complete = raw or labelled
    known: dict[int, tuple[Role, str]] = {0: ("respondent id", "REDCap metadata")}
    for at, (name, plain) in enumerate(zip(names, folded(names), strict=True)):
        if plain in _PERSONAL:
            known[at] = ("personal data", "REDCap metadata; never shown")
        elif name in _OWN or (labelled and plain in _OWN_LABELS) or at in complete:
            known[at] = ("nothing", "REDCap metadata")
        elif (raw and _STAMP.fullmatch(name)) or (labelled and plain == "survey timestamp"):
            known[at] = ("date", "REDCap metadata")
        elif at in boxes:
            known[at] = ("nothing", "multiple choice")
    fields: dict[str, list[int]] = {}
    options = {}
    for at in boxes:
        if found := _BOX.fullmatch(names[at]) or _CHOICE.match(names[at]):
            fields.setdefault(found[1], []).append(at)
            options[at] = found[2]
    notices: tuple[str, ...] = ()
    if _REPEATS & set(folded(names)):
        notices = ("A record of this project may have several rows (events or repeated forms); every row is counted.",)
    return Layout(
        "redcap",
        known=known,
        options=options,
        sets=tuple(ResponseSet(field, tuple(columns)) for field, columns in fields.items()),
        # With one form its state is the respondent's; with several each has its own.
        unfinished=(complete[0], frozenset({"0", "1", "Incomplete", "Unverified"})) if len(complete) == 1 else None,
        notices=notices,
    )
