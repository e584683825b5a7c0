"""Text decoded wrongly before: seen in what real text becomes by it, and never in real text."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from itertools import chain
from pathlib import Path

import pytest

import csat
from csat.errors import InputError
from csat.io.mojibake import damage_of

PERSIAN = ["رضایت از خدمات", "کاملاً راضی", "خیلی ناراضی‌ام", "نه راضی و نه ناراضی", "نظرتان را بنویسید؟"]
ARABIC = ["راضٍ جدًا", "غير راض", "أوافق بشدة"]
WESTERN = [
    "Très satisfait",
    "plutôt d’accord",
    "Sehr zufrieden – über alles",
    "Ünlü müşteri",
    "satisfacción “alta”",
]
OTHERS = ["Очень доволен", "Ευχαριστημένος", "מרוצה מאוד", "非常满意", "thanks 😀", "5 ⭐️"]
SOUND = [
    *PERSIAN, *ARABIC, *WESTERN, *OTHERS,
    "CAFÉ»", "“CAFÉ”", "« Qualité »", "«\u00a0Qualité\u00a0»", "Qualité\u00a0»", "CORAÇÃO NÃO", "Ä–Ö", "ÄÖÜ", "ÀÉÈ",
    "Žižek", "Škoda", "5 °C", "½ Stück", "™", "Côte d’Ivoire", "عکس", "عکس‌ها؟", "غیر؟", "ß", "ÆØÅ", "naïve", "€ 20",
    "Zürich–Genève", "№ 5",
]  # fmt: skip
AFTER = "Columns of text that was saved in the wrong encoding somewhere before: {}. It is left as it is"


def test_comments_of_question_marks_are_comments(tmp_path: Path) -> None:
    words = ["???", "????", *(f"a remark number {number}" for number in range(30))]
    assert not any("wrong encoding" in notice for notice in csat.score(survey(tmp_path, "Why?", words)).notices)


def misread(text: str, codec: str, written: str = "utf-8") -> str:
    """A text written in one encoding and read in another, bytes without a character as browsers have them."""
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in text.encode(written))


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_left_in_peace(text: str) -> None:
    assert damage_of(text) is None


def test_the_label_library_is_sound() -> None:
    library = tomllib.loads((files("csat") / "data" / "response_labels.toml").read_text("utf-8"))
    labels = [label for one in library["set"] for label in [*one["labels"], *chain(*one.get("variants", []))]]
    assert len(labels) > 500
    assert [label for label in labels if damage_of(label)] == []


@pytest.mark.parametrize("codec", ["cp1252", "cp1256", "mac_roman", "latin-1"])
@pytest.mark.parametrize("text", [*PERSIAN, *ARABIC, *WESTERN, *OTHERS])
def test_utf8_read_in_an_8_bit_encoding(text: str, codec: str) -> None:
    assert damage_of(misread(text, codec)) == ("cp1252" if codec == "latin-1" else codec)


def test_what_was_misread_twice() -> None:
    assert damage_of(misread(misread("Très satisfait", "cp1252"), "cp1252")) == "cp1252"


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", ["رضايت از خدمات", "كاملا راضي", "خيلي ناراضي", "عالي"])
def test_arabic_windows_text_read_as_western(text: str, codec: str) -> None:
    assert damage_of(misread(text, codec, "cp1256")) == "arabic"


def test_other_damage() -> None:
    assert damage_of(misread("Очень доволен", "cp1252", "cp1251")) == "other"
    assert damage_of(misread("très satisfait", "cp1252", "mac_roman")) == "mac"
    assert damage_of("satisfait Ã  l'hÃ´tel") == "cp1252"  # its no-break space trimmed to a space
    assert damage_of("Tr\ufffds satisfait") == "lost"
    assert damage_of("\x9b31m red \x9b0m") is None  # control characters of a terminal are another matter


def survey(tmp_path: Path, header: str, answers: list[str]) -> Path:
    path = tmp_path / "survey.csv"
    lines = [f"{answer},{number % 5 + 1}" for number, answer in enumerate(answers)]
    path.write_text("\n".join([f"{header},CSAT", *lines, ""]), encoding="utf-8")
    return path


def test_it_is_told_with_its_columns_and_never_with_its_words(tmp_path: Path) -> None:
    words = ["راضی", "خیلی راضی", "ناراضی", "راضی"] * 3
    path = survey(tmp_path, misread("رضایت از خدمات", "cp1252"), [misread(word, "cp1252") for word in words])
    record = csat.score(path)
    said = AFTER.format("#1 (UTF-8 read as Windows-1252, which makes “Ã©” of “é”)")
    assert [notice for notice in record.notices if notice.startswith(said)]
    assert [item["column"] for item in record.plan["items"]] == ["CSAT"]
    assert misread("راضی", "cp1252") not in " ".join(record.notices)


def test_lost_letters_are_told(tmp_path: Path) -> None:
    path = survey(tmp_path, "????? ?? ?????", ["????", "???? ????", "??????"] * 3)
    told = csat.score(path).notices
    assert any("#1 (letters lost, with question marks in their place)" in notice for notice in told)
    one = survey(tmp_path, "Why???", ["???", "fine", "good", "well", "nice"])
    assert not any("wrong encoding" in notice for notice in csat.score(one).notices)


@pytest.mark.parametrize("asked", [(), ("#1",)])
def test_a_column_of_such_labels_is_refused_with_the_reason(tmp_path: Path, asked: tuple[str, ...]) -> None:
    words = [misread(word, "cp1256") for word in ("راضی", "خیلی راضی", "ناراضی", "راضی")]
    path = tmp_path / "survey.csv"
    path.write_text(
        "\n".join([misread("رضایت", "cp1256") + ",Town", *(f"{word},x" for word in words)]), encoding="utf-8"
    )
    with pytest.raises(InputError, match="UTF-8 read as Windows-1256") as error:
        csat.score(path, csat=asked)
    assert "Export the survey again as UTF-8" in str(error.value)


def test_a_very_long_cell_costs_no_time(tmp_path: Path) -> None:
    record = csat.score(survey(tmp_path, "Why?", ["?" * 30_000 + "x", "é»" * 15_000, *"abcdefgh"]))
    assert not any("wrong encoding" in notice for notice in record.notices)


def test_a_sound_survey_is_told_nothing(tmp_path: Path) -> None:
    record = csat.score(survey(tmp_path, "رضایت از خدمات", ["راضی", "خیلی راضی", "ناراضی", "خیلی ناراضی"] * 3))
    assert not any("encoding" in notice for notice in record.notices)
