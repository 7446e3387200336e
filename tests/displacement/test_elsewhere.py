"""Everything about where else it rose, through compare and release, on the worked example."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builders import WINDOW, counts, grid, study
from waterbed.analysis.run import read_inputs
from waterbed.disclosure.elsewhere import limits, release_elsewhere
from waterbed.displacement.elsewhere import where_else
from waterbed.effect.compare import compare
from waterbed.model.months import month

REDBRIDGE = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"
RUN = month("2026-11")


@pytest.fixture(scope="module")
def redbridge():
    inputs = read_inputs(REDBRIDGE)
    asked, panel = inputs.study, inputs.counts.panel
    window = next(
        named_window for named_window in asked.rule.windows if named_window.name == "twelve months"
    )
    comparison = compare(
        asked, window, inputs.areas, panel, count=99, seed=[1], methods=("forecast",)
    )
    last = {outcome.id: limits(outcome, RUN).last for outcome in asked.outcomes}
    elsewhere = where_else(
        comparison,
        inputs.areas,
        method="forecast",
        last=last,
        seed=[1],
        published=panel.outcomes,
        draws=199,
    )
    return asked, inputs.areas, elsewhere


def released(redbridge, run_month=RUN, profile="public"):
    asked, areas, elsewhere = redbridge
    return release_elsewhere(
        elsewhere,
        asked.outcomes,
        run_month,
        official=areas.official,
        ids=areas.ids,
        profile=profile,
    )


def test_every_outcome_is_looked_at(redbridge):
    _, _, elsewhere = redbridge
    names = ["all crime", "sexual offences", "robbery", "violence"]
    assert [search.outcome for search in elsewhere.searches] == names
    assert [row.outcome for row in elsewhere.switched] == names
    assert [breakdown.outcome for breakdown in elsewhere.breakdowns] == names
    assert all(breakdown.zone == "adjacent wards" for breakdown in elsewhere.breakdowns)
    assert elsewhere.refused == ()
    assert [profile.outcome for profile in elsewhere.profiles] == names
    for profile in elsewhere.profiles:
        assert [(ring.near, round(ring.far)) for ring in profile.rings] == [
            (0, 500), (500, 1000), (1000, 2000), (2000, 3000)
        ]  # fmt: skip
        assert [ring.areas for ring in profile.rings] == [9, 6, 14, 12]
        assert (
            all(ring.placebos >= 39 and not ring.why for ring in profile.rings) and profile.p > 0.05
        )


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_no_ward_is_named_of_sexual_offences(redbridge, profile):
    kept = released(redbridge, profile=profile)
    search, table = kept.searches[1], kept.breakdowns[1]
    assert search.status == "exact" and all(rise.areas == () for rise in search.rises)
    assert table.by_area == () and {part.name for part in table.by_group} == {
        "Redbridge",
        "Newham",
        "Barking and Dagenham",
    }
    assert kept.breakdowns[0].by_area[0].name == "Ilford Town"


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_within_a_year_of_the_run_nothing_of_sexual_offences_is_said(redbridge, profile):
    kept = released(redbridge, month("2019-02"), profile)
    assert kept.searches[1].status == "withheld" and kept.searches[1].rises == ()
    assert kept.breakdowns[1].by_group == ()
    assert kept.searches[2].status == "exact" and kept.searches[2].rises


def test_what_cannot_be_done_is_said():
    areas = grid()
    panel = counts(areas)
    comparison = compare(study(), WINDOW, areas, panel, count=9, seed=[1], methods=("difference",))
    elsewhere = where_else(comparison, areas, method="difference", last={}, seed=[1])
    assert elsewhere.refused == (("scan", "o0", "short-history"),)
    assert elsewhere.searches == () and len(elsewhere.breakdowns) == 1
