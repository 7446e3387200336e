"""A place of a country is compared with a sample of its areas, the same in check and run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from waterbed.analysis import narrowed, sampled
from waterbed.analysis.plan import make_plan
from waterbed.analysis.run import analyse
from waterbed.analysis.window_findings import Shared
from waterbed.effect.compare import Comparison, compare
from waterbed.effect.zones import areas_of
from waterbed.model.areas import Areas
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months, month
from waterbed.model.panel import Panel
from waterbed.model.results import Results
from waterbed.model.sources import AreaSource, CountTable
from waterbed.model.study import Claim, Intervention, Outcome, Rule, Study, ZoneRule
from waterbed.model.window import Window
from waterbed.simulate.panel import grid

SIZE, MONTHS = 600, 84


def country() -> tuple[Areas, Panel]:
    ids = tuple(f"A{k:03d}" for k in range(SIZE))
    areas = Areas(ids, ids, tuple(f"G{k // 20}" for k in range(SIZE)))
    rng = np.random.default_rng(4)
    counts = rng.poisson(rng.gamma(3.0, 1.0, (1, SIZE, 1)) + 1.0, (1, SIZE, MONTHS))
    counts[0, 300, 72:] = counts[0, 300, 72:] // 3
    periods = month("2012-01") + np.arange(MONTHS)
    return areas, Panel(("theft",), ids, periods, 1, counts, np.ones(counts.shape, bool))


def study(**more: object) -> Study:
    done = Intervention("op", "op", "patrol", month("2018-01"), areas=("A300",), target=("A300",))
    done = replace(done, **more)  # type: ignore[arg-type]
    other = Intervention("else", "else", "patrol", month("2018-01"), areas=("A007", "A301"))
    window = Window("year", "op", Months.parse("2017-01", "2017-12"),
                    Months.parse("2018-01", "2018-12"))  # fmt: skip
    region = KINDS["fell"].region
    assert region is not None
    claim = Claim("fell", "council", "", "", "", "", "fell", "", "op", "theft",
                  region=region(0.0, 0.0, 0.0))  # fmt: skip
    table = CountTable("counts", Path("counts.csv"), "long", published=True)
    return Study(
        "country", "", "", 1, AreaSource(), (table,), (Outcome("theft", "theft", (), ((),)),),
        (done, other), (), Rule(0.95, "forecast", (window,)), (claim,),
    )  # fmt: skip


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampled, "MANY", 500)
    monkeypatch.setattr(sampled, "KEPT", 200)
    monkeypatch.setattr(sampled, "ZONED", 60)


def kept_of(asked: Study) -> np.ndarray | None:
    areas, panel = country()
    (task,) = make_plan(asked, panel).tasks
    return narrowed.kept_areas(Shared(asked, areas, panel, 99), task)


def donors_of(results: Results) -> int:
    return next(role.areas for role in results.roles if role.role == "donors")


@pytest.mark.usefixtures("few")
def test_the_place_its_group_and_what_is_done_elsewhere_are_kept() -> None:
    kept = kept_of(study())
    assert kept is not None
    assert {7, 300, 301, *range(300, 320)} <= set(kept.tolist())
    assert 200 <= len(kept) <= 225
    assert np.array_equal(kept, np.asarray(kept_of(study())))


@pytest.mark.usefixtures("few")
def test_listed_zones_and_unpublished_tables_are_compared_with_all() -> None:
    assert kept_of(study(zones=(("beside", ZoneRule("list", areas=("A302",))),))) is None
    assert kept_of(study(target=("A300", "A301"), areas=("A300", "A301"))) is None
    closed = study()
    table = replace(closed.counts[0], published=False)
    assert kept_of(replace(closed, counts=(table,))) is None


BESIDE = (("beside", ZoneRule("touching")), ("beyond", ZoneRule("touching", parent="beside")))


def mapped() -> tuple[Areas, Panel]:
    """The same counts on a map of 20 rows."""
    areas, panel = country()
    drawn = grid(20, 30, 4)
    return replace(areas, pairs=drawn.pairs, gaps=drawn.gaps, reach=drawn.reach), panel


@pytest.mark.usefixtures("few")
def test_a_sample_holds_all_zones_of_those_drawn_and_no_other_is_a_placebo() -> None:
    """The placebos of the sample are placebos of all areas, with the same zones."""
    asked = study(zones=BESIDE, buffer=ZoneRule("touching", parent="beyond"))
    areas, panel = mapped()
    (task,) = make_plan(asked, panel).tasks
    some = narrowed.narrowed(Shared(asked, areas, panel, 99), task)
    sample, every = (
        compare(asked, task.window, given.areas, given.panel, count=99, seed=[1], methods=())
        for given in (some, Shared(asked, areas, panel, 99))
    )
    own, real = sample.zones, every.zones
    pairs = [(a, b) for (_, a), (_, b) in zip(own.named(), real.named(), strict=True)]
    for a, b in (*pairs, (own.buffer, real.buffer)):
        assert {some.areas.ids[i] for i in a} == {areas.ids[i] for i in b}
    drawn, all_of = (
        placebos_of(comparison, own) for comparison, own in ((sample, some.areas), (every, areas))
    )
    assert 40 < len(drawn) <= 60
    assert all(all_of[target] == zones for target, zones in drawn.items())


def placebos_of(comparison: Comparison, areas: Areas) -> dict[str, list[set[str]]]:
    """The zones of each placebo, by its target, and whether they are clean."""
    by_target = {}
    for row in range(len(comparison.setting.placebos.clean)):
        zones = [{areas.ids[i] for i in areas_of(zone, row)}
                 for zone in comparison.setting.placebos.zones.values()]  # fmt: skip
        clean = {"clean"} if comparison.setting.placebos.clean[row] else set()
        by_target[min(zones[0])] = [*zones, clean]
    return by_target


@pytest.mark.usefixtures("few")
def test_a_sample_with_zones_answers_as_all_do_and_looks_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, (areas, panel) = study(zones=BESIDE[:1]), mapped()
    some = analyse(asked, areas, panel, placebos=99, run_month=month("2020-01"))
    monkeypatch.setattr(sampled, "MANY", SIZE)
    every = analyse(asked, areas, panel, placebos=99, run_month=month("2020-01"))
    assert [notice.code for notice in some.notices if "sampled" in notice.code] == ["sampled-zones"]
    assert [verdict.answer for verdict in some.verdicts] == [
        verdict.answer for verdict in every.verdicts
    ]
    (elsewhere,), (searched,) = some.elsewhere, every.elsewhere
    assert (elsewhere.searches, elsewhere.profiles) == ((), ())
    assert ("scan", "theft", "sampled") in elsewhere.refused
    assert len(searched.searches) == 1
    assert some.surroundings == () != every.surroundings


def test_few_areas_are_all_compared_with() -> None:
    assert kept_of(study()) is None


@pytest.mark.usefixtures("few")
def test_a_sample_answers_as_all_do_and_says_that_it_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    areas, panel = country()
    some = analyse(study(), areas, panel, placebos=99)
    monkeypatch.setattr(sampled, "MANY", SIZE)
    every = analyse(study(), areas, panel, placebos=99)
    assert donors_of(every) == SIZE - 3
    assert donors_of(some) < 225
    assert [notice.code for notice in some.notices if notice.code == "sampled"] == ["sampled"]
    assert all(notice.code != "sampled" for notice in every.notices)
    assert [verdict.answer for verdict in some.verdicts] == [
        verdict.answer for verdict in every.verdicts
    ]
    assert some.outcomes == every.outcomes
    a, b = (
        next(
            estimate
            for estimate in results.estimates
            if estimate.parameter.scale == "ratio" and estimate.method == "forecast"
        )
        for results in (some, every)
    )
    assert a.value == pytest.approx(b.value, abs=0.05)
