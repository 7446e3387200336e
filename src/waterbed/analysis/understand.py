"""What a study file was understood to say, before any result is shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from waterbed.analysis.activity import activity_notices
from waterbed.analysis.attitudes import attitudes
from waterbed.analysis.breaks import understood_breaks
from waterbed.analysis.buffers import CostlyBuffer, costly_buffers
from waterbed.analysis.changes import change_notices
from waterbed.analysis.compare import Memory
from waterbed.analysis.covariates import covariate_notices
from waterbed.analysis.foresight import foreseen
from waterbed.analysis.police_uk_limits import caution, police_uk_limits
from waterbed.analysis.recorded import outcome_total
from waterbed.analysis.run import Inputs, read_inputs, read_points
from waterbed.analysis.snap_points import snap_checks
from waterbed.analysis.words import free_text
from waterbed.claims import Foreseen
from waterbed.disclosure.activity import release_activity
from waterbed.disclosure.attitudes import release_attitude
from waterbed.disclosure.exact import exact
from waterbed.disclosure.inputs import release_study
from waterbed.effect.other_outcomes import place_of
from waterbed.effect.zones import resolve
from waterbed.model.activity import Done
from waterbed.model.areas import Areas
from waterbed.model.attitudes import Attitude
from waterbed.model.codes import REJECTED
from waterbed.model.estimate import Check, Remark
from waterbed.model.panel import Panel
from waterbed.model.released import ShownCheck, ShownDetectable, ShownRemark
from waterbed.model.results import InputRecord, OutcomeTotal, RoleCount
from waterbed.model.study import Study
from waterbed.model.window import Window
from waterbed.read.agree import check_months
from waterbed.report.words import sufficient
from waterbed.report.words.activity import activity_words
from waterbed.report.words.attitudes import could_see, foretold
from waterbed.report.words.checks import check_text
from waterbed.report.words.claimed import Foretold, size_sentence
from waterbed.report.words.reading import contacts_text
from waterbed.report.words.remarks import notice_text


def _input(record: InputRecord) -> dict[str, Any]:
    """A file that was read; of a table that is not published without its hash, by which a guess of
    a count could be checked."""
    return asdict(record if record.published else replace(record, sha256=""))


@dataclass(frozen=True, slots=True)
class Testable:
    """Whether these data can speak to a claim; `why` is a code of REFUSALS or of REASONS.

    caution : what its outcome cannot tell apart, a code of CAUTIONS, or ""
    excluded : answers that will not come out, whatever the counts; gates : names of the checks that
        have failed already, or will
    suffices : what would have sufficed, where there are too few places or years, in words
    seen : the smallest change that could be seen of it, in words
    withheld : why a public report is likely not to show the answer, as of `disclosure.ahead`
    """

    claim: str
    who: str
    kind: str
    testable: bool
    why: str
    caution: str = ""
    excluded: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    suffices: str = ""
    seen: str = ""
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that `waterbed check` shows.

    roles : how many areas play each role, by window
    points : whether snap points moved, a check a comparison
    breaks : what ends, begins or jumps everywhere in months that some comparison rests on
    cannot_show : what the publisher's tables cannot show, as far as it concerns this study
    rejected : file, place, reason and (not for persons or incidents) value of some rejected rows
    free_text : everything that a report would print as the user wrote it, with its place
    buffers : those that take areas which claims have need of
    lists : population, and what was joined or left out in reading its lists
    activity : what was done, as far as it is known; acted : what must be said of it
        and of covariates
    surveys : what people were asked
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
    breaks: tuple[Check, ...] = ()
    buffers: tuple[CostlyBuffer, ...] = ()
    activity: tuple[Done, ...] = ()
    acted: tuple[Remark, ...] = ()
    surveys: tuple[Attitude, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For --json: names, numbers and reasons, without the study's own text twice."""
        shown = release_study(self.study, official=True, internal=True)
        return {
            "title": self.study.title,
            "profile": self.study.profile,
            "rule_sha256": self.study.rule_sha256,
            "to_fill": list(self.study.to_fill),
            "areas": self.areas,
            "groups": self.groups,
            "inputs": [_input(record) for record in self.records],
            "outcomes": [
                {
                    "outcome": outcome.outcome,
                    "total": outcome.total.value,
                    "areas": outcome.areas,
                    "gaps": outcome.gaps,
                    "partial": outcome.partial,
                }
                for outcome in self.outcomes
            ],
            "roles": [asdict(role) for role in self.roles],
            "programmes": [asdict(programme) for programme in self.study.programmes],
            "claims": [asdict(claim) for claim in self.claims],
            "buffers": [asdict(buffer) for buffer in self.buffers],
            "cannot_show": [
                notice_text(shown, exact(ShownRemark, remark)) for remark in self.cannot_show
            ],
            "snap_points": [check_text(shown, exact(ShownCheck, point)) for point in self.points],
            "breaks": [check_text(shown, exact(ShownCheck, check)) for check in self.breaks],
            "activity": [
                activity_words(release_activity(done, internal=True)) for done in self.activity
            ],
            "activity_notices": [
                notice_text(shown, exact(ShownRemark, remark)) for remark in self.acted
            ],
            "surveys": [
                foretold(release_attitude(survey, self.study.rule.deciding_level, internal=True))
                for survey in self.surveys
            ],
            "rejected": [list(row) for row in self.rejected],
            "free_text": [list(text) for text in self.free_text],
            "lists": [
                {
                    "population": key,
                    "notices": [contacts_text(exact(ShownRemark, remark)) for remark in remarks],
                }
                for key, remarks in self.lists
            ],
        }


def understand(asked: Study | Path, data: Path | None = None) -> Understanding:
    """Read everything that a study names; the study and errors as of `run.run`, but that words
    which bear on no answer may still be open (`Study.to_fill`)."""
    return understanding_of(read_inputs(asked, data, draft=True))


def understanding_of(inputs: Inputs, memory: Memory | None = None) -> Understanding:
    """The same of what was read already; memory : as of `foresight.foreseen`."""
    study, areas, panel = inputs.study, inputs.areas, inputs.counts.panel
    check_months(study, panel)
    roles: list[RoleCount] = []
    for window in study.rule.windows:
        if study.intervention(window.intervention).has_target:
            roles += _roles(study, window, areas, panel)
    foreseen_claims = foreseen(study, areas, panel, activity=inputs.activity, memory=memory)
    return Understanding(
        study,
        len(areas),
        len(set(areas.groups) - {""}),
        inputs.records,
        tuple(outcome_total(study, panel, o) for o in range(len(panel.outcomes))),
        tuple(roles),
        tuple(testable_of(study, ahead) for ahead in foreseen_claims),
        snap_checks(study, areas, panel, read_points(inputs)),
        (*police_uk_limits(study), *change_notices(study, inputs.changes)),
        tuple(
            (row.file, str(row.row), row.column, REJECTED[row.reason], row.value or "")
            for row in inputs.counts.rejected
        ),
        free_text(study),
        tuple((key, histories.notices) for key, histories in inputs.lists),
        understood_breaks(study, panel, inputs.counts.apart),
        costly_buffers(study, areas, panel, foreseen_claims),
        inputs.activity,
        (
            *activity_notices(study, areas, panel, inputs.activity),
            *covariate_notices(study, areas, panel, inputs.covariates),
        ),
        attitudes(study.surveys, study.rule),
    )


def _roles(study: Study, window: Window, areas: Areas, panel: Panel) -> list[RoleCount]:
    intervention = study.intervention(window.intervention)
    zones = resolve(intervention, window, study.interventions, areas, panel.has_data)
    tolerated = dict(zones.by_tolerance)
    places = [*zones.named(), ("buffer", zones.buffer), ("donors", zones.donors)]
    places += [
        (f"{outcome.name}: {outcome.outcome}", place_of(outcome, zones, areas, panel.has_data))
        for outcome in intervention.other_outcomes
    ]
    places += [("target and zones, also under another measure", zones.co_treated)]
    said = {"co-treated": "under another measure"}
    places += [(f"left out: {said.get(name, name)}", members) for name, members in zones.left_out]
    return [
        RoleCount(
            window.intervention,
            window.name,
            role,
            len(members),
            tuple(areas.called(i) for i in tolerated.get(role, ())),
        )
        for role, members in places
    ]


def answerable(study: Study, areas: Areas, panel: Panel) -> tuple[Testable, ...]:
    """Whether these data can speak to each claim, by the judge of a run."""
    return tuple(testable_of(study, ahead) for ahead in foreseen(study, areas, panel))


BARRED = {"side-by-side": "side-by-side", "placebos": "few-places"}
"""Caution of each check that leaves a claim undecided whatever the counts."""


def testable_of(study: Study, ahead: Foreseen) -> Testable:
    """What is foreseen of a claim, with what it takes in words."""
    claim, care = ahead.claim, caution(study, ahead.claim)
    barred = [care for gate, care in BARRED.items() if ahead.undecided and gate in ahead.gates]
    care = care or next(iter(barred), "")
    return Testable(
        claim.id, claim.who, claim.kind, not ahead.untestable, ahead.untestable, care,
        excluded=ahead.excluded, gates=ahead.gates,
        suffices=" ".join(
            sufficient.sufficient_sentence(exact(ShownRemark, why)) for why in ahead.suffices
        ),
        seen="" if ahead.untestable or ahead.undecided else _seen(study, ahead),
        withheld="" if ahead.untestable else ahead.withheld,
    )  # fmt: skip


def _seen(study: Study, ahead: Foreseen) -> str:
    """The smallest change that could be seen of a claim; of what people answer, by its survey."""
    level, claim = study.rule.level, ahead.claim
    if claim.survey:
        asked = attitudes([s for s in study.surveys if s.id == claim.survey], study.rule)
        surveys = (release_attitude(s, study.rule.deciding_level, internal=True) for s in asked)
        return " ".join(could_see(s) for s in surveys)
    seen = None if ahead.detectable is None else exact(ShownDetectable, ahead.detectable)
    supposed = Foretold(claim.kind, claim.negated, ahead.excluded)
    return size_sentence(supposed, seen, level, known=bool(ahead.gates))
