"""Text as HTML and SVG hold it. Everything that a page or a picture shows passes here, and nowhere else."""

from __future__ import annotations

import re

from csat.report.document import Run
from csat.report.safe import clean

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def escape(text: str) -> str:
    """Text that stays text, in an element as in a quoted attribute."""
    return _NOT_IN_XML.sub("", text).translate(_ENTITIES)


def shown(run: Run) -> str:
    """What a reader sees of a run: what comes from a survey is one clean line; spaces around words count."""
    return clean(run.text) if run.kind in ("data", "code") else run.text
