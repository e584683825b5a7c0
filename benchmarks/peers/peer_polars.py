"""The report by someone who knows polars: three lazy queries (all, by region, by product) over one shared scan.

python peer_polars.py survey.csv|.xlsx|.parquet        (.xlsx needs fastexcel)

Means, variances and correlations are polars' own expressions. Alpha is on complete rows.
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


def figures() -> list[pl.Expr]:
    complete = pl.col("total").is_not_null()
    wanted = [
        pl.col("nps").count().alias("nps_n"),
        (pl.col("nps") >= 9).sum().alias("promoters"),
        (pl.col("nps") <= 6).sum().alias("detractors"),
        pl.col("ces").count().alias("ces_n"),
        pl.col("ces").mean().alias("ces_mean"),
        pl.col("ces").std().alias("ces_sd"),
        pl.col("total").count().alias("complete"),
        pl.col("total").var().alias("total_v"),
    ]
    for item in ITEMS:
        answer, kept = pl.col(item), pl.col(item).filter(complete)
        rest = (pl.col("total") - pl.col(item)).filter(complete)
        wanted += [
            answer.count().alias(f"{item}_n"),
            answer.mean().alias(f"{item}_mean"),
            (answer >= 4).sum().alias(f"{item}_top"),
            kept.var().alias(f"{item}_v"),
            rest.var().alias(f"{item}_rest_v"),
            pl.corr(kept, rest).alias(f"{item}_r"),
        ]
    return wanted


def show(name: str, d: dict[str, float]) -> None:
    k, parts = len(ITEMS), sum(d[f"{item}_v"] for item in ITEMS)
    print(f"\n{name}: alpha {k / (k - 1) * (1 - parts / d['total_v']):.4f} on {d['complete']} complete rows")
    for item in ITEMS:
        n, p = d[f"{item}_n"], d[f"{item}_top"] / d[f"{item}_n"]
        middle, half = (p + Z * Z / (2 * n)), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        low, high = (100 * bound / (1 + Z * Z / n) for bound in (middle - half, middle + half))
        dropped = (k - 1) / (k - 2) * (1 - (parts - d[f"{item}_v"]) / d[f"{item}_rest_v"])
        print(
            f"{item} n {n} top2 {100 * p:.2f} [{low:.2f} {high:.2f}] mean {d[f'{item}_mean']:.3f}"
            f" r {d[f'{item}_r']:.4f} dropped {dropped:.4f}"
        )
    n, p, q = d["nps_n"], d["promoters"] / d["nps_n"], d["detractors"] / d["nps_n"]
    print(f"NPS {100 * (p - q):.2f} +- {100 * Z * math.sqrt((p + q - (p - q) ** 2) / n):.2f} n {n}")
    margin = Z * d["ces_sd"] / math.sqrt(d["ces_n"])
    print(f"CES {d['ces_mean']:.3f} +- {margin:.3f} n {d['ces_n']}")


def main() -> None:
    total = pl.sum_horizontal(ITEMS, ignore_nulls=False).cast(pl.Float64).alias("total")
    answers = scan(sys.argv[1]).select("region", "product", "nps", "ces", *ITEMS).with_columns(total)
    queries = [
        answers.select(figures()),
        *(answers.group_by(by).agg(figures()).sort(by) for by in ("region", "product")),
    ]
    whole, *parts = pl.collect_all(queries, engine="streaming")
    show("all", whole.row(0, named=True))
    for part in parts:
        for row in part.iter_rows(named=True):
            show(str(row[part.columns[0]]), row)


main()
