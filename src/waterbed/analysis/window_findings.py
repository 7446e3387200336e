"""What one comparison gives: estimates with their checks, refusals, what could have been seen.

Whether a check bars an answer stands in the check (`gate`, `bars`); the answer is given in
`claims`, by `analysis.verdicts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from waterbed.analysis.breaks import FoundBreak
from waterbed.analysis.families import answered
from waterbed.claims import Asked
from waterbed.displacement.bounds import bounds
from waterbed.displacement.counts import Dispersion, dispersion, scaled_wdd
from waterbed.displacement.movement import (
    HERE,
    asks_share,
    change_supported,
    fall_supported,
    movement_checks,
    share_detectable,
    share_estimate,
    share_parameter,
)
from waterbed.displacement.relative_estimates import (
    possible_relative,
    relative_detectable,
    relative_estimates,
    relative_parameter,
)
from waterbed.effect import diagnostics
from waterbed.effect.compare import Comparison, Drawn
from waterbed.effect.estimand import Estimand
from waterbed.effect.estimates import (
    Critical,
    before_after,
    detectable_effect,
    detectable_for,
    ends_on,
    on_placebos,
)
from waterbed.effect.inference import critical, simultaneous
from waterbed.effect.possible import PossibleShare, if_most, if_nothing, possible_counts
from waterbed.effect.setting import WHOLE, Place
from waterbed.effect.sufficient import would_suffice
from waterbed.model.activity import Done
from waterbed.model.areas import Areas
from waterbed.model.covariates import Followed
from waterbed.model.errors import Refusal
from waterbed.model.estimate import Check, Detectable, Estimate, Parameter, Remark, remark
from waterbed.model.findings import Findings, Possible, total
from waterbed.model.kinds import RELATIVE
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET, Rule, Study
from waterbed.model.window import WindowKey

SCALES = ("count", "ratio")
"""A change in counts, and the same as a ratio, on which claims of an effect are judged."""


COUNTED = ("no-donors", "empty-base", "nothing-expected")
"""Refusals of places whose own counts are known: what was recorded before and after can be told."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What every task of a run reads.

    bounds : by outcome, the last month that may be looked at for rises elsewhere (None: no bound);
        None where none are looked for
    categories : by outcome, a panel of the kinds that it is made of, in the main window
    apart : the same over all months, of outcomes with breaks; breaks : of all outcomes
    activity : what was done; covariates : what else changed
    again : whether the panel is one of rounded totals, on which only what may be shown is made
    answers : whether only the answers are asked for, and no pictures or tables beside them
    drawn : placebos drawn already, as of `effect.compare.compare`; is added to
    """

    study: Study
    areas: Areas
    panel: Panel
    placebos: int
    bounds: Mapping[str, int | None] | None = None
    categories: Mapping[str, Panel] = field(default_factory=dict)
    apart: Mapping[str, Panel] = field(default_factory=dict)
    breaks: tuple[FoundBreak, ...] = ()
    activity: tuple[Done, ...] = ()
    covariates: tuple[Followed, ...] = ()
    again: bool = False
    answers: bool = False
    drawn: Drawn | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """One comparison as it is worked through.

    method : that which carries the verdicts
    main : whether it is counted from the start as given; from another start there are estimates
        by that method and their checks, nothing more
    warnings : of every estimate
    relatives : question, outcome and zone of what is set beside a zone, since a claim asks it
    activity : what was done under the intervention
    answers : whether only what verdicts rest on is made
    ahead : whether no result is to be seen yet, but what could be
    """

    study: Study
    comparison: Comparison
    method: str
    main: bool
    warnings: tuple[Remark, ...]
    relatives: tuple[tuple[str, str, str], ...] = ()
    activity: tuple[Done, ...] = ()
    answers: bool = False
    ahead: bool = False

    @property
    def rule(self) -> Rule:
        return self.study.rule

    @property
    def panel(self) -> Panel:
        return self.comparison.setting.panel

    def findings(self, asked: Sequence[Asked]) -> Findings:
        """Every outcome in every place, by every method; and what could have been seen."""
        findings = self.of_outcomes()
        if self.answers:
            return findings
        return findings + self.seen(asked, findings.detectable)

    def of_outcomes(self) -> Findings:
        """What rests on no claim."""
        return total(self._of_outcome(outcome) for outcome in self.comparison.outcomes)

    def seen(self, asked: Sequence[Asked], general: Sequence[Detectable]) -> Findings:
        """What could have been seen of each claim, and what would have sufficed.

        general : of each place and outcome, as of `of_outcomes`
        """
        return Findings(
            detectable=tuple(self._could_see(asked, general)), suffices=self._suffices()
        )

    def _suffices(self) -> dict[tuple[str, WindowKey, str], Remark]:
        """By outcome, what would have sufficed to judge the target by the method that decides."""
        window, level = self.comparison.window, self.rule.level
        return {
            (window.intervention, window.key, outcome): would_suffice(
                self.estimand((TARGET, WHOLE), outcome, self.method), level
            )
            for outcome in self.comparison.outcomes
        }

    def estimand(self, place: Place, outcome: str, method: str = "") -> Estimand:
        published = self.study.outcome_published(outcome)
        return Estimand(self.comparison, place, outcome, method, published)

    def _of_outcome(self, outcome: str) -> Findings:
        comparison = self.comparison
        with_dispersion = self.main and not self.answers
        phi = pre_dispersion(comparison, outcome) if with_dispersion else None
        joint = {method: self._together(method, outcome) for method in comparison.fitted}
        effects = total(
            self._of_place(self.estimand(place, outcome), joint, phi) for place in comparison.places
        )
        if self.study.outcome(outcome).weights:
            return effects
        places = [place for place in comparison.places if asks_share(comparison, place)]
        pairs = [
            self.estimand(place, outcome, method)
            for method in comparison.fitted
            for place in places
        ]
        return effects + total(
            (
                *(self._movement(pair, effects) for pair in pairs),
                *(
                    self._relative(pair, question, effects)
                    for question, claimed, zone in self.relatives
                    for pair in pairs
                    if (claimed, zone) == (outcome, pair.zone)
                ),
            )
        )

    def _of_place(
        self,
        counted: Estimand,
        joint: Mapping[str, Mapping[Place, Critical]],
        phi: Dispersion | None,
    ) -> Findings:
        """Estimates, checks and detectable effect of one place and outcome."""
        parts = []
        if counted.refusal == "gaps":
            coverage, hidden = diagnostics.coverage(counted), diagnostics.withheld(counted)
            parts.append(Findings(checks=(coverage, hidden) if hidden else (coverage,)))
        asked = [replace(counted, method=method) for method in self.comparison.fitted]
        able = any(not estimand.refusal for estimand in asked)
        of_counts = diagnostics.of_counts(counted) if able else None
        for estimand in asked:
            if estimand.refusal:
                parts.append(self._refused(estimand))
                continue
            checks = diagnostics.checks(estimand, self.rule, of_counts)
            if self.study.outcome(estimand.outcome).follows_police:
                plain = on_placebos(estimand, "count", self.rule)
                here = self.activity if estimand.place == (TARGET, WHOLE) else ()
                checks = (*checks, diagnostics.police_attention(plain, here))
            at = joint[estimand.method].get(estimand.place)
            estimates = tuple(self._estimate(estimand, scale, checks, at) for scale in SCALES)
            parts.append(Findings(estimates, checks, possible=self._possible(estimand)))
        # What follows takes counts for numbers of incidents, one each.
        weighted = bool(self.study.outcome(counted.outcome).weights)
        if weighted or self.answers or counted.place[1] != WHOLE:
            return total(parts)
        own = total(parts).of(counted.parameter("ratio"), self.method)
        if self.main or self.ahead:
            parts.append(self._detectable(counted, () if own is None else own.checks))
        if not self.main:
            return total(parts)
        if not counted.refusal:
            parts.append(self._beside(counted, phi))
        elif counted.refusal in COUNTED:
            parts.append(Findings((self._with_checks(before_after(counted, "count", self.rule)),)))
        return total(parts)

    def _possible(self, asked: Estimand) -> dict[Parameter, Possible]:
        """What the estimates of a place could be, of the method that decides."""
        if asked.method != self.method:
            return {}
        level = self.rule.deciding_level
        return {asked.parameter(scale): possible_counts(asked, scale, level) for scale in SCALES}

    def _estimate(
        self, asked: Estimand, scale: str, checks: tuple[Check, ...], joint: Critical | None
    ) -> Estimate:
        plain = on_placebos(asked, scale, self.rule)
        if joint is not None:
            plain = replace(plain, joint=ends_on(asked, scale, joint))
        return self._with_checks(plain, checks)

    def _with_checks(self, estimate: Estimate, checks: tuple[Check, ...] = ()) -> Estimate:
        """The estimate with what speaks against it."""
        return replace(estimate, checks=checks, warnings=estimate.warnings + self.warnings)

    def _beside(self, counted: Estimand, phi: Dispersion | None) -> Findings:
        """Estimates without placebos, which decide nothing."""
        plain = [before_after(counted, scale, self.rule) for scale in SCALES]
        plain += _wdd(counted, self.rule.level, phi)
        return Findings(tuple(self._with_checks(estimate) for estimate in plain))

    def _detectable(self, counted: Estimand, checks: tuple[Check, ...]) -> Findings:
        """What could have been seen of a place; checks : of the estimate that decides"""
        deciding = replace(counted, method=self.method)
        if counted.refusal or deciding.refusal:
            return Findings()
        return Findings(detectable=(detectable_effect(deciding, self.rule, checks=checks),))

    def _refused(self, asked: Estimand) -> Findings:
        """That a method gives no estimate: why, and what can be said instead.

        Bounds where it is the one that decides; of unpublished tables none, since an end of them
        is a count times a ratio of counts.
        """
        why = asked.refusal
        if asked.method == self.method:
            keys = (asked.parameter(scale) for scale in SCALES)
            bound = None
            if self.main and asked.published:
                bound = bounds(asked, why, self.rule.level)
            estimates = () if bound is None else (self._with_checks(bound),)
            return Findings(estimates, refusals=dict.fromkeys(keys, why))
        if asked.method == self.rule.headline and asked.place == (TARGET, WHOLE):
            facts = remark("method-asked", method=asked.method, why=why)
            return Findings(checks=(asked.check(facts, None),))
        return Findings()

    def _together(self, method: str, outcome: str) -> dict[Place, Critical]:
        """Critical values that hold for target, zones and net all at once (max-t), by place."""
        comparison = self.comparison
        places = [
            place
            for place in comparison.places
            if place[1] == WHOLE and not comparison.refusal(place, outcome, method)
        ]
        if len(places) < 2:
            return {}
        reference = comparison.fitted[method].reference
        level = self.rule.level
        own = [critical(reference.placebos(zone, outcome), level) for zone, _ in places]
        joint = reference.joint(tuple((zone, outcome) for zone, _ in places))
        return dict(zip(places, simultaneous(joint, own, level), strict=True))

    def _movement(self, asked: Estimand, effects: Findings) -> Findings:
        """The share of the target's fall that turned up in a zone, and its gate."""
        rule, target = self.rule, asked.at(HERE)
        scales = ("share",) if rule.margin_count is None else ("share", "count")
        here = effects.of(target.parameter("ratio"), asked.method)
        why = target.refusal or asked.refusal
        if here is None or why:
            keys = (share_parameter(asked, scale) for scale in scales)
            return Findings(
                refusals=dict.fromkeys(keys, why) if asked.method == self.method else {}
            )
        fell = fall_supported(here, here.checks, rule)
        gates = movement_checks(asked, fell, rule)
        shares = (share_estimate(asked, fell, rule, scale) for scale in scales)
        possible: dict[Parameter, Possible] = {}
        counts = effects.possible.get(here.parameter)
        if asked.method == self.method and counts is not None:
            able = fall_supported(if_nothing(here, counts), here.checks, rule)
            kept = PossibleShare("" if able else "target-fell")
            possible = {share_parameter(asked, scale): kept for scale in scales}
        estimates = tuple(self._with_checks(share, gates) for share in shares)
        return Findings(estimates, gates, possible=possible)

    def _relative(self, asked: Estimand, question: str, effects: Findings) -> Findings:
        """The target beside a zone, with its gates."""
        rule, target = self.rule, asked.at(HERE)
        here, there = (
            effects.of(estimand.parameter("ratio"), asked.method) for estimand in (target, asked)
        )
        why = target.refusal or asked.refusal
        key, decides = relative_parameter(asked, question), asked.method == self.method
        if here is None or there is None or why:
            return Findings(refusals={key: why} if decides else {})
        estimate, own = relative_estimates(asked, question, here, there, rule)
        possible: dict[Parameter, Possible] = {}
        counts = effects.possible.get(here.parameter)
        if decides and counts is not None:
            best = (
                if_most(here, counts) if RELATIVE[question] == "rise" else if_nothing(here, counts)
            )
            able = change_supported(RELATIVE[question], best, here.checks, rule)
            possible = {key: possible_relative(asked, question, able, rule.deciding_level)}
        return Findings((self._with_checks(estimate, estimate.checks),), own, possible=possible)

    def _could_see(
        self, asked: Sequence[Asked], seen: Sequence[Detectable]
    ) -> Iterator[Detectable]:
        """What could have been seen of each claim, by the power of its own verdict."""
        comparison, method, rule = self.comparison, self.method, self.rule
        general = {replace(detectable.parameter, scale=""): detectable for detectable in seen}
        for asked_claim, key in answered(comparison, method, asked):
            if asked_claim.later is not None:
                continue  # by both of its windows (`analysis.lasting`)
            if key.question == "share":
                estimand = self.estimand((asked_claim.claim.zone, WHOLE), key.outcome, method)
                yield share_detectable(asked_claim.claim, estimand, rule)
            elif key.question in RELATIVE:
                estimand = self.estimand((asked_claim.claim.zone, WHOLE), key.outcome, method)
                yield relative_detectable(asked_claim.claim, key.question, estimand, rule)
            elif replace(key, scale="") in general:
                plain = general[replace(key, scale="")]
                place = comparison.whole(asked_claim.claim.zone)
                estimand = self.estimand(place, asked_claim.claim.outcome, method)
                yield detectable_for(asked_claim.claim, plain, estimand, rule)


def _wdd(asked: Estimand, level: float, phi: Dispersion | None) -> list[Estimate]:
    """The same difference with the published Poisson error and the dispersion-robust one."""
    base, post = asked.comparison.totals.donor_sums()
    donors = (float(base[asked.o]), float(post[asked.o]))
    return [
        replace(
            estimate,
            parameter=asked.parameter(),
            base=asked.window.base,
            post=asked.window.post,
            areas=len(asked.members),
            smallest=asked.smallest,
            published=asked.published,
        )
        for estimate in scaled_wdd(asked.counts, donors, level=level, dispersion=phi)
    ]


def pre_dispersion(comparison: Comparison, outcome: str) -> Dispersion | None:
    """Variance over mean of monthly counts in the (up to) 24 months before the base ends; None
    where there is none to tell it by, as where all counts are the same."""
    panel, o = comparison.setting.panel, comparison.outcomes.index(outcome)
    end = panel.slice(comparison.window.base).stop
    months = slice(max(0, end - 24 // panel.step), end)
    use = comparison.totals.donors[:, o] & panel.covered[o][:, months].all(axis=1)
    try:
        measured = dispersion(panel.counts[o][use, months])
    except Refusal:
        return None
    return measured if measured.value > 0 else None
