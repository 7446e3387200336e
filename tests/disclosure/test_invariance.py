"""One incident more or less, in any area: nothing that leaves changes but by an edge of a rounded
total.  And what there is to leave does not depend on counts at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.builders import OPERATION, claim, grid, month, study
from waterbed.analysis.run import analyse
from waterbed.disclosure import release
from waterbed.disclosure.areas import coarse, rounded_areas
from waterbed.disclosure.panel import Round, rounded_panel
from waterbed.disclosure.rules import round_total
from waterbed.model.panel import Panel
from waterbed.model.released import ShownRun
from waterbed.model.results import Results
from waterbed.report.folder import write_outputs
from waterbed.report.record.results import record, results_json

AREAS = grid(7, 7)
TARGET = 27


def closed():
    made = study(
        claim("fell"),
        claim("rose", id="c2", zone="beside"), claim("moved", id="c3", zone="beside"),
        claim("recorded", id="c4", window="year", stated=-0.2), level=0.9,
    )  # fmt: skip
    tables = (replace(made.counts[0], published=False),)
    return replace(made, counts=tables, interventions=(replace(OPERATION, chosen_for=RANDOM),))


RANDOM = replace(OPERATION.chosen_for, rule="random")


def panel(counts: np.ndarray) -> Panel:
    shape = (1, len(AREAS), 48)
    return Panel(("o0",), AREAS.ids, month("2014-01") + np.arange(48), 1,
                 counts.reshape(shape).astype(np.int64), np.ones(shape, bool))  # fmt: skip


def drawn(seed: int, mean: float, target: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(4.0, mean / 4, (len(AREAS), 1)), (len(AREAS), 48))
    counts[TARGET] = rng.poisson(target, 48)
    return counts


def run_of(counts: np.ndarray) -> tuple[Results, ShownRun]:
    raw = analyse(closed(), AREAS, panel(counts))
    return raw, release(raw).content


def numbers(raw: Results) -> object:
    """Every rounded total: of target, zones and donors in each year, of everything."""
    line = [
        tuple(coarse(sum(x or 0.0 for x in one.observed[k : k + 12])) for k in range(0, 48, 12))
        for one in raw.series
    ]
    quarters = [coarse(sum(x or 0.0 for x in one.observed[33:36])) for one in raw.series]
    donors = [coarse(one.count) for one in raw.donors]
    return line, quarters, donors, [round_total(one.total.value) for one in raw.outcomes]


def told(out: ShownRun) -> object:
    """What leaves of places and claims, but for ranges, which rest on the placebos too."""
    return (
        [
            (
                one.parameter,
                one.method,
                one.value,
                one.base_count,
                one.observed,
                one.expected,
                one.status,
            )
            for one in out.estimates
        ],
        [(one.observed, one.periods) for one in out.series],
        out.outcomes,
    )


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 5), st.integers(0, 48), st.integers(0, 47), st.sampled_from((-1, 1)))
def test_one_incident_changes_nothing_but_by_an_edge(seed, area, at, step):
    counts = drawn(seed, (0.4, 2.0)[seed % 2], (2.0, 6.0)[seed % 2])
    moved = counts.copy()
    moved[area, at] = max(0, moved[area, at] + step)
    (raw, out), (other, again) = run_of(counts), run_of(moved)
    if numbers(raw) == numbers(other):
        assert told(out) == told(again)
        opposite = {"supported", "contradicted"}
        for one, two in zip(out.verdicts, again.verdicts, strict=True):
            assert {one.answer, two.answer} != opposite


def rows_of(out: ShownRun) -> object:
    """Which rows, keys and sections there are; not how many steps a set or a strip has."""
    made = record(out)
    parts = ("estimates", "detectable", "checks", "verdicts", "inputs")
    keys = (
        "question",
        "outcome",
        "zone",
        "part",
        "scale",
        "method",
        "name",
        "claim",
        "window_name",
    )
    return (
        {part: [tuple(str(row.get(key)) for key in keys) for row in made[part]] for part in parts},
        sorted(made),
        [(one.zone, one.window) for one in out.series],
        len(out.strips),
    )


NOUGHTS = {
    "none before": (slice(TARGET, TARGET + 1), slice(24, 36), 0),
    "none after": (slice(TARGET, TARGET + 1), slice(36, 48), 0),
    "none ever": (slice(TARGET, TARGET + 1), slice(0, 48), 0),
    "none next door": (slice(20, 35), slice(36, 48), 0),
    "few": (slice(TARGET, TARGET + 1), slice(24, 48), 1),
    "many": (slice(TARGET, TARGET + 1), slice(24, 36), 30),
}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_rows_whatever_the_counts(seed):
    """None in the base months was told by a row that was not there."""
    usual = rows_of(run_of(drawn(seed, 2.0, 5.0))[1])
    for name, (areas, months, count) in NOUGHTS.items():
        counts = drawn(seed, 2.0, 5.0)
        counts[areas, months] = count
        assert rows_of(run_of(counts)[1]) == usual, name


def test_noughts_and_few_are_the_same_report():
    """A place that counted none and one that counted a dozen, to the last byte."""
    made = set()
    for count in (0, 1, 3, 12):
        counts = drawn(3, 2.0, 5.0)
        counts[TARGET, 24:36] = 0
        counts[TARGET, 24 : 24 + count] = 1
        out = release(analyse(closed(), AREAS, panel(counts)))
        made.add(results_json(replace(out, content=replace(out.content, outcomes=()))))
    assert len(made) == 1


BESIDE = (20, 26, 34)
YEARS = [(k, k + 12) for k in range(0, 48, 12)]
RUNS = [*YEARS, (24, 33), (33, 36), (0, 24)]
"""Years, the last quarter before the start and what goes before it, the years before the base."""


def rounded_totals(counts: np.ndarray, donors: list[int]) -> list[object]:
    """Every rounded total that a public report is made from: of each area, where nought to nine are
    one and the rest goes by fives, of target, zone and donors, of donors by month, of everything.
    """
    years = np.stack([counts[:, a:b].sum(axis=1) for a, b in [*YEARS, (0, 48)]], axis=1)
    together = [[TARGET], list(BESIDE), donors, *([area] for area in (TARGET, *BESIDE))]
    return [
        np.where(years < 10, 0, years // 5).tolist(),
        [[coarse(counts[place, a:b].sum()) for a, b in RUNS] for place in together],
        [round_total(x) for x in counts[donors].sum(axis=0)],
        round_total(counts.sum()),
    ]


def uncrossed(counts: np.ndarray, area: int, donors: list[int], rng: np.random.Generator):
    """The counts with one incident more in an area, in a month in which no rounded total crosses
    its edge; None where there is none."""
    own = rounded_totals(counts, donors)
    for at in rng.permutation(48):
        moved = counts.copy()
        moved[area, at] += 1
        if rounded_totals(moved, donors) == own:
            return moved
    return None


def donors_of(raw: Results) -> list[int]:
    return [AREAS.ids.index(key) for key in raw.donors[0].areas]


def written(counts: np.ndarray, folder: Path) -> dict[str, bytes]:
    """Every file of the public report."""
    write_outputs(release(analyse(closed(), AREAS, panel(counts))), folder)
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_byte_of_the_folder_changes_but_by_an_edge(seed, tmp_path):
    """In target, zone, buffer and donors alike: ranges rested on what each donor counted."""
    counts = drawn(seed, (1.0, 2.0)[seed % 2], (6.0, 12.0)[seed % 2])
    donors = donors_of(analyse(closed(), AREAS, panel(counts)))
    rng, own = np.random.default_rng(seed), written(counts, tmp_path / "own")
    tried = 0
    for area in (TARGET, BESIDE[0], 13, *rng.permutation(donors)[:5]):
        moved = uncrossed(counts, int(area), donors, rng)
        if moved is None:
            continue
        tried += 1
        other = written(moved, tmp_path / f"moved-{area}")
        assert [name for name in own if own[name] != other.get(name)] == [], f"area {area}"
        assert own.keys() == other.keys()
    assert tried >= 5


def test_what_a_report_is_made_from_is_rounded_totals_alone():
    """Hundreds of incidents anywhere: the counts themselves that the analysis is given."""
    rng, tried = np.random.default_rng(8), 0
    window = closed().rule.windows[0]
    for seed in range(4):
        counts = drawn(seed, (0.3, 1.0, 2.0, 5.0)[seed], 6.0)
        donors = donors_of(analyse(closed(), AREAS, panel(counts)))
        mask = np.zeros((len(AREAS), 1), bool)
        mask[donors] = True
        places = [np.array([TARGET]), np.array(BESIDE)]
        what = Round({"o0"}, (), places, mask, window, (), window.post.first - 1)
        own = rounded_panel(panel(counts), what).counts
        for area in rng.integers(0, len(AREAS), 60):
            moved = uncrossed(counts, int(area), donors, rng)
            if moved is not None:
                tried += 1
                assert (rounded_panel(panel(moved), what).counts == own).all()
    assert tried > 150


def test_a_small_count_of_an_area_is_one_of_ten():
    """Nought to nine are alike, whichever area counts them."""
    counts = drawn(1, 0.5, 6.0)
    years = [(0, 24), (24, 36), (36, 48)]
    covered, months = np.ones(counts.shape, bool), np.ones(48)
    for area in range(0, 49, 7):
        made = set()
        for few in range(10):
            other = counts.copy()
            other[area] = 0
            # The totals of the other years, and of all, are told as the same.
            rest = max(48 - few, 40)
            other[area, [0, 24, 36]] = rest // 2, rest - rest // 2, few
            made.add(rounded_areas(other, covered, months, years).tobytes())
        assert len(made) == 1
