"""Categories that end or begin everywhere, and periods in which everything jumps, as checks of the
comparisons whose months or history hold them, and what is estimated without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from waterbed.effect.breaks import Break, category_breaks, jumps
from waterbed.effect.compare import compare
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import on_placebos
from waterbed.effect.setting import WHOLE
from waterbed.model.areas import Areas
from waterbed.model.estimate import Check, Estimate, Figure, Parameter, remark
from waterbed.model.months import in_words
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET, Study
from waterbed.model.window import Window

CATEGORY, JUMP = "category-break", "period-jump"


@dataclass(frozen=True, slots=True)
class FoundBreak:
    """A break of one outcome.

    name : of the check, CATEGORY or JUMP; category : as the tables write it, "" of a jump
    first, last : ordinals of months, both included
    """

    name: str
    outcome: str
    category: str
    direction: str
    first: int
    last: int


def find_breaks(study: Study, panel: Panel, apart: Mapping[str, Panel]) -> tuple[FoundBreak, ...]:
    """Every break in the months that some window or its history uses.

    apart : by outcome, a panel of the kinds that it is made of (`CountsRead.apart`)
    """
    end = max((window.post.last for window in study.rule.windows), default=0)
    used = int((panel.periods <= end).sum())
    found_breaks: list[FoundBreak] = []

    def add(name: str, outcome: str, category: str, breaks: Sequence[Break]) -> None:
        for break_ in breaks:
            first, last = (int(panel.periods[at]) for at in (break_.first, break_.last))
            found_break = FoundBreak(
                name, outcome, category, break_.direction, first, last + panel.step - 1
            )
            found_breaks.append(found_break)

    for o, outcome in enumerate(panel.outcomes):
        covered = panel.covered[o][:, :used]
        whole = panel.counts[o][:, :used].astype(float)
        kinds = apart.get(outcome)
        for k, category in enumerate(() if kinds is None else kinds.outcomes):
            assert kinds is not None
            counts = kinds.counts[k][:, :used].astype(float)
            add(CATEGORY, outcome, category, category_breaks(counts, covered, whole, panel.step))
        add(JUMP, outcome, "", jumps(whole, covered, panel.step))
    return tuple(found_breaks)


def kinds_kept(
    study: Study, apart: Mapping[str, Panel], breaks: Sequence[FoundBreak]
) -> dict[str, Panel]:
    """The kinds of outcomes that a run needs again: of those that break, to estimate without; of
    unpublished ones, whose breaks a public report looks for on rounded totals."""
    broken = {found_break.outcome for found_break in breaks}
    return {
        key: panel
        for key, panel in apart.items()
        if key in broken or not study.outcome_published(key)
    }


def concerns(found_break: FoundBreak, window: Window) -> bool:
    """Whether a break lies in the months of a comparison, or in the history before them."""
    return found_break.first <= window.post.last


def break_check(
    found_break: FoundBreak,
    window: Window,
    beside: Estimate | None = None,
    without: Estimate | str = "",
) -> Check:
    """The check of one break and comparison; it informs and binds nothing.

    beside : the estimate as it stands; without : the same without what breaks, or why there is none
    """
    facts: dict[str, str | Figure] = {
        "direction": found_break.direction,
        "first": in_words(found_break.first),
        "last": in_words(found_break.last),
    }
    if found_break.name == CATEGORY:
        facts["category"] = found_break.category
    if isinstance(without, str):
        facts["why"] = without
    elif beside is not None:
        for prefix, estimate in (("", beside), ("without_", without)):
            # The range that decides, as on the card: a number has one.
            low, high = estimate.deciding or (None, None)
            for part, value in (("change", estimate.value), ("low", low), ("high", high)):
                facts[prefix + part] = Figure(value, "ratio", beside.smallest, beside.published)
    key = Parameter("effect", window.intervention, found_break.outcome, TARGET, window.key, "count")
    return Check(found_break.name, False, False, remark(found_break.name, **facts), parameter=key)


def understood_breaks(study: Study, panel: Panel, apart: Mapping[str, Panel]) -> tuple[Check, ...]:
    """Each break once, at the first comparison that it concerns."""
    checks = []
    for found_break in find_breaks(study, panel, apart):
        window = next((w for w in study.rule.windows if concerns(found_break, w)), None)
        if window is not None:
            checks.append(break_check(found_break, window))
    return tuple(checks)


def without_breaks(
    panel: Panel, kinds: Panel | None, outcome: str, breaks: Sequence[FoundBreak]
) -> Panel | None:
    """The panel of an outcome without the categories that break; of jumps, with their periods for
    no data.  None where nothing would be left."""
    alone = panel.only([outcome])
    gone = {found_break.category for found_break in breaks if found_break.name == CATEGORY}
    counts, covered = alone.counts, alone.covered
    if gone:
        assert kinds is not None
        if len(gone) == len(kinds.outcomes):
            return None
        counts = counts - sum(kinds.counts[kinds.outcomes.index(category)] for category in gone)
    for found_break in breaks:
        if found_break.name == JUMP:
            here = (alone.periods >= found_break.first) & (alone.periods <= found_break.last)
            covered = covered & ~here
    return replace(alone, counts=np.where(covered, counts, 0), covered=covered, bounds={})


def estimate_without(
    study: Study,
    areas: Areas,
    altered: Panel,
    window: Window,
    method: str,
    *,
    count: int,
    seed: Sequence[int],
) -> Estimate | str:
    """The estimate of a target's change on an altered panel, on the ratio scale, or why there is
    none (a code of REFUSALS); count, seed : as of the comparison that it stands beside."""
    (outcome,) = altered.outcomes
    comparison = compare(
        study, window, areas, altered, count=count, seed=list(seed), methods=(method,)
    )
    asked = Estimand(comparison, (TARGET, WHOLE), outcome, method, study.outcome_published(outcome))
    return asked.refusal or on_placebos(asked, "ratio", study.rule)
