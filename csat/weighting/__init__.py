"""Weights and sampling designs: what counts each respondent for more or less, and how respondents came into the sample.

Here only what a plan holds of it. The counts are :mod:`csat.accumulators.weighted_counts`, variances
:mod:`csat.weighting.linearization`, figures :mod:`csat.weighting.figures`. Weights that meet margins of the population:
what the margins are (:mod:`csat.weighting.margins`), brought to the cells of a survey
(:mod:`csat.weighting.calibrating`), the arithmetic on cells alone (:mod:`csat.weighting.raking`), a weight for every
respondent of a file (:mod:`csat.weighting.weighing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csat.weighting.margins import Margin


@dataclass(frozen=True, slots=True)
class Weighting:
    """The weight of a respondent and the design of the sample, by columns of the survey.

    ``weight``: the column of weights, None where each respondent counts once. ``strata``: the column of strata, of each
    of which a sample was drawn. ``clusters``: columns of sampling units, first stage first (schools, then pupils); none
    where respondents were sampled themselves. ``population``: columns that hold, stage by stage, how many units there
    are to sample from in the row's stratum (cluster); ``sizes`` the same of the first stage as a table, stratum → size,
    under ``""`` where there are no strata. Without either, sampling is taken to be with replacement. ``margins``: what
    weights are brought to, post-stratified or raked, each with the columns that it is of; ``trim``: the least and the
    greatest weight then, as ratios to their mean (None: no bound).
    """

    weight: int | None = None
    strata: int | None = None
    clusters: tuple[int, ...] = ()
    population: tuple[int, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    margins: tuple[tuple[tuple[int, ...], Margin], ...] = ()
    trim: tuple[float | None, float | None] = (None, None)

    @property
    def axes(self) -> tuple[int, ...]:
        """The columns of the design and the margins, each once: by their values respondents are counted apart. By their
        weights too where these are trimmed.
        """
        named = (*(() if self.strata is None else (self.strata,)), *self.clusters, *self.population)
        weight = () if self.weight is None or self.trim == (None, None) else (self.weight,)
        return tuple(dict.fromkeys((*named, *self.margin_columns, *weight)))

    @property
    def margin_columns(self) -> tuple[int, ...]:
        """The columns of all margins, each once."""
        return tuple(dict.fromkeys(column for columns, _ in self.margins for column in columns))

    @property
    def columns(self) -> tuple[int, ...]:
        """Every column that must be read for it, each once."""
        return tuple(dict.fromkeys((*(() if self.weight is None else (self.weight,)), *self.axes)))

    @property
    def designed(self) -> bool:
        """Whether there is a design beyond respondents sampled one by one, with replacement."""
        return bool(self.strata is not None or self.clusters or self.population or self.sizes)

    def weighted_by(self, column: int) -> Weighting:
        """The same design with another column of weights."""
        return replace(self, weight=column)

    def to_dict(self, header: Mapping[int, str], letter: Mapping[int, str]) -> dict[str, Any]:
        """As a record's plan holds it; :func:`of_entry` is the inverse."""

        def told(column: int) -> dict[str, str]:
            return {"column": header[column], "letter": letter[column]}

        body: dict[str, Any] = {}
        if self.weight is not None:
            body["weight"] = told(self.weight)
        if self.strata is not None:
            body["strata"] = told(self.strata)
        if self.clusters:
            body["clusters"] = [told(column) for column in self.clusters]
        if self.population:
            body["population"] = [told(column) for column in self.population]
        if self.sizes:
            body["sizes"] = dict(self.sizes)
        if self.margins:
            body["margins"] = [
                {"columns": [told(column) for column in columns], "targets": margin.to_dict()["targets"]}
                for columns, margin in self.margins
            ]
        if self.trim != (None, None):
            body["trim"] = list(self.trim)
        return body


def of_entry(entry: Mapping[str, Any], places: Mapping[str, int]) -> Weighting:
    """A weighting from what a record's plan holds of it; ``places``: letter → column."""
    margins = []
    for told in entry.get("margins", ()):
        from csat.weighting.margins import of_entry as margin_of

        names = [at["column"] for at in told["columns"]]
        margin = margin_of({"columns": names, "targets": told["targets"]})
        margins.append((tuple(places[at["letter"]] for at in told["columns"]), margin))
    low, high = entry.get("trim", (None, None))
    return Weighting(
        places[entry["weight"]["letter"]] if "weight" in entry else None,
        places[entry["strata"]["letter"]] if "strata" in entry else None,
        tuple(places[told["letter"]] for told in entry.get("clusters", ())),
        tuple(places[told["letter"]] for told in entry.get("population", ())),
        tuple((str(stratum), int(size)) for stratum, size in entry.get("sizes", {}).items()),
        tuple(margins),
        (low, high),
    )


def named_columns(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Header and letter of every column that a record's weighting names."""
    one = [entry[name] for name in ("weight", "strata") if name in entry]
    several = [at for margin in entry.get("margins", ()) for at in margin["columns"]]
    every = (*one, *entry.get("clusters", ()), *entry.get("population", ()), *several)
    return [(told["column"], told["letter"]) for told in every]
