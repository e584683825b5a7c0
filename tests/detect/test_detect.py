"""What columns are taken to be, what is asked instead of guessed, and that every flag told really settles it."""

from __future__ import annotations

import random
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csat.choices import choose
from csat.detect import propose
from csat.errors import InputError
from csat.names import Names
from csat.plan import Plan

FIVE = ["Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied"]
AGREE = ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"]
AMOUNTS = ["خیلی کم", "کم", "متوسط", "زیاد", "خیلی زیاد"]
R5, R10 = range(1, 6), range(1, 11)


def plan_of(columns: Mapping[str, Iterable[object]] | Sequence[tuple[str, Iterable[object]]], **flags: Any) -> Plan:
    """The plan of columns whose values are each answered 20 times."""
    pairs = list(columns.items()) if isinstance(columns, Mapping) else list(columns)
    headers = [header for header, _ in pairs]
    letters = (
        [chr(ord("D") + i) for i in range(len(pairs))] if len(pairs) < 20 else [f"#{i + 1}" for i in range(len(pairs))]
    )
    profile = [{text: 20 * n for text, n in Counter(map(str, values)).items()} for _, values in pairs]
    return propose(
        headers, letters, profile, choose(Names(headers, letters), **flags), lambda c, _: f"cell {letters[c]}7"
    )


def role(header: str, values: Iterable[object], **flags: Any) -> tuple[str, str]:
    use = plan_of({header: values}, **flags).uses[0]
    return use.role, use.why


PHONES = [f"0912{i:07d}" for i in range(40)]
NAMES = [f"person number {i}" for i in range(40)]


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("Respondent ID", range(100), "respondent id"),
        ("کد مشتری", range(100), "respondent id"),
        ("Timestamp", ["2026/01/05 3:04:05 PM GMT+2", "2026/01/06 3:04:05 PM GMT+2"], "date"),
        ("date", range(46000, 46050), "date"),
        ("تاریخ", ["۱۴۰۴/۰۵/۰۱", "۱۴۰۴/۰۵/۰۲"], "date"),
        ("Duration (in seconds)", range(30, 90), "duration"),
        ("Weight", [0.5, 1.2], "weight"),
        ("Region", ["N", "S"], "segment"),
        ("جنسیت", [1, 2], "segment"),
        ("Branch name", ["a", "b"], "segment"),
        ("نام شعبه", ["الف", "ب"], "segment"),
        ("Version", ["1.2.3", "1.2.4"], "segment"),
        ("Would you buy again?", ["Yes", "No"], "segment"),
        ("Any comments?", ["ok", "a long remark on many things that went well"], "comment"),
        ("Why?", NAMES, "comment"),
        ("Email", ["a@b.org"], "personal data"),
        ("Contact", ["a@b.org", "c@d.org"], "personal data"),
        ("Best way to reach you", PHONES, "personal data"),
        ("Where", [f"10.2.{i}.7" for i in range(40)], "personal data"),
        ("کد ملی", [f"00{i:08d}" for i in range(40)], "personal data"),
        ("نام مشتری", ["علی", "رضا"], "personal data"),
        ("Full name", NAMES, "personal data"),
        ("Satisfaction", [], "nothing"),
        ("", [""], "nothing"),
        ("Years as customer", range(30), "nothing"),
        ("How satisfied are you?", R5, "item"),
        ("How satisfied are you?", ["۱", "٢", "3", "4.0", " 5 "], "item"),
        ("Satisfaction with phone support", R5, "item"),
        ("Phone support", FIVE, "item"),
        ("Q1", FIVE, "item"),
        ("Staff were polite", AGREE, "item"),
        ("رضایت از خدمات", AMOUNTS, "item"),
        ("رضایت از زمان انتظار", AMOUNTS, "item"),
        ("Q1", ["1 - Bad", "2 - Poor", "3 - Average", "4 - Good", "5 - Excellent"], "not scored"),
        ("Q1", [f"{i} - {label}" for i, label in enumerate(FIVE, 1)], "item"),
        ("Satisfaction", ["5 stars", "4 stars", "1 star"], "item"),
    ],
)
def test_roles(header: str, values: Iterable[object], expected: str) -> None:
    assert role(header, values)[0] == expected


@pytest.mark.parametrize(
    ("header", "values", "measure", "variant", "scale"),
    [
        ("How satisfied are you?", R5, "csat", None, "1-5"),
        ("Satisfaction (1-10)", R10, "csat", None, "1-10"),
        ("How likely are you to recommend us?", range(11), "nps", None, "0-10"),
        ("NPS", R10, "nps", None, "0-10"),
        ("How likely are you to recommend us?", R5, "csat", None, "1-5"),
        ("آیا توصیه می‌کنید؟", ["۰", "۵", "۱۰"], "nps", None, "0-10"),
        ("How easy was it?", range(1, 8), "ces", "ease", "1-7"),
        ("The company made it easy", range(1, 8), "ces", "ces2", "1-7"),
        ("The company made it easy", AGREE, "ces", "ease", "1-5"),
        ("Q", ["Very difficult", "Difficult", "Easy", "Very easy", "Neutral"], "ces", "ease", "1-5"),
        ("Q", ["Very low effort", "Low effort", "High effort"], "ces", "ces1", "1-5"),
        (
            "Q",
            [f"{i} - {x} effort" for i, x in ((1, "Very low"), (3, "Moderate"), (5, "Very high"))],
            "ces",
            "ces1",
            "1-5",
        ),
    ],
)
def test_items(header: str, values: Iterable[object], measure: str, variant: str | None, scale: str) -> None:
    (item,) = plan_of({header: values}).items
    assert (item.measure, item.variant, str(item.scale)) == (measure, variant, scale)


DOUBTFUL = [
    ("Satisfaction", R10, "0-10 or 1-10"),
    ("Satisfaction", range(1, 7), "1-6 or 1-7 or 1-5"),
    ("Satisfaction", range(6), "0 may be a point or a code"),
    ("Satisfaction", range(5), "0-4 or 1-4"),
    ("Satisfaction", [*R5, 9], "besides 1 to 5 there is 9"),
    ("Satisfaction", [*R5, 8, 9], "8 and 9"),
    ("Satisfaction", (-2, -1, 0, 1, 2), "-2 to 2"),
    ("Satisfaction", (1, 2, 3, 4, 4.5, 5), "half points"),
    ("Satisfaction", (20, 40, 60, 80, 100), "perhaps 1-5 in percent"),
    ("Satisfaction (1-5)", range(11), "its header says 1-5"),
    ("Satisfaction (1 = very good, 5 = very bad)", R5, "low end"),
    ("Satisfaction 1 (excellent) to 5 (poor)", R5, "low end"),
    ("Zufriedenheit (Schulnote)", range(1, 7), "low end"),
    ("Satisfaction", ["1 - Very satisfied", "2", "3", "4", "5 - Very dissatisfied"], "1 being the best answer"),
    ("How likely are you to recommend us?", R10, "only 0-10 is NPS"),
    ("How likely are you to recommend us (1-10)?", R10, "which is not NPS"),
    ("How many friends did you recommend us to?", range(11), "a number of something"),
    ("How much effort did it take?", R5, "high is easy (ces2) or hard (ces1)"),
    ("Customer effort score", range(1, 8), "high is easy (ces2) or hard (ces1)"),
    ("How much effort did it take?", R10, "high is easy (ces2) or hard (ces1)"),
    ("Ease of use", R10, "0-10 or 1-10"),
    ("Ease (1 = very easy, 5 = very difficult)", R5, "low end"),
    ("I am not satisfied", R5, "says not"),
    ("How dissatisfied are you?", R5, "something bad"),
    ("The wait was too long", AGREE, "says not"),
    ("I had problems with my order", AGREE, "something bad"),
    ("It was not easy", AGREE, "says not"),
    ("How likely are you to switch?", ["Unlikely", "Likely", "Very likely"], "something bad"),
    ("زمان انتظار", AMOUNTS, "something bad"),
    ("چقدر تلاش کردید", AMOUNTS, "amounts of effort"),
    ("س۱", AMOUNTS, "whether much is good"),
    ("How important is price?", R5, "importance"),
    ("Price", ["Not important", "Important", "Essential"], "importance"),
    ("How often do you visit?", ["Never", "Sometimes", "Often", "Always"], "frequency"),
    ("Were you satisfied?", ["Yes", "No"], "yes or no"),
    ("Q1", [AGREE[0], AGREE[1], AGREE[3], AGREE[4]], "leave the size of their scale open"),
    ("Q1", ["Dissatisfied", "Somewhat dissatisfied", "Neutral", "Somewhat satisfied", "Satisfied"], "be 1-5 or 1-7"),
    ("Q1", ["Somewhat dissatisfied", "Neutral", "Somewhat satisfied", "Satisfied"], "be 1-5 or 1-7"),
    ("س۱", ["کاملاً مخالفم", "مخالفم", "تا حدودی موافقم", "موافقم", "کاملاً موافقم"], "be 1-5 or 1-7"),
    ("Q1", ["Dissatisfied", "Neutral", "Satisfied"] * 7, "be 1-3 or 1-5"),
    ("کیفیت", ["ضعیف", "متوسط", "خوب", "عالی"], "several known sets"),
    ("Q1", ["Strongly disagree", "Disagree", "Undecided", "Agree", "Strongly agree"], "Undecided"),
    ("Visits", R5, "does not say what they measure"),
]


@pytest.mark.parametrize(("header", "values", "why"), DOUBTFUL)
def test_what_is_asked_instead_of_guessed(header: str, values: Iterable[object], why: str) -> None:
    """The column is not scored, and the flag that is told scores it when pasted."""
    (use,) = plan_of({header: values}).uses
    assert use.role == "not scored"
    assert why in use.why
    assert use.settle
    assert plan_of({header: values}, **pasted(use.settle)).items


def pasted(flags: str) -> dict[str, list[str]]:
    words = shlex.split(flags)
    found: dict[str, list[str]] = {}
    for option, value in zip(words[::2], words[1::2], strict=True):
        found.setdefault(option.removeprefix("--"), []).append(value)
    return found


@pytest.mark.parametrize(
    "headers", [["a=b, c", "D"], ["x", "x"], ["", "#1"], ["it's", "E"], ["-1", "q"], ["D", "Satisfaction: food"]]
)
def test_flags_name_their_own_column(headers: list[str]) -> None:
    columns = [(header, R5) for header in headers]
    for use in plan_of(columns).uses:
        if use.settle:
            assert plan_of(columns, **pasted(use.settle)).items[0].column == use.column


@pytest.mark.parametrize(
    ("header", "values", "why"),
    [
        ("Satisfaction", [1, 2, 3, 4, 5, 4.0000001], "almost, but not quite"),
        ("Satisfaction", (0.2, 0.4, 1), "not points of a usual scale"),
        ("Satisfaction", ["20%", "100%"], "percentages"),
        ("Satisfaction", ["★★★", "★"], "words of no set"),
        ("Satisfaction", ["Low", "High"], "words of no set"),
        ("Satisfaction", [1, 2, "x", "y", "z"], "partly numbers and partly words"),
        ("NPS", (-100, 0, 100), "only 0-10 is NPS"),
        ("Q1", [*FIVE, "Satisfed"], "a letter away from “Satisfied”: mend the cells (cell D7)"),
        ("Q1", [*FIVE, "Banana"], "1 does not fit: mend the cells (cell D7)"),
    ],
)
def test_what_no_flag_settles(header: str, values: Iterable[object], why: str) -> None:
    (use,) = plan_of({header: values}).uses
    assert (use.role, use.settle) == ("not scored", None)
    assert why in use.why
    assert "Banana" not in use.why


def test_odd_codes_stay_outside_a_scale() -> None:
    for code in ("99", "-1", "TRUE", "#N/A", "N/A"):
        (item,) = plan_of({"Satisfaction": [*R5, code]}).items
        assert str(item.scale) == "1-5"


def test_matrix_rows_share_numbers_and_labels() -> None:
    plan = plan_of(
        {"Rate it [Food]": range(1, 8), "Rate it [Room]": (2, 5, 6), "Do [A]": FIVE, "Do [B]": FIVE[1:2] + FIVE[3:]}
    )
    assert [str(item.scale) for item in plan.items] == ["1-7", "1-7", "1-5", "1-5"]
    assert [(c.name, c.columns) for c in plan.constructs] == [("Rate it", (0, 1)), ("Do", (2, 3))]


def test_a_block_on_two_scales_makes_two_constructs() -> None:
    columns = {"PERQ1": R5, "PERQ2": R5, "PERQ3": range(1, 8), "PERQ4": range(1, 8)}
    assert [c.name for c in plan_of(columns).constructs] == ["PERQ (1-5)", "PERQ (1-7)"]


def test_alpha_takes_what_has_no_other_figure() -> None:
    plan = plan_of({"a": R10, "b": R10}, alpha=["S=a,b"])
    assert [(item.measure, str(item.scale)) for item in plan.items] == [("part", "1-10"), ("part", "1-10")]


@pytest.mark.parametrize(
    ("columns", "flags", "told"),
    [
        ({"q": R10}, {"csat": ["q"]}, "--scale q=0-10 or --scale q=1-10"),
        ({"q": ["x", "y"]}, {"csat": ["q"]}, "plan file"),
        ({"q": [*R5, 4.0000001]}, {"csat": ["q"]}, "4.0000001 (20, first in cell D7)"),
        ({"q": R5}, {"nps": ["q"], "scale": ["q=1-5"]}, "NPS is defined on 0-10"),
        ({"q": ["Very difficult", "Difficult", "Easy"]}, {"ces": ["q:ces1"]}, "--ces q:ease"),
        ({"q (1 = best, 5 = worst)": R5}, {"csat": ["#1"]}, "low end of its scale. Add --reverse D"),
        ({"q": ["1 - Very satisfied", "5 - Very dissatisfied", "3"]}, {"csat": ["q"]}, "Add --reverse q."),
        ({"q": R5, "city": ["a", "b"]}, {"csat": ["q"], "reverse": ["city"]}, 'names column "city" (E), which'),
        ({"q": R5, "city": ["a", "b"]}, {"csat": ["q"], "scale": ["city=1-5"]}, "which is not scored"),
        ({"q": [""]}, {"csat": ["q"]}, "it holds no answers. Name another column."),
    ],
)  # fmt: skip
def test_refusals(columns: dict[str, Iterable[object]], flags: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError) as error:
        plan_of(columns, **flags)
    assert told in str(error.value)


def test_too_many_answers() -> None:
    headers, letters = ["id", "other", "by"], ["A", "B", "C"]

    def with_flags(**flags: Any) -> Plan:
        return propose(headers, letters, [None] * 3, choose(Names(headers, letters), **flags), lambda *_: "")

    assert [use.role for use in with_flags().uses] == ["respondent id", "nothing", "nothing"]
    for flags in ({"csat": ["other"]}, {"by": ["by"]}):
        with pytest.raises(InputError, match="more than 1,000 different"):
            with_flags(**flags)


def test_reasons_hold_no_answers() -> None:
    secret = "Ali Rezaei"
    for header in ("Q1", "Satisfaction", "Name", "City", "Comment", "Rate [x]"):
        for others in (FIVE, R5, ["b"]):
            for use in plan_of({header: [*others, secret]}).uses:
                assert secret not in use.why + (use.settle or "")


def test_measures_follow_flags() -> None:
    plan = plan_of({"q": R5}, csat=["q"], ces=["q:ces1"], reverse=["q"])
    assert [(item.measure, item.reverse) for item in plan.items] == [("csat", True), ("ces", True)]
    effort = plan_of({"q": ["Very low effort", "Low effort", "High effort"]}, ces=["q:ces1"]).items[0]
    assert effort.labels == {"very low effort": 1, "low effort": 2, "high effort": 4}


def test_ids_are_unique() -> None:
    plan = plan_of([("Satisfaction", R5), ("satisfaction!", R5), ("Satisfaction", R5)])
    assert len({item.id for item in plan.items}) == 3


@given(st.randoms(use_true_random=False), st.sampled_from(DOUBTFUL), st.sampled_from(DOUBTFUL))
@settings(max_examples=60)
def test_neither_order_of_answers_nor_of_columns_matters(
    shuffle: random.Random, one: tuple[str, Iterable[object], str], other: tuple[str, Iterable[object], str]
) -> None:
    columns = {f"{one[0]} [A]": one[1], other[0]: other[1], "Satisfaction": R5, "Rate it [B]": FIVE}
    shuffled = list(
        {header: shuffle.sample(list(values), len(list(values))) for header, values in columns.items()}.items()
    )
    shuffle.shuffle(shuffled)
    first = {use.header: (use.role, use.why) for use in plan_of(columns).uses}
    assert {use.header: (use.role, use.why) for use in plan_of(shuffled).uses} == first


@pytest.mark.parametrize("values", [R5, FIVE, AMOUNTS])
def test_wide_files_are_understood(values: Iterable[object]) -> None:
    columns = {f"Area {i % 50}: satisfaction with part {i} [Row {i}]": values for i in range(2_400)}
    assert len(plan_of(columns).items) == 2_400


@pytest.mark.parametrize("text", ["x" * 200_000, "5 " + "a" * 200_000, "1" * 200_000, "س " * 100_000, "1/" * 100_000])
def test_huge_cells_are_no_answers(text: str) -> None:
    assert role("Satisfaction", [text + str(i) for i in range(20)])[0] in ("comment", "date")


def test_words_at_the_ends_are_settled_by_questions_that_have_them_too() -> None:
    sure = [*range(2, 10), "Strongly agree", "Strongly disagree"]
    open_low = [4, 5, 6, 7, 8, 9, "Strongly agree", "Strongly disagree"]
    alone = plan_of({"How satisfied are you?": open_low})
    assert "0-10 or 1-10" in next(use.why for use in alone.uses)
    plan = plan_of({"How satisfied are you?": open_low, "Are you pleased with it?": sure})
    assert [str(item.scale) for item in plan.items] == ["1-10", "1-10"]
    short = [2, 3, 4, "Strongly agree", "Strongly disagree"]  # another question on 1-5 with the same words
    plan = plan_of({"How satisfied are you?": open_low, "Pleased with it?": sure, "Satisfied?": short})
    assert [str(item.scale) for item in plan.items] == ["1-10", "1-5"]


def test_a_question_that_explains_its_numbers_is_no_grouping() -> None:
    header = "Did the team answer quickly? Where 5 is on time and 1 is delayed"
    (use,) = plan_of({header: R5}).uses
    assert (use.role, use.settle) == ("not scored", "--csat D")
    assert plan_of({"Which team?": R5}).uses[0].role == "segment"


@pytest.mark.parametrize(
    ("header", "values", "role"),
    [
        ("E-mail", [f"guest{n}@example.org" for n in range(40)], "personal data"),
        ("Phone", [f"0912100{n:04d}" for n in range(40)], "personal data"),
        ("Customer ID", [f"C{n:04d}" for n in range(40)], "respondent id"),
        ("Comment", ["The room was cold", "Nice"] * 20, "comment"),
        ("What else", [f"It was all very nice and I would come back {n} times." for n in range(40)], "comment"),
    ],
)
def test_whoever_is_never_shown_is_no_segment(header: str, values: list[str], role: str) -> None:
    import pandas as pd

    import csat

    data = pd.DataFrame({"Overall satisfaction": [1 + n % 5 for n in range(40)], header: values})
    with pytest.raises(InputError, match=rf"--by names column .*, which is taken for {role} and never shown") as told:
        csat.score(data, by=[header])
    assert values[0] not in str(told.value)
    assert csat.score(data).find("csat").n == 40


def test_towns_of_few_rows_may_be_segments() -> None:
    import pandas as pd

    import csat

    data = pd.DataFrame(
        {"Overall satisfaction": [1, 2, 3, 4, 5, 4], "Town": ["Yazd", "Qom", "Rasht", "Yazd", "Kish", "Ilam"]}
    )
    assert len({e.segment["Town"] for e in csat.score(data, by=["Town"]).estimates if e.segment}) == 5
