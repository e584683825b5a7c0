"""The catalogues are whole, and numbers are the same in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import csat
from csat.errors import InputError
from csat.metrics import OF_MEASURE
from csat.metrics.chosen import chosen
from csat.metrics.figure import Answered
from csat.plan import Item, Scale
from csat.planfile.tables import TABLES
from csat.report.chapters.pictures import SIDES
from csat.report.document import plain
from csat.report.language import known_language, language_of, languages, read_language
from csat.report.numbers import PLACES, UNDEFINED, figure
from csat.response import OUTCOMES
from csat.results import Record
from tests.report.conftest import build_record

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
ENGLISH, PERSIAN = read_language("en"), read_language("fa")
OTHERS = [read_language(code) for code in languages() if code != "en"]
GAP = re.compile(r"\{\w+\}")


def test_there_are_english_and_persian() -> None:
    assert languages()[:1] == ("en",)
    assert "fa" in languages()


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_nothing_is_missing_from_a_translation_and_nothing_is_too_much(language: csat.report.language.Language) -> None:
    assert {(table, name) for table, texts in ENGLISH.texts.items() for name in texts} == {
        (table, name) for table, texts in language.texts.items() for name in texts
    }


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_a_translation_fills_the_same_gaps(language: csat.report.language.Language) -> None:
    for table, texts in ENGLISH.texts.items():
        for name, text in texts.items():
            assert set(GAP.findall(language.texts[table][name])) == set(GAP.findall(text)), f"{table}.{name}"


@pytest.mark.parametrize("language", [ENGLISH, *OTHERS], ids=lambda language: language.code)
def test_texts_are_whole_and_clean(language: csat.report.language.Language) -> None:
    for table, texts in language.texts.items():
        for name, text in texts.items():
            where = f"{table}.{name}"
            assert text.strip(), where
            assert text.count("`") % 2 == 0, where
            assert not re.search(r"[{}]", GAP.sub("", text)), where
            assert not re.search(r"[\x00-\x1f\u2028-\u202e\u2066-\u2069]", text), where
    assert len(language.own("digits")) == len(set(language.own("digits"))) == 10
    assert language.own("direction") in ("ltr", "rtl")


def test_every_word_of_a_report_is_used() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "csat" / "report").rglob("*.py"))
    assert [name for name in ENGLISH.texts["report"] if f'"{name}"' not in source] == []


def test_every_word_about_survey_and_evidence_is_used() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "csat" / "report" / "chapters").rglob("*.py"))
    for table in ("about", "evidence"):
        assert [name for name in ENGLISH.texts[table] if f'"{name}"' not in source] == [], table
    assert set(ENGLISH.texts["warnings"]) == {*ENGLISH.texts["sampling"], "unstated"}
    assert set(ENGLISH.texts["sampling"]) == set(TABLES["survey"].keys["sampling"].choices)
    assert set(ENGLISH.texts["outcomes"]) == {"scored", "invited", *OUTCOMES}
    sides = {f"{measure}_{side}" for measure in ("csat", "nps", "ces") for side in SIDES}
    assert set(ENGLISH.texts["sides"]) == sides


def test_persian_is_written_with_persian_letters() -> None:
    for table, texts in PERSIAN.texts.items():
        for name, text in texts.items():
            assert not re.search("[\u064a\u0643\u0660-\u0669]", text), f"{table}.{name}: Arabic yeh, kaf or digits"
            assert not re.search("(?<![\u200c\\w])(?:ها|های)(?!\\w)", text), f"{table}.{name}: ها stands alone"
            assert not re.search("(?<!\\w)ن?می (?=\\w)", text), f"{table}.{name}: می without a zero-width non-joiner"
            assert not re.search("\u200c(?!\\w)|(?<!\\w)\u200c", text), (
                f"{table}.{name}: a non-joiner that joins nothing"
            )


def test_every_metric_and_its_unit_has_a_label() -> None:
    made: set[tuple[str, str]] = set()
    for measure, metrics in OF_MEASURE.items():
        item = Item(0, "q", "q", measure, Scale(0, 10), variant="ease")
        for metric in metrics:
            made |= {(figure.metric, figure.unit) for figure in metric(Answered(item, [1] * 11, 0.95))}
    for example in EXAMPLES.glob("*/survey.*[!l]"):
        made |= {(estimate.metric, estimate.unit) for estimate in csat.score(example).estimates}
    share = chosen(1, 2, 0.95)
    made.add((share.metric, share.unit))
    names = {metric for metric, _ in made}
    assert names <= set(ENGLISH.texts["metrics"])
    # the rest are metrics of analyses: tests/analysis/test_every_kind.py makes each of them
    assert set(ENGLISH.texts["metrics"]) - names == set(ENGLISH.texts["definitions"]) - names
    assert {unit for _, unit in made} <= set(ENGLISH.texts["units"])


def back(told: str) -> str:
    """A number of a Persian report in the digits of an English one."""
    signs = str.maketrans("۰۱۲۳۴۵۶۷۸۹٫٬−", "0123456789.,-")
    return told.translate(signs).replace("\u200f٪", " %")


@given(st.floats(allow_nan=True, allow_infinity=True), st.sampled_from(sorted(PLACES)))
def test_a_number_is_the_same_in_both_languages(value: float, unit: str) -> None:
    if figure(value, unit) == UNDEFINED:
        assert plain(PERSIAN.figure(value, unit)) == PERSIAN.texts["report"]["undefined"]
    else:
        english = plain(ENGLISH.figure(value, unit))
        assert back(plain(PERSIAN.figure(value, unit))) == english
        assert english.removesuffix(" %") == figure(value, unit)


@given(st.integers(0, 10**15))
def test_a_count_is_the_same_in_both_languages(number: int) -> None:
    assert back(plain(PERSIAN.count(number))) == plain(ENGLISH.count(number)) == f"{number:,}"


@pytest.mark.parametrize(
    ("value", "unit", "english", "persian"),
    [
        (2.675, "score", "2.68", "۲٫۶۸"),  # half away from zero, where Python's own rounding gives 2.67
        (0.25, "percent", "0.3 %", "۰٫۳\u200f٪"),
        (-12.25, "points", "-12.3", "−۱۲٫۳"),
        (12.25, "points", "+12.3", "+۱۲٫۳"),
        (-0.0001, "points", "0.0", "۰٫۰"),
        (None, "score", "undefined", "تعریف‌نشده"),
    ],
)
def test_numbers_as_people_write_them(value: float | None, unit: str, english: str, persian: str) -> None:
    assert plain(ENGLISH.figure(value, unit)) == english
    assert plain(PERSIAN.figure(value, unit)) == persian


def test_intervals_levels_and_counts() -> None:
    assert plain(PERSIAN.interval(-3.84, 41.93, "points")) == "−۳٫۸ تا +۴۱٫۹"
    assert plain(ENGLISH.interval(-3.84, 41.93, "points")) == "-3.8 to +41.9"
    assert plain(PERSIAN.level(0.995)) == "۹۹٫۵\u200f٪"
    assert plain(ENGLISH.level(0.95)) == "95 %"
    assert plain(PERSIAN.count(1234567)) == "۱٬۲۳۴٬۵۶۷"


def record_in(language: str | None) -> Record:
    record = build_record()
    return record if language is None else with_survey(record, {"language": language})


def with_survey(record: Record, survey: dict[str, str]) -> Record:
    from dataclasses import replace

    return replace(record, plan={**record.plan, "survey": survey})


@pytest.mark.parametrize(
    ("survey", "wanted", "found"),
    [
        (None, None, "en"),
        ("fa", None, "fa"),
        ("fa-IR", None, "fa"),
        ("FA", None, "fa"),
        ("Persian", None, "en"),
        ("de", None, "en"),
        ("fa", "en", "en"),
        (None, "FA ", "fa"),
    ],
)
def test_the_language_wanted_goes_before_that_of_the_survey(survey: str | None, wanted: str | None, found: str) -> None:
    assert language_of(record_in(survey), wanted).code == found


def test_an_unknown_language_lists_the_known() -> None:
    with pytest.raises(InputError, match=r"Reports can be in en, fa"):
        known_language("../en")
