"""The command: exit codes, one message for each trouble, nothing half-written, and no traceback ever."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import subprocess
import sys
import threading
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer.main

import csat
import csat.scoring
from csat import boundary, cli, flags
from csat.commands import COMMANDS, HELP
from csat.errors import MachineError

Out = tuple[int, str, str]
Run = Callable[..., Out]
SECRET = "Jane Roe said: never again"

ROWS = "".join(f"{i},{1 + min(i % 7, 4)},{i % 11},{'North' if i % 3 else 'South'}\n" for i in range(60))
TABLE = "id,Overall satisfaction,Would you recommend us,Region\n" + ROWS


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "survey.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process: exit code, stdout, stderr. No trouble may escape, or show a traceback."""

    def run(*words: str | Path) -> Out:
        monkeypatch.setattr(sys, "argv", ["csat", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        assert isinstance(left.value.code, int)
        return left.value.code, captured.out, captured.err

    return run


def one_line(err: str) -> bool:
    return err.startswith("csat: ") and err.count("\n") == 1


def process(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own, away from this folder."""
    environment = {**os.environ, "PYTHONPATH": str(Path(csat.__file__).parents[1]), **options.pop("env", {})}
    return subprocess.run([sys.executable, "-m", "csat", *map(str, words)], capture_output=True, env=environment,
                          timeout=120, **options)  # fmt: skip


# ---------------------------------------------------------------- done


def test_report(run: Run, survey: Path) -> None:
    code, out, err = run("score", survey)
    assert code == 0
    assert "Overall satisfaction" in out
    assert "55.0" in out
    assert "\x1b" not in out + err


def test_json(run: Run, survey: Path) -> None:
    code, out, _ = run("score", survey, "--json", "--by", "Region")
    assert code == 0
    body = json.loads(out)
    assert out == csat.score(survey, by=["Region"]).to_json()
    assert body["schema"].startswith("csat.record/")
    assert {"schema", "source", "plan", "ledger", "estimates", "environment"} <= set(body)
    assert body["ledger"]["read"] == 60
    assert any(e["metric"] == "nps" and e["segment"] == {"Region": "South"} for e in body["estimates"])


def test_output_files(run: Run, survey: Path, tmp_path: Path) -> None:
    code, out, _ = run("score", survey, "-o", tmp_path / "out.json", "--output", tmp_path / "out.csv", "-q")
    assert (code, out) == (0, "")
    assert (tmp_path / "out.json").read_text("utf-8") == csat.score(survey).to_json()
    table = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert len(table) == 1 + len(csat.score(survey).estimates)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.json", "survey.csv"]


def test_quiet_is_silent(run: Run, survey: Path) -> None:
    assert run("score", survey, "-q") == (0, "", "")
    code, out, err = run("score", survey, "--quiet", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)


def test_notes_reach_a_reader_of_json_too(run: Run, survey: Path) -> None:
    _, out, err = run("score", survey, "--json")
    assert json.loads(out)["notices"]
    assert "taken as the best answer" in " ".join(err.split())


def test_every_option_changes_what_it_says(run: Run, survey: Path) -> None:
    def estimates(*words: str) -> str:
        code, out, _ = run("score", survey, "--json", *words)
        assert code == 0
        return json.dumps(json.loads(out)["estimates"])

    found = [
        estimates(),
        estimates("--csat", "#3"),
        estimates("--nps", "#3", "--csat", "id", "--scale", "id=0-59"),
        estimates("--ces", "#2:ease"),
        estimates("--alpha", "All=#2,#3"),
        estimates("--scale", "#2=1-7"),
        estimates("--reverse", "Overall satisfaction"),
        estimates("--missing", "#2=1,2"),
        estimates("--missing", "2", "--scale", "#2=1-5", "--nps", "#3"),
        estimates("--by", "Region"),
        estimates("--by", "Region", "--suppress-below", "40"),
        estimates("--level", "0.9"),
    ]
    assert len(set(found)) == len(found)
    assert estimates("--encoding", "utf-8", "--header", "1", "--limit", "1 GB") == found[0]


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"csat {csat.__version__}\n", "")


def test_help_lists_every_command_in_whole_lines(run: Run) -> None:
    assert sorted(name for told in HELP.values() for name in told) == sorted(COMMANDS)
    code, shown, _ = run("--help")
    assert code == 0
    assert all(line in shown for told in HELP.values() for line in told.values())
    assert "..." not in shown.partition("COMMAND [ARGS]...")[2]
    assert max(map(len, shown.splitlines())) <= 80


def test_help_tells_every_option(run: Run) -> None:
    commands = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
    for flag in ("-h", "--help"):
        code, out, err = run("score", flag)
        assert (code, err) == (0, "")
        for parameter in commands["score"].params:
            for option in [*parameter.opts, *parameter.secondary_opts]:
                assert option in out or option == "file", option
    assert "Exit codes" in out
    code, out, _ = run("--help")
    assert code == 0
    for name in (*commands, "--version"):
        assert name in out


def test_standard_input(survey: Path) -> None:
    done = process("score", "-", "--json", input=survey.read_bytes())
    assert done.returncode == 0
    piped, filed = json.loads(done.stdout), json.loads(csat.score(survey).to_json())
    assert piped["estimates"] == filed["estimates"]
    assert (piped["source"]["name"], piped["source"]["sha256"]) == ("-", filed["source"]["sha256"])
    empty = process("score", "-", input=b"")
    assert empty.returncode == 2
    assert empty.stderr.startswith(b"csat: ")


# ---------------------------------------------------------------- the call or the data must be mended


def test_no_words_show_the_help(run: Run) -> None:
    for words in ((), ("score",)):
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert err.startswith("Usage: ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--bogus"], "--bogus"),
        (["--level", "much"], "much"),
        (["--header", "x"], "--header"),
        (["another.csv"], "another.csv"),
        (["--sheet"], "--sheet"),
        (["--weight", "nothing like it"], "The columns are"),
        (["--limit", "much"], "not a size"),
        (["--limit", ""], "not a size"),
        (["--limit", "3XB"], "not a size"),
        (["--max-memory", "much"], '--max-memory "much" is not a size'),
        (["--max-seconds", "-1"], "--max-seconds -1: give more than none"),
        (["--limit", "10"], "more than the limit of 10 bytes"),
        (["--level", "2"], "confidence level"),
        (["--suppress-below", "-1"], "--suppress-below"),
        (["--header", "0"], "--header"),
        (["--csat", "Overal satisfaction"], 'Did you mean "Overall satisfaction"?'),
        (["--by", "nothing like it"], "The columns are"),
        (["--ces", "id"], "--ces"),
        (["--alpha", "id"], "--alpha"),
        (["-o", "out.docx"], ".docx"),
        (["-o", "out"], "no suffix"),
        (["-o", "no/such/folder/out.json"], "does not exist"),
        (["-o", "."], "Output '.' is a folder"),
        (["-o", ".."], "Output '..' is a folder"),
    ],
)
def test_usage_errors_are_one_line(run: Run, survey: Path, words: list[str], said: str) -> None:
    code, out, err = run("score", survey, *words)
    assert (code, out) == (3 if "the limit" in said else 2, "")
    assert one_line(err), err
    assert said in err


def test_unknown_command(run: Run) -> None:
    code, out, err = run("skore")
    assert (code, out) == (2, "")
    assert one_line(err)
    assert "skore" in err


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("blank.csv", b"\n \n\n", "empty"),
        ("header.csv", b"id,Overall satisfaction\n", "no respondents"),
        ("words.csv", b"comment\nit was all right in the end\n", "no column looks like"),
        ("letter.docx", None, "Word"),
        ("letter.xlsx", None, "Word"),
    ],
)
def test_files_without_a_survey(run: Run, tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    path = tmp_path / name
    if content is None:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", "<w:document/>")
    else:
        path.write_bytes(content)
    before = sorted(tmp_path.iterdir())
    code, out, err = run("score", path, "-o", tmp_path / "out.json")
    assert (code, out) == (2, "")
    assert err.startswith(f"csat: {name}")
    assert said in err
    assert sorted(tmp_path.iterdir()) == before


def test_missing_file_and_folder(run: Run, survey: Path) -> None:
    code, _, err = run("score", survey.with_name("survy.csv"))
    assert code == 2
    assert one_line(err)
    assert "survey.csv" in err
    code, _, err = run("score", survey.parent)
    assert code == 2
    assert one_line(err)
    assert "folder" in err


@pytest.mark.skipif(os.name == "nt", reason="names of files hold no line breaks there")
def test_a_line_break_in_a_name_does_not_split_a_message(run: Run, survey: Path, tmp_path: Path) -> None:
    broken = tmp_path / "a\n  b.csv"
    survey.rename(broken)
    for words in (
        [broken, "--csat", "no such column"],
        [tmp_path / "a\n  c.csv"],
        [broken, "--plan", tmp_path / "x\ny"],
    ):
        code, _, err = run("score", *words)
        assert code == 2
        assert one_line(err), err
    code, _, err = run("init", broken, "-o", tmp_path / "p\n  q.toml")
    assert (code, err.count("\n")) == (0, 1)
    code, out, _ = run("score", broken)
    assert code == 0
    assert "a b.csv" in out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_no_permission(run: Run, survey: Path) -> None:
    survey.chmod(0)
    code, _, err = run("score", survey)
    assert code == 2
    assert one_line(err)
    assert "permission" in err


def test_two_columns_of_one_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("q,q\n" + "".join(f"{1 + i % 5},{5 - i % 5}\n" for i in range(30)), encoding="utf-8")
    code, _, err = run("score", path, "--csat", "q")
    assert code == 2
    assert one_line(err)
    assert "#1" in err
    assert "#2" in err
    code, out, _ = run("score", path, "--csat", "#2", "--json")
    assert code == 0
    assert [item["letter"] for item in json.loads(out)["plan"]["items"]] == ["#2"]


def test_several_lines_are_indented(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "ask.csv"
    path.write_text("How likely are you to recommend us\n" + "7\n8\n9\n10\n" * 5, encoding="utf-8")
    code, _, err = run("score", path)
    assert code == 2
    first, second = err.splitlines()
    assert first.startswith("csat: ask.csv: nothing can be scored")
    assert second.startswith("  ")
    assert "--nps" in second


def test_a_message_is_safe_for_a_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("q\x1b[31m\x07,r\u202e\n1,2\n", encoding="utf-8")
    for words in (["--csat", "\x1b]0;owned\x07"], ["--by", "x"]):
        code, _, err = run("score", path, *words)
        assert code == 2
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", err)


# ---------------------------------------------------------------- the machine, and bugs


def fails(monkeypatch: pytest.MonkeyPatch, trouble: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(csat.scoring, "score", fail)


@pytest.mark.parametrize(
    ("trouble", "code", "said"),
    [
        (MachineError("the limit is reached: --limit raises it"), 3, "--limit"),
        (MemoryError(SECRET), 3, "memory"),
        (OSError(errno.ENOSPC, SECRET), 3, "could not be written"),
        (OSError(SECRET), 3, "could not be written"),
        (RuntimeError(SECRET), 4, "RuntimeError in test_cli.py, line"),
        (ValueError(SECRET), 4, "ValueError"),
        (RecursionError(SECRET), 4, "RecursionError"),
        (EOFError(SECRET), 4, "EOFError"),
        (KeyError(SECRET), 4, "bug in csat"),
        (UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET), 4, "UnicodeDecodeError"),
        (KeyboardInterrupt(SECRET), 130, "Stopped"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_troubles(
    run: Run, survey: Path, monkeypatch: pytest.MonkeyPatch, trouble: BaseException, code: int, said: str
) -> None:
    fails(monkeypatch, trouble)
    # what is still held for stdout is dropped; the test runner's own must stay
    monkeypatch.setattr(boundary, "_drop_output", lambda: None)
    found, out, err = run("score", survey)
    assert (found, out) == (code, "")
    assert said in err
    assert "Jane" not in err
    assert one_line(err.lstrip("\n"))


def test_a_bug_without_a_place() -> None:
    assert "unknown place" in boundary._bug(RuntimeError(SECRET))


def test_interrupted_as_older_libraries_tell_it(run: Run, survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    abort = type("Abort", (RuntimeError,), {})

    def interrupted(**_: object) -> None:
        raise abort from KeyboardInterrupt()

    monkeypatch.setattr(cli, "app", interrupted)
    code, _, err = run("score", survey)
    assert code == 130
    assert "Stopped" in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("words", [[], ["--json"]])
def test_a_full_disk(survey: Path, words: list[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(csat.__file__).parents[1])}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([sys.executable, "-m", "csat", "score", str(survey), *words], stdout=full,
                              stderr=subprocess.PIPE, env=environment, timeout=120)  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.count(b"\n") == 1 or words  # with --json the notes come beside it
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes of another kind")
@pytest.mark.parametrize("words", [[], ["--json"]])
def test_a_broken_pipe_is_no_trouble(survey: Path, words: list[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(csat.__file__).parents[1])}
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run([sys.executable, "-m", "csat", "score", str(survey), *words], stdout=pipe,
                              stderr=subprocess.PIPE, env=environment, timeout=120)  # fmt: skip
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


def test_an_output_that_cannot_be_written(run: Run, survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, SECRET)

    monkeypatch.setattr(os, "fsync", full)
    target = survey.with_name("out.json")
    target.write_text("as it was", encoding="utf-8")
    code, out, err = run("score", survey, "-o", target)
    assert (code, out) == (3, "")
    assert one_line(err)
    assert target.read_text("utf-8") == "as it was"
    assert sorted(path.name for path in survey.parent.iterdir()) == ["out.json", "survey.csv"]


def test_a_pipe_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "fa.csv"
    path.write_text("رضایت کلی\n" + "۱\n۲\n۳\n۴\n۵\n" * 8, encoding="utf-8")
    done = process("score", path, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert b"40.0" in done.stdout
    machine = process("score", path, "--json", env={"PYTHONIOENCODING": "ascii"})
    assert "رضایت کلی" in machine.stdout.decode("utf-8")  # JSON is UTF-8 whatever the terminal is


# ---------------------------------------------------------------- terminals


def on_terminal(path: Path, **environment: str) -> str:
    """What a person sees on a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    base = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    base |= {
        "PYTHONPATH": str(Path(csat.__file__).parents[1]),
        "TERM": "xterm-256color",
        "COLUMNS": "100",
        **environment,
    }
    child = subprocess.Popen([sys.executable, "-m", "csat", "score", str(path)], stdout=theirs, stderr=theirs, env=base)
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 1 << 16)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert child.wait(timeout=120) == 0
    return seen.decode("utf-8")


COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|38|9[0-7]|4[0-7]|48)(?:;\d+)*m")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a pseudo-terminal that ends with its child")
def test_colour_only_where_it_is_wanted(survey: Path) -> None:
    assert COLOUR.search(on_terminal(survey))
    assert not COLOUR.search(on_terminal(survey, NO_COLOR="1"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Now:
    """A timer that does not wait."""

    def __init__(self, seconds: float, start: Callable[[], None]) -> None:
        assert seconds == 2
        self.start = start
        self.daemon = False
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


def test_a_bar_where_reading_takes_long(run: Run, survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(threading, "Timer", Now)
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    code, out, _ = run("score", survey)
    assert code == 0
    assert "reading" in screen.getvalue() or "rows read" in screen.getvalue()
    assert "Overall satisfaction" in out
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    assert run("score", survey, "-q")[0] == 0
    assert screen.getvalue() == ""


def test_no_bar_where_reading_is_quick(run: Run, survey: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", screen := Terminal())
    before = threading.active_count()
    assert run("score", survey)[0] == 0
    assert "reading" not in screen.getvalue()
    assert threading.active_count() <= before + 1


@pytest.mark.parametrize(
    ("size", "wanted"),
    [("1", 1), ("5B", 5), ("2k", 2000), ("500MB", 500 * 10**6), (" 8 gb ", 8 * 10**9), ("1T", 10**12), (None, None)],
)
def test_sizes(size: str | None, wanted: int | None) -> None:
    assert flags.size_of(size) == wanted


# ---------------------------------------------------------------- plans


def test_init_then_score(run: Run, survey: Path, tmp_path: Path) -> None:
    plan = tmp_path / "survey.toml"
    code, out, err = run("init", survey, "-o", plan, "--by", "Region")
    assert (code, out) == (0, "")
    assert err == "csat: survey.toml written: 2 items, 0 constructs.\n"
    code, out, _ = run("score", survey, "--plan", plan, "--json")
    assert code == 0
    assert json.loads(out)["estimates"] == json.loads(csat.score(survey, by=["Region"]).to_json())["estimates"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["survey.csv", "survey.toml"]


def test_init_on_the_screen(run: Run, survey: Path) -> None:
    code, out, err = run("init", survey)
    assert (code, err) == (0, "")
    assert tomllib.loads(out)["item"]


def test_init_never_writes_over_a_file_unasked(run: Run, survey: Path, tmp_path: Path) -> None:
    plan = tmp_path / "mine.toml"
    plan.write_text("mine", encoding="utf-8")
    code, _, err = run("init", survey, "-o", plan)
    assert (code, plan.read_text("utf-8")) == (2, "mine")
    assert "--force" in err
    assert one_line(err)
    assert run("init", survey, "-o", plan, "--force")[0] == 0
    assert tomllib.loads(plan.read_text("utf-8"))["item"]
    code, _, err = run("init", survey, "-o", survey, "--force")
    assert (code, survey.read_text("utf-8")) == (2, TABLE)
    assert "survey itself" in err
    assert run("init", survey, "-o", tmp_path / "no" / "p.toml")[0] == 2


def test_a_plan_beside_the_survey_is_offered_and_not_used(run: Run, survey: Path, tmp_path: Path) -> None:
    before = run("score", survey)
    (tmp_path / "survey.toml").write_text("nonsense", encoding="utf-8")
    code, out, err = run("score", survey)
    assert (code, out) == before[:2]
    assert "survey.toml lies beside the survey and was not used" in err
    assert "--plan" in err
    assert run("score", survey, "-q") == (0, "", "")
    assert "lies beside" not in run("score", survey, "--plan", tmp_path / "survey.toml")[2]


def test_every_error_of_a_plan_is_told(run: Run, survey: Path, tmp_path: Path) -> None:
    plan = tmp_path / "p.toml"
    plan.write_text('[survey]\ntitel = "x"\n\n[[item]]\ncolumn = "id"\n', encoding="utf-8")
    code, out, err = run("score", survey, "--plan", plan)
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        'csat: p.toml:2: unknown key "titel"; did you mean "title"?',
        "  p.toml:4: [[item]] has no measure: csat (top boxes), nps (0-10), ces (effort), or part (only part of a "
        "construct or an analysis).",
    ]
    assert run("score", survey, "--plan", tmp_path / "none.toml")[0] == 2


def test_schema(run: Run) -> None:
    code, out, err = run("schema")
    assert (code, err) == (0, "")
    assert json.loads(out)["properties"]["item"]["items"]["required"] == ["column", "measure"]


# ---------------------------------------------------------------- languages


def test_the_language_is_that_of_the_files_alone(run: Run, survey: Path, tmp_path: Path) -> None:
    screens: list[tuple[str, str]] = []
    files: list[list[str]] = []
    for number, language in enumerate([(), ("--language", "en"), ("--language", "fa")]):
        out = [tmp_path / f"out{number}.{kind}" for kind in ("md", "csv", "json")]
        code, *screen = run("score", survey, *language, *(word for path in out for word in ("-o", path)))
        assert code == 0
        screens.append((screen[0], screen[1]))
        files.append([path.read_text("utf-8-sig") for path in out])
    assert len(set(screens)) == 1  # the screen stays English
    assert files[0] == files[1]
    english, persian = files[1:]
    assert english[2] == persian[2]  # and so does the record
    assert all("سهم راضیان" in text for text in persian[:2])
    assert not re.search("[آ-ی]", english[0] + english[1])
    for one, other in zip(english[1].splitlines(), persian[1].splitlines(), strict=True):
        assert one.split(",")[:9] == other.split(",")[:9]  # what a program reads is the same


def test_the_plan_gives_the_language_and_the_flag_goes_before_it(run: Run, survey: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    item = '[[item]]\ncolumn = "Overall satisfaction"\nmeasure = "csat"\nscale = "1-5"\n'
    plan.write_text(f'[survey]\nlanguage = "fa"\n{item}', encoding="utf-8")
    assert run("score", survey, "--plan", plan, "-q", "-o", tmp_path / "plan.md")[0] == 0
    assert run("score", survey, "--plan", plan, "-q", "-o", tmp_path / "flag.md", "--language", "en")[0] == 0
    assert (tmp_path / "plan.md").read_text("utf-8").startswith('<div dir="rtl" lang="fa">')
    assert (tmp_path / "flag.md").read_text("utf-8").startswith("# Survey report: survey.csv")


def test_an_unknown_language_is_told_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    code, out, err = run("score", tmp_path / "nothing.csv", "--language", "de", "-o", tmp_path / "out.md")
    assert (code, out) == (2, "")
    assert err == 'csat: --language "de" is not there. Reports can be in en, fa.\n'


@pytest.mark.parametrize("command", ["score", "check", "init", "schema"])
def test_a_usage_error_names_the_help_of_its_command(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["csat", command, "--no-such-option"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert capsys.readouterr().err.endswith(f"Try csat {command} --help.\n")


def own_process(survey: Path, *words: str, **streams: object) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(csat.__file__).parents[1])}
    call = [sys.executable, "-m", "csat", "score", str(survey), *words]
    return subprocess.run(call, env=environment, timeout=120, **streams)  # type: ignore[call-overload, no-any-return]


@pytest.mark.skipif(os.name == "nt", reason="pipes of another kind")
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("words", [[], ["--json"], ["-q"]])
def test_an_alarm_stays_one_where_nobody_reads(survey: Path, words: list[str], stream: str) -> None:
    """``csat score FILE --fail-under csat=100 2>&1 | head -1``, with ``pipefail``."""
    reading, writing = os.pipe()
    os.close(reading)
    other = "stderr" if stream == "stdout" else "stdout"
    with os.fdopen(writing, "wb") as pipe:
        done = own_process(survey, *words, "--fail-under", "csat=100", **{stream: pipe, other: subprocess.PIPE})
    assert done.returncode == 1
    assert b"Traceback" not in (done.stdout or b"") + (done.stderr or b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize(("words", "code"), [([], 0), (["--fail-under", "csat=100"], 1), (["--csat", "no such"], 2)])
def test_a_log_on_a_full_disk_changes_no_exit_code(survey: Path, words: list[str], code: int) -> None:
    with Path("/dev/full").open("wb") as full:
        assert own_process(survey, *words, stdout=subprocess.PIPE, stderr=full).returncode == code


@pytest.mark.skipif(os.name == "nt", reason="a shell of another kind")
@pytest.mark.parametrize(("words", "code"), [([], 0), (["--fail-under", "csat=100"], 1), (["--csat", "no such"], 2)])
def test_closed_streams(survey: Path, tmp_path: Path, words: list[str], code: int) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(csat.__file__).parents[1])}
    kept = tmp_path / "kept.json"
    shell = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-m", "csat", "score", str(survey)]
    done = subprocess.run([*shell, "-o", str(kept), *words], env=environment, timeout=120, check=False)
    assert done.returncode == code
    assert not kept.exists() if code == 2 else kept.read_text("utf-8").startswith("{")  # no message in it
