"""What tests of several rooms share: the reader of formulas, which knows arithmetic and nothing else;
and the watch over every sentence that any test makes csat say, and over the shape of every record.
"""

from __future__ import annotations

import ast
import json
import math
import signal
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import settings

import csat.scoring
from csat.io.source import Source
from csat.reading import Reading
from csat.record.schema import json_schema
from csat.record.shape import wrong
from csat.results import Record
from tests.sentences import in_catalogue, sentences

# The same examples on every run and machine, and no clock; `--hypothesis-profile=search` looks for new ones.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.register_profile("fuzz", deadline=None, max_examples=400, database=None, print_blob=True)
settings.load_profile("same")

# A job that a shell starts in the background ignores interrupts, and so would every process that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

Evaluate = Callable[[str, Mapping[str, Any]], float]

ALLOWED = (
    *(ast.Expression, ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Load, ast.Constant),
    *(ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub),
)


def evaluate_formula(formula: str, counts: Mapping[str, Any]) -> float:
    """A formula on its counts: arithmetic and ``sqrt`` alone, and no name that is not a count."""
    tree = ast.parse(formula, mode="eval")
    for node in ast.walk(tree):
        assert isinstance(node, ALLOWED), formula
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name), formula
            assert node.func.id == "sqrt", formula
        if isinstance(node, ast.Name):
            assert node.id == "sqrt" or node.id in counts, f"{formula}: no count {node.id}"
    names: dict[str, Any] = {"__builtins__": {}, "sqrt": math.sqrt, **counts}
    return float(eval(compile(tree, "formula", "eval"), names))


@pytest.fixture(scope="session")
def evaluate() -> Evaluate:
    return evaluate_formula


@pytest.fixture(scope="session", autouse=True)
def every_record_is_in_the_catalogue_and_of_its_schema() -> Iterator[None]:
    """A record made by any test fails it where it says something that csat/data/languages/en.toml does not have."""
    made, schema = csat.scoring.record_of, json_schema()

    def watched(source: Source, reading: Reading, *more: Any) -> Record:
        record = made(source, reading, *more)
        unknown = {said for said in sentences(record) if not in_catalogue(*said)}
        assert not unknown, f"not in csat/data/languages/en.toml: {sorted(unknown)}"
        amiss = wrong(json.loads(record.to_json()), schema)
        assert amiss is None, f"not in csat/record_schema.py: {amiss}"
        return record

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csat.scoring, "record_of", watched)
        yield
