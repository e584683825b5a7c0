"""The only clock of a report: what the caller's environment or the plan says, never the time of day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from csat.errors import InputError
from csat.results import Record

VARIABLE = "SOURCE_DATE_EPOCH"


def reported(record: Record) -> datetime | None:
    """When a report says that it was made, in UTC: SOURCE_DATE_EPOCH, else the plan's reporting date, else nothing.

    Raises InputError where SOURCE_DATE_EPOCH is not a number of seconds.
    """
    if (told := by_environment()) is not None:
        return told
    day = record.plan.get("survey", {}).get("reported")
    return None if day is None else datetime.fromisoformat(str(day)).replace(tzinfo=UTC)


def by_environment() -> datetime | None:
    """SOURCE_DATE_EPOCH, where it is set. Raises InputError where it is not a number of seconds."""
    seconds = os.environ.get(VARIABLE)
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise InputError(f"{VARIABLE} must be a whole number of seconds since 1970, or not be set.") from None


def settle() -> None:
    """Look at SOURCE_DATE_EPOCH before others do: numpy reads it too, and breaks where it is empty or no number.

    Raises as :func:`by_environment`.
    """
    if by_environment() is None:
        os.environ.pop(VARIABLE, None)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """As if SOURCE_DATE_EPOCH were that moment."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(round(moment.timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before
