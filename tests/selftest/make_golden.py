"""Writes the small surveys of the self-test, which nobody answered, and the records that are kept of them.

python tests/selftest/make_golden.py            the surveys and their records
python tests/selftest/make_golden.py FOLDER     the surveys alone, into that folder
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

CLINIC = [
    "Id", "Region", "Overall, how satisfied are you with your visit?", "How likely are you to recommend us? (0-10)",
    "The clinic made it easy to get an appointment", "Waiting time", "Staff", "Rooms", "Comments",
]  # fmt: skip
SATISFIED = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"]
AGREE = [
    "Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree", "Somewhat agree", "Agree",
    "Strongly agree",
]  # fmt: skip

SHOP = [
    "ردیف",
    "شهر",
    "میزان رضایت شما از فروشگاه چقدر است؟",
    "چقدر احتمال دارد ما را توصیه کنید؟",
    "قیمت",
    "تنوع کالا",
]
RAZI = ["خیلی ناراضی", "ناراضی", "متوسط", "راضی", "خیلی راضی"]
PLAN = """# The plan of the self-test's second survey.

[survey]
title = "فروشگاه"
calendar = "jalali"

[figures]
level = 0.9
suppress_below = 4

[[item]]
column = "میزان رضایت شما از فروشگاه چقدر است؟"
id = "overall"
measure = "csat"
scale = "1-5"
labels = { "خیلی ناراضی" = 1, "ناراضی" = 2, "متوسط" = 3, "راضی" = 4, "خیلی راضی" = 5 }
not_applicable = ["استفاده نکرده‌ام"]

[[item]]
column = "چقدر احتمال دارد ما را توصیه کنید؟"
id = "recommend"
measure = "nps"

[[item]]
column = "قیمت"
id = "price"
measure = "csat"
scale = "1-7"
missing = ["99"]

[[item]]
column = "تنوع کالا"
id = "range"
measure = "csat"
scale = "1-7"
reverse = true

[[construct]]
name = "کالا"
items = ["price", "range"]

[[segment]]
column = "شهر"
order = ["یزد", "تهران"]
"""


def clinic() -> list[list[str]]:
    """Forty-eight patients, with blanks, a code off the scale, a word that is no answer and two spellings."""
    draw = random.Random(10004)
    rows = []
    for n in range(48):
        mood = draw.choice([0, 1, 1, 2, 2, 2])
        answer = [min(5, max(1, 2 + mood + draw.choice([-1, 0, 0, 1]))) for _ in range(4)]
        rows.append(
            [
                f"C{n:03}",
                ["North", "South", "south ", "North"][n % 4] if n != 5 else "",
                "Not applicable" if n == 11 else "" if n == 30 else SATISFIED[answer[0] - 1],
                "11" if n == 17 else "" if n % 15 == 4 else str(min(10, max(0, 3 * mood + draw.randint(1, 5)))),
                AGREE[min(6, answer[0] + draw.choice([-1, 0, 1]))],
                str(answer[1]),
                "" if n % 16 == 9 else str(answer[2]),
                str(answer[3]),
                "" if n % 3 else "a comment, with a comma\nand a second line",
            ]
        )
    return rows


def shop() -> list[list[str | int | None]]:
    """Thirty customers: Persian words, Arabic letters among them, Persian digits, a declared code."""
    draw = random.Random(1404)
    rows: list[list[str | int | None]] = []
    for n in range(30):
        mood = draw.randint(1, 5)
        said: str | None = RAZI[mood - 1]
        if n == 7:
            said = "راضي"  # with an Arabic yeh
        if n == 12:
            said = "استفاده نکرده‌ام"
        recommend: str | int | None = min(10, max(0, 2 * mood + draw.choice([-1, 0, 1])))
        if n % 5 == 2:
            recommend = "".join(chr(0x06F0 + int(digit)) for digit in str(recommend))
        rows.append(
            [
                n + 1,
                ["تهران", "یزد", "تهران ", "يزد", None][n % 5] if n % 9 else "تهران",
                said,
                None if n == 20 else recommend,
                99 if n == 3 else min(7, max(1, mood + draw.choice([0, 1, 2]))),
                None if n == 25 else min(7, max(1, 7 - mood + draw.choice([-1, 0, 1]))),
            ]
        )
    return rows


def write(folder: Path) -> None:
    """The surveys and the plan."""
    with (folder / "clinic.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([CLINIC, *clinic()])
    (folder / "shop-fa.toml").write_text(PLAN, "utf-8", newline="\n")
    book = xlsxwriter.Workbook(str(folder / "shop-fa.xlsx"))
    book.set_properties({"created": datetime(2026, 1, 1)})  # the same bytes every time
    sheet = book.add_worksheet("پاسخ‌ها")
    sheet.right_to_left()
    rows: list[Sequence[str | int | None]] = [SHOP, *shop()]
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(at, column, cell)
    book.close()


def main() -> None:
    from csat.selftest import golden

    if len(sys.argv) > 1:
        write(Path(sys.argv[1]))
        return
    write(golden.FOLDER)
    for survey in golden.SURVEYS:
        golden.kept(survey).write_bytes(golden.kept_part(golden.record_of(survey)).encode("utf-8"))


if __name__ == "__main__":
    main()
