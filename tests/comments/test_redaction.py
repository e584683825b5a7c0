"""What points at a person goes, what only looks a little like it stays, and no text is too hostile or too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csat.comments.personal_numbers import is_account, luhn, national_code
from csat.comments.redaction import KINDS, MARK, redact

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

FOUND = {
    "email": [
        "ali.reza+hotel@example.co.uk", "ALI_REZA@EXAMPLE.COM", "ali @ example.com", "ali [at] example [dot] com",
        "ali(at)example.com", "علی@نمونه.ایران", "ali@localhost", "ali＠example．com", "a\u200bli@exam\u200cple.com",
        "o'brien@x.ie", "ali@192.168.0.1",
    ],
    "phone": [
        "09123456789", "0912 345 6789", "0912-345-6789", "(0912) 345 67 89", "+989123456789", "+98 912 345 6789",
        "00989123456789", "989123456789", "9123456789", "0912.345.6789", "09\u200b12\u00a0345\u200c6789",
        "0912\u2013345\u20136789", "02188776655", "021-88776655", "(021) 8877 6655", "+98 21 8877 6655",
        "+44 20 7946 0958", "+1 (415) 555-2671", "415-555-2671", "(415) 555-2671", "020 7946 0958", "0044 20 7946 0958",
        "06 12 34 56 78", "030 12345678", "tel: 8877665", "Phone 555-1234", "تلفن: 88776655", "شماره تماس 88776655",
    ],
    "national_id": ["0012345679", "001-234567-9", "کد ملی: 1234567890"],
    "card": [
        "4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "378282246310005", "3782 822463 10005",
        "6219861034529007", "6219 8610 3452 9007", "6219\u00a08610\u00a03452\u00a09007", "6219_8610_3452_9007",
        "شماره کارت 6219861034529008",
    ],
    "account": [
        "IR820540102680020817909002", "IR82 0540 1026 8002 0817 9090 02", "ir820540102680020817909002",
        "IR-820540102680020817909002", "820540102680020817909002", "GB82 WEST 1234 5698 7654 32",
        "DE89370400440532013000",
    ],
    "link": [
        "https://example.com/reset?token=abc123", "http://user:pass@example.com", "www.example.com/u/ali",
        "t.me/ali_reza", "instagram.com/ali.reza", "https://example.com/#ali",
    ],
    "handle": ["@ali_reza", "@Reza1370"],
}  # fmt: skip

STAYS = [
    "Room 1203, 4 nights", "order 12345678", "order number 1234567890123", "booking 20240105-7781", "ref. 987654",
    "2024-01-05", "2024-01-05 12:30:59", "05.03.2024 14:00", "05/03/2024 - 12/03/2024", "1403/05/06", "1402-11-30 18",
    "1250000", "1,250,000", "1.250.000", "1 250 000", "12,500,000 rials", "price 450.00", "3-4 days", "10/10", "24/7",
    "from 8 to 10", "9 out of 10", "1 2 3 4 5 6 7 8 9 10 11 12", "5@3", "me @ home", "www.example.com",
    "https://example.com/", "see example.com", "0012345678", "6219861034529008", "4111 1111 1111 1112",
    "INV4111111111111111", "A0012345679", "820540102680020817909003", "GB83 WEST 1234 5698 7654 32", "IR2024",
    "0.5 to 0.75", "lat 35.6892, lon 51.3890", "the year 2024 2025 2026", "B2B", "1st 2nd 3rd", "+5 points", "-12 %",
    "1000000000", "0000000000", "it was great at the start", "cat (at) the door",
]  # fmt: skip


@pytest.mark.parametrize("digits", [{}, PERSIAN, ARABIC], ids=["ASCII", "Persian", "Arabic"])
@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_what_points_at_a_person_is_taken_out_and_nothing_else(kind: str, text: str, digits: dict[int, str]) -> None:
    written = text.translate(digits)
    for before, after in (("", ""), ("خوب بود. ", " تماس بگیرید"), ("Great, ", ", thank you (5 stars)."), ("(", ")")):
        made, counts = redact(f"{before}{written}{after}")
        assert counts == {kind: 1}
        cue = MARK.split(made)[0].removeprefix(before)  # words that say what it is, such as tel:, may stay
        assert made == f"{before}{cue}⟦{kind}⟧{after}"
        assert not any(char.isdecimal() or char == "@" for char in cue)


@pytest.mark.parametrize("digits", [{}, PERSIAN, ARABIC], ids=["ASCII", "Persian", "Arabic"])
@pytest.mark.parametrize("text", STAYS)
def test_what_only_looks_a_little_like_it_stays(text: str, digits: dict[int, str]) -> None:
    written = text.translate(digits)
    for whole in (written, f"خوب بود {written} ممنون", f"It was {written}."):
        assert redact(whole) == (whole, {})


def test_several_in_a_row_are_each_taken_out() -> None:
    text = "0912 345 6789 0935-111-2233; a@b.com,c@d.com 2024-01-05 4111 1111 1111 1111 IR820540102680020817909002"
    made, counts = redact(text)
    assert made == "⟦phone⟧ ⟦phone⟧; ⟦email⟧,⟦email⟧ 2024-01-05 ⟦card⟧ ⟦account⟧"
    assert counts == {"account": 1, "card": 1, "email": 2, "phone": 2}


def test_the_rest_of_a_text_stays_as_it_is() -> None:
    text = "می\u200cخواهم \u202b۰۹۱۲۳۴۵۶۷۸۹\u202c ـ عالی ۵ ستاره ✨ ½"
    assert redact(text)[0] == "می\u200cخواهم \u202b⟦phone⟧\u202c ـ عالی ۵ ستاره ✨ ½"


ALPHABET = "0123456789۰۹٣ +-()./_@:[]atdoIRGB82 a.com\u200b\u200c\u00a0⟦⟧\ud800\0\n#?w"


@given(st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=80)))
def test_once_is_enough_and_every_mark_is_counted(text: str) -> None:
    made, counts = redact(text)
    assert len(MARK.findall(made)) == len(MARK.findall(text)) + sum(counts.values())
    assert set(counts) <= set(KINDS)
    assert redact(made) == (made, {})
    assert counts or made == text


@given(
    st.sampled_from(sorted(FOUND)).flatmap(lambda kind: st.tuples(st.just(kind), st.sampled_from(FOUND[kind]))),
    st.text("abc خوب،.!? \n", max_size=20),
)
def test_it_is_found_wherever_it_stands(case: tuple[str, str], around: str) -> None:
    kind, text = case
    made, counts = redact(f"{around} {text} {around}")
    assert counts.get(kind, 0) == 1
    assert text not in made


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "1 ", "@", "a@", "(at)", "https://", "GB82", "GB82 A", "+", "0912 ", "۰", "a.b@", " ( at ) ", "www.",
     "IR", "تماس 1", "(", "1-", "\u200b", "1\u200c", "\ud800", "⟦", "⟦phone⟧", "dot", "a.", "12.", "\0"],
)  # fmt: skip
def test_a_hundred_kilobytes_of_anything_are_read_to_their_end(piece: str) -> None:
    made, counts = redact((piece * 100_000)[:100_000] + " a@b.com")
    assert counts["email"] >= 1
    assert made.endswith("⟦email⟧")


def test_check_digits() -> None:
    assert luhn("4111111111111111")
    assert not luhn("0" * 16)
    assert national_code("0012345679")
    assert not national_code("1111111111")
    assert is_account("IR82 0540 1026 8002 0817 9090 02")
    for digits, check in (("4111111111111111", luhn), ("0012345679", national_code)):
        for place in range(len(digits)):
            other = str((int(digits[place]) + 1) % 10)
            assert not check(digits[:place] + other + digits[place + 1 :])
