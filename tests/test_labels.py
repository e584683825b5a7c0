"""Label sets: every set, every spelling and every ambiguity of ``response_labels.toml``."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from itertools import permutations

import pytest

from csat.labels import end_of_scale, is_label, near_miss, not_an_answer, read_labels, read_most

DATA = tomllib.loads(files("csat").joinpath("data/response_labels.toml").read_text("utf-8"))
SETS = {entry["id"]: entry for entry in DATA["set"]}
SPELLINGS = [
    pytest.param(entry["id"], point, spelling, id=f"{entry['id']}-{point}-{spelling}")
    for entry in DATA["set"]
    for point, variants in enumerate(entry["variants"])
    for spelling in variants
]
ESCAPES = [
    (label, entry["kind"])
    for entry in DATA["non_substantive"]
    for label in entry["labels"]
    if label.strip("-—ـ") and label != "Trifft nicht zu"
]
REASONS = {
    "not_applicable": "not applicable",
    "not_shown": "not applicable",
    "dont_know": "don't know",
    "refused": "don't know",
    "no_answer": "blank",
}


def points(labels: list[str]) -> list[int]:
    """The points that labels are read as, in their own order."""
    from csat.io.text import key

    reading = read_labels(labels)
    assert reading is not None
    return [reading.codes[key(label)] for label in labels]


@pytest.mark.parametrize("name", SETS)
def test_every_set_is_read_in_any_order(name: str) -> None:
    labels = SETS[name]["labels"]
    expected = list(range(1, len(labels) + 1))
    reading = read_labels(labels)
    assert reading is not None
    assert (reading.set.id, reading.set.points, reading.full) == (name, len(labels), True)
    assert not reading.rivals
    for order in ([*reversed(labels)], labels[1:] + labels[:1]):
        assert sorted(zip(points(order), order, strict=True)) == list(zip(expected, labels, strict=True))


@pytest.mark.parametrize(("name", "point", "spelling"), SPELLINGS)
def test_every_spelling_in_its_place(name: str, point: int, spelling: str) -> None:
    labels = [*SETS[name]["labels"]]
    labels[point] = spelling
    read = read_labels(labels)
    assert read is not None
    same = [r for r in (read, *read.others) if r.set.id == name]
    if not same:  # amounts are no effort unless a label says so: whether much is good is for the question
        assert (SETS[name]["kind"], read.set.kind) == ("effort", "extent")
        return
    from csat.io.text import key

    assert [same[0].codes[key(label)] for label in labels] == list(range(1, len(labels) + 1))


@pytest.mark.parametrize(("label", "kind"), ESCAPES)
def test_escapes_beside_any_set(label: str, kind: str) -> None:
    assert not_an_answer(label) == REASONS[kind]
    reading = read_labels([*SETS["fr.satisfaction.5"]["labels"], label])
    assert reading is not None
    assert list(reading.not_answers.values()) == [REASONS[kind]]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        # نظری ندارم is the middle, unless another word is
        (["کاملاً مخالفم", "مخالفم", "نظری ندارم", "موافقم", "کاملاً موافقم"], [1, 2, 3, 4, 5]),
        # متوسط and خوب depend on the set
        (["خیلی ضعیف", "ضعیف", "متوسط", "خوب", "عالی"], [1, 2, 3, 4, 5]),
        (["ضعیف", "متوسط", "خوب", "خیلی خوب", "عالی"], [1, 2, 3, 4, 5]),
        (["خیلی کم", "کم", "متوسط", "زیاد", "خیلی زیاد"], [1, 2, 3, 4, 5]),
        # تا حدودی موافقم is the middle beside a plain and a stronger agreement, a point of its own elsewhere
        (["خیلی مخالفم", "مخالفم", "تا حدودی موافقم", "موافقم", "خیلی موافقم"], [1, 2, 3, 4, 5]),
        (["کاملاً مخالفم", "تا حدودی مخالفم", "تا حدودی موافقم", "کاملاً موافقم"], [1, 2, 3, 4]),
        (
            ["Kesinlikle katılmıyorum", "Katılmıyorum", "Kararsızım", "Katılıyorum", "Kesinlikle katılıyorum"],
            [1, 2, 3, 4, 5],
        ),
        (["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"], [1, 2, 3, 4, 5]),
        (["Poor", "Fair", "Good", "Very good", "Excellent"], [1, 2, 3, 4, 5]),
        (["Very poor", "Poor", "Fair", "Good", "Very good"], [1, 2, 3, 4, 5]),
        (["Totalmente en desacuerdo", "En desacuerdo", "De acuerdo", "Muy de acuerdo"], [1, 2, 4, 5]),
    ],
)
def test_ambiguous_words_are_read_by_their_company(labels: list[str], expected: list[int]) -> None:
    for order in (labels, labels[::-1]):
        assert sorted(points(order)) == sorted(expected)
        assert points(labels) == expected


def test_no_opinion_is_no_answer_beside_another_middle() -> None:
    reading = read_labels(["کاملاً مخالفم", "مخالفم", "نه موافقم نه مخالفم", "موافقم", "کاملاً موافقم", "نظری ندارم"])
    assert reading is not None
    assert list(reading.not_answers.values()) == ["don't know"]
    assert sorted(reading.codes.values()) == [1, 2, 3, 4, 5]


def test_bedun_nazar_is_no_answer() -> None:
    reading = read_labels(["ناراضی", "راضی", "کاملاً راضی", "بدون نظر"])
    assert reading is not None
    assert list(reading.not_answers.values()) == ["don't know"]


@pytest.mark.parametrize(
    ("middle", "asks"), [(["Undecided"], True), (["Undecided", "Somewhat agree", "Somewhat disagree"], False)]
)
def test_undecided_is_asked_about_outside_seven_points(middle: list[str], asks: bool) -> None:
    reading = read_labels(["Strongly disagree", "Disagree", *middle, "Agree", "Strongly agree"])
    assert reading is not None
    assert reading.asks_about_undecided is asks


def test_applies_not_beside_numbers_is_no_escape() -> None:
    assert not_an_answer("Trifft nicht zu") is None


def test_two_words_for_one_point_are_no_reading() -> None:
    assert read_labels(["Muy de acuerdo", "Totalmente de acuerdo", "En desacuerdo"]) is None


def test_amounts_are_effort_only_where_a_label_says_so() -> None:
    amounts, effort = read_labels(["زیاد", "کم"]), read_labels(["تلاش زیاد", "تلاش کم"])
    assert amounts is not None
    assert effort is not None
    assert (amounts.set.kind, effort.set.kind) == ("extent", "effort")


def test_rivals_and_ranks() -> None:
    reading = read_labels(["ضعیف", "متوسط", "خوب", "عالی"])
    assert reading is not None
    assert reading.rivals
    assert reading.ranks
    assert list(reading.ranks.values()) == [1, 2, 3, 4]


def test_order_of_labels_does_not_matter() -> None:
    labels = ["Very satisfied", "Satisfied", "Neutral", "N/A"]
    assert len({str(read_labels(order)) for order in permutations(labels)}) == 1


@pytest.mark.parametrize(
    ("labels", "skips"),
    [
        (["Strongly disagree", "Disagree", "Agree", "Strongly agree"], True),
        (["Bad", "Good"], True),
        (["Satisfied", "Very satisfied"], False),
        (["Dissatisfied", "Neutral", "Satisfied"], False),
    ],
)
def test_a_skipped_middle(labels: list[str], skips: bool) -> None:
    reading = read_labels(labels)
    assert reading is not None
    assert reading.skips_the_middle is skips


_SEVEN = SETS["en.satisfaction.7"]["labels"]


@pytest.mark.parametrize(
    ("used", "shorter"),
    [
        ((1, 2, 3, 4, 5, 6, 7), ()),
        ((1, 2, 3, 5, 6, 7), ()),
        ((2, 3, 4, 5, 6), (5,)),
        ((1, 3, 4, 5, 6), (5,)),  # five labels are a whole scale, whichever they are
        ((3, 4, 5, 6), (5,)),
        ((5, 6, 7), ()),
    ],
)
def test_labels_that_may_be_a_whole_shorter_scale(used: tuple[int, ...], shorter: tuple[int, ...]) -> None:
    reading = read_labels([_SEVEN[point - 1] for point in used])
    assert reading is not None
    assert reading.set.points == 7
    assert reading.shorter == shorter


def test_a_scale_without_its_unused_pair() -> None:
    reading = read_labels([_SEVEN[point - 1] for point in (3, 4, 5, 6)])
    assert reading is not None
    assert sorted((reading.shortened(5) or {}).values()) == [2, 3, 4, 5]  # 1 and 7 are left out
    assert reading.shortened(6) is None
    assert reading.shortened(7) is None


_FA = {
    "satisfaction": (
        ["{} ناراضی", "ناراضی", "", "راضی", "{} راضی"],
        ["نه راضی و نه ناراضی", "نه راضی نه ناراضی", "بی‌نظر", "بی نظر", "متوسط", "نظری ندارم", "خنثی"],
    ),
    "agreement": (
        ["{} مخالفم", "مخالفم", "", "موافقم", "{} موافقم"],
        ["نه موافقم نه مخالفم", "نه موافق نه مخالف", "نه موافق و نه مخالف", "بی‌نظر", "نظری ندارم", "خنثی"],
    ),
}


@pytest.mark.parametrize("end", ["خیلی", "بسیار", "کاملاً", "کاملا"])
@pytest.mark.parametrize(("kind", "middle"), [(kind, middle) for kind in _FA for middle in _FA[kind][1]])
def test_the_usual_persian_scales_of_five(kind: str, middle: str, end: str) -> None:
    labels = [(label or middle).format(end) for label in _FA[kind][0]]
    reading = read_labels(labels)
    assert reading is not None
    assert (reading.set.kind, reading.set.points, reading.rivals) == (kind, 5, ())
    assert points(labels) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("some", ["تا حدی", "تا حدودی", "نسبتاً"])
@pytest.mark.parametrize("end", ["خیلی", "بسیار", "کاملاً"])
@pytest.mark.parametrize("middle", ["بی‌نظر", "نظری ندارم", "نه راضی و نه ناراضی"])
def test_persian_scales_of_five_with_weaker_points(end: str, some: str, middle: str) -> None:
    labels = [f"{end} ناراضی", f"{some} ناراضی", middle, f"{some} راضی", f"{end} راضی"]
    assert points(labels) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("quality", "خیلی بد / بد / متوسط / خوب / خیلی خوب"),
        ("quality", "بسیار بد / بد / معمولی / خوب / بسیار خوب"),
        ("quality", "خیلی ضعیف / ضعیف / متوسط / خوب / عالی"),
        ("extent", "خیلی کم / کم / متوسط / زیاد / خیلی زیاد"),
        ("extent", "بسیار کم / کم / تا حدودی / زیاد / بسیار زیاد"),
        ("likelihood", "قطعاً نه / احتمالاً نه / شاید / احتمالاً بله / قطعاً بله"),
        ("likelihood", "خیلی بعید / بعید / نظری ندارم / محتمل / خیلی محتمل"),
        ("agreement", "کاملاً مخالفم / تا حدی مخالفم / نظری ندارم / تا حدی موافقم / کاملاً موافقم"),
        ("agreement", "خیلی مخالفم / مخالفم / تا حدودی موافقم / موافقم / خیلی موافقم"),
    ],
)
def test_other_persian_scales_of_five(kind: str, labels: str) -> None:
    reading = read_labels(labels.split(" / "))
    assert reading is not None
    assert (reading.set.kind, reading.set.points) == (kind, 5)
    assert points(labels.split(" / ")) == [1, 2, 3, 4, 5]


def test_a_label_of_another_set_is_no_misspelling() -> None:
    """A letter less than the same middle without the word and, but a label of its own."""
    assert near_miss("نه ناراضی و نه راضی") is None


@pytest.mark.parametrize("labels", [[], ["Banana", "Apple"], ["Satisfied"], ["Good", "Banana"], ["x" * 300, "Good"]])
def test_unknown_labels(labels: list[str]) -> None:
    assert read_labels(labels) is None


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("Satisfed", "Satisfied"),
        ("Verry satisfied", "Very satisfied"),
        ("متوسظ", None),
        ("مخالم", "مخالفم"),
        ("Bad", None),
    ],
)
def test_near_misses_are_only_suggested(typo: str, meant: str | None) -> None:
    if meant is not None:
        assert read_labels(["Very dissatisfied", "Very satisfied", typo]) is None
        assert near_miss(typo) == meant


def test_most_labels_of_a_set() -> None:
    found = read_most({"Very satisfied": 5, "Satisfied": 5, "Satisfed": 1})
    assert found is not None
    assert (found[0].id, found[1]) == ("en.satisfaction.5", ["Satisfed"])
    assert read_most({"Tehran": 5, "Shiraz": 5, "Satisfied": 1}) is None
    assert read_most({"Yes": 5, "No": 5, "Pending": 1}) is None


@pytest.mark.parametrize(
    ("label", "end"),
    [
        ("Very dissatisfied", "low"),
        ("Very satisfied", "high"),
        ("Extremely likely", "high"),
        ("Neutral", None),
        ("TRUE", None),
    ],
)
def test_ends_of_a_scale(label: str, end: str | None) -> None:
    assert end_of_scale(label) == end


@pytest.mark.parametrize(
    ("text", "reason"), [("", "blank"), ("-", "blank"), ("★★", None), ("N/A", "not applicable"), ("x" * 99, None)]
)
def test_no_answers(text: str, reason: str | None) -> None:
    assert not_an_answer(text) == reason


def test_is_label() -> None:
    assert is_label("kaum zufrieden") is False
    assert is_label("Sehr zufrieden")
