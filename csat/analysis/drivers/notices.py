"""What must be told beside the figures of drivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from csat.analysis.drivers.choosing import MOST_LMG
from csat.analysis.drivers.figures import no_draws, no_logit, signs_differ
from csat.analysis.drivers.survey import Drivers
from csat.io.text import plain
from csat.plan import Item

FEW_A_DRIVER = 15
"""Complete rows a driver below which slopes and shares move much from sample to sample."""


def notices_of(of: Drivers, left_out: Sequence[tuple[Item, str]], rows: int) -> Iterator[str]:
    """A sentence each, the outcome named first."""
    head = f'Drivers of "{plain(of.items[0].header)}"'
    k = len(of.items) - 1
    complete = f" {of.n:,} of {rows:,} rows answered it and every driver, and count." if of.n < rows else ""
    yield f"{head}: association, not cause.{complete}"
    if left_out:
        names = _named(item for item, _ in left_out)
        yield f"{head}: not taken as drivers, being about the whole, NPS or CES: {names} (--items settles it)."
    if 0 < of.n < FEW_A_DRIVER * k:
        yield (
            f"{head}: {of.n:,} complete rows for so many drivers ({k:,}) are few, less than {FEW_A_DRIVER} each; "
            "shares and ranks may be others in another sample."
        )
    yield from _not_in_it(of, head)
    if k > MOST_LMG:
        yield f"{head}: more than {MOST_LMG} drivers, so shares are relative weights by Johnson instead of LMG."
    if of.model is None:
        return
    opposed = [of.items[place] for place in of.kept if signs_differ(of.model, place)]
    if opposed:
        yield (
            f"{head}: correlation and slope have opposite signs: {_named(opposed)}. The drivers overlap; read their "
            "shares, not these slopes."
        )
    inflated = [of.items[place] for place in of.kept if of.model.vif(place) > 5]
    if inflated:
        yield f"{head}: the other drivers tell most of these (VIF above 5): {_named(inflated)}. Slopes are uncertain."
    if of.times and of.too_many and not of.errors:
        yield f"{head}: {no_draws(of)}"
    if of.binary and of.logit is None:
        yield f"{head}: logistic regression: {no_logit(of)}"


def _not_in_it(of: Drivers, head: str) -> Iterator[str]:
    """Drivers that a model cannot have."""
    still = [of.items[place] for place in range(1, len(of.items)) if of.n > 1 and not of.ss[place][place]]
    if still:
        yield f"{head}: left out, since every complete row has the same answer: {_named(still)}."
    for place, others in (of.model.combined if of.model else {}).items():
        names = _named(of.items[other] for other in others)
        yield f'{head}: left out, since others give its answers exactly: "{plain(of.items[place].header)}" by {names}.'


def _named(items: Iterable[Item]) -> str:
    return ", ".join(f'"{plain(item.header)}"' for item in items)
