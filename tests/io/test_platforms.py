"""Every platform's layout, in CSV and in XLSX, and what must not be taken for one."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random
from typing import Any

import pytest

import csat
from csat.choices import Choices
from csat.detect import propose
from csat.errors import InputError
from csat.io import LIMIT, open_source
from csat.io.platforms import PLATFORMS, find_table, recognise
from csat.io.source import GENERIC, Layout, Source
from csat.plan import Plan
from csat.tally import Tally

from .conftest import Write, set_aside, texts
from .platform_files import EXPORTS, Export

KINDS = ("csv", "xlsx", "frame", "parquet")
# A DataFrame has no lines above its names.
CASES = [(name, kind) for name, export in EXPORTS.items() for kind in KINDS if not (export.lines and kind in KINDS[2:])]


def written(rows: list[list[Any]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


@pytest.fixture
def write(csv_file: Write, xlsx_file: Write) -> Any:
    def make(rows: list[list[Any]], kind: str) -> Any:
        if kind == "xlsx":
            return xlsx_file({"Sheet1": rows})
        path = csv_file(written(rows))
        if kind == "csv":
            return path
        import pandas

        frame = pandas.read_csv(path)
        if kind == "frame":
            return frame
        frame.to_parquet(path.with_suffix(".parquet"))
        return path.with_suffix(".parquet")

    return make


def plan_of(source: Source) -> tuple[Plan, Tally]:
    tally = Tally(Plan())
    for chunk in source.chunks(None):
        tally.count(chunk)
    letters = [source.letter(at) for at in range(len(source.headers))]
    profile = tally.profile(len(source.headers))
    return propose(source.headers, letters, profile, Choices(), lambda c, t: "a cell", source.about.layout), tally


def answers(export: Export) -> int:
    return len(export.rows) - export.lines - export.header_rows - sum(export.aside.values())


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_layout(name: str, kind: str, write: Any) -> None:
    export = EXPORTS[name]
    source = open_source(write(export.rows, kind))
    assert source.about.layout.platform == export.platform
    table = kind in ("csv", "xlsx")  # whose names are a row of it
    assert source.about.layout.header_rows == export.header_rows - (not table)
    assert len(source.headers) == len(export.rows[export.lines])
    assert source.about.header_row == (export.lines + 1 if table else None)
    assert len(texts(source)) == answers(export)
    assert set_aside(source) == export.aside
    plan, tally = plan_of(source)
    assert tally.unfinished == export.unfinished
    roles = {use.column: use.role for use in plan.uses}
    assert {at: roles[at] for at in export.roles} == export.roles
    assert [use.column for use in plan.uses if use.why == "multiple choice"] == list(export.multiple)
    scored = {item.column: item.header for item in plan.items}
    assert {at: scored.get(at) for at in export.scored} == export.scored
    assert not set(scored) - set(export.scored) - {16, 14}


def test_every_platform_has_a_layout_here() -> None:
    assert {export.platform for export in EXPORTS.values()} == set(PLATFORMS)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_figures_say_platform_and_places(name: str, kind: str, write: Any) -> None:
    export = EXPORTS[name]
    path = write(export.rows, kind)
    if export.flags and not export.multiple:
        with pytest.raises(InputError, match="nothing can be scored without a decision of yours"):
            csat.score(path)
    record = csat.score(path, **export.flags)
    assert record.source["platform"] == export.platform
    assert record.ledger["read"] == len(export.rows) - export.lines - export.header_rows
    table = kind in ("csv", "xlsx")
    assert record.source["header_rows"] == export.header_rows - (not table)
    if export.asked is not None:
        assert record.source["question_columns"] == export.asked
    assert record.ledger["scored"] == answers(export)
    assert record.source["header_row"] == (export.lines + 1 if table else None)
    told = " ".join(record.notices)
    assert ("did not finish" in told) == bool(export.unfinished)
    assert all(reason in told for reason in export.aside)


def test_answer_codes_are_read_as_the_caller_says(write: Any) -> None:
    rows = EXPORTS["limesurvey by answer codes"].rows
    for kind in ("csv", "xlsx"):
        path = write(rows, kind)
        with pytest.raises(InputError, match=r"the codes A1 to A5.*does not say what they stand for"):
            csat.score(path, csat=["sat"])
        with pytest.raises(InputError, match="the codes AO01 to AO05"):
            csat.score(path, csat=["sat"], scale=["sat=1-5"], nps=["pay"])
        rising = csat.score(path, csat=["sat", "pay"], scale=["sat=1-5", "pay=1-5"])
        falling = csat.score(path, csat=["sat"], scale=["sat=1-5"], reverse=["sat"])
        # 1 2 3 4 5 1 2 3 4
        assert rising.find("csat", "sat").counts == {"top": 3, "base": 9}
        assert rising.find("mean", "sat").value == pytest.approx(25 / 9)
        assert falling.find("csat", "sat").counts == {"top": 4, "base": 9}
        assert falling.find("mean", "sat").value == pytest.approx(6 - 25 / 9)
        pay = next(item for item in rising.ledger["items"] if item["column"] == "pay")
        assert (pay["valid"], pay["invalid"]) == (8, 1)  # -oth- is no point of the scale
        labels = rising.plan["items"][0]["labels"]
        assert labels == {f"a{point}": point for point in range(1, 6)}


def test_codes_of_groups_are_no_scale(write: Any) -> None:
    head = ["id", "submitdate", "lastpage", "startlanguage", "sex", "What is your region?", "much", "mixed"]
    rows = [
        [n, "2025-01-01 10:00:00", 3, "en", f"A{1 + n % 2}", f"A{1 + n % 4}", f"A{1 + n % 20}",
         "A1" if n % 2 else f"B{1 + n % 5}"] for n in range(40)
    ]  # fmt: skip
    plan, _ = plan_of(open_source(write([head, *rows], "csv")))
    roles = {use.header: use.role for use in plan.uses}
    assert "item" not in roles.values()
    assert (roles["sex"], roles["What is your region?"]) == ("segment", "segment")
    assert "not scored" not in (roles["much"], roles["mixed"])


def test_chunks_count_rows_set_aside_once(csv_file: Write) -> None:
    from csat.io.arrival import arrive
    from csat.io.delimited import read_delimited

    export = EXPORTS["qualtrics three rows by text"]
    header, body = export.rows[:3], export.rows[3:]
    path = csv_file(written([*header, *(body * 300), *([body[-1]] * 500)]))
    request, _ = arrive(path, LIMIT)
    source = read_delimited(request, block_size=4096)
    assert len(texts(source, [12])) == 7 * 300
    assert set_aside(source) == {"survey preview": 300, "marked as spam": 800}
    plan, tally = plan_of(source)
    assert tally.rows == 7 * 300
    assert tally.unfinished == 300
    assert sum(tally.set_aside.values()) == 300 + 800
    assert plan.items


def test_places_are_lines_of_the_file(csv_file: Write) -> None:
    export = EXPORTS["qualtrics three rows by number"]
    rows = [*export.rows[:3], export.rows[-1], *export.rows[3:6], export.rows[-2], *export.rows[6:9]]
    source = open_source(csv_file(written(rows)))
    assert len(texts(source)) == 6
    assert [source.place(row, 12) for row in range(6)] == [f"line {n}" for n in (5, 6, 7, 9, 10, 11)]


def test_cells_are_those_of_the_sheet(xlsx_file: Write) -> None:
    export = EXPORTS["qualtrics two rows"]
    rows = [list(row) for row in export.rows]
    rows[3][2] = "1"
    source = open_source(xlsx_file({"Sheet0": rows}))
    assert [source.place(row, 12) for row in range(3)] == ["cell M3", "cell M5", "cell M6"]


def test_only_tests_are_no_survey(write: Any) -> None:
    export = EXPORTS["qualtrics three rows by number"]
    rows = [*export.rows[:3], *([*row[:2], "2", *row[3:]] for row in export.rows[3:])]
    for kind in ("csv", "xlsx"):
        with pytest.raises(InputError, match=r"all rows were set aside \(9 survey test\)"):
            csat.score(write(rows, kind))


def test_headers_of_a_second_download_are_set_aside(write: Any) -> None:
    export = EXPORTS["qualtrics three rows by text"]
    for kind in ("csv", "xlsx"):
        source = open_source(write([*export.rows, *export.rows], kind))
        assert len(texts(source)) == 14
        assert set_aside(source)["repeated header"] == 3


def test_a_comment_alone_is_no_answer(write: Any) -> None:
    record = csat.score(write(EXPORTS["surveymonkey"].rows, "csv"))
    item = next(item for item in record.ledger["items"] if item["column"] == "How satisfied are you?")
    assert (item["valid"], item["blank"], item["invalid"]) == (8, 1, 0)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("0", None), ("4", None), ("16", None), ("32", None), ("48", None), ("IP Address", None), ("IP-Adresse", None),
        ("Adresse IP", None), ("Dirección IP", None), ("آدرس IP", None), ("Imported", None), ("Offline", None),
        ("1", "survey preview"), ("17", "survey preview"), ("Survey Preview", "survey preview"),
        ("Offline Survey Preview", "survey preview"), ("Umfragevorschau", "survey preview"),
        ("Aperçu de l’enquête", "survey preview"), ("Prévisualisation", "survey preview"),
        ("Vista previa de la encuesta", "survey preview"), ("Previsualización", "survey preview"),
        ("پیش‌نمایش نظرسنجی", "survey preview"), ("پیش نمایش", "survey preview"),
        ("2", "survey test"), ("Survey Test", "survey test"), ("Umfragetest", "survey test"),
        ("Test d’enquête", "survey test"), ("Prueba de encuesta", "survey test"), ("نظرسنجی آزمایشی", "survey test"),
        ("8", "marked as spam"), ("9", "marked as spam"), ("40", "marked as spam"), ("Spam", "marked as spam"),
        ("Survey Preview Spam", "marked as spam"), ("Correo no deseado", "marked as spam"),
    ],
)  # fmt: skip
def test_states_of_qualtrics(status: str, reason: str | None) -> None:
    export = EXPORTS["qualtrics three rows by text"]
    layout = recognise(export.rows)
    assert layout.aside[2](status) == reason
    assert layout.aside[10]("preview") == "survey preview"
    assert layout.aside[10]("anonymous") is None


def test_a_question_named_status_tells_no_respondents() -> None:
    names = [*_NAMES_OF_QUALTRICS, "Status"]
    rows = [names, [*names[:-1], "Your status"], [f'{{"ImportId":"{id}"}}' for id in (*_IDS_OF_QUALTRICS, "QID1")]]
    layout = recognise([*rows, ["2025-01-01", "2025-01-02", "0", "R_1", "2"]])
    assert list(layout.aside) == [2]
    assert layout.asked(names) == [4]


_NAMES_OF_QUALTRICS = ("StartDate", "EndDate", "Status", "ResponseId")
_IDS_OF_QUALTRICS = ("startDate", "endDate", "status", "_recordId")


def test_embedded_data_is_no_question(write: Any) -> None:
    export = EXPORTS["qualtrics with embedded data"]
    path = write(export.rows, "csv")
    record = csat.score(path)
    assert [item["column"] for item in record.plan["items"]] == ["Q1"]
    (before,) = [use for use in record.plan["columns"] if use["column"] == "Satisfaction before"]
    assert before["why"] == "metadata of the survey's maker, no question"
    asked = csat.score(path, csat=[before["settle"].removeprefix("--csat ").strip("'")])
    assert len(asked.plan["items"]) == 2


def test_ids_of_another_kind_tell_no_embedded_data() -> None:
    rows = [[*_NAMES_OF_QUALTRICS, "Q1"], [*_NAMES_OF_QUALTRICS, "How satisfied are you?"]]
    rows.append([f'{{"ImportId":"{id}"}}' for id in (*_IDS_OF_QUALTRICS, "Q1")])
    assert recognise([*rows, ["2025-01-01", "2025-01-02", "0", "R_1", "5"]]).beside == frozenset()


def test_a_column_is_named_by_its_question(write: Any) -> None:
    rows = EXPORTS["qualtrics two rows"].rows
    for kind in ("csv", "xlsx", "frame", "parquet"):
        path = write(rows, kind)
        named = csat.score(path, csat=["overall, how satisfied are you"], nps=["How likely are you to recommend us?"])
        assert named.to_json() == csat.score(path, csat=["Q1"], nps=["Q4"]).to_json()
        with pytest.raises(InputError, match='There is no column "How likely are you to recommend them'):
            csat.score(path, nps=["How likely are you to recommend them?"])


def test_lines_about_the_export_are_told(write: Any) -> None:
    export = EXPORTS["questionpro two rows below lines about the export"]
    for kind in ("csv", "xlsx"):
        record = csat.score(write(export.rows, kind))
        assert record.source["header_row"] == 4
        assert any(("4 was taken as the header") in notice for notice in record.notices)


def test_what_pandas_read_twice_over_is_set_aside_once(write: Any) -> None:
    export = EXPORTS["qualtrics three rows by number"]
    for kind in ("frame", "parquet"):
        source = open_source(write(export.rows, kind))
        assert len(texts(source)) == 6
        assert [source.place(row, 12) for row in (0, 5)] == ["row 3", "row 8"]
    head, body = export.rows[:3], export.rows[3:]
    last_first = [*head, *reversed(body)]
    for kind in ("frame", "parquet"):
        assert open_source(write(last_first, kind)).place(0, 12) == "row 6"


def test_a_frame_of_tests_alone_is_no_survey(write: Any) -> None:
    export = EXPORTS["qualtrics three rows by number"]
    rows = [*export.rows[:3], *([*row[:2], "2", *row[3:]] for row in export.rows[3:])]
    for kind in ("frame", "parquet"):
        with pytest.raises(InputError, match=r"all rows were set aside \(9 survey test\)"):
            csat.score(write(rows, kind))


def test_repeated_groups_are_not_respondents(xlsx_file: Write) -> None:
    members = [
        ["members.age", "satisfaction", "_index", "_parent_table_name", "_parent_index", "_submission__id"],
        *([20 + at, 1 + at % 5, at, "Survey", 1, 900] for at in range(20)),
    ]
    path = xlsx_file({"Survey": EXPORTS["kobo"].rows, "members": members})
    source = open_source(path)
    assert source.about.sheet == "Survey"
    assert any("repeated group" in notice for notice in source.about.notices)
    assert open_source(path, sheet="members").about.sheet == "members"


def test_the_header_that_is_named_begins_the_table(write: Any) -> None:
    export = EXPORTS["surveymonkey"]
    for kind in ("csv", "xlsx"):
        path = write(export.rows, kind)
        source = open_source(path, header=2)
        assert source.about.layout is GENERIC
        assert len(texts(source)) == 9
        assert open_source(path, header=1).about.layout.platform == "surveymonkey"


@pytest.mark.parametrize(
    "rows",
    [
        [["Respondent ID", "Start Date", "End Date", "Q1", ""], ["1", "2025-01-01", "2025-01-02", "5", "x"]],
        [["Respondent ID", "First Name", "Last Name", "Satisfaction"], ["1", "a", "b", "5"]],
        [["RespondentID", "Satisfaction"], ["1", "5"], ["2", "4"]],
        [["Timestamp", "Satisfaction"], ["1712000000", "5"]],
        [["ID", "Date Submitted", "Status", "Satisfaction"], ["1", "2025-01-01", "Open", "5"]],
        [["Response ID", "Date Submitted", "Status", "Satisfaction"], ["1", "2025-01-01", "Closed", "5"]],
        [["Q1. How satisfied?", "Q2. Why?", "Q3. Age", "Q4. Sex", "Q5. City", "Q6. Use"], ["5"] * 6],
        [["record_id", "satisfaction", "task_complete", "comment"], ["1", "5", "1", ""]],
        [["ID", "Name", "Email", "Satisfaction"], ["1", "a", "b", "5"]],
        [["StartDate", "EndDate", "Status", "Satisfaction"], ["2025-01-01", "2025-01-02", "1", "5"]],
        [["_id", "satisfaction"], ["1", "5"]],
        [["#", "Satisfaction"], ["1", "5"]],
    ],
)
def test_tables_that_people_make_stay_generic(rows: list[list[str]]) -> None:
    assert recognise(rows) is GENERIC


@pytest.mark.parametrize("ending", ["sav", "zsav"])
def test_an_spss_file_gives_the_words_of_its_codes(tmp_path: Path, ending: str) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    import pandas

    words = {1: "Very dissatisfied", 2: "Dissatisfied", 3: "Neutral", 4: "Satisfied", 5: "Very satisfied", 9: "N/A"}
    path = tmp_path / f"survey.{ending}"
    pyreadstat.write_sav(
        pandas.DataFrame({"v1": [2.0, 3, 4, 9, 4, 3, 2, 4, 4, 9]}),
        str(path),
        column_labels=["Overall"],
        variable_value_labels={"v1": words},
        compress=ending == "zsav",
    )
    record = csat.score(path)
    assert record.source["platform"] == "spss"
    (item,) = record.ledger["items"]
    assert (item["valid"], item["not_applicable"], item["invalid"]) == (8, 2, 0)
    assert record.find("mean", "v1").value == 3.25
    assert record.plan["items"][0]["scale"] == {"low": 1, "high": 5, "step": 1.0}
    assert (record.source["header_rows"], record.source["question_columns"]) == (0, 1)
    assert csat.score(path, csat=["Overall"]).find("mean", "v1").value == 3.25  # by the variable's label


def test_multiple_response_sets_are_no_scales(shared: Path) -> None:
    source = open_source(shared / "exports" / "spss" / "spss_alltypes_mrsets.sav")
    plan, _ = plan_of(source)
    chosen = [use.header for use in plan.uses if use.why == "multiple choice"]
    assert chosen == ["bool1", "bool2", "bool3", "ca_subvar_1", "ca_subvar_2", "ca_subvar_3"]


@pytest.mark.parametrize(
    ("names", "answers", "is_redcap"),
    [
        (["study_id", "satisfaction", "visit_complete"], ["1", "5", "2"], True),
        (["code", "satisfaction", "visit_complete", "why", "end_complete"], ["1", "5", "2", "x", "0"], True),
        (["study_id", "satisfaction", "visit_complete"], ["1", "5", "yes"], False),
        (["study_id", "visit_complete", "satisfaction"], ["1", "2", "5"], False),
        (["code", "satisfaction", "visit_complete"], ["1", "5", "2"], False),
        (["record_id", "satisfaction", "order_complete"], ["1", "5", "1"], False),
        (["record_id", "paid_complete", "satisfaction", "order_complete"], ["1", "0", "5", "1"], False),
    ],
)
def test_forms_of_redcap_end_the_file(names: list[str], answers: list[str], is_redcap: bool) -> None:
    assert (recognise([names, answers]).platform == "redcap") is is_redcap


@pytest.mark.parametrize(
    ("own", "total", "points", "feedback"),
    [
        ("ID|Startzeit|Fertigstellungszeit|E-Mail|Name", "Gesamtpunkte|Quizfeedback", "Punkte – ", "Feedback – "),
        ("ID|Hora de inicio|Hora de finalización|Correo electrónico|Nombre", "Total", "Puntos: ", "Comentarios: "),
        ("شناسه|زمان شروع|زمان تکمیل|ایمیل|نام", "امتیاز کل", "امتیاز - ", "بازخورد - "),
        ("Kimlik|Başlangıç zamanı|Tamamlanma zamanı|E-posta|Ad", "Toplam", "Alınan - ", "Yorum - "),  # by structure
    ],
)
def test_points_of_a_quiz_are_no_answers(csv_file: Write, own: str, total: str, points: str, feedback: str) -> None:
    first, second = "Satisfaction: how satisfied are you?", "Satisfaction with the staff"
    asked: list[Any] = [one for q in (first, second) for one in (q, points + q, feedback + q)]
    body: list[list[Any]] = [
        [at, "2026-01-05 10:00:00", "2026-01-05 11:00:00", "anonymous", "", *[5] * len(total.split("|")), 1 + at % 5,
         at % 5, "well done" if at else "", 5 - at % 5, 1 + at % 2, ""] for at in range(12)
    ]  # fmt: skip
    header: list[Any] = [*own.split("|"), *total.split("|"), *asked]
    record = csat.score(csv_file(written([header, *body])))
    assert record.source["platform"] == "microsoft_forms"
    assert [item["column"] for item in record.ledger["items"]] == [first, second]


def test_a_matrix_of_microsoft_forms_is_no_quiz() -> None:
    names = ["ID", "Start time", "Completion time", "Email", "Name", "Speed", "Shop: Speed", "Shop: Staff"]
    layout = recognise([names, ["1", "2026-01-05", "2026-01-05", "anonymous", "", "4", "4", "4"]])
    assert layout.platform == "microsoft_forms"
    assert not set(layout.known) & {5, 6, 7}


@pytest.mark.parametrize(
    "stamp",
    ["Sygnatura czasowa", "タイムスタンプ", "时间戳记", "Tidstämpel", "타임스탬프", "Stempel Waktu", "مهر زمان"],
)
def test_google_forms_in_more_languages(stamp: str) -> None:
    names = [stamp, "Overall satisfaction 1-5", "Wynik quizu"]
    layout = recognise([names, *(["2026/1/1 10:00:00", "4", score] for score in ("8 / 10", "10 / 10", ""))])
    assert layout.platform == "google_forms"
    assert {at: role for at, (role, _) in layout.known.items()} == {0: "date", 2: "nothing"}


_TOKENS = "qi5b4hs3yrmzhq5b4hd", "x0"
_OPTIONS = ["Price:How satisfied are you?", "Staff:How satisfied are you?"]


@pytest.mark.parametrize(
    ("platform", "names", "rows"),
    [
        ("typeform", ["How satisfied are you?", "Submitted At", "Token"], [["4", "2026-01-05", _TOKENS[0]]]),
        ("generic", ["How satisfied are you?", "Submitted At", "Token"], [["4", "2026-01-05", _TOKENS[1]]]),
        ("generic", ["How satisfied are you?", "Submitted At", "Token"], [["4", "2026-01-05", ""]]),
        ("alchemer", ["Response ID", "Status", "Date Submitted", *_OPTIONS], [["1", "Complete", "", "4", "5"]]),
        ("alchemer", ["Time Started", "Status", "Date Submitted", "Speed"], [["1", "Complete", "", "4"]]),
        ("generic", ["Response ID", "Status", "Date Submitted", "Speed", "Staff"], [["1", "Complete", "", "4", "5"]]),
        ("surveymonkey", ["RespondentID", "Speed"], [["3308895255", "4"], ["3308895256", "4"], ["3308895301", "5"]]),
        ("generic", ["RespondentID", "Speed"], [["3308895255", "4"], ["3308895256", "4"], ["3308895257", "5"]]),
        ("generic", ["RespondentID", "Speed"], [["10000000", "4"], ["10000004", "4"]]),
    ],
)
def test_tables_that_people_made_with_a_platforms_words(platform: str, names: list[str], rows: list[list[str]]) -> None:
    assert recognise([names, *rows]).platform == platform


def test_flags_of_a_person_do_not_say_who_finished(csv_file: Write) -> None:
    rows: list[list[Any]] = [
        ["cust_id", "Satisfaction", "order_complete"],
        *([at, 1 + at % 5, at % 2] for at in range(20)),
    ]
    record = csat.score(csv_file(written(rows)), csat=["Satisfaction"])
    assert record.source["platform"] == "generic"
    assert not [notice for notice in record.notices if "finish" in notice]


def test_a_next_wave_has_no_answers_of_the_platform_either(write: Any, tmp_path: Path) -> None:
    """A comment's title as an answer is none, though the plan was drafted before anybody only commented."""
    from csat.planfile.draft import draft_plan

    rows = [list(row) for row in EXPORTS["surveymonkey"].rows]
    rows[6][5] = "Satisfied"
    plan = tmp_path / "survey.toml"
    plan.write_text(draft_plan(write(rows, "csv")).text, "utf-8")
    record = csat.score(write(EXPORTS["surveymonkey"].rows, "csv"), plan=plan)
    item = next(item for item in record.ledger["items"] if item["column"] == "How satisfied are you?")
    assert (item["valid"], item["blank"], item["invalid"]) == (8, 1, 0)


def test_agreement_explained_in_the_header_is_scored() -> None:
    header = "Did we answer quickly?10 - strongly agree, 1 - strongly disagree."
    counts: list[dict[str, int]] = [{str(n): 3 for n in range(5, 11)}]
    plan = propose([header], ["A"], counts, Choices(), lambda c, t: "A2")
    assert [str(item.scale) for item in plan.items] == ["1-10"]
    bad = "I had to complain (1 - strongly disagree, 10 - strongly agree)"
    assert not propose([bad], ["A"], counts, Choices(), lambda c, t: "A2").items


def test_labels_only_at_the_ends() -> None:
    counts: list[dict[str, int]] = [{**{str(n): 4 for n in range(2, 10)}, "Strongly agree": 5, "Strongly disagree": 1}]
    plan = propose(["The staff answer quickly"], ["A"], counts, Choices(), lambda c, t: "A2")
    assert plan.items[0].labels == {"strongly agree": 10, "strongly disagree": 1}


def test_no_rows_break_a_matcher() -> None:
    rng = Random(7)
    words = sorted({str(cell) for export in EXPORTS.values() for row in export.rows for cell in row})
    for _ in range(3000):
        some = rng.sample(words, rng.randint(2, 14))
        width = rng.randint(1, 12)
        rows = [[rng.choice(some) for _ in range(rng.choice((width, width, 0, 3)))] for _ in range(rng.randint(1, 6))]
        at, layout = find_table(rows)
        assert at is None or layout.header_rows <= len(rows) - at


def test_a_rating_by_few_is_no_multiple_choice() -> None:
    headers = ["How satisfied are you? [Price]", "How satisfied are you? [Staff]"]
    layout = Layout("surveymonkey", groups=((0, 1),))
    counts: list[dict[str, int]] = [{"Satisfied": 2}, {"Very satisfied": 1, "": 1}]
    plan = propose(headers, ["A", "B"], counts, Choices(), lambda c, t: "A2", layout)
    assert all(use.why != "multiple choice" for use in plan.uses)
