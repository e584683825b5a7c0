"""The tables of a plan file that ask for analyses, by their kind (see :data:`csat.analysis.ANALYSES`)."""

from __future__ import annotations

from collections.abc import Mapping

from csat.planfile.kinds import Key, Table

ANALYSIS_TABLES: Mapping[str, Table] = {
    "paired": Table(
        "the same respondents in one wave and in the next, matched by an id; waves are files or values of a segment",
        {
            "respondent": Key("text", "the column of ids, the same of a respondent in every wave", required=True),
            "by": Key(
                "text", 'the segment that tells waves apart; "(file)", or the only segment, where it is not said'
            ),
            "items": Key("texts", "ids of the items to compare (all)"),
            "adjust": Key(
                "choice", "p values of one form are adjusted together (holm)", choices=("holm", "bh", "none")
            ),
        },
    ),
}
