"""The plan of a run: claims and rule become windows to compare, before any count is read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from waterbed.claims import parameter_of
from waterbed.model.errors import InputError
from waterbed.model.estimate import Parameter, remark
from waterbed.model.estimate import Remark as Notice
from waterbed.model.kinds import COMPARED, KINDS
from waterbed.model.months import label
from waterbed.model.panel import Panel
from waterbed.model.study import Claim, Intervention, Study
from waterbed.model.window import AlternativeStart, Window, WindowKey


@dataclass(frozen=True, slots=True)
class Task:
    """One comparison to make.

    claims : those about an effect or a share in this window, judged together by families
    main : whether it is the first window of the intervention that most claims speak of
    seed : of this comparison alone
    """

    window: Window
    claims: tuple[Claim, ...]
    seed: tuple[int, ...]
    main: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    tasks: tuple[Task, ...]
    notices: tuple[Notice, ...]
    refused: tuple[tuple[WindowKey, str], ...]

    def why_refused(self, window: WindowKey) -> str:
        return dict(self.refused).get(window, "")


def has_target(intervention: Intervention) -> bool:
    return bool(intervention.target or intervention.target_group)


def other_start(
    window: Window, alternative: AlternativeStart, intervention: Intervention
) -> Window:
    """The same comparison moved to another start; a month that it begins inside is in neither."""
    return replace(
        window,
        start=alternative,
        base=window.base.shift(alternative.began - intervention.began),
        post=window.post.shift(alternative.start - intervention.start),
    )


def make_plan(study: Study, panel: Panel) -> Plan:
    """Every window of every intervention that has a target, and its disputed starts.

    A window outside the counts is refused with a notice, and claims about it are untestable.
    """
    tasks: list[Task] = []
    notices: list[Notice] = []
    refused: list[tuple[WindowKey, str]] = []
    compared = [claim for claim in study.claims if KINDS[claim.kind].parameter in COMPARED]
    for number, window in enumerate(study.rule.windows):
        intervention = study.intervention(window.intervention)
        if not has_target(intervention):
            continue
        if not _fits(panel, window):
            refused.append((window.name, "outside"))
            notices.append(remark("window-refused", window=window.name, why="outside"))
            continue
        claims = tuple(
            claim
            for claim in compared
            if (key := parameter_of(claim, study.rule)) and key.window == window.name
        )
        tasks.append(Task(window, claims, (study.seed, number, 0)))
        for i, alternative in enumerate(intervention.alternative_starts, 1):
            moved = other_start(window, alternative, intervention)
            if _fits(panel, moved):
                tasks.append(Task(moved, (), (study.seed, number, i)))
            else:
                notices.append(
                    remark(
                        "alternative-outside",
                        start=label(alternative.start),
                        intervention=intervention.id,
                    )
                )
    spoken = [claim.intervention for claim in study.claims if claim.intervention]
    told = [one for one in tasks if one.window.start is None]
    if told:
        most = max(told, key=lambda one: spoken.count(one.window.intervention))
        tasks[tasks.index(most)] = replace(most, main=True)
    return Plan(tuple(tasks), tuple(notices), tuple(refused))


def _fits(panel: Panel, window: Window) -> bool:
    try:
        panel.slice(window.base)
        panel.slice(window.post)
    except InputError:
        return False
    return True


def alternatives(study: Study, plan: Plan) -> dict[Parameter, tuple[Parameter, ...]]:
    """For each claim's parameter, the parameters of the same claim under its other starts."""
    found = {}
    for claim in study.claims:
        key = parameter_of(claim, study.rule)
        if key is None:
            continue
        found[key] = tuple(
            replace(key, window=task.window.key)
            for task in plan.tasks
            if task.window.start and task.window.name == key.window
        )
    return found
