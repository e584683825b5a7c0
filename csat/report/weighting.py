"""How a record's figures are weighted, in words: by which columns, and what that costs in precision."""

from __future__ import annotations

from csat.report.document import Text, data, joined
from csat.report.numbers import rounded
from csat.report.page import Page
from csat.report.safe import clean
from csat.results import Record


def weighting(page: Page) -> Text | None:
    """The weighting and its effect on the whole file; None of an unweighted record."""
    told, language, say = page.record.ledger.get("weights"), page.language, page.say
    if told is None:
        return None
    plan = page.record.plan["weighting"]
    parts: list[Text] = []
    if "weight" in plan:
        parts.append(say("weighted_by", column=data(plan["weight"]["column"])))
    if "margins" in plan:
        names = page.joined(data(" & ".join(at["column"] for at in margin["columns"])) for margin in plan["margins"])
        parts.append(say("weighted_margins", columns=names))
    if "strata" in plan:
        parts.append(say("weighted_strata", column=data(plan["strata"]["column"])))
    if "clusters" in plan:
        names = page.joined(data(cluster["column"]) for cluster in plan["clusters"])
        parts.append(say("weighted_clusters", column=names))
    if "population" in plan or "sizes" in plan:
        parts.append(say("weighted_population"))
    return say(
        "weighted_told", design=joined(parts, language.texts["lists"]["reasons"]),
        sum=language.number(rounded(told["sum"], 1)), n_eff=language.number(rounded(told["n_eff"], 1)),
        deff=language.number(rounded(told["deff_kish"], 3)),
    )  # fmt: skip


def on_screen(record: Record) -> str | None:
    """The same in one English line; None of an unweighted record."""
    told = record.ledger.get("weights")
    if told is None:
        return None
    plan = record.plan["weighting"]
    parts = [f"by {clean(plan['weight']['column'])}"] if "weight" in plan else []
    listed = [clean(" & ".join(at["column"] for at in margin["columns"])) for margin in plan.get("margins", ())]
    parts += [f"to the margins of {', '.join(listed)}"] if listed else []
    parts += [f"strata {clean(plan['strata']['column'])}"] if "strata" in plan else []
    parts += [f"clusters {', '.join(clean(one['column']) for one in plan['clusters'])}"] if "clusters" in plan else []
    parts += ["with population sizes"] if "population" in plan or "sizes" in plan else []
    effect = f"{record.ledger['scored']:,} (Kish), design effect {rounded(told['deff_kish'], 3)}"
    total, n_eff = rounded(told["sum"], 1), rounded(told["n_eff"], 1)
    return f"weighted {', '.join(parts)}: weights sum to {total}, effective n {n_eff} of {effect}"
