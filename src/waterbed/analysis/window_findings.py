"""What one comparison gives: estimates with their checks, refusals, what could have been seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from waterbed.analysis.families import answered
from waterbed.claims import Asked
from waterbed.displacement.bounds import bounds
from waterbed.displacement.counts import Dispersion, dispersion, scaled_wdd
from waterbed.displacement.movement import (
    HERE,
    asks_share,
    fall_check,
    fall_supported,
    share_detectable,
    share_estimate,
    share_parameter,
)
from waterbed.effect import diagnostics
from waterbed.effect.compare import Comparison
from waterbed.effect.estimates import (
    Critical,
    before_after,
    detectable_effect,
    detectable_for,
    ends_on,
    on_placebos,
    parameter,
    smallest_count,
)
from waterbed.effect.inference import critical, simultaneous
from waterbed.effect.setting import WHOLE, Place
from waterbed.model.areas import Areas
from waterbed.model.errors import Refusal
from waterbed.model.estimate import Check, Detectable, Estimate, Remark, remark
from waterbed.model.findings import Findings, total
from waterbed.model.methods import method as method_row
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET, Rule, Study

SCALES = ("count", "ratio")


@dataclass(frozen=True, slots=True)
class Shared:
    """What every task of a run reads.

    bounds : by outcome, the last month that may be looked at for rises elsewhere (None: no bound);
        None where none are looked for
    categories : by outcome, a panel of the kinds that it is made of, in the main window
    """

    study: Study
    areas: Areas
    panel: Panel
    placebos: int
    bounds: Mapping[str, int | None] | None = None
    categories: Mapping[str, Panel] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worked:
    """One comparison as it is worked through.

    method : that which carries the verdicts
    main : whether it is counted from the start as given; from another start there are estimates
        by that method and their checks, nothing more
    warnings : of every estimate
    """

    study: Study
    comparison: Comparison
    method: str
    main: bool
    warnings: tuple[Remark, ...]

    @property
    def rule(self) -> Rule:
        return self.study.rule

    @property
    def panel(self) -> Panel:
        return self.comparison.setting.panel

    def findings(self, asked: Sequence[Asked]) -> Findings:
        """Every outcome in every place, by every method; and what could have been seen."""
        made = total(self._of_outcome(outcome) for outcome in self.comparison.outcomes)
        return made + Findings(detectable=tuple(self._could_see(asked, made.detectable)))

    def _of_outcome(self, outcome: str) -> Findings:
        comparison = self.comparison
        phi = pre_dispersion(comparison, outcome) if self.main else None
        joint = {method: self._together(method, outcome) for method in comparison.fitted}
        effects = total(self._of_place(place, outcome, joint, phi) for place in comparison.places)
        if self.study.outcome(outcome).weights:
            return effects
        places = [place for place in comparison.places if asks_share(comparison, place)]
        return effects + total(
            self._movement(method, place, outcome, effects)
            for method in comparison.fitted
            for place in places
        )

    def _of_place(
        self,
        place: Place,
        outcome: str,
        joint: Mapping[str, Mapping[Place, Critical]],
        phi: Dispersion | None,
    ) -> Findings:
        """Estimates, checks and detectable effect of one place and outcome."""
        comparison = self.comparison
        published = self.study.outcome_published(outcome)
        parts = []
        why = comparison.refusal(place, outcome)
        if why == "gaps":
            coverage = diagnostics.coverage(self.panel, comparison, place, outcome)
            hidden = diagnostics.withheld(self.panel, comparison, place, outcome, published)
            parts.append(Findings(checks=(coverage, hidden) if hidden else (coverage,)))
        refusals = {
            method: comparison.refusal(place, outcome, method) for method in comparison.fitted
        }
        counted = None if all(refusals.values()) else self._of_counts(place, outcome)
        for method, refused in refusals.items():
            if refused or counted is None:
                parts.append(self._refused(method, place, outcome, refused))
                continue
            checks = self._checks(method, place, outcome, counted)
            if self.study.outcome(outcome).follows_police:
                plain = on_placebos(
                    comparison, method, place, outcome, "count", self.rule, published
                )
                checks = (*checks, diagnostics.police_attention(plain))
            at = joint[method].get(place)
            estimates = tuple(
                self._estimate(method, place, outcome, scale, checks, at)
                for scale in self._scales(outcome)
            )
            parts.append(Findings(estimates, checks))
        # What follows takes counts for numbers of incidents, one each.
        weighted = bool(self.study.outcome(outcome).weights)
        if not (why or weighted or not self.main or place[1] != WHOLE):
            parts.append(self._beside(place, outcome, phi))
        return total(parts)

    def _scales(self, outcome: str) -> tuple[str, ...]:
        return SCALES[:1] if self.study.outcome(outcome).weights else SCALES

    def _estimate(
        self,
        method: str,
        place: Place,
        outcome: str,
        scale: str,
        checks: tuple[Check, ...],
        joint: Critical | None,
    ) -> Estimate:
        comparison, published = self.comparison, self.study.outcome_published(outcome)
        plain = on_placebos(comparison, method, place, outcome, scale, self.rule, published)
        if joint is not None:
            plain = replace(plain, joint=ends_on(comparison, method, place, outcome, scale, joint))
        return self._told(plain, checks)

    def _told(self, estimate: Estimate, checks: tuple[Check, ...] = ()) -> Estimate:
        """The estimate with what speaks against it."""
        return replace(estimate, checks=checks, warnings=estimate.warnings + self.warnings)

    def _beside(self, place: Place, outcome: str, phi: Dispersion | None) -> Findings:
        """Estimates without placebos, which decide nothing, and what could have been seen."""
        comparison, rule = self.comparison, self.rule
        published = self.study.outcome_published(outcome)
        plain = [
            before_after(comparison, place, outcome, scale, rule, published) for scale in SCALES
        ]
        plain += _wdd(comparison, place, outcome, rule.level, phi, published)
        seen: tuple[Detectable, ...] = ()
        if not comparison.refusal(place, outcome, self.method):
            seen = (detectable_effect(comparison, self.method, place, outcome, rule, published),)
        return Findings(tuple(self._told(estimate) for estimate in plain), detectable=seen)

    def _refused(self, method: str, place: Place, outcome: str, why: str) -> Findings:
        """That a method gives no estimate: why, and what can be said instead.

        Bounds where it is the one that decides; of unpublished tables none, since an end of them
        is a count times a ratio of counts.
        """
        comparison = self.comparison
        published = self.study.outcome_published(outcome)
        if method == self.method:
            scales = self._scales(outcome)
            keys = (parameter(comparison, place, outcome, scale) for scale in scales)
            level = self.rule.level
            bound = None
            if self.main and published:
                bound = bounds(comparison, place, outcome, why, level, published)
            estimates = () if bound is None else (self._told(bound),)
            return Findings(estimates, refusals=dict.fromkeys(keys, why))
        if method == self.rule.headline and place == (TARGET, WHOLE):
            key = parameter(comparison, place, outcome, "count")
            facts = remark("method-asked", method=method, why=why)
            return Findings(checks=(Check("method-asked", None, False, facts, parameter=key),))
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

    def _movement(self, method: str, place: Place, outcome: str, effects: Findings) -> Findings:
        """The share of the target's fall that turned up in a zone, and its gate."""
        comparison, rule = self.comparison, self.rule
        scales = ("share",) if rule.margin_count is None else ("share", "count")
        here = effects.of(parameter(comparison, HERE, outcome, "count"), method)
        why = comparison.refusal(HERE, outcome, method)
        why = why or comparison.refusal(place, outcome, method)
        if here is None or why:
            keys = (share_parameter(comparison, place, outcome, scale) for scale in scales)
            refusals = dict.fromkeys(keys, why) if method == self.method else {}
            return Findings(refusals=refusals)
        fell = fall_supported(here, here.checks, rule)
        gate = fall_check(comparison, method, place, outcome, fell, rule)
        published = self.study.outcome_published(outcome)
        shares = (
            share_estimate(comparison, method, place, outcome, fell, rule, published, scale)
            for scale in scales
        )
        return Findings(tuple(self._told(share, (gate,)) for share in shares), (gate,))

    def _could_see(
        self, asked: Sequence[Asked], seen: Sequence[Detectable]
    ) -> Iterator[Detectable]:
        """What could have been seen of each claim, by the power of its own verdict."""
        comparison, method, rule = self.comparison, self.method, self.rule
        general = {replace(one.parameter, scale=""): one for one in seen}
        for one, key in answered(comparison, method, asked):
            if key.question == "share":
                published = self.study.outcome_published(key.outcome)
                yield share_detectable(one.claim, comparison, method, rule, published)
            elif replace(key, scale="") in general:
                plain = general[replace(key, scale="")]
                yield detectable_for(one.claim, plain, comparison, method, rule)

    def _of_counts(self, place: Place, outcome: str) -> tuple[Check, Check, Check | None]:
        """Base window, coverage and pre-trend: of the counts alone, the same for every method."""
        comparison, panel = self.comparison, self.panel
        rule, published = comparison.setting.chosen_for.rule, self.study.outcome_published(outcome)
        return (
            diagnostics.base_window(panel, comparison, place, outcome, rule, published),
            diagnostics.coverage(panel, comparison, place, outcome),
            diagnostics.pre_trend(panel, comparison, place, outcome, published),
        )

    def _checks(
        self,
        method: str,
        place: Place,
        outcome: str,
        counted: tuple[Check, Check, Check | None],
    ) -> tuple[Check, ...]:
        """The checks that bind or inform a method's estimate."""
        base, coverage, pre_trend = counted
        if not method_row(method).takes_base:
            base = replace(base, gate=False, bars="")
        checks = (
            base,
            diagnostics.enough_placebos(self.comparison, method, place, outcome, self.rule),
            coverage,
            diagnostics.comparable(self.comparison, method, place, outcome),
            pre_trend,
            self._weights(method, place, outcome),
        )
        # Each estimate has checks of its own, also where two methods share what was found.
        return tuple(replace(check) for check in checks if check is not None)

    def _weights(self, method: str, place: Place, outcome: str) -> Check | None:
        weighed = self.comparison.fitted[method].weighed.get(outcome)
        if weighed is None:
            return None
        from waterbed.effect.weighted import weights_check

        key = parameter(self.comparison, place, outcome, "count")
        smallest = smallest_count(self.comparison, place, outcome)
        return weights_check(method, weighed, key, smallest, self.study.outcome_published(outcome))


def _wdd(
    comparison: Comparison,
    place: Place,
    outcome: str,
    level: float,
    phi: Dispersion | None,
    published: bool,
) -> list[Estimate]:
    """The same difference with the published Poisson error and the dispersion-robust one."""
    o = comparison.outcomes.index(outcome)
    base, post = comparison.totals.donor_sums()
    both = scaled_wdd(
        comparison.counts(place, outcome),
        (float(base[o]), float(post[o])),
        level=level,
        dispersion=phi,
    )
    return [
        replace(
            estimate,
            parameter=parameter(comparison, place, outcome, "count"),
            base=comparison.window.base,
            post=comparison.window.post,
            areas=len(comparison.places[place]),
            smallest=smallest_count(comparison, place, outcome),
            published=published,
        )
        for estimate in both
    ]


def pre_dispersion(comparison: Comparison, outcome: str) -> Dispersion | None:
    """Variance over mean of monthly counts in the (up to) 24 months before the base ends."""
    panel, o = comparison.setting.panel, comparison.outcomes.index(outcome)
    end = panel.slice(comparison.window.base).stop
    months = slice(max(0, end - 24 // panel.step), end)
    use = comparison.totals.donors[:, o] & panel.covered[o][:, months].all(axis=1)
    try:
        return dispersion(panel.counts[o][use, months])
    except Refusal:
        return None
