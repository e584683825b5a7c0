"""csat: satisfaction figures from a survey export, each with its interval, base and counts.

``csat.score("survey.xlsx")`` gives a :class:`Record`; ``record.to_frame()`` its estimates as a table.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["CsatError", "Estimate", "InputError", "Interval", "MachineError", "Record", "__version__", "score"]

TYPE_CHECKING = False  # type checkers know the name; importing typing would delay the reading process
if TYPE_CHECKING:
    from typing import Any

    from csat.errors import CsatError, InputError, MachineError
    from csat.results import Estimate, Interval, Record
    from csat.scoring import score

_HOMES = {
    "CsatError": "csat.errors",
    "InputError": "csat.errors",
    "MachineError": "csat.errors",
    "Estimate": "csat.results",
    "Interval": "csat.results",
    "Record": "csat.results",
    "score": "csat.scoring",
}


def __getattr__(name: str) -> Any:
    # Loaded when first used, so that `csat --help` does not wait for numpy.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'csat' has no attribute {name!r}")
