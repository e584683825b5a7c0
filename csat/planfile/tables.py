"""The tables of a plan file and their keys: what ``csat schema`` prints and files are checked by."""

from __future__ import annotations

from collections.abc import Mapping

from csat.plan import PERIOD_KINDS
from csat.planfile.analyses import ANALYSIS_TABLES
from csat.planfile.kinds import Key, Table

CHECK_NAMES = (
    *("duplicate_ids", "duplicate_answers", "identical_comments", "partials", "unfinished", "item_nonresponse"),
    *("invalid_answers", "contradictions", "speeders", "straight_lines", "fieldwork", "date_order", "constant_items"),
    *("look_alikes", "near_duplicates", "cycles", "high_alpha", "response_rate", "early_late"),
)
"""The names of :data:`csat.checks.CHECKS`, written here so that a plan without rules need not load them."""

_COLUMN = "its column: header, question code, question, or spreadsheet letter where no header is that"

TABLES: Mapping[str, Table] = {
    "survey": Table(
        "what the survey is; kept in the record, and only the periods of a segment depend on it",
        {
            "title": Key("text", "name of the survey"),
            "purpose": Key("text", "what its figures are to be used for"),
            "objectives": Key("texts", "what it is to find out"),
            "period": Key("text", "when it was answered, such as 2026-04-01 to 2026-06-30"),
            "reported": Key("day", "the reporting date, which reports bear: 2026-07-10, or 1405/04/19"),
            "population": Key("whole", "how many customers it is about", low=1),
            "mode": Key("text", "how it was asked: web, telephone, paper, in person"),
            "sample_planned": Key("whole", "how many answers were planned for", low=1),
            "sampling": Key("choice", "how respondents came in", choices=("probability", "self-selected", "census")),
            "language": Key(
                "text", "language of the questions, such as en or fa; reports are written in it where csat can"
            ),
            "calendar": Key("choice", "calendar of periods reported by", choices=("gregorian", "jalali")),
        },
    ),
    "source": Table(
        "where the table stands in the file; --sheet, --header and --encoding win",
        {
            "platform": Key("text", "who must have written the file: qualtrics, generic …; else it is an error"),
            "sheet": Key("text", "sheet of a workbook"),
            "header": Key("whole", "row that holds the column names, from 1", low=1),
            "encoding": Key("text", "encoding of a text file, such as cp1256"),
        },
    ),
    "columns": Table(
        "columns that are no questions on a scale: each one column, or a list",
        {
            "respondent_id": Key("texts", "identifies a respondent; one that comes twice is told"),
            "date": Key("texts", "dates and times"),
            "date_order": Key(
                "choice",
                "order of dates in numbers: dmy (day first), mdy (month first) or ymd; found where a date settles it",
                choices=("dmy", "mdy", "ymd"),
            ),
            "date_calendar": Key(
                "choice", "calendar of dates with years of two digits", choices=("gregorian", "jalali")
            ),
            "duration": Key("texts", "how long answering took"),
            "weight": Key("texts", "weights of respondents, told and not applied: [weighting] applies them"),
            "comment": Key("texts", "free text; shown only where --comments asks for it"),
        },
    ),
    "privacy": Table(
        "what must not be seen",
        {"hide": Key("texts", "columns of personal data: never shown, and never to be reported by")},
    ),
    "respondents": Table(
        "whose answers are scored",
        {
            "finished_only": Key(
                "yes or no", "set aside who did not reach the end, where the platform says so (false: they are counted)"
            )
        },
    ),
    "filter": Table(
        "only respondents who pass every filter are scored; the others are set aside and counted",
        {
            "column": Key("text", _COLUMN, required=True),
            "keep": Key("codes", 'only these values; "(blank)" is a blank cell'),
            "drop": Key("codes", "all but these values"),
            "from": Key("bound", "only this number or a higher one; of dates, this day or period or a later one"),
            "to": Key("bound", "only this number or a lower one; of dates, this day or period or an earlier one"),
        },
        many=True,
    ),
    "figures": Table(
        "what holds for all figures",
        {
            "level": Key("share", "confidence level of all intervals, such as 0.95"),
            "flag_below": Key("whole", "figures on fewer answers are marked as of a small base"),
            "suppress_below": Key("whole", "figures of segments with fewer answers are withheld"),
            "decimals": Key("decimals", "digits shown after the point: of percent, points, score, ratio"),
        },
    ),
    "segment": Table(
        "a column to report by: every figure also for each of its values",
        {
            "column": Key("text", _COLUMN, required=True),
            "order": Key("texts", "its values, or names of groups, in the order of the report; others follow"),
            "groups": Key("groups", "values put together under a name; values in no group stay as they are"),
            "period": Key("choice", "of a column of dates: the periods to report by", choices=PERIOD_KINDS),
        },
        many=True,
    ),
    "item": Table(
        "a question that is scored",
        {
            "id": Key("text", "short name of letters, digits and _; its figures are named by it"),
            "column": Key("text", _COLUMN, required=True),
            "text": Key("text", "the question in full; finds the column where its name does not"),
            "measure": Key(
                "choice",
                "csat (top boxes), nps (0-10), ces (effort), or part (only part of a construct or an analysis)",
                required=True,
                choices=("csat", "nps", "ces", "part"),
            ),
            "variant": Key(
                "choice",
                "of ces: ces2 (1-7 agreement, high is easy), ces1 (1-5 effort, low is easy), ease (high is easy)",
                choices=("ces2", "ces1", "ease"),
            ),
            "scale": Key("text", "lowest and highest point: 1-5, or 1-5/0.5 with half points; nps is 0-10"),
            "top": Key("whole", "of csat: how many of the highest points count as satisfied (2; 1 up to 1-3)", low=1),
            "labels": Key("points", "answers in words, each with its point"),
            "numbers": Key("yes or no", "whether bare numbers are answers too (true where there are no labels)"),
            "reverse": Key("yes or no", "whether the low end of the scale is the good one"),
            "missing": Key("codes", "codes that are no answer, such as 99; counted as not applicable"),
            "not_applicable": Key("codes", "answers that say that the question does not apply"),
            "dont_know": Key("codes", "answers that say that the respondent does not know"),
            "blank": Key("codes", "answers that are the same as none"),
            "role": Key(
                "choice",
                "what the question is about; kept in the record",
                choices=("product", "delivery", "organization", "overall", "loyalty"),
            ),
            "importance": Key(
                "id or number", "how important it is: the id of the item that asks so (measure part), or a number"
            ),
        },
        many=True,
    ),
    "multiple": Table(
        "a question of which a respondent may choose several options: tabulated, never scored",
        {
            "id": Key("text", "short name of letters, digits and _; its figures are named by it"),
            "text": Key("text", "the question in full"),
            "columns": Key(
                "texts",
                "its columns: one for each option; or the one with joined choices; or those that hold a code each",
                required=True,
            ),
            "options": Key("texts", "the options: of columns in their order, of joined choices as the cells have them"),
            "codes": Key("names", "options by the code that cells hold for them"),
            "separator": Key("mark", "what stands between the choices in a cell"),
            "ticked": Key("codes", "what a column of an option holds where it was chosen (else anything but 0, No …)"),
            "written": Key("texts", "options whose column holds the respondent's words: counted, never shown"),
            "missing": Key("codes", "codes that are no choice; who has nothing else counts as not applicable"),
        },
        many=True,
    ),
    "weighting": Table(
        "what counts respondents for more or less, and how they were sampled; figures then are weighted",
        {
            "weight": Key("text", "column of weights, a number above or at zero in every row; else each counts once"),
            "strata": Key("text", "column of strata, of each of which a sample was drawn"),
            "clusters": Key("texts", "column of sampling units, such as branches; of several stages, the first first"),
            "population": Key(
                "population",
                "how many there are to sample from: a column that says it (one a stage), a number, or sizes of strata",
            ),
            "margins": Key("margins", "column → value → share or count of the population: weights are brought to it"),
            "trim": Key("ends", "least and greatest weight with margins, as ratios to the mean: [0.3, 3]; inf is none"),
        },
    ),
    "construct": Table(
        "items meant to measure one thing: what alpha is about",
        {
            "name": Key("text", "its name", required=True),
            "items": Key("texts", "ids of its items, two at least", required=True),
        },
        many=True,
    ),
    "rule": Table(
        "what follows from a check of the data (csat check); without a rule a check only tells",
        {
            "check": Key("choice", "its name; docs/checks.md describes each", required=True, choices=CHECK_NAMES),
            "exclude": Key("yes or no", "set the rows aside that it finds, each with the reason in the ledger"),
            "block": Key("yes or no", "csat check ends with exit code 1 where it finds something"),
            "most": Key("part", "of block: which share may be found before it does, such as 0.05 (0)"),
            "threshold": Key("number", "the number of its rule, such as 0.5 for half of the median time"),
            "items": Key("whole", "the least number of items of its rule", low=2),
            "off": Key("yes or no", "do not check it"),
        },
        many=True,
    ),
    "response": Table(
        "how many were invited and what became of them: for the response rates of AAPOR",
        {
            "invited": Key("whole", "all who were invited", low=1),
            "refused": Key("whole", "who refused"),
            "not_reached": Key("whole", "who belong to the survey, and could not be reached while it ran"),
            "other": Key("whole", "who belong to the survey, and could not answer: ill, dead, another language"),
            "undeliverable": Key("whole", "whose invitation came back: of unknown eligibility"),
            "unknown": Key("whole", "others of whom nobody knows whether they belong to the survey"),
            "not_eligible": Key("whole", "who turned out not to belong to the survey"),
            "eligibility": Key("part", "which share of the unknown ones is estimated to belong (e of RR3 and RR4)"),
        },
    ),
    "target": Table(
        "what a figure is to reach; one that is missed raises an alarm (exit code 1)",
        {
            "figure": Key(
                "text", "id of the figure: overall.csat, recommend.nps@Region=North; or metric: csat", required=True
            ),
            "at_least": Key("number", "the value must be this or higher, in the unit of the figure"),
            "at_most": Key("number", "the value must be this or lower"),
        },
        many=True,
    ),
    **ANALYSIS_TABLES,
}
