"""Codebooks: what a stem finds, in Persian as people type it too, and what is refused with a message."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.comments.codebook import Matcher, Theme, comparable, read_codebook, themes_of
from csat.errors import InputError


def found(text: str, *stems: str, exclude: tuple[str, ...] = ()) -> bool:
    return Matcher([Theme("T", "t", (("en", stems),), exclude)]).themes(text) == [True]


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("The CLEANERS came", "clean"),
        ("check-in was slow", "check in"),
        ("Check in was slow", "check-in"),
        ("room\nservice", "room service"),
        ("از برخورد خوب كاركنان", "کارکنان"),  # Arabic kaf in the text
        ("از برخورد خوب کارکنان", "كاركنان"),  # and in the stem
        ("قیمتش بالا بود", "قيمت"),  # Arabic yeh
        ("بسته‌بندی بد", "بسته بندی"),
        ("بسته بندی بد", "بسته‌بندی"),
        ("بستهبندی بد", "بسته‌بندی"),
        ("نمی‌خرم", "خر"),
        ("مُؤَدَّب بودند", "مودب"),  # diacritics and hamza
        ("طبقه ۳", "طبقه 3"),
        ("سـرعت کم", "سرعت"),  # kashida
        ("(staff)", "staff"),
    ],
)
def test_a_stem_finds_what_a_reader_would(text: str, stem: str) -> None:
    assert found(text, stem)


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("unclean", "clean"),  # not where the word begins
        ("roomservice", "room service"),  # a gap of Latin words is one
        ("خوشقیمت", "قیمت"),
        ("", "staff"),
        ("stafx", "staff"),
    ],
)
def test_a_stem_finds_nothing_else(text: str, stem: str) -> None:
    assert not found(text, stem)


def test_what_is_excluded_is_passed_over_and_the_rest_is_still_looked_at() -> None:
    assert not found("The staff canteen was shut", "staff", exclude=("staff canteen",))
    assert found("The staff canteen was shut, the staff rude", "staff", exclude=("staff canteen",))
    assert not found("صفحه باز نشد", "صف", exclude=("صفحه",))
    assert found("صف بود و صفحه باز نشد", "صف", exclude=("صفحه",))


def test_signs_of_patterns_are_only_signs() -> None:
    assert found("C++ and more", "c++")
    assert not found("caaa", "c.a")


@given(st.text(max_size=60), st.lists(st.text(min_size=2, max_size=8), min_size=1, max_size=4))
def test_the_order_of_stems_and_spelling_do_not_matter(text: str, stems: list[str]) -> None:
    told = [stem for stem in stems if len(comparable(stem)) >= 2]
    if told:
        assert found(text, *told) == found(text, *reversed(told)) == found(comparable(text), *told)


def test_a_codebook_is_read_and_told_again(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(
        '[[theme]]\nname = "Staff"\nen = ["staff"]\nfa = ["کارمند"]\nnot = ["staff canteen"]\n'
        '[[theme]]\nname = "قیمت"\nid = "price"\nfa = ["قیمت", "گران"]\n',
        encoding="utf-8-sig",
    )
    themes = read_codebook(path)
    assert [(theme.name, theme.id) for theme in themes] == [("Staff", "staff"), ("قیمت", "price")]
    assert themes_of([theme.to_dict() for theme in themes], "record") == themes
    assert Matcher(themes).themes("خیلی گرونه، گران! کارمندان") == [True, True]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no theme"),
        ("[[theme]]\nen = ['staff']", "no name"),
        ("[[theme]]\nname = 'A'", "no stems"),
        ("[[theme]]\nname = 'A'\nen = 'staff'", "list of texts"),
        ("[[theme]]\nname = 'A'\nen = ['a']", "fewer than two letters"),
        ("[[theme]]\nname = 'A'\nen = ['‌‌']", "fewer than two letters"),
        ("[[theme]]\nname = 'A'\nEnglish = ['staff']", 'unknown key "English"'),
        ("[[theme]]\nname = 'A'\nen = ['staff']\n[[theme]]\nname = 'a'\nen = ['staff']", "two themes"),
        ("[theme]\nname = 'A'\nen = ['staff']", "no theme"),
        ("[[themes]]\nname = 'A'\nen = ['staff']", '"themes" does not belong'),
        ("[[theme]]\nname = 'A'\nid = 'a b'\nen = ['staff']", "letters, digits and _"),
        ("[[theme]\nname = 'A'", "themes.toml:1: not understood"),
        ("[[theme]]\nname = 'A'\nnot = ['staff']", "no stems"),
    ],
)
def test_what_is_no_codebook_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=said.replace("[", r"\[")):
        read_codebook(path)


def test_a_codebook_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_codebook(tmp_path / "none.toml")
    (tmp_path / "other.toml").write_bytes("[[theme]]\nname = 'é'".encode("cp1252"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_codebook(tmp_path / "other.toml")
