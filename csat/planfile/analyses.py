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
}
