"""The tables of a plan file that ask for analyses, by their kind (see :data:`csat.analysis.ANALYSES`)."""

from __future__ import annotations

from collections.abc import Mapping

from csat.planfile.kinds import Key, Table

ANALYSIS_TABLES: Mapping[str, Table] = {
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
