"""Comments: only when asked for, of those who are scored, redacted, a few, and drawn so that nobody can steer it."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import csat
from csat.cli import main
from csat.comments import LONGEST, MOST, NOTICE
from csat.comments.redaction import MARK
from csat.errors import InputError
from csat.record.file import read_record
from csat.report import WRITERS, write
from csat.report.language import read_language
from tests.sentences import in_catalogue

QUESTION = "Overall satisfaction (1-5)"
TEXTS = ["Lovely stay", "Call me: 0912 345 6789", "...", "", "می‌خواهم دوباره بیایم ۰۹۳۵۱۱۱۲۲۳۳", "—", "👍"]


def survey(folder: Path, texts: Sequence[str], name: str = "survey.csv", more: str = "") -> Path:
    """A survey of one question, a comment and a branch."""
    import csv

    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow([QUESTION, "Comment", "Branch", "E-mail"])
        for place, text in enumerate(texts):
            branch = "North" if place % 2 else "South"
            lines.writerow([1 + place % 5, text + more, branch, f"p{place}@example.com"])
    return path


def test_a_record_has_no_comments_unless_asked(tmp_path: Path) -> None:
    body = csat.score(survey(tmp_path, TEXTS)).to_dict()
    assert "comments" not in body
    assert NOTICE not in body["notices"]
    assert "Lovely" not in json.dumps(body)


def test_comments_are_counted_redacted_and_told(tmp_path: Path) -> None:
    record = csat.score(survey(tmp_path, TEXTS), comments=["Comment"])
    (column,) = record.comments
    assert (column["column"], column["letter"], column["answered"], column["shown"]) == ("Comment", "#2", 4, 4)
    assert column["redacted"] == {"phone": 2}
    assert sorted(column["texts"]) == sorted(["Lovely stay", "Call me: ⟦phone⟧", "می‌خواهم دوباره بیایم ⟦phone⟧", "👍"])
    assert record.notices[-1] == NOTICE
    assert in_catalogue("notices", NOTICE)


def test_figures_are_the_same_with_comments(tmp_path: Path) -> None:
    path = survey(tmp_path, TEXTS)
    plain, told = csat.score(path, by=["Branch"]), csat.score(path, by=["Branch"], comments=["Comment"])
    assert told.estimates == plain.estimates
    assert told.plan == plain.plan
    assert list(told.notices) == [*plain.notices, NOTICE]


def test_the_record_is_read_back_and_keeps_its_digest(tmp_path: Path) -> None:
    record = csat.score(survey(tmp_path, TEXTS), comments=["Comment"])
    write(record, tmp_path / "record.json")
    again = read_record(tmp_path / "record.json")
    assert again.to_json() == record.to_json()
    assert again.digest == record.digest


def test_all_takes_every_column_of_comments_and_no_personal_data(tmp_path: Path) -> None:
    texts = [f"A comment of number {place}, long enough to be taken for one" for place in range(40)]
    record = csat.score(survey(tmp_path, texts), comments=["all"])
    assert [column["column"] for column in record.comments] == ["Comment"]


@pytest.mark.parametrize(
    ("column", "why"),
    [("E-mail", "personal data"), (QUESTION, "it is scored"), ("Comments", "no column")],
)
def test_other_columns_are_refused(tmp_path: Path, column: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        csat.score(survey(tmp_path, TEXTS), comments=[column])


def test_no_column_of_comments_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text(f"{QUESTION}\n1\n5\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column is taken for comments"):
        csat.score(path, comments=["all"])


def test_only_rows_that_are_scored_count(tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_text(
        f'[[item]]\nid = "overall"\ncolumn = "{QUESTION}"\nmeasure = "csat"\nscale = "1-5"\n'
        '[[filter]]\ncolumn = "Branch"\nkeep = ["North"]\n[columns]\ncomment = "Comment"\n',
        encoding="utf-8",
    )
    texts = [f"Comment {'of the North' if place % 2 else 'of the South'} number {place}" for place in range(30)]
    record = csat.score(survey(tmp_path, texts), plan=tmp_path / "plan.toml", comments=["all"])
    (column,) = record.comments
    assert column["answered"] == record.ledger["scored"] == 15
    assert all("North" in text for text in column["texts"])


def test_rows_that_a_rule_excludes_are_not_told(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    rows = "".join(f"R{place // 2},{1 + place % 5},comment {place}\n" for place in range(40))
    path.write_text(f"Response ID,{QUESTION},Comment\n{rows}", encoding="utf-8")
    (tmp_path / "plan.toml").write_text(
        f'[[item]]\nid = "overall"\ncolumn = "{QUESTION}"\nmeasure = "csat"\nscale = "1-5"\n'
        '[columns]\nrespondent_id = "Response ID"\ncomment = "Comment"\n'
        '[[rule]]\ncheck = "duplicate_ids"\nexclude = true\n',
        encoding="utf-8",
    )
    record = csat.score(path, plan=tmp_path / "plan.toml", comments=["Comment"])
    assert record.comments[0]["answered"] == record.ledger["scored"] == 20


def test_a_few_are_drawn_from_all_over_the_file(tmp_path: Path) -> None:
    size = 4_000
    record = csat.score(survey(tmp_path, [f"text {place}" for place in range(size)]), comments=["Comment"])
    (column,) = record.comments
    assert (column["answered"], column["shown"], len(column["texts"])) == (size, MOST, MOST)
    rows = [int(text.split()[1]) for text in column["texts"]]
    assert len(set(rows)) == MOST
    assert rows != sorted(rows)
    by_quarter = [sum(size * q // 4 <= row < size * (q + 1) // 4 for row in rows) for q in range(4)]
    assert min(by_quarter) > 25, by_quarter  # 50 each are expected; fewer than 26 has a chance of 1 in 100,000


def test_what_is_written_does_not_decide_who_is_drawn(tmp_path: Path) -> None:
    one = csat.score(survey(tmp_path, [f"text {place}" for place in range(900)]), comments=["Comment"])
    other = csat.score(survey(tmp_path, [f"other {place}" for place in range(900)], "b.csv"), comments=["Comment"])
    drawn = [[text.split()[1] for text in record.comments[0]["texts"]] for record in (one, other)]
    assert drawn[0] == drawn[1]


def test_the_draw_does_not_depend_on_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    texts = [f"text {place}" for place in range(3_000)]
    path = survey(tmp_path, texts, more=" " + "x" * 900)  # several chunks of a file
    frame = pd.DataFrame({QUESTION: [1 + place % 5 for place in range(3_000)], "Comment": texts})
    file, memory = (csat.score(data, comments=["Comment"]) for data in (path, frame.assign(Branch="-")))
    numbers = [[text.split()[1] for text in record.comments[0]["texts"]] for record in (file, memory)]
    assert len(numbers[0]) == MOST
    assert file.comments[0]["letter"] == "#2"
    assert (numbers[0] == numbers[1]) == (memory.comments[0]["letter"] == "#2")


def test_long_comments_are_cut_and_nothing_is_cut_open(tmp_path: Path) -> None:
    texts = [
        "a" * 5_000, "b " * 495 + "0912 345 6789 and more of it all", "c" * 30_000 + "@example.com",
        "d" * LONGEST, "1" * 19_990 + " 09123456789", "x " * 9_995 + "0912345678912345",
        "x" * (LONGEST - 4) + " a@b.com",
    ]  # fmt: skip
    (column,) = csat.score(survey(tmp_path, texts), comments=["Comment"]).comments
    assert column["shown"] == len(texts)
    for text in column["texts"]:
        assert len(text) <= LONGEST
        assert "0912" not in text
        assert MARK.sub("", text).count("⟦") == MARK.sub("", text).count("⟧") == 0
    assert sum(text.endswith("…") for text in column["texts"]) >= 5
    assert sum(column["redacted"].values()) == sum(len(MARK.findall(text)) for text in column["texts"])


def test_a_comment_makes_no_marks_of_its_own(tmp_path: Path) -> None:
    (column,) = csat.score(survey(tmp_path, ["a ⟦phone⟧ b", "c"]), comments=["Comment"]).comments
    assert column["redacted"] == {}
    assert "a [phone] b" in column["texts"]


@pytest.mark.parametrize("code", ["en", "fa"])
def test_the_report_tells_them_with_their_counts(tmp_path: Path, code: str) -> None:
    from csat.report.chapters import document
    from csat.report.document import Bullets, Heading, plain

    record = csat.score(survey(tmp_path, TEXTS), comments=["Comment"])
    language = read_language(code)
    blocks = list(document(record, language))
    heading = next(
        place for place, block in enumerate(blocks)
        if isinstance(block, Heading) and plain(block.text) == language.texts["report"]["comments"]
    )  # fmt: skip
    bullets = next(block for block in blocks[heading:] if isinstance(block, Bullets))
    told = [plain(line) for line in bullets.lines]
    mark = f"[{language.texts['redacted']['phone']}]"
    assert f"Call me: {mark}" in told
    assert len(told) == 4
    chapters = [
        block for block in document(csat.score(survey(tmp_path, TEXTS)), language) if isinstance(block, Heading)
    ]
    assert all(plain(block.text) != language.texts["report"]["comments"] for block in chapters)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
@pytest.mark.parametrize("suffix", [s for s in WRITERS if s != ".pdf"])
def test_files_with_comments_are_private(tmp_path: Path, suffix: str) -> None:
    path = survey(tmp_path, TEXTS)
    before = os.umask(0o022)
    try:
        target = tmp_path / f"out{suffix}"
        write(csat.score(path), target)
        assert stat.S_IMODE(target.stat().st_mode) == 0o644
        write(csat.score(path, comments=["Comment"]), target)
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_the_command_line_writes_them_and_the_screen_does_not_show_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = survey(tmp_path, TEXTS)

    def run(*words: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["csat", "score", str(path), *words])
        with pytest.raises(SystemExit) as left:
            main()
        shown = capsys.readouterr()
        return left.value.code, shown.out + shown.err

    code, shown = run("--comments", "Comment", "-o", str(tmp_path / "out.md"))
    assert code == 0
    assert "Lovely" not in shown
    assert "best effort" in shown
    assert "Lovely stay" in (tmp_path / "out.md").read_text(encoding="utf-8")
    code, shown = run("--comments", "E-mail")
    assert code == 2
    assert "example.com" not in shown
