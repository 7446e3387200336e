"""What one study gives to the summary: of each place and outcome, what its report shows.

Made of the released run alone.  So the summary, which is made of nothing else, tells nobody what
the reports together do not tell: what is withheld in one is not there to be added or taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from waterbed.disclosure.elsewhere import sensitive, sensitive_words
from waterbed.disclosure.placebos import OFF, rounded_away
from waterbed.model.released import ShownCheck, ShownEstimate, ShownRun, ShownStrip
from waterbed.model.released_study import ShownIntervention, ShownOutcome
from waterbed.model.study import TARGET, Study
from waterbed.programme.place_effect import Draws, PlaceEffect, effect_of

EXACT, ROUNDED, WITHHELD, NONE = "exact", "rounded", "withheld", "none"
BLIND = 0.5
"""A place whose counts could not have shown a fall of half is one with too few."""


@dataclass(frozen=True, slots=True)
class Place:
    """One outcome in the target of one intervention, as its report shows it.

    study, intervention : ids; title : of the study; kind, start (ordinal) : of the intervention
    outcome, called : its id and its name; names : of the target's areas, where they may be printed
    sensitive : whether outcome or measure is
    status : "exact", "rounded", "withheld", or "none" where there is no estimate; why : then a
        code, or the gates that it does not pass
    observed, expected : counts; change, low, high : of the ratio, at the study's level
    scale : standard deviation of observed - expected; t : that difference over it
    pool : studentised placebos, ascending, their middle thinned; ranks : of each, 1 for the
        lowest; placebos : how many there are
    seen : the smallest fall that could have been seen, None where none could
    outline : of each of the target's areas, its rings in metres
    """

    study: str
    intervention: str
    title: str
    kind: str
    start: int
    outcome: str
    called: str
    names: tuple[str, ...] = ()
    sensitive: bool = False
    status: str = NONE
    why: tuple[str, ...] = ()
    observed: float | None = None
    expected: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    scale: float | None = None
    t: float | None = None
    pool: tuple[float, ...] = ()
    ranks: tuple[int, ...] = ()
    placebos: int = 0
    separate: int | None = None
    barred: tuple[str, ...] = ()
    seen: float | None = None
    outline: tuple[Any, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.study}/{self.intervention}"

    def effect(self) -> PlaceEffect | None:
        """What `judge_many` judges; None where nothing is shown that could be judged."""
        if self.scale is None or self.observed is None or not self.expected or not self.pool:
            return None
        draws = Draws(np.array(self.pool), np.array(self.ranks, np.int64), self.placebos)
        off = 0.0
        if self.status == ROUNDED:
            off = OFF
            draws = replace(draws, off=off, hidden=rounded_away(self.placebos))
        return effect_of(
            self.observed,
            self.expected,
            self.scale,
            (draws,),
            id=self.id,
            outcome=self.outcome,
            separate=self.separate,
            barred=self.barred,
            t=self.t,
            off=off,
        )

    @property
    def is_averaged(self) -> bool:
        """Whether an average may be of it: what it shows can be judged, and no gate bars it."""
        return not self.barred and self.effect() is not None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Place:
        """From `as_dict`, as JSON gives it back."""
        return cls(**{column.name: _tuples(kept[column.name]) for column in fields(cls)})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(inner) for inner in value) if isinstance(value, list) else value


def places_of(id: str, run: ShownRun, study: Study) -> tuple[Place, ...]:
    """Every intervention with a target, and every outcome in it.

    id : of the study in the batch; study : for which outcomes and kinds are sensitive, alone
    """
    methods = dict(run.methods)
    secret = {outcome.id for outcome in study.outcomes if sensitive(outcome)}
    return tuple(
        _place(id, run, done, outcome, methods[done.id], outcome.id in secret)
        for done in run.study.interventions
        if done.id in methods
        and any(own.id == done.id and own.has_target for own in study.interventions)
        for outcome in run.study.outcomes
    )


def _place(
    id: str,
    run: ShownRun,
    done: ShownIntervention,
    outcome: ShownOutcome,
    method: str,
    secret: bool,
) -> Place:
    window = run.study.rule.default_window(done.id)
    hidden = secret or any(map(sensitive_words, (done.kind, done.name, done.id)))
    bare = Place(
        id, done.id, run.study.title, done.kind, done.start, outcome.id, outcome.name,
        sensitive=hidden,
    )  # fmt: skip
    if window is None:
        return _without(bare, ("no-window",))
    if not hidden:
        bare = replace(
            bare,
            names=next((role.names for role in run.roles if (role.intervention, role.window,
                        role.role) == (done.id, window.name, TARGET)), ()),
            outline=tuple(area.outline for area in run.map if (area.intervention, area.window,
                          area.role) == (done.id, window.name, TARGET) and area.outline),
        )  # fmt: skip
    here = {"question": "effect", "intervention": done.id, "outcome": outcome.id, "zone": TARGET,
            "window": window.name, "part": "whole"}  # fmt: skip
    scales = {
        estimate.parameter.scale: estimate
        for estimate in reversed(_of(run.estimates, here))
        if estimate.method == method
    }
    ratio, count = scales.get("ratio"), scales.get("count")
    if ratio is None or count is None:
        return _without(bare, _why_none(run, done.id, outcome.id))
    strip = next(iter(_of(run.strips, here)), None)
    seen = next((own for own in _of(run.detectable, here) if not own.claim), None)
    gates = [check for check in ratio.checks if check.gate and not check.passed]
    if WITHHELD in (ratio.status, count.status) or strip is None or strip.status == WITHHELD:
        return replace(bare, status=WITHHELD)
    draws = Draws.thinned(np.sort(np.array(strip.placebos, float)))
    return replace(
        bare,
        status=EXACT if ratio.status == strip.status == EXACT else ROUNDED,
        why=tuple(dict.fromkeys(check.name for check in gates)),
        observed=ratio.observed,
        expected=ratio.expected,
        change=ratio.value,
        low=ratio.low,
        high=ratio.high,
        scale=_scale(count, strip),
        t=strip.target,
        pool=tuple(draws.values.tolist()),
        ranks=tuple(draws.ranks.tolist()),
        placebos=draws.of,
        separate=ratio.disjoint,
        barred=_barred(gates),
        seen=None if seen is None else seen.fall,
    )


def _without(place: Place, why: tuple[str, ...]) -> Place:
    return replace(place, status=NONE, why=why)


def _of(rows: Iterable[Any], here: dict[str, str]) -> list[Any]:
    return [
        row
        for row in rows
        if row.parameter is not None
        and all(str(getattr(row.parameter, key)) == value for key, value in here.items())
    ]


def _why_none(run: ShownRun, intervention: str, outcome: str) -> tuple[str, ...]:
    """The code that the answers to claims give where there is no estimate."""
    for verdict in run.verdicts:
        claim = verdict.claim
        if (claim.intervention, claim.outcome) == (intervention, outcome) and verdict.reasons:
            facts = dict(verdict.reasons[0].facts)
            why = facts.get("why")
            return (why if isinstance(why, str) else verdict.reasons[0].code,)
    return ("no-estimate",)


def _barred(gates: Sequence[ShownCheck]) -> tuple[str, ...]:
    """As `effect.estimates.barred_turns`, of what is released."""
    bars = {check.bars for check in gates}
    return tuple(turn for turn in ("fall", "rise") if bars & {turn, "both"})


def _scale(count: ShownEstimate, strip: ShownStrip) -> float | None:
    """Standard deviation of observed - expected: read off the studentised value or, of what is
    rounded, off the range and the placebos that it was made with."""
    assert count.observed is not None and count.expected is not None and strip.target is not None
    effect = count.observed - count.expected
    if strip.status == EXACT and abs(strip.target) > 1e-9:
        return effect / strip.target
    placebos = np.array(strip.placebos, float)
    if count.low is None or count.high is None or not len(placebos):
        return None
    tail = (1 - count.level) / 2
    low, high = np.quantile(placebos[np.isfinite(placebos)], (tail, 1 - tail))
    wide = float(high - low)
    return (count.high - count.low) / wide if wide > 0 and count.high > count.low else None
