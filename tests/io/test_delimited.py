"""Delimited text: every shape that tools write, and the messages for what cannot be read."""

from __future__ import annotations

import gzip
import io
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csat.errors import InputError, MachineError
from csat.io import open_source
from csat.io.arrival import arrive
from csat.io.delimited import read_delimited

from .conftest import TEXTS, Write, set_aside, texts

PLAIN = "id,region,csat,nps,comment\n0007,North,5,10,ok\n0008,NA,4,9,nan\n0009,South,,0,None\n"


def test_text_stays_text(csv_file: Write) -> None:
    source = open_source(csv_file(PLAIN))
    assert list(source.headers) == ["id", "region", "csat", "nps", "comment"]
    assert texts(source) == TEXTS
    assert texts(source) == TEXTS  # a second pass gives the same
    assert texts(source, [2, 0]) == [["5", "0007"], ["4", "0008"], ["", "0009"]]
    assert (source.about.delimiter, source.about.encoding, source.about.header_row) == (",", "utf-8", 1)
    assert source.about.notices == ()
    assert source.about.size == len(PLAIN)
    assert not source.whole
    assert (source.place(1, 2), source.letter(2)) == ("line 3", "#3")


@pytest.mark.parametrize("size", [800, 3000, 10_000])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_header_longer_than_the_first_look(csv_file: Write, size: int, quote: str) -> None:
    names = [f"{at} " + "how satisfied are you with this? " * 10 for at in range(size)]
    lines = [",".join(f"{quote}{name}{quote}" for name in names), *([",".join(["5"] * size)] * 3)]
    source = open_source(csv_file("\n".join(lines)))
    assert [name.strip() for name in source.headers] == [name.strip() for name in names]
    assert texts(source, [0, size - 1]) == [["5", "5"]] * 3


def test_a_first_line_without_an_end(csv_file: Write) -> None:
    with pytest.raises(InputError, match="first line is longer than 16 MB"):
        open_source(csv_file("name," * (1 << 22)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(csv_file: Write, delimiter: str, end: str) -> None:
    source = open_source(csv_file(PLAIN.replace(",", delimiter).replace("\n", end)))
    assert texts(source) == TEXTS
    assert source.about.delimiter == delimiter
    assert source.place(2, 0) == "line 4"


def test_decimal_commas_stay_text(csv_file: Write) -> None:
    source = open_source(csv_file("id;weight;csat\n1;1,5;5\n2;1,5;4\n"))
    assert texts(source) == [["1", "1,5", "5"], ["2", "1,5", "4"]]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("ID;How satisfied are you", "{i};{n},0"),
        ("ID;Satisfaction", "{i};{n},0"),
        ("ID;Satisfaction, room;Satisfaction, food", "{i};{n},0;{n},5"),
        ("ID;Satisfaction, all", "{i};{n},5"),
        ("Satisfaction;Weight, kg", "{n};{i},2"),
        ("Region;Age, satisfaction", "N;{i},{n}"),
        ("Report, first quarter\nID;Region;Satisfaction", "{i};N;{n},0"),
        ("ID;Satisfaction", "{i};{n},0;"),  # the header lacks the last delimiter
    ],
)
@pytest.mark.parametrize("count", [2, 7, 300])
def test_semicolons_with_decimal_commas_are_not_cut_at_commas(
    csv_file: Write, header: str, line: str, count: int
) -> None:
    body = "".join(line.format(i=i, n=1 + i % 5) + "\n" for i in range(count))
    source = open_source(csv_file(f"{header}\n{body}"))
    assert source.about.delimiter == ";"
    assert list(source.headers) == header.splitlines()[-1].split(";")
    assert texts(source)[1] == line.format(i=1, n=2).rstrip(";").split(";")


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("id,tools", "{i},a;b"),
        ("id,tools", "{i},{n};3"),
        ("id,tools,csat", "{i},a|b|c,{n}"),
        ("id,comment,csat", '{i},"bad; slow; cold",{n}'),
    ],
)
@pytest.mark.parametrize("count", [2, 7, 300])
def test_choices_joined_in_a_cell_do_not_cut_it(csv_file: Write, header: str, line: str, count: int) -> None:
    body = "".join(line.format(i=i, n=1 + i % 5) + "\n" for i in range(count))
    source = open_source(csv_file(f"{header}\n{body}"))
    assert (source.about.delimiter, list(source.headers)) == (",", header.split(","))


def test_sep_line(csv_file: Write) -> None:
    source = open_source(csv_file("sep=;\r\nid;csat\r\n1;5\r\n2;4\r\n"))
    assert texts(source) == [["1", "5"], ["2", "4"]]
    assert source.about.header_row == 2
    assert source.place(1, 1) == "line 4"


@pytest.mark.parametrize(
    ("encoding", "named", "said"),
    [
        ("utf-8-sig", "utf-8", ""),
        ("utf-16", "utf-16-le", ""),
        ("utf-16-le", "utf-16-le", "UTF-16-LE"),
        ("utf-16-be", "utf-16-be", "UTF-16-BE"),
        ("cp1252", "cp1252", "cp1252"),
    ],
)
def test_encodings(csv_file: Write, encoding: str, named: str, said: str) -> None:
    text = "id\tfiliale\tcsat\n1\tMünchen\t5\n2\tZürich – Süd\t4\n"
    source = open_source(csv_file(text, encoding=encoding))
    assert texts(source, [1]) == [["München"], ["Zürich – Süd"]]
    assert source.headers[0] == "id"
    assert source.about.encoding == named
    assert said in " ".join(source.about.notices)
    assert bool(said) == bool(source.about.notices)
    assert source.place(1, 1) == "line 3"


def test_persian_cp1256(csv_file: Write) -> None:
    text = "شناسه,شعبه,رضايت\n1,تهران,خوب\n2,شيراز,متوسط\n3,تبريز,ضعيف\n"
    source = open_source(csv_file(text, encoding="cp1256"))
    assert list(source.headers) == ["شناسه", "شعبه", "رضايت"]
    assert texts(source, [2]) == [["خوب"], ["متوسط"], ["ضعيف"]]
    assert "cp1256" in source.about.notices[0]


def test_persian_utf8_says_nothing(csv_file: Write) -> None:
    source = open_source(csv_file("شناسه,رضایت\n۱,خیلی خوب\n"))
    assert texts(source) == [["۱", "خیلی خوب"]]
    assert source.about.notices == ()


def test_mac_roman(csv_file: Write) -> None:
    text = "id,comment\n1,Very good\u00a0\n2,Café olé\n3,déjà vu\n4,été à Orléans\n"
    source = open_source(csv_file(text, encoding="mac_roman"))
    assert source.about.encoding == "mac_roman"
    assert texts(source, [1])[1] == ["Café olé"]


def test_encoding_given(csv_file: Write) -> None:
    path = csv_file("id,name\n1,Søren\n", encoding="cp1252")
    assert texts(open_source(path, encoding="latin-1")) == [["1", "Søren"]]
    with pytest.raises(InputError, match=r"line 2.*UTF-8"):
        open_source(path, encoding="utf-8")
    with pytest.raises(InputError, match="--encoding klingon"):
        open_source(path, encoding="klingon")


def test_a_few_wrong_bytes_are_named(csv_file: Write) -> None:
    good = "id,name\n" + "".join(f"{row},Müller\n" for row in range(50))
    with pytest.raises(InputError, match=r"line 52: .*UTF-8"):
        open_source(csv_file(good.encode() + b"50,M\xfcller\n"))


def test_nul_byte(csv_file: Write) -> None:
    with pytest.raises(InputError, match="line 3 holds a NUL byte"):
        open_source(csv_file(b"id,csat,c\n1,5,a\n2,4,b\0b\n"))


def test_ragged(csv_file: Write) -> None:
    source = open_source(csv_file('id,csat,c\n1,5,"a\nb"\n2,4\n3,3,x,y\n4,2,x\n'))
    with pytest.raises(InputError, match=r"line 4 has 2, line 5 has 4, but the header has 3 fields"):
        texts(source)


def test_trailing_delimiters(csv_file: Write) -> None:
    source = open_source(csv_file("id,csat,c\n1,5,a,\n2,4,b,\n"))
    assert texts(source) == [["1", "5", "a"], ["2", "4", "b"]]
    assert "delimiter" in source.about.notices[0]
    late = open_source(csv_file("id,csat,c\n" + "1,5,a,\n" * 300 + "2,4,b,secret\n"))
    with pytest.raises(InputError, match="line 302") as caught:
        texts(late)
    assert "secret" not in str(caught.value)
    assert texts(open_source(csv_file("id,csat,\n1,5\n2,4\n"))) == [["1", "5"], ["2", "4"]]


def test_unclosed_quote(csv_file: Write) -> None:
    with pytest.raises(InputError, match="line 3: a quote opens here"):
        open_source(csv_file('id,csat,c\n1,5,"a ""b"" c"\n2,4,"private\n3,3,x\n4,2,y\n'))
    # A lone quote inside an unquoted field is only a letter.
    assert texts(open_source(csv_file('id,csat,c\n1,5,3" pipe\n'))) == [["1", "5", '3" pipe']]


def test_quoted_line_breaks_and_places(csv_file: Write) -> None:
    source = open_source(csv_file('id,csat,c\n1,5,"a\nb, ""c""\r\nd"\n2,4,x\n\n3,3,"e\nf"\n4,1,y\n'))
    assert texts(source, [0, 2]) == [["1", 'a\nb, "c"\r\nd'], ["2", "x"], ["3", "e\nf"], ["4", "y"]]
    assert [source.place(row, 1) for row in (3, 0, 1, 2, 3)] == ["line 9", "line 2", "line 5", "line 7", "line 9"]


def test_header_with_line_break(csv_file: Write) -> None:
    source = open_source(csv_file('id,"How was\nit?",c\n1,5,x\n2,4,y\n'))
    assert list(source.headers) == ["id", "How was\nit?", "c"]
    assert texts(source) == [["1", "5", "x"], ["2", "4", "y"]]
    assert source.place(0, 1) == "line 3"


def test_repeated_and_blank_names(csv_file: Write) -> None:
    source = open_source(csv_file("q1,q1,,q1\n1,2,3,4\n"))
    assert list(source.headers) == ["q1", "q1", "", "q1"]
    assert texts(source, [3, 1]) == [["4", "2"]]


def test_blank_rows_and_repeated_header(csv_file: Write) -> None:
    source = open_source(csv_file("id,csat,c\n1,5,a\n,,\n,,\nid,csat,c\n2,4,b\n,,\n"))
    assert texts(source, [1]) == [["5"], ["4"]]
    assert set_aside(source) == {"blank row": 2, "repeated header": 1}
    assert source.place(1, 1) == "line 6"
    quoted = open_source(csv_file('"id","csat"\n"1","5"\n"",""\n"2","4"\n'))
    assert texts(quoted) == [["1", "5"], ["2", "4"]]


def test_title_lines(csv_file: Write) -> None:
    source = open_source(csv_file("Survey of the first quarter\n\nid,csat,nps\n1,5,9\n2,4,8\n"))
    assert list(source.headers) == ["id", "csat", "nps"]
    assert source.about.header_row == 3
    assert "Line 3" in source.about.notices[0]
    assert source.place(1, 1) == "line 5"


def test_header_given(csv_file: Write) -> None:
    path = csv_file("a,b\nid,csat\n1,5\n")
    assert list(open_source(path, header=2).headers) == ["id", "csat"]
    with pytest.raises(InputError, match="line 9"):
        open_source(path, header=9)
    with pytest.raises(InputError, match="counted from 1"):
        open_source(path, header=0)


def test_surveymonkey_first_row_is_the_header(csv_file: Write) -> None:
    text = "Respondent ID,Would you recommend us?,,Which do you use?,,,\n,Response,Comments:,A,B,C,Other\n1,10,,A,,,\n"
    assert open_source(csv_file(text)).headers[1] == "Would you recommend us?"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "0 bytes"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n\n\n", "empty"),
        (b"id,csat\n", "no rows"),
        (b"id,csat\n,\n,\n", "no rows"),
    ],
)
def test_nothing_to_read(csv_file: Write, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        texts(open_source(csv_file(content)))


def test_huge_fields_and_many_columns(csv_file: Write) -> None:
    comment = "x" * 300_000
    assert texts(open_source(csv_file(f"id,c\n1,{comment}\n2,y\n")))[0] == ["1", comment]
    names = ",".join(f"q{at}" for at in range(5000))
    source = open_source(csv_file(names + "\n" + ",".join(["4"] * 5000) + "\n"))
    assert len(source.headers) == 5000
    assert texts(source)[0][4999] == "4"


def test_row_longer_than_a_block(csv_file: Write) -> None:
    path = csv_file("id,c\n" + "".join(f"{row},{'x' * (10 if row < 500 else 5000)}\n" for row in range(510)))
    source = read_delimited(arrive(path, 1 << 30)[0], block_size=2000)
    assert [row[0] for row in texts(source)] == [str(row) for row in range(510)]


def test_a_pass_may_stop_early(csv_file: Write) -> None:
    path = csv_file("id,csat\n" + "1,5\n" * 20000)
    source = read_delimited(arrive(path, 1 << 30)[0], block_size=4000)
    passing = source.chunks()
    assert next(passing).rows > 0
    passing.close()  # type: ignore[attr-defined]
    assert len(texts(source)) == 20000


def test_gzip(csv_file: Write) -> None:
    packed = gzip.compress(PLAIN.encode())
    source = open_source(csv_file(packed, "survey.csv.gz"))
    assert texts(source) == TEXTS
    assert source.place(1, 0) == "line 3"
    with pytest.raises(InputError, match="damaged or incomplete"):
        open_source(csv_file(packed[:-9], "cut.csv.gz"))
    with pytest.raises(MachineError, match="--limit"):
        open_source(csv_file(gzip.compress(b"id,csat\n" + b"1,5\n" * 10000), "big.csv.gz"), limit=1000)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Standard:
        buffer = io.BytesIO(PLAIN.encode())

    monkeypatch.setattr(sys, "stdin", Standard)
    source = open_source("-")
    assert texts(source) == TEXTS
    assert source.about.name == "-"
    Standard.buffer = io.BytesIO(PLAIN.encode())
    with pytest.raises(MachineError, match="--limit"):
        open_source("-", limit=10)


FIELD = st.text(st.sampled_from('ab5,;"\n é۵ '), max_size=6)
LAST = st.text(st.sampled_from("ab5é۵"), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(LAST, FIELD, FIELD), min_size=1, max_size=40), st.integers(300, 3000))
def test_block_size_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], block: int
) -> None:
    import csv

    rows = [*rows, ("last", "5", "a full row")]  # a lone text at the end would be taken for a note
    path = tmp_path_factory.mktemp("blocks") / "survey.csv"
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("identifier", "question", "comment"), *rows])
    source = read_delimited(arrive(path, 1 << 30)[0], block_size=block)
    assert texts(source) == [list(row) for row in rows]


FEET = {
    "summary": ("Average,4,3\n", {"summary row": 1}),
    "note after a blank row": (",,\nSource: our survey tool,,\n", {"note row": 1}),
    "both": ("Mean:,4.5,3.25\n,,\n\nExported by the tool,,\n,,\n", {"summary row": 1, "note row": 1}),
    "a respondent who left early": ("R007,,\n", {}),
    "a respondent named so": ("Average,4,good\n", {}),
}


@pytest.mark.parametrize(("foot", "aside"), FEET.values(), ids=FEET)
@pytest.mark.parametrize(("rows", "block"), [(6, 0), (6, 32), (9000, 0), (9000, 4096)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_rows_below_the_last_respondent(
    csv_file: Write, foot: str, aside: dict[str, int], rows: int, block: int, encoding: str
) -> None:
    body = "".join(f"R{row:03d},{1 + row % 5},{1 + row % 3}\n" for row in range(rows))
    path = csv_file(f"id,q,r\n{body}{foot}", encoding=encoding)
    request, _ = arrive(path, 1 << 30)
    source = read_delimited(request, block)
    chunks = list(source.chunks(None))
    assert sum(chunk.rows for chunk in chunks) == rows + (0 if aside else 1)
    said = Counter[str]()
    for chunk in chunks:
        said.update(chunk.set_aside)
        assert "Average" not in chunk.columns[0].values or not aside
    assert {reason: n for reason, n in said.items() if reason != "blank row"} == aside
    assert sum("set aside" in notice for notice in source.about.notices) == len(aside)
    assert sum(chunk.rows for chunk in source.chunks([1])) == rows + (0 if aside else 1)


def test_a_row_longer_than_any_answers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("csat,note\n5,a\n4,b\n3," + "x" * 9000 + "\n2,c\n", encoding="utf-8")
    assert sum(chunk.rows for chunk in open_source(path).chunks()) == 4
    monkeypatch.setattr("csat.io.delimited._BLOCKS", (1 << 10, 1 << 12))
    with pytest.raises(InputError, match=r"row 3 of the answers is longer than 4\.1 kB") as told:
        list(open_source(path).chunks())
    assert "xxx" not in str(told.value)
