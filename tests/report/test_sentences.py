"""Sentences of a record told in another language: every template reads back, and hostile ones stay as they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import csat
from csat.report.document import Run, plain
from csat.report.language import read_language
from csat.report.sentences import CODES, LISTS, NUMBERS, SENTENCES, TERMS, TEXTS, tell, understood

ROOT = Path(__file__).parent.parent.parent
ENGLISH, PERSIAN = read_language("en"), read_language("fa")
GAP = re.compile(r"\{(\w+)\}")
TABLES = sorted({*SENTENCES.values(), *LISTS})
TEMPLATES = [(table, name) for table in TABLES for name in ENGLISH.texts[table]]
USUAL = {
    "note": "There are no valid answers.", "notice": "Sheet “A” was read.".replace("“A”", '"A"'), "aside": "blank row",
    "reason": "it holds no answers", "scale": "1-5/0.5", "found": "0 to 7", "place": "cell D3", "flag": "--csat",
    "columns": "D, F to K, #12", "scales": "1-5 or 0-10",
    "spans": "4-7, 12",
    "odd": "99 (2 answers, first in line 7); 0 (1 answer, in line 3)",
    "points": "“bad” = 1, “good” = 5", "letter": "D", "last_letter": "AB", "code": "cp1256",
    "day": "2025-08-03", "last_day": "2025-08-22", "own_day": "1404/05/12", "own_last_day": "1404/05/31",
    "damage": "D, F to K (letters lost, with “�” in their place)", "names": '"A", "B" …',
    "differ": "scale, labels", "change": "The earlier record has no such figure.",
}  # fmt: skip


def usual(name: str) -> str:
    if name in TERMS:
        return next(iter(ENGLISH.texts[name].values()))
    return USUAL.get(name, "1,234" if name in NUMBERS else f"{name} با دو word")


def written(table: str, name: str) -> str:
    return GAP.sub(lambda gap: usual(gap[1]), ENGLISH.texts[table][name])


def test_every_gap_is_of_a_known_kind() -> None:
    known = {*NUMBERS, *CODES, *TEXTS, *SENTENCES, *LISTS, *TERMS}
    for table, name in TEMPLATES:
        assert set(GAP.findall(ENGLISH.texts[table][name])) <= known, f"{table}.{name}"


@pytest.mark.parametrize(("table", "name"), TEMPLATES)
def test_a_template_reads_back_as_itself_and_is_told_in_persian(table: str, name: str) -> None:
    sentence = written(table, name)
    said = understood(table, sentence)
    assert said is not None
    assert (said.table, said.name) == (table, name)
    assert set(said.filled) == set(GAP.findall(ENGLISH.texts[table][name]))
    assert plain(tell(ENGLISH, table, sentence)) == sentence
    persian = tell(PERSIAN, table, sentence)
    words = "".join(run.text for run in persian if run.kind == "words")
    assert not re.search(r"[a-z]{3,}", re.sub(r"\(\.\w+\)|csat|parquet|Undecided|Chalmers", "", words)), (
        f"English in {table}.{name}"
    )
    for gap in set(GAP.findall(ENGLISH.texts[table][name])) & TEXTS:
        assert Run("data", usual(gap)) in persian


@pytest.mark.parametrize(
    ("table", "sentence", "persian"),
    [
        ("notes", "Small base: 22 answers (n = 22).", "پایه کوچک: ۲۲ پاسخ (n = ۲۲)."),
        (
            "notices",
            'Column "csat": not on 1-5, and in no figure: 99 (2 answers, first in cell D3); a text (1 answer, in cell '
            "D6). Mend the cells, or declare codes with --missing.",
            "ستون «csat»: بیرون از مقیاس ۱ تا ۵، و در هیچ رقمی نیامده: 99 (۲ پاسخ، نخستین در خانه D3)؛ یک متن (۱ پاسخ، "
            "در خانه D6). خانه‌ها را درست کنید، یا کدها را با --missing اعلام کنید.",
        ),
        (
            "reasons",
            "its header speaks of satisfaction or a rating; 5 is taken as the best answer; numbers on 1-5, read from "
            "the answers",
            "سرستونش از رضایت یا ارزیابی می‌گوید؛ ۵ بهترین پاسخ گرفته شد؛ عددها بر مقیاس ۱ تا ۵، که از پاسخ‌ها "
            "برمی‌آید",
        ),
        (
            "reasons",
            'one of a block "a; b"; 5 is taken as the best answer',
            "یکی از پرسش‌های دسته «a; b»؛ ۵ بهترین پاسخ گرفته شد",
        ),
        (
            "notices",
            'jan.csv: Sheet "A" is hidden and was not read.',
            "jan.csv: کاربرگ «A» پنهان است و خوانده نشد.",
        ),
    ],
)  # fmt: skip
def test_sentences_in_persian(table: str, sentence: str, persian: str) -> None:
    assert plain(tell(PERSIAN, table, sentence)) == persian


def test_a_sentence_that_reads_in_two_ways_is_left_in_english() -> None:
    twice = 'Construct "a", item "b", item "c": There are no valid answers.'
    assert understood("notices", twice) is None
    assert tell(PERSIAN, "notices", twice) == (Run("data", twice),)
    assert tell(PERSIAN, "notices", "Nobody ever says this.") == (Run("data", "Nobody ever says this."),)


HOSTILE = st.one_of(
    st.text(max_size=20),
    st.sampled_from([written(table, name) for table, name in TEMPLATES]),
    st.lists(
        st.sampled_from(['"', '": ', '", item "', "; ", " (", ")", "“", "” = 1, “", "1-5", "{n}", "\n"]),
    ).map("".join),
)  # fmt: skip


@given(st.sampled_from(TEMPLATES), st.data())
def test_whatever_a_header_holds_english_stays_the_same(place: tuple[str, str], draws: st.DataObject) -> None:
    table, name = place
    sentence = GAP.sub(
        lambda gap: draws.draw(HOSTILE) if gap[1] in TEXTS else usual(gap[1]), ENGLISH.texts[table][name]
    )
    assert plain(tell(ENGLISH, table, sentence)) == sentence
    said = understood(table, sentence)
    if said is None:
        assert tell(PERSIAN, table, sentence) == (Run("data", sentence),)


# ------------------------------------------------------------------------------------------- what the source says

PROSE = re.compile(r"[A-Za-z][A-Za-z']*(?:[ ,]+[A-Za-z][A-Za-z']*){2,}")
SPEAKERS = (
    *("by_period.py", "checks/exclude.py", "fieldwork.py", "dates/column.py"),
    *("notices.py", "measure.py", "filters.py", "scales.py", "metrics/*.py", "io/*.py", "io/platforms/*.py"),
    *(f"detect/{name}.py" for name in ("__init__", "roles", "coding", "column", "chosen", "multiple")),
)
SILENT = frozenset({"InputError", "MachineError", "MemoryLimitError", "refuse", "damaged", "compile", "frozenset"})
"""What is said by these is an error, which a terminal shows in English, or no sentence at all."""

ERRORS = frozenset(
    {"does not exist either", "all rows were set aside", "no respondents are left", "more columns are like it"}
    | {"Its cells are blank", "Its first cell holds", "Say it in a plan", "csat init writes one"}
    | {"by, or leave the period away", "it can be more than one day", "no such day"}
)
"""Parts of errors that are put together before they are raised."""


def said_in_the_source() -> Iterator[tuple[str, str]]:
    """Whole sentences (with a full stop) of every speaker, and the reasons that detection and platforms give."""
    for pattern in SPEAKERS:
        for path in sorted((ROOT / "csat").glob(pattern)):
            tree = ast.parse(path.read_text("utf-8"))
            reasons = "detect" in path.parts or path.name in ("scales.py", "fieldwork.py", "column.py")
            for text in texts_of(tree):
                if text.rstrip().endswith(".") or (reasons and "\\" not in text and "|" not in text):
                    yield path.name, text
            for pair in (node for node in ast.walk(tree) if isinstance(node, ast.Tuple) and len(node.elts) == 2):
                roles = {part.value for part in ast.walk(pair.elts[0]) if isinstance(part, ast.Constant)}
                if roles & set(ENGLISH.texts["roles"]):
                    told = texts_of(pair.elts[1])
                    yield from ((path.name, text) for text in told if not understood("reasons", text))


def texts_of(node: ast.AST) -> Iterator[str]:
    """The literal parts of all texts below a node, but docstrings and what is said by the silent."""
    if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and _name(node.func) in SILENT):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.JoinedStr):
        whole = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        yield whole
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from texts_of(part.value)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from texts_of(child)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def test_the_source_says_nothing_that_the_catalogue_does_not_have() -> None:
    known = "\n".join(text for table in (*TABLES, *TERMS) for text in ENGLISH.texts[table].values())
    found = list(said_in_the_source())
    assert len(found) > 100
    unknown = {
        (file, phrase)
        for file, text in found
        for phrase in PROSE.findall(re.sub(r"\{\w*\}", "\0", text))
        if phrase not in known and phrase not in ERRORS
    }
    assert not unknown, f"in no sentence of csat/data/languages/en.toml: {sorted(unknown)}"


def test_every_sentence_of_the_examples_is_told_in_persian() -> None:
    for example in (ROOT / "examples").glob("*/survey.*[!l]"):
        record = csat.score(example)
        for notice in record.notices:
            assert understood("notices", notice) is not None, notice
