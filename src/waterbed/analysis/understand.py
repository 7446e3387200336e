"""What a study file was understood to say, before any result is shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from waterbed.analysis.plan import (
    Plan,
    Task,
    has_target,
    make_plan,
)
from waterbed.analysis.police_uk_limits import caution, police_uk_limits
from waterbed.analysis.recorded import claimed_areas, outcome_total
from waterbed.analysis.run import PLACEBOS, read_inputs, read_points
from waterbed.analysis.snap_points import snap_checks
from waterbed.claims import ask
from waterbed.disclosure.exact import exact
from waterbed.disclosure.inputs import release_study
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.diagnostics import enough_placebos
from waterbed.effect.estimand import Estimand
from waterbed.effect.inference import placebos_needed
from waterbed.effect.other_outcomes import fit_others, place_of
from waterbed.effect.readings import read_claim
from waterbed.effect.zones import resolve
from waterbed.model.areas import Areas
from waterbed.model.codes import REJECTED
from waterbed.model.estimate import Check, Remark
from waterbed.model.kinds import COMPARED, KINDS, SECOND
from waterbed.model.methods import carrying
from waterbed.model.panel import Panel
from waterbed.model.programme import Programme
from waterbed.model.released import ShownCheck, ShownRemark
from waterbed.model.results import InputRecord, OutcomeTotal, RoleCount
from waterbed.model.study import NET, TARGET, Claim, Study
from waterbed.model.window import Window, WindowKey
from waterbed.model.written.walk import printed_texts
from waterbed.programme.pool_parts import counted_twice
from waterbed.programme.wave import treated_before
from waterbed.read.agree import check_months
from waterbed.report.words.checks import check_text
from waterbed.report.words.reading import contacts_text
from waterbed.report.words.remarks import notice_text

Made = dict[WindowKey, dict[str, Comparison]]
"""Comparisons made so far, by window: the main one as "", those of other outcomes by name."""


@dataclass(frozen=True, slots=True)
class Testable:
    """Whether these data can speak to a claim; `why` is a code of REFUSALS or of REASONS.

    caution : what its outcome cannot tell apart, a code of CAUTIONS, or ""
    """

    claim: str
    who: str
    kind: str
    testable: bool
    why: str
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that `waterbed check` shows.

    roles : how many areas play each role, by window
    points : whether snap points moved, a check a comparison
    cannot_show : what the publisher's tables cannot show, as far as it concerns this study
    rejected : file, place, reason and (not for persons or incidents) value of some rejected rows
    free_text : everything that a report would print as the user wrote it, with its place
    lists : population, and what was joined or left out in reading its lists
    """

    study: Study
    areas: int
    groups: int
    records: tuple[InputRecord, ...]
    outcomes: tuple[OutcomeTotal, ...]
    roles: tuple[RoleCount, ...]
    claims: tuple[Testable, ...]
    points: tuple[Check, ...]
    cannot_show: tuple[Remark, ...]
    rejected: tuple[tuple[str, ...], ...]
    free_text: tuple[tuple[str, str], ...]
    lists: tuple[tuple[str, tuple[Remark, ...]], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For --json: names, numbers and reasons, without the study's own text twice."""
        shown = release_study(self.study, official=True, internal=True)
        return {
            "title": self.study.title,
            "rule_sha256": self.study.rule_sha256,
            "areas": self.areas,
            "groups": self.groups,
            "inputs": [asdict(one) for one in self.records],
            "outcomes": [
                {
                    "outcome": one.outcome,
                    "total": one.total.value,
                    "areas": one.areas,
                    "gaps": one.gaps,
                    "partial": one.partial,
                }
                for one in self.outcomes
            ],
            "roles": [asdict(one) for one in self.roles],
            "programmes": [asdict(one) for one in self.study.programmes],
            "claims": [asdict(one) for one in self.claims],
            "cannot_show": [
                notice_text(shown, exact(ShownRemark, one)) for one in self.cannot_show
            ],
            "snap_points": [check_text(shown, exact(ShownCheck, one)) for one in self.points],
            "rejected": [list(one) for one in self.rejected],
            "free_text": [list(one) for one in self.free_text],
            "lists": [
                {
                    "population": key,
                    "notices": [contacts_text(exact(ShownRemark, one)) for one in told],
                }
                for key, told in self.lists
            ],
        }


def understand(asked: Study | Path, data: Path | None = None) -> Understanding:
    """Read everything that a study names; the study and errors as of `run.run`."""
    inputs = read_inputs(asked, data)
    study, areas, panel = inputs.study, inputs.areas, inputs.counts.panel
    check_months(study, panel)
    roles: list[RoleCount] = []
    for window in study.rule.windows:
        if has_target(study.intervention(window.intervention)):
            roles += _roles(study, window, areas, panel)
    return Understanding(
        study,
        len(areas),
        len(set(areas.groups) - {""}),
        inputs.records,
        tuple(outcome_total(study, panel, o) for o in range(len(panel.outcomes))),
        tuple(roles),
        answerable(study, areas, panel),
        snap_checks(study, areas, panel, read_points(inputs)),
        police_uk_limits(study),
        tuple(
            (row.file, str(row.row), row.column, REJECTED[row.reason], row.value or "")
            for row in inputs.counts.rejected
        ),
        free_text(study),
        tuple((key, found.notices) for key, found in inputs.lists),
    )


def _roles(study: Study, window: Window, areas: Areas, panel: Panel) -> list[RoleCount]:
    intervention = study.intervention(window.intervention)
    zones = resolve(intervention, window, study.interventions, areas, panel.has_data)
    tolerated = dict(zones.by_tolerance)
    found = [*zones.named(), ("buffer", zones.buffer), ("donors", zones.donors)]
    found += [
        (f"{one.name}: {one.outcome}", place_of(one, zones, areas, panel.has_data))
        for one in intervention.other_outcomes
    ]
    found += [("target and zones, also under another measure", zones.co_treated)]
    said = {"co-treated": "under another measure"}
    found += [(f"left out: {said.get(name, name)}", members) for name, members in zones.left_out]
    return [
        RoleCount(
            window.intervention,
            window.name,
            role,
            len(members),
            tuple(areas.names[i] or areas.ids[i] for i in tolerated.get(role, ())),
        )
        for role, members in found
    ]


def answerable(study: Study, areas: Areas, panel: Panel) -> tuple[Testable, ...]:
    """Whether these data can speak to each claim, by the refusals that a run would make."""
    plan = make_plan(study, panel)
    made: Made = {}
    found = []
    for claim in study.claims:
        parameter = KINDS[claim.kind].parameter
        if parameter == "none":
            why = "needs"
        elif parameter in SECOND:
            why = _unpaired(claim, study, areas, panel, plan, made)
        elif parameter == "population":
            why = _unnumbered(claim, study)
        elif parameter == "recorded":
            why = _unread(claim, study, areas, panel)
        else:
            why = _refused(claim, study, areas, panel, plan, made)
        care = caution(study, claim)
        if not (why or care) and parameter in COMPARED and _few(claim, study, made):
            care = "few-places"
        found.append(Testable(claim.id, claim.who, claim.kind, not why, why, care))
    return tuple(found)


def _unnumbered(claim: Claim, study: Study) -> str:
    """Why a claim on numbers of people cannot be tested, or "": it takes populations of here."""
    here = {one.id for one in study.populations if one.here}
    keys = [getattr(claim, key) for key in KINDS[claim.kind].takes]
    return "" if here.issuperset(keys) else "needs"


def _unpaired(
    claim: Claim,
    study: Study,
    areas: Areas,
    panel: Panel,
    plan: Plan,
    made: Made,
) -> str:
    """Why a claim on harm or reporting cannot be tested, or "": it takes a second source."""
    second = study.outcome(claim.outcome).second
    if not second:
        return "later"
    alike = replace(claim, kind="fell")
    return _refused(alike, study, areas, panel, plan, made) or _refused(
        replace(alike, outcome=second), study, areas, panel, plan, made
    )


def _unread(claim: Claim, study: Study, areas: Areas, panel: Panel) -> str:
    """Why a recorded claim has no reading, or ""."""
    members = claimed_areas(claim, study, areas, panel.has_data)
    if not len(members):
        return "no-zone"
    table = read_claim(panel, members, claim, study.rule, True)
    known = table.stated is not None if claim.window else bool(table.readings)
    return "" if known else "gaps"


def _refused(
    claim: Claim,
    study: Study,
    areas: Areas,
    panel: Panel,
    plan: Plan,
    made: Made,
) -> str:
    """Why no estimate can be made for an effect claim, or ""; nothing of the fit is shown."""
    key = ask(claim, study.rule).key
    programme = study.programme(claim.intervention)
    if programme is not None:
        return _refused_sum(claim, programme, study, areas, panel, plan, made)
    intervention = study.intervention(claim.intervention)
    if key is None or not has_target(intervention):
        return "no-target"
    if key.window in plan.refused:
        return plan.refused[str(key.window)]
    method = carrying(study.rule.headline, intervention.chosen_for.rule)
    task = next(one for one in plan.tasks if one.window.name == key.window)
    if task.window.name not in made:
        made[key.window] = _compared(study, task, areas, panel, method)
    found = made[key.window][claim.zone if claim.other else ""]
    zones = (TARGET, key.zone) if key.question == "share" else (key.zone,)
    for place in (found.whole(zone) for zone in zones):
        if place not in found.places:
            return "no-zone"
        if why := found.refusal(place, claim.outcome, method):
            return why
    return ""


def _few(claim: Claim, study: Study, made: Made) -> bool:
    """Whether fewer separate placebos compare than the level needs; of a programme, with any wave.

    Of placebos drawn at random `check` draws too few to tell.
    """
    programme = study.programme(claim.intervention)
    waves = (claim.intervention,) if programme is None else programme.waves
    needed = placebos_needed(study.rule.level, len(waves))
    for wave in waves:
        window = "" if programme else claim.window
        key = ask(replace(claim, intervention=wave, window=window), study.rule).key
        assert key is not None
        found = made[key.window][claim.zone if claim.other else ""]
        method = carrying(study.rule.headline, study.intervention(wave).chosen_for.rule)
        if found.fitted[method].reference.drawn:
            continue
        for zone in {TARGET, claim.zone} if key.question == "share" else {claim.zone}:
            asked = Estimand(found, found.whole(zone), claim.outcome, method)
            figure = enough_placebos(asked, study.rule).figure
            if figure is not None and (figure.value or 0) < needed:
                return True
    return False


def _compared(
    study: Study, task: Task, areas: Areas, panel: Panel, method: str
) -> dict[str, Comparison]:
    """The comparison that a run would make, as "", and those of other outcomes by name; where there
    are some, on placebos as many and the same as the run's, since they may be too few."""
    many = bool(study.intervention(task.window.intervention).other_outcomes)
    found = compare(
        study,
        task.window,
        areas,
        panel,
        count=PLACEBOS if many else 99,
        seed=list(task.seed),
        methods=(method,),
    )
    others = fit_others(study, found, areas, method, [*task.seed, 2])
    return {"": found} | {one.name: one.found for one in others}


def _refused_sum(
    claim: Claim,
    programme: Programme,
    study: Study,
    areas: Areas,
    panel: Panel,
    plan: Plan,
    made: Made,
) -> str:
    """Why the waves of a programme cannot be added up, or "" """
    for wave in programme.waves:
        alone = replace(claim, intervention=wave, window="")
        if _refused(alone, study, areas, panel, plan, made):
            return "wave"
    first = (study.rule.default_window(wave) for wave in programme.waves)
    found = [made[window.name][""] for window in first if window is not None]
    zones = {claim.zone, TARGET} if KINDS[claim.kind].parameter == "movement" else {claim.zone}
    twice = any(
        counted_twice([(one.window.post, one.places[one.whole(zone)]) for one in found])
        for zone in zones
    )
    if twice:
        return "counted-twice"
    before = {key for one in found for key in treated_before(one)}
    treated = bool(zones & {TARGET, NET}) and bool(before & set(programme.waves))
    return "base-treated" if treated else ""


def free_text(study: Study) -> tuple[tuple[str, str], ...]:
    """Everything that a report prints as the user wrote it, with its place."""
    if study.written is None:
        return ()
    return tuple((str(place), text) for place, _, text in printed_texts(study.written))
