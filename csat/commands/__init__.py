"""The commands, one file each. A new command is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csat.commands.banner import banner
from csat.commands.check import check
from csat.commands.compare import compare
from csat.commands.compare_records import compare_records
from csat.commands.drivers import drivers
from csat.commands.explain import explain
from csat.commands.init import init
from csat.commands.priorities import priorities
from csat.commands.reliability import reliability
from csat.commands.render import render
from csat.commands.report import report
from csat.commands.schema import schema
from csat.commands.score import score
from csat.commands.selftest import selftest
from csat.commands.themes import themes
from csat.commands.verify import verify
from csat.commands.weight import weight

COMMANDS: dict[str, Callable[..., Any]] = {
    "score": score,
    "report": report,
    "render": render,
    "check": check,
    "init": init,
    "compare": compare,
    "banner": banner,
    "drivers": drivers,
    "priorities": priorities,
    "reliability": reliability,
    "themes": themes,
    "weight": weight,
    "explain": explain,
    "verify": verify,
    "compare-records": compare_records,
    "schema": schema,
    "selftest": selftest,
}
"""In the order in which they are documented."""

HELP: dict[str, dict[str, str]] = {
    "Score and report": {
        "score": "Every figure of a survey: CSAT, NPS, CES, alpha.",
        "report": "Score, and write the report into a folder.",
        "render": "Make that report again from its record.",
    },
    "Before that": {
        "init": "Write the plan of a survey: what each column means.",
        "check": "Look for what is wrong with the answers.",
        "weight": "Weight respondents to known margins of the population.",
        "schema": "The JSON Schema of plan files, for editors.",
    },
    "Ask one question": {
        "compare": "Which groups differ? What changed between waves?",
        "banner": "How does each item look in each group?",
        "drivers": "Which answers go with the overall one?",
        "priorities": "What is important and done badly?",
        "reliability": "How far can a construct be trusted?",
        "themes": "What do comments speak of?",
    },
    "Make sure": {
        "explain": "Work a figure out by hand; what a metric is.",
        "verify": "Is a record whole, and does the data give it again?",
        "compare-records": "What is different in two records?",
        "selftest": "Does csat compute rightly on this machine?",
    },
}
"""What ``csat --help`` says of each, in a line, in groups."""

WITHOUT_ARGUMENTS = frozenset({"schema", "selftest"})
"""Commands that do their work without any argument; the others show their help then."""
