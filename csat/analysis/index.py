"""Customer satisfaction index: a weighted mean of items on 0-100, with the weights it was made with as figures.

Two ways to bring items on different scales together:

- ``csi``: each item is moved to 0-100 by its declared scale, 100·(x − low)/(high − low), and these are averaged by
  the weights (ISO 10004: an index of attributes by their importance);
- ``acsi``: Fornell et al. (1996), Journal of Marketing 60: 100·(Σ w·x̄ − Σ w·low)/(Σ w·high − Σ w·low). On one scale
  both are the same. It is that computation with weights equal or given, and not the ACSI®, whose weights come from a
  structural model of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import isfinite
from typing import Any, ClassVar

from csat.accumulators.complete_products import CompleteProducts
from csat.analysis.analysis import Entry, Settling
from csat.analysis.drivers.shapley import MOST_DRIVERS, lmg
from csat.analysis.drivers.variations import UndeterminedError
from csat.analysis.linear import ON_100, mean_of, moments_of, on_100, per_point
from csat.analysis.told import (
    NOBODY,
    UNDETERMINED,
    also_scored,
    estimate,
    id_of,
    items_of,
    once,
    one_of,
    renamed,
    upright,
)
from csat.errors import InputError
from csat.io.text import plain
from csat.measure import WHOLE_FILE, Reader
from csat.metrics.figure import Answered, Figure, whole
from csat.metrics.mean import Moments, moments
from csat.plan import Item, Plan
from csat.results import Estimate
from csat.tally import Tally

SOURCES = {
    "csi": "weighted mean of items on 0-100, ISO 10004; as a mean over respondents",
    "acsi": "computation of Fornell et al. (1996), Journal of Marketing 60; as a mean over respondents",
}
OF_WEIGHTS = {
    "equal": "equal weights",
    "given": "weights as given",
    "importance": "mean stated importance, shared out",
    "drivers": "LMG shares: Lindeman, Merenda and Gold (1980), Introduction to Bivariate and Multivariate Analysis",
}
WEIGHT_GIVEN = "A weight has no interval here; the index takes it as given."
ESTIMATED = "The weights are estimated from the same answers; the interval takes them as given."
NO_IMPORTANCE = "It is not defined: nobody said how important one of its items is, or all are of no importance."
APART = (
    "The items are answered by different respondents, so no respondent has an index of their own and no interval is "
    "given; n is the smallest number of answers to one of its items."
)
Number = int | float
Weights = str | tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True)
class Index:
    """One index. ``weights``: equal, importance, drivers, or numbers by item; ``base``: complete cases, or each item by
    its own. ``of``: the outcome that weights of drivers are to explain.

    ``importance`` is filled when settled: for each item the id of the one that asks for its importance, or a number.
    """

    kind: ClassVar[str] = "index"
    name: str
    items: tuple[str, ...]
    weights: Weights = "equal"
    type: str = "csi"
    base: str = "complete"
    of: str = ""
    importance: tuple[str | Number, ...] = ()
    id: str = ""

    def __post_init__(self) -> None:
        where = f'[[index]] "{plain(self.name)}"'
        one_of(self.type, ("csi", "acsi"), f"{where}: type")
        one_of(self.base, ("complete", "items"), f"{where}: base")
        if isinstance(self.weights, str):
            one_of(self.weights, ("equal", "importance", "drivers"), f"{where}: weights")
        elif not _are_weights([weight for _, weight in self.weights]):
            raise InputError(f"{where}: weights are numbers of 0 or more, and not all of them 0.")

    @classmethod
    def of_entry(cls, entry: Entry) -> Index:
        items, weights = entry["items"], entry.get("weights", "equal")
        items = (items,) if isinstance(items, str) else tuple(items)
        if not isinstance(weights, str):
            listed = (*(item for item in items if item in weights), *(name for name in weights if name not in items))
            weights = tuple((item, weights[item]) for item in listed)
        return cls(
            entry["name"], items, weights, entry.get("type", "csi"), entry.get("base", "complete"),
            entry.get("of", ""), tuple(entry.get("importance", ())), entry.get("id", ""),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        weights = self.weights if isinstance(self.weights, str) else dict(self.weights)
        told: dict[str, Any] = {
            "id": self.id, "name": self.name, "type": self.type, "items": list(self.items), "weights": weights,
            "base": self.base,
        }  # fmt: skip
        told |= {"of": self.of} if self.of else {}
        return told | ({"importance": list(self.importance)} if self.importance else {})

    def columns(self) -> Sequence[str]:
        own = () if isinstance(self.weights, str) else tuple(name for name, _ in self.weights)
        own += (self.of,) if self.of else ()
        return (*self.items, *own, *(name for name in self.importance if isinstance(name, str)))

    def settled(self, settling: Settling) -> Index:
        where = f'[[index]] "{self.name}"'
        items = [settling.item(name, f"{where}: items") for name in self.items]
        once(items, where)
        upright(items, where)
        if not items:
            raise InputError(f"{where} has no items. Name some.")
        if len(items) < (3 if self.type == "acsi" else 1):
            raise InputError(f"{where}: an ACSI-type index is made of three items or more.")
        if self.type == "acsi" and self.weights in ("importance", "drivers"):
            raise InputError(f"{where}: an ACSI-type index has weights that are equal or given as numbers.")
        weights, importance, of = self.weights, self.importance, self._outcome(items, settling, where)
        if not isinstance(weights, str):
            of_item = {settling.item(name, f"{where}: weights").id: weight for name, weight in weights}
            if set(of_item) != {item.id for item in items} or len(of_item) != len(weights):
                raise InputError(f"{where}: write a weight for each of its items, and for no other.")
            weights = tuple((item.id, of_item[item.id]) for item in items)
        elif weights == "importance" and not importance:
            importance = _importance(items, settling, where)
        return replace(
            self, items=tuple(item.id for item in items), weights=weights, importance=importance, of=of,
            id=self.id or id_of(self.name, self.kind, settling),
        )  # fmt: skip

    def _outcome(self, items: Sequence[Item], settling: Settling, where: str) -> str:
        """The id of the outcome that weights of drivers are to explain; "" with other weights."""
        if self.weights != "drivers":
            if self.of:
                raise InputError(f'{where}: of is of weights = "drivers" alone. Take it out.')
            return ""
        if not self.of:
            raise InputError(f'{where}: weights = "drivers" needs of, the item that they are to explain.')
        outcome = settling.item(self.of, f"{where}: of")
        if any(item.column == outcome.column for item in items):
            raise InputError(f'{where}: "{plain(outcome.header)}" is what the weights are to explain, and an item.')
        if len(items) > MOST_DRIVERS:
            raise InputError(f"{where}: weights of drivers are worked out for up to {MOST_DRIVERS} items.")
        return outcome.id

    def tallies(self, plan: Plan) -> Mapping[str, CompleteProducts]:
        counted = {"items": CompleteProducts(items_of(plan, self.items))} if self.base == "complete" else {}
        return counted | ({"drivers": CompleteProducts(items_of(plan, (self.of, *self.items)))} if self.of else {})

    def estimates(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[Estimate]:
        items, reader = items_of(plan, self.items), Reader(plan, tally)
        answered = [Answered(item, reader.answering(item, WHOLE_FILE).counts, plan.level) for item in items]
        weights = self._weights(plan, reader, counted)
        products = counted["items"].products if "items" in counted else None
        n = products.n if products else min(one.base for one in answered)
        missing = {"incomplete": tally.rows - n}
        about = {"index": self.name}
        if weights is None:
            why = UNDETERMINED if self.of else NO_IMPORTANCE
            yield self._made("index", _undefined("index", why), plan, n, missing, about)
            return
        scores: list[tuple[Moments, int, Mapping[str, int]]] = []  # of each item, with its base and who is not in it
        for place, (item, one) in enumerate(zip(items, answered, strict=True)):
            if products:
                alone = [per_point(item) if place == other else Fraction() for other in range(len(items))]
                scores.append((moments_of(products, items, alone), n, missing))
            else:
                scores.append((on_100(one), one.base, reader.answering(item, WHOLE_FILE).missing))
        yield self._made("index", self._index(items, weights, scores, products, plan), plan, n, missing, about)
        for item, weight in zip(items, self._told_weights(plan, tally, weights, counted), strict=True):
            figure, own, own_missing = weight
            if own is None:
                own, own_missing = n, missing
            yield self._made("index_weight", figure, plan, own, own_missing, {**about, "item": item.id}, item)
        for item, (found, own_n, own_missing) in zip(items, scores, strict=True):
            figure = mean_of("index_score", found, plan.level, ON_100, NOBODY)
            yield self._made("index_score", figure, plan, own_n, own_missing, {**about, "item": item.id}, item)

    def notices(self, plan: Plan, tally: Tally, counted: Mapping[str, Any]) -> Iterator[str]:
        yield from also_scored(plan, (name for name in self.importance if isinstance(name, str)), "importance")

    # ------------------------------------------------------------------ figures

    def _made(
        self, metric: str, figure: Figure, plan: Plan, n: int, missing: Mapping[str, int], about: Mapping[str, str],
        item: Item | None = None,
    ) -> Estimate:  # fmt: skip
        id = f"{self.id}.{metric}" + (f".{item.id}" if item else "")
        people = "complete cases" if self.base == "complete" else "answers"
        return estimate(self.kind, id, renamed(figure, metric), plan, n, missing, about, item, people)

    def _index(
        self, items: Sequence[Item], weights: Sequence[Fraction], scores: Sequence[tuple[Moments, int, Any]],
        products: Any, plan: Plan,
    ) -> Figure:  # fmt: skip
        widths = [Fraction(item.scale.high - item.scale.low) for item in items]
        if self.type == "acsi":
            whole_width = sum(w * width for w, width in zip(weights, widths, strict=True))
            factors = [100 * w / whole_width for w in weights]
        else:
            total = sum(weights)
            factors = [100 * w / (total * width) for w, width in zip(weights, widths, strict=True)]
        source = SOURCES[self.type]
        if products:
            figure = mean_of("index", moments_of(products, items, factors), plan.level, source, NOBODY)
            return replace(figure, notes=(*figure.notes, ESTIMATED)) if self._estimated else figure
        if not all(found.n for found, _, _ in scores):
            return _undefined("index", NOBODY)
        means = [found.mean * width / 100 for (found, _, _), width in zip(scores, widths, strict=True)]
        value = sum((c * mean for c, mean in zip(factors, means, strict=True)), Fraction())
        counts = {"weighted": whole(value * sum(weights)), "weights": whole(sum(weights, Fraction()))}
        source = source.partition(";")[0]
        return Figure("index", "score", float(value), counts, "weighted / weights", source, None, APART, (APART,))

    @property
    def _estimated(self) -> bool:
        return bool(self.of) or any(isinstance(one, str) for one in self.importance)

    def _weights(self, plan: Plan, reader: Reader, counted: Mapping[str, Any]) -> list[Fraction] | None:
        """The weights before they are shared out; None where the answers give none."""
        if not isinstance(self.weights, str):
            return [_exact(weight) for _, weight in self.weights]
        if self.weights == "equal":
            return [Fraction(1)] * len(self.items)
        if self.of:
            try:
                parts = [Fraction(part) for part in lmg(counted["drivers"].products).tolist()]
            except UndeterminedError:
                return None
            return parts if sum(parts) > 0 else None
        found: list[Fraction] = []
        for name in self.importance:
            if not isinstance(name, str):
                found.append(_exact(name))
                continue
            mean = _answers(plan, reader, name)
            if not mean.n:
                return None
            found.append(mean.mean)
        return found if sum(found) else None

    def _told_weights(
        self, plan: Plan, tally: Tally, weights: Sequence[Fraction], counted: Mapping[str, Any]
    ) -> Iterator[tuple[Figure, int | None, Mapping[str, int]]]:
        """Each weight as a share of their sum, with its own base where it comes from other answers."""
        total, reader = sum(weights, Fraction()), Reader(plan, tally)
        source = OF_WEIGHTS[self.weights if isinstance(self.weights, str) else "given"]
        for place, weight in enumerate(weights):
            counts = {"weight": whole(weight), "weights": whole(total)}
            formula, n, missing = "weight / weights", None, {}
            if self.of:
                n = counted["drivers"].products.n
                missing = {"incomplete": tally.rows - n}
            elif self.importance and isinstance(name := self.importance[place], str):
                mean = _answers(plan, reader, name)
                counts = {"sum": whole(mean.sum), "base": mean.n, "weights": whole(total)}
                formula, n = "sum / base / weights", mean.n
                missing = dict(reader.answering(items_of(plan, [name])[0], WHOLE_FILE).missing)
            value = float(weight / total)
            yield Figure("index_weight", "ratio", value, counts, formula, source, None, WEIGHT_GIVEN), n, missing


def _importance(items: Sequence[Item], settling: Settling, where: str) -> tuple[str | Number, ...]:
    """How the plan says that items are important: all by items on one scale, or all by numbers."""
    found: list[str | Number] = []
    for item in items:
        if item.importance is None:
            raise InputError(
                f'{where}: weights = "importance" needs importance in the [[item]] "{item.id}": the id of the item '
                "that asks for it, or a number."
            )
        found.append(item.importance)
    asked = [settling.item(name, f"{where}: importance") for name in found if isinstance(name, str)]
    if asked and len(asked) < len(items):
        raise InputError(f"{where}: some importances are asked for and some are numbers. Make all of one kind.")
    if len({item.scale for item in asked}) > 1:
        scales = " and ".join(dict.fromkeys(f'{item.scale} ("{plain(item.header)}")' for item in asked))
        raise InputError(f"{where}: importance is asked for on different scales, {scales}. Give numbers instead.")
    if asked and asked[0].scale.low < 0:
        raise InputError(f"{where}: importance on {asked[0].scale} may be below 0, which is no weight.")
    return tuple(found)


def _answers(plan: Plan, reader: Reader, name: str) -> Moments:
    """The moments of the answers to an item, in points of its scale."""
    (item,) = items_of(plan, [name])
    return moments(Answered(item, reader.answering(item, WHOLE_FILE).counts, plan.level).distribution())


def _undefined(metric: str, why: str) -> Figure:
    return Figure(metric, "score", None, {}, "", SOURCES["csi"], None, why, (why,))


def _are_weights(told: Sequence[object]) -> bool:
    numbers = [one for one in told if isinstance(one, int | float) and not isinstance(one, bool)]
    return len(numbers) == len(told) and all(isfinite(one) and one >= 0 for one in numbers) and any(numbers)


def _exact(number: Number) -> Fraction:
    """The number as it was written: 0.1 is a tenth."""
    return Fraction(str(number))
