"""What verifying found: one outcome a check, with every difference that it met."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from csat.audit.second_road import Comparison

State = Literal["holds", "fails", "not checked"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what is recorded or shown is not what it should be.

    ``gap``: how far apart two numbers are. ``close``: so little (:data:`csat.audit.verify.compare.TOLERANCE`), and in a
    place where that is another library's rounding, that it is told and held for equal. ``wording``: only the words of
    another version of csat differ.
    """

    where: str
    recorded: Any
    found: Any
    gap: float | None = None
    close: bool = False
    wording: bool = False

    @property
    def fails(self) -> bool:
        """Whether it says that something does not hold."""
        return not self.close and not self.wording


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found. ``said``: in a sentence; ``remarks``: what is told beside it; ``of_report``: it is about
    what a report shows, and not about what the record holds.
    """

    check: str
    state: State
    said: str
    differences: Sequence[Difference] = ()
    remarks: Sequence[str] = ()
    of_report: bool = False


def outcome(
    check: str, holds: str, fails: str, differences: Sequence[Difference] = (), remarks: Sequence[str] = ()
) -> Outcome:
    """The outcome by the differences found: the words for where there are none that count, and for where there are."""
    failed = any(difference.fails for difference in differences)
    return Outcome(check, "fails" if failed else "holds", fails if failed else holds, differences, remarks)


@dataclass(frozen=True, slots=True)
class Verified:
    """A record verified. ``because``: why figures may differ, where they do; ``second``: what the second road gave."""

    name: str
    outcomes: Sequence[Outcome]
    because: Sequence[str] = ()
    second: Comparison | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing that was checked failed."""
        return all(outcome.state != "fails" for outcome in self.outcomes)

    @property
    def unchecked(self) -> list[Outcome]:
        """What was not checked."""
        return [outcome for outcome in self.outcomes if outcome.state == "not checked"]

    def to_json(self) -> str:
        """Everything found, as JSON with sorted keys."""
        body: dict[str, Any] = {
            "record": self.name,
            "verified": self.holds,
            "checks": [asdict(outcome) for outcome in self.outcomes],
            "because": list(self.because),
        }
        if self.second is not None:
            body["second_road"] = self.second.to_dict()
        return json.dumps(body, sort_keys=True, ensure_ascii=False, indent=1, default=str) + "\n"
