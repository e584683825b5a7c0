"""csat report and csat render: which files there are, and when there are none."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import csat
from csat.report.folder import LISTED, Folder
from csat.report.lock import NAME

Run = Callable[..., tuple[int, str, str]]
HIDDEN = {NAME, LISTED}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - HIDDEN


def process(*words: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(csat.__file__).parents[1])}
    command = [sys.executable, "-m", "csat", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


# ---------------------------------------------------------------- what is written


def test_a_folder_has_the_record_and_the_usual_renderings(run: Run, survey: Path) -> None:
    code, out, err = run("report", survey, "-o", "out/")
    assert (code, out) == (0, "")
    assert names(Path("out")) == {"record.json", "report.html", "report.xlsx"}
    assert Path("out/record.json").read_text("utf-8") == csat.score(survey).to_json()
    assert err.endswith("csat: Wrote report.html, report.xlsx and record.json to out.\n")
    assert all(re.match("csat: (note: |Wrote )", line) for line in err.splitlines())


def test_quiet_is_silent_and_without_an_output_the_folder_is_named_by_the_survey(run: Run, survey: Path) -> None:
    assert run("report", survey, "-q") == (0, "", "")
    assert names(Path("survey-report")) == {"record.json", "report.html", "report.xlsx"}


def test_formats(run: Run, survey: Path) -> None:
    assert run("report", survey, "-o", "out", "--format", "csv, .MD,json,csv", "-q")[0] == 0
    assert names(Path("out")) == {"record.json", "report.md", "report.csv"}


def test_a_format_that_is_not_installed_is_told_first(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    code, _, err = run("report", "not-there.csv", "-o", "out/", "--format", "html,pdf")
    assert code == 2
    assert 'pip install "csat-toolkit[pdf]"' in err


def test_a_suffix_is_a_file(run: Run, survey: Path) -> None:
    assert run("report", survey, "-o", "a.md", "-o", "b.JSON", "-q") == (0, "", "")
    assert names(Path()) == {"survey.csv", "a.md", "b.JSON"}
    assert run("report", survey, "-o", "out", "-o", "c.md", "--format", "csv", "-q") == (0, "", "")
    assert names(Path("out")) == {"record.json", "report.csv"}
    assert Path("c.md").read_bytes() == Path("a.md").read_bytes()


def test_render_makes_the_same_bytes(run: Run, survey: Path) -> None:
    formats = ("--format", "html,xlsx,md,csv")
    assert run("report", survey, "--by", "Region", "-o", "out", *formats, "-q")[0] == 0
    survey.unlink()
    assert run("render", "out/record.json", "-o", "again", *formats, "-q") == (0, "", "")
    for path in Path("out").iterdir():
        assert (Path("again") / path.name).read_bytes() == path.read_bytes(), path.name
    code, out, err = run("render", "out/record.json", "-o", "one.html")
    assert (code, out, err) == (0, "", "csat: Wrote one.html.\n")
    assert Path("one.html").read_bytes() == Path("out/report.html").read_bytes()


def test_score_and_report_write_the_same(run: Run, survey: Path) -> None:
    assert run("score", survey, "-o", "a.md", "-o", "a.html", "-o", "a.csv", "-q")[0] == 0
    assert run("report", survey, "-o", "b.md", "-o", "b.html", "-o", "b.csv", "-q")[0] == 0
    for suffix in ("md", "html", "csv"):
        assert Path(f"a.{suffix}").read_bytes() == Path(f"b.{suffix}").read_bytes()


def test_a_set_replaces_the_one_before(run: Run, survey: Path) -> None:
    Path("out").mkdir()
    Path("out/report.pdf").write_text("somebody's own")
    run("report", survey, "-o", "out", "--format", "html,md,csv", "-q")
    code, _, err = run("report", survey, "-o", "out", "--format", "md")
    assert "Removed" not in err
    assert names(Path("out")) == {"record.json", "report.md", "report.html", "report.csv", "report.pdf"}
    code, _, err = run("report", survey, "-o", "out", "--format", "md", "--level", "0.9")
    assert code == 0
    assert "csat: Removed report.csv and report.html, which belonged to an earlier record.\n" in err
    assert names(Path("out")) == {"record.json", "report.md", "report.pdf"}


@pytest.mark.parametrize(("digits", "shown"), [("latin", "95"), ("persian", "۹۵")])
def test_digits(run: Run, survey: Path, digits: str, shown: str) -> None:
    assert run("report", survey, "-o", "a.md", "--language", "fa", "--digits", digits, "-q") == (0, "", "")
    written = Path("a.md").read_text("utf-8")
    assert shown in written
    assert bool(re.search("[۰-۹]", written)) == (digits == "persian")
    run("report", survey, "-o", "a.json", "-q")
    assert run("render", "a.json", "-o", "b.md", "--language", "fa", "--digits", digits, "-q") == (0, "", "")
    assert Path("b.md").read_text("utf-8") == written


# ---------------------------------------------------------------- alarms


def test_a_target_that_is_not_met_is_told_and_the_set_is_there(run: Run, survey: Path) -> None:
    code, out, err = run("report", survey, "-o", "out", "--fail-under", "csat=99", "--fail-under", "nps=-100", "-q")
    assert (code, out) == (1, "")
    assert err.startswith("csat: survey.csv: target: overall_satisfaction.csat is ")
    assert err.endswith("not met (n = 90); at least 99 was wanted.\n")
    assert err.count("\n") == 1
    assert names(Path("out")) == {"record.json", "report.html", "report.xlsx"}
    record = json.loads(Path("out/record.json").read_text("utf-8"))
    assert [target["state"] for target in record["targets"]] == ["not met", "met"]
    assert run("score", survey, "--fail-under", "csat=99", "-q") == (1, "", err)


def test_few_answers_are_an_outcome_of_their_own(run: Run, survey: Path) -> None:
    survey.write_text("".join(survey.read_text("utf-8").splitlines(keepends=True)[:21]), "utf-8")
    code, _, err = run("report", survey, "-o", "out", "--format", "md", "--fail-under", "nps=-100", "-q")
    assert code == 1
    assert re.search(r"is [-+.\d]+, too few answers to judge \(n = 20\); at least -100 was wanted", err)


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "no/such/out"], "its folder '.*' does not exist"),
        (["-o", "out.docx"], r"'\.docx' is not a format"),
        (["-o", "one", "-o", "two"], "Two folders"),
        (["-o", "out", "--format", "docx"], "docx.* is not known"),
        (["-o", "a.md", "--format", "md"], "--format says what a folder gets"),
        (["-o", "survey.csv"], "is the survey itself"),
        (["-o", "survey.csv/"], "is not a folder"),
        (["-o", "out", "--timeout", "0"], "--timeout"),
        (["-o", "out", "--timeout", "nan"], "--timeout"),
        (["-o", "out", "--digits", "roman"], "latin or persian"),
        (["-o", "out", "--language", "en", "--digits", "persian"], "in Persian"),
        (["-o", "out", "--fail-under", "csat"], "FIGURE=VALUE"),
        (["-o", "out", "--fail-under", "cst=1"], "Did you mean"),
        (["-o", "out", "--by", "nothing"], "no column"),
        (["-o", "plan.md", "--plan", "plan.md"], "what the report is made by"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(run: Run, survey: Path, words: list[str], said: str) -> None:
    Path("plan.md").write_text("# a plan", "utf-8")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    code, out, err = run("report", survey, *words)
    assert (code, out) == (2, "")
    assert re.search(said, err), err
    assert err.count("\n") == 1
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


def test_render_needs_a_record_and_a_place(run: Run, survey: Path) -> None:
    assert run("render", survey, "-o", "out")[0] == 2
    assert run("render", "nothing.json", "-o", "out")[0] == 2
    assert not Path("out").exists()
    run("score", survey, "-o", "a.json", "-q")
    assert "Say where" in run("render", "a.json")[2]
    assert "what the report is made by" in run("render", "a.json", "-o", "a.json")[2]


def test_what_is_no_file_of_ours_is_never_replaced(run: Run, survey: Path) -> None:
    Path("out/report.html").mkdir(parents=True)
    code, _, err = run("report", survey, "-o", "out", "-q")
    assert code == 2
    assert "is not a file but a folder" in err
    assert names(Path("out")) == {"report.html"}


@pytest.mark.skipif(sys.platform == "win32", reason="links are a POSIX matter")
@pytest.mark.parametrize("name", ["report.html", "record.json", NAME])
def test_a_set_never_writes_through_a_link(run: Run, survey: Path, name: str) -> None:
    Path("out").mkdir()
    Path("secret").write_text("mine")
    Path("out", name).symlink_to("../secret")
    code, _, err = run("report", survey, "-o", "out", "-q")
    assert code == 2
    assert "is a link" in err
    assert Path("secret").read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="links are a POSIX matter")
def test_a_folder_may_be_a_link(run: Run, survey: Path) -> None:
    Path("real").mkdir()
    Path("out").symlink_to("real")
    assert run("report", survey, "-o", "out", "-q") == (0, "", "")
    assert names(Path("real")) == {"record.json", "report.html", "report.xlsx"}


def test_the_survey_in_the_folder_is_not_replaced(run: Run, survey: Path) -> None:
    Path("out").mkdir()
    survey.rename("out/report.csv")
    code, _, err = run("report", "out/report.csv", "-o", "out", "--format", "csv", "-q")
    assert code == 2
    assert "is the survey itself" in err


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are a POSIX matter")
def test_permissions_stay_and_private_files_are_private(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        with Folder(tmp_path / "out") as folder:
            folder.put({"report.md": b"1", "record.json": b"1"}, {})
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.path.iterdir()}
            assert modes["report.md"] == modes["record.json"] == 0o644
            (folder.path / "report.md").chmod(0o640)
            folder.put({"report.md": b"2", "record.json": b"2"}, {})
            assert stat.S_IMODE((folder.path / "report.md").stat().st_mode) == 0o640
            folder.put({"report.md": b"3", "record.json": b"3"}, {}, private=True)
            for name in ("report.md", "record.json"):
                assert stat.S_IMODE((folder.path / name).stat().st_mode) == 0o600
    finally:
        os.umask(mask)


# ---------------------------------------------------------------- two at once, and time


def test_another_run_is_refused_at_once(run: Run, survey: Path) -> None:
    with Folder("out"):
        done = process("report", survey, "-o", "out", "-q")
    assert (done.returncode, done.stdout) == (3, "")
    assert "Another csat run is writing to 'out'; nothing was changed." in done.stderr
    assert not Path("out").exists()  # nothing came of it, so the folder that was made for it went


def test_the_time_of_waiting_counts(run: Run, survey: Path) -> None:
    with Folder("out") as folder:
        folder.put({"record.json": b"1"}, {})
        begun = time.monotonic()
        done = process("report", survey, "-o", "out", "-q", "--wait", "--timeout", "1.5")
        assert time.monotonic() - begun > 1.5
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr == "csat: Stopped after 1.5 seconds (--timeout); nothing was changed.\n"
    assert names(Path("out")) == {"record.json"}
    assert Path("out/record.json").read_bytes() == b"1"


def test_time_that_ends_while_reading_leaves_no_folder(survey: Path) -> None:
    done = process("report", survey, "-o", "out", "-q", "--timeout", "0.001")
    assert done.returncode == 3
    assert done.stderr == "csat: Stopped after 0.001 seconds (--timeout); nothing was changed.\n"
    assert not Path("out").exists()


def test_enough_time_is_no_matter(run: Run, survey: Path) -> None:
    assert run("report", survey, "-o", "out", "-q", "--timeout", "600", "--wait") == (0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are a POSIX matter")
def test_a_full_disk_leaves_the_set_before(survey: Path) -> None:
    first = process("report", survey, "-o", "out", "-q")
    assert first.returncode == 0
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    limited = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)); sys.argv[0] = 'csat'; "
        "from csat.cli import start; start()"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(csat.__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", limited, "report", str(survey), "-o", "out", "-q", "--level", "0.9"]
    full = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (full.returncode, full.stdout) == (3, "")
    assert re.fullmatch(r"csat: Output 'out' was not written: file too large\. .*nothing was changed\.\n", full.stderr)
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before
    assert process("report", survey, "-o", "out", "-q", "--level", "0.9").returncode == 0
    assert '"level": 0.9' in Path("out/record.json").read_text("utf-8")


def test_a_disk_that_fills_up_leaves_the_set_before(survey: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    small = ["-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)]
    if mount is None or subprocess.run([mount, *small], capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here: that takes root")
    try:
        assert process("report", survey, "-o", disk / "out", "-q", "--format", "md").returncode == 0
        before = {path.name: path.read_bytes() for path in (disk / "out").iterdir()}
        (disk / "rest").write_bytes(bytes(shutil.disk_usage(disk).free - 60_000))
        full = process("report", survey, "-o", disk / "out", "-q", "--level", "0.9", "--format", "html,md,csv")
        assert (full.returncode, full.stdout) == (3, "")
        assert "no space left on device. Free some space or give another place; nothing was changed." in full.stderr
        assert {path.name: path.read_bytes() for path in (disk / "out").iterdir()} == before
        (disk / "rest").unlink()
        assert process("report", survey, "-o", disk / "out", "-q", "--level", "0.9", "--format", "md").returncode == 0
    finally:
        subprocess.run(["umount", disk], check=True)


# ---------------------------------------------------------------- a report for each value


def test_each_value_has_a_report_in_the_same_set(run: Run, survey: Path) -> None:
    text = survey.read_text("utf-8")
    survey.write_text(text.replace("North", "../../North").replace("South", "تهران"), "utf-8")
    code, out, err = run("report", survey, "-o", "out", "--each", "Region", "--format", "md")
    assert (code, out) == (0, "")
    assert "csat: Made a report for 2 values of Region, in a folder each.\n" in err
    assert names(Path("out")) == {"record.json", "report.md", "North", "تهران"}
    assert names(Path("out/North")) == names(Path("out/تهران")) == {"record.json", "report.md"}
    assert run("render", "out/North/record.json", "-o", "a.md", "-q") == (0, "", "")
    assert Path("a.md").read_bytes() == Path("out/North/report.md").read_bytes()
    assert run("verify", "out/North/record.json", "--data", survey)[0] == 0
    code, _, err = run("report", survey, "-o", "out", "--format", "md", "--level", "0.9")
    assert "Removed North/report.md, North/record.json" in err
    assert names(Path("out")) == {"record.json", "report.md"}


def test_values_with_few_answers_have_no_report_and_it_is_told(run: Run, survey: Path) -> None:
    with survey.open("a", encoding="utf-8") as file:
        file.write("5,10,East\n" * 3 + "4,9,West\n" * 9)
    code, _, err = run("report", survey, "-o", "out", "--each", "Region", "--format", "md")
    assert code == 0
    assert "csat: Made no report for 2 values of Region: figures of it are withheld.\n" in err
    assert names(Path("out")) == {"record.json", "report.md", "North", "South"}


@pytest.mark.parametrize(
    ("words", "said"),
    [(["-o", "a.md"], "need a folder"), (["-o", "out", "--by", "Region:month"], "month|dates|period|day")],
)
def test_each_needs_a_folder_and_a_column_of_names(run: Run, survey: Path, words: list[str], said: str) -> None:
    code, _, err = run("report", survey, "--each", "Region", *words)
    assert code == 2
    assert re.search(said, err)


@pytest.mark.parametrize("name", ["record.json", "report.html"])
def test_a_set_never_replaces_the_plan(run: Run, survey: Path, name: str) -> None:
    assert run("init", survey, "-o", "survey.toml")[0] == 0
    Path("out").mkdir()
    plan = Path("out", name)
    plan.write_bytes(Path("survey.toml").read_bytes())
    code, _, err = run("report", survey, "--plan", plan, "-o", "out/", "-q")
    assert code == 2
    assert f"Output '{name}' is what the report is made by" in err
    assert plan.read_bytes() == Path("survey.toml").read_bytes()
    assert names(Path("out")) == {name}


@pytest.mark.parametrize("path", ["", " "])
def test_an_empty_output_is_not_the_current_folder(run: Run, survey: Path, path: str) -> None:
    """``-o "$OUT"`` where the variable is not set."""
    code, _, err = run("report", survey, "-q", "-o", path)
    assert code == 2
    assert "-o is empty" in err
    assert names(Path()) == {"survey.csv"}


@pytest.mark.parametrize("path", ["x" * 300, "x" * 300 + "/", "x" * 300 + ".html"])
def test_a_name_that_is_too_long_for_the_machine(run: Run, survey: Path, path: str) -> None:
    code, _, err = run("report", survey, "-q", "-o", path)
    assert code == 3
    assert re.fullmatch("csat: Output 'x+(\\.html)?' was not written: file name too long. Give another place.*\n", err)


@pytest.mark.parametrize("command", ["report", "score"])
@pytest.mark.parametrize(
    ("seconds", "code"), [("", 0), ("1760000000", 0), ("today", 2), ("1.5", 2), ("99999999999999999", 2)]
)
def test_a_clock_that_is_none(survey: Path, command: str, seconds: str, code: int) -> None:
    """Libraries read it too, and break."""
    environment = {**os.environ, "PYTHONPATH": str(Path(csat.__file__).parents[1]), "SOURCE_DATE_EPOCH": seconds}
    words = [sys.executable, "-m", "csat", command, "survey.csv", "-q"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)
    said = "csat: SOURCE_DATE_EPOCH must be a whole number of seconds since 1970, or not be set.\n"
    assert (done.returncode, done.stderr) == (code, said if code else "")


# ---------------------------------------------------------------- a staged set that somebody else made

ELSEWHERE = "elsewhere"


def ready(order: object, **links: str) -> Path:
    """A folder with a staged set of that order, and these links in it to another folder that has a file."""
    Path(ELSEWHERE).mkdir(exist_ok=True)
    Path(ELSEWHERE, "report.html").write_text("private")
    folder = Path("out")
    (folder / ".csat.ready").mkdir(parents=True)
    (folder / ".csat.ready" / "order.json").write_text(order if isinstance(order, str) else json.dumps(order))
    for name, place in links.items():
        at = folder / place / name
        at.parent.mkdir(parents=True, exist_ok=True)
        at.symlink_to(Path(ELSEWHERE).resolve())
    return folder


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize(
    ("order", "links"),
    [
        ({"new": ["report.html"], "gone": [], "before": []}, {"new": ".csat.ready"}),
        ({"new": ["a/report.html"], "gone": [], "before": []}, {"a": ".csat.ready/new"}),
        ({"new": ["a/report.html"], "gone": [], "before": []}, {"a": ""}),
        ({"new": [], "gone": ["a/report.html"], "before": []}, {"a": ""}),
    ],
    ids=["new", "folder of new", "folder", "gone"],
)
def test_no_file_of_another_folder_is_moved_or_removed(
    run: Run, survey: Path, order: dict[str, list[str]], links: dict[str, str]
) -> None:
    folder = ready(order, **links)
    code, _, err = run("report", survey, "-o", folder, "-q")
    assert code == 2
    assert "is a link. Remove it." in err
    assert Path(ELSEWHERE, "report.html").read_text() == "private"


@pytest.mark.parametrize(
    "order",
    [
        "[]",
        "[" * 100_000,
        '{"new": null, "gone": [], "before": []}',
        '{"new": [1], "gone": [], "before": []}',
        '{"new": [".csat.lock"], "gone": [], "before": []}',
        '{"new": [], "gone": ["../survey.csv"], "before": []}',
        '{"new": [], "gone": ["a\\u0000b"], "before": []}',
    ],
    ids=lambda order: order[:40],
)
def test_an_order_that_csat_did_not_write(run: Run, survey: Path, order: str) -> None:
    folder = ready(order)
    code, _, err = run("report", survey, "-o", folder, "-q")
    assert (code, names(folder)) == (3, {".csat.ready"})
    assert err == "csat: Output 'out': .csat.ready in it is damaged. Remove it, and start again.\n"
    assert survey.exists()


@pytest.mark.parametrize("listed", ["[" * 100_000, '[".csat.lock", "../survey.csv", "survey.csv/.."]', "7"], ids=len)
def test_a_list_that_csat_did_not_write_removes_nothing(run: Run, survey: Path, listed: str) -> None:
    Path("out").mkdir()
    Path("out", LISTED).write_text(listed)
    code, _, err = run("report", survey, "-o", "out")
    assert code == 0
    assert "Removed" not in err
    assert Path("out", NAME).exists()
