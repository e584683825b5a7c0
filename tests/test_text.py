"""Digits and letters: one key for the same words, exact numbers, and nothing shown that may be a person."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.io.text import blank, key, number, option, plain, showable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كاملاً راضي", "کاملا راضی"),  # Arabic kaf and yeh, tanwin
        ("خیلی‌زیاد", "خیلی زیاد"),  # ZWNJ or space
        ("خیلی زیاد", "خیلیزیاد"),
        ("می‌دانم", "می دانم"),
        ("متـــوسط", "متوسط"),  # kashida
        ("ۀ", "ه"),
        ("أوافق", "اوافق"),
        ("\u202bخوب\u202c", "خوب"),  # bidi marks
        ("\ufeffGood", "good"),
        ("Very\u00a0good", "very good"),
        ("Ｇood", "good"),  # full width
        ("VERY GOOD ", "very   good"),
        ("“Good”", "good"),
        ("Don’t know", "don't know"),
        ("Strongly-agree", "strongly agree"),
        ("strongly_agree", "strongly agree"),
        ("İyi", "iyi"),
        ("KATILMIYORUM", "katilmiyorum"),
        ("katılmıyorum", "katilmiyorum"),
        ("satisfait(e)", "satisfait"),
        ("satisfait·e", "satisfait"),
        ("insatisfecho/a", "insatisfecho"),
        ("satisfech@", "satisfecho"),
        ("👍 Good", "good"),
        ("۵ ستاره", "5 ستاره"),
        ("٥ نجوم", "۵ نجوم"),
    ],
)
def test_spellings_of_one_answer_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("راضی", "ناراضی"), ("satisfied", "dissatisfied"), ("ئ", "ی"), ("آ", "ا")])
def test_different_answers_keep_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@given(st.text(max_size=40))
def test_a_key_is_its_own_key_once_folded(text: str) -> None:
    assert key(key(text)) == key(key(key(text)))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5), (" 5 ", 5), ("5.0", 5), ("4,5", Fraction(9, 2)), ("-1", -1),
        ("−1", -1), ("+3", 3), ("۵", 5), ("٥", 5),
        ("۴٫۵", Fraction(9, 2)),
        ("5\u00a0", 5), ("\u200f7", 7), ("4.0000001", Fraction(40000001, 10**7)), ("0,125", Fraction(1, 8)),
    ],
)  # fmt: skip
def test_numbers(text: str, value: Fraction) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "five", "TRUE", "nan", "inf", "1e3", "20%", "1/5", "5 stars", "4,000", "1.2.3", "--1", "#N/A", "5" * 41],
)
def test_what_is_no_number(text: str) -> None:
    assert number(text) is None


@given(st.fractions(min_value=-999, max_value=999).filter(lambda f: 10**6 % f.denominator == 0))
def test_a_decimal_is_read_exactly(value: Fraction) -> None:
    written = f"{float(value):.6f}"
    assert number(written) == Fraction(written)


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("5 - Very good", 5, "Very good"), ("5) Very good", 5, "Very good"), ("5. Very good", 5, "Very good"),
        ("[5] Very good", 5, "Very good"), ("5=Very good", 5, "Very good"), ("5: Very good", 5, "Very good"),
        ("Very good (5)", 5, "Very good"), ("Very good [5]", 5, "Very good"), ("5 stars", 5, "stars"),
        ("۵ - عالی", 5, "عالی"), ("10 – Extremely likely", 10, "Extremely likely"),
    ],
)  # fmt: skip
def test_numbered_labels(text: str, value: int, label: str) -> None:
    assert option(text) == (Fraction(value), label)


@pytest.mark.parametrize("text", ["5", "Good", "4/5", "1-10", "5th", "12/05/2026", "I waited 3 times " + "x" * 80])
def test_what_is_no_numbered_label(text: str) -> None:
    assert option(text) is None


@pytest.mark.parametrize("text", ["", "  ", "\u200c", "-", "—", "ـ", "__", "\ufeff"])
def test_blank(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", ["★★★", "⭐", "😀", "0", "a", "?"])
def test_a_symbol_is_an_answer(text: str) -> None:
    assert not blank(text)


@pytest.mark.parametrize("text", ["99", "-1", "4.0000001", "TRUE", "#N/A", "20%", "nan"])
def test_codes_may_be_shown(text: str) -> None:
    assert showable(text) == text


@pytest.mark.parametrize("text", ["Ali Rezaei", "ali@example.org", "09123456789", "0012345678", "bad", "192.168.1.1"])
def test_persons_are_not_shown(text: str) -> None:
    assert showable(text) == "a text"


def test_plain_stays_readable() -> None:
    assert plain(" ۵\u200f  Very   good ") == "5 Very good"
