"""The HTML report in a real browser: what it asks for, what it runs, where its columns stand, what does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import csat
from csat.report.html import render
from csat.report.language import languages, read_language
from csat.results import Record
from tests.report.browser import CHROMIUM, Browser
from tests.report.conftest import LONG, PERSIAN, build_record
from tests.report.test_markdown import NASTY, survey

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
HOSTILE = ROOT.parent / "shared" / "hostile"
CODES = languages()

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as running:
        yield running


def written(folder: Path, record: Record, code: str) -> Path:
    file = folder / f"{code}.html"
    file.write_bytes(render(record, read_language(code)))
    return file


def assert_quiet(browser: Browser, file: Path) -> None:
    """No word on the console, no breach of the policy, no dialog, no request but for the page and its own font."""
    assert browser.told("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown") == []
    assert browser.told("Audits.issueAdded", "Page.javascriptDialogOpening") == []
    asked = [event["request"]["url"] for event in browser.told("Network.requestWillBeSent")]
    assert [url for url in asked if not url.startswith("data:font/woff2;")] == [file.as_uri()]
    assert browser.ask("document.querySelectorAll('script,iframe,img,object,embed,link,form,input,base').length") == 0


def test_the_watch_itself_sees_what_is_wrong(browser: Browser, tmp_path: Path) -> None:
    made = render(build_record(), read_language("en")).decode()
    bad = "<p style='color:red'>x<img src=http://127.0.0.1:9/x.png><script>console.log('run')</script>"
    file = tmp_path / "bad.html"
    file.write_text(made.replace("<main id=main>", f"<main id=main>{bad}"), "utf-8")
    browser.open(file)
    told = " ".join(event["entry"]["text"] for event in browser.told("Log.entryAdded"))
    assert all(f"violates the following Content Security Policy directive: \"{name}" in told or name in told
               for name in ("style-src", "img-src", "script-src"))  # fmt: skip
    assert browser.ask("getComputedStyle(document.querySelector('main p')).color") != "rgb(255, 0, 0)"
    with pytest.raises(AssertionError):
        assert_quiet(browser, file)


@cache
def hotel() -> Record:
    return csat.score(EXAMPLES / "hotel" / "survey.xlsx", by=["Hotel"])


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("name", "width"), [("hotel", 320), ("hotel", 375), ("hotel", 1280), ("long", 375), ("hostile", 375)]
)
def test_a_page_is_quiet_and_never_scrolls_sideways(
    browser: Browser, tmp_path: Path, name: str, width: int, code: str
) -> None:
    made: dict[str, Callable[[], Record]] = {
        "hotel": hotel,
        "long": lambda: build_record(LONG, by={"Region": ["x" * 300, "a b " * 60]}, not_scored=["y" * 400]),
        "hostile": lambda: survey(NASTY),
    }
    record = made[name]()
    file = written(tmp_path, record, code)
    browser.open(file, width=width, dark=width == 375)
    assert_quiet(browser, file)
    wide, room = browser.ask("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
    # and nothing is cut off but what scrolls in its own box
    outside = browser.ask(
        "[...document.querySelectorAll('main *, header *, nav *')].filter(e => !e.closest('.x,svg,nav ol') && "
        "(r => r.width && (r.left < -1 || r.right > innerWidth + 1))(e.getBoundingClientRect())).length"
    )
    assert outside == 0
    broken = browser.ask(
        "[...document.querySelectorAll('svg[role] text')].filter(t => t.getClientRects().length && "
        "((r, s) => r.left < s.left - 2 || r.right > s.right + 2)"
        "(t.getBoundingClientRect(), t.ownerSVGElement.getBoundingClientRect())).map(t => t.textContent)"
    )
    assert broken == []


@pytest.mark.parametrize("code", CODES)
def test_the_hostile_files_are_inert(browser: Browser, tmp_path: Path, code: str) -> None:
    if not HOSTILE.is_dir():
        pytest.skip("shared data absent")
    for source in sorted(HOSTILE.glob("inject_*.csv")):
        file = written(tmp_path, csat.score(source), code)
        browser.open(file)
        assert_quiet(browser, file)


@pytest.mark.parametrize("code", CODES)
def test_columns_stand_in_reading_order(browser: Browser, tmp_path: Path, code: str) -> None:
    browser.open(written(tmp_path, build_record(PERSIAN), code))
    places = browser.ask(
        "[...document.querySelector('table').rows[0].cells].map(cell => cell.getBoundingClientRect().left)"
    )
    assert places == sorted(places, reverse=code == "fa")
    assert len(places) >= 4
    # the label of a chart begins where the line does, its value stands at the end
    label, value = browser.ask(
        "(svg => [svg.querySelector('text:not(.n)'), svg.querySelector('.h')]"
        ".map(t => t.getBoundingClientRect().left))(document.querySelector('svg[role=img]'))"
    )
    assert (label < value) == (code == "en")


@pytest.mark.parametrize("code", CODES)
def test_signed_numbers_keep_their_sign_before_them(browser: Browser, tmp_path: Path, code: str) -> None:
    browser.open(written(tmp_path, build_record(PERSIAN), code))
    signs = browser.ask(
        "[...document.querySelectorAll('[data-f]')].filter(e => /^[+\u2212-]/.test(e.textContent)).map(e => {"
        "const r = document.createRange(), t = e.firstChild; const at = (a, b) => {"
        "r.setStart(t, a); r.setEnd(t, b); return r.getBoundingClientRect().left};"
        "return at(0, 1) < at(1, 2)})"
    )
    assert signs
    assert all(signs)


def test_persian_is_set_in_the_font_that_comes_with_it(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, build_record(PERSIAN), "fa"))
    assert browser.ask("document.fonts.check('16px Vazirmatn', 'سلام')")
    assert browser.ask("[...document.fonts].map(f => f.status)") == ["loaded"]


def test_the_keyboard_reaches_the_text_and_every_box_that_scrolls(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, build_record(), "en"), width=375)
    first = ""
    for _ in range(2):  # the skip link is the first stop, and is seen while it has the focus
        key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
        browser.call("Input.dispatchKeyEvent", type="keyDown", **key)
        browser.call("Input.dispatchKeyEvent", type="keyUp", **key)
        first = first or browser.ask(
            "document.activeElement.className + (document.activeElement.getBoundingClientRect().top >= 0)"
        )
    assert first == "skiptrue"
    assert browser.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    unreached = browser.ask(
        "[...document.querySelectorAll('.x')].filter(b => b.scrollWidth > b.clientWidth + 1 && b.tabIndex < 0).length"
    )
    assert unreached == 0


def test_light_and_dark(browser: Browser, tmp_path: Path) -> None:
    file = written(tmp_path, build_record(), "en")
    seen = []
    for dark in (False, True):
        browser.open(file, dark=dark)
        seen.append(browser.ask("getComputedStyle(document.body).backgroundColor"))
    assert seen == ["rgb(255, 255, 255)", "rgb(20, 24, 29)"]


def test_paper_is_white_and_has_no_contents(browser: Browser, tmp_path: Path) -> None:
    file = written(tmp_path, build_record(), "en")
    browser.open(file, dark=True)
    browser.call(
        "Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}]
    )
    assert browser.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.ask("getComputedStyle(document.querySelector('nav')).display") == "none"
    browser.call("Emulation.setEmulatedMedia", media="", features=[])
    browser.paper(tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
