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
    "banner": Table(
        "a banner table: items down, segments across, with letters of the columns that a column is higher than",
        {
            "id": Key("text", "short name of letters, digits and _, needed where there are several (banner)"),
            "by": Key("texts", "its segments, each told by [[segment]] (all)"),
            "items": Key("texts", "ids of its items (all)"),
            "levels": Key("shares", "one level, or two: capital letters at the higher, small at the lower (0.95, 0.8)"),
            "min_base": Key("whole", "columns of fewer answers to an item are not tested (flag_below)", low=2),
            "adjust": Key("choice", "p values of a line and segment together (holm)", choices=("holm", "bh", "none")),
        },
        many=True,
    ),
    "paired": Table(
        "the same respondents in one wave and in the next, matched by an id; waves are files or values of a segment",
        {
            "respondent": Key("text", "the column of ids, the same of a respondent in every wave", required=True),
            "by": Key("text", 'the segment that tells waves apart ("(file)", or else the only segment)'),
            "items": Key("texts", "ids of the items to compare (all)"),
            "adjust": Key("choice", "how p values of one form are adjusted (holm)", choices=("holm", "bh", "none")),
        },
    ),
    "drivers": Table(
        "key drivers: how far answers to each item go with one outcome, and how much of it each accounts for",
        {
            "of": Key("text", "the outcome: an item by its id or column", required=True),
            "items": Key("texts", "the drivers, by ids or columns; else all items that ask about single things"),
            "method": Key(
                "choice",
                "how the outcome is shared out: lmg (exact, to 15 drivers), johnson, auto (lmg where it can be)",
                choices=("auto", "lmg", "johnson"),
            ),
            "bootstrap": Key("whole", "draws for intervals of the shares, 0 for none (1000, where that is quick)"),
            "seed": Key("whole", "seed of these draws (1)"),
        },
        many=True,
    ),
}
