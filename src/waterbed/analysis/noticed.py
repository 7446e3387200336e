"""What a reader must be told of a whole run: checks of the study, and notices."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.analysis.activity import activity_notices
from waterbed.analysis.changes import change_notices
from waterbed.analysis.plan import Plan
from waterbed.analysis.police_uk_limits import police_uk_limits
from waterbed.analysis.verdicts import methods_of
from waterbed.model.activity import Done
from waterbed.model.areas import Areas
from waterbed.model.changes import ChangeLog
from waterbed.model.estimate import Check, Figure, Remark, remark
from waterbed.model.panel import Panel
from waterbed.model.programme import POOLED
from waterbed.model.study import Outcome, Study


def study_checks(study: Study) -> tuple[Check, ...]:
    """Of dates that are of recording, and of outcomes that are sums by weight."""
    checks = [_weighted_sum(outcome) for outcome in study.outcomes if outcome.weights]
    tables = tuple(table.name for table in study.counts if table.date == "recorded")
    if tables:
        checks.insert(
            0, Check("recorded-date", None, False, remark("recorded-date", tables=tables))
        )
    return tuple(checks)


def _weighted_sum(outcome: Outcome) -> Check:
    weights = [weight for _, weight in outcome.weights]
    facts = remark("weighted-sum", outcome=outcome.id, kinds=Figure(len(weights)),
                   least=Figure(min(weights)), most=Figure(max(weights)))  # fmt: skip
    return Check("weighted-sum", None, False, facts)


def notices_of(
    study: Study,
    areas: Areas,
    panel: Panel,
    plan: Plan,
    lock: tuple[str, str],
    changes: Sequence[ChangeLog],
    activity: Sequence[Done],
) -> tuple[Remark, ...]:
    """Every notice of a run; lock : as of `compare_lock`."""
    return (
        *_study_notices(study, panel, *lock),
        *change_notices(study, changes),
        *plan.notices,
        *activity_notices(study, areas, panel, activity),
    )


def _study_notices(study: Study, panel: Panel, lock: str, lock_date: str) -> tuple[Remark, ...]:
    """Of the rule and its lock, of methods that were replaced, and of areas without data."""
    notices = []
    if lock == "differs":
        notices.append(remark("lock-differs", date=lock_date))
    if lock and not study.published:
        notices.append(remark("lock-areas"))
    if study.rule.data_seen:
        notices.append(remark("data-seen", date=study.rule.data_seen_date))
    for key, used in methods_of(study):
        if used not in (study.rule.headline, POOLED):
            notices.append(
                remark("headline-replaced", asked=study.rule.headline, used=used, intervention=key)
            )
    without = int((~panel.has_data).sum())
    if without:
        notices.append(remark("not-covered", areas=Figure(without)))
    return (*notices, *police_uk_limits(study))
