"""When a place is compared with a sample of all others: known from the study alone."""

from __future__ import annotations

from waterbed.model.study import Intervention, Study, ZoneRule

MANY = 10_000
"""Areas up to which all are compared with."""

KEPT = 1_200
"""Areas that are drawn of more."""

ZONED = 300
"""Areas that are drawn with all that lies in their zones, which are several times as many."""


def samples(study: Study, intervention: Intervention, areas: int) -> bool:
    """Whether a comparison is made among a sample of so many areas."""
    single = len(intervention.target) == 1 and not intervention.target_group
    rules = [rule for _, rule in intervention.zones]
    if intervention.buffer is not None:
        rules.append(intervention.buffer)
    by_rule = all(map(_lies_beside, rules)) and (intervention.zones or not rules)
    rest = intervention.donors.kind == "rest" and not intervention.other_outcomes
    open_ = study.published and not study.covariates
    return areas > MANY and single and bool(by_rule) and rest and open_


def drawn(intervention: Intervention) -> int:
    """How many areas are drawn."""
    return ZONED if intervention.zones else KEPT


def _lies_beside(rule: ZoneRule) -> bool:
    """Whether every area has such a zone: it is found by a map."""
    return rule.kind in ("touching", "within")
