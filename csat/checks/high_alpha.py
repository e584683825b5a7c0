"""Items that agree more than questions about different things can."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from csat.checks.check import Check, Settings, Watch
from csat.checks.finding import Found, Part
from csat.checks.survey import Survey
from csat.metrics.alpha import reliability
from csat.plan import Construct
from csat.results import Estimate

RULE = (
    "Cronbach's alpha of a construct of three items or more above {most:.4g}: the items repeat each other, or were "
    "filled in without reading."
)


def begin(survey: Survey, settings: Settings) -> Watch | str:
    """Needs a construct of three items."""
    if not any(len(construct.columns) >= 3 for construct in survey.plan.constructs):
        return "no construct has three items"
    return _Alphas(survey, settings.threshold)


class _Alphas(Watch):
    def __init__(self, survey: Survey, most: Fraction) -> None:
        self._survey, self._most = survey, most

    def found(self) -> Iterator[Found]:
        survey = self._survey
        large = [construct for construct in survey.plan.constructs if len(construct.columns) >= 3]
        alphas = {construct.name: _alpha(survey, construct) for construct in large}
        high = [c for c in large if (alpha := alphas[c.name].value) is not None and alpha > self._most]
        yield Found(
            "Constructs whose items agree too well",
            RULE.format(most=float(self._most)),
            len(high),
            len(large),
            len(high) > 0,
            "constructs",
            columns=tuple(column for construct in high for column in construct.columns),
            parts=tuple(Part(f'"{construct.name}"', alphas[construct.name].n, survey.rows) for construct in high),
            estimates=tuple(alphas.values()),
        )


def _alpha(survey: Survey, construct: Construct) -> Estimate:
    products = survey.tally.products_of(construct)
    items = [survey.plan.item_of[column] for column in construct.columns]
    figure = next(iter(reliability(items, products, survey.plan.level)))
    return Estimate(
        f"{construct.id}.alpha", figure.metric, figure.unit, figure.value, products.n, None, construct.name,
        interval=figure.interval, no_interval_because=figure.no_interval_because, n_eff=products.n,
        counts=figure.counts, formula=figure.formula, source=figure.source, notes=figure.notes,
    )  # fmt: skip


CHECK = Check(
    "Too perfect: items that agree too well",
    "Streiner (2003), Journal of Personality Assessment 80; Tavakol and Dennick (2011), International Journal of "
    "Medical Education 2",
    begin,
    Fraction(95, 100),
    "Cronbach's alpha above which items agree too well",
)
