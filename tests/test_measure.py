"""Estimates of segments: what is shown, withheld and flagged, and which values are one segment."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import csat
from csat.results import Estimate, Record
from csat.suppression import suppressed

ASKED: dict[str, Any] = {"csat": ["overall"], "scale": ["1-5"]}


def frame(sizes: dict[str, int], answers: Sequence[str] = "12345") -> pd.DataFrame:
    """One row a respondent: so many of each segment, the answers taken in turn."""
    regions = [region for region, n in sizes.items() for _ in range(n)]
    turn = itertools.cycle(answers)
    return pd.DataFrame({"region": regions, "overall": [next(turn) for _ in regions]})


def score(data: pd.DataFrame, **options: Any) -> Record:
    return csat.score(data, **{**ASKED, "by": ["region"], **options})


def bases(record: Record, metric: str = "csat") -> dict[str, int]:
    return {e.segment["region"]: e.n for e in record.estimates if e.segment and e.metric == metric}


def withheld(record: Record, metric: str = "csat") -> set[str]:
    return {e.segment["region"] for e in record.estimates if e.segment and e.metric == metric and e.value is None}


# ---------------------------------------------------------------- suppression


@pytest.mark.parametrize(
    ("bases", "below", "wanted"),
    [
        ([], 5, set()),
        ([100, 50, 5], 5, set()),
        ([100, 50, 4], 5, {1, 2}),  # the total minus 100 would tell what the 4 said
        ([100, 4, 50], 5, {1, 2}),
        ([3, 7, 7], 5, {0, 1}),
        ([4, 4, 100], 5, {0, 1}),  # two together are eight: enough
        ([1, 1, 100, 60], 5, {0, 1, 3}),  # two together are two: the next smallest goes too
        ([1, 1, 1, 1, 100], 5, {0, 1, 2, 3, 4}),  # four together are four
        ([1, 1, 1, 1, 1, 100], 5, {0, 1, 2, 3, 4}),
        ([4, 0, 0, 9], 5, {0, 3}),  # a segment without answers hides nobody
        ([0, 0], 5, set()),
        ([4], 5, {0}),
        ([4, 5], 5, {0, 1}),
        ([1, 2], 0, set()),
        ([1, 2], 1, set()),
        ([9, 9, 30], 10, {0, 1}),
    ],
)
def test_which_segments_are_withheld(bases: list[int], below: int, wanted: set[int]) -> None:
    assert suppressed(bases, below) == wanted


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(0, 12))
def test_total_minus_shown_never_tells(bases: list[int], below: int) -> None:
    hidden = suppressed(bases, below)
    assert {i for i, n in enumerate(bases) if 0 < n < below} <= hidden
    assert all(bases[i] for i in hidden)
    if not hidden:
        return
    shown = [n for i, n in enumerate(bases) if i not in hidden and n]
    together = sum(bases) - sum(shown)  # what anyone can work out
    assert together == sum(bases[i] for i in hidden)
    if shown:
        assert len(hidden) >= 2
        assert together >= below
        # and no more than needed: without the last of the others added it would have told
        added = [i for i in hidden if bases[i] >= below]
        if added:
            rest = hidden - {max(added, key=lambda i: (bases[i], i))}
            assert len(rest) < 2 or sum(bases[i] for i in rest) < below


def test_withheld_everywhere_in_the_record() -> None:
    record = score(frame({"North": 40, "South": 12, "East": 3}))
    assert withheld(record) == {"South", "East"}
    assert bases(record) == {"East": 3, "North": 40, "South": 12}
    hidden = [e for e in record.estimates if e.segment.get("region") in ("South", "East")]
    assert {e.metric for e in hidden} == {"csat", "csat_bottom", "csat_net", "mean", "sd", "score"}
    for estimate in hidden:
        assert estimate.value is None
        assert estimate.interval is None
        assert estimate.distribution is None
        assert not estimate.counts
        assert not estimate.missing
        assert "fewer than 5" in estimate.notes[0]
        assert estimate.no_interval_because
    whole = record.find("csat", "overall")
    assert (whole.n, whole.value) == (55, 40)


def test_the_whole_file_is_never_withheld() -> None:
    record = score(frame({"North": 3}))
    assert record.find("csat", "overall").value == pytest.approx(0, abs=1e-12)
    assert withheld(record) == {"North"}


@pytest.mark.parametrize(("below", "wanted"), [(0, set()), (3, set()), (4, {"South", "East"}), (13, {"South", "East"})])
def test_threshold_is_the_callers(below: int, wanted: set[str]) -> None:
    assert withheld(score(frame({"North": 40, "South": 12, "East": 3}), suppress_below=below)) == wanted


def test_suppression_is_by_answers_not_by_rows() -> None:
    data = frame({"North": 40, "South": 40, "East": 40})
    data.loc[data.index[(data["region"] == "East")][3:], "overall"] = ""
    record = score(data)
    assert bases(record) == {"East": 3, "North": 40, "South": 40}
    assert withheld(record) == {"East", "North"}


def test_constructs_are_withheld_by_complete_cases() -> None:
    rows = [(region, str(1 + i % 5), str(1 + (i // 2) % 5)) for region, n in (("N", 40), ("S", 30)) for i in range(n)]
    data = pd.DataFrame(rows, columns=["region", "a", "b"])
    data.loc[data.index[(data["region"] == "S")][4:], "b"] = ""
    record = csat.score(data, by=["region"], alpha={"Both": ["a", "b"]}, scale=["1-5"])
    alphas = {e.segment["region"]: e for e in record.estimates if e.metric == "alpha" and e.segment}
    assert {name: e.n for name, e in alphas.items()} == {"N": 40, "S": 4}
    assert all(e.value is None and not e.counts for e in alphas.values())
    assert {e.segment["region"]: e.value is None for e in record.estimates if e.metric == "csat" and e.segment
            and e.column == "a"} == {"N": False, "S": False}  # fmt: skip
    dropped = [e for e in record.estimates if e.construct and e.segment]
    assert dropped
    assert all(e.value is None for e in dropped)


def test_nothing_of_a_record_tells_how_answers_lie_in_withheld_segments() -> None:
    """Two rows change places between two segments that are both withheld: all that may be told stays the same."""
    rows = [("N", str(1 + i % 5), str(1 + i // 2 % 5)) for i in range(40)]
    rows += [("S", "3", "4"), ("S", "3", "4"), ("S", "5", "5")]
    rows += [("E", "2", "4"), ("E", "3", "4"), ("E", "4", "1"), ("E", "3", "5"), ("E", "5", "4"), ("E", "1", "3")]

    def told(rows: list[tuple[str, str, str]]) -> dict[str, object]:
        data = pd.DataFrame(rows, columns=["region", "a", "b"])
        body = csat.score(data, by=["region"], alpha={"Both": ["a", "b"]}, scale=["1-5"]).to_dict()
        return {name: part for name, part in body.items() if name not in ("source", "digest")}

    moved = [*rows]
    moved[42], moved[44] = ("S", *rows[44][1:]), ("E", *rows[42][1:])  # now both answers of all of S are the same
    assert told(moved) == told(rows)


# ---------------------------------------------------------------- segments and their bases


def test_segment_has_its_own_base_and_figures() -> None:
    data = frame({"North": 50, "South": 25})
    record = score(data)
    for region in ("North", "South"):
        part = csat.score(data[data["region"] == region], **ASKED)
        for alone in part.estimates:
            inside = record.find(alone.metric, "overall", segment={"region": region})
            assert inside.value == alone.value
            assert inside.n == alone.n == inside.n_eff
            assert inside.interval == alone.interval
            assert inside.counts == alone.counts
            assert inside.id == f"{alone.id}@region={region}"


def test_blank_segment_is_a_segment() -> None:
    record = score(frame({"North": 20, "": 10, "(blank)": 30}))
    assert bases(record) == {"North": 20, "“(blank)”": 30, "(blank)": 10}
    assert sum(bases(record).values()) == record.find("csat", "overall").n
    assert [e.segment["region"] for e in record.estimates if e.metric == "csat" and e.segment][-1] == "(blank)"


def test_not_applicable_is_a_segment() -> None:
    record = score(frame({"North": 20, "N/A": 10, "None": 15, "nan": 5}))
    assert bases(record) == {"North": 20, "N/A": 10, "None": 15, "nan": 5}


@pytest.mark.parametrize(
    ("spellings", "label"),
    [
        ({"North": 20, "north ": 5, "NORTH": 6}, "North"),
        ({"north": 5, "North": 6}, "North"),  # the commonest spelling names it
        ({"كرج": 10, "کرج": 20}, "کرج"),  # Arabic and Persian letters
        ({"شهر ری": 10, "شهر\u200cری": 7}, "شهر ری"),
        ({"12": 10, "۱۲": 8}, "12"),
        ({"1.0": 8, "1": 10}, "1"),
        ({"Nord-Ost": 10, "Nord Ost": 5}, "Nord-Ost"),
    ],
)
def test_look_alikes_are_one_segment(spellings: dict[str, int], label: str) -> None:
    record = score(frame({**spellings, "elsewhere": 30}))
    assert bases(record) == {label: sum(spellings.values()), "elsewhere": 30}
    assert any(f'"{label}"' in n and f"in {len(spellings)} ways" in n for n in record.notices)


@pytest.mark.parametrize(
    "values",
    [["1", "-1"], ["A", "A-", "A+"], ["👍", "👎", ""], ["⭐", "⭐⭐"], ["18-24", "25-34"], ["1", "10"], ["a", "b"]],
)
def test_what_differs_stays_apart(values: list[str]) -> None:
    record = score(frame(dict.fromkeys(values, 10)))
    assert bases(record) == {value or "(blank)": 10 for value in values}
    assert not any("ways" in notice for notice in record.notices)


def test_merged_spellings_are_merged_in_constructs() -> None:
    rows = [(name, str(1 + i % 5), str(1 + (i * i) % 5)) for i in range(60) for name in ("North", "north")]
    data = pd.DataFrame(rows, columns=["region", "a", "b"])
    record = csat.score(data, by=["region"], alpha={"Both": ["a", "b"]}, scale=["1-5"])
    whole, part = record.find("alpha"), record.find("alpha", segment={"region": "North"})
    assert (part.n, part.value, part.interval) == (120, whole.value, whole.interval)


def test_several_segmentings() -> None:
    data = frame({"North": 30, "South": 30})
    data["channel"] = ["web", "shop", "web"] * 20
    record = csat.score(data, **ASKED, by=["region", "channel"])
    segments = [dict(e.segment) for e in record.estimates if e.metric == "csat"]
    assert segments == [{}, {"region": "North"}, {"region": "South"}, {"channel": "shop"}, {"channel": "web"}]
    assert record.find("csat", segment={"channel": "web"}).n == 40
    ids = [e.id for e in record.estimates]
    assert len(set(ids)) == len(ids)


def test_every_segment_has_the_same_figures_as_the_whole() -> None:
    record = score(frame({"North": 40, "South": 30, "": 8}))
    by_segment: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for estimate in record.estimates:
        by_segment.setdefault(tuple(estimate.segment.items()), []).append(estimate.metric)
    assert len({tuple(metrics) for metrics in by_segment.values()}) == 1
    assert len(by_segment) == 4


# ---------------------------------------------------------------- notes and what a figure carries


@pytest.mark.parametrize(("n", "words"), [(1, "1 answer "), (29, "29 answers "), (30, ""), (31, "")])
def test_small_base_is_flagged(n: int, words: str) -> None:
    notes = " ".join(csat.score(frame({"North": n}), **ASKED).find("csat").notes)
    assert ("Small base" in notes) == bool(words)
    assert words in notes


def items(record: Record) -> list[Estimate]:
    return [e for e in record.estimates if not e.construct]


def test_missing_by_reason_and_distribution() -> None:
    data = pd.DataFrame({"overall": [*"1123345555", "", " ", "N/A", "don't know", "7", "9", "TRUE", "4.0000001"]})
    record = csat.score(data, csat=["overall"], scale=["1-5"], missing=["9"])
    found = record.find("csat")
    assert found.n == 10
    assert found.missing == {"blank": 2, "not applicable": 2, "don't know": 1, "invalid": 3}
    assert found.distribution == {"1": 2, "2": 1, "3": 2, "4": 1, "5": 4}
    assert found.value == 50
    assert [e.metric for e in items(record) if e.distribution] == ["csat"]
    assert all(e.missing == found.missing and e.n == 10 for e in items(record))


def test_construct_counts_complete_and_pairwise() -> None:
    data = pd.DataFrame(
        {"a": [*"12345", "", "2", "4"], "b": [*"21345", "3", "", "5"], "c": [*"11345", "3", "3", ""]}, dtype=str
    )
    record = csat.score(data, alpha={"All three": ["a", "b", "c"]}, scale=["1-5"])
    alpha = record.find("alpha", construct="All three")
    assert alpha.n == alpha.counts["n"] == 5
    assert (alpha.counts["pair_n_min"], alpha.counts["pair_n_max"], alpha.counts["k"]) == (6, 6, 3)
    assert alpha.missing == {"incomplete": 3}
    assert alpha.id == "all_three.alpha"
    assert any("5 complete cases" in note for note in alpha.notes)
    rest = record.find("item_rest_r", column="b")
    assert (rest.id, rest.construct, rest.n) == ("all_three.item_rest_r.b", "All three", 5)


def test_construct_of_two_items_and_two_scales() -> None:
    data = pd.DataFrame({"a": list("12345") * 8, "b": [*"02468"] * 8}, dtype=str)
    record = csat.score(data, alpha={"Pair": ["a", "b"]}, scale={"a": "1-5", "b": "0-10"})
    notes = " ".join(record.find("alpha").notes)
    assert "2 items" in notes
    assert "different scales" in notes
    assert "Small base" not in notes
    assert any("different scales" in notice for notice in record.notices)


def test_one_complete_case() -> None:
    data = pd.DataFrame({"a": ["1", "2"], "b": ["2", ""]})
    alpha = csat.score(data, alpha={"Pair": ["a", "b"]}, scale=["1-5"]).find("alpha")
    assert alpha.value is None
    assert "1 complete case (n = 1)" in " ".join(alpha.notes)


def test_part_items_have_no_figures_of_their_own() -> None:
    # 2 to 8 may be 0-10 or 1-10: enough for alpha, not for a figure of the item
    data = pd.DataFrame({"a": list("2345678234567"), "b": list("3245687234568"), "c": list("2346578243567")})
    record = csat.score(data, alpha={"Block": ["a", "b", "c"]})
    assert {e.metric for e in record.estimates} == {
        "alpha", "alpha_standardized", "inter_item_r", "item_rest_r", "alpha_if_dropped"
    }  # fmt: skip
    assert {item["measure"] for item in record.plan["items"]} == {"part"}


def test_a_name_without_letters() -> None:
    data = pd.DataFrame({"a": list("12345"), "b": list("12354")})
    assert csat.score(data, alpha={"☺": ["a", "b"]}, scale=["1-5"]).find("alpha").id == "construct.alpha"


def test_one_column_as_two_measures() -> None:
    data = pd.DataFrame({"q": [str(i % 11) for i in range(44)]})
    record = csat.score(data, csat=["q"], nps=["q"])
    assert record.find("nps").value == pytest.approx(100 * (2 - 7) / 11)
    assert math.isclose(record.find("csat").value or 0, 100 * 2 / 11)
    assert len(record.ledger["items"]) == 2
