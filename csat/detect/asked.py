"""Columns that the caller named: scored as asked, or refused with what is in the way and what to do."""

from __future__ import annotations

from dataclasses import replace

from csat.detect.coding import Coding
from csat.detect.column import Column, Survey, low_is_easy
from csat.detect.roles import hardly_repeats, role_of
from csat.errors import InputError
from csat.io.text import number, plain, showable
from csat.multiple import MULTIPLE_CHOICE
from csat.plan import Item, Measure, Scale, Use, Variant
from csat.scales import Doubt

_WORDS = 40  # characters, on average, of cells that are sentences and no names of segments


def asked_items(column: Column, survey: Survey) -> list[Item]:
    """The items of a column that the caller named: one for each measure it is asked for.

    Raises InputError where the column cannot be what it is asked to be.
    """
    measures = survey.choices.measure.get(column.index)
    if measures:
        return [_asked_item(column, measure, survey) for measure in measures]
    found = role_of(column, survey)
    if isinstance(found, Item):
        return [found]
    coding = survey.coding(column)
    if isinstance(coding, Doubt) and coding.only_ends and column.answers and column.index not in survey.choices.reverse:
        # alpha does not depend on where the scale ends, and no other figure is asked for
        whole = [int(value) for value in column.answers.numbers if value.denominator == 1]
        observed = Scale(min(whole), max(max(whole), min(whole) + 1))
        part = Coding(observed, {}, {}, True, None, f"numbers {observed}; its scale is unknown, so it has no CSAT")
        return [survey.item(column, "part", part, None, "asked for with --alpha", asked=True)]
    return [_asked_item(column, "csat", survey)]


def check_segment(column: Column, taken_for: Item | Use) -> None:
    """Raises InputError where a column has too many values for segments, or its values are not to be shown."""
    private = isinstance(taken_for, Use) and taken_for.role in ("personal data", "respondent id")
    if isinstance(taken_for, Use) and taken_for.role == "respondent id" and column.answers is not None:
        private = hardly_repeats(column.answers)  # "Branch ID" may have many values, too
    comment = isinstance(taken_for, Use) and taken_for.role == "comment"
    if comment and column.answers is not None:  # repeated words of few rows are taken for comments, too
        comment = "comment" in column.hints or column.answers.length > _WORDS
    if (private or comment) and isinstance(taken_for, Use):
        raise InputError(
            f"--by names {column.where[0].lower()}{column.where[1:]}, which is taken for {taken_for.role} and never "
            "shown. If it is none, name it as a [[segment]] in a plan (csat init writes one)."
        )
    if column.answers is None:
        period = f', or a period: --by "{plain(column.header)}:month"' if "date" in column.hints else ""
        raise InputError(
            f"{column.where} has more than 1,000 different values, too many for segments. Choose another --by{period}."
        )


def check_scored(column: Column, survey: Survey, use: Use) -> None:
    """Raises InputError where a flag about scoring names a column that is not scored: it would do nothing."""
    choices = survey.choices
    told = (("--reverse", choices.reverse), ("--scale", choices.scale), ("--missing", choices.missing))
    for option, named in told:
        if column.index in named and not (option == "--missing" and use.why == MULTIPLE_CHOICE):
            raise InputError(
                f"{option} names {column.where[0].lower()}{column.where[1:]}, which is not scored: {use.why}. "
                f"Add {survey.flag(column, '--csat')} if it is a rating, or take the option away."
            )


def _asked_item(column: Column, measure: Measure, survey: Survey) -> Item:
    choices = survey.choices
    variant = choices.variant.get(column.index) if measure == "ces" else None
    coding = _asked_coding(column, measure, variant, survey)
    pinned = column.index in choices.measure
    if variant == "ces1" and coding.kind == "effort":
        coding = low_is_easy(coding)
    elif variant == "ces1" and coding.kind == "ease":
        raise InputError(
            f"{column.where} has labels from difficult to easy, so high is easy: "
            f"write {survey.flag(column, '--ces', ':ease')}."
        )
    if (
        measure == "csat"
        and pinned
        and column.wording.high_is_good is False
        and coding.numeric
        and column.index not in choices.reverse
        and column.index not in choices.scale
    ):
        raise InputError(
            f"{column.where} puts the best answer at the low end of its scale. Add {survey.flag(column, '--reverse')}, "
            f"or {survey.flag(column, '--scale', f'={coding.scale}')} to take {coding.scale.high} as the best answer."
        )
    option = measure if pinned else "alpha"
    return survey.item(column, measure, coding, variant, f"asked for with --{option}", asked=True)


def _asked_coding(column: Column, measure: Measure, variant: Variant | None, survey: Survey) -> Coding:
    choices = survey.choices
    pinned = choices.scale_of(column.index)
    if measure == "nps":
        if column.index in choices.scale and pinned != Scale(0, 10):
            raise InputError(
                f"{column.where}: NPS is defined on 0-10, and the scale given is {pinned}. "
                f"Score it as satisfaction instead: {survey.flag(column, '--csat')}."
            )
        pinned = Scale(0, 10)
    elif measure == "ces" and pinned is None and variant != "ease" and column.numeric:
        pinned = Scale(1, 7) if variant == "ces2" else Scale(1, 5)
    if column.answers is None:
        if kind := survey.layout.nested.get(column.index):
            raise InputError(
                f"{column.where} is of type {plain(kind)}: more than one value a row, which is no answer to score. "
                "Write one plain value a row."
            )
        raise InputError(
            f"{column.where} has more than 1,000 different answers, so it is not an item on a scale. "
            "Name another column."
        )
    coding = survey.coding(column, pinned)
    if isinstance(coding, Coding):
        return replace(coding, why=f"numbers on {coding.scale}, given") if pinned and coding.numeric else coding
    found = _found(column, survey)
    raise InputError(f"{column.where} cannot be scored as it is: {coding.why}.{found} {_hint(column, coding, survey)}")


def _hint(column: Column, doubt: Doubt, survey: Survey) -> str:
    """What the person can do about a doubt."""
    if doubt.best_first:
        return f"Add {survey.flag(column, '--reverse')}."
    if doubt.could_be:
        return f"Say which: {' or '.join(survey.flag(column, '--scale', f'={s}') for s in doubt.could_be)}."
    if column.answers is not None and not column.answers.said:
        return "Name another column."
    if column.numeric:
        return (
            f"Mend the cells, or say the scale: {survey.flag(column, '--scale', '=1-5')} "
            f"(with {survey.flag(column, '--reverse')} where 1 is the best answer)."
        )
    return (
        "Only numbers and the known answer labels can be scored: give each of its labels its point in a plan file "
        "(csat init drafts one), or recode the answers in the file."
    )


def _found(column: Column, survey: Survey) -> str:
    """The codes of a doubtful column with their counts and first cells, so that the person sees what is meant."""
    if column.answers is None or not column.answers.numbers:
        return ""
    codes = []
    for text, n in column.answers.counts.items():
        value = number(text)
        if value is not None or showable(text) != "a text":  # NaN and TRUE are codes too; words are not shown
            codes.append((value is None, value or 0, text, n))
    codes.sort()
    if not codes or len(codes) > 15:
        return ""
    told = (f"{showable(text)} ({n}, first in {survey.place(column.index, text)})" for _, _, text, n in codes)
    return f" Found: {', '.join(told)}."
