"""The difference: base counts times the donors' growth, the oldest expectation there is.

It takes the base as given, so that a place picked at its peak seems to fall (docs/validity.md):
it may carry verdicts only where a place was chosen at random, and beside a base-window check.
"""

from __future__ import annotations

import numpy as np

from waterbed.effect.pools import counting_alike
from waterbed.effect.setting import MethodFit, Setting
from waterbed.effect.totals import Totals
from waterbed.effect.zones import Membership, rows
from waterbed.model.months import YEAR
from waterbed.model.reference import Floats, Mask, Standing
from waterbed.model.study import TARGET


def dispersion(totals: Totals) -> Floats:
    """Donors' variance over the Poisson variance of a single area's difference, float [O]."""
    total_base, total_post = totals.donor_sums()
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = (total_post - totals.post) / (total_base - totals.base)
        squares = (totals.post - growth * totals.base) ** 2
        ratio = squares / (growth * totals.base * (1 + growth))
    return np.array(
        [
            np.mean(column[use]) if use.any() else 1.0
            for column, use in zip(ratio.T, (np.isfinite(ratio) & totals.donors).T, strict=True)
        ]
    )


def stand(member: Membership, own: Membership, totals: Totals, phi: Floats) -> Standing:
    """Places [P, O] against the donors that are not in `own` (their roles).

    Studentised by sqrt(phi r b (1 + r)): y and r b vary by phi times the Poisson variance, the
    donors' total by nothing.
    """
    total_base, total_post = totals.donor_sums()
    rest_base = total_base - own @ (totals.base * totals.donors)
    rest_post = total_post - own @ (totals.post * totals.donors)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.where(rest_base > 0, rest_post / rest_base, np.nan)
    base = member @ totals.base
    expected = growth * base
    scale = np.sqrt(phi * expected * (1 + growth))
    return Standing(base, member @ totals.post, expected, scale)


def fit(setting: Setting) -> MethodFit:
    """Target and zones, and every placebo of the same window."""
    totals, placebos = setting.totals, setting.placebos
    phi = dispersion(totals)
    real = {}
    for place, members in setting.places.items():
        member = rows([members], len(totals.base))
        real[place] = single(stand(member, member, totals, phi))
    standings = [stand(zone, placebos.own, totals, phi) for zone in placebos.zones.values()]
    effect, scale, t, expected = (
        np.stack([getattr(standing, name) for standing in standings], axis=1)
        for name in ("effect", "scale", "t", "expected")
    )
    outcomes = setting.panel.outcomes
    valid: Mask = placebos.valid(totals.donors) & np.isfinite(expected)
    for o in range(len(outcomes)):
        valid[:, :, o] &= _like_the_target(setting, valid[:, 0, o], o)[:, None]
    reference = placebos.reference(outcomes, effect, scale, t, valid, expected=expected)
    return MethodFit("difference", real, reference)


def _like_the_target(setting: Setting, valid: Mask, o: int) -> Mask:
    """As `pools.counting_alike`; valid : bool [P]."""
    base = setting.totals.base[:, o] * YEAR / len(setting.window.base)
    return counting_alike(
        base, setting.zones.target, setting.placebos.zones[TARGET], valid, setting.level
    )


def single(standing: Standing) -> Standing:
    """The only row of each array."""
    return Standing(standing.base[0], standing.observed[0], standing.expected[0], standing.scale[0])
