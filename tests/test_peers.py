"""Mistakes that other tools are known to make, each with a survey on which csat must not make it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from scipy import stats

import csat
from csat.errors import InputError

FOUR = ["5454", "4445", "3323", "5555", "2232", "4344", "1212", "3433"]


def block(rows: list[str]) -> pd.DataFrame:
    return pd.DataFrame([["" if cell == "." else cell for cell in row] for row in rows], columns=list("abcd"))


def alpha(data: pd.DataFrame, **options: Any) -> csat.Estimate:
    return csat.score(data, alpha={"All": list(data.columns)}, scale=["1-5"], **options).find("alpha")


def test_interval_of_alpha_is_from_the_rows_that_were_used() -> None:
    # pingouin and psych take n before rows with blanks are left out
    whole, gaps = alpha(block(FOUR)), alpha(block([*FOUR, "1...", "...5", "....", "55.5"]))
    assert gaps.n == whole.n == gaps.counts["n"] == 8
    assert gaps.interval == whole.interval
    assert whole.interval
    assert whole.value
    assert whole.interval.low == pytest.approx(1 - (1 - whole.value) * stats.f.ppf(0.975, 7, 21), abs=1e-12)


def test_reversal_is_around_the_declared_bounds() -> None:
    # psych, JASP and jamovi turn around the smallest and largest answer met: here 2 and 4
    data = pd.DataFrame({"q": ["2", "3", "4", "4"]})
    record = csat.score(data, csat=["q"], scale=["1-5"], reverse=["q"])
    assert record.find("mean").value == 6 - 3.25
    assert record.find("csat").value == 25
    seven = csat.score(data, csat=["q"], scale=["1-7"], reverse=["q"])
    assert seven.find("mean").value == 8 - 3.25


def test_no_item_is_turned_by_itself() -> None:
    turned = block(FOUR)
    turned["d"] = [str(6 - int(cell)) for cell in turned["d"]]
    left = csat.score(turned, alpha={"All": list("abcd")}, scale=["1-5"])
    values = turned.astype(float).to_numpy()
    plain = 4 / 3 * (1 - values.var(axis=0, ddof=1).sum() / values.sum(axis=1).var(ddof=1))
    assert left.find("alpha").value == pytest.approx(plain, rel=1e-12)
    assert any('item "d"' in notice and "--reverse" in notice for notice in left.notices)
    asked = csat.score(turned, alpha={"All": list("abcd")}, scale=["1-5"], reverse=["d"])
    assert asked.find("alpha").value == alpha(block(FOUR)).value


def test_nps_is_a_share_of_the_answered() -> None:
    # not of answered and dismissed
    cells = ["10"] * 6 + ["8"] * 2 + ["0"] * 2 + [""] * 30 + ["N/A"] * 10
    found = csat.score(pd.DataFrame({"q": cells}), nps=["q"]).find("nps")
    assert (found.value, found.n, found.counts["base"]) == (40, 10, 10)
    assert found.missing == {"blank": 30, "not applicable": 10}


def test_codes_are_neither_promoters_nor_detractors() -> None:
    cells = ["10"] * 6 + ["8"] * 2 + ["0"] * 2 + ["99"] * 5 + ["-99"] * 4 + ["11", "-1"]
    record = csat.score(pd.DataFrame({"q": cells}), nps=["q"])
    found = record.find("nps")
    assert (found.value, found.n, found.missing) == (40, 10, {"invalid": 11})
    assert [(odd["answer"], odd["count"]) for odd in record.ledger["items"][0]["odd"]] == [
        ("99", 5), ("-99", 4), ("11", 1), ("-1", 1)
    ]  # fmt: skip


def test_a_score_is_no_difference_of_rounded_shares() -> None:
    # 45.5 % and 20.4 %: their rounded difference is 26, the score 25.1
    cells = ["10"] * 455 + ["7"] * 341 + ["3"] * 204
    found = csat.score(pd.DataFrame({"q": cells}), nps=["q"]).find("nps")
    assert found.value == 25.1


def test_base_under_a_segment_is_the_segments() -> None:
    data = pd.DataFrame({"q": list("12345") * 20, "region": ["N"] * 70 + ["S"] * 30})
    record = csat.score(data, csat=["q"], by=["region"], scale=["1-5"])
    assert record.find("csat", segment={"region": "S"}).n == 30
    assert record.find("csat", segment={"region": "S"}).counts["base"] == 30


@pytest.mark.parametrize("answer", ["1", "5"])
@pytest.mark.parametrize("n", [1, 5, 400])
def test_no_interval_of_zero_width(answer: str, n: int) -> None:
    record = csat.score(pd.DataFrame({"q": [answer] * n}), csat=["q"], scale=["1-5"])
    for estimate in record.estimates:
        if estimate.interval:
            assert estimate.interval.low < estimate.interval.high
    assert record.find("csat").interval
    assert record.find("mean").interval is None


@pytest.mark.parametrize("digits", ["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
def test_digits_of_other_scripts_are_numbers(digits: str) -> None:
    data = pd.DataFrame({"q": [str(i % 11) for i in range(33)]})
    other = data.map(lambda text: "".join(digits[int(digit)] for digit in text))
    plain, found = csat.score(data, nps=["q"]).find("nps"), csat.score(other, nps=["q"]).find("nps")
    assert (found.value, found.n) == (plain.value, 33)


def test_true_is_not_one() -> None:
    cells = [*[1, 2, 3, 4, 5] * 6, True, True, False]
    for data in (pd.DataFrame({"q": cells}, dtype=object), pd.DataFrame({"q": [str(c).upper() for c in cells]})):
        record = csat.score(data, csat=["q"], scale=["1-5"])
        assert record.find("csat").n == 30
        assert record.ledger["items"][0]["invalid"] == 3
        assert record.find("mean").value == 3


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    old, new = book.worksheets[0], book.create_sheet("Survey 2024")
    old.title = "Old"
    for sheet, answer in ((old, 1), (new, 5)):
        sheet.append(["id", "Overall satisfaction"])
        for row in range(10):
            sheet.append([row, answer if row else 3])
    old.sheet_state = "hidden"
    book.active = 1
    path = tmp_path / "two.xlsx"
    book.save(path)
    record = csat.score(path, csat=["Overall satisfaction"], scale=["1-5"])
    assert record.source["sheet"] == "Survey 2024"
    assert record.find("csat").value == 90


def test_trailing_commas_shift_nothing(tmp_path: Path) -> None:
    path = tmp_path / "trailing.csv"
    rows = "".join(f"{i},{1 + i % 5},{i % 11},\n" for i in range(55))
    path.write_text("id,overall,recommend\n" + rows, encoding="utf-8")
    record = csat.score(path, csat=["overall"], nps=["recommend"])
    assert record.find("mean", "overall").value == 3
    assert record.find("nps").value == pytest.approx(100 * (2 - 7) / 11)
    assert any("ends with a delimiter" in notice for notice in record.notices)


def test_groups_named_na_do_not_vanish(tmp_path: Path) -> None:
    path = tmp_path / "groups.csv"
    names = ["N/A", "NA", "None", "null", "nan", "", "-"]
    path.write_text(
        "region,q\n" + "".join(f"{name},{1 + i % 5}\n" for i in range(10) for name in names), encoding="utf-8"
    )
    record = csat.score(path, csat=["q"], by=["region"])
    found = {e.segment["region"]: e.n for e in record.estimates if e.metric == "csat" and e.segment}
    assert found == {"N/A": 10, "NA": 10, "None": 10, "null": 10, "nan": 10, "-": 10, "(blank)": 10}
    assert sum(found.values()) == record.find("csat").n == 70


def test_one_to_ten_is_not_nps() -> None:
    data = pd.DataFrame({"How likely are you to recommend us?": [str(1 + i % 10) for i in range(50)]})
    with pytest.raises(InputError, match="0-10 or 1-10"):
        csat.score(data)
    found = csat.score(data, nps=["#1"]).find("nps")
    assert found.value == pytest.approx(100 * (2 - 6) / 10)


def test_no_float_sum_moves_the_last_digit() -> None:
    # the mean of 0.1, 0.2, 0.3 … is no sum of rounded doubles
    data = pd.DataFrame({"q": [f"{1 + i / 10:.1f}" for i in range(41)] * 3})
    record = csat.score(data, csat=["q"], scale=["1-5/0.1"])
    assert record.find("mean").value == 3.0
    assert float(np.mean([float(v) for v in data["q"]])) == pytest.approx(3.0)
    turned = csat.score(data.iloc[::-1], csat=["q"], scale=["1-5/0.1"])
    assert json.dumps(turned.to_dict()["estimates"]) == json.dumps(record.to_dict()["estimates"])
