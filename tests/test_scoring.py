"""The whole road: no figure depends on the order of rows or size of chunks; the ledger adds up; refusals are clear."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import csat
from csat.errors import InputError, MachineError
from csat.io import delimited
from csat.results import Record

SMALL, LARGE = 256, 1 << 20


def write(path: Path, header: str, rows: Sequence[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def figures(record: Record) -> str:
    """The estimates, the plan and the counts: all but the places of odd answers, which depend on the order of rows."""
    body = record.to_dict()
    ledger = [{k: v for k, v in item.items() if k != "odd"} for item in body["ledger"]["items"]]
    return json.dumps([body["estimates"], body["plan"], ledger], sort_keys=True, ensure_ascii=False, allow_nan=False)


def outcome(path: Path, size: int, **options: Any) -> str:
    """The figures, or what the person is told instead, with blocks of this size."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_BLOCKS", (size, LARGE))
        try:
            return figures(csat.score(path, **options))
        except InputError as trouble:
            return f"refused: {trouble}"


# ---------------------------------------------------------------- a first chunk that misleads

FIVES = [str(1 + i % 5) for i in range(200)]
TENS = [str(i % 11) for i in range(200)]
LABELS = ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]

MISLEADING: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "the scale": ("How satisfied are you", [*FIVES, *TENS], {}),
    "a recommendation": ("Would you recommend us", [*FIVES, *TENS], {}),
    "nobody chose 0 or 10 at first": ("NPS", [*[str(1 + i % 9) for i in range(200)], "0", "10"], {}),
    "blank at first": ("How satisfied are you", [*["N/A"] * 200, *FIVES], {}),
    "blank at first, asked for": ("q", [*["N/A"] * 200, *FIVES], {"csat": ["q"]}),
    "no 5 at first, asked for": ("q", [*[str(1 + i % 4) for i in range(200)], *["5"] * 50], {"csat": ["q"]}),
    "labels": ("Overall", [*["Satisfied", "Dissatisfied"] * 100, *LABELS * 20], {}),
    "labels, then more points": ("Overall", [*["Agree", "Disagree"] * 100, *["Strongly agree", "Strongly disagree",
                                  "Neither agree nor disagree"] * 40], {}),
    "an escape word": ("Overall", [*["Agree", "Disagree", "Undecided"] * 80, *["Strongly agree", "Strongly disagree",
                       "Neutral", "Agree"] * 40], {}),
    "numbers, then words": ("How satisfied are you", [*FIVES,
                            *[f"{i} - {label}" for i, label in enumerate(LABELS, 1)] * 60], {}),
    "words that end the numbers": ("How satisfied are you", [*FIVES, "a remark", *FIVES], {}),
    "a code that comes late": ("How satisfied are you", [*FIVES, "99", "4.5", "TRUE", ""], {"scale": ["1-5"]}),
    "very many answers": ("How satisfied are you", [*FIVES, *map(str, range(2000))], {}),
}  # fmt: skip


@pytest.mark.parametrize("name", MISLEADING)
def test_the_first_rows_do_not_decide(name: str, tmp_path: Path) -> None:
    header, cells, options = MISLEADING[name]
    rows = [f"{cell},{'Nord' if i % 3 else 'Süd'},{i % 5 + 1}" for i, cell in enumerate(cells)]
    shuffled = rows.copy()
    random.Random(7).shuffle(shuffled)
    options = {"by": ["Region"], **options}
    found = set()
    for place, table in enumerate((rows, rows[::-1], shuffled)):
        path = write(tmp_path / f"{place}.csv", f"{header},Region,Staff satisfaction", table)
        found |= {outcome(path, size, **options) for size in (SMALL, LARGE)}
    assert len(found) == 1
    assert "Staff satisfaction" in found.pop()


def test_small_blocks_are_several_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.csv", "How satisfied are you", FIVES * 3)
    monkeypatch.setattr(delimited, "_BLOCKS", (SMALL, LARGE))
    seen: list[int] = []
    csat.score(path, progress=seen.append)
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert seen[-1] == 600


def test_a_construct_whose_first_rows_are_blank(tmp_path: Path) -> None:
    rows = [*["9,,", "8,,"] * 100, *[f"{i},{1 + i % 5},{1 + i * 3 % 5}" for i in range(200)]]
    path = write(tmp_path / "a.csv", "id,a,b", rows)
    asked = {"alpha": {"Both": ["a", "b"]}}
    assert outcome(path, SMALL, **asked) == outcome(path, LARGE, **asked)
    assert not outcome(path, SMALL, **asked).startswith("refused")


def test_segments_that_come_late(tmp_path: Path) -> None:
    rows = [f"{1 + i % 5},{'first' if i < 300 else f'late {i % 4}'}" for i in range(600)]
    path = write(tmp_path / "a.csv", "How satisfied are you,Branch", rows)
    assert outcome(path, SMALL, by=["Branch"]) == outcome(path, LARGE, by=["Branch"])
    names = {e.segment.get("Branch") for e in csat.score(path, by=["Branch"]).estimates}
    assert names == {None, "first", "late 0", "late 1", "late 2", "late 3"}


def test_too_many_segments_are_refused_whatever_the_chunks(tmp_path: Path) -> None:
    rows = [f"{1 + i % 5},v{i if i > 200 else 0}" for i in range(1500)]
    path = write(tmp_path / "a.csv", "How satisfied are you,Visitor", rows)
    found = {outcome(path, size, by=["Visitor"]) for size in (SMALL, LARGE)}
    assert len(found) == 1
    assert "too many for segments" in found.pop()


def test_a_refusal_of_what_was_asked_is_that_of_the_whole_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,q", [f"{i},{1 + i % 4 if i < 300 else 8}" for i in range(600)])
    found = {outcome(path, size, csat=["q"]) for size in (SMALL, LARGE)}
    assert len(found) == 1
    assert '"q"' in found.pop()


# ---------------------------------------------------------------- rows and answers are all accounted for


def test_read_is_scored_and_set_aside(tmp_path: Path) -> None:
    rows = ["1,5,10", "2,4,9", ",,", "id,overall,recommend", "3,,8", "4,N/A,x", "5,9,-1", "6,don't know,11"]
    path = write(tmp_path / "a.csv", "id,overall,recommend", rows)
    record = csat.score(path, csat=["overall"], nps=["recommend"], scale={"overall": "1-5"}, missing={"overall": ["9"]})
    ledger = record.ledger
    assert (ledger["read"], ledger["scored"]) == (8, 6)
    assert ledger["set_aside"] == {"blank row": 1, "repeated header": 1}
    overall, recommend = ledger["items"]
    assert overall == {
        "column": "overall", "rows": 6, "valid": 2, "blank": 1, "not_applicable": 2, "dont_know": 1, "invalid": 0,
        "distribution": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 1}, "odd": [],
    }  # fmt: skip
    assert (recommend["valid"], recommend["invalid"], recommend["rows"]) == (3, 3, 6)
    assert [(odd["answer"], odd["count"], odd["first"]) for odd in recommend["odd"]] == [
        ("a text", 1, "line 7"), ("-1", 1, "line 8"), ("11", 1, "line 9")
    ]  # fmt: skip


def test_odd_answers_alike_are_one_kind() -> None:
    cells = [*"12345", "anything", "something", "٩٩", "99"]
    (item,) = csat.score(pd.DataFrame({"q": cells}), csat=["q"], scale=["1-5"]).ledger["items"]
    assert [(odd["answer"], odd["count"], odd["first"]) for odd in item["odd"]] == [
        ("a text", 2, "row 6"), ("99", 2, "row 8")
    ]  # fmt: skip


def test_data_frame() -> None:
    frame = pd.DataFrame(
        {"score": [5, 4, None, 3, 5], "why": ["a", None, "b", "c", "d"], "region": pd.Categorical(list("NNSSS"))},
        index=[7, 7, 8, 9, 1],
    )
    record = csat.score(frame, csat=["score"], by=["region"], scale=["1-5"])
    found = record.find("csat")
    assert (found.n, found.value, found.missing) == (4, 75, {"blank": 1})
    assert record.source["format"] == "frame"
    assert record.source["sha256"] is None
    assert record.find("csat", segment={"region": "S"}).n == 2
    assert len(record.to_frame()) == len(record.estimates)
    assert len(frame) == 5


@pytest.mark.parametrize("data", [pd.DataFrame(), pd.DataFrame({"q": []}), pd.DataFrame(index=[1, 2]), [1, 2], None])
def test_what_is_no_table_of_respondents(data: Any) -> None:
    with pytest.raises(InputError):
        csat.score(data)


@pytest.mark.parametrize(
    ("header", "rows", "words"),
    [
        (
            "comment,name",
            ["it was fine and I would come again,Jane Roe", "no,Richard Roe"],
            "no column looks like answers",
        ),
        ("How likely are you to recommend us", ["7", "8", "9", "10"], "Try --nps"),
        ("How much effort was it", ["1", "2", "3", "4", "5"], "Try --ces"),
        ("Satisfaction (1 = excellent and 5 = poor)", ["1", "2", "3", "4", "5"], "--reverse"),
    ],
)
def test_nothing_to_score(tmp_path: Path, header: str, rows: list[str], words: str) -> None:
    with pytest.raises(InputError) as caught:
        csat.score(write(tmp_path / "a.csv", header, rows))
    assert words in str(caught.value)
    assert "a.csv" in str(caught.value)
    assert "Roe" not in str(caught.value)


def test_no_rows_after_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no respondents"):
        csat.score(write(tmp_path / "a.csv", "overall,region", [",", ","]))


def test_a_size_limit_is_the_machines() -> None:
    assert issubclass(MachineError, csat.CsatError)
    assert (InputError("").exit_code, MachineError("").exit_code) == (2, 3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"level": 0}, "confidence level"),
        ({"level": 95}, "confidence level"),
        ({"level": float("nan")}, "confidence level"),
        ({"suppress_below": -1}, "suppress-below"),
        ({"csat": ["nobody"]}, 'no column "nobody"'),
        ({"by": ["Regiom"]}, 'Did you mean "Region"'),
        ({"scale": ["5-1"]}, "not a scale"),
        ({"alpha": {"One": ["q"]}}, "two different columns"),
        ({"ces": ["q"]}, "which effort question"),
        ({"missing": [""]}, "names no code"),
        ({"nps": ["q"], "scale": {"q": "1-5"}}, "NPS is defined on 0-10"),
    ],
)
def test_a_call_that_must_be_mended(options: dict[str, Any], words: str) -> None:
    data = pd.DataFrame({"q": FIVES, "Region": ["N", "S"] * 100})
    with pytest.raises(InputError) as caught:
        csat.score(data, **options)
    assert words in str(caught.value)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95, 0.99, 0.9999])
def test_level_is_that_of_every_interval(level: float) -> None:
    data = pd.DataFrame({"q": FIVES, "r": FIVES[::-1], "s": [FIVES[i * 7 % 200] for i in range(200)]})
    record = csat.score(data, alpha={"All": ["q", "r", "s"]}, scale=["1-5"], level=level)
    assert {e.interval.level for e in record.estimates if e.interval} == {level}
    assert record.plan["level"] == level


# ---------------------------------------------------------------- the record


def test_same_bytes_twice_and_no_trace_of_the_place(tmp_path: Path) -> None:
    rows = [f"{1 + i % 5},{'Nord' if i % 3 else 'Süd'}" for i in range(100)]
    texts = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        path = write(tmp_path / folder / "survey.csv", "How satisfied are you,Region", rows)
        texts += [csat.score(path, by=["Region"]).to_json(), csat.score(str(path), by=["Region"]).to_json()]
    assert len(set(texts)) == 1
    assert str(tmp_path) not in texts[0]
    body = json.loads(texts[0])
    assert set(body["environment"]) == {"csat", "numpy", "python", "scipy"}
    assert body["environment"]["csat"] == csat.__version__
    source = body["source"]
    assert (source["name"], source["format"], source["header_row"], source["delimiter"]) == (
        "survey.csv",
        "csv",
        1,
        ",",
    )
    assert source["size"] == path.stat().st_size
    assert len(source["sha256"]) == 64


def test_the_plan_is_whole_and_its_digest_tells_plans_apart() -> None:
    data = pd.DataFrame({"q": FIVES, "r": FIVES, "region": ["N", "S"] * 100})
    record = csat.score(data, csat=["q"], by=["region"], scale=["1-5"])
    (item,) = record.plan["items"]
    assert (item["column"], item["measure"], item["top"], item["reverse"]) == ("q", "csat", [4, 5], False)
    assert record.plan["segments"] == ["region"]
    assert {use["column"]: use["role"] for use in record.plan["columns"]} == {
        "q": "item", "r": "not scored", "region": "segment"
    }  # fmt: skip
    digests = {
        csat.score(data, csat=["q"], scale=["1-5"], **more).plan["digest"]
        for more in (
            {},
            {"by": ["region"]},
            {"reverse": ["q"]},
            {"level": 0.9},
            {"missing": ["5"]},
            {"suppress_below": 4},
        )
    }
    assert len(digests) == 6
    assert csat.score(data, csat=["q"], by=["region"], scale=["1-5"]).plan == record.plan


@pytest.mark.parametrize("code", ["99", "-1", "9", "0"])
def test_a_code_is_no_answer_in_alpha_where_the_scale_is_unknown(code: str) -> None:
    frame = pd.DataFrame({"q1": ["1", "2", "3", "4", "2", "3"] * 9, "q2": ["2", "2", "3", "4", "1", "3"] * 9})
    sound = csat.score(frame, alpha=["A=q1,q2"]).find("alpha")
    frame.loc[:4, "q1"] = code
    with pytest.raises(csat.InputError, match=r"Found: .*first in row 1"):
        csat.score(frame, alpha=["A=q1,q2"])
    mended = csat.score(frame, alpha=["A=q1,q2"], missing=[f"q1={code}"]).find("alpha")
    assert (sound.n, mended.n) == (54, 49)


def test_a_scale_for_all_leaves_alone_what_its_answers_or_header_place_elsewhere() -> None:
    frame = pd.DataFrame(
        {
            "How satisfied?": ["1", "2", "3", "4", "6", "5"] * 10,
            "How likely to recommend us?": ["0", "10", "9", "7", "5", "8"] * 10,
            "How easy was it?": ["Very difficult", "Difficult", "Neutral", "Easy", "Very easy", "Easy"] * 10,
        }
    )
    record = csat.score(frame, scale=["1-6"])
    assert [item["scale"]["high"] for item in record.plan["items"]] == [6, 10, 5]
    assert record.find("nps").n == 60


def test_missing_codes_of_a_column_that_is_not_scored_are_refused() -> None:
    frame = pd.DataFrame({"Region": ["N", "S"] * 20, "Overall satisfaction": ["1", "2", "3", "5"] * 10})
    with pytest.raises(InputError, match=r'--missing names column "Region" .* not scored'):
        csat.score(frame, by=["Region"], missing=["Region=S"])


def test_many_remarks_in_the_first_rows_of_a_rating_hide_no_answers(tmp_path: Path) -> None:
    words = [f"remark {first}{second}" for first in "abcdefgh" for second in "abcdefghi"]
    rows = [text for word in words for text in (word, *"12345")] + ["4"] * 5000
    path = write(tmp_path / "a.csv", "Overall satisfaction", rows)
    assert outcome(path, 4096) == outcome(path, LARGE)
    assert csat.score(path).find("csat").n == 5 * len(words) + 5000
