"""The id of an estimate is its own, whatever is scored twice or named alike."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

import csat
from csat.report.terminal import show

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


def test_columns_of_one_header_keep_their_own_figures_on_the_screen() -> None:
    answers = {"a": [5, 4, 1, 2, 3, 5] * 10, "b": [4, 4, 5, 5, 4, 3] * 10}
    twins = pd.DataFrame({**answers, "region": ["N", "S"] * 30}).set_axis(["satisfied", "satisfied", "region"], axis=1)
    record = csat.score(twins, by=["region"], alpha={"Both": ["#1", "#2"]})
    stream = StringIO()
    show(record, Console(file=stream, width=100))
    lines = stream.getvalue().splitlines()
    first, second = (
        next(line for line in lines if line.startswith(f" {letter} ")).split()[1] for letter in ("#1", "#2")
    )
    assert (first, second) == ("50.0", "83.3")
    north = next(line for line in lines if line.endswith("  N")).split()
    assert (north[1], north[-2]) == ("33.3", "100.0")
    assert '2 scored columns are named "satisfied" (#1 to #2)' in stream.getvalue()
