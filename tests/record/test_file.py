"""Records read back: those of today and of older schemas, and what is none told in one message, never a traceback."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csat
from csat.audit.differences import differences
from csat.audit.explain import explain
from csat.changes import changes
from csat.errors import InputError
from csat.record.file import UPGRADES, read_record, record_from
from csat.record.schema import json_schema
from csat.record.shape import unwieldy, wrong
from csat.report.language import read_language
from csat.results import SCHEMA, Record
from tests.test_cli import Run, run

__all__ = ["run"]

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
OLDER = sorted((ROOT / "tests" / "record").glob("*.json"))
RECORDS = sorted(EXAMPLES.glob("*/expected.json"))


def made() -> Record:
    table = {
        "recommend": [0, 9, 10, 7, 3, 8, 10, 10] * 5,
        "region": ["N", "S"] * 20,
        "stars": [1, 2, 3, 4, 5, 5, 4, 3] * 5,
    }
    earlier = csat.score(pd.DataFrame(table).iloc[1:], nps=["recommend"], csat=["stars"], by=["region"])
    return csat.score(
        pd.DataFrame(table), nps=["recommend"], csat=["stars"], by=["region"], previous=earlier,
        fail_under=["recommend.nps=10"],
    )  # fmt: skip


WHOLE = json.loads(made().to_json())


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.parent.name)
def test_a_record_is_read_back_as_it_was(path: Path) -> None:
    body = json.loads(path.read_text("utf-8"))
    jsonschema.validate(body, json_schema())
    record = read_record(path)
    assert record.to_json().encode("utf-8", "backslashreplace") == path.read_bytes()
    assert record.digest == body["digest"]


def test_a_record_with_changes_and_targets_is_read_back_as_it_was(tmp_path: Path) -> None:
    record = made()
    path = tmp_path / "record.json"
    path.write_text(record.to_json(), "utf-8")
    jsonschema.validate(WHOLE, json_schema())
    assert read_record(path).to_json() == record.to_json()
    assert read_record(path).previous["changes"]


@pytest.mark.parametrize("path", OLDER, ids=lambda path: path.stem)
def test_records_of_older_schemas_stay_readable(path: Path) -> None:
    body = json.loads(path.read_text("utf-8"))
    version = int(body["schema"].rpartition("/")[2])
    assert version < int(SCHEMA.rpartition("/")[2])
    record = read_record(path)
    assert record.schema == SCHEMA
    jsonschema.validate(json.loads(record.to_json()), json_schema())
    values = {estimate.id: estimate.value for estimate in record.estimates}
    assert values == {estimate["id"]: estimate["value"] for estimate in body["estimates"]}
    assert [target["met"] for target in record.targets] == [target["met"] for target in body["targets"]]


def test_states_of_targets_of_schema_1() -> None:
    record = read_record(ROOT / "tests" / "record" / "planned-1.json")
    assert {target["figure"]: (target["state"], target["n"]) for target in record.targets} == {
        "recommend.nps": ("met, not shown by the interval", 49),
        "overall.csat": ("met", 50),
        "overall.csat@Region=West": ("withheld", None),
        "overall.csat@Region=East": ("no answers", 0),
        "staff.csat": ("not met", 60),
    }


def test_every_older_schema_has_a_way_up_and_a_record() -> None:
    versions = {int(json.loads(path.read_text("utf-8"))["schema"].rpartition("/")[2]) for path in OLDER}
    assert set(UPGRADES) == versions == set(range(1, int(SCHEMA.rpartition("/")[2])))


def refusal(raw: bytes, tmp_path: Path) -> str:
    path = tmp_path / "record.json"
    path.write_bytes(raw)
    with pytest.raises(InputError) as refused:
        read_record(path)
    message = str(refused.value)
    assert message.startswith("record.json: ")
    assert "\n" not in message
    assert len(message) < 400
    return message


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not JSON"),
        (b"\x00\xff\xfe", "not JSON"),
        (b"PK\x03\x04", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "no record"),
        (b"null", "no record"),
        (b'{"a": NaN}', "it holds NaN"),
        (b'{"a": -Infinity}', "it holds -Infinity"),
        (b'{"a": 1, "a": 2}', 'the key "a" stands twice'),
        (b'{"a": 1' + b"0" * 5000 + b"}", "not JSON"),
        (b'{"schema": 2}', "no record"),
        (b'{"schema": "csat.record/3"}', "later csat"),
        (b'{"schema": "csat.record/0"}', "no record"),
        (b'{"schema": "csat.record/1"}', "its parts are not those of csat.record/1"),
        (b'{"schema": "csat.record/2"}', "source is missing"),
        (b'{"schema": "csat.record/2", "source": 1e400}', "beyond all measure"),
        (b'{"schema": "csat.record/2", "source": ' + b"[" * 60 + b"]" * 60 + b"}", "nested too deep"),
    ],
)
def test_what_is_no_record(raw: bytes, said: str, tmp_path: Path) -> None:
    assert said in refusal(raw, tmp_path)


def test_a_record_cut_off_anywhere(tmp_path: Path) -> None:
    raw = json.dumps(WHOLE).encode()
    for end in range(0, len(raw) - 1, 997):
        assert "not JSON" in refusal(raw[:end], tmp_path)


def test_no_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path, "a\0b"):
        with pytest.raises(InputError, match=r"Give the record that csat wrote"):
            read_record(path)


def at(body: Any, path: tuple[Any, ...]) -> tuple[Any, Any]:
    for part in path[:-1]:
        body = body[part]
    return body, path[-1]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


EVERY = list(places(WHOLE))
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 10**40), st.floats(allow_nan=False), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=2), inner, max_size=2)),
    max_leaves=4,
)


@settings(max_examples=400)
@given(st.sampled_from(EVERY), st.sampled_from(["replaced", "removed", "added"]), ANYTHING)
def test_a_record_changed_anywhere_is_read_or_refused_with_its_place(path: Any, how: str, value: Any) -> None:
    body = json.loads(json.dumps(WHOLE))
    holder, key = at(body, path)
    if how == "removed":
        del holder[key]
    elif how == "added" and isinstance(holder, dict):
        holder["unheard of"] = value
    else:
        holder[key] = value
    schema = json_schema()
    fits = jsonschema.Draft202012Validator(schema).is_valid(body)
    trouble = wrong(body, schema)
    if trouble is None or "a whole number belongs" not in trouble:  # JSON Schema takes 2.0 for whole; csat writes 2
        assert (trouble is None) == fits
    if trouble is None and unwieldy(body) is None:
        record_from(body, "r.json").to_json()
        return
    with pytest.raises(InputError, match=r"^r\.json: "):
        record_from(body, "r.json")


@settings(max_examples=250)
@given(st.sampled_from([path for path in EVERY if path[0] in ("estimates", "plan", "previous")]), ANYTHING)
def test_a_record_changed_anywhere_is_explained_and_compared_or_refused(path: Any, value: Any) -> None:
    body = json.loads(json.dumps(WHOLE))
    holder, key = at(body, path)
    holder[key] = value
    try:
        record = record_from(body, "r.json")
    except InputError:
        return
    place = path[1] if path[0] == "estimates" and len(path) > 1 and isinstance(path[1], int) else 0
    whole = record_from(WHOLE, "whole.json")
    for work in (
        lambda: explain(record, record.estimates[place], read_language("en")) if record.estimates else None,
        lambda: changes(record, whole),
        lambda: changes(whole, record),
        lambda: differences(whole, record).to_json(),
    ):
        with suppress(InputError):
            work()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("estimates", 3, "value"), "81", "estimates[3].value is a text, and a number or null belongs there"),
        (("estimates", 0, "n"), -1, "estimates[0].n is less than 0"),
        (("estimates", 0, "n"), True, "estimates[0].n is true or false, and a whole number belongs there"),
        (("estimates", 0, "more"), 1, "estimates[0].more is no part of a record"),
        (("plan", "items", 0, "scale", "step"), 0, "plan.items[0].scale.step is not above 0"),
        (("plan", "level"), 1, "plan.level is not below 1"),
        (("estimates", 0, "distribution"), {"five": 1}, "estimates[0].distribution.five: the name is not one"),
        (("environment", "csat"), None, "environment.csat is null, and a text belongs there"),
    ],
)
def test_the_part_that_is_wrong_is_named(path: tuple[Any, ...], value: Any, said: str, tmp_path: Path) -> None:
    body = json.loads(json.dumps(WHOLE))
    holder, key = at(body, path)
    holder[key] = value
    assert said in refusal(json.dumps(body).encode(), tmp_path)


def test_the_command_prints_the_schema(run: Run) -> None:
    code, out, err = run("schema", "--record")
    assert (code, err) == (0, "")
    assert json.loads(out) == json_schema()
    jsonschema.Draft202012Validator.check_schema(json.loads(out))


def keys_of(schema: Any) -> set[str]:
    found = set(schema.get("properties", {}))
    parts = [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]
    return found.union(*(keys_of(part) for part in parts if isinstance(part, dict)))


def test_every_key_is_documented() -> None:
    text = (ROOT / "docs" / "record.md").read_text("utf-8")
    told = set(re.findall(r"`([a-z0-9_]+)`", text))
    assert keys_of(json_schema()) - told == set()
    tabled = {key for row in re.findall(r"^\| (`[^|]*`) \|", text, re.M) for key in re.findall(r"`(\w+)`", row)}
    assert tabled - keys_of(json_schema()) == set()
