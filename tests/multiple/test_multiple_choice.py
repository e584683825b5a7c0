"""Multiple choices: counted by respondents against plain Python, in any chunks; shares, bases, suppression."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import csat
from csat import report
from csat.io import delimited
from csat.io.source import Chunk, Coded
from csat.measure import WHOLE_FILE, choosing, estimates, groups_of
from csat.multiple import MultipleChoice, Option
from csat.multiple.membership import CHOSE, NOT_APPLICABLE, OTHERS
from csat.multiple.parts import MOST, Parts
from csat.multiple.selections import with_ids
from csat.plan import Plan, Use
from csat.tally import MANY, Tally

Row = tuple[str, ...]
HEADERS = ("region", "app", "shop", "other", "joined", "first", "second")
USES = tuple(Use(column, header, f"#{column + 1}", "nothing", "") for column, header in enumerate(HEADERS))
TICKS = MultipleChoice(
    "ticks",
    "Which?",
    (1, 2, 3),
    with_ids([Option("App", column=1), Option("Shop", column=2), Option("Other", column=3, written=True)]),
    ticked=frozenset({"yes"}),
)
JOINED = MultipleChoice("joined", "Which?", (4,), with_ids([Option("A", key="a"), Option("B, C", key="b, c")]), ", ")
CODES = MultipleChoice("codes", "Which?", (5, 6), with_ids([Option("One", key="1"), Option("Two", key="2")]))
PLAN = Plan(segments=(0,), uses=USES, multiple=(TICKS, JOINED, CODES))


def chunk(rows: Sequence[Row], first: int = 0) -> Chunk:
    columns = {}
    for column in range(len(HEADERS)):
        cells = [row[column] for row in rows]
        values = sorted(set(cells))
        columns[column] = Coded(values, np.array([values.index(cell) for cell in cells], dtype=np.int32))
    return Chunk(first, len(rows), columns)


def tally(rows: Sequence[Row], size: int = 10**9, plan: Plan = PLAN) -> Tally:
    made = Tally(plan)
    for start in range(0, len(rows), size):
        made.count(chunk(rows[start : start + size], start))
    return made


def known(made: Tally) -> dict[Any, Any]:
    segments = {"", *(value for counts in made.chosen.values() for value in counts.groups)}
    found = {
        (place, by, value): +Counter(made.chosen_by(place, by, [value]))
        for place in range(len(made.plan.multiple))
        for by in (-1, 0)
        for value in segments
    }
    return {**found, "parts": {column: sorted(kept) for column, kept in made.parts.items()}}


def by_hand(rows: Sequence[Row]) -> list[Counter[str]]:
    """Rows by option for each of the three questions, one row after the other."""
    found: list[Counter[str]] = [Counter(), Counter(), Counter()]
    for _, app, shop, other, joined, first, second in rows:
        ticks = {name for name, cell in (("#1", app), ("#2", shop)) if cell == "Yes"}
        ticks |= {"#3"} if other not in ("", "No", "N/A") else set()
        tell(found[0], ticks, any(cell == "N/A" for cell in (app, shop, other)))
        parts = set(joined.replace("B, C", "B and C").split(", ")) - {""}
        names = {{"A": "=a", "B and C": "=b, c"}.get(part, OTHERS) for part in parts - {"N/A"}}
        tell(found[1], names, "N/A" in parts)
        codes = {first, second} - {"", "0", "N/A"}
        tell(found[2], {f"={code}" if code in "12" else OTHERS for code in codes}, "N/A" in (first, second))
    return found


def tell(counts: Counter[str], chosen: set[str], not_applicable: bool) -> None:
    counts.update(chosen)
    counts[CHOSE] += bool(chosen)
    counts[NOT_APPLICABLE] += not_applicable and not chosen


ticks = st.sampled_from(["Yes", "No", "", "N/A", "x"])
joined = st.lists(st.sampled_from(["A", "B, C", "D", "B", "N/A"]), unique=True, max_size=3).map(", ".join)
codes = st.sampled_from(["1", "2", "3", "0", "", "N/A"])
rows_of = st.lists(
    st.tuples(
        st.sampled_from(["North", "South", ""]),
        *[ticks] * 2,
        st.sampled_from(["", "", "words of mine", "N/A", "No"]),
        joined.filter(lambda text: "B, C" not in text or text.count("B") == 1),
        *[codes] * 2,
    ),
    min_size=1,
    max_size=50,
)


@given(rows_of)
def test_it_counts_respondents_as_a_person_does(table: list[Row]) -> None:
    made, wanted = tally(table), by_hand(table)
    for place in range(3):
        assert +Counter(made.chosen_by(place)) == +wanted[place]
        for value in {row[0] for row in table}:
            inside = by_hand([row for row in table if row[0] == value])[place]
            assert +Counter(made.chosen_by(place, 0, [value])) == +inside
    both = by_hand([row for row in table if row[0] in ("North", "")])
    assert +Counter(made.chosen_by(1, 0, ["North", ""])) == +both[1]


@given(rows_of, st.integers(1, 20), st.integers(0, 50), st.randoms(use_true_random=False))
def test_chunks_parts_and_order_change_nothing(table: list[Row], size: int, cut: int, rng: random.Random) -> None:
    whole = known(tally(table))
    assert known(tally(table, size)) == whole
    one, other = tally(table[:cut]), tally(table[cut:])
    assert known(one + other) == known(other + one) == whole
    assert known(tally(rng.sample(table, len(table)))) == whole
    assert known(tally(table * 2)) == {k: v + v if isinstance(v, Counter) else v for k, v in whole.items()}


def test_a_tally_of_other_options_does_not_add_up() -> None:
    row = ("", "Yes", "", "", "A", "1", "")
    for question in (
        replace(TICKS, ticked=frozenset({"1"})),
        replace(TICKS, options=TICKS.options[:2], columns=(1, 2)),
        replace(TICKS, missing=frozenset({"99"})),
    ):
        with pytest.raises(ValueError, match="do not add up"):
            tally([row]) + tally([row], plan=replace(PLAN, multiple=(question, JOINED, CODES)))
    renamed = replace(TICKS, options=with_ids(replace(option, label=f"The {option.label}") for option in TICKS.options))
    assert (tally([row]) + tally([row], plan=replace(PLAN, multiple=(renamed, JOINED, CODES)))).rows == 2


# ---------------------------------------------------------------- cells with very many different texts

WORDS = [("", "", "", "", f"A, typed {row}" if row % 2 else "A", "", "") for row in range(2 * MANY + 40)]


@pytest.mark.parametrize("size", [100, MANY + 5, 10**6])
def test_parts_of_very_many_texts_are_counted(size: int) -> None:
    made = tally(WORDS, size)
    assert made.many == {4}
    parts = made.parts[4][", "]
    assert parts.rows["A"] == parts.filled == len(WORDS)
    assert parts.several == len(WORDS) // 2
    assert made.chosen_by(1) == {"=a": len(WORDS), CHOSE: len(WORDS), OTHERS: len(WORDS) // 2}


def test_parts_add_up_wherever_the_texts_became_too_many() -> None:
    whole = tally(WORDS).parts[4][", "]
    for cut in (10, 700, MANY + 50, len(WORDS) - 3):
        one, other = tally(WORDS[:cut]), tally(WORDS[cut:])
        for both in (one + other, other + one):
            assert both.many == {4}
            assert both.parts[4][", "] == whole


def test_parts_of_sentences_are_given_up() -> None:
    parts = Parts(", ")
    parts.add({f"sentence {n}, and more of {n}": 1 for n in range(MOST)})
    assert parts.over
    assert not parts.rows
    again = Parts(", ")
    again.add({"A, B": 3})
    again.join(parts)
    assert again.over
    assert not again.rows


@given(st.dictionaries(st.sampled_from(["A, B", "A", "B, A", "B", "C, A, B", ""]), st.integers(1, 3)))
def test_parts_know_what_always_comes_together(texts: dict[str, int]) -> None:
    parts, halves = Parts(", "), [Parts(", "), Parts(", ")]
    parts.add(texts)
    for place, (text, n) in enumerate(texts.items()):
        halves[place % 2].add({text: n})
    halves[1].join(halves[0])
    assert halves[1] == parts
    cells = [text.split(", ") for text in texts if text]
    for part in parts.rows:
        after = {(*cell, "")[cell.index(part) + 1] for cell in cells if part in cell}
        assert parts.after[part] == (after.pop() if len(after) == 1 else None)


# ---------------------------------------------------------------- figures


def test_shares_are_of_respondents_who_chose_any() -> None:
    table = [
        ("", "Yes", "Yes", "", "", "", ""),
        ("", "Yes", "No", "", "", "", ""),
        ("", "No", "No", "by letter", "", "", ""),
        ("", "No", "No", "", "", "", ""),
        ("", "N/A", "N/A", "", "", "", ""),
    ]
    made = tally(table)
    found = choosing(PLAN, made, 0, WHOLE_FILE)
    assert (found.options, found.base, found.others) == ((2, 1, 1), 3, 0)
    assert found.missing == {"no choice": 1, "not applicable": 1}
    shares = {e.id: e for e in estimates(replace(PLAN, segments=(), multiple=(TICKS,)), made)}
    app = shares["ticks.chosen.app"]
    assert app.value == 100 * 2 / 3
    assert app.counts == {"chosen": 2, "base": 3}
    assert (app.n, app.option, app.column, app.unit) == (3, "App", "app", "percent")
    assert app.interval
    assert app.interval.method == "Wilson score"
    assert app.missing == {"no choice": 1, "not applicable": 1}
    assert sum(e.value or 0 for e in shares.values()) > 100  # respondents, not responses
    assert list(shares) == ["ticks.chosen.app", "ticks.chosen.shop", "ticks.chosen.other"]


def test_nobody_chose() -> None:
    made = tally([("", "No", "", "", "", "0", "N/A")])
    for estimate in estimates(replace(PLAN, segments=()), made):
        assert estimate.value is None
        assert estimate.n == 0
        assert estimate.notes == ("Nobody chose an option.",)


def test_an_escape_is_no_choice() -> None:
    options = with_ids([Option("App", column=1), Option("Not applicable", column=2, escape=True)])
    question = replace(TICKS, columns=(1, 2), options=options)
    plan = Plan(uses=USES, multiple=(question,))
    made = tally([("", "Yes", "", *[""] * 4), ("", "No", "Yes", *[""] * 4), ("", "Yes", "Yes", *[""] * 4)], plan=plan)
    found = choosing(plan, made, 0, WHOLE_FILE)
    assert (found.base, found.missing) == (2, {"no choice": 0, "not applicable": 1})
    assert [e.option for e in estimates(plan, made)] == ["App"]


def test_small_segments_are_withheld_with_the_next_smallest() -> None:
    sizes = {"North": 20, "South": 3, "West": 7, "East": 0}
    table = [(region, "Yes", "", "", "", "", "") for region, n in sizes.items() for _ in range(n)]
    table += [("East", "No", "No", "", "", "", "")] * 9
    plan = replace(PLAN, multiple=(TICKS,))
    made = tally(table, plan=plan)
    assert len(groups_of(plan, made)) == 4
    found = {e.segment.get("region"): e for e in estimates(plan, made) if e.option == "App"}
    assert found[None].value == 100
    assert found["North"].value == 100
    assert found["East"].value is None
    for region in ("South", "West"):
        estimate = found[region]
        assert estimate.value is None
        assert not estimate.counts
        assert not estimate.missing
        assert estimate.notes[0].startswith("Withheld")
    shown = {e.segment.get("region"): e for e in estimates(replace(plan, suppress_below=0), made) if e.option == "App"}
    assert shown["South"].value == 100
    assert shown["South"].notes == ("Small base: 3 respondents (n = 3).",)


# ---------------------------------------------------------------- from the file to the record

CHOICES = ["App", "Shop", "Phone", "Box (till, kiosk)", "Yes, always"]


def survey(rows: int, seed: int = 3, typed: int = 40) -> pd.DataFrame:
    rng = random.Random(seed)
    cells = []
    for row in range(rows):
        chosen = [choice for choice in CHOICES if rng.random() < 0.4]
        if row % typed == 0:
            chosen.append(f"my own words {row}")
        cells.append(", ".join(chosen))
    return pd.DataFrame(
        {
            "Timestamp": [f"1/{1 + row % 28}/2025 10:04:0{row % 10}" for row in range(rows)],
            "How satisfied are you?": [1 + row % 5 for row in range(rows)],
            "Which do you use?": cells,
            "Region": [rng.choice(["North", "South"]) for _ in range(rows)],
        }
    )


def counted(cells: pd.Series[str]) -> tuple[int, dict[str, int], int]:
    """Base, options and other answers, by pandas and another way to part the cells."""
    given = cells.str.split(r", (?!always)(?![^()]*\))", regex=True).explode().str.strip()
    given = given[given != ""]
    dummies = pd.crosstab(given.index, given) > 0
    named = dummies[CHOICES]
    others = dummies.drop(columns=CHOICES).any(axis=1)
    return int(given.index.nunique()), {option: int(named[option].sum()) for option in CHOICES}, int(others.sum())


@pytest.mark.parametrize(("rows", "block"), [(200, 1 << 20), (2000, 1 << 20), (2000, 4096), (4000, 20_000)])
def test_joined_choices_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, block: int) -> None:
    monkeypatch.setattr(delimited, "_BLOCKS", (block, block))
    table = survey(rows, typed=1 if rows == 4000 else 40)  # the last has more different cells than are kept
    path = tmp_path / "survey.csv"
    table.to_csv(path, index=False)
    record = csat.score(path, by=["Region"])
    for region in (None, "North", "South"):
        some = table if region is None else table[table["Region"] == region]
        base, options, others = counted(some["Which do you use?"])
        segment = {} if region is None else {"Region": region}
        for option, n in (*options.items(), ("other answers", others)):
            estimate = record.find("chosen", segment=segment, option=option)
            assert estimate.counts == {"chosen": n, "base": base}
    entry = record.ledger["multiple"][0]
    assert entry["rows"] == rows == entry["chose"] + entry["no_choice"] + entry["not_applicable"]
    assert {use["role"] for use in record.plan["columns"] if use["letter"] == "#3"} == {"multiple choice"}
    assert "my own words" not in record.to_json()
    ids = [estimate.id for estimate in record.estimates]
    assert len(ids) == len(set(ids))


def test_the_order_of_rows_and_chunks_changes_no_share(tmp_path: Path) -> None:
    table = survey(1500)
    found = set()
    for place, order in enumerate((table, table[::-1], table.sample(frac=1, random_state=4))):
        path = tmp_path / f"{place}.csv"
        order.to_csv(path, index=False)
        for block in (2048, 1 << 20):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(delimited, "_BLOCKS", (block, 1 << 20))
                body = csat.score(path, by=["Region"]).to_dict()
            found.add(repr((body["estimates"], body["plan"], body["ledger"]["multiple"])))
    assert len(found) == 1


def test_every_formula_gives_its_share(evaluate: Any) -> None:
    record = csat.score(frame(), by=["Region"])
    shares = [estimate for estimate in record.estimates if estimate.metric == "chosen" and estimate.value is not None]
    assert len(shares) > 5
    for estimate in shares:
        assert evaluate(estimate.formula, estimate.counts) == pytest.approx(estimate.value, rel=1e-15)


def frame(**columns: list[str]) -> pd.DataFrame:
    rows = 60
    cells = ["App;Shop", "Shop", "App", "Phone;App", "", "Phone;Shop"]
    made = {
        "How satisfied are you?": [1 + row % 5 for row in range(rows)],
        "Which do you use?": [cells[row % 6] for row in range(rows)],
        "Region": ["North" if row % 2 else "South" for row in range(rows)],
    }
    return pd.DataFrame({**made, **columns})


def test_semicolons_join_choices_where_no_platform_says() -> None:
    record = csat.score(frame())
    assert record.find("chosen", option="App").counts == {"chosen": 30, "base": 50}
    assert record.find("chosen", option="Phone").missing == {"no choice": 10}
    assert [e.option for e in record.estimates if e.option] == ["App", "Shop", "Phone"]


def test_words_of_few_are_not_named() -> None:
    table = frame()
    table.loc[:3, "Which do you use?"] += ";Mrs Rahimi helped me"
    record = csat.score(table)
    assert record.find("chosen", option="other answers").counts == {"chosen": 4, "base": 50}
    assert "Rahimi" not in record.to_json()
    assert any("other answers" in notice for notice in record.notices)
    again = csat.score(table, suppress_below=0)  # small segments may be shown, words of few never
    assert "Rahimi" not in again.to_json()
    table.loc[4, "Which do you use?"] = "Mrs Rahimi helped me;App"
    assert csat.score(table).find("chosen", option="Mrs Rahimi helped me").counts["chosen"] == 5
    assert "Rahimi" not in csat.score(table, suppress_below=6).to_json()


def test_declared_codes_are_no_choice() -> None:
    table = frame()
    table.loc[:9, "Which do you use?"] = "99"
    record = csat.score(table, missing=["Which do you use?=99"])
    base = 50 - sum(bool(cell) for cell in frame()["Which do you use?"][:10])
    assert record.find("chosen", option="App").n == base
    assert record.find("chosen", option="App").missing["not applicable"] == 10


def test_a_file_of_multiple_choices_alone_has_a_record() -> None:
    record = csat.score(frame().drop(columns="How satisfied are you?"))
    assert {estimate.metric for estimate in record.estimates} == {"chosen"}
    with pytest.raises(csat.InputError, match="no column looks like answers"):
        csat.score(pd.DataFrame({"Region": ["N", "S"] * 20}))


HOSTILE = ["=1+1\x1b[31m", "[bold]x[/bold]", "a\u202eb", "../../etc/passwd", "<script>", "'; drop", "x" * 300]


def test_hostile_options_stay_words(tmp_path: Path) -> None:
    table = frame()
    table["Which do you use?"] = [";".join((HOSTILE[r % 7], HOSTILE[(r // 7 + r) % 7], "App")) for r in range(60)]
    record = csat.score(table)
    options = [estimate for estimate in record.estimates if estimate.option]
    assert len(options) >= 6
    assert all(all(sign.isalnum() or sign in "_." for sign in estimate.id) for estimate in options)
    path = tmp_path / "out.csv"
    report.write(record, path)
    cells = path.read_text("utf-8-sig")
    assert "\x1b" not in cells
    assert "\u202e" not in cells
    assert ",=1+1" not in cells


@settings(max_examples=30)
@given(st.lists(st.text(max_size=12), min_size=20, max_size=60))
def test_no_texts_break_it(cells: list[str]) -> None:
    table = pd.DataFrame({"Overall satisfaction (1-5)": [1 + n % 5 for n in range(len(cells))]})
    table["Which do you use?"] = [f"App;{cell}" for cell in cells]
    record = csat.score(table)
    for entry in record.ledger.get("multiple", ()):
        assert entry["rows"] == entry["chose"] + entry["no_choice"] + entry["not_applicable"]
        assert all(0 <= option["chosen"] <= entry["chose"] for option in entry["options"])
        assert 0 <= entry["other_answers"] <= entry["chose"]
