"""The demonstration: its three truths, and how often the report gets them right."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from tests.conftest import Once
from waterbed.analysis.answers import answers
from waterbed.analysis.run import analyse
from waterbed.demo import CASES, claims_of, draw, run_demo
from waterbed.model.areas import Areas
from waterbed.model.panel import Panel
from waterbed.model.study import Study
from waterbed.model.verdict import LEVEL
from waterbed.read.study.study_file import read_study
from waterbed.simulate.folder import write_study
from waterbed.simulate.panel import simulate_panel

ERROR = 0.06  # of a success called at a null that was picked at its peak
POWER = 0.80


def studies(key: str, seeds: int) -> Iterator[tuple[Study, Areas, Panel]]:
    """The studies of one truth, as the demonstration writes them."""
    case = next(one for one in CASES if one.key == key)
    with TemporaryDirectory() as folder:
        for seed in range(seeds):
            made = simulate_panel(np.random.default_rng([seed, CASES.index(case)]), case.settings)
            path = write_study(
                made,
                Path(folder),
                title="t",
                question="q",
                said=claims_of(made),
                chosen_for=case.chosen_for,
                level=LEVEL,
            )
            yield read_study(path), made.areas, made.panel


def answered(key: str, seeds: int) -> Counter[tuple[str, str]]:
    """Answers by claim over seeds, without what a report shows beside them."""
    found: Counter[tuple[str, str]] = Counter()
    for study in studies(key, seeds):
        verdicts = answers(*study).verdicts
        found.update((one.claim.id, one.answer) for one in verdicts if one.claim.id != "recorded")
    return found


def recorded(key: str, seeds: int) -> tuple[float, float]:
    """How often a raw before-and-after calls a fall, and the recorded figure is found to be right;
    of whole runs, which answer all other claims as `answers` does."""
    raw = right = 0
    for study in studies(key, seeds):
        results = analyse(*study)
        raw += next(
            one.high < 0
            for one in results.estimates
            if one.method == "before-after"
            and (one.parameter.zone, one.parameter.scale) == ("target", "count")
        )
        said = {one.claim.id: one.answer for one in results.verdicts}
        right += said.pop("recorded") == "supported"
        alone = {one.claim.id: one.answer for one in answers(*study).verdicts}
        assert said == {claim: alone[claim] for claim in said}
    return raw / seeds, right / seeds


class Rates:
    """What is answered, by case and number of seeds, counted once for all workers."""

    def __init__(self, once: Once) -> None:
        self.once = once

    def __call__(self, key: str, seeds: int) -> Counter[tuple[str, str]]:
        return self.once(f"demo-{key}-{seeds}", lambda: answered(key, seeds))

    def share(self, key: str, seeds: int, claim: str, answer: str) -> float:
        return self(key, seeds)[claim, answer] / seeds


@pytest.fixture(scope="module")
def rates(once: Once) -> Rates:
    return Rates(once)


def two_errors(p: float, seeds: int) -> float:
    return 2 * math.sqrt(p * (1 - p) / seeds)


FEW = 30
SEEDS = [FEW, pytest.param(1000, marks=pytest.mark.slow)]


@pytest.mark.parametrize("seeds", SEEDS)
def test_null_at_its_peak_is_no_success(seeds, rates):
    for claim in ("fell", "net"):
        called = rates.share("picked-at-peak", seeds, claim, "supported")
        assert called <= ERROR + two_errors(ERROR, seeds)


@pytest.mark.parametrize("seeds", [10, pytest.param(1000, marks=pytest.mark.slow)])
def test_null_at_its_peak_looks_like_one(seeds):
    raw, right = recorded("picked-at-peak", seeds)
    assert raw >= POWER and right == 1


@pytest.mark.parametrize("seeds", SEEDS)
def test_real_fall_is_supported(seeds, rates):
    assert rates.share("real-fall", seeds, "fell", "supported") >= POWER
    assert rates.share("real-fall", seeds, "net", "supported") >= POWER
    assert rates.share("real-fall", seeds, "fell", "contradicted") == 0


@pytest.mark.parametrize("seeds", SEEDS)
def test_full_move_is_no_net_success(seeds, rates):
    assert 1 - rates.share("moved", seeds, "net", "supported") >= POWER
    assert rates.share("moved", seeds, "net", "supported") <= ERROR + two_errors(ERROR, seeds)
    assert rates.share("moved", seeds, "rose", "supported") >= POWER
    assert rates.share("moved", seeds, "fell", "supported") >= POWER


@pytest.mark.parametrize("seeds", SEEDS)
def test_a_full_move_is_found_and_no_move_is_never_called_one(seeds, rates):
    assert rates.share("moved", seeds, "moved", "supported") >= POWER
    assert rates.share("moved", seeds, "stayed", "supported") <= ERROR + two_errors(ERROR, seeds)
    assert rates.share("real-fall", seeds, "moved", "supported") <= ERROR + two_errors(ERROR, seeds)
    assert rates.share("picked-at-peak", seeds, "moved", "supported") <= ERROR


def test_moved_and_not_moved_are_complements(rates):
    for case in CASES:
        found = rates(case.key, FEW)
        for answer, other in (("supported", "contradicted"), ("contradicted", "supported")):
            assert found["moved", answer] == found["stayed", other]


def test_net_claim_and_its_negation_change_places(rates):
    for case in CASES:
        found = rates(case.key, FEW)
        for answer, other in (("supported", "contradicted"), ("contradicted", "supported")):
            assert found["net", answer] == found["displaced", other]


def test_end_to_end_and_same_bytes(tmp_path):
    told = []
    shown = run_demo(
        tmp_path / "one", seed=7, progress=lambda what, done, of: told.append((done, of))
    )
    again = run_demo(tmp_path / "two", seed=7, workers=2)
    assert told[-1] == (3, 3)
    assert [one.name for one in shown] == [case.name for case in CASES]
    for case, first, second in zip(CASES, shown, again, strict=True):
        assert first.answers == second.answers and len(first.answers) == 7
        assert first.truth == case.truth
        assert Path(first.report).read_text("utf-8").lower().startswith("<!doctype html>")
        one, two = (
            (tmp_path / part / case.key / "report" / "results.json").read_bytes()
            for part in ("one", "two")
        )
        assert json.loads(one)["verdicts"] and json.loads(two)["profile"] == "public"
        assert one == two
    # The seed is what decides: the files of a case are those that it draws, and of no other.
    studies = {}
    for seed in (7, 8):
        rng, *_ = np.random.default_rng(seed).spawn(len(CASES))
        studies[seed] = draw(CASES[0], rng, tmp_path / str(seed), seed).read_bytes()
    assert (tmp_path / "one" / CASES[0].key / "study.toml").read_bytes() == studies[7]
    words = [set(re.findall(rb'words = "(.+)"', study)) for study in studies.values()]
    assert words[0] != words[1]


def test_truths_in_words():
    fall, peak, moved = (case.truth for case in CASES)
    assert fall == "The patrol cut incidents by 50%, and nothing moved."
    assert peak.startswith("The patrol did nothing.")
    assert moved.endswith("every one of them moved next door.")


def test_words_carry_the_counts():
    case = CASES[0]
    made = simulate_panel(np.random.default_rng(1), case.settings)
    base = made.panel.total(made.base)[0, made.target]
    post = made.panel.total(made.post)[0, made.target]
    first = claims_of(made)[0]
    assert first.stated == round(post / base - 1, 2)
    assert first.words == f"Incidents here fell by {-first.stated:.0%}."
