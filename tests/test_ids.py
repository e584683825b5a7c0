"""The id of an estimate is its own, whatever is scored twice or named alike."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ANSWERS = [str(1 + i % 5) for i in range(40)]
FRAME = pd.DataFrame(
    {name: ANSWERS[shift:] + ANSWERS[:shift] for shift, name in enumerate(["q", "a b", "a_b", "rate"])}
)


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (EXAMPLES / "hotel" / "survey.xlsx", {"by": ["Hotel", "Purpose of stay"]}),
        (EXAMPLES / "matrix" / "survey.xlsx", {"by": ["Department"]}),
        (FRAME, {"csat": ["q"], "ces": ["q:ease"]}),
        (FRAME, {"csat": ["a b", "a_b", "rate"], "alpha": {"A B": ["q", "rate"], "a_b": ["rate", "q"]}}),
    ],
    ids=["hotel", "matrix", "one column twice", "alike names"],
)
def test_no_two_estimates_share_an_id(data: Any, options: dict[str, Any]) -> None:
    ids = Counter(estimate.id for estimate in csat.score(data, **options).estimates)
    assert [name for name, n in ids.items() if n > 1] == []


def test_two_constructs_of_one_name_are_refused() -> None:
    with pytest.raises(csat.InputError, match='Two constructs are named "A"'):
        csat.score(FRAME, alpha=["A=q,rate", "A=q,a b"], scale=["1-5"])
