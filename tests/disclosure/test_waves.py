"""Sums of waves of tables that are not published: made of what the waves show, of nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.programme.staggered import MONTHS, TWO, boroughs, programme
from tests.support.builders import grid
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.model.estimate import Estimate
from waterbed.model.panel import Panel
from waterbed.model.programme import INDEPENDENT, POOLED, add_up
from waterbed.model.released import Released
from waterbed.model.results import Results
from waterbed.model.study import ChosenFor, ZoneRule
from waterbed.report.page import report_html
from waterbed.report.record.results import results_json

AREAS = grid(10, 10)


def unpublished(panel: Panel, *, method: str = "difference", profile: str = "public") -> Results:
    study = programme(TWO, MONTHS, headline=method)
    hidden = tuple(replace(table, published=False) for table in study.counts)
    raw = analyse(replace(study, counts=hidden), AREAS, panel)
    return release(raw, profile).content


def rows(results: Results, method: str = POOLED) -> list[Estimate]:
    return [
        one
        for one in results.estimates
        if one.parameter.intervention == "all" and one.method == method
    ]


@pytest.mark.parametrize("method", ["difference", "forecast"])
def test_a_sum_is_made_of_what_its_waves_show(method: str) -> None:
    results = unpublished(boroughs(AREAS, 3, mean=12.0), method=method)
    assert results_json(Released(results, "public")) and report_html(Released(results, "public"))
    found = rows(results)
    assert [one.parameter.scale for one in found] == ["count", "ratio"]
    for one in found:
        assert one.status == "rounded"
        assert all(wave.status == "rounded" for wave in one.waves)
        total = add_up(one.waves)
        assert (one.observed, one.expected) == (total.observed, total.expected)
        assert one.value == pytest.approx(total.value, abs=0.026 if one.value < 1 else 0.01)
        assert (one.p, one.t, one.se) == (None, None, None) and not hasattr(one, "smallest")
    (apart,) = rows(results, INDEPENDENT)
    assert apart.status == "withheld" and apart.value is None and apart.deciding is None


def test_a_withheld_wave_cannot_be_had_back() -> None:
    """A small wave is withheld, and with it every number of the sum."""
    panel = boroughs(AREAS, 3, mean=12.0)
    counts = panel.counts.copy()
    counts[0, AREAS.ids.index("A077")] = np.tile([1] + [0] * 5, counts.shape[2] // 6)
    results = unpublished(replace(panel, counts=counts))
    for one in rows(results):
        assert one.status == "withheld" and one.waves == ()
        assert (one.value, one.observed, one.expected, one.deciding) == (None,) * 4
    assert all(
        one.status == "withheld"
        for one in results.detectable
        if one.parameter.intervention == "all"
    )


def numbers_of_placebos(results: Results) -> set[object]:
    """Whatever the public record says of how many places the forecast compared with."""
    checks = [
        fact.value
        for one in results.checks
        for name, fact in one.remark.facts
        if one.name == "placebos" and name in ("placebos", "disjoint")
    ]
    checks += [one.figure.value for one in results.checks if one.name == "placebos"]
    sums = [n for one in results.estimates
            if one.parameter.intervention == "all" or one.parameter.question == "share"
            for n in (one.placebos, one.disjoint)]  # fmt: skip
    return {*checks, *sums, *(one.placebos for one in results.detectable)}


def test_how_many_places_compare_does_not_tell_which_rule_the_past_meets() -> None:
    """Places picked by a rule of the past are as many as meet it."""
    panel = boroughs(AREAS, 3, mean=12.0)
    peak = tuple(
        replace(
            one,
            start=one.start + 12,
            chosen_for=ChosenFor("peak", "o0"),
            zones=(("beside", ZoneRule("touching")),),
        )
        for one in TWO
    )
    months = tuple(one.shift(12) for one in MONTHS)
    study = programme(peak, months, headline="forecast")
    hidden = tuple(replace(table, published=False) for table in study.counts)
    raw = analyse(replace(study, counts=hidden), AREAS, panel, placebos=99)
    assert len(numbers_of_placebos(raw) - {None}) > 1
    assert numbers_of_placebos(release(raw, "public").content) == {None}
    assert len(numbers_of_placebos(release(raw, "internal").content) - {None}) > 1
    page = results_json(release(raw, "public")).decode()
    assert "could be treated as if they were the target is not shown" in page
    assert "The ends are those of 2 waves added up" in page


def test_the_internal_profile_keeps_every_number() -> None:
    found = rows(unpublished(boroughs(AREAS, 3, mean=12.0), profile="internal"))
    assert all(one.status == "exact" and one.deciding is not None for one in found)
    assert all(wave.status == "exact" for one in found for wave in one.waves)


def test_counts_that_waves_do_not_tell_apart_the_sum_does_not_either() -> None:
    """An incident more or less, wherever the waves show the same: so does the sum."""
    panel = boroughs(AREAS, 3, mean=12.0)
    first = rows(unpublished(panel))
    shown, told = 0, []
    for place, month in (("A022", 48), ("A077", 45)):
        counts = panel.counts.copy()
        counts[0, AREAS.ids.index(place), month - 12] += 1
        other = rows(unpublished(replace(panel, counts=counts)))
        for a, b in zip(first, other, strict=True):
            if a.waves == b.waves:
                shown += 1
                told.append((a.value, a.deciding) == (b.value, b.deciding))
    assert shown and all(told)
