"""Small exports in the layouts of the platforms: the rows as they stand in the file, and what they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Rows = list[list[Any]]


@dataclass(frozen=True)
class Export:
    """Rows of an export. ``roles`` by column index; ``scored`` by index the header as the record names it."""

    platform: str
    rows: Rows
    header_rows: int = 1
    roles: dict[int, str] = field(default_factory=dict)
    multiple: tuple[int, ...] = ()
    scored: dict[int, str] = field(default_factory=dict)
    aside: dict[str, int] = field(default_factory=dict)
    unfinished: int = 0
    lines: int = 0  # lines about the export above the header
    flags: dict[str, Any] = field(default_factory=dict)  # without which nothing of it can be scored
    asked: int | None = None  # how many columns belong to a question


def ids(names: list[str], old: bool = False) -> list[str]:
    return [f"{{'ImportId': '{n}'}}" if old else f'{{"ImportId":"{n}"}}' for n in names]


def times(count: int, form: str) -> list[str]:
    return [form.format(at) for at in range(1, count + 1)]


SATISFACTION = ["Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"] * 2

_Q_NAMES = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished",
            "RecordedDate", "ResponseId", "RecipientEmail", "DistributionChannel", "UserLanguage",
            "Q1", "Q2_1", "Q2_2", "Q3_1", "Q3_2", "Q4", "Q4_NPS_GROUP", "Q5", "Q5 - Topics"]  # fmt: skip
_Q_TEXTS = ["Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)", "Finished",
            "Recorded Date", "Response ID", "Recipient Email", "Distribution Channel", "User Language",
            "Overall, how satisfied are you?", "How satisfied are you with the following? - Price",
            "How satisfied are you with the following? - Staff", "Which do you use? - Selected Choice - App",
            "Which do you use? - Selected Choice - Shop", "How likely are you to recommend us?",
            "How likely are you to recommend us? - Group", "Anything else?", "Q5 - Topics"]  # fmt: skip
_Q_IDS = ["startDate", "endDate", "status", "ipAddress", "progress", "duration", "finished", "recordedDate",
          "_recordId", "recipientEmail",
          "distributionChannel", "userLanguage", "QID1", "QID2_1", "QID2_2", "QID3_1", "QID3_2",
          "QID4", "QID4_NPS_GROUP", "QID5_TEXT", "QID5_TEXT_topics"]  # fmt: skip
_Q_ROLES = {0: "date", 2: "nothing", 3: "personal data", 4: "nothing", 5: "duration", 6: "nothing", 7: "date",
            8: "respondent id", 9: "personal data", 10: "nothing", 11: "nothing", 18: "nothing",
            20: "nothing"}  # fmt: skip


def _qualtrics(statuses: list[str], first: Any, ticked: tuple[str, str] = ("App", "Shop")) -> Rows:
    rows = []
    for at, status in enumerate(statuses):
        low, high = 1 + at % 5, 1 + (at + 2) % 5
        rows.append(
            [f"2025-01-0{at + 1} 10:00:00", f"2025-01-0{at + 1} 10:05:00", status, "10.0.0.1", 100, 300,
             "False" if at == 0 else "True", f"2025-01-0{at + 1} 10:05:01", f"R_{at}abc", "a@example.com", "anonymous",
             "EN", first[at % 5] if isinstance(first, list) else low, low, high, ticked[0] if at % 2 else "",
             "" if at % 3 else ticked[1], 10 * at % 11, 1 + at % 3, f"some words, number {at}", ""]
        )  # fmt: skip
    return rows


_STATUSES = ["IP Address"] * 7 + ["Survey Preview", "Spam"]
_V_NAMES = [f"V{at}" for at in range(1, 11)] + ["Q1", "LocationLatitude", "LocationLongitude"]
_V_TEXTS = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status",
            "StartDate", "EndDate", "Finished", "How satisfied are you?", "LocationLatitude",
            "LocationLongitude"]  # fmt: skip
_V_ROWS: Rows = [
    [f"R_{at}", "Default Response Set", "Ann", "x", "a@example.com", "10.0.0.1", "0", f"2017-07-1{at} 08:28:09",
     f"2017-07-1{at} 08:29:09", 1, 1 + at % 5, 47.1, 7.2]
    for at in range(10)
]  # fmt: skip
_E_NAMES = ["ResponseID", "ResponseSet", "IPAddress", "StartDate", "EndDate", "RecipientEmail", "Finished", "Status",
            "Q1", "Q2_1", "Q2_2"]  # fmt: skip
_E_TEXTS = [*_E_NAMES[:8], "How satisfied are you?", "Which?-App", "Which?-Shop"]
_E_IDS = ["responseId", "responseSetId", "ipAddress", "startDate", "endDate", "panel-RecipientEmail", "finished",
          "status", "QID1", "QID2-1", "QID2-2"]  # fmt: skip
_E_ROWS: Rows = [
    [f"R_{at}", "Default Response Set", "10.0.0.1", f"2016-06-1{at} 14:27:08", f"2016-06-1{at} 14:28:08", "", 1,
     2 if at == 3 else 0, 1 + at % 5, 1 if at % 2 else "", "" if at % 3 else 1]
    for at in range(9)
]  # fmt: skip

_S_FIRST = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "How satisfied are you?", "",
            "How satisfied were you with", "", "Which do you use?", "", ""]  # fmt: skip
_S_SECOND = ["", "", "", "", "", "Response", "Comments:", "Price", "Staff", "App", "Shop", "Other (please specify)"]
_S_ROWS: Rows = [
    [10000000000 + at, 400, f"01/0{at + 1}/2025 10:00:00", f"01/0{at + 1}/2025 10:05:00", "10.0.0.1",
     "Comments:" if at == 4 else SATISFACTION[at], "words of a person" if at > 3 else "", SATISFACTION[at],
     SATISFACTION[at + 1], "App" if at % 2 else "", "" if at % 3 else "Shop", ""]
    for at in range(9)
]  # fmt: skip

_QP_OWN = ["Response ID", "Response Status", "IP Address", "Timestamp (mm/dd/yyyy)", "Duplicate",
           "Time Taken to Complete (Seconds)", "Seq. Number", "External Reference", "Custom Variable 1",
           "Custom Variable 2", "Respondent Email", "Email List", "Country Code", "Region"]  # fmt: skip
_QP_ROWS: Rows = [
    [9000 + at, "Started" if at == 3 else "Terminated" if at == 5 else "Completed", "10.0.0.1",
     f"01/0{at + 1}/2025 10:00:00", 0, 0 if at == 3 else 300, 1, "", "gold" if at % 2 else "silver", "",
     "a@example.com", "customers", "IR", "Tehran"]
    for at in range(9)
]  # fmt: skip
_QP_ROLES = {0: "respondent id", 1: "nothing", 2: "personal data", 3: "date", 4: "nothing", 5: "duration",
             7: "personal data", 10: "personal data", 12: "nothing"}  # fmt: skip
SATISFIED_FA = ["کاملا راضی", "راضی", "نه راضی نه ناراضی", "ناراضی", "کاملا ناراضی"] * 2

EXPORTS: dict[str, Export] = {
    "qualtrics three rows by text": Export(
        "qualtrics", [_Q_NAMES, _Q_TEXTS, ids(_Q_IDS), *_qualtrics(_STATUSES, SATISFACTION)], 3, _Q_ROLES, (15, 16),
        {12: "Q1", 13: "Q2_1", 14: "Q2_2", 17: "Q4"}, {"survey preview": 1, "marked as spam": 1}, 1,
    ),
    "qualtrics three rows by number": Export(
        "qualtrics", [_Q_NAMES, _Q_TEXTS, ids(_Q_IDS), *_qualtrics(["0"] * 6 + ["1", "2", "8"], 1, ("1", "1"))], 3,
        _Q_ROLES, (15, 16), {12: "Q1", 13: "Q2_1", 14: "Q2_2", 17: "Q4"},
        {"survey preview": 1, "survey test": 1, "marked as spam": 1}, 1,
    ),
    "qualtrics two rows": Export(
        "qualtrics", [_Q_NAMES, _Q_TEXTS, *_qualtrics(["0"] * 9, 1, ("1", "1"))], 2, _Q_ROLES, (15, 16),
        {12: "Q1", 13: "Q2_1", 17: "Q4"}, {}, 1,
    ),
    "qualtrics legacy": Export(
        "qualtrics", [_V_NAMES, _V_TEXTS, *_V_ROWS], 2,
        {0: "respondent id", 2: "personal data", 4: "personal data", 5: "personal data", 6: "nothing", 7: "date",
         11: "personal data"},
        (), {10: "Q1"},
    ),
    "qualtrics early Insights": Export(
        "qualtrics", [_E_NAMES, _E_TEXTS, ids(_E_IDS, old=True), *_E_ROWS], 3,
        {0: "respondent id", 2: "personal data", 5: "personal data"}, (9, 10), {8: "Q1"}, {"survey test": 1},
    ),
    "surveymonkey": Export(
        "surveymonkey", [_S_FIRST, _S_SECOND, *_S_ROWS], 2,
        {0: "respondent id", 1: "nothing", 2: "date", 4: "personal data", 6: "comment", 11: "comment"}, (9, 10),
        {5: "How satisfied are you?", 7: "How satisfied were you with", 8: "Staff"},
    ),
    "surveymonkey without its own columns": Export(
        "surveymonkey", [_S_FIRST[5:], _S_SECOND[5:], *(row[5:] for row in _S_ROWS)], 2, {1: "comment"}, (4, 5),
        {0: "How satisfied are you?", 2: "How satisfied were you with", 3: "Staff"},
    ),
    "surveymonkey one row": Export(
        "surveymonkey",
        [["RespondentID", "How satisfied are you?"], *([4337954960 - at, 1 + at % 5] for at in range(9))],
        1, {0: "respondent id"}, (), {1: "How satisfied are you?"},
    ),
    "google sheet": Export(
        "google_forms",
        [["Timestamp", "Email Address", "How satisfied are you? [Price]", "How satisfied are you? [Staff]", "Which?"],
         *([f"1/{at + 1}/2025 10:04:0{at}", "a@example.com", 1 + at % 5, 1 + at % 4,
            ["App, Shop", "Shop", "App", "App, Phone", "Shop, Phone"][at % 5]] for at in range(9))],
        1, {0: "date", 1: "personal data"}, (4,),
        {2: "How satisfied are you? [Price]", 3: "How satisfied are you? [Staff]"},
    ),
    "google forms page": Export(
        "google_forms",
        [["Timestamp", "How satisfied are you?", "Which?"],
         *([f"2025/01/0{at + 1} 7:0{at}:33 AM AST", SATISFACTION[at],
            ["App;Shop", "Shop", "App", "App;Phone", "Shop;Phone"][at % 5]] for at in range(9))],
        1, {0: "date"}, (2,), {1: "How satisfied are you?"},
    ),
    "microsoft forms": Export(
        "microsoft_forms",
        [["ID", "Start time", "Completion time", "Email", "Name", "Total points", "Quiz feedback",
          "How satisfied are you?", "Points - How satisfied are you?", "Feedback - How satisfied are you?", "Which?"],
         *([at, f"1/{at + 1}/25 13:33:57", f"1/{at + 1}/25 13:36:06", "anonymous", "", 10, "", SATISFACTION[at], 5, "",
            ["App;Shop;", "Shop;", "App;", "App;Phone;", "Shop;Phone;"][at % 5]] for at in range(9))],
        1, {0: "respondent id", 1: "date", 2: "date", 3: "personal data", 4: "personal data", 5: "nothing",
            8: "nothing"}, (10,), {7: "How satisfied are you?"},
    ),
    "limesurvey by text": Export(
        "limesurvey",
        [["Response ID", "Date submitted", "Last page", "Start language", "Seed", "How satisfied are you?",
          "Which? [App]", "Which? [Shop]", "Which? [Other]", "IP address", "Total time"],
         *([at, "" if at == 2 else f"2025-01-0{at + 1} 10:00:00", 3, "en", 77 + at, SATISFACTION[at],
            "Yes" if at % 2 else "No", "N/A" if at == 5 else "No", "", "10.0.0.1", 12.5 + at] for at in range(9))],
        1, {0: "respondent id", 1: "date", 2: "nothing", 3: "nothing", 4: "nothing", 9: "personal data",
            10: "duration"}, (6, 7), {5: "How satisfied are you?"}, {}, 1,
    ),
    "limesurvey by code": Export(
        "limesurvey",
        [["id", "submitdate", "lastpage", "startlanguage", "seed", "satisfaction", "G01Q02[SQ001]", "G01Q02[SQ002]"],
         *([at, f"2025-01-0{at + 1} 10:00:00", 3, "en", 77 + at, 1 + at % 5, "Y" if at % 2 else "N", "N"]
           for at in range(9))],
        1, {0: "respondent id", 1: "date", 2: "nothing", 3: "nothing"}, (6, 7), {5: "satisfaction"},
    ),
    "limesurvey by code and text": Export(
        "limesurvey",
        [["id. Response ID", "submitdate. Date submitted", "lastpage. Last page", "age1. How old are you?",
          "sat1. How satisfied are you with your job?", "pay2. How satisfied are you with your pay?"],
         *([at, f"2025-01-0{at + 1} 10:00:00", 3, "18-24", SATISFACTION[at], SATISFACTION[at + 1]]
           for at in range(9))],
        1, {0: "respondent id", 1: "date", 2: "nothing"}, (),
        {4: "sat1. How satisfied are you with your job?", 5: "pay2. How satisfied are you with your pay?"},
    ),
    "typeform": Export(
        "typeform",
        [["#", "How satisfied are you?", "App", "Shop", "Response Type", "Start Date (UTC)", "Stage Date (UTC)",
          "Submit Date (UTC)", "Network ID"],
         *([f"bbd31ae24e{at}", 1 + at % 5, "App" if at % 2 else "", "" if at % 3 else "Shop",
            "partial" if at == 1 else "completed", f"2025-01-0{at + 1} 10:00:00", "", f"2025-01-0{at + 1} 10:00:09",
            f"ab12cd{at}"] for at in range(9))],
        1, {0: "respondent id", 4: "nothing", 5: "date", 7: "date", 8: "personal data"}, (2, 3),
        {1: "How satisfied are you?"}, {}, 1,
    ),
    "alchemer": Export(
        "alchemer",
        [["Response ID", "Time Started", "Date Submitted", "Status", "Contact ID", "Language", "SessionID", "Latitude",
          "Price:How satisfied are you with each?", "Staff:How satisfied are you with each?", "App:Which do you use?",
          "Shop:Which do you use?", "Other: what else?"],
         *([at, f"2025-01-0{at + 1} 10:00:00", f"2025-01-0{at + 1} 10:05:00", "Partial" if at == 3 else "Complete", "",
            "English", f"15_{at}", 47.1, SATISFACTION[at], SATISFACTION[at + 1], "App" if at % 2 else "",
            "" if at % 3 else "Shop", "words"] for at in range(9))],
        1, {0: "respondent id", 1: "date", 3: "nothing", 7: "personal data"}, (10, 11),
        {8: "Price:How satisfied are you with each?", 9: "Staff:How satisfied are you with each?"}, {}, 1,
    ),
    "kobo": Export(
        "kobo",
        [["start", "end", "visit/satisfaction", "visit/uses", "visit/uses/app", "visit/uses/shop", "_id", "_uuid",
          "_submission_time", "_validation_status", "_submitted_by", "_index", "_visit_gps_latitude"],
         *([f"2025-01-0{at + 1}T10:00:00", f"2025-01-0{at + 1}T10:05:00", 1 + at % 5, "app shop", 1, at % 2, 900 + at,
            f"48cc75b7-{at}", f"2025-01-0{at + 1}T10:06:00", "", "ann", at + 1, 35.7] for at in range(9))],
        1, {0: "date", 6: "respondent id", 7: "respondent id", 8: "date", 10: "personal data", 11: "nothing",
            12: "personal data"}, (3, 4, 5), {2: "visit/satisfaction"},
    ),
    "redcap raw": Export(
        "redcap",
        [["record_id", "redcap_survey_identifier", "survey_timestamp", "satisfaction", "uses___1", "uses___2",
          "survey_complete"],
         *([at, "", "[not completed]" if at == 2 else f"2025-01-0{at + 1} 10:00:00", 1 + at % 5, 1, at % 2,
            0 if at == 2 else 2] for at in range(9))],
        1, {0: "respondent id", 1: "personal data", 2: "date", 6: "nothing"}, (4, 5), {3: "satisfaction"}, {}, 1,
    ),
    "redcap labels": Export(
        "redcap",
        [["Record ID", "Survey Timestamp", "How satisfied are you?", "Which? (choice=App)", "Which? (choice=Shop)",
          "Complete?"],
         *([at, f"2025-01-0{at + 1} 10:00:00", SATISFACTION[at], "Checked", "Unchecked",
            "Incomplete" if at == 2 else "Complete"] for at in range(9))],
        1, {0: "respondent id", 1: "date", 5: "nothing"}, (3, 4), {2: "How satisfied are you?"}, {}, 1,
    ),
    "questionpro two rows below lines about the export": Export(
        "questionpro",
        [["Data Export Generated on 02/01/2025"], ["Survey ID", "1234"], ["Survey", "Customers"],
         [*_QP_OWN, "How satisfied are you?", "How satisfied were you with", "", "Which do you use?", "", "Why?"],
         [""] * 14 + ["", "Price", "Staff", "App", "Shop", ""],
         *([*row, 1 + at % 5, 1 + at % 5, 1 + (at + 1) % 5, 1 if at % 2 else "", "" if at % 3 else 1, "words of one"]
           for at, row in enumerate(_QP_ROWS))],
        2, _QP_ROLES, (17, 18), {14: "How satisfied are you?", 15: "How satisfied were you with", 16: "Staff"},
        {}, 2, lines=3, asked=6,
    ),
    "questionpro one row": Export(
        "questionpro",
        [[*_QP_OWN, "How satisfied are you?"],
         *([*row, SATISFACTION[at]] for at, row in enumerate(_QP_ROWS))],
        1, _QP_ROLES, (), {14: "How satisfied are you?"}, {}, 2, asked=1,
    ),
    "questionpro with Persian questions": Export(
        "questionpro",
        [[*_QP_OWN, "چقدر از خدمات ما راضی هستید؟"],
         *([*row, SATISFIED_FA[at]] for at, row in enumerate(_QP_ROWS))],
        1, _QP_ROLES, (), {14: "چقدر از خدمات ما راضی هستید؟"}, {}, 2, asked=1,
    ),
    "questionpro in Persian": Export(
        "questionpro",
        [["شناسه پاسخ", "وضعیت پاسخ", "آدرس IP", "مهر زمانی", "مدت زمان تکمیل (ثانیه)", "متغیر سفارشی ۱",
          "چقدر از خدمات ما راضی هستید؟"],
         *([9000 + at, "ناقص" if at == 2 else "کامل", "10.0.0.1", f"1404/02/0{at + 1} 10:00", 300, "", SATISFIED_FA[at]]
           for at in range(9))],
        1, {0: "respondent id", 1: "nothing", 2: "personal data", 3: "date", 4: "duration"}, (),
        {6: "چقدر از خدمات ما راضی هستید؟"}, {}, 1, asked=1,
    ),
    "porsline": Export(
        "porsline",
        [["شناسه پاسخ دهنده", "پاسخنامه", "نام و نام خانوادگی:", "چقدر از خدمات ما راضی هستید؟",
          "از ۰ تا ۱۰ چقدر احتمال دارد ما را به دوستان خود توصیه کنید؟", "تاریخ شروع", "تاریخ اتمام"],
         *([f"ab{at}", f"https://example.com/{at}", "نام کسی", SATISFIED_FA[at], 10 * at % 11,
            f"1404/02/0{at + 1}-10:32:16", "" if at == 4 else f"1404/02/0{at + 1}-10:40:16"] for at in range(9))],
        1, {0: "respondent id", 1: "personal data", 2: "personal data", 5: "date", 6: "date"}, (),
        {3: "چقدر از خدمات ما راضی هستید؟",
         4: "از ۰ تا ۱۰ چقدر احتمال دارد ما را به دوستان خود توصیه کنید؟"}, {}, 1, asked=3,
    ),
    "indico": Export(
        "indico",
        [["Submitter", "Submitter Email", "Submission Date", "Survey: How satisfied are you?", "Survey: Which?"],
         *(["Ann", "a@example.com", f"2025-01-0{at + 1}T10:00:00+01:00", SATISFACTION[at],
            ["App; Shop", "Shop", "App", "App; Phone", "Shop; Phone"][at % 5]] for at in range(9))],
        1, {0: "personal data", 1: "personal data", 2: "date"}, (4,), {3: "Survey: How satisfied are you?"}, asked=2,
    ),
    "limesurvey by answer codes": Export(
        "limesurvey",
        [["id", "submitdate", "lastpage", "startlanguage", "seed", "sat", "G01Q02_SQ001", "G01Q02_SQ002", "pay"],
         *([at, "" if at == 1 else f"2025-01-0{at + 1} 10:00:00", 3, "fa", 77 + at, f"A{1 + at % 5}",
            "Y" if at % 2 else "N", "N", "-oth-" if at == 2 else f"AO0{1 + at % 5}"] for at in range(9))],
        1, {0: "respondent id", 1: "date", 2: "nothing", 5: "not scored", 8: "not scored"}, (6, 7), {}, {}, 1,
        flags={"csat": ["sat"], "scale": ["sat=1-5"]}, asked=4,
    ),
    "limesurvey with underscores": Export(
        "limesurvey",
        [["Response_ID", "Date_submitted", "Last_page", "Start_language", "How_satisfied_are_you?"],
         *([at, f"2025-01-0{at + 1} 10:00:00", 3, "en", SATISFACTION[at]] for at in range(9))],
        1, {0: "respondent id", 1: "date", 2: "nothing"}, (), {4: "How_satisfied_are_you?"}, asked=1,
    ),
    "typeform without response type": Export(
        "typeform",
        [["#", "How satisfied are you?", "Start Date (UTC)", "Submit Date (UTC)", "Network ID"],
         *([f"bbd31ae24e{at}", 1 + at % 5, f"2025-01-0{at + 1} 10:00:00",
            "" if at == 8 else f"2025-01-0{at + 1} 10:00:09", f"ab12cd{at}"] for at in range(9))],
        1, {0: "respondent id", 2: "date", 3: "date", 4: "personal data"}, (), {1: "How satisfied are you?"}, {}, 1,
        asked=1,
    ),
    "qualtrics in German": Export(
        "qualtrics",
        [[*_Q_NAMES[:12], "Q1"],
         ["Anfangsdatum", "Enddatum", "Antworttyp", "IP-Adresse", "Aktueller Stand", "Dauer (in Sekunden)", "Beendet",
          "Erfassungsdatum", "Antwort-ID", "E-Mail des Empfängers", "Verteilungskanal", "Benutzersprache",
          "Wie zufrieden sind Sie?"],
         *([*row[:2], status, *row[3:6], done, *row[7:13]] for row, status, done in zip(
             _qualtrics(["0"] * 9, 1), ["IP-Adresse"] * 6 + ["Umfragevorschau", "Umfragetest", "Spam"],
             ["Falsch"] + ["Wahr"] * 8, strict=True))],
        2, {0: "date", 3: "personal data", 8: "respondent id"}, (), {12: "Q1"},
        {"survey preview": 1, "survey test": 1, "marked as spam": 1}, 1, asked=1,
    ),
    "qualtrics with embedded data": Export(
        "qualtrics",
        [[*_Q_NAMES[:6], "ResponseId", "Q1", "Satisfaction before"], [*_Q_TEXTS[:6], "Response ID", *_Q_TEXTS[12:13],
          "Satisfaction before"], ids([*_Q_IDS[:6], "_recordId", "QID1", "Satisfaction before"]),
         *([*row[:4], 60 if at == 3 else 100, row[5], row[8], row[12], 1 + at % 5]
           for at, row in enumerate(_qualtrics(["0"] * 9, 1)))],
        3, {6: "respondent id", 8: "not scored"}, (), {7: "Q1"}, {}, 1, asked=1,
    ),
    "alchemer disqualified": Export(
        "alchemer",
        [["Response ID", "Time Started", "Date Submitted", "Status", "How satisfied are you?"],
         *([at, f"2025-01-0{at + 1} 10:00:00", f"2025-01-0{at + 1} 10:05:00",
            ["Complete", "Partial", "Disqualified", "Deleted"][at % 4], 1 + at % 5] for at in range(9))],
        1, {0: "respondent id", 1: "date", 3: "nothing"}, (), {4: "How satisfied are you?"}, {"deleted response": 2}, 4,
        asked=1,
    ),
    "touchpoints": Export(
        "touchpoints",
        [["external_id", "question_1", *(f"{tone}_{driver}" for tone in ("positive", "negative")
                                         for driver in ("effectiveness", "ease", "efficiency", "other")), "question_4"],
         *([100000 + at, 1 + at % 5, 1, 0, 1, 0, 0, at % 2, 0, 0, "alright"] for at in range(9))],
        1, {0: "respondent id", 10: "comment"}, (2, 3, 4, 5, 6, 7, 8, 9), {1: "question_1"},
    ),
}  # fmt: skip
