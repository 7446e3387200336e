"""What is put together for one comparison: estimates, their checks, what could have been seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from waterbed.analysis.families import told
from waterbed.displacement.bounds import bounds
from waterbed.displacement.counts import Dispersion, dispersion, scaled_wdd
from waterbed.displacement.movement import (
    HERE,
    asks_share,
    fall_check,
    fall_supported,
    movement_set,
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
from waterbed.model.estimate import (
    Check,
    Detectable,
    Estimate,
    Parameter,
    Pieces,
    Remark,
    remark,
)
from waterbed.model.methods import method as method_row
from waterbed.model.panel import Panel
from waterbed.model.study import TARGET, Claim, Study

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


CountChecks = tuple[Check, Check, Check | None]
"""Base window, coverage and pre-trend: of the counts alone, the same for every method."""


@dataclass(slots=True)
class Bench:
    """What is being put together for one task; `method` carries the verdicts."""

    shared: Shared
    found: Comparison
    method: str
    main: bool
    warnings: tuple[Remark, ...]
    phi: Dispersion | None = None
    estimates: list[Estimate] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    detectable: list[Detectable] = field(default_factory=list)
    refusals: dict[Parameter, str] = field(default_factory=dict)
    joint: dict[tuple[str, str], dict[Place, Critical]] = field(default_factory=dict)
    of_counts: dict[tuple[Place, str], CountChecks] = field(default_factory=dict)

    def take(self, place: Place, outcome: str) -> None:
        """Estimates, checks and detectable effect of one place and outcome."""
        study, found = self.shared.study, self.found
        published = study.outcome_published(outcome)
        weighted = bool(study.outcome(outcome).weights)
        scales = SCALES[:1] if weighted else SCALES
        why = found.refusal(place, outcome)
        if why == "gaps":
            panel = self.shared.panel
            self.checks.append(diagnostics.coverage(panel, found, place, outcome))
            hidden = diagnostics.withheld(panel, found, place, outcome, published)
            self.checks += [hidden] if hidden else []
        for method in found.fitted:
            refused = found.refusal(place, outcome, method)
            if refused and method == self.method:
                keys = (parameter(found, place, outcome, scale) for scale in scales)
                self.refusals |= dict.fromkeys(keys, refused)
            if refused:
                self._tell(method, place, outcome, refused)
                self._bound(method, place, outcome, refused, published)
                continue
            positions = self._check(method, place, outcome, published)
            if study.outcome(outcome).follows_police:
                told = on_placebos(found, method, place, outcome, "count", study.rule, published)
                self.checks.append(diagnostics.police_attention(told))
                positions = (*positions, len(self.checks) - 1)
            joint = self._together(method, outcome).get(place)
            for scale in scales:
                one = on_placebos(found, method, place, outcome, scale, study.rule, published)
                if joint is not None:
                    one = replace(one, joint=ends_on(found, method, place, outcome, scale, joint))
                self._add(one, positions)
        # What follows takes counts for numbers of incidents, one each.
        if why or weighted or not self.main or place[1] != WHOLE:
            return
        for scale in SCALES:
            self._add(before_after(found, place, outcome, scale, study.rule, published), ())
        for one in _wdd(found, place, outcome, study.rule.level, self.phi, published):
            self._add(one, ())
        if not found.refusal(place, outcome, self.method):
            self.detectable.append(
                detectable_effect(found, self.method, place, outcome, study.rule, published)
            )

    def _together(self, method: str, outcome: str) -> dict[Place, Critical]:
        """Critical values that hold for target, zones and net all at once (max-t), by place."""
        if (method, outcome) not in self.joint:
            found, level = self.found, self.shared.study.rule.level
            here = [
                place
                for place in found.places
                if place[1] == WHOLE and not found.refusal(place, outcome, method)
            ]
            reference = found.fitted[method].reference
            own = [critical(reference.placebos(zone, outcome), level) for zone, _ in here]
            cells = tuple((zone, outcome) for zone, _ in here)
            ends = simultaneous(reference.joint(cells), own, level) if len(here) > 1 else []
            self.joint[method, outcome] = dict(zip(here, ends, strict=False))
        return self.joint[method, outcome]

    def move(self, outcome: str) -> None:
        """The share of the target's fall that turned up in each zone, and its gate."""
        if self.shared.study.outcome(outcome).weights:
            return
        found, rule = self.found, self.shared.study.rule
        published = self.shared.study.outcome_published(outcome)
        places = [place for place in found.places if asks_share(found, place)]
        scales = ("share",) if rule.margin_count is None else ("share", "count")
        for method in found.fitted:
            here = next(
                (
                    one
                    for one in self.estimates
                    if one.method == method
                    and one.parameter == parameter(found, HERE, outcome, "count")
                ),
                None,
            )
            for place in places:
                why = found.refusal(HERE, outcome, method) or found.refusal(place, outcome, method)
                if here is None or why:
                    if method == self.method:
                        keys = (share_parameter(found, place, outcome, scale) for scale in scales)
                        self.refusals |= dict.fromkeys(keys, why)
                    continue
                bound = [self.checks[i] for i in here.checks]
                fell = fall_supported(here, bound, rule)
                self.checks.append(fall_check(found, method, place, outcome, fell, rule))
                for scale in scales:
                    one = share_estimate(
                        found, method, place, outcome, fell, rule, published, scale
                    )
                    self._add(one, (len(self.checks) - 1,))

    def share_at(self, place: Place, outcome: str, level: float) -> Pieces:
        """The set that claims of movement are judged on, at another level; everything where none
        is given."""
        scale = "share" if self.shared.study.rule.margin_count is None else "count"
        key = share_parameter(self.found, place, outcome, scale)
        own = [one for one in self.estimates if one.parameter == key and one.method == self.method]
        if not own or not own[0].set:
            return ((None, None),)
        return movement_set(self.found, self.method, place, outcome, scale, level)

    def foresee(self, claims: tuple[Claim, ...]) -> None:
        """What could have been seen of each claim, by the power of its own verdict."""
        rule = self.shared.study.rule
        asked = told(self.found, self.method, self.shared.study, claims)
        for claim in claims:
            key = asked.get(claim.id)
            if key is not None and key.question == "share":
                published = self.shared.study.outcome_published(claim.outcome)
                one = share_detectable(claim, self.found, self.method, rule, published)
                self.detectable.append(one)
                continue
            general = next(
                (
                    one
                    for one in self.detectable
                    if key and replace(one.parameter, scale=key.scale) == key and not one.claim
                ),
                None,
            )
            if general is not None:
                self.detectable.append(
                    detectable_for(claim, general, self.found, self.method, rule)
                )

    def add(self, other: Bench) -> None:
        """Take over what another bench of the same task has put together."""
        first = len(self.checks)
        self.checks += other.checks
        self.estimates += [
            replace(one, checks=tuple(i + first for i in one.checks)) for one in other.estimates
        ]
        self.detectable += other.detectable
        self.refusals |= other.refusals

    def _add(self, one: Estimate, checks: tuple[int, ...]) -> None:
        self.estimates.append(replace(one, checks=checks, warnings=one.warnings + self.warnings))

    def _check(self, method: str, place: Place, outcome: str, published: bool) -> tuple[int, ...]:
        """Do the checks that bind a method, and return their positions."""
        found, rule = self.found, self.shared.study.rule
        base, coverage, pre_trend = self._count_checks(place, outcome, published)
        if not method_row(method).takes_base:
            base = replace(base, gate=False, bars="")
        made = [
            base,
            diagnostics.enough_placebos(found, method, place, outcome, rule),
            coverage,
            diagnostics.comparable(found, method, place, outcome),
            pre_trend,
            self._weights(method, place, outcome, published),
        ]
        kept = [check for check in made if check is not None]
        first = len(self.checks)
        self.checks.extend(kept)
        return tuple(range(first, first + len(kept)))

    def _count_checks(self, place: Place, outcome: str, published: bool) -> CountChecks:
        if (place, outcome) not in self.of_counts:
            found, panel = self.found, self.shared.panel
            rule = found.setting.chosen_for.rule
            self.of_counts[place, outcome] = (
                diagnostics.base_window(panel, found, place, outcome, rule, published),
                diagnostics.coverage(panel, found, place, outcome),
                diagnostics.pre_trend(panel, found, place, outcome, published),
            )
        return self.of_counts[place, outcome]

    def _tell(self, method: str, place: Place, outcome: str, why: str) -> None:
        """That the method asked for, where another carries the verdicts, gives no estimate."""
        asked = self.shared.study.rule.headline
        if method == asked != self.method and place == (TARGET, WHOLE):
            key = parameter(self.found, place, outcome, "count")
            facts = remark("method-asked", method=method, why=why)
            self.checks.append(Check("method-asked", None, False, facts, parameter=key))

    def _bound(self, method: str, place: Place, outcome: str, why: str, published: bool) -> None:
        """What can be said of a place that the method that decides refuses.  Of unpublished tables
        nothing: an end of the bounds is a count times a ratio of counts."""
        if method != self.method or not self.main or not published:
            return
        one = bounds(self.found, place, outcome, why, self.shared.study.rule.level, published)
        if one is not None:
            self._add(one, ())

    def _weights(self, method: str, place: Place, outcome: str, published: bool) -> Check | None:
        weighed = self.found.fitted[method].weighed.get(outcome)
        if weighed is None:
            return None
        from waterbed.effect.weighted import weights_check

        key = parameter(self.found, place, outcome, "count")
        smallest = smallest_count(self.found, place, outcome)
        return weights_check(method, weighed, key, smallest, published)


def _wdd(
    found: Comparison,
    place: Place,
    outcome: str,
    level: float,
    phi: Dispersion | None,
    published: bool,
) -> list[Estimate]:
    """The same difference with the published Poisson error and the dispersion-robust one."""
    o = found.outcomes.index(outcome)
    base, post = found.totals.donor_sums()
    made = scaled_wdd(
        found.counts(place, outcome),
        (float(base[o]), float(post[o])),
        level=level,
        dispersion=phi,
    )
    return [
        replace(
            one,
            parameter=parameter(found, place, outcome, "count"),
            base=found.window.base,
            post=found.window.post,
            areas=len(found.places[place]),
            smallest=smallest_count(found, place, outcome),
            published=published,
        )
        for one in made
    ]


def pre_dispersion(panel: Panel, found: Comparison, outcome: str) -> Dispersion | None:
    """Variance over mean of monthly counts in the (up to) 24 months before the base ends."""
    o = found.outcomes.index(outcome)
    end = panel.slice(found.window.base).stop
    months = slice(max(0, end - 24 // panel.step), end)
    use = found.totals.donors[:, o] & panel.covered[o][:, months].all(axis=1)
    try:
        return dispersion(panel.counts[o][use, months])
    except Refusal:
        return None
