"""Several outcomes of one place: family-wise control, harm as an outcome, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.support.builders import WINDOW, counts, grid, study
from waterbed.displacement.switching import HARM, switching, with_harm
from waterbed.effect.compare import compare
from waterbed.effect.joint import joint_tests
from waterbed.model.errors import InputError
from waterbed.report.words.switching import switched_row, switching_sentences

AREAS = grid()
TARGET = 27
"""Position of A027, the target of the builders' operation."""


def fitted_on(panel, method="difference"):
    asked = study(outcomes=len(panel.outcomes))
    return compare(asked, WINDOW, AREAS, panel, count=99, seed=[1], methods=(method,)).fitted[
        method
    ]


def planted(seed=1, outcomes=4, **factors):
    """Counts with the target's post months multiplied, by outcome."""
    panel = counts(AREAS, seed, 12.0, outcomes)
    changed = panel.counts.copy()
    for key, factor in factors.items():
        o = panel.outcomes.index(key)
        changed[o, TARGET, 24:36] = np.rint(changed[o, TARGET, 24:36] * factor)
    return replace(panel, counts=changed)


def test_rows_are_those_of_the_joint_test():
    fitted = fitted_on(planted(2))
    rows = switching(fitted)
    assert [row.outcome for row in rows] == ["o0", "o1", "o2", "o3"]
    cells = tuple(("target", row.outcome) for row in rows)
    t = fitted.real["target", "whole"].t
    p, _ = joint_tests(t, fitted.reference.joint(cells), 0.95)
    for k, row in enumerate(rows):
        assert row.p_family == max(p[k], row.p)
        assert row.band_low <= row.low < row.high <= row.band_high
        assert row.value == pytest.approx(row.observed / row.expected - 1)
        assert (row.p_family <= 0.05) == (row.band_low > 0 or row.band_high < 0)


def test_one_kind_for_another_is_seen():
    rows = {row.outcome: row for row in switching(fitted_on(planted(3, o1=0.3, o2=2.2)))}
    assert rows["o1"].p_family <= 0.05 and rows["o1"].band_high < 0
    assert rows["o2"].p_family <= 0.05 and rows["o2"].band_low > 0
    assert rows["o0"].p_family > 0.05 and rows["o3"].p_family > 0.05


def test_more_outcomes_never_make_one_of_them_clearer():
    fitted = fitted_on(planted(4, o1=0.6))
    alone = switching(fitted, ("o1",))[0]
    among = next(row for row in switching(fitted) if row.outcome == "o1")
    assert among.p == alone.p and among.p_family >= alone.p_family
    assert among.band_high >= alone.band_high


def test_family_wise_error():
    """Nothing happened in eight outcomes: all donors in turn as the target's rows."""
    panel = counts(AREAS, 5, 12.0, 8)
    reference = fitted_on(panel).reference
    joint = reference.joint(tuple(("target", outcome) for outcome in panel.outcomes))
    families = [
        joint_tests(joint[i], np.delete(joint, i, axis=0), 0.95)[0].min() for i in range(len(joint))
    ]
    assert np.mean(np.array(families) <= 0.05) <= 0.06
    alone = (np.abs(joint) > 1.96).any(axis=1).mean()
    assert alone > 0.2  # without allowing for their number, one in five places or more stands out


def test_an_outcome_that_is_refused_says_why_and_takes_no_part():
    panel = planted(6)
    empty = panel.counts.copy()
    empty[2, TARGET, :] = 0
    fitted = fitted_on(replace(panel, counts=empty))
    rows = {row.outcome: row for row in switching(fitted)}
    assert rows["o2"].why == "nothing-expected" and rows["o2"].value is None
    without = {row.outcome: row for row in switching(fitted, ("o0", "o1", "o3"))}
    assert rows["o0"] == without["o0"]


# Harm ---------------------------------------------------------------------------------------------


def test_harm_is_the_weighted_sum():
    panel = counts(AREAS, 7, 5.0, 3)
    with_sum = with_harm(panel, {"o0": 10, "o2": 2.5, "o1": 0})
    assert with_sum.outcomes == ("o0", "o1", "o2", HARM)
    expected = np.rint(10 * panel.counts[0] + 2.5 * panel.counts[2])
    assert (with_sum.counts[3] == expected).all()
    assert (with_sum.counts[:3] == panel.counts).all()


def test_harm_has_data_where_every_weighted_outcome_has():
    panel = counts(AREAS, 8, 5.0, 2)
    covered = panel.covered.copy()
    covered[1, 3, 7] = False
    gap = replace(panel, covered=covered, counts=np.where(covered, panel.counts, 0))
    with_sum = with_harm(gap, {"o0": 2, "o1": 3})
    assert not with_sum.covered[2, 3, 7] and with_sum.counts[2, 3, 7] == 0
    assert with_harm(gap, {"o0": 2}).covered[2].all()


@pytest.mark.parametrize(
    ("weights", "place"),
    [
        ({"nothing": 2.0}, "harm weights"),
        ({"o0": -1.0}, "harm weights, 'o0'"),
        ({"o0": 0.5}, "harm weights, 'o0'"),
        ({"o0": float("nan")}, "harm weights, 'o0'"),
        ({"o0": 0.0}, "harm weights"),
        ({}, "harm weights"),
    ],
)
def test_weights_that_are_none(weights, place):
    with pytest.raises(InputError) as error:
        with_harm(counts(AREAS, 1, 5.0, 2), weights)
    assert error.value.place == place


def test_a_name_that_is_taken():
    with pytest.raises(InputError):
        with_harm(counts(AREAS, 1, 5.0, 2), {"o0": 1.0}, "o1")


@pytest.mark.parametrize("factor", [10.0, 365.0])
def test_one_kind_of_harm_is_judged_as_its_counts_are(factor):
    """A single weighted kind carries the same t, p and ratio as its own counts."""
    panel = planted(9, outcomes=1, o0=0.5)
    rows = {row.outcome: row for row in switching(fitted_on(with_harm(panel, {"o0": factor})))}
    assert rows[HARM].weighted and not rows["o0"].weighted
    assert rows[HARM].value == pytest.approx(rows["o0"].value)
    assert rows[HARM].p == rows["o0"].p


def test_harm_sees_a_swap_that_the_number_of_incidents_hides():
    """As many incidents as before, a fifth of them ten times as grave."""
    panel = planted(10, outcomes=2, o0=0.8, o1=2.0)
    with_sum = with_harm(panel, {"o0": 1, "o1": 10})
    rows = {row.outcome: row for row in switching(fitted_on(with_sum))}
    assert rows[HARM].value > 0.5 and rows[HARM].p_family <= 0.05


# Words --------------------------------------------------------------------------------------------


def test_words():
    asked = study(outcomes=4)
    swap = switching_sentences(asked, switching(fitted_on(planted(3, o1=0.3, o2=2.2))))
    assert "more than was expected: outcome 2" in swap[0]
    assert "fewer than was expected: outcome 1" in swap[1]
    assert any("two changes" in text for text in swap)
    quiet = switching_sentences(asked, switching(fitted_on(planted(2))))
    assert "none stands out" in quiet[0] and "does not show" in quiet[0]
    assert switching_sentences(asked, ()) == (
        "Whether crime in the target changed its kind cannot be said here.",
    )
    blank = replace(switching(fitted_on(planted(2)))[0], status="withheld")
    assert switched_row(asked, blank)[1:] == ("not shown",) * 3
