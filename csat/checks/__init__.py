"""The checks of the prepared data, one file each. A new check is one file and one line here.

A check looks at a survey as it was understood, and flags; it changes nothing. Only a rule of the plan sets rows aside.
"""

from __future__ import annotations

from collections.abc import Mapping

from csat.checks import (
    constant_items,
    contradictions,
    cycles,
    date_order,
    duplicate_answers,
    duplicate_ids,
    early_late,
    fieldwork,
    high_alpha,
    identical_comments,
    invalid_answers,
    item_nonresponse,
    look_alikes,
    near_duplicates,
    partials,
    response_rate,
    speeders,
    straight_lines,
    unfinished,
)
from csat.checks.check import Check

CHECKS: Mapping[str, Check] = {
    "duplicate_ids": duplicate_ids.CHECK,
    "duplicate_answers": duplicate_answers.CHECK,
    "identical_comments": identical_comments.CHECK,
    "partials": partials.CHECK,
    "unfinished": unfinished.CHECK,
    "item_nonresponse": item_nonresponse.CHECK,
    "invalid_answers": invalid_answers.CHECK,
    "contradictions": contradictions.CHECK,
    "speeders": speeders.CHECK,
    "straight_lines": straight_lines.CHECK,
    "fieldwork": fieldwork.CHECK,
    "date_order": date_order.CHECK,
    "constant_items": constant_items.CHECK,
    "look_alikes": look_alikes.CHECK,
    "near_duplicates": near_duplicates.CHECK,
    "cycles": cycles.CHECK,
    "high_alpha": high_alpha.CHECK,
    "response_rate": response_rate.CHECK,
    "early_late": early_late.CHECK,
}
"""In the order of a report."""
