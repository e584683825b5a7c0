"""Write the two invented data sets of csat/data/selftest/reference: the same bytes every time.

python tests/reference/make_data.py

Nobody answered these surveys. ``hotel.csv`` is drawn from the seed below; ``edges.csv`` is written out by hand.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

SEED = 20_11
DATA = Path(__file__).resolve().parents[2] / "csat" / "data" / "selftest" / "reference"

# Columns whose figures sit at an edge: everybody in the top boxes, nobody, one answer only, no spread but one person.
EDGES = [
    ("all_top", "none_top", "constant", "single", "split"),
    (5, 1, 3, 4, 1),
    (4, 2, 3, "", 5),
    (5, 3, 3, "", 1),
    (5, 1, 3, "", 5),
    (4, 2, 3, "", 1),
    (5, 2, 3, "", 5),
    (5, 3, 3, "", 1),
    (4, 1, 3, "", 5),
    (5, 1, 3, "", 1),
    (5, 2, 3, "", 4),
]


def hotel(rows: int = 90) -> list[tuple[object, ...]]:
    draw = random.Random(SEED)
    lines: list[tuple[object, ...]] = [
        ("id", "region", "overall", "recommend", "easy", "effort", "find", "room", "staff", "food", "noise")
    ]
    for number in range(1, rows + 1):
        mood = draw.gauss(0, 1)

        def answer(low: int, high: int, weight: float, blank: float = 0.08, mood: float = mood) -> int | str:
            place = weight * mood + draw.gauss(0, 0.8)
            middle, reach = (low + high) / 2 + (high - low) / 10, (high - low) / 3.2
            value = min(high, max(low, round(middle + reach * place)))
            return "" if draw.random() < blank else value

        lines.append(
            (
                f"G{number:03d}",
                draw.choice(["North", "North", "South"]),
                answer(1, 5, 0.8),
                answer(0, 10, 0.9),
                answer(1, 7, 0.6),
                answer(1, 5, -0.6),
                answer(1, 5, 0.5),
                answer(1, 5, 0.9, 0.03),
                answer(1, 5, 0.8, 0.03),
                answer(1, 5, 0.7, 0.03),
                answer(1, 5, -0.5, 0.03),  # noise: 5 is much of it, so it is reversed in the construct
            )
        )
    return lines


def main() -> None:
    for name, lines in (("hotel.csv", hotel()), ("edges.csv", EDGES)):
        with (DATA / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)


if __name__ == "__main__":
    main()
