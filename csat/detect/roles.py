"""What a column is that the caller did not name: an item to score, or something else, with the reason in words.

Between readings that change a figure nothing is guessed: the column is listed as not scored, with the flag
that settles it.
"""

from __future__ import annotations

import re

from csat.detect.answers import Answers
from csat.detect.chosen import chosen_of_many
from csat.detect.coding import Coding
from csat.detect.column import Column, Survey, low_is_easy
from csat.labels import read_most
from csat.multiple import MULTIPLE_CHOICE
from csat.plan import Item, Role, Scale, Use, Variant
from csat.scales import Doubt

_SEGMENT_VALUES = 50
_FEW_PEOPLE = 20
_MEASURED = frozenset({"nps", "csat", "ease", "effort"})
_RATED = frozenset({"satisfaction", "agreement", "quality", "extent", "likelihood", "expectation"})
_NOT_FOR_ALL = frozenset({"agreement", "likelihood", "extent"})  # whose high end is bad where the question is about bad
_TEN = Scale(0, 10)
_EXCEL_DAYS = (20_000, 80_000)  # dates as bare numbers of days, 1954 to 2119


def role_of(column: Column, survey: Survey) -> Item | Use:
    """What an unpinned column is: an item to score, or a use with its reason."""
    answers, hints = column.answers, column.hints
    measured = bool(hints & _MEASURED)
    if known := survey.layout.known.get(column.index):
        return column.use(*known)
    if answers is not None and not answers.total:
        return column.use("nothing", "no cell is filled" if column.header else "no header and no cell filled")
    if answers is not None and answers.addresses:
        return column.use("personal data", "its cells are addresses of persons or machines; never shown")
    if "personal" in hints and not measured and not (answers is not None and answers.few_points):
        return column.use("personal data", "names, addresses or numbers of persons; never shown")
    if chosen_of_many(column, survey):
        return column.use("nothing", MULTIPLE_CHOICE)
    if answers is None:
        return _too_many(column)
    different = len(answers.counts)
    if "id" in hints and not measured and (hardly_repeats(answers) or different > _SEGMENT_VALUES):
        return column.use("respondent id", "its header says so and nearly every cell is different")
    if answers.phones:
        return column.use("personal data", "its cells are written like telephone numbers; never shown")
    if answers.dates:
        return column.use("date", "its cells are dates")
    if not column.numeric:
        return _words(column, survey)
    if "date" in hints and not measured and _joined_dates(answers):
        return column.use("date", "its header says so, and its cells are dates without signs between")
    if "date" in hints and not measured and all(_EXCEL_DAYS[0] < v < _EXCEL_DAYS[1] for v in answers.numbers):
        return column.use("date", "its header says so, and its cells are bare numbers of days")
    if "duration" in hints and not measured:
        return column.use("duration", "its header speaks of a duration and its cells are numbers")
    if "weight" in hints and not measured:
        return column.use(
            "weight", "its header says weight; it is applied where it is asked for", survey.flag(column, "--weight")
        )
    return _numbers(column, survey)


def _joined_dates(answers: Answers) -> bool:
    """Whether nearly all numbers are days as 20260812 is one."""
    if not answers.numbers or any(value < 10_000_000 for value in answers.numbers):
        return False
    from csat.dates import writes_day

    return answers.share(writes_day) > 0.8


def hardly_repeats(answers: Answers) -> bool:
    """Whether nearly every cell is different; of two waves together everybody may come twice."""
    different = len(answers.counts)
    return 10 * different >= (9 if different <= _FEW_PEOPLE else 5) * answers.total


def _too_many(column: Column) -> Use:
    named: tuple[tuple[str, Role], ...] = (("id", "respondent id"), ("date", "date"), ("duration", "duration"))
    for hint, role in (*named, ("weight", "weight"), ("comment", "comment")):
        if hint in column.hints:
            return column.use(role, "its header says so, and it has very many different cells")
    return column.use("nothing", "it has too many different cells to be an answer on a scale or a segment")


# ---------------------------------------------------------------- numbers


def _numbers(column: Column, survey: Survey) -> Item | Use:
    hints, wording = column.hints, column.wording
    if "importance" in hints:
        return column.use("not scored", "it asks for importance, not satisfaction", survey.flag(column, "--csat"))
    coding = survey.coding(column)
    if isinstance(coding, Doubt) and survey.answer_codes(column) and "segment" not in hints:
        return column.use("not scored", coding.why, _as_csat(column, survey, coding))
    told = isinstance(coding, Coding) and coding.kind is not None
    measured = bool(hints & _MEASURED) or survey.in_block(column) or told
    if not measured and not (wording.agreement and isinstance(coding, Coding)):
        return _plain_numbers(column, survey, coding)
    if "count" in hints and not hints & {"satisfied", "ease"}:
        return column.use(
            "not scored", "it asks for a number of something, not for a rating", _as_csat(column, survey, coding)
        )
    if isinstance(coding, Doubt) and coding.best_first:
        return column.use("not scored", coding.why, _best_low(column, survey, coding))
    if wording.high_is_good is False:
        why = "its header puts the best answer at the low end of the scale"
        return column.use("not scored", why, _best_low(column, survey, coding))
    bad = not measured and (wording.negated or "negative" in hints)
    if bad or _asks_for_bad(column):  # to agree that something was bad is no good answer
        return _of_bad(column, survey, coding)
    if isinstance(coding, Coding) and coding.kind == "effort":
        return survey.item(column, "ces", coding, "ces1", "its answers are amounts of effort, 1 being the least")
    if "nps" in hints:
        return _recommendation(column, survey, coding)
    if "csat" not in hints and "effort" in hints and "ease" not in hints:
        why = "it asks for effort, and its numbers do not say whether high is easy (ces2) or hard (ces1)"
        return column.use("not scored", why, _effort_flag(column, survey, coding))
    ease = "csat" not in hints and "ease" in hints
    if isinstance(coding, Doubt):
        settle = _with_scale(column, survey, coding, ("--ces", ":ease") if ease else ("--csat", ""))
        return column.use("not scored", _or(coding), settle)
    if ease:
        variant: Variant = "ces2" if coding.scale == Scale(1, 7) and wording.statement else "ease"
        return survey.item(column, "ces", coding, variant, "its header speaks of ease; high is taken as easy")
    if coding.kind and not hints & _MEASURED:
        return _labelled(column, survey, coding)
    if not measured:
        return survey.item(column, "csat", coding, None, "agreement, as its header explains the numbers")
    why = "its header speaks of satisfaction or a rating" if "csat" in hints else f'one of a block "{wording.stem}"'
    return survey.item(column, "csat", coding, None, f"{why}; {coding.scale.high} is taken as the best answer")


def _asks_for_bad(column: Column) -> bool:
    """Whether much, or agreement, is probably bad: the question speaks of trouble, or says not."""
    hints, wording = column.hints, column.wording
    if wording.high_is_good or ("satisfied" in hints and not wording.negated):
        return False
    return wording.negated or ("negative" in hints and not hints & _MEASURED)


def _of_bad(column: Column, survey: Survey, coding: Coding | Doubt) -> Use:
    why = "its header says not, or speaks of something bad, so a high answer may be a bad one (then --reverse)"
    return column.use("not scored", why, _best_low(column, survey, coding))


def _as_csat(column: Column, survey: Survey, coding: Coding | Doubt) -> str | None:
    if isinstance(coding, Coding):
        return survey.flag(column, "--csat")
    return _with_scale(column, survey, coding, ("--csat", ""))


def _with_scale(column: Column, survey: Survey, doubt: Doubt, option: tuple[str, str]) -> str | None:
    """The option with the likeliest scale; None where no flag can settle it."""
    if not doubt.could_be:
        return None
    return survey.flag(column, *option) + " " + survey.flag(column, "--scale", f"={doubt.could_be[0]}")


def _best_low(column: Column, survey: Survey, coding: Coding | Doubt) -> str | None:
    option = ("--ces", ":ease") if "ease" in column.hints and "csat" not in column.hints else ("--csat", "")
    reverse = survey.flag(column, "--reverse")
    if isinstance(coding, Doubt) and not coding.best_first:
        scored = _with_scale(column, survey, coding, option)
        return scored and f"{scored} {reverse}"
    return f"{survey.flag(column, *option)} {reverse}"


def _effort_flag(column: Column, survey: Survey, coding: Coding | Doubt) -> str | None:
    if isinstance(coding, Doubt):
        return _with_scale(column, survey, coding, ("--ces", ":ces1"))
    if coding.scale == Scale(1, 7):
        return survey.flag(column, "--ces", ":ces2")
    scale = "" if coding.scale == Scale(1, 5) else " " + survey.flag(column, "--scale", f"={coding.scale}")
    return survey.flag(column, "--ces", ":ces1") + scale


def _or(doubt: Doubt) -> str:
    return doubt.why + (f": the scale may be {' or '.join(doubt.could_be)}" if len(doubt.could_be) > 1 else "")


def _plain_numbers(column: Column, survey: Survey, coding: Coding | Doubt) -> Use:
    answers = column.answers
    assert answers is not None
    grouping = "segment" in column.hints and column.wording.high_is_good is None  # a good end groups nobody
    if grouping and len(answers.counts) <= _SEGMENT_VALUES:
        return column.use("segment", "its header names a grouping", survey.flag(column, "--by"))
    if _asks_for_bad(column) and answers.few_points:
        return _of_bad(column, survey, coding)
    if isinstance(coding, Doubt) or grouping:
        return column.use("nothing", "numbers, and nothing says that they are answers on a scale")
    why = f"numbers on {coding.scale}, but its header does not say what they measure"
    return column.use("not scored", why, survey.flag(column, "--csat"))


def _recommendation(column: Column, survey: Survey, coding: Coding | Doubt) -> Item | Use:
    literal = bool(re.search(r"\bnps\b|net promoter|خالص مروجان", column.wording.text, re.I))
    answers = column.answers
    assert answers is not None
    if isinstance(coding, Doubt):
        if not (literal and "0-10" in coding.could_be and all(_TEN.position(v) is not None for v in answers.numbers)):
            settle = survey.flag(column, "--nps") if "0-10" in coding.could_be else _as_csat(column, survey, coding)
            return column.use("not scored", _or(coding) + "; only 0-10 is NPS", settle)
        coding = Coding(_TEN, {}, {}, True, None, "numbers on 0-10, since the header says NPS")
    if coding.scale == _TEN:
        return survey.item(column, "nps", coding, None, "its header asks for a recommendation, answered on 0-10")
    if coding.scale.high >= 10 or literal:
        why = f"it asks for a recommendation on {coding.scale}, which is not NPS (0-10)"
        return column.use("not scored", why, survey.flag(column, "--csat"))
    why = f"a recommendation on {coding.scale} is not NPS; scored as top box"
    return survey.item(column, "csat", coding, None, why)


# ---------------------------------------------------------------- words


def _words(column: Column, survey: Survey) -> Item | Use:
    answers, hints = column.answers, column.hints
    assert answers is not None
    different = len(answers.counts)
    coding = survey.coding(column)
    if isinstance(coding, Coding) and coding.kind:
        return _labelled(column, survey, coding)
    if isinstance(coding, Doubt) and coding.could_be:
        return column.use("not scored", _or(coding), _with_scale(column, survey, coding, ("--csat", "")))
    free = different > 20 and different * 2 > answers.total and answers.length > 15
    if answers.length > 40 or free:
        return column.use("comment", "free text")
    if isinstance(coding, Doubt) and coding.odd_words:
        return column.use("not scored", _told_where(coding.why, column, survey))
    if "comment" in hints:
        return column.use("comment", "free text")
    if "date" in hints and different > _SEGMENT_VALUES:
        return column.use("date", "its header says so")
    if hints & _MEASURED and "segment" not in hints:
        why = coding.why if isinstance(coding, Doubt) else "its answers are words of no set that csat knows"
        return column.use("not scored", f"its header asks for a rating, but {why}")
    if different <= _SEGMENT_VALUES and (different * 2 <= answers.total or "segment" in hints):
        words = "1 word, in every cell" if different == 1 else f"{different} different words, often repeated"
        return column.use("segment", words, survey.flag(column, "--by"))
    return column.use("comment", "words that hardly repeat")


def _told_where(why: str, column: Column, survey: Survey) -> str:
    """The reason with the first cell that is in the way, so that nobody has to search."""
    found = read_most(column.answers.labels) if column.answers else None
    return f"{why} ({survey.place(column.index, found[1][0])})" if found and found[1] else why


def _labelled(column: Column, survey: Survey, coding: Coding) -> Item | Use:
    hints, kind = column.hints, coding.kind
    csat = survey.flag(column, "--csat")
    if kind == "yes_no":
        if hints & {"csat", "nps", "ease"}:
            return column.use("not scored", "yes or no, and its header does not say that yes is good", csat)
        return column.use("segment", "yes or no", survey.flag(column, "--by"))
    if kind == "frequency":
        return column.use("not scored", "it asks for frequency", csat)
    if kind == "importance" or ("importance" in hints and "satisfied" not in hints):
        return column.use("not scored", "it asks for importance", csat)
    if kind in _NOT_FOR_ALL and (column.wording.negated or ("negative" in hints and "satisfied" not in hints)):
        if kind == "extent" and "effort" in hints:
            return column.use(
                "not scored",
                "it asks for amounts of effort, and does not say whether much is hard (ces1) or good (--csat)",
                survey.flag(column, "--ces", ":ces1"),
            )
        return _of_bad(column, survey, coding)
    if kind == "extent" and not hints & {"csat", "nps", "ease"}:
        why = "its answers are amounts, and its header does not say whether much is good (where not, add --reverse)"
        return column.use("not scored", why, csat)
    if kind == "effort":
        return survey.item(column, "ces", low_is_easy(coding), "ces1", "its labels are amounts of effort")
    if kind == "ease":
        return survey.item(column, "ces", coding, "ease", "its labels run from difficult to easy")
    if kind == "agreement" and "ease" in hints and "csat" not in hints:
        variant: Variant = "ces2" if coding.scale == Scale(1, 7) else "ease"
        return survey.item(column, "ces", coding, variant, "agreement that it was easy")
    if kind in _RATED:
        note = "; a recommendation in words is not NPS" if "nps" in hints else ""
        return survey.item(column, "csat", coding, None, f"{kind} labels{note}")
    return column.use("not scored", f"labels of {kind}", csat)
