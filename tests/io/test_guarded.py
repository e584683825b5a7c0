"""What becomes of a file that breaks, swells or stops its reader, and of the process that reads it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
import pyreadstat
import pytest

from csat.errors import InputError, MachineError
from csat.io import open_source, process
from csat.io.guarded import Bounds, Reading, bounds
from csat.io.request import Request

from .conftest import ROWS, TEXTS, Write, ods, ods_row, texts
from .xls_files import sheet, xls

pytestmark = pytest.mark.skipif(os.name != "posix", reason="files are read in csat's own process here")

Fake = Callable[[str], None]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Put a module in the place of calamine, for the reading process alone; ``body`` runs when it opens a file."""
    folder = tmp_path / "fake"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)

    def write(body: str) -> None:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        (folder / "python_calamine.py").write_text(
            "import os, signal, sys, time\n"
            "class PasswordError(Exception): pass\n"
            "class CalamineError(Exception): pass\n"
            f"def load_workbook(path):\n{lines}",
            "utf-8",
        )

    return write


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return xls(tmp_path / "old.xls", {"Data": sheet([["id", "csat"], ["a", 5.0]])})


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    return ods(tmp_path / "wide.ods", "".join(ods_row(*row) for row in ROWS))


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL])
def test_a_reader_that_is_killed_is_a_damaged_file(fake: Fake, old: Path, number: int) -> None:
    fake(f"os.kill(os.getpid(), {int(number)})")
    with pytest.raises(InputError, match=r"old.xls: the file is damaged or incomplete \(the library.*broke down"):
        open_source(old)


@pytest.mark.parametrize(
    "body",
    [
        "raise MemoryError",
        "bytearray(1 << 50)",
        "hoard = []\nwhile True: hoard.append(bytearray(1 << 20))",
        "os.write(2, b'memory allocation of 99 bytes failed'); os.abort()",
        "os.write(2, b'terminate called: std::bad_alloc'); os.abort()",
        "import no_such_module",
    ],
)
def test_a_limit_of_memory_is_told_with_its_option(fake: Fake, old: Path, body: str) -> None:
    fake(body)
    with pytest.raises(MachineError, match=r"old.xls: .* more memory than the limit of 300.0 MB.*--max-memory"):
        open_source(old, max_memory=300_000_000)


@pytest.mark.parametrize("ending", ["parquet", "sav"])
@pytest.mark.parametrize("limit", range(40_000_000, 400_000_000, 60_000_000))
def test_a_whole_file_is_never_called_damaged_for_want_of_memory(tmp_path: Path, ending: str, limit: int) -> None:
    frame = pandas.DataFrame({"id": [f"R{at}" for at in range(900)], "csat": [1 + at % 5 for at in range(900)]})
    path = tmp_path / f"survey.{ending}"
    if ending == "parquet":
        frame.to_parquet(path)
    else:
        pyreadstat.write_sav(frame, path)
    said = ""
    try:
        rows = sum(chunk.rows for chunk in open_source(path, max_memory=limit).chunks())
    except MachineError as told:
        rows, said = 0, str(told)
    limited = f"more memory than the limit of {limit / 1e6:.1f} MB" in said and "--max-memory" in said
    assert rows == 900 or limited


def test_a_limit_that_nothing_can_keep_is_refused(old: Path) -> None:
    with pytest.raises(InputError, match=r"^--max-memory 1.0 kB: too little to read anything. Give 32.0 MB or more.$"):
        open_source(old, max_memory=1000)


def test_where_one_reader_has_no_memory_the_lean_one_reads(fake: Fake, xlsx_file: Write) -> None:
    fake("raise MemoryError")
    assert texts(open_source(xlsx_file({"Data": ROWS}))) == TEXTS


def test_cells_that_share_a_long_text_take_no_memory_each(tmp_path: Path) -> None:
    import xlsxwriter

    long, path = "word " * 6000, tmp_path / "shared.xlsx"
    book = xlsxwriter.Workbook(path)
    written = book.add_worksheet("Data")
    for at, row in enumerate([["id", "csat", "comment"], *([at, 4, long] for at in range(9000))]):
        written.write_row(at, 0, row)
    book.close()
    source = open_source(path, max_memory=200_000_000)  # 270 MB of text, if every cell had its own
    (chunk,) = source.chunks()
    assert (chunk.rows, chunk.columns[1].values) == (9000, ["4"])
    assert chunk.columns[2].values == [long]


def test_a_limit_of_time_is_told_with_its_option(fake: Fake, old: Path, tmp_path: Path) -> None:
    fake(f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\nwhile True: pass")
    with pytest.raises(MachineError, match=r"old.xls: reading it takes longer than the limit of 2 seconds.*--max-sec"):
        open_source(old, max_seconds=2)
    assert gone(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize(
    ("number", "words"),
    [(signal.SIGXCPU, "--max-seconds"), (signal.SIGKILL, "want of memory"), (signal.SIGTERM, "ended from outside")],
)
def test_other_ends(fake: Fake, old: Path, number: int, words: str) -> None:
    fake(f"os.kill(os.getpid(), {int(number)})")
    with pytest.raises(MachineError, match=words):
        open_source(old)


def test_an_interrupt_of_the_reader_is_ours(fake: Fake, old: Path) -> None:
    fake("os.kill(os.getpid(), signal.SIGINT); time.sleep(60)")
    with pytest.raises(KeyboardInterrupt):
        open_source(old)


def test_a_bug_of_ours_is_no_damage(fake: Fake, old: Path) -> None:
    fake("raise KeyError('an answer')")
    with pytest.raises(RuntimeError, match=r"^the reading process failed$"):
        open_source(old)


def test_what_a_library_prints_stays_within(fake: Fake, old: Path, capfd: pytest.CaptureFixture[str]) -> None:
    fake("print('answer' * 50000, flush=True); os.write(2, b'answer'); raise CalamineError")
    with pytest.raises(InputError, match="cannot be read as a workbook"):
        open_source(old)
    assert capfd.readouterr() == ("", "")


def test_answers_that_are_none(old: Path) -> None:
    for words in (b"\xff" * 64, (5).to_bytes(8, "little") + b"\xff" * 5, b"", (2).to_bytes(8, "little") + b"i"):
        script = f"import sys; sys.stdout.buffer.write({words!r})"
        running = subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
        )  # fmt: skip
        with pytest.raises(InputError, match="broke down"):
            process.Process(Request(old, "old.xls", "xls"), running).ask("sheets")
        assert running.returncode is not None


def no_process(*_: object, **__: object) -> None:
    raise BlockingIOError(11, "Resource temporarily unavailable")


def test_without_a_process_the_same_is_read(
    xlsx_file: Write, old: Path, wide: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(subprocess, "Popen", no_process)
    path = xlsx_file({"Data": ROWS})
    assert texts(open_source(path)) == TEXTS == texts(open_source(wide))
    assert texts(open_source(old)) == [["a", "5"]]
    assert open_source(path).about.notices == ()
    frame = pandas.DataFrame({"id": ["a", "b", None], "csat": [5.0, 4.5, None]})
    for ending, write in ((".parquet", frame.to_parquet), (".sav", lambda to: pyreadstat.write_sav(frame, str(to)))):
        write(path.with_suffix(ending))
        assert texts(open_source(path.with_suffix(ending))) == [["a", "5"], ["b", "4.5"], ["", ""]]
    said = open_source(path, max_memory=32_000_000, max_seconds=1).about.notices
    assert [notice.split(":")[0] for notice in said] == [
        f"--max-{it} could not be kept" for it in ("memory", "seconds")
    ]
    old.write_bytes(old.read_bytes()[:1100])
    with pytest.raises(InputError, match="damaged"):
        open_source(old)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["python-broken", "uwsgi", ""])
def test_an_interpreter_that_is_none(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    broken = tmp_path / name
    if name:
        broken.write_text("#!/bin/sh\nexit 7\n")
        broken.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(broken) if name else "")
    assert texts(open_source(old)) == [["a", "5"]]


def test_a_library_that_only_the_reading_process_lacks(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import python_calamine  # noqa: F401  (here it is there)

    folder = tmp_path / "fake"
    folder.mkdir()
    (folder / "python_calamine.py").write_text("raise ImportError")
    monkeypatch.syspath_prepend(folder)
    assert texts(open_source(old)) == [["a", "5"]]


def test_bounds_follow_the_size() -> None:
    request = Request(Path("x"), "x", "xls")
    assert bounds(request, 0) == Bounds(2 << 30, 60)
    assert bounds(request, 100 << 20).memory == (2 << 30) + (1600 << 20)
    assert bounds(request, 100 << 20).seconds == 160
    asked = Request(Path("x"), "x", "xls", max_memory=7, max_seconds=8)
    assert bounds(asked, 1 << 40) == Bounds(7, 8)


def test_no_process_is_left(xlsx_file: Write) -> None:
    source = open_source(xlsx_file({"Data": ROWS}))
    reading = source.reading  # type: ignore[attr-defined]
    running = reading._process._running
    assert isinstance(reading, Reading)
    del source, reading
    assert running.returncode is not None
    assert gone(running.pid)


def test_a_far_cell_behind_a_small_declared_range(
    xlsx_file: Write, monkeypatch: pytest.MonkeyPatch, edit_part: Callable[..., Path]
) -> None:
    """A large sheet's declared range is believed at first; when its reader has no memory, the lie is what is told."""

    def stray(book: Any) -> None:
        book["Data"]["XFD1048576"] = "x"

    path = edit_part(
        xlsx_file({"Data": ROWS}, stray),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:XFD1048576"', b'ref="A1:E4"'),
    )
    monkeypatch.setattr("csat.io.sheets._AT_ONCE", 0)
    with pytest.raises(InputError, match=r'"Data" reaches to cell XFD1048576'):
        open_source(path)


def parquet_files(folder: Path, count: int) -> list[Path]:
    paths = []
    for number in range(count):
        frame = pandas.DataFrame({"id": [f"{number}-{row}" for row in range(70_000)], "q": [5, 4] * 35_000})
        paths.append(folder / f"{number}.parquet")
        frame.to_parquet(paths[-1])
    return paths


def test_passes_over_parquet_files_side_by_side(tmp_path: Path) -> None:
    first, second = (open_source(path) for path in parquet_files(tmp_path, 2))
    readings: list[Reading] = [source._reading for source in (first, second)]  # type: ignore[attr-defined]
    assert [reading._process is not None for reading in readings] == [False, True]  # of two that pause one stays
    passes = [first.chunks([0]), first.chunks([1]), second.chunks([0])]
    rows = [[chunk.rows for chunk in three] for three in zip(*passes, strict=True)]
    assert rows == [[65_536] * 3, [4_464] * 3]
    assert sum(chunk.rows for chunk in first.chunks()) == 70_000
    assert [reading._process is not None for reading in readings] == [True, False]
    abandoned = first.chunks()
    next(abandoned)
    del abandoned
    assert sum(chunk.rows for chunk in first.chunks([1])) == 70_000


def test_a_reading_that_failed_begins_again(tmp_path: Path) -> None:
    (path,) = parquet_files(tmp_path, 1)
    source = open_source(path)
    reading: Reading = source._reading  # type: ignore[attr-defined]
    assert reading._process is not None
    reading._process._running.kill()
    with pytest.raises(MachineError):
        list(source.chunks([0]))
    assert sum(chunk.rows for chunk in source.chunks([0])) == 70_000


WAITING = """
import os, time
class PasswordError(Exception): pass
def load_workbook(path):
    with open(os.environ["PID_FILE"] + ".part", "w") as file: file.write(str(os.getpid()))
    os.rename(os.environ["PID_FILE"] + ".part", os.environ["PID_FILE"])
    while True: time.sleep(0.01)
"""


@pytest.mark.parametrize("whom", ["both", "parent"])
@pytest.mark.parametrize("piped", [True, False])
def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, old: Path, whom: str, piped: bool) -> None:
    fake = tmp_path / "fake"
    temporary = tmp_path / "temporary"
    for folder in (fake, temporary):
        folder.mkdir()
    (fake / "python_calamine.py").write_text(WAITING)
    root = Path(process.__file__).parents[2]
    pid_file = tmp_path / "pid"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(fake), str(root)]), "TMPDIR": str(temporary), "PID_FILE": str(pid_file)
    }  # fmt: skip
    with old.open("rb") as survey:
        running = subprocess.Popen(
            [sys.executable, "-m", "csat", "score", "-" if piped else str(old)],
            stdin=survey, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, start_new_session=True,
            cwd=tmp_path,
        )  # fmt: skip
    while not pid_file.exists() and running.poll() is None:
        time.sleep(0.01)
    (os.killpg if whom == "both" else os.kill)(running.pid, signal.SIGINT)
    _, said = running.communicate()
    assert running.returncode == 130
    assert said.decode().strip() == "csat: Stopped; nothing was written."
    assert gone(int(pid_file.read_text()))
    assert list(temporary.iterdir()) == []


def test_the_process_ends_with_its_owner(tmp_path: Path, old: Path) -> None:
    """Even where the owner is killed and can do nothing: its end of the pipe is closed then."""
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from csat.io import process\n"
        "from csat.io.request import Request\n"
        "at = process.start(Request(Path(sys.argv[1]), 'x', 'xls'), 'workbook')\n"
        "assert at.began()\n"
        "print(at._running.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", script, str(old)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(process.__file__).parents[2])},
    )  # fmt: skip
    assert running.stdout is not None
    reader = int(running.stdout.readline())
    running.kill()
    running.communicate()
    while not gone(reader):
        time.sleep(0.01)


def test_from_standard_input(xlsx_file: Write, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    rows = [["id", "csat"], *([f"R{at}", at % 5 + 1] for at in range(40))]
    with xlsx_file({"Data": rows}).open("rb") as survey:
        done = subprocess.run(
            [sys.executable, "-m", "csat", "score", "-"], stdin=survey, capture_output=True, check=True,
            env=os.environ | {"PYTHONPATH": str(Path(process.__file__).parents[2]), "TMPDIR": str(temporary)},
        )  # fmt: skip
    assert b"40 rows read, 40 scored" in done.stdout
    assert list(temporary.iterdir()) == []


def test_two_threads_ask_one_reading(tmp_path: Path) -> None:
    (path,) = parquet_files(tmp_path, 1)
    source = open_source(path)
    counts: list[int] = []

    def count() -> None:
        counts.append(sum(chunk.rows for chunk in source.chunks([0, 1])))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [70_000] * 4


def test_a_fork_of_the_owner_leaves_the_process_alone(old: Path) -> None:
    running = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process._end(running, os.getpid() + 1)
    assert running.wait() is not None  # its input was closed, and so it ended by itself
