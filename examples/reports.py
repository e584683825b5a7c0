"""Makes the reports of the example stories, each in the folder report/ beside its survey.

Usage: python examples/reports.py            score and write everything anew
       python examples/reports.py --picture  and the picture that README.md shows, which needs Chromium

The tests compare what is committed, byte for byte, with what this gives.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import csat
from csat.record.file import read_back
from csat.report import WRITERS
from csat.report.language import language_of
from csat.results import Record

HERE = Path(__file__).parent
FORMATS = (".json", ".html", ".xlsx", ".md", ".csv")
PICTURE = HERE.parent / "docs" / "report.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True)
class Story:
    """An example: its survey with the plan, and the wave before it where there is one."""

    survey: str
    earlier: str | None = None

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return (HERE / self.survey).parent

    def record(self) -> Record:
        """The record that its reports are made of."""
        plan = self.folder / "survey.toml"
        earlier = csat.score(self.folder / self.earlier, plan=plan) if self.earlier else None
        return csat.score(HERE / self.survey, plan=plan, previous=earlier)

    def file(self, suffix: str) -> Path:
        """Where the report of a format is committed."""
        return self.folder / "report" / f"{'record' if suffix == '.json' else 'report'}{suffix}"


STORIES = (
    Story("hotel/survey.xlsx", "earlier.xlsx"),
    Story("bank-fa/survey.csv"),
    Story("matrix/survey.xlsx"),
)


def rendered(record: Record, suffix: str) -> bytes:
    """A record in a format, in the language of its survey."""
    return WRITERS[suffix](read_back(record), language_of(record))


def main() -> None:
    """Write the reports, and the picture where it is asked for."""
    parser = argparse.ArgumentParser(description="Makes the reports of the example stories.")
    parser.add_argument("--picture", action="store_true", help="also make the picture in README.md")
    wanted = parser.parse_args()
    for story in STORIES:
        record = story.record()
        for suffix in FORMATS:
            path = story.file(suffix)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(rendered(record, suffix))
    if wanted.picture:
        picture()


def picture() -> None:
    """Photograph the top of the hotels' report as a browser shows it."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit(f"The picture needs one of {', '.join(BROWSERS)}.")
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={profile}"]
        command += ["--window-size=1040,1180", f"--screenshot={PICTURE}", STORIES[0].file(".html").resolve().as_uri()]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
