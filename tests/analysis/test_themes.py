"""Themes of comments: exact shares, score groups, what is withheld, examples, and figures that nothing else moves."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import csat
from csat.cli import main
from csat.errors import InputError
from csat.intervals import newcombe, wilson
from csat.record.formulas import decimal
from csat.results import Estimate, Record

HEADER = ["How likely are you to recommend us? (0-10)", "Comment"]
BOOK: list[dict[str, Any]] = [
    {"name": "Staff", "en": ["staff", "polite"]},
    {"name": "Price", "en": ["expensive", "price"], "fa": ["گران"]},
]
EXAMPLES = Path(__file__).parents[2] / "examples"
SHARED = Path(__file__).parents[3] / "shared"


def survey(folder: Path, rows: Sequence[tuple[object, str]], name: str = "survey.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def rows() -> list[tuple[object, str]]:
    """12 detractors, 8 passives and 20 promoters with a comment, 5 without a score, 10 rows without a comment."""
    return [
        *[(3, "Too expensive for me")] * 6, *[(2, "The staff was slow, the price high")] * 3, *[(6, "No parking")] * 3,
        *[(7, "Nothing to say")] * 8, *[(10, "Polite staff")] * 14, *[(9, "خیلی گران")] * 2, *[(9, "👍")] * 4,
        *[("", "staff")] * 5, *[(8, "")] * 6, *[(8, "---")] * 4,
    ]  # fmt: skip


def by_id(record: Record) -> dict[str, Estimate]:
    return {estimate.id: estimate for estimate in record.estimates if estimate.analysis == "themes"}


def test_shares_are_of_the_rows_with_a_comment(tmp_path: Path) -> None:
    found = by_id(csat.themes(survey(tmp_path, rows()), BOOK))
    assert list(found) == ["comment.theme.staff", "comment.theme.price", "comment.theme_none"]
    staff = found["comment.theme.staff"]
    assert (staff.counts, staff.n, staff.missing) == ({"mentions": 22, "base": 45}, 45, {"blank": 10})
    assert staff.value == 100 * 22 / 45
    assert staff.interval == wilson(22, 45, 0.95)
    assert found["comment.theme.price"].counts["mentions"] == 11
    assert found["comment.theme_none"].counts == {"unmatched": 15, "base": 45}


def test_detractors_beside_promoters(tmp_path: Path) -> None:
    found = by_id(csat.themes(survey(tmp_path, rows()), BOOK, by_score="#1"))
    item = next(id.split(".")[3] for id in found if "detractors" in id)
    assert found[f"comment.theme_of_group.price.{item}.detractors"].counts == {"mentions": 9, "base": 12}
    assert found[f"comment.theme_of_group.price.{item}.passives"].counts == {"mentions": 0, "base": 8}
    gap = found[f"comment.theme_gap.price.{item}"]
    assert gap.value == 65.0
    assert gap.interval == newcombe(9, 12, 2, 20, 0.95)
    assert gap.about == {"theme": "Price", "item": item, "pair": "detractors|promoters"}
    for estimate in found.values():
        assert estimate.value == pytest.approx(decimal(estimate.formula, estimate.counts), rel=1e-14)


def test_small_groups_and_what_would_tell_them_are_withheld(tmp_path: Path) -> None:
    few = [row for row in rows() if row[0] not in (2, 3)]  # leaves 3 detractors
    found = by_id(csat.themes(survey(tmp_path, few), BOOK, by_score="#1"))
    shown = {id.split(".")[-1] for id, e in found.items() if e.metric == "theme_of_group" and e.value is not None}
    assert shown == {"passives", "promoters"}  # rows without a score are told nowhere, and hide the 3
    assert all(e.value is None and not e.counts for e in found.values() if e.metric == "theme_gap")
    scored = [row for row in few if row[0] != ""]
    found = by_id(csat.themes(survey(tmp_path, scored, "scored.csv"), BOOK, by_score="#1"))
    shown = {id.split(".")[-1] for id, e in found.items() if e.metric == "theme_of_group" and e.value is not None}
    assert shown == {"promoters"}  # else the total less the others would tell of the 3


def test_examples_are_few_redacted_only_asked_for_and_never_of_few_comments(tmp_path: Path) -> None:
    more = [*rows(), (1, "expensive, call 0912 345 6789"), (1, "prices, mail a@b.example")]
    book = [*BOOK, {"name": "Parking", "en": ["parking"]}]
    path = survey(tmp_path, more)
    assert not csat.themes(path, book).comments
    record = csat.themes(path, book, examples=10)
    told = {entry["theme"]: entry for entry in record.comments}
    assert told["Parking"]["texts"] == []  # 3 comments
    assert told["Price"]["redacted"] == {"email": 1, "phone": 1}
    assert "0912" not in record.to_json()
    assert len(told["Staff"]["texts"]) == len(set(told["Staff"]["texts"])) == 3
    assert any("Read them before" in notice for notice in record.notices)


def test_the_order_of_rows_moves_nothing(tmp_path: Path) -> None:
    mixed = rows()
    random.Random(1).shuffle(mixed)
    one, other = (
        csat.themes(survey(tmp_path, listed, name), BOOK, by_score="#1", examples=1)
        for listed, name in ((rows(), "a.csv"), (mixed, "b.csv"))
    )
    assert by_id(one) == by_id(other)
    assert one.comments == other.comments


def test_several_files_give_what_one_gives(tmp_path: Path) -> None:
    every = rows()
    parts = [survey(tmp_path, every[:20], "a.csv"), survey(tmp_path, every[20:], "b.csv")]
    whole = csat.themes(survey(tmp_path, every, "whole.csv"), BOOK, nps=["#1"], by_score="#1", examples=2)
    both = csat.themes([str(part) for part in parts], BOOK, nps=["#1"], by_score="#1", examples=2)
    assert by_id(whole) == by_id(both)
    assert whole.comments == both.comments


def test_many_different_comments_are_all_read(tmp_path: Path) -> None:
    """More texts than a tally keeps of a column, in a file of several chunks."""
    many = [(place % 11, f"staff {place} " + "x" * 60 if place % 4 else f"other {place}") for place in range(40_000)]
    found = by_id(csat.themes(survey(tmp_path, many), BOOK))
    assert found["comment.theme.staff"].counts == {"mentions": 30_000, "base": 40_000}


PLAN = """
[[item]]
id = "recommend"
column = "#1"
measure = "nps"

[columns]
comment = "Comment"

[[themes]]
codebook = "book.toml"
by_score = "recommend"
examples = 1
"""


def test_a_plan_asks_for_them_and_its_record_is_redone(tmp_path: Path) -> None:
    path = survey(tmp_path, rows())
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "book.toml").write_text("".join(f"[[theme]]\n{_toml(theme)}\n" for theme in BOOK), encoding="utf-8")
    record = csat.score(path, plan=tmp_path / "plan.toml")
    assert by_id(record)["comment.theme_gap.price.recommend"].value == 65.0
    (stored,) = record.plan["analyses"]
    assert stored["theme"][1]["fa"] == ["گران"]
    (tmp_path / "book.toml").unlink()  # the record holds it
    (tmp_path / "record.json").write_text(record.to_json(), encoding="utf-8")
    verified = csat.verify(tmp_path / "record.json", path)
    assert {outcome.check: outcome.state for outcome in verified.outcomes}["figures"] == "holds"
    assert not [outcome for outcome in verified.outcomes if outcome.state == "fails"]


def _toml(theme: Mapping[str, object]) -> str:
    return "\n".join(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in theme.items())


def test_themes_in_the_plan_itself(tmp_path: Path) -> None:
    inline = PLAN.replace('codebook = "book.toml"\n', "") + "[[themes.theme]]\n" + _toml(BOOK[0])
    (tmp_path / "plan.toml").write_text(inline, encoding="utf-8")
    record = csat.score(survey(tmp_path, rows()), plan=tmp_path / "plan.toml")
    assert by_id(record)["comment.theme.staff"].counts["mentions"] == 22


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("codebook = ", "codebok = "), r"plan.toml:\d+: unknown key"),
        (('codebook = "book.toml"\n', ""), "needs codebook"),
        (("examples = 1", "examples = 50"), "at most 20"),
        (('by_score = "recommend"', 'by_score = "Comment"'), "no scored item"),
        (('codebook = "book.toml"', 'codebook = "book.toml"\ncolumn = "#1"'), "it is scored"),
        (("[[themes]]", '[[themes]]\ncodebook = "a.toml"\n[[themes]]'), r"plan.toml:\d+: two \[\[themes\]\]"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    (tmp_path / "plan.toml").write_text(PLAN.replace(*change), encoding="utf-8")
    (tmp_path / "book.toml").write_text(f"[[theme]]\n{_toml(BOOK[0])}\n", encoding="utf-8")
    with pytest.raises(InputError, match=said):
        csat.score(survey(tmp_path, rows()), plan=tmp_path / "plan.toml")


def test_the_command_shows_its_chapter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "book.toml").write_text(f"[[theme]]\n{_toml(BOOK[0])}\n", encoding="utf-8")
    path = str(survey(tmp_path, rows()))
    book = str(tmp_path / "book.toml")
    with pytest.raises(SystemExit) as done:
        _run("themes", path, "--codebook", book, "--by-score", "#1", "--examples", "1")
    assert done.value.code == 0
    shown = capsys.readouterr().out
    assert "45 of 55 rows hold a comment" in shown
    assert "48.9 %" in shown
    assert "- staff" in shown
    assert max(map(len, shown.splitlines())) <= 80
    with pytest.raises(SystemExit) as refused:
        _run("themes", path)
    assert refused.value.code == 2
    assert "--codebook" in capsys.readouterr().err


def _run(*arguments: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["csat", *arguments])
        main()


@pytest.mark.parametrize(("folder", "survey_file"), [("hotel", "survey.xlsx"), ("bank-fa", "survey.csv")])
def test_the_codebooks_of_the_examples_find_themes(folder: str, survey_file: str) -> None:
    home = EXAMPLES / folder
    record = csat.themes(home / survey_file, home / "themes.toml", plan=home / "survey.toml")
    shares = [e for e in record.estimates if e.metric == "theme"]
    assert sum(bool(e.counts["mentions"]) for e in shares) >= len(shares) - 1
    none = next(e for e in record.estimates if e.metric == "theme_none")
    assert none.value is not None
    assert none.value < 10


REAL = """
[[item]]
id = "recommend"
column = "recommend"
measure = "csat"
scale = "1-2"
labels = { not_recommended = 1, recommended = 2 }

[columns]
comment = ["comment", "title"]

[[themes]]
column = "comment"
by_score = "recommend"

[[themes.theme]]
name = "قیمت"
id = "price"
fa = ["قيمت", "گران", "گرون", "ارزان", "ارزون"]

[[themes.theme]]
name = "ارسال و بسته‌بندی"
id = "post"
fa = ["ارسال", "بسته‌بندی"]
not = ["ارسال نظر"]
"""


def test_real_persian_comments(tmp_path: Path) -> None:
    """Counts beside those of a search written otherwise, on comments as people type them."""
    path = SHARED / "data" / "fa_digikala_comments.csv"
    if not path.is_file():
        pytest.skip("the real data are not beside the project")
    (tmp_path / "plan.toml").write_text(REAL, encoding="utf-8")
    found = by_id(csat.score(path, plan=tmp_path / "plan.toml"))
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert found["comment.theme.price"].n == sum(any(map(str.isalnum, line["comment"])) for line in lines) == 800
    for theme, stems in (("price", "قیمت گران گرون ارزان ارزون"), ("post", "ارسال بسته‌بندی")):
        having = [line for line in lines if any(_begins(line["comment"], stem) for stem in stems.split())]
        assert found[f"comment.theme.{theme}"].counts["mentions"] == len(having) > 20
        for group, answer in (("dissatisfied", "not_recommended"), ("satisfied", "recommended")):
            estimate = found[f"comment.theme_of_group.{theme}.recommend.{group}"]
            mentions = sum(line["recommend"] == answer for line in having)
            assert estimate.counts == {"mentions": mentions, "base": 400}


def _begins(text: str, stem: str) -> bool:
    """Whether a word of the text, or two side by side, begin with the stem, its non-joiner left away or not."""
    text = text.translate(
        str.maketrans("يىكأإؤ", "ییکااو", "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654")
    )
    words = "".join(char if char.isalnum() else " " for char in text).split()
    joined = [*words, *("".join(pair) for pair in pairwise(words))]
    bare = stem.replace("\u200c", "")
    return any(word.startswith(bare) for word in (joined if bare != stem else words))
