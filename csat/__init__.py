"""csat: satisfaction figures from a survey export, each with its interval, base and counts.

``csat.score("survey.xlsx")`` gives a :class:`Record`; ``record.to_frame()`` its estimates as a table.
``csat.check("survey.xlsx")`` verifies the data before.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = [
    "Checked",
    "CsatError",
    "Estimate",
    "Finding",
    "InputError",
    "Interval",
    "MachineError",
    "Record",
    "Verified",
    "__version__",
    "banner",
    "check",
    "compare",
    "drivers",
    "gap",
    "index",
    "kano",
    "paired",
    "priorities",
    "reliability",
    "score",
    "themes",
    "verify",
    "weigh",
]

TYPE_CHECKING = False  # type checkers know the name; importing typing would delay the reading process
if TYPE_CHECKING:
    from typing import Any

    from csat.audit.verify import verify
    from csat.audit.verify.outcome import Verified
    from csat.checking import Checked, check
    from csat.checks.finding import Finding
    from csat.errors import CsatError, InputError, MachineError
    from csat.questions import banner, compare, drivers, gap, index, kano, paired, priorities, reliability, themes
    from csat.results import Estimate, Interval, Record
    from csat.scoring import score
    from csat.weighting.weighing import weigh

_HOMES = {
    "Checked": "csat.checking",
    "Finding": "csat.checks.finding",
    "CsatError": "csat.errors",
    "InputError": "csat.errors",
    "MachineError": "csat.errors",
    "Estimate": "csat.results",
    "Interval": "csat.results",
    "Record": "csat.results",
    "check": "csat.checking",
    "reliability": "csat.questions",
    "drivers": "csat.questions",
    "gap": "csat.questions",
    "index": "csat.questions",
    "kano": "csat.questions",
    "priorities": "csat.questions",
    "compare": "csat.questions",
    "banner": "csat.questions",
    "paired": "csat.questions",
    "score": "csat.scoring",
    "Verified": "csat.audit.verify.outcome",
    "verify": "csat.audit.verify",
    "themes": "csat.questions",
    "weigh": "csat.weighting.weighing",
}


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that `csat --help` does not wait for numpy.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'csat' has no attribute {name!r}")
