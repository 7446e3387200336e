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
from waterbed.model.study import (
    AlternativeStart,
    Claim,
    Intervention,
    Study,
    Window,
)


@dataclass(frozen=True, slots=True)
class Task:
    """One comparison to make.

    claims : those about an effect or a share in this window, judged together by families
    alternative : the disputed start that this window stands for, or None
    main : whether it is the first window of the intervention that most claims speak of
    seed : of this comparison alone
    """

    window: Window
    claims: tuple[Claim, ...]
    alternative: AlternativeStart | None
    seed: tuple[int, ...]
    main: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    tasks: tuple[Task, ...]
    notices: tuple[Notice, ...]
    refused: tuple[tuple[str, str], ...]

    def why_refused(self, window: str) -> str:
        return dict(self.refused).get(window, "")


def has_target(intervention: Intervention) -> bool:
    return bool(intervention.target or intervention.target_group)


def other_start(
    window: Window, alternative: AlternativeStart, intervention: Intervention
) -> Window:
    """The same comparison moved to another start; a month that it begins inside is in neither."""
    return replace(
        window,
        name=f"{window.name}@{label(alternative.start)}",
        base=window.base.shift(alternative.began - intervention.began),
        post=window.post.shift(alternative.start - intervention.start),
    )


def make_plan(study: Study, panel: Panel) -> Plan:
    """Every window of every intervention that has a target, and its disputed starts.

    A window outside the counts is refused with a notice, and claims about it are untestable.
    """
    tasks: list[Task] = []
    notices: list[Notice] = []
    refused: list[tuple[str, str]] = []
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
        tasks.append(Task(window, claims, None, (study.seed, number, 0)))
        for i, alternative in enumerate(intervention.alternative_starts, 1):
            moved = other_start(window, alternative, intervention)
            if _fits(panel, moved):
                tasks.append(Task(moved, (), alternative, (study.seed, number, i)))
            else:
                notices.append(
                    remark(
                        "alternative-outside",
                        start=label(alternative.start),
                        intervention=intervention.id,
                    )
                )
    spoken = [claim.intervention for claim in study.claims if claim.intervention]
    told = [one for one in tasks if one.alternative is None]
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


def alternatives(
    study: Study, plan: Plan
) -> dict[Parameter, tuple[tuple[AlternativeStart, Parameter], ...]]:
    """For each claim's parameter, the parameters of the same claim under its other starts."""
    found = {}
    for claim in study.claims:
        key = parameter_of(claim, study.rule)
        if key is None:
            continue
        found[key] = tuple(
            (task.alternative, replace(key, window=task.window.name))
            for task in plan.tasks
            if task.alternative and task.window.name.split("@")[0] == key.window
        )
    return found
