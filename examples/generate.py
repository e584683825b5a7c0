"""Makes the example surveys. Every guest, customer, answer and comment is invented; no survey was ever held.

Usage: python examples/generate.py --out examples

Each respondent has a hidden satisfaction; each answer is that satisfaction, weighted, plus noise of its own, cut into
the points of its scale. Answers of one person therefore agree with each other about as much as in real surveys, and
segments differ because their hidden satisfaction does. Fixed seeds: the same files on every machine.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import sqrt
from pathlib import Path
from random import Random

import xlsxwriter

HOTEL_SEED, HOTEL_EARLIER_SEED, BANK_SEED, HELPDESK_SEED = 10004, 10002, 1404, 40

Cell = str | int | datetime | None
Table = tuple[list[str], list[list[Cell]]]

# The upper edges of all points but the last, in standard deviations from the mean answer. Real satisfaction answers are
# top-heavy: most people sit on the upper two points.
FIVE_POINTS = (-2.0, -1.35, -0.65, 0.55)
SEVEN_POINTS = (-2.1, -1.6, -1.1, -0.6, 0.05, 0.95)
ELEVEN_POINTS = (-2.3, -2.15, -2.0, -1.85, -1.65, -1.3, -1.0, -0.6, 0.05, 0.7)  # 0 to 10

PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC_KEYBOARD = str.maketrans("یک", "يك")


class People(Random):
    """Random numbers by exact or correctly rounded steps alone, so that no machine can move an answer."""

    def normal(self) -> float:
        """About a standard normal number: the sum of twelve uniform ones, less its mean."""
        return sum(self.getrandbits(32) for _ in range(12)) / 2**32 - 6

    def answer(self, satisfaction: float, edges: Sequence[float], loading: float = 0.75, lift: float = 0.0) -> int:
        """The point of the scale, counted from 0, of a person with this ``satisfaction``.

        ``loading`` (0 to 1) is how much of the answer is that satisfaction; ``lift`` makes an item liked more or less.
        """
        leaning = loading * satisfaction + sqrt(1 - loading * loading) * self.normal() + lift
        return sum(leaning > edge for edge in edges)

    def one_in(self, count: int) -> bool:
        """True once in ``count`` calls, on average."""
        return self.random() < 1 / count


SATISFACTION = (
    "Very dissatisfied",
    "Dissatisfied",
    "Neither satisfied nor dissatisfied",
    "Satisfied",
    "Very satisfied",
)
AGREEMENT = (
    "Strongly disagree",
    "Disagree",
    "Somewhat disagree",
    "Neither agree nor disagree",
    "Somewhat agree",
    "Agree",
    "Strongly agree",
)
HOTELS = {"Harbour": 0.35, "Old Town": 0.2, "Lakeside": 0.0, "Airport": -0.6}
PURPOSES = {"Leisure": 0.15, "Business": -0.15, "Event or conference": -0.05}
SERVICES = {"Check-in": 0.2, "Room": 0.05, "Cleanliness": 0.3, "Breakfast": 0.0, "Staff": 0.4, "Value for money": -0.45}
PRAISE = (
    "Lovely stay, thank you.",
    "Friendly staff, quiet room, good coffee.",
    "The view over the water was worth it, we will be back.",
    "Quick check-in.\nThe receptionist even found us a cot.",
    'They remembered my name, which I call "service".',
)
BLAME = (
    "Room was noisy, could not sleep.",
    "Long queue at check-in, only one person at the desk.",
    "Wi-fi dropped all the time.\nI told reception twice.",
    "Too expensive for what it is, breakfast was cold.",
    "Air conditioning broken, nobody came.",
)


def hotel(seed: int = HOTEL_SEED, guests: int = 240, year: int = 2025, lift: float = 0.0) -> Table:
    """The guest survey of four hotels, as a form's response sheet; ``lift`` moves everybody's satisfaction."""
    people = People(seed)
    header = ["Timestamp", "Guest ID", "Hotel", "Purpose of stay", "Overall, how satisfied are you with your stay?"]
    header += [f"How satisfied were you with the following? [{service}]" for service in SERVICES]
    header += [
        "How likely are you to recommend us to a friend or colleague? (0-10)",
        "The hotel made it easy for me to handle my issue",
        "What could we do better?",
        "Email",
    ]
    rows: list[list[Cell]] = []
    when = datetime(year, 3, 3, 8, 15)
    for number in range(1, guests + 1):
        when += timedelta(minutes=int(people.random() * 900), seconds=int(people.random() * 60))
        place = people.choices(list(HOTELS), weights=(80, 65, 55, 40))[0]
        purpose = people.choices(list(PURPOSES), weights=(5, 4, 1))[0]
        satisfaction = HOTELS[place] + PURPOSES[purpose] + lift + people.normal()
        row: list[Cell] = [when, f"G-{20000 + 7 * number}", place, purpose]
        row.append(None if people.one_in(60) else SATISFACTION[people.answer(satisfaction, FIVE_POINTS, 0.85)])
        for service, liked in SERVICES.items():
            rating: Cell = 1 + people.answer(satisfaction, FIVE_POINTS, lift=liked)
            if service == "Breakfast" and people.one_in(8):
                rating = "Not applicable"  # a stay without breakfast
            elif people.one_in(40):
                rating = None
            row.append(rating)
        row.append(None if people.one_in(50) else people.answer(satisfaction, ELEVEN_POINTS, 0.8))
        issue: Cell = AGREEMENT[people.answer(satisfaction, SEVEN_POINTS, 0.65, lift=0.1)]
        row.append("Not applicable" if people.one_in(4) else None if people.one_in(40) else issue)
        row.append(people.choice(PRAISE if satisfaction > 0 else BLAME) if people.one_in(4) else None)
        row.append(f"guest{number}@example.com" if people.one_in(3) else None)
        rows.append(row)
    return header, rows


FA_SATISFACTION = ("خیلی ناراضی", "ناراضی", "متوسط", "راضی", "خیلی راضی")
FA_AGREEMENT = ("کاملاً مخالفم", "مخالفم", "تا حدودی مخالفم", "نظری ندارم", "تا حدودی موافقم", "موافقم", "کاملاً موافقم")
FA_DONT_KNOW = ("نمی‌دانم", "نمی دانم", "نمیدانم")  # with a zero-width non-joiner, with a space, with neither
FA_NOT_APPLICABLE = "مصداق ندارد"
BRANCHES = {"شعبه مرکزی": 0.25, "شعبه بازار": -0.35, "شعبه دانشگاه": 0.1, "شعبه فرودگاه": -0.05}
ACCOUNTS = {"جاری": -0.1, "قرض‌الحسنه": 0.15, "سپرده کوتاه‌مدت": 0.0}
FA_SERVICES = {
    "سرعت خدمات": -0.35,
    "برخورد کارکنان": 0.35,
    "دانش کارکنان": 0.2,
    "امکانات شعبه": -0.05,
    "همراه‌بانک": 0.1,
}
FA_PRAISE = (
    "از برخورد خوب کارکنان سپاسگزارم.",
    "کارم در ده دقیقه انجام شد، ممنون.",
    "همراه‌بانک خیلی بهتر شده است.",
)
FA_BLAME = (
    "صف طولانی بود، فقط یک باجه کار می‌کرد.",
    "همراه‌بانک چند بار قطع شد, لطفاً رسیدگی کنید.",  # a Latin comma, as on many keyboards
    "دستگاه خودپرداز خراب بود.\nکسی هم پاسخگو نبود.",
)


def bank() -> Table:
    """The customer survey of a Persian bank: Persian headers, labels, digits and Jalali dates."""
    people = People(BANK_SEED)
    header = ["شناسه", "تاریخ ثبت", "شعبه", "نوع حساب", "میزان رضایت شما از خدمات بانک چقدر است؟"]
    header += [f"رضایت از خدمات [{service}]" for service in FA_SERVICES]
    header += [
        "چقدر احتمال دارد بانک ما را به دوستان خود توصیه کنید؟ (۰ تا ۱۰)",
        "انجام کارهایم در این بانک آسان بود",
        "نظر شما",
    ]
    rows: list[list[Cell]] = []
    for number in range(1, 181):
        branch = people.choices(list(BRANCHES), weights=(6, 5, 4, 3))[0]
        account = people.choices(list(ACCOUNTS), weights=(3, 2, 3))[0]
        satisfaction = BRANCHES[branch] + ACCOUNTS[account] - 0.15 + people.normal()
        day = (number - 1) // 2  # two answers a day from the first of Ordibehesht 1404, in months of 31 days
        date = f"1404/{2 + day // 31:02}/{1 + day % 31:02}"
        row: list[Cell] = [persian(1000 + number), persian(date), branch, account]
        overall = FA_SATISFACTION[people.answer(satisfaction, FIVE_POINTS, 0.85)]
        row.append(FA_DONT_KNOW[0] if people.one_in(45) else None if people.one_in(60) else overall)
        for service, lift in FA_SERVICES.items():
            rating: Cell = persian(1 + people.answer(satisfaction, FIVE_POINTS, lift=lift))
            if service == "همراه‌بانک" and people.one_in(7):
                rating = FA_NOT_APPLICABLE  # a customer without the application
            elif people.one_in(45):
                rating = None
            row.append(rating)
        row.append(None if people.one_in(50) else persian(people.answer(satisfaction, ELEVEN_POINTS, 0.8)))
        ease = FA_AGREEMENT[people.answer(satisfaction, SEVEN_POINTS, 0.65)]
        if people.one_in(20):
            ease = people.choice(FA_DONT_KNOW)
        if people.one_in(5):
            ease = ease.translate(ARABIC_KEYBOARD)  # looks the same, and is not: as in files merged from two systems
        row.append(ease)
        row.append(people.choice(FA_PRAISE if satisfaction > 0 else FA_BLAME) if people.one_in(4) else None)
        rows.append(row)
    return header, rows


def persian(value: int | str) -> str:
    """A number or date in Persian digits."""
    return str(value).translate(PERSIAN_DIGITS)


DEPARTMENTS = {"Sales": 0.15, "Finance": 0.05, "Production": -0.35, "Research": 0.1}
TENURES = {"Under 1 year": 0.3, "1 to 3 years": 0.0, "4 to 9 years": -0.1, "10 years or more": -0.1}
WORDED_AGAINST = "I had to explain my problem again and again"
AREAS = {
    "Reaching us": (
        "It is clear how to reach the helpdesk",
        "The opening hours suit me",
        "The phone is answered quickly",
        "The chat is answered quickly",
        "The ticket form is easy to fill in",
        "I can see the state of my ticket",
        "I get a first answer soon",
        "I can reach a person when I need one",
    ),
    "Agents": (
        "They listen",
        "They are polite",
        "They know our systems",
        "They explain in plain words",
        WORDED_AGAINST,
        "They keep their promises",
        "They tell me what happens next",
        "They take my problem seriously",
    ),
    "Solutions": (
        "My problem is solved at the first contact",
        "The solution lasts",
        "The solution comes in time for my work",
        "Urgent problems come first",
        "Known faults are told early",
        "Workarounds are useful",
        "I am asked before my ticket is closed",
        "The same fault does not come back",
    ),
    "Self-service": (
        "The knowledge base is easy to search",
        "The articles are up to date",
        "The articles are easy to follow",
        "Password reset works",
        "Software can be ordered easily",
        "Access can be requested easily",
        "News about outages is easy to find",
        "The portal works on my phone",
    ),
    "Equipment": (
        "My computer is fast enough",
        "My computer is reliable",
        "New equipment arrives on time",
        "Repairs are quick",
        "The meeting rooms work",
        "Printing works",
        "Remote access works",
        "The software I need is there",
    ),
}
SUPPORT_ITEMS = 6


def helpdesk() -> Table:
    """The yearly survey of a company's helpdesk: five matrices of eight rows, a coded block and one NPS question."""
    people = People(HELPDESK_SEED)
    header = ["Respondent", "Department", "Tenure"]
    for area, statements in AREAS.items():
        header += [f"{area}: please rate from 1 (disagree) to 5 (agree) [{statement}]" for statement in statements]
    header += [f"SUP{number}" for number in range(1, SUPPORT_ITEMS + 1)]
    header.append("NPS")
    lifts = {statement: 0.35 * people.normal() for statements in AREAS.values() for statement in statements}
    rows: list[list[Cell]] = []
    for number in range(1, 121):
        department = people.choices(list(DEPARTMENTS), weights=(4, 3, 5, 2))[0]
        tenure = people.choices(list(TENURES), weights=(2, 4, 4, 2))[0]
        satisfaction = DEPARTMENTS[department] + TENURES[tenure] - 0.1 + people.normal()
        row: list[Cell] = [number, department, tenure]
        for statements in AREAS.values():
            area_satisfaction = 0.75 * satisfaction + 0.66 * people.normal()
            skipped = people.one_in(25)  # a whole matrix left out, as happens on a phone
            for statement in statements:
                against = statement == WORDED_AGAINST
                rating = people.answer(
                    -area_satisfaction if against else area_satisfaction,
                    FIVE_POINTS,
                    0.62,
                    lift=-0.9 if against else lifts[statement],
                )
                row.append(None if skipped or people.one_in(50) else 1 + rating)
        for _ in range(SUPPORT_ITEMS):
            row.append(None if people.one_in(40) else 1 + people.answer(satisfaction, SEVEN_POINTS, 0.7))
        row.append(None if people.one_in(30) else people.answer(satisfaction, ELEVEN_POINTS, 0.8))
        rows.append(row)
    return header, rows


def write_workbook(path: Path, sheet: str, table: Table) -> None:
    """Write ``table`` as the only sheet of an Excel workbook that carries no clock."""
    header, rows = table
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"created": datetime(2025, 1, 1), "title": "Invented example data"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        worksheet = workbook.add_worksheet(sheet)
        worksheet.freeze_panes(1, 0)
        worksheet.write_row(0, 0, header)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    worksheet.write_datetime(number, column, cell, moment)
                elif cell is not None:
                    worksheet.write(number, column, cell)


def write_csv(path: Path, table: Table) -> None:
    """Write ``table`` as a spreadsheet program saves "CSV UTF-8": byte order mark, commas, CR LF."""
    header, rows = table
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def main() -> None:
    """Write the surveys below the folder that --out names."""
    parser = argparse.ArgumentParser(description="Makes the invented example surveys.")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    out: Path = parser.parse_args().out
    for story in ("hotel", "bank-fa", "matrix"):
        (out / story).mkdir(parents=True, exist_ok=True)
    write_workbook(out / "hotel" / "survey.xlsx", "Form Responses 1", hotel())
    earlier = hotel(HOTEL_EARLIER_SEED, guests=205, year=2024, lift=-0.25)
    write_workbook(out / "hotel" / "earlier.xlsx", "Form Responses 1", earlier)
    write_csv(out / "bank-fa" / "survey.csv", bank())
    write_workbook(out / "matrix" / "survey.xlsx", "Responses", helpdesk())


if __name__ == "__main__":
    main()
