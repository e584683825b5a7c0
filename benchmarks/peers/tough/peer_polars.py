"""The fastest we know in polars: one lazy, streaming pass to sums per region and product, the rest on those sums.

python peer_polars.py survey.csv|.xlsx|.parquet        (.xlsx needs fastexcel)

It is csat's own idea (a survey is a few sums, and sums add up) without checking any answer. Alpha is on complete rows.
"""

import math
import sys

import polars as pl

ITEMS = [f"q{number:02d}" for number in range(1, 21)]
Z = 1.959964


def scan(path: str) -> pl.LazyFrame:
    if path.endswith(".xlsx"):
        return pl.read_excel(path).lazy()
    return pl.scan_parquet(path) if path.endswith(".parquet") else pl.scan_csv(path)


def sums(frame: pl.LazyFrame) -> pl.DataFrame:
    total = pl.sum_horizontal(ITEMS, ignore_nulls=False).cast(pl.Int64).alias("total")
    complete = pl.col("total").is_not_null()
    wanted = [
        pl.col("nps").count().alias("nps_n"),
        (pl.col("nps") >= 9).sum().alias("promoters"),
        (pl.col("nps") <= 6).sum().alias("detractors"),
        pl.col("ces").count().alias("ces_n"),
        pl.col("ces").sum().alias("ces_s"),
        (pl.col("ces") ** 2).sum().alias("ces_ss"),
        (pl.col("ces") >= 5).sum().alias("easy"),
        pl.col("total").count().alias("full_n"),
        pl.col("total").sum().alias("t"),
        (pl.col("total") * pl.col("total")).sum().alias("tt"),
    ]
    for item in ITEMS:
        answer = pl.col(item)
        kept = pl.when(complete).then(answer)
        wanted += [
            answer.count().alias(f"{item}_n"),
            answer.sum().alias(f"{item}_s"),
            (answer * answer).sum().alias(f"{item}_ss"),
            (answer >= 4).sum().alias(f"{item}_top"),
            (answer <= 2).sum().alias(f"{item}_bottom"),
            kept.sum().alias(f"{item}_fs"),
            (kept * kept).sum().alias(f"{item}_fss"),
            (answer * pl.col("total")).sum().alias(f"{item}_ft"),
        ]
    needed = frame.select("region", "product", "nps", "ces", *ITEMS).with_columns(total)
    return needed.group_by("region", "product").agg(wanted).collect(engine="streaming")


def show(name: str, d: dict[str, float]) -> None:
    m, t, k = d["full_n"], d["t"], len(ITEMS)
    spread = {item: d[f"{item}_fss"] - d[f"{item}_fs"] ** 2 / m for item in ITEMS}
    whole, parts = d["tt"] - t * t / m, sum(spread.values())
    print(f"\n{name}: alpha {k / (k - 1) * (1 - parts / whole):.4f} on {m} complete rows")
    for item in ITEMS:
        n, s, top = d[f"{item}_n"], d[f"{item}_s"], d[f"{item}_top"]
        margin = Z * math.sqrt((d[f"{item}_ss"] - s * s / n) / (n - 1) / n)
        middle, half = (top + Z * Z / 2) / (n + Z * Z), Z / (n + Z * Z) * math.sqrt(top * (n - top) / n + Z * Z / 4)
        v, shared = spread[item], d[f"{item}_ft"] - d[f"{item}_fs"] * t / m
        rest = whole + v - 2 * shared
        print(
            f"{item} n {n} top2 {100 * top / n:.2f} [{100 * (middle - half):.2f} {100 * (middle + half):.2f}]"
            f" bottom2 {100 * d[f'{item}_bottom'] / n:.2f} mean {s / n:.3f} +- {margin:.3f}"
            f" r {(shared - v) / math.sqrt(v * rest):.4f} dropped {(k - 1) / (k - 2) * (1 - (parts - v) / rest):.4f}"
        )
    n, p, q = d["nps_n"], d["promoters"] / d["nps_n"], d["detractors"] / d["nps_n"]
    print(f"NPS {100 * (p - q):.2f} +- {100 * Z * math.sqrt((p + q - (p - q) ** 2) / n):.2f} n {n}")
    n, s = d["ces_n"], d["ces_s"]
    margin = Z * math.sqrt((d["ces_ss"] - s * s / n) / (n - 1) / n)
    print(f"CES {s / n:.3f} +- {margin:.3f} easy {100 * d['easy'] / n:.2f} n {n}")


def main() -> None:
    cells = sums(scan(sys.argv[1]))
    numbers = pl.all().exclude("region", "product").sum()
    show("all", cells.select(numbers).row(0, named=True))
    for segment in ("region", "product"):
        for row in cells.group_by(segment).agg(numbers).sort(segment).iter_rows(named=True):
            show(f"{segment} {row[segment]}", row)


main()
