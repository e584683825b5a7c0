"""The report as a careful analyst writes it in a notebook: pandas, pingouin, statsmodels, scipy.

python peer_pandas_pingouin.py survey.csv|.xlsx|.parquet
"""

import sys
from pathlib import Path

import pandas as pd
import pingouin as pg
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

READERS = {".csv": pd.read_csv, ".xlsx": pd.read_excel, ".parquet": pd.read_parquet}


def mean_and_interval(answers: pd.Series) -> tuple[float, float, float]:
    mean = answers.mean()
    low, high = stats.t.interval(0.95, len(answers) - 1, loc=mean, scale=answers.std() / len(answers) ** 0.5)
    return mean, low, high


def satisfaction(frame: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    lines = {}
    for item in items:
        answers = frame[item].dropna()
        happy = (answers >= 4).sum()
        low, high = proportion_confint(happy, len(answers), method="wilson")
        lines[item] = [len(answers), 100 * happy / len(answers), 100 * low, 100 * high, *mean_and_interval(answers)]
    return pd.DataFrame.from_dict(lines, orient="index", columns=["n", "top2", "low", "high", "mean", "from", "to"])


def recommendation(frame: pd.DataFrame) -> tuple[float, float, float]:
    answers = frame["nps"].dropna()
    return mean_and_interval(100.0 * ((answers >= 9).astype(int) - (answers <= 6).astype(int)))


def report(frame: pd.DataFrame, items: list[str]) -> None:
    print(satisfaction(frame, items).round(2).to_string())
    print("NPS", recommendation(frame))
    print("CES", mean_and_interval(frame["ces"].dropna()))
    print("alpha", pg.cronbach_alpha(frame[items]))


def item_analysis(frame: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    lines = {}
    for item in items:
        rest = frame[items].drop(columns=item)
        lines[item] = [frame[item].corr(rest.mean(axis=1)), pg.cronbach_alpha(rest)[0]]
    return pd.DataFrame.from_dict(lines, orient="index", columns=["item_rest_r", "alpha_if_dropped"])


def main() -> None:
    path = Path(sys.argv[1])
    frame = READERS[path.suffix](path)
    items = [name for name in frame.columns if name[0] == "q" and name[1:].isdigit()]
    report(frame, items)
    print(item_analysis(frame, items).round(4).to_string())
    for segment in ("region", "product"):
        for value, part in frame.groupby(segment):
            print(f"\n{segment}: {value}, {len(part)} rows")
            report(part, items)


main()
