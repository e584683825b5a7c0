"""The tables of a plan file that ask for analyses, by their kind (see :data:`csat.analysis.ANALYSES`)."""

from __future__ import annotations

from collections.abc import Mapping

from csat.planfile.kinds import Key, Table

ANALYSIS_TABLES: Mapping[str, Table] = {
    "reliability": Table(
        "reliability and validity of constructs in full, as csat reliability tells them",
        {
            "constructs": Key("texts", "names of the constructs it is about (all)"),
            "bootstrap": Key("whole", "resamples of the bootstrap intervals of alpha; 0: none (2000)"),
            "seed": Key("whole", "seed of their random numbers (1)"),
            "pairwise": Key("yes or no", "also alpha from covariances of pairs, with all rows that have both (false)"),
            "ordinal": Key("yes or no", "also ordinal alpha, from polychoric correlations (true)"),
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
    "priorities": Table(
        "importance and performance of items, in four quadrants (csat priorities)",
        {
            "name": Key("text", "its name, where there are several; its figures are named by it"),
            "items": Key(
                "texts", "ids of its items (all satisfaction items about single things, or those with importance)"
            ),
            "importance": Key(
                "choice",
                "stated (by the importance keys of the items), derived (correlation with the item of) or drivers (LMG "
                "shares of it)",
                choices=("stated", "derived", "drivers"),
            ),
            "of": Key("text", "the id of the outcome that importance is derived from, such as overall"),
            "crosshair": Key(
                "cross",
                "what parts the quadrants: means of the items, midpoints of the scales, or two numbers [performance, "
                "importance] (means)",
                choices=("means", "midpoints"),
            ),
        },
        many=True,
    ),
    "index": Table(
        "a customer satisfaction index: a weighted mean of items on 0-100",
        {
            "name": Key("text", "what it is called; its figures are named by it", required=True),
            "items": Key("texts", "ids of its items", required=True),
            "weights": Key(
                "weights",
                "equal; importance (of each item, by its importance key); drivers (LMG shares for the item of); or "
                "numbers by item (equal)",
                choices=("equal", "importance", "drivers"),
            ),
            "of": Key("text", "of weights = drivers: the id of the item that they are to explain, such as overall"),
            "type": Key(
                "choice",
                "csi: each item on 0-100 first; acsi: the computation of the ACSI, three items or more (csi)",
                choices=("csi", "acsi"),
            ),
            "base": Key(
                "choice",
                "complete: who answered every item; items: each item by those who answered it, without interval "
                "(complete)",
                choices=("complete", "items"),
            ),
        },
        many=True,
    ),
    "gap": Table(
        "gaps between two items of each pair: the second minus the first",
        {
            "name": Key("text", "what it is called; its figures are named by it", required=True),
            "pairs": Key(
                "pairs",
                "pairs of ids: [expected, perceived], or with a dimension: [expected, perceived, reliability]",
                required=True,
            ),
            "of": Key("choice", "what the first items ask for (expectation)", choices=("expectation", "importance")),
            "on": Key(
                "choice",
                "in points of the one scale that all items have, or of 0-100 (points; 0-100 where scales differ)",
                choices=("points", "0-100"),
            ),
        },
        many=True,
    ),
    "kano": Table(
        "features by Kano's method, from a question that supposes each and one that misses it",
        {
            "name": Key("text", "its name, where there are several; its figures are named by it"),
            "features": Key(
                "pairs",
                "ids of the question that supposes a feature and of the one that misses it, and its name: "
                '["gps_there", "gps_missing", "GPS"]',
                required=True,
            ),
            "order": Key(
                "choice",
                "which end of the five answers is liking: like first (1 is liking, 5 disliking) or dislike first",
                required=True,
                choices=("like first", "dislike first"),
            ),
        },
        many=True,
    ),
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
    "themes": Table(
        "themes of comments by a codebook: what share of the comments speaks of each",
        {
            "codebook": Key("file", "a file of [[theme]] tables, beside the plan: themes.toml"),
            "theme": Key("tables", "the themes themselves, in place of a codebook: name, stems by language, not"),
            "column": Key("texts", "the columns of comments (those taken for comments)"),
            "by_score": Key(
                "text", "also by the groups of this item's scale, such as detractors and promoters: its id"
            ),
            "examples": Key("whole", "how many redacted comments of each theme are told (none)"),
            "id": Key("text", "what its figures' ids begin with, where two of them are about one column"),
        },
        many=True,
    ),
}
