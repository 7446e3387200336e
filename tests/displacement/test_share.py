"""The share displaced as a set: pieces, size, coverage, equivalence."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from waterbed.displacement.share import (
    GRID,
    Pairs,
    ends_along,
    share_set,
    share_tails,
    with_effect,
)
from waterbed.effect.inference import TIE
from waterbed.report.words.movement import at_least_nought

MU_T, MU_Z = 200.0, 900.0
PHI = 1.5


def draw(rng, n, fall=0.0, share=0.0):
    """Effects and standard deviations of n places whose expected counts are known."""

    def count(mu):
        return rng.negative_binomial(mu / (PHI - 1), 1 / PHI, n).astype(float)

    moved = fall * MU_T * share
    y, z = count(MU_T * (1 - fall)), count(MU_Z + moved)
    scale_t = np.full(n, math.sqrt(PHI * MU_T))
    scale_z = np.full(n, math.sqrt(PHI * MU_Z))
    if not fall:
        return Pairs(y - MU_T, scale_t, z - MU_Z, scale_z)
    scale_t = np.array([with_effect(a - MU_T, math.sqrt(PHI * MU_T)) for a in y])
    return Pairs(y - MU_T, scale_t, z - MU_Z, scale_z, moved=True)


def one_of(pairs, i):
    return Pairs(
        pairs.target[i],
        pairs.target_scale[i],
        pairs.zone[i],
        pairs.zone_scale[i],
        moved=pairs.moved,
    )


def holds(pieces, s):
    return any((low is None or low <= s) and (high is None or s <= high) for low, high in pieces)


@pytest.fixture(scope="module")
def placebos():
    return draw(np.random.default_rng(1), 999)


AT_EVERY_CHANGE = ((0.7, 0.0), (0.7, 1.0), (0.15, 0.5), (0.15, 1.5))


@pytest.mark.parametrize(
    ("fall", "share"),
    [
        pytest.param(*case, marks=() if case in AT_EVERY_CHANGE else pytest.mark.slow)
        for case in itertools.product((0.7, 0.15), (0.0, 0.5, 1.0, 1.5))
    ],
)
def test_the_set_covers_the_true_share(placebos, fall, share):
    runs = 150
    drawn = draw(np.random.default_rng(2), runs, fall, share)
    covered = sum(holds(share_set(one_of(drawn, i), (placebos,), 0.95), share) for i in range(runs))
    assert covered / runs >= 0.94 - 2 * math.sqrt(0.05 * 0.95 / runs)


def test_a_strong_fall_gives_an_interval_and_no_fall_gives_everything(placebos):
    strong = Pairs(np.float64(-150), np.float64(8), np.float64(0), np.float64(36))
    (piece,) = share_set(strong, (placebos,), 0.95)
    assert piece[0] is not None and piece[1] is not None
    assert piece[0] < 0 < piece[1] < 1
    nothing = Pairs(np.float64(0), np.float64(17), np.float64(0), np.float64(36))
    assert share_set(nothing, (placebos,), 0.95) == ((None, None),)


def test_a_rise_in_the_zone_without_a_fall_can_give_two_half_lines(placebos):
    two = share_set(
        Pairs(np.float64(-20), np.float64(17), np.float64(300), np.float64(36)), (placebos,), 0.95
    )
    assert len(two) == 2
    assert two[0][0] is None and two[1][1] is None
    assert at_least_nought(two) == ((two[1][0], None),)


def test_the_set_is_mirrored_when_both_effects_are(placebos):
    minus = Pairs(-placebos.target, placebos.target_scale, -placebos.zone, placebos.zone_scale)
    real = Pairs(np.float64(-90), np.float64(12), np.float64(60), np.float64(36))
    other = Pairs(np.float64(90), np.float64(12), np.float64(-60), np.float64(36))
    for a, b in zip(
        share_set(real, (placebos,), 0.9), share_set(other, (minus,), 0.9), strict=True
    ):
        assert a == pytest.approx(b)


@pytest.mark.parametrize(("share", "least", "most"), [(0.2, 0.0, 0.06), (0.0, 0.8, 1.0)])
def test_equivalence_holds_its_size_at_the_margin_and_sees_no_movement(share, least, most):
    """'It did not move by a fifth': passed at 5% where a fifth moved, and mostly where none did."""
    runs, margin = 1500, 0.2
    rng = np.random.default_rng(3)
    large = 12.0  # times the counts above, so that a fifth of the fall shows

    def pairs(n, fall, moved):
        mu_t, mu_z = large * MU_T, large * MU_Z
        y = rng.normal(mu_t * (1 - fall), math.sqrt(PHI * mu_t * (1 - fall)), n)
        z = rng.normal(mu_z + moved * fall * mu_t, math.sqrt(PHI * mu_z), n)
        spread = math.sqrt(PHI * mu_t * (1 - fall))
        return Pairs(y - mu_t, np.full(n, spread), z - mu_z, np.full(n, math.sqrt(PHI * mu_z)))

    fake, real = pairs(1999, 0.0, 0.0), pairs(runs, 0.7, share)
    passed = np.mean(
        [share_tails(one_of(real, i), (fake,), margin).low <= 0.05 for i in range(runs)]
    )
    error = 2 * math.sqrt(0.05 * 0.95 / runs)
    assert least <= passed <= most + (error if most < 1 else 0)


@pytest.mark.parametrize("level", [0.6, 0.9, 0.95])
@pytest.mark.parametrize("fall", [0.7, 0.15])
def test_angles_together_keep_what_each_keeps_by_itself(placebos, level, fall):
    """Against every angle of the grid by itself, on two pools of unequal size."""
    few = Pairs(*(getattr(placebos, name)[:60] for name in
                  ("target", "target_scale", "zone", "zone_scale")), moved=True)  # fmt: skip
    real = one_of(draw(np.random.default_rng(3), 1, fall, 0.5), 0)
    together = share_set(real, (placebos, few), level)
    kept = 0
    for angle in np.linspace(-math.pi / 2, math.pi / 2, GRID)[1:-1]:
        low, high = ends_along((placebos, few), angle, level)
        inside = low - TIE <= float(real.along(angle)) <= high + TIE
        assert holds(together, math.tan(angle)) == inside
        kept += inside
    assert kept > 0
