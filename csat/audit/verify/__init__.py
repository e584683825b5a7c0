"""A record verified: its own bytes, its sums and formulas, its data, its plan file, and every figure redone."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csat.audit.verify.compare import differences, of_estimates, same_numbers
from csat.audit.verify.earlier_wave import earlier_wave
from csat.audit.verify.inside import inside, unfollowed
from csat.audit.verify.outcome import Difference, Outcome, Verified, outcome
from csat.errors import InputError, one_line
from csat.io.source import About
from csat.ledger import environment
from csat.plan import digest_of
from csat.reading import Progress
from csat.record.file import WITHOUT_DIGEST, read_record, record_from
from csat.reopening import Data, again
from csat.results import Record, canonical_json, digest_of_body

if TYPE_CHECKING:
    import pandas as pd

    from csat.audit.second_road import Comparison

_LARGEST = 1_000_000_000  # bytes
_SAME_BYTES = ("size", "sha256")


def verify(
    record: str | os.PathLike[str],
    data: Data | pd.DataFrame | None = None,
    *,
    plan: str | os.PathLike[str] | None = None,
    previous: str | os.PathLike[str] | Record | None = None,
    reports: Sequence[str | os.PathLike[str]] = (),
    second_road: bool = False,
    progress: Progress | None = None,
    **limits: Any,
) -> Verified:
    """Verify a record file; with ``data``, every figure is redone from them by the plan that the record holds.

    ``plan``: the plan file that the record was made by; ``previous``: the earlier record that it tells changes
    against or compares its wave with; ``reports``: files rendered from the record; ``second_road``: figures are redone
    by other libraries too; ``limits``: those of :func:`csat.score`. Raises InputError where a file is not what it is
    given as, or a column is not there.
    """
    name = one_line(Path(record).name)
    raw = _bytes(Path(record), name)
    body = parsed(raw, name)
    written = as_written(raw, body)
    try:
        held = record_from(body, name)
    except InputError as trouble:
        if written.state == "fails":
            raise InputError(f"{trouble}\nThe file is not as csat wrote it: it was changed or damaged.") from None
        raise
    found: list[Outcome] = [written, _plan_digest(held)]
    found += [
        outcome(check, holds, fails, found, _beyond_counts(held) if check == "counts" and data is None else ())
        for check, holds, fails, found in inside(held)
    ]
    if plan is not None:
        found.append(same_plan_file(held, one_line(Path(plan).name), _plan_bytes(Path(plan))))
        if found[-1].state == "holds":
            from csat.audit.verify.plan_words import plan_words
            from csat.planfile import read_plan

            found.append(plan_words(held, read_plan(plan)))
    elif held.plan.get("file"):
        found.append(Outcome("plan file", "not checked", "the plan file was not given (--plan)"))
    if data is None:
        found.append(Outcome("data", "not checked", "no data were given (--data): nothing was redone from answers"))
    else:
        found += _by_data(held, data, progress, limits)
    earlier = _earlier(previous)
    waves = list(earlier_wave(held, earlier))
    found += waves
    if held.previous or (earlier is not None and not waves):
        found.append(_changes(held, earlier))
    second = None
    if second_road:
        from csat.audit.second_road import second_road as by_second_road

        if data is None:
            raise InputError("--second-road redoes figures from the data. Give them with --data.")
        second = by_second_road(held, data)
        found.append(_second(second))
    if reports:
        from csat.audit.verify.shown import shown

        found += [shown(held, report) for report in reports]
    return Verified(name, tuple(found), tuple(_because(held, found)), second)


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as trouble:
        reason = os.strerror(trouble.errno).lower() if trouble.errno else "it cannot be read"
        raise InputError(f"{name}: {reason}. Give the record that csat wrote, such as record.json.") from None
    if len(raw) > _LARGEST:
        raise InputError(f"{name}: larger than any record. Give the record that csat wrote, such as record.json.")
    return raw


def parsed(raw: bytes, name: str) -> dict[str, Any]:
    """What a record file holds. Raises InputError where that is no JSON object, or numbers that csat never writes."""
    try:
        body = json.loads(raw.decode("utf-8"), parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        raise InputError(f"{name}: it is not JSON in UTF-8, so no record, or one that was damaged.") from None
    if not isinstance(body, dict):
        raise InputError(f"{name}: it is no record of csat. Give the record that csat wrote, such as record.json.")
    return body


def _finite(told: str) -> float:
    value = float(told)
    if not isfinite(value):
        raise ValueError(told)
    return value


# ---------------------------------------------------------------------- the record alone


def as_written(raw: bytes, body: Mapping[str, Any]) -> Outcome:
    """Whether the bytes of a record file are those that csat writes for what it holds, and its digest fits them."""
    found = []
    canonical = canonical_json(body).encode("utf-8", "backslashreplace")
    if canonical != raw:
        line = next(n for n, (a, b) in enumerate(zip_longest(raw.split(b"\n"), canonical.split(b"\n")), 1) if a != b)
        found.append(Difference(f"line {line} of the file", "written otherwise than csat writes it", ""))
    if "digest" not in body and body.get("schema") in WITHOUT_DIGEST:
        said = "it has no digest: csat wrote none into records of its schema"
        return Outcome("record", "fails" if found else "not checked", said, found)
    held, made = body.get("digest"), digest_of_body(body)
    if held != made:
        found.append(Difference("digest of the record", held, made))
    return outcome(
        "record", "its digest fits: it is as csat wrote it", "it is not as csat wrote it: changed or damaged", found
    )


def _beyond_counts(held: Record) -> list[str]:
    """What the counts of a record cannot show, and only its data can."""
    try:
        n = unfollowed(held)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return []  # then the check itself fails, and says so
    if not n:
        return []
    them = "1 interval of an analysis rests" if n == 1 else f"{n:,} intervals of analyses rest"
    return [f"{them} on more than the counts of the record: only the data (--data) can show that they are right."]


def _plan_digest(held: Record) -> Outcome:
    kept, made = held.plan.get("digest"), digest_of(held.plan)
    found = [Difference("digest of the plan", kept, made)] if kept != made else []
    return outcome("plan", "the digest of its plan fits", "its plan was changed: the digest does not fit", found)


def _plan_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as trouble:
        reason = os.strerror(trouble.errno).lower() if trouble.errno else "it cannot be read"
        raise InputError(f"{one_line(path.name)}: {reason}. Give the plan file that the record was made by.") from None


def same_plan_file(held: Record, name: str, raw: bytes) -> Outcome:
    """Whether a plan file is the one that a record was made by, byte for byte."""
    told = held.plan.get("file")
    if not told:
        where = Difference(name, "made without a plan file, or by an older csat", "a plan file is given")
        return outcome("plan file", "", f"the record does not tell of a plan file, so {name} is not its own", [where])
    now = {"size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
    found = list(differences({part: told.get(part) for part in now}, now, name))
    return outcome(
        "plan file", f"{name} is the plan file it was made by", f"{name} was changed, or is another plan file", found
    )


# ---------------------------------------------------------------------- the data


def _by_data(
    held: Record, data: Data | pd.DataFrame, progress: Progress | None, limits: Mapping[str, Any]
) -> Iterator[Outcome]:
    about, now = again(held, data, progress, **limits)
    yield same_data(held, about)
    yield from redone(held, now)


def same_data(held: Record, about: About) -> Outcome:
    """Whether files are those that a record was made from, byte for byte."""
    files = about.files or (about,)
    told = held.source.get("files") or (held.source,)
    if len(files) != len(told):
        wrong = Difference("files", len(told), len(files), abs(len(told) - len(files)))
        return outcome("data", "", "not the files it was made from", [wrong])
    if all(entry["sha256"] is None for entry in told):
        return Outcome("data", "not checked", "it was made from a DataFrame, which has no bytes to compare")
    found: list[Difference] = []
    remarks = []
    for entry, file in zip(told, files, strict=True):
        mine = {"size": file.size, "sha256": file.sha256}
        found += differences({part: entry[part] for part in _SAME_BYTES}, mine, file.name)
        if entry["name"] != file.name:
            remarks.append(f"{file.name} was called {entry['name']} then.")
    them = "the data are" if len(files) == 1 else f"the {len(files)} files are"
    return outcome(
        "data", f"{them} the same, byte for byte", f"{them} not those it was made from: other bytes", found, remarks
    )


def redone(held: Record, now: Record) -> Iterator[Outcome]:
    """A record against the one that its data give now: figures, then what became of the rows, then what is told."""
    old, new = (json.loads(one.to_json()) for one in (held, now))
    other = held.environment.get("csat") != now.environment["csat"]
    count = len(held.estimates)
    found = list(of_estimates(old["estimates"], new["estimates"], other))
    remarks = []
    if close := sum(difference.close for difference in found):
        bounds = "1 bound of an interval is" if close == 1 else f"{close} bounds of intervals are"
        if any(estimate.analysis is not None for estimate in held.estimates):
            bounds = "1 number is" if close == 1 else f"{close} numbers of intervals and analyses are"
        remarks.append(f"{bounds} equal within 1e-9, and not to the last digit: another library or processor.")
    if words := sum(difference.wording for difference in found):
        remarks.append(f"{words} sentences are worded otherwise by this version of csat.")
    yield outcome(
        "figures",
        f"all {count:,} figures are the same, redone from the data" if count != 1 else "its figure is the same, redone",
        "figures differ, redone from the data",
        found,
        remarks,
    )
    rest = [*differences(old["ledger"], new["ledger"], "ledger", other)]
    rest += differences(_meaning(old["plan"]), _meaning(new["plan"]), "plan", other)
    rest += differences(_how_read(old["source"]), _how_read(new["source"]), "source", other)
    rest += differences(old["targets"], new["targets"], "targets", other)
    yield outcome("rows", "so is what became of every row and answer", "what became of rows and answers differs", rest)
    yield _notices(held, now, other)
    if held.comments:
        yield _comments(held, now)


def _comments(held: Record, now: Record) -> Outcome:
    """Whether a record tells the comments that its data give; what they say is not told here."""
    found: list[Difference] = []
    for old, new in zip(held.comments, now.comments, strict=True):
        where = f"comments of column {old['letter']}"
        counts = [{name: part for name, part in one.items() if name != "texts"} for one in (old, new)]
        found += differences(counts[0], counts[1], where)
        texts = zip_longest(old["texts"], new["texts"])
        wrong = [place for place, (one, other) in enumerate(texts, 1) if one != other]
        found += [Difference(f"{where}, no. {place}", "another text", "") for place in wrong]
    return outcome("comments", "and so are its comments", "its comments are not those that its data give", found)


def _second(second: Comparison) -> Outcome:
    apart = [
        Difference(f"{gap.id}, {gap.part}", gap.record, gap.second, gap.absolute if isfinite(gap.absolute) else None)
        for gap in second.disagreements
    ]
    if not second.covered and not apart:
        return Outcome("second road", "fails", "the second road covers none of its figures, so it confirms nothing")
    return outcome(
        "second road",
        f"openpyxl, pandas, scipy and pingouin give the same {len(second.covered):,} figures",
        "openpyxl, pandas, scipy and pingouin give other figures",
        apart,
    )


def _earlier(previous: str | os.PathLike[str] | Record | None) -> Record | None:
    return previous if previous is None or isinstance(previous, Record) else read_record(previous, unchanged=True)


def _changes(held: Record, earlier: Record | None) -> Outcome:
    """Whether the changes that a record tells are those against the earlier one."""
    if earlier is None:
        return Outcome("changes", "not checked", "the earlier record was not given (--previous)")
    from csat.changes import changes

    if not held.previous:
        there = Difference("changes", "none", "an earlier record is given")
        return outcome("changes", "", "it tells no changes against an earlier record", [there])
    made = json.loads(json.dumps(changes(held, earlier)))
    other = held.environment.get("csat") != environment()["csat"]
    found = list(differences(json.loads(json.dumps(held.previous)), made, "changes", other))
    return outcome(
        "changes", "the changes against the earlier record are right", "its changes are not those to that record", found
    )


def _meaning(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan without its digest, which is checked by itself."""
    return {name: part for name, part in plan.items() if name != "digest"}


def _how_read(source: Mapping[str, Any]) -> dict[str, Any]:
    """How the data were read, without what is checked of their bytes."""
    return {name: part for name, part in source.items() if name not in (*_SAME_BYTES, "name", "files")}


def _notices(held: Record, now: Record, other: bool) -> Outcome:
    dropped = [said for said in held.notices if said not in set(now.notices)]
    new = [said for said in now.notices if said not in set(held.notices)]
    worded = other and same_numbers(dropped, new)
    gone = [Difference("notices", said, "", wording=worded) for said in dropped]
    gone += [Difference("notices", "", said, wording=worded) for said in new]
    if not gone and list(held.notices) != list(now.notices):
        gone = [Difference("notices", "in another order", "", wording=other)]
    holds = "this version of csat words its notices otherwise" if gone else "and so are its notices"
    return outcome("notices", holds, "its notices are not those that its data give", gone)


def _because(held: Record, found: Sequence[Outcome]) -> Iterator[str]:
    """Why figures may differ, where they do."""
    state = {one.check: one.state for one in found}
    if all(one.state != "fails" for one in found):
        return
    causes = []
    if state.get("data") == "fails":
        causes.append("Other input: the data given are not those that the record was made from.")
    if state["plan"] == "fails" or state.get("plan file") == "fails":
        causes.append("Another plan: what the record says of its columns, or its plan file, was changed.")
    now = environment()
    other = [f"{name} {held.environment.get(name, '?')} then, {now[name]} now" for name in now]
    other = [said for name, said in zip(now, other, strict=True) if held.environment.get(name) != now[name]]
    if other and state.get("figures") == "fails":
        causes.append(f"Another version: {'; '.join(other)}.")
    if state["record"] == "fails":
        causes.append("The record was changed after csat wrote it, or damaged on its way.")
    elif not causes and any(state.get(part) == "fails" for part in ("figures", "rows", "notices", "counts", "sums")):
        causes.append(
            "Input, plan and versions are the same, so the record was changed after csat wrote it and its digest made "
            "anew, or another program wrote it."
        )
    yield from causes
