"""Weights and sampling designs: what counts each respondent for more or less, and how respondents came into the sample.

Here only what a plan holds of it. The counts are :mod:`csat.accumulators.weighted_counts`, variances
:mod:`csat.weighting.linearization`, figures :mod:`csat.weighting.figures`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Weighting:
    """The weight of a respondent and the design of the sample, by columns of the survey.

    ``weight``: the column of weights, None where each respondent counts once. ``strata``: the column of strata, of each
    of which a sample was drawn. ``clusters``: columns of sampling units, first stage first (schools, then pupils); none
    where respondents were sampled themselves. ``population``: columns that hold, stage by stage, how many units there
    are to sample from in the row's stratum (cluster); ``sizes`` the same of the first stage as a table, stratum → size,
    under ``""`` where there are no strata. Without either, sampling is taken to be with replacement.
    """

    weight: int | None = None
    strata: int | None = None
    clusters: tuple[int, ...] = ()
    population: tuple[int, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()

    @property
    def axes(self) -> tuple[int, ...]:
        """The columns of the design, each once: by their values respondents are counted apart."""
        named = (*(() if self.strata is None else (self.strata,)), *self.clusters, *self.population)
        return tuple(dict.fromkeys(named))

    @property
    def columns(self) -> tuple[int, ...]:
        """Every column that must be read for it, each once."""
        return tuple(dict.fromkeys((*(() if self.weight is None else (self.weight,)), *self.axes)))

    @property
    def designed(self) -> bool:
        """Whether there is a design beyond respondents sampled one by one, with replacement."""
        return bool(self.axes or self.sizes)

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
        return body


def of_entry(entry: Mapping[str, Any], places: Mapping[str, int]) -> Weighting:
    """A weighting from what a record's plan holds of it; ``places``: letter → column."""
    return Weighting(
        places[entry["weight"]["letter"]] if "weight" in entry else None,
        places[entry["strata"]["letter"]] if "strata" in entry else None,
        tuple(places[told["letter"]] for told in entry.get("clusters", ())),
        tuple(places[told["letter"]] for told in entry.get("population", ())),
        tuple((str(stratum), int(size)) for stratum, size in entry.get("sizes", {}).items()),
    )


def named_columns(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Header and letter of every column that a record's weighting names."""
    one = [entry[name] for name in ("weight", "strata") if name in entry]
    return [
        (told["column"], told["letter"]) for told in (*one, *entry.get("clusters", ()), *entry.get("population", ()))
    ]
