"""When a place is compared with a sample of all others: known from the study alone."""

from __future__ import annotations

from waterbed.model.study import Intervention, Study

MANY = 10_000
"""Areas up to which all are compared with."""

KEPT = 1_200
"""Areas that are drawn of more."""


def samples(study: Study, intervention: Intervention, areas: int) -> bool:
    """Whether a comparison is made among a sample of so many areas."""
    single = len(intervention.target) == 1 and not intervention.target_group
    bare = not (intervention.zones or intervention.buffer or intervention.other_outcomes)
    rest = intervention.donors.kind == "rest"
    return areas > MANY and single and bare and rest and not study.covariates and study.published
