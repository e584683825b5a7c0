"""The commands, one file each, of a function of the same name. A new command is one file and a line here.

A command is imported when it is called: `csat --help` needs none, and `csat score` no other.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

COMMANDS = (
    *("score", "report", "render", "check", "init"),
    *("compare", "banner", "drivers", "priorities", "reliability", "themes", "weight"),
    *("explain", "verify", "compare-records", "schema", "selftest"),
)
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


def command_of(name: str) -> Callable[..., Any]:
    """The function of a command. Raises KeyError where there is none of that name."""
    if name not in COMMANDS:
        raise KeyError(name)
    own = name.replace("-", "_")
    found: Callable[..., Any] = getattr(import_module(f"csat.commands.{own}"), own)
    return found
