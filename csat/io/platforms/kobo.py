"""KoboToolbox and ODK: their own columns begin with ``_``, groups are written before the question's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from csat.io.platforms.headers import folded, look_up, table
from csat.io.source import Layout, ResponseSet

_OWN = table(
    "Kobo",
    id="_id|_uuid|KEY|instanceID|meta/instanceID|meta-instanceID|meta.instanceID|meta:instanceID",
    date="_submission_time|start|end|today|SubmissionDate",
    personal="_submitted_by|username|deviceid|phonenumber|simserial|simid|subscriberid|imei|email|SubmitterID"
    "|SubmitterName|DeviceID|_geolocation",
    nothing="_validation_status|_notes|_status|_tags|_index|__version__|_version_|_xform_id_string|formhub/uuid"
    "|_attachments|_bamboo_dataset_id|_parent_index|_parent_table_name|meta/instanceName|meta-instanceName"
    "|meta/rootUuid|_media_all_received|AttachmentsPresent|AttachmentsExpected|Status|ReviewState|Edits|FormVersion",
)
_SIGNATURE = frozenset(("_id", "_uuid", "_submission_time", "_validation_status", "_index", "_submitted_by",
                        "_xform_id_string", "_tags", "__version__", "_status"))  # fmt: skip
_CENTRAL = frozenset(("key", "meta-instanceid", "meta/instanceid", "meta:instanceid", "instanceid"))
_PLACE = re.compile(r"_.+_(?:latitude|longitude|altitude|precision)$|.+[-.:/](?:Latitude|Longitude|Altitude|Accuracy)$")
_SEPARATORS = "/.:"


def is_repeat(names: Sequence[str]) -> bool:
    """Whether a sheet holds the rows of a repeated group, of which a respondent may have none or many."""
    return {"_parent_index", "_parent_table_name"} <= set(names) or {"PARENT_KEY", "KEY"} <= set(names)


def match(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout of KoboToolbox and ODK, or None."""
    names = folded(rows[0])
    kobo = len(_SIGNATURE.intersection(names)) >= 3 and {"_uuid", "_submission_time"} & set(names)
    central = "submissiondate" in names and _CENTRAL & set(names)
    if not kobo and not central:
        return None
    known = look_up(rows[0], _OWN)
    if kobo:
        known = {at: own for at, own in known.items() if names[at] not in ("status", "email", "key")}
    known |= {at: ("personal data", "a place; never shown") for at, n in enumerate(rows[0]) if _PLACE.match(n)}
    first: tuple[str, ...] = tuple(names)
    parents: dict[int, list[int]] = {}
    for at, name in enumerate(first):
        children = [
            other
            for other, text in enumerate(first)
            if other != at and len(text) > len(name) + 1 and text.startswith(name) and text[len(name)] in _SEPARATORS
        ]
        # A group has no column of its own: a column with others below its name is a question with several choices.
        if name and at not in known and len(children) > 1:
            known |= {other: ("nothing", "multiple choice") for other in (at, *children) if other not in known}
            parents[at] = children
    notices: tuple[str, ...] = ()
    if is_repeat(rows[0]):
        notices = ("These rows are those of a repeated group: one respondent may have several, or none.",)
    return Layout(
        "kobo",
        known=known,
        options={other: rows[0][other][len(rows[0][at]) + 1 :] for at, below in parents.items() for other in below},
        sets=tuple(ResponseSet(rows[0][at], tuple(below), twin=at) for at, below in parents.items()),
        notices=notices,
    )
