"""Could this study tell of another outcome in its own place?  From placebos, before any result.

No fall is planted: what the place is expected to count and how far counts of such places stray give
the smallest change that the verdict would be given on.  Counts after the start are not looked at in
the place itself, as a place's own result enters neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from waterbed.analysis.plan import make_plan
from waterbed.claims import ask
from waterbed.effect.compare import compare
from waterbed.effect.diagnostics import side_by_side
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import detectable_effect
from waterbed.effect.other_outcomes import HERE, fit_others
from waterbed.model.areas import Areas
from waterbed.model.methods import carrying
from waterbed.model.months import YEAR
from waterbed.model.panel import Panel
from waterbed.model.study import OTHER, Study
from waterbed.model.window import Window


@dataclass(frozen=True, slots=True)
class OtherRow:
    """The smallest changes of another outcome in its own place that would be seen four times in
    five.

    place : its name; months : of the post window; back : how many months before the study's start
    the comparison was made (counts end too early)
    base_count, expected : in the place; fall, rise : ratios, None where none would be seen
    disjoint : places and years to compare with that share no area; why : a code of REFUSALS
    """

    intervention: str
    place: str
    outcome: str
    window: str
    months: int
    back: int
    base_count: float | None = None
    expected: float | None = None
    fall: float | None = None
    rise: float | None = None
    disjoint: int = 0
    why: str = ""
    published: bool = False


def prospect_others(
    study: Study, areas: Areas, panel: Panel, *, placebos: int
) -> tuple[OtherRow, ...]:
    """A row for each window and other outcome that claims speak of; else for every one declared.

    placebos : as of `run.analyse`.  InputError where a place holds a part of the target.  Sums by
    weight are left out, as they are for targets.
    """
    keys = [ask(claim, study.rule).key for claim in study.claims]
    asked = {(key.window, key.zone) for key in keys if key and key.question == OTHER}
    rows: list[OtherRow] = []
    for window in study.rule.windows:
        declared = {
            outcome.name: outcome
            for outcome in study.intervention(window.intervention).other_outcomes
        }
        names = [other for other in declared if not asked or (window.name, other) in asked]
        names = [name for name in names if not study.outcome(declared[name].outcome).weights]
        if names:
            rows += _rows(study, areas, panel, window, names, placebos)
    return tuple(rows)


def _rows(
    study: Study, areas: Areas, panel: Panel, window: Window, names: Sequence[str], placebos: int
) -> list[OtherRow]:
    back = YEAR * max(0, -(-(window.post.last - panel.span.last) // YEAR))
    moved = _moved(study, window, back)
    task = next(
        (task for task in make_plan(moved, panel).tasks if task.window.name == window.name), None
    )
    intervention = moved.intervention(window.intervention)
    blank = {
        outcome.name: OtherRow(
            intervention.id, outcome.name, outcome.outcome, window.name, len(window.post), back,
            why="outside", published=study.outcome_published(outcome.outcome),
        )
        for outcome in intervention.other_outcomes
        if outcome.name in names
    }  # fmt: skip
    if task is None:
        return list(blank.values())
    method = carrying(study.rule.headline, intervention.chosen_for.rule)
    comparison = compare(
        moved, task.window, areas, panel, count=placebos, seed=list(task.seed), methods=(method,)
    )
    rows = []
    for other in fit_others(moved, comparison, areas, method, [*task.seed, 2]):
        if other.name not in blank:
            continue
        row = replace(
            blank[other.name],
            why=other.comparison.refusal(HERE, other.outcome, method),
            disjoint=int(other.fitted.reference.disjoint[0, 0]),
        )
        if not row.why:
            asked = Estimand(other.comparison, HERE, other.outcome, method, row.published)
            lie = side_by_side(asked)
            if lie is not None and not lie.passed:
                rows.append(replace(row, why=lie.name))
                continue
            seen = detectable_effect(asked, study.rule)
            row = replace(
                row,
                base_count=seen.base_count, expected=seen.expected, fall=seen.fall, rise=seen.rise,
            )  # fmt: skip
        rows.append(row)
    return rows


def _moved(study: Study, window: Window, back: int) -> Study:
    """The study as if its intervention had begun so many months earlier, asked of one window."""
    real = study.intervention(window.intervention)
    start, transition = real.start - back, real.transition
    moved = replace(
        real,
        start=start,
        transition=None if transition is None else transition - back,
        end=None if real.end is None else real.end - back,
        alternative_starts=(),
    )
    return replace(
        study,
        interventions=tuple(
            moved if intervention.id == real.id else intervention
            for intervention in study.interventions
        ),
        rule=replace(study.rule, windows=(window.shift(-back),), readings=()),
        claims=(),
    )
