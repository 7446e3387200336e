"""The plan of a run: claims and rule become parameters, and windows to compare, before any count
is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from waterbed.analysis.sampled import drawn, samples
from waterbed.claims import Asked, ask
from waterbed.model.errors import InputError
from waterbed.model.estimate import Figure, Parameter, Remark, remark
from waterbed.model.findings import Findings
from waterbed.model.kinds import RELATIVE
from waterbed.model.months import label
from waterbed.model.panel import Panel
from waterbed.model.study import Intervention, Study
from waterbed.model.window import AlternativeStart, Window
from waterbed.programme.wave import shares_of


@dataclass(frozen=True, slots=True)
class Task:
    """One comparison to make.

    asked : claims about an effect or a share in this window, judged together by families
    main : whether it is the first window of the intervention that most claims speak of
    seed : of this comparison alone
    shares : in how many parts programmes that it is a wave of divide the error; () where it is of
        none.  Only the first window of an intervention is a wave, and the same from another start
    by_quarter : whether its effects are also shown quarter by quarter: of each intervention, the
        first window that claims speak of
    relatives : question, outcome and zone of what claims of this window set beside a zone
    """

    window: Window
    asked: tuple[Asked, ...]
    seed: tuple[int, ...]
    main: bool = False
    shares: tuple[int, ...] = ()
    by_quarter: bool = False
    relatives: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """asked : every claim of the study; refused : names of windows that cannot be compared, and why
    not."""

    asked: tuple[Asked, ...]
    tasks: tuple[Task, ...]
    notices: tuple[Remark, ...]
    refused: Mapping[str, str]

    def findings(self) -> Findings:
        """What is known before any count is compared: what each parameter is from another start,
        and which have no window."""
        keys = [key for asked in self.asked for key in asked.keys]
        return Findings(
            refusals={
                key: self.refused[key.window]
                for key in keys
                if isinstance(key.window, str) and key.window in self.refused
            },
            alternatives={key: self._from_other_starts(key) for key in keys},
        )

    def _from_other_starts(self, key: Parameter) -> tuple[Parameter, ...]:
        return tuple(
            replace(key, window=task.window.key)
            for task in self.tasks
            if task.window.start and task.window.name == key.window
        )


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
    asked = tuple(ask(claim, study.rule) for claim in study.claims)
    tasks: list[Task] = []
    notices: list[Remark] = []
    refused: dict[str, str] = {}
    for number, window in enumerate(study.rule.windows):
        intervention = study.intervention(window.intervention)
        if not intervention.has_target:
            continue
        if first_of(tasks, intervention) and samples(study, intervention, len(panel.areas)):
            facts = {"areas": Figure(len(panel.areas)), "kept": Figure(drawn(intervention))}
            code = "sampled-zones" if intervention.zones else "sampled"
            notices.append(remark(code, intervention=intervention.id, **facts))
        if not _fits(panel, window):
            refused[window.name] = "outside"
            notices.append(remark("window-refused", window=window.name, why="outside"))
            continue
        own = tuple(
            asked_claim
            for asked_claim in asked
            if asked_claim.compared and asked_claim.key and asked_claim.key.window == window.name
        )
        first = window == study.rule.default_window(intervention.id)
        shares = shares_of(asked, study, intervention.id) if first else ()
        spoken = bool(own) and all(
            not (task.asked and task.window.intervention == intervention.id) for task in tasks
        )
        beside = relatives_of(own)
        tasks.append(
            Task(window, own, (study.seed, number, 0), False, shares, spoken, beside),
        )
        for i, alternative in enumerate(intervention.alternative_starts, 1):
            moved = other_start(window, alternative, intervention)
            if _fits(panel, moved):
                seed = (study.seed, number, i)
                tasks.append(Task(moved, (), seed, shares=shares, relatives=beside))
                continue
            start = label(alternative.start)
            notices.append(remark("alternative-outside", start=start, intervention=intervention.id))
    return Plan(asked, _with_main(tasks, study), tuple(notices), refused)


def first_of(tasks: Sequence[Task], intervention: Intervention) -> bool:
    """Whether no window of the intervention was planned before."""
    return all(task.window.intervention != intervention.id for task in tasks)


def relatives_of(asked: Sequence[Asked]) -> tuple[tuple[str, str, str], ...]:
    """Question, outcome and zone of what claims set beside a zone, each once."""
    keys = (asked_claim.key for asked_claim in asked if asked_claim.key is not None)
    return tuple(
        dict.fromkeys(
            (key.question, key.outcome, key.zone) for key in keys if key.question in RELATIVE
        )
    )


def _with_main(tasks: list[Task], study: Study) -> tuple[Task, ...]:
    """The tasks, the first window of the intervention that most claims speak of marked."""
    spoken = [claim.intervention for claim in study.claims if claim.intervention]
    as_given = [task for task in tasks if task.window.start is None]
    if not as_given:
        return tuple(tasks)
    most = max(as_given, key=lambda task: spoken.count(task.window.intervention))
    return tuple(replace(task, main=task is most) for task in tasks)


def _fits(panel: Panel, window: Window) -> bool:
    try:
        panel.slice(window.base)
        panel.slice(window.post)
    except InputError:
        return False
    return True
