"""Did the target's own crime change its kind?  Several outcomes of one place, judged together.

The more outcomes are looked at, the likelier one of them stands out by chance: p and intervals
allow for all of them (max-t over the placebos, `effect.joint`), and for their dependence.  Harm
is a further outcome: counts weighted by what each kind of incident costs its victims, with weights
that the user gives (Sherman, Neyroud and Neyroud 2016, *Policing* 10:171-183; ONS 2016).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from waterbed.effect.inference import critical, placebos_needed, tails, weighted_ratio
from waterbed.effect.joint import joint_tests
from waterbed.effect.other_outcomes import Beside
from waterbed.effect.setting import WHOLE, MethodFit
from waterbed.model.elsewhere import Switched
from waterbed.model.errors import InputError
from waterbed.model.panel import Panel
from waterbed.model.reference import Floats, Mask
from waterbed.model.study import TARGET

HARM = "harm"


def with_harm(panel: Panel, weights: Mapping[str, float], name: str = HARM) -> Panel:
    """The panel with one more outcome: the sum of counts, each times its weight, in whole units.

    weights : by outcome id; outcomes left out weigh nothing.  Outcomes weighted together must not
    hold the same incidents twice (all crime and robbery): what outcomes hold is not known here.
    An area and period has data where every weighted outcome has.  InputError for an unknown
    outcome, a name that is taken, and a weight below nought or between nought and one.
    """
    given = {key: float(weight) for key, weight in weights.items()}
    for key, weight in given.items():
        if key not in panel.outcomes:
            raise InputError(
                "there is no such outcome",
                place="harm weights",
                value=key,
                mend=f"Outcomes there are: {', '.join(panel.outcomes)}.",
            )
        if not math.isfinite(weight) or weight < 0 or 0 < weight < 1:
            raise InputError(
                "a harm weight must be nought, or one and more",
                place=f"harm weights, '{key}'",
                value=f"{weight:g}",
                mend="Give the weights in a smaller unit: days, not years.",
            )
    if name in panel.outcomes or name in panel.measures:
        raise InputError("an outcome of this name exists already", place="harm", value=name)
    used = [panel.outcomes.index(key) for key, weight in given.items() if weight]
    if not used:
        raise InputError("no outcome has a weight", place="harm weights")
    factors = np.array([given[panel.outcomes[o]] for o in used])
    covered = np.logical_and.reduce(panel.covered[used], axis=0)
    total = np.rint(np.tensordot(factors, panel.counts[used], 1)).astype(np.int64)
    squares = (np.tensordot(factors**2, panel.counts[used], 1) * covered).sum(axis=1)
    return replace(
        panel,
        squares={**panel.squares, name: squares},
        outcomes=(*panel.outcomes, name),
        counts=np.concatenate([panel.counts, np.expand_dims(np.where(covered, total, 0), 0)]),
        covered=np.concatenate([panel.covered, np.expand_dims(covered, 0)]),
    )


def switching(
    fitted: MethodFit,
    outcomes: Sequence[str] = (),
    *,
    zone: str = TARGET,
    level: float = 0.95,
    published: Sequence[str] = (),
    weighted: Sequence[str] = (HARM,),
    units: Mapping[str, float] | None = None,
    others: Sequence[Beside] = (),
) -> tuple[Switched, ...]:
    """A row an outcome (all of the reference, unless named) for one place and one method, and a row
    for each of `others`, outcomes in places of their own, all in one family.

    published : outcomes whose tables are; weighted : those that are sums by harm; units : of these,
        `Panel.unit` of the place, without which an effect is taken to add no variance
    An outcome that the method refuses says why and is not counted in the family; nor is one in a
    place of its own that leaves too few placebos for an interval with two ends for all rows
    together, or too few of whose own share no area and year.
    """
    asked = [
        _Asked(fitted, zone, outcome, _refusal(fitted, zone, outcome))
        for outcome in tuple(outcomes) or fitted.reference.outcomes
    ]
    asked += _joined(others, [row for row in asked if not row.why], placebos_needed(level, 2))
    able = [row for row in asked if not row.why]
    rows = {}
    if able:
        t = np.array([row.t for row in able])
        p, ends = joint_tests(t, _draws(able), level)
        rows = {
            row: _row(row, (float(p[k]), *map(float, ends[k])), level, unit)
            for k, row in enumerate(able)
            for unit in [_unit(row, weighted, units or {})]
        }
    blank = (None,) * 9
    return tuple(
        replace(
            rows.get(row) or Switched(row.outcome, *blank, why=row.why),
            weighted=row.outcome in weighted,
            published=row.outcome in published,
            **_whereabouts(row.beside),
        )
        for row in asked
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A row that is asked: an outcome in a zone of what a method found, and why it refuses it."""

    fitted: MethodFit
    zone: str
    outcome: str
    why: str
    beside: Beside | None = None

    @property
    def t(self) -> float:
        o = self.fitted.reference.outcomes.index(self.outcome)
        return float(self.fitted.real[self.zone, WHOLE].t[o])

    @property
    def column(self) -> tuple[Floats, Mask]:
        """Studentised effects of all placebos, and whether each is valid, [N] each."""
        return self.fitted.reference.column(self.zone, self.outcome)


def _draws(able: Sequence[_Asked]) -> Floats:
    """Placebos that are valid for every row, [N', rows]."""
    t, valid = zip(*(row.column for row in able), strict=True)
    draws: Floats = np.stack(t, axis=1)[np.logical_and.reduce(valid)]
    return draws


def _joined(others: Sequence[Beside], able: Sequence[_Asked], needed: int) -> list[_Asked]:
    """Rows of places of their own, in order; refused where placebos would become too few."""
    joined: list[_Asked] = []
    for beside in others:
        why = _refusal(beside.fitted, TARGET, beside.outcome) if len(beside.members) else "no-zone"
        row = _Asked(beside.fitted, TARGET, beside.outcome, why, beside)
        if not why:
            together = [*able, *(other for other in joined if not other.why), row]
            apart = int(beside.fitted.reference.disjoint[0, 0])
            if min(len(_draws(together)), apart) < needed:
                row = replace(row, why="few-references")
        joined.append(row)
    return joined


def _whereabouts(beside: Beside | None) -> dict[str, Any]:
    if beside is None:
        return {}
    return {
        "place": beside.name,
        "areas": len(beside.members),
        "co_treated": beside.co_treated,
        "placebos": beside.placebos,
        "disjoint": int(beside.fitted.reference.disjoint[0, 0]),
    }


def _refusal(fitted: MethodFit, zone: str, outcome: str) -> str:
    if why := fitted.refused.get(((zone, WHOLE), outcome), ""):
        return why
    real, o = fitted.real[zone, WHOLE], fitted.reference.outcomes.index(outcome)
    return "" if real.expected[o] > 0 and real.scale[o] > 0 else "nothing-expected"


def _unit(asked: _Asked, weighted: Sequence[str], units: Mapping[str, float]) -> float | None:
    """Variance that an added unit brings to a sum by weight; None for a number of incidents."""
    if asked.outcome not in weighted:
        return None
    if asked.beside is not None:
        return asked.beside.comparison.setting.panel.unit(asked.outcome, asked.beside.members)
    return units.get(asked.outcome, 0.0)


def _row(asked: _Asked, jointly: tuple[float, ...], level: float, unit: float | None) -> Switched:
    """One outcome; the joint interval is never narrower than its own, whose placebos may be
    matched to how the place was chosen.

    jointly : p and both ends of the joint test
    """
    fitted, zone, outcome = asked.fitted, asked.zone, asked.outcome
    reference, real = fitted.reference, fitted.real[zone, WHOLE]
    o = reference.outcomes.index(outcome)
    pools = reference.placebos(zone, outcome)
    y, mu, scale = real.figures(o)
    own = critical(pools, level)
    wide = (min(own[0], jointly[1]), max(own[1], jointly[2]))
    alone = tails(float(real.t[o]), pools).both
    return Switched(
        outcome,
        y,
        mu,
        y / mu - 1,
        *weighted_ratio(y, mu, scale, own, unit),
        *weighted_ratio(y, mu, scale, wide, unit),
        alone,
        max(alone, jointly[0]),
        min(float(real.base[o]), y),
    )
