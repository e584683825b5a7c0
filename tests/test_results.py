"""The shapes of a result: found, flattened, frozen, and written as canonical JSON."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pandas as pd
import pytest

from csat.results import SCHEMA, Estimate, Interval, Record

BOUNDS = Interval(57.49, 80.1, 0.95, "Wilson score")
WHOLE = Estimate("q.csat", "csat", "percent", 70.0, 60, "Q", interval=BOUNDS, counts={"top": 42, "base": 60},
                 formula="100 * top / base", missing={"blank": 3}, notes=("One.", "Two."))  # fmt: skip
NORTH = replace(WHOLE, id="q.csat@region=Île", segment={"region": "Île"}, value=1 / 3, interval=None,
                no_interval_because="Withheld.", notes=())  # fmt: skip
ALPHA = Estimate("s.alpha", "alpha", "ratio", None, 5, construct="Service")


def record(*estimates: Estimate, **more: Any) -> Record:
    body: dict[str, Any] = {"source": {"name": "a.csv"}, "plan": {"z": 1, "a": 2}, "ledger": {"read": 60},
                            "notices": ["Tēst ۱."], "environment": {"csat": "0"}}  # fmt: skip
    return Record(estimates=estimates, **{**body, **more})


def test_find() -> None:
    made = record(WHOLE, NORTH, ALPHA)
    assert made.find("csat") is made.find("csat", "Q") is WHOLE
    assert made.find("csat", segment={"region": "Île"}) is NORTH
    assert made.find("alpha", construct="Service") is ALPHA
    for wrong in ({"metric": "nps"}, {"metric": "csat", "column": "R"}, {"metric": "alpha", "construct": "Other"},
                  {"metric": "csat", "segment": {"region": "South"}}):  # fmt: skip
        with pytest.raises(KeyError, match="no "):
            made.find(**wrong)


def test_json_is_canonical() -> None:
    made = record(WHOLE, NORTH, ALPHA)
    text = made.to_json()
    body = json.loads(text)
    assert text.endswith("}\n")
    assert list(body) == sorted(body)
    lines = text.splitlines()
    for estimate in body["estimates"]:  # one a line, so that two records compare line by line
        assert json.dumps(estimate, sort_keys=True, ensure_ascii=False) in [line.rstrip(",") for line in lines]
    assert body == json.loads(json.dumps(made.to_dict()))
    assert text == record(WHOLE, NORTH, ALPHA).to_json()
    assert "Tēst ۱." in text
    assert body["schema"] == SCHEMA
    assert set(body) == {
        "schema",
        "source",
        "plan",
        "ledger",
        "estimates",
        "notices",
        "environment",
        "targets",
        "digest",
    }
    first, second, third = body["estimates"]
    assert first["interval"] == {"low": 57.49, "high": 80.1, "level": 0.95, "method": "Wilson score"}
    assert set(first) == {"id", "metric", "unit", "value", "n", "column", "construct", "segment", "interval",
                          "no_interval_because", "n_eff", "counts", "formula", "source", "missing", "distribution",
                          "notes"}  # fmt: skip
    assert first["segment"] == {}
    assert second["value"] == 1 / 3  # the shortest digits that read back the same
    assert third["value"] is third["column"] is None


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_json_holds_no_nan(value: float) -> None:
    with pytest.raises(ValueError):
        record(replace(WHOLE, value=value)).to_json()


def test_json_escapes_what_would_turn_a_line_about() -> None:
    words = "a\u202eb\u2066\u200f\u061c\x9b31m\x7f\u2028\ufeff\ud800"
    made = record(replace(NORTH, segment={words: "می\u200cخواهم «Île» 😀"})).to_json()
    assert not set(words[1:].replace("b", "").replace("31m", "")) & set(made)
    assert "a\\u202eb\\u2066\\u200f\\u061c\\u009b31m\\u007f\\u2028\\ufeff\\ud800" in made
    assert "می\u200cخواهم «Île» 😀" in made  # a joiner is spelling, and letters are letters
    assert json.loads(made)["estimates"][0]["segment"] == {words: "می\u200cخواهم «Île» 😀"}
    made.encode()


def test_rows_and_frame() -> None:
    made = record(WHOLE, NORTH, ALPHA)
    rows = list(made.rows())
    assert rows[0] == {
        "id": "q.csat", "metric": "csat", "column": "Q", "construct": None, "option": None, "segment": "",
        "value": 70.0,
        "unit": "percent", "low": 57.49, "high": 80.1, "level": 0.95, "method": "Wilson score", "n": 60,
        "formula": "100 * top / base", "counts": "top=42; base=60", "notes": "One. Two.", "analysis": None, "about": "",
        "n_weighted": None, "n_eff": None, "standard_error": None, "deff": None,
    }  # fmt: skip
    assert rows[1]["segment"] == "region=Île"
    assert rows[1]["low"] is rows[1]["level"] is rows[1]["method"] is None
    frame = made.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert list(frame["id"]) == ["q.csat", "q.csat@region=Île", "s.alpha"]
    assert list(frame.columns) == list(rows[0])
    assert len(record().to_frame()) == 0


def test_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        WHOLE.value = 1.0  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        record().notices = []  # type: ignore[misc]


def test_public_names() -> None:
    import csat

    assert all(getattr(csat, name) is not None for name in csat.__all__)
    assert csat.Record is Record
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = csat.nothing
