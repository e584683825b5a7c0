"""Verbal bands: the words that authors have put on figures, from ``csat/data/reliability_bands.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent.parent / "data" / "reliability_bands.toml"


class Bands(NamedTuple):
    """Least values, from the highest down, with the name of a word each, and whose words they are."""

    steps: tuple[tuple[float, str], ...]
    source: str

    def name(self, value: float) -> str:
        """The name of the word for a value."""
        return next(name for least, name in self.steps if value >= least)


@cache
def bands() -> dict[str, Bands]:
    """By metric; a metric without any is not there."""
    scales = tomllib.loads(_FILE.read_text("utf-8"))["scale"]
    return {
        metric: Bands(tuple((float(least), name) for least, name in scale["bands"]), scale["source"])
        for scale in scales
        for metric in scale["metrics"]
    }
