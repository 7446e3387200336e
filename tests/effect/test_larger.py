"""Larger designs that would have told: how they follow, and how near they come to the truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.disclosure.attack import changed, key, results_of
from tests.support.larger import BEDS, Tried, run_of, seen_of, tried
from tests.validity.beds import MONTHS
from waterbed.disclosure import release
from waterbed.disclosure.steps import number_upwards
from waterbed.effect.inference import Outlook, critical
from waterbed.effect.larger import Parts, fewest, more_counts, places_alike
from waterbed.model.estimate import Detectable, Larger
from waterbed.model.released import ShownLarger
from waterbed.report.words import larger as words


def outlook(expected: float, variance: float) -> Outlook:
    pool = np.sort(np.random.default_rng(1).standard_normal(1999))
    return Outlook(expected, variance**0.5, (pool,), critical((pool,), 0.9))


def test_error_falls_with_the_root_of_the_number_of_places():
    """At small changes, where thinning hardly matters, four times the places see half the fall."""
    one = outlook(400.0, 600.0)
    small = [places_alike(one, n, Parts(0.5)).smallest_fall(0.0, 0.8) for n in (4, 16, 64)]
    assert small[0] / small[1] == pytest.approx(2, rel=0.1)
    assert small[1] / small[2] == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize("n", [1, 2, 7])
def test_places_add_up_and_so_do_their_variances(n):
    many = places_alike(outlook(40.0, 60.0), n, Parts(0.3))
    assert (many.expected, many.scale**2) == pytest.approx((40.0 * n, 60.0 * n))


def test_more_counts_take_away_chance_alone():
    """phi mu grows with the counts and alpha mu^2 with their square: the first can be outgrown."""
    one = outlook(40.0, 60.0)
    for chance in (0.0, 0.5, 1.0):
        many = more_counts(one, 9, Parts(chance))
        assert many.expected == 360
        assert many.scale**2 == pytest.approx(60 * (9 * chance + 81 * (1 - chance)))
    alone = Parts(1.0, 2.0)
    assert more_counts(one, 9, alone).scale == pytest.approx(places_alike(one, 9, alone).scale)


@pytest.mark.parametrize("n", [1, 3, 12])
def test_places_drawn_at_random_are_uneven(n):
    """(1 + c)/(N + c) is what the sum of squares over the square of the sum comes to."""
    rng = np.random.default_rng(n)
    mu = rng.gamma(2.0, 3.0, (200_000, n))
    share = (mu**2).sum(axis=1).mean() / (mu.sum(axis=1) ** 2).mean()
    many = places_alike(outlook(40.0, 60.0), n, Parts(0.0, 0.5))
    assert many.scale**2 / (60 * n**2) == pytest.approx(share, rel=0.02)


@pytest.mark.parametrize("least", [1, 2, 3, 64, 999, 1000])
def test_the_fewest_that_are_enough(least):
    assert fewest(lambda n: n >= least) == least
    assert fewest(lambda n: n >= 1001) is None


def test_a_study_is_told_the_same_of_a_fall_and_of_a_rise():
    """A turn that it would have seen at a tenth is not spoken of, nor one that is barred."""
    rng = np.random.default_rng(3)
    counts = rng.poisson(rng.gamma(3.0, 2.0, 120)[:, None] * np.ones(MONTHS))
    seen = seen_of(run_of(counts, (int(np.argmax(counts.sum(axis=1) > 600)),))[0])
    assert seen is not None and not seen.barred
    assert [one.turn for one in seen.larger] == ["fall", "rise"]
    for one, size in zip(seen.larger, (seen.fall, seen.rise), strict=True):
        assert one.sought == (0.1 if size <= 0.3 else 0.3)
        assert one.places is not None and one.places > 1
        assert one.counts is None or one.counts >= one.places - 1


def test_what_leaves_of_an_unpublished_table_is_in_steps():
    assert [number_upwards(x) for x in (1, 3, 7, 11, 999)] == [1, 5, 10, 20, 1000]
    assert number_upwards(None) is None
    plain = Detectable(
        key(), 60.0, 60.0, 0.5, 0.7, 0.8, 400, 60.0,
        larger=(Larger("fall", 0.3, 7, None), Larger("rise", 0.3, 11, 13)),
    )  # fmt: skip
    for smallest, told in (((60, 40), [(10, None), (20, 20)]), ((9, 40), [])):
        raw = changed(results_of(smallest), detectable=(replace(plain, smallest=smallest[0]),))
        (shown,) = release(raw, "public").content.detectable
        assert [(one.places, one.counts) for one in shown.larger] == told


@pytest.mark.parametrize(
    ("places", "counts", "said"),
    [
        (6, 9, "over about six separate places alike, or with at least nine times the counts here"),
        (6, None, "over about six separate places alike (more counts here alone would not do)"),
        (None, 12, "with at least twelve times the counts here (more places alone would not do)"),
        (None, None, "by no larger study of its kind that was worked out"),
    ],
)
def test_in_words(places, counts, said):
    assert words._over(ShownLarger("fall", 0.3, places, counts)) == said


def told(found: list[Tried], turn: str, design: str) -> tuple[int, float, float]:
    """How many studies, the share that supported the change, and its Monte Carlo error."""
    some = [one.found for one in found if (one.turn, one.design) == (turn, design)]
    share = float(np.mean(some))
    return len(some), share, (share * (1 - share) / len(some)) ** 0.5


@pytest.mark.slow
@pytest.mark.parametrize("bed", sorted(BEDS))
def test_studies_of_the_size_that_was_told_see_it(bed):
    """A study of one place is told a number of places; that many are taken in a new panel, the
    change is planted, and it is found: docs/fund-trials.md has how often."""
    found = list(tried(3, BEDS[bed], 120))
    for turn in ("fall", "rise"):
        many, share, error = told(found, turn, "places")
        assert many > 60
        assert LOWEST - 2 * error < share, (bed, turn, share)


LOWEST = 0.7
"""Of studies with so many places as told, the share that has to see the change; 0.8 is promised."""
