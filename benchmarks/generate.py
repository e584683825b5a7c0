#!/usr/bin/env python3
"""Write an invented survey export of any size: the same rows every time, on every machine.

    python benchmarks/generate.py 1000 survey_1k.xlsx
    python benchmarks/generate.py 1000000 survey_1m.csv

Columns: respondent_id, date, region (8 values), product (5), q01 to q20 (1-5), nps (0-10), ces (1-7), comment.
About three answers in a hundred are blank; many comments hold a comma or a quotation mark, as real ones do.
The rows come in slabs of a fixed size, each from its own seed, so a small file is the beginning of a large one and
ten million rows need the memory of one slab. Needs numpy and pyarrow, and XlsxWriter for .xlsx.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

SEED = 10_004
SLAB = 50_000
ITEMS = 20
BLANK = 0.03
FIRST_DAY = np.datetime64("2025-01-01", "D")

# name: share of the rows, and how much happier (in standard deviations) its people are
REGIONS = {
    "North": (0.21, 0.20),
    "South": (0.19, 0.00),
    "East": (0.15, 0.00),
    "West": (0.14, 0.05),
    "Centre": (0.12, 0.00),
    "Coast": (0.09, 0.10),
    "Highlands": (0.06, -0.10),
    "Islands": (0.04, -0.30),
}
PRODUCTS = {
    "Current account": (0.40, 0.00),
    "Savings": (0.26, 0.10),
    "Card": (0.17, -0.10),
    "Mortgage": (0.12, 0.15),
    "Insurance": (0.05, -0.20),
}
SUBJECTS = [
    "The branch",
    "The app",
    "Your call centre",
    "The new card",
    "Online transfer",
    "The waiting time",
    "My adviser",
]
VERDICTS = [
    "works well",
    "works, mostly, but not on Fridays",
    'told me to "try again later"',
    "was slow, then very helpful",
    "needs fewer steps",
    "solved it the same day",
]
ENDINGS = ["Thank you", "Please look into it, soon", "Otherwise all is fine", 'I would say "good"', "No more to add"]


def slab(index: int, rows: int) -> pa.Table:
    """The first ``rows`` rows of slab ``index``."""
    draw = np.random.default_rng(np.random.SeedSequence((SEED, index)))
    # Whole slabs are always drawn and then cut: that is what makes a short file the start of a long one.
    region, region_lift = _segment(draw, REGIONS)
    product, product_lift = _segment(draw, PRODUCTS)
    mood = draw.standard_normal(SLAB) + region_lift + product_lift

    def blanked(answers: np.ndarray) -> pa.Array:
        return pa.array(answers[:rows].astype(np.int8), mask=(draw.random(SLAB) < BLANK)[:rows])

    def leaning(weight: float) -> np.ndarray:
        """A normal score that shares ``weight`` of its spread with the person's mood."""
        return np.asarray(weight * mood + np.sqrt(1 - weight**2) * draw.standard_normal(SLAB))

    number = np.arange(index * SLAB, index * SLAB + rows)
    columns: dict[str, pa.Array] = {
        "respondent_id": pa.array(np.char.add("P", np.char.zfill(number.astype(str), 8))),
        "date": pa.array((FIRST_DAY + draw.integers(0, 365, SLAB))[:rows]),
        "region": _words(list(REGIONS), region[:rows]),
        "product": _words(list(PRODUCTS), product[:rows]),
    }
    for item in range(ITEMS):
        steps = np.array([-1.5, -0.9, -0.2, 0.8]) + 0.3 * (item % 5 - 2) / 2
        columns[f"q{item + 1:02d}"] = blanked(1 + np.digitize(leaning(0.50 + 0.015 * item), steps))
    columns["nps"] = blanked(np.clip(np.round(7.5 + 2.2 * leaning(0.7)), 0, 10))
    columns["ces"] = blanked(np.clip(np.round(5.1 + 1.4 * leaning(0.5)), 1, 7))

    told = [_words(words, draw.integers(0, len(words), SLAB)[:rows]) for words in (SUBJECTS, VERDICTS, ENDINGS)]
    case = pa.array(np.char.add("case ", draw.integers(10_000, 99_999, SLAB)[:rows].astype(str)))
    comment = pc.binary_join_element_wise(*told, case, " ")
    silent = pa.array((draw.random(SLAB) < 10 * BLANK)[:rows])
    columns["comment"] = pc.if_else(silent, pa.scalar(None, pa.string()), comment)
    return pa.table(columns)


def _segment(draw: np.random.Generator, values: dict[str, tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    share = np.array([value[0] for value in values.values()])
    code = np.digitize(draw.random(SLAB), np.cumsum(share)[:-1])
    return code, np.array([value[1] for value in values.values()])[code]


def _words(words: list[str], code: np.ndarray) -> pa.Array:
    return pa.array(words).take(pa.array(code))


def slabs(rows: int) -> Iterator[pa.Table]:
    for index in range(-(-rows // SLAB)):
        yield slab(index, min(SLAB, rows - index * SLAB))


def write(rows: int, path: Path) -> None:
    """Write ``rows`` rows to a .csv, .parquet or .xlsx file, whole or not at all."""
    part = path.with_name(path.name + ".part")
    if path.suffix == ".xlsx":
        _write_workbook(rows, part)
    elif path.suffix in (".csv", ".parquet"):
        schema = slab(0, 1).schema
        with pa.csv.CSVWriter(part, schema) if path.suffix == ".csv" else pa.parquet.ParquetWriter(part, schema) as out:
            for table in slabs(rows):
                out.write_table(table)
    else:
        raise SystemExit(f"{path.name}: the ending must be .csv, .parquet or .xlsx")
    part.replace(path)


def _write_workbook(rows: int, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Responses")
        line = 1
        for table in slabs(rows):
            sheet.write_row(0, 0, table.column_names)
            for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
                for position, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(line, position, cell)
                line += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("out", type=Path, help="a .csv, .parquet or .xlsx file")
    asked = parser.parse_args()
    write(asked.rows, asked.out)


if __name__ == "__main__":
    main()
