"""The tables of a plan file that ask for analyses, by their kind (see :data:`csat.analysis.ANALYSES`)."""

from __future__ import annotations

from collections.abc import Mapping

from csat.planfile.kinds import Key, Table

ANALYSIS_TABLES: Mapping[str, Table] = {
    "compare": Table(
        "the groups of segments tested against each other (csat compare)",
        {
            "by": Key("texts", "columns of segments to compare by (all of the plan)"),
            "items": Key("texts", "items to compare, by id (all that have figures of their own)"),
            "adjust": Key(
                "choice", "how p values of several tests are adjusted (holm)", choices=("holm", "bh", "none")
            ),
        },
    ),
}
