"""What the words of a header say, in the languages of the label sets."""

from __future__ import annotations

import pytest

from csat.wording import read_header


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("How likely are you to recommend us to a friend?", "nps"),
        ("NPS", "nps"),
        ("آیا ما را به دوستان خود توصیه می‌کنید؟", "nps"),
        ("Weiterempfehlung", "nps"),
        ("Recommanderiez-vous notre service ?", "nps"),
        ("¿Nos recomendaría?", "nps"),
        ("Bizi tavsiye eder misiniz?", "nps"),
        ("هل توصي بنا؟", "nps"),
        ("How satisfied are you?", "csat"),
        ("Kundenzufriedenheit", "csat"),
        ("Êtes-vous satisfait ?", "csat"),
        ("¿Qué tan satisfecho está?", "csat"),
        ("Calidad del servicio", "csat"),
        ("Memnuniyet", "csat"),
        ("میزان رضایت از خدمات", "csat"),
        ("ميزان رضايت", "csat"),  # Arabic yeh
        ("مدى رضاك عن الخدمة", "csat"),
        ("Please rate the food", "csat"),
        ("How easy was it?", "ease"),
        ("سهولت استفاده", "ease"),
        ("Wie einfach war es?", "ease"),
        ("How much effort did it take?", "effort"),
        ("How important is price?", "importance"),
        ("اهمیت قیمت", "importance"),
        ("Respondent ID", "id"),
        ("شناسه", "id"),
        ("Timestamp", "date"),
        ("تاریخ", "date"),
        ("Duration (in seconds)", "duration"),
        ("Weight", "weight"),
        ("Any comments?", "comment"),
        ("نظرات و پیشنهادات", "comment"),
        ("Email Address", "personal"),
        ("شماره همراه", "personal"),
        ("نام", "personal"),
        ("نام مشتری", "personal"),
        ("Full name", "personal"),
        ("Region", "segment"),
        ("جنسیت", "segment"),
        ("How many friends did you recommend us to?", "count"),
        ("3. How many visits?", "count"),
    ],
)
def test_hints(header: str, hint: str) -> None:
    assert hint in read_header(header).hints


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("How dissatisfied are you?", "csat"),
        ("میزان نارضایتی شما", "csat"),
        ("Unzufriedenheit", "csat"),
        ("Rate of pay", "csat"),
        ("Exchange rate", "csat"),
        ("Overall spend", "csat"),
        ("Number of ratings", "csat"),
        ("Branch name", "personal"),
        ("نام شعبه", "personal"),
        ("Satisfaction with the number of tables", "count"),
        ("Update", "date"),
        ("paid", "id"),
    ],
)
def test_words_that_only_look_alike(header: str, hint: str) -> None:
    assert hint not in read_header(header).hints


@pytest.mark.parametrize(
    ("header", "stem", "row", "by_code"),
    [
        ("Please rate [Speed]", "Please rate", "Speed", False),
        ("How satisfied are you - Speed", "How satisfied are you", "Speed", False),
        ("Please rate: Speed", "Please rate", "Speed", False),
        ("PERQ1", "PERQ", None, True),
        ("PERQ_7", "PERQ", None, True),
        ("Q5_1", "Q5", None, True),
        ("Overall satisfaction", None, None, False),
        ("Q1", "Q", None, True),
    ],
)
def test_blocks(header: str, stem: str | None, row: str | None, by_code: bool) -> None:
    wording = read_header(header)
    assert (wording.stem, wording.row, wording.by_code) == (stem, row, by_code)


@pytest.mark.parametrize(
    ("header", "code"),
    [("Q12. How satisfied", "Q12"), ("[Q5_1] Speed", "Q5_1"), ("Q3: Why?", "Q3"), ("Q4 - Why?", "Q4"), ("Speed", None)],
)
def test_question_codes(header: str, code: str | None) -> None:
    assert read_header(header).code == code


@pytest.mark.parametrize(
    ("header", "stated"),
    [
        ("Satisfaction (1-5)", (1, 5)),
        ("On a scale of 0-10, how likely", (0, 10)),
        ("from 1 to 7", (1, 7)),
        ("رضایت (۱ تا ۵)", (1, 5)),
        ("von 1 bis 6", (1, 6)),
        ("1 = very poor, 5 = excellent", (1, 5)),
        ("Rate 1 (not at all satisfied) to 7 (very satisfied)", (1, 7)),
        ("delivery in 1-3 days", None),
        ("2026/01 to 2026/03", None),
        ("Satisfaction", None),
    ],
)
def test_stated_ranges(header: str, stated: tuple[int, int] | None) -> None:
    assert read_header(header).stated == stated


@pytest.mark.parametrize(
    ("header", "high_is_good"),
    [
        ("1 = very poor, 5 = excellent", True),
        ("1 = very satisfied, 5 = very dissatisfied", False),
        ("Satisfaction 1 (excellent) to 5 (poor)", False),
        ("Satisfaction, where 5 = very bad", False),
        ("Satisfaction (5 = worst)", False),
        ("رضایت (۱=خیلی کم، ۵=خیلی زیاد)", True),
        ("رضایت (۱=خیلی زیاد، ۵=خیلی کم)", False),
        ("Zufriedenheit (1 = sehr gut, 5 = mangelhaft)", False),
        ("Zufriedenheit als Schulnote", False),
        ("Rank your satisfaction", False),
        ("Satisfaction", None),
        ("Q1: How satisfied are you?", None),  # the question's own number is no anchor
        ("1 - Satisfaction with staff", None),
        ("1. Satisfied?", None),
    ],
)
def test_directions(header: str, high_is_good: bool | None) -> None:
    assert read_header(header).high_is_good is high_is_good


@pytest.mark.parametrize(
    ("header", "negated"),
    [
        ("It was not easy", True),
        ("The staff didn’t listen", True),
        ("I would never come back", True),
        ("The wait was too long", True),
        ("کار با سامانه آسان نبود", True),
        ("It was easy", False),
        ("Would you not recommend us?", False),
        ("Rate your stay (1 = not good, 5 = good)", False),
        ("Please rate [I was not heard]", True),
    ],
)
def test_negated_statements(header: str, negated: bool) -> None:
    assert read_header(header).negated is negated


@pytest.mark.parametrize("header", ["x" * 200_000, "a b " * 50_000, "[" * 200_000, "1 - " * 50_000, "@" * 200_000])
def test_a_hostile_header_says_nothing(header: str) -> None:
    assert not read_header(header).hints & {"csat", "nps", "ease", "effort"}
