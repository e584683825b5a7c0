"""The report as SQL by someone who knows DuckDB: one scan to small sums, then arithmetic on those sums.

    python peer_duckdb.py survey.csv|.parquet

Alpha is on complete rows. Every sum is taken once per region and product, and the totals are sums of those sums.
"""

import sys

import duckdb

ITEMS = [f"q{number:02d}" for number in range(1, 21)]


def all_items(text: str) -> str:
    """``text`` once for each item, ``@`` standing for its name, as the members of a list."""
    return "[" + ", ".join(text.replace("@", item) for item in ITEMS) + "]"


def scan(source: str) -> str:
    total = " + ".join(ITEMS)
    return f"""
    CREATE TEMP TABLE cell AS
    WITH answers AS (
        SELECT region, product, nps, ces, {", ".join(ITEMS)}, ({total})::INTEGER AS total FROM {source})
    SELECT region, product,
        count(nps) AS nps_n, count(*) FILTER (nps >= 9) AS promoters, count(*) FILTER (nps <= 6) AS detractors,
        count(ces) AS ces_n, sum(ces) AS ces_s, sum(ces * ces) AS ces_ss, count(*) FILTER (ces >= 5) AS easy,
        {all_items("count(@)")} AS n, {all_items("sum(@)")} AS s, {all_items("sum(@ * @)")} AS ss,
        {all_items("count(*) FILTER (@ >= 4)")} AS top, {all_items("count(*) FILTER (@ <= 2)")} AS bottom,
        count(total) AS full_n, sum(total) AS t, sum(total * total) AS tt,
        {all_items("sum(@) FILTER (total IS NOT NULL)")} AS fs,
        {all_items("sum(@ * @) FILTER (total IS NOT NULL)")} AS fss, {all_items("sum(@ * total)")} AS ft
    FROM answers GROUP BY region, product"""


ITEM_LINES = f"""
    CREATE TEMP TABLE line AS
    WITH long AS (
        SELECT region, product, full_n, t, tt, unnest({ITEMS}) AS item, unnest(n) AS n, unnest(s) AS s,
               unnest(ss) AS ss, unnest(top) AS top, unnest(bottom) AS bottom, unnest(fs) AS fs, unnest(fss) AS fss,
               unnest(ft) AS ft
        FROM cell)
    SELECT region, product, item, sum(n)::DOUBLE AS n, sum(s)::DOUBLE AS s, sum(ss)::DOUBLE AS ss,
           sum(top)::DOUBLE AS top, sum(bottom)::DOUBLE AS bottom, sum(full_n)::DOUBLE AS m, sum(t)::DOUBLE AS t,
           sum(tt)::DOUBLE AS tt, sum(fs)::DOUBLE AS fs, sum(fss)::DOUBLE AS fss, sum(ft)::DOUBLE AS ft
    FROM long GROUP BY GROUPING SETS ((item), (item, region), (item, product))"""

SATISFACTION = """
    SELECT region, product, item, n, 100 * top / n AS top2, 100 * bottom / n AS bottom2, s / n AS mean,
           1.959964 * sqrt((ss - s * s / n) / (n - 1) / n) AS mean_margin,
           100 * (top + 1.920729) / (n + 3.841459) AS middle,
           195.9964 / (n + 3.841459) * sqrt(top * (n - top) / n + 0.960365) AS margin
    FROM line ORDER BY region NULLS FIRST, product NULLS FIRST, item"""

RELIABILITY = """
    WITH spread AS (
        SELECT *, fss - fs * fs / m AS v, tt - t * t / m AS vt, ft - fs * t / m AS c FROM line),
    rest AS (
        SELECT *, sum(v) OVER w AS sum_v, count(*) OVER w AS k, vt + v - 2 * c AS v_rest FROM spread
        WINDOW w AS (PARTITION BY region, product))
    SELECT region, product, item, m, k / (k - 1) * (1 - sum_v / vt) AS alpha, (c - v) / sqrt(v * v_rest) AS item_rest_r,
           (k - 1) / (k - 2) * (1 - (sum_v - v) / v_rest) AS alpha_if_dropped
    FROM rest ORDER BY region NULLS FIRST, product NULLS FIRST, item"""

RECOMMENDATION_AND_EFFORT = """
    WITH part AS (
        SELECT region, product, sum(nps_n)::DOUBLE AS n,
               sum(promoters) / sum(nps_n) AS p, sum(detractors) / sum(nps_n) AS d,
               sum(ces_n)::DOUBLE AS m, sum(ces_s)::DOUBLE AS s, sum(ces_ss)::DOUBLE AS ss, sum(easy) AS easy
        FROM cell GROUP BY GROUPING SETS ((), (region), (product)))
    SELECT region, product, n, 100 * (p - d) AS nps, 195.9964 * sqrt((p + d - (p - d) ** 2) / n) AS nps_margin,
           m, s / m AS ces, 1.959964 * sqrt((ss - s * s / m) / (m - 1) / m) AS ces_margin, 100 * easy / m AS easy
    FROM part ORDER BY region NULLS FIRST, product NULLS FIRST"""


def main() -> None:
    path = sys.argv[1]
    reader = "read_parquet" if path.endswith(".parquet") else "read_csv"
    connection = duckdb.connect()
    connection.execute(scan(f"{reader}('{path}')"))
    connection.execute(ITEM_LINES)
    for question in (SATISFACTION, RECOMMENDATION_AND_EFFORT, RELIABILITY):
        for row in connection.execute(question).fetchall():
            print(*row, sep="\t")


main()
