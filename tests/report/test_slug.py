"""Names of files from somebody's words: safe on every file system, each its own, and still to be read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.report.slug import MOST, slug, slugs

DEVICES = ["con", "PRN", "aux", "nul", "NUL", "com1", "COM9", "lpt0", "LPT¹", "con.", " nul ", "aux..."]
HOSTILE = [
    "..",
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "C:\\x",
    ".hidden",
    "",
    " ",
    "\x00",
    "a\x00b",
    "a\nb",
    "*?<>|\"'",
    "~",
]
TEXTS = st.one_of(st.text(), st.sampled_from([*DEVICES, *HOSTILE]), st.text(alphabet="aA-. /é\u200c\u0301ن"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("North", "North"),
        ("Very satisfied (5)", "Very-satisfied-5"),
        ("تهران", "تهران"),
        ("شعبه ۱۲ / مرکز", "شعبه-۱۲-مرکز"),
        ("خیلی‌خوب", "خیلی-خوب"),
        ("../../etc/passwd", "etc-passwd"),
        (".bashrc", "bashrc"),
        ("nul", "nul_"),
        ("LPT¹", "LPT1_"),
        ("con.", "con_"),
        ("(blank)", "blank"),
        ("👍", "value"),
        ("", "value"),
        ("Ａ", "A"),
        ("\u202eabc", "abc"),
    ],
)
def test_a_name_is_still_to_be_read(text: str, name: str) -> None:
    assert slug(text) == name


def safe(name: str) -> None:
    assert name
    assert len(name) <= MOST + 1
    assert len(name.encode()) <= 3 * MOST + 1
    assert name[0].isalnum()
    assert not name.endswith(("-", ".", " "))
    assert all(sign in "-_" or unicodedata.category(sign)[0] in "LNM" for sign in name)
    assert name.casefold() not in {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))}


@given(TEXTS)
def test_a_name_is_safe_everywhere(text: str) -> None:
    safe(slug(text))


@given(st.lists(TEXTS, max_size=30))
def test_each_text_has_a_name_of_its_own_where_case_does_not_count(texts: list[str]) -> None:
    names = slugs(texts)
    assert set(names) == set(texts)
    for name in names.values():
        safe(name)
    for form in ("NFC", "NFD", "NFKC"):
        assert len({unicodedata.normalize(form, name).casefold() for name in names.values()}) == len(names)
    assert slugs(texts) == names


def test_names_that_are_the_same_are_numbered() -> None:
    assert list(slugs(["North", "north", "North!", "north-2", "NORTH"]).values()) == [
        "North",
        "north-2",
        "North-3",
        "north-2-2",
        "NORTH-4",
    ]
    long = slugs(["a" * 100, "a" * 101, "a" * 99])
    assert len(set(long.values())) == 3
