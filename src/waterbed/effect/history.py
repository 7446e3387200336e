"""The history-conditioned forecast as a method: target, zones and placebos at every origin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from waterbed.effect.forecast import (
    ForecastSpread,
    fit_spread,
    inflation,
    leave_out,
    own_factor,
    seasonal,
)
from waterbed.effect.inference import TIE, placebos_needed
from waterbed.effect.origins import FEWEST_DONORS, Origin, origins
from waterbed.effect.placebo import Packed, disjoint_counts
from waterbed.effect.pools import PoolsByOutcome, choose_pools, count_apart
from waterbed.effect.setting import WHOLE, Extremity, MethodFit, Place, Setting
from waterbed.effect.zones import Membership
from waterbed.model.months import YEAR
from waterbed.model.reference import Floats, Mask, Reference, Standing
from waterbed.model.study import NET, TARGET

OWN_SPREAD = 100
"""PlaceboPlaces without an area in common that one origin needs for a spread of its own; below, all
origins share its shape."""


def fit(setting: Setting) -> MethodFit:
    """Forecast every area at every origin; sum to zones; studentise by the placebos' spread."""
    starts = origins(setting)
    outcomes = setting.panel.outcomes
    if not starts:
        return _refuse_all(setting, "short-history")
    members = setting.placebos.zones
    observed = np.stack([_through(members, origin.post) for origin in starts])
    predicted = [_predicted(members, origin) for origin in starts]
    expected, extra = (
        np.stack([mu for mu, _, _ in predicted]),
        np.stack([h for _, h, _ in predicted]),
    )
    identified = np.stack([known for _, _, known in predicted])
    valid = (
        np.stack([setting.placebos.valid(origin.donors) for origin in starts])
        & identified[:, :, None]
    )
    packed: Packed = {}
    apart = np.stack([disjoint_counts(members, year, packed) for year in valid])
    shaping = np.stack([setting.placebos.valid(origin.shaping) for origin in starts])
    spreads, own = spreads_of(apart, observed, expected, extra, valid & shaping)
    scale = np.empty_like(expected)
    for (k, z, o), spread in spreads.items():
        mu = expected[k, :, z, o]
        # No steadier than Poisson, whatever the factor of a year.
        variance = np.maximum(spread.variance(mu) * own[k, :, z, o], mu)
        scale[k, :, z, o] = np.sqrt(variance * extra[k, :, z, o])
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.nan_to_num((observed - expected) / scale, posinf=np.inf, neginf=-np.inf)
    shape = (-1, *t.shape[2:])
    real = {
        place: _real(setting, starts[0], place, spreads, list(members)) for place in setting.places
    }
    pools, extremity, separate = setting.once(
        "pools",
        lambda: (valid.tobytes(), *(origin.donors.tobytes() for origin in starts)),
        lambda: _chosen(setting, starts, valid, packed),
    )
    reference = setting.placebos.reference(
        outcomes,
        (observed - expected).reshape(shape),
        scale.reshape(shape),
        t.reshape(shape),
        valid.reshape(shape),
        pools,
        separate,
        expected.reshape(shape),
    )
    refused = {
        (place, outcome): why
        for place in setting.places
        for o, outcome in enumerate(outcomes)
        if (why := _refusal(setting, starts[0], reference, place, o))
    }
    foreseen = {
        place: tuple((origin.months, origin.mu[own].sum(axis=0)) for origin in starts)
        for place, own in setting.places.items()
        if place[1] == WHOLE
    }
    late = frozenset(np.array(outcomes)[starts[0].late].tolist())
    left_out = (starts[0].donors & ~starts[0].shaping).any(axis=0)
    overwhelmed = frozenset(np.array(outcomes)[left_out].tolist())
    return MethodFit(
        *("forecast", real, reference, refused, extremity, foreseen),
        late=late,
        overwhelmed=overwhelmed,
    )


def _chosen(
    setting: Setting, starts: list[Origin], valid: Mask, packed: Packed
) -> tuple[PoolsByOutcome, dict[str, Extremity], NDArray[np.int64]]:
    """As `pools.choose_pools`, and the disjoint places of each zone and outcome."""
    pools, extremity = choose_pools(setting, starts, valid, packed)
    return pools, extremity, count_apart(setting.placebos.zones, valid, pools, packed)


def _refusal(setting: Setting, origin: Origin, reference: Reference, place: Place, o: int) -> str:
    """Why one place and outcome cannot be forecast, or ""."""
    outcome = reference.outcomes[o]
    members = setting.places[place]
    if not origin.complete[members, o].all():
        return "gaps"
    if not np.isfinite(origin.mu[members, o]).all():
        return _no_forecast(setting, origin, o)
    pools = reference.placebos(place[0], outcome)
    if min(len(pool) for pool in pools) < placebos_needed(setting.level):
        return "few-references"
    # No place ever strays: any other count would be beyond chance, and every range a point.
    return "no-variation" if all(np.ptp(pool) <= TIE for pool in pools) else ""


def _no_forecast(setting: Setting, origin: Origin, o: int) -> str:
    """Why nothing is expected of any place."""
    donors, panel = setting.totals.donors[:, o], setting.panel
    if donors.sum() < FEWEST_DONORS:
        return "few-donors" if donors.sum() >= 2 else "no-donors"
    if not origin.post[donors, o].sum() > 0:
        return "no-control-counts"
    before = panel.covered[o][donors][:, panel.periods <= setting.history]
    known = int(before.any(axis=0).sum()) * panel.step
    return "short-history" if known < 2 * YEAR else "no-donors"


def _refuse_all(setting: Setting, why: str) -> MethodFit:
    outcomes = setting.panel.outcomes
    nothing = np.empty((0, len(setting.placebos.zones), len(outcomes)))
    blank = np.full(len(outcomes), np.nan)
    reference = setting.placebos.reference(
        outcomes,
        *(nothing, nothing, nothing),
        nothing.astype(bool),
        disjoint=np.zeros(nothing.shape[1:], np.int64),
    )
    real = {place: Standing(blank, blank, blank, blank) for place in setting.places}
    keys = [(place, outcome) for place in setting.places for outcome in outcomes]
    return MethodFit("forecast", real, reference, dict.fromkeys(keys, why))


def _through(members: dict[str, Membership], values: Floats) -> Floats:
    """Sums of area values [A, O] over each placebo's zones, [P, Z, O]."""
    return np.stack([member @ values for member in members.values()], axis=1)


AT_ONCE = 1_000_000
"""Areas of placebos that are predicted together, so that large zones stay in memory."""


def _predicted(members: dict[str, Membership], origin: Origin) -> tuple[Floats, Floats, Mask]:
    """What is expected of each placebo's zones and the factor of its variance, [P, Z, O] each, and
    whether the donors left tell them, [P, O].

    The real place and its zones are no donors; so each placebo is predicted without its own.
    """
    expected = _through(members, np.nan_to_num(origin.mu))
    extra = _inflation(members, origin)
    whole = members[NET] if NET in members else members[TARGET]
    size = whole @ origin.shaping.astype(float)
    identified = np.ones(size.shape, bool)
    remain = origin.shaping.sum(axis=0) - size >= FEWEST_DONORS
    counted = np.where(origin.shaping, origin.post, 0.0)
    remain &= whole @ counted < counted.sum(axis=0)
    parts = -(-whole.nnz // AT_ONCE)
    for o in range(size.shape[1]):
        # One donor alone is left out of its own prediction already.
        several = np.flatnonzero(size[:, o] > 1)
        for some in np.array_split(several, max(parts, 1)) if len(several) else ():
            left = leave_out(
                whole[some],
                [zone[some] for zone in members.values()],
                origin.prediction(o),
                origin.post[:, o],
                origin.shaping[:, o],
            )
            expected[some, :, o], extra[some, :, o] = left.mu, left.factor
            identified[some, o] = left.identified & remain[some, o]
    return expected, extra + _of_season(members, origin, expected), identified


def _of_season(members: dict[str, Membership], origin: Origin, expected: Floats) -> Floats:
    """What the doubt about each area's own season adds to the factor of a variance, [P, Z, O];
    seasons of two areas err apart."""
    unsure = _through(members, np.nan_to_num(origin.unsure))
    return seasonal(unsure, expected, origin.excess)


def _inflation(members: dict[str, Membership], origin: Origin) -> Floats:
    """Variance of each placebo's prediction over that of its count, [P, Z, O]."""
    mu = np.nan_to_num(origin.mu)
    return np.stack(
        [
            np.stack(
                [
                    inflation(whole @ origin.pull[:, o], whole @ mu[:, o], origin.excess[o], True)
                    for o in range(mu.shape[1])
                ],
                axis=1,
            )
            for whole in members.values()
        ],
        axis=1,
    )


def spreads_of(
    apart: NDArray[np.int64],
    observed: Floats,
    expected: Floats,
    extra: Floats,
    valid: Mask,
) -> tuple[dict[tuple[int, int, int], ForecastSpread], Floats]:
    """A spread for each origin, zone and outcome, and by how much each placebo's own variance
    departs from it, float [K, P, Z, O].

    apart : int [K, Z, O], placebos without an area in common; valid : those that shape a spread

    Where an origin has few placebos that share no area, its spread is that of all origins times a
    factor of its own, shrunk towards one: dispersion changes from year to year.  A placebo is left
    out of its own factor.
    """
    residual = (observed - expected) / np.sqrt(extra)
    spreads, own = {}, np.ones_like(expected)
    origins_, _, zones, outcomes = observed.shape
    for z in range(zones):
        for o in range(outcomes):
            pooled = None
            for k in range(origins_):
                use = valid[k, :, z, o]
                mu, rest = expected[k, use, z, o], residual[k, use, z, o]
                if apart[k, z, o] >= OWN_SPREAD:
                    spreads[k, z, o] = fit_spread(mu, mu + rest)
                    continue
                if pooled is None:
                    every = valid[:, :, z, o]
                    all_mu = expected[:, :, z, o][every]
                    pooled = fit_spread(all_mu, all_mu + residual[:, :, z, o][every])
                factor, without = own_factor(rest, pooled.variance(mu), int(apart[k, z, o]))
                spreads[k, z, o] = pooled.times(factor)
                own[k, use, z, o] = without / factor
    return spreads, own


def _real(
    setting: Setting,
    origin: Origin,
    place: Place,
    spreads: dict[tuple[int, int, int], ForecastSpread],
    zones: list[str],
) -> Standing:
    """The real place at the real origin; a part of a zone has the whole zone's spread."""
    members = setting.places[place]
    z = zones.index(place[0])
    expected = origin.mu[members].sum(axis=0)
    extra = inflation(origin.pull[members].sum(axis=0), expected, origin.excess, False)
    extra += seasonal(origin.unsure[members].sum(axis=0), expected, origin.excess)
    variance = [
        float(spreads[0, z, o].variance(expected[o : o + 1])[0] * extra[o])
        for o in range(len(expected))
    ]
    return Standing(
        setting.totals.base[members].sum(axis=0),
        origin.post[members].sum(axis=0),
        expected,
        np.sqrt(np.array(variance)),
    )
