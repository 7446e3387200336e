"""The worked example: the figures that the published counts give, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.support.redbridge import smaller
from waterbed.analysis.run import analyse, reach_of, read_inputs, run
from waterbed.disclosure import release
from waterbed.model.errors import InputError
from waterbed.model.months import month
from waterbed.report.words.verdicts import reason_text

STUDY = Path(__file__).parents[2] / "examples" / "redbridge" / "study.toml"


@pytest.fixture(scope="module")
def inputs():
    return read_inputs(STUDY)


@pytest.fixture(scope="module")
def results(redbridge_run):
    return redbridge_run[0]


def find(
    results,
    outcome,
    zone,
    part="whole",
    scale="count",
    window="twelve months",
    method="difference",
):
    (found,) = (
        one
        for one in results.estimates
        if one.method == method
        and one.parameter.outcome == outcome
        and (one.parameter.zone, one.parameter.part) == (zone, part)
        and (one.parameter.scale, one.parameter.window) == (scale, window)
    )
    return found


# Ward counts of the Metropolitan Police, the case file's first look at them (0.05).
DIFFERENCES = {
    ("sexual offences", "target", "whole"): -25.27,
    ("sexual offences", "adjacent wards", "whole"): 26.13,
    ("sexual offences", "adjacent wards", "co-treated"): 26.36,
    ("sexual offences", "adjacent wards", "rest"): -0.22,
    ("robbery", "target", "whole"): -14.85,
    ("robbery", "adjacent wards", "whole"): -0.82,
    ("robbery", "adjacent wards", "co-treated"): 16.21,
    ("robbery", "adjacent wards", "rest"): -17.02,
    ("violence", "target", "whole"): 28.77,
    ("violence", "adjacent wards", "whole"): 87.84,
    ("violence", "adjacent wards", "co-treated"): 79.12,
    ("violence", "adjacent wards", "rest"): 8.72,
    ("all crime", "target", "whole"): 0.21,
    ("all crime", "adjacent wards", "whole"): 408.50,
    ("all crime", "adjacent wards", "co-treated"): 412.99,
    ("all crime", "adjacent wards", "rest"): -4.49,
}


@pytest.mark.parametrize(("key", "value"), DIFFERENCES.items())
def test_differences_over_twelve_months(results, key, value):
    assert find(results, *key).value == pytest.approx(value, abs=0.05)


# Recorded counts April to December 2016 and 2017, the change, and how many of the 70 readings are
# at least as large as claimed (exact).
RECORDED = {
    "police-all-crime": (899, 965, 0.073, 1),
    "police-sexual-offences": (33, 23, -0.303, 7),
    "police-robbery": (45, 48, 0.067, 5),
    "police-violence": (277, 305, 0.101, 1),
}


@pytest.mark.parametrize(("claim", "row"), RECORDED.items())
def test_recorded_counts_and_readings(results, claim, row):
    base, post, change, reach = row
    table = next(one for one in results.readings if one.claim == claim)
    assert (table.stated.base_count, table.stated.post_count) == (base, post)
    assert table.stated.change == pytest.approx(change, abs=0.0005)
    verdict = next(one for one in results.verdicts if one.claim.id == claim)
    assert verdict.reproduced is False
    assert verdict.readings == (reach, 70)


def test_no_reading_gives_all_four_figures_together(results):
    claimed = [one for one in results.readings if one.claim in RECORDED]
    assert len(claimed) == 4
    together = [
        all(reading.reaches for reading in row)
        for row in zip(*(t.readings for t in claimed), strict=True)
    ]
    assert len(together) == 70 and not any(together)


@pytest.mark.parametrize(
    ("outcome", "base", "low", "high", "passed"),
    [
        ("sexual offences", 49, 28.0, 29.0, False),
        ("robbery", 55, 49.0, 51.0, True),
        ("violence", 343, 350.0, 360.0, True),
        ("all crime", 1173, 1250.0, 1270.0, True),
    ],
)
def test_the_base_window_check(results, outcome, base, low, high, passed):
    (check,) = (
        one
        for one in results.checks
        if one.name == "base-window"
        and one.gate
        and one.parameter.outcome == outcome
        and one.parameter.zone == "target"
        and one.parameter.window == "twelve months"
    )
    assert check.remark["base"].value == base
    assert low <= check.remark["expected"].value <= high
    assert check.passed is passed
    if not passed:
        assert 3.7 <= check.figure.value <= 4.0
        assert check.remark["rank"].value <= 15


def test_the_fall_in_sexual_offences_is_not_called_supported(results):
    about = [
        claim.id
        for claim in results.study.claims
        if claim.outcome == "sexual offences" and claim.zone == "target"
        and claim.intervention == "police operation" and claim.kind in ("fell", "fell-by")
    ]  # fmt: skip
    assert about
    for verdict in results.verdicts:
        if verdict.claim.id in about:
            assert verdict.answer == "undecided"


def test_claims_on_movement_have_reasons_of_their_own(results):
    """Displaced, a ring of steel, no evidence of displacement: none is decided, each for its own
    reason."""
    shown = release(results, "public").content
    told = {
        one.claim.id: reason_text(shown, one)
        for one in shown.verdicts
        if one.claim.id in ("order-moved", "order-ring-of-steel", "operation-no-evidence",
                         "operation-neighbours-rose")
    }  # fmt: skip
    assert len(set(told.values())) == 4
    for text in told.values():
        assert text.startswith("Undecided")
    moved, stayed = told["order-moved"], told["order-ring-of-steel"]
    assert "Against this claim: nothing having moved fits" in moved
    assert "Against this claim: a full move of what the target lost to there fits" in stayed


def test_roles_of_the_wards(results):
    roles = {
        one.role: (one.areas, one.names) for one in results.roles if one.window == "twelve months"
    }
    assert roles["target"][0] == 1
    assert roles["adjacent wards"] == (8, ("Wall End",))
    assert roles["buffer"][0] == 14
    assert roles["donors"][0] == 656
    assert find(results, "robbery", "adjacent wards").placebos == 632
    assert find(results, "robbery", "target").placebos == 656


def test_every_kind_of_claim_stands_in_the_study(results):
    from waterbed.model.kinds import KINDS

    # Nobody there said that a change lasted, that there was more of it than next door, or what
    # people answer.
    unsaid = {
        key
        for key, kind in KINDS.items()
        if kind.first or kind.quantity.turn or kind.quantity.asked
    }
    assert {claim.kind for claim in results.study.claims} == set(KINDS) - unsaid
    assert len(results.study.claims) >= 16
    assert len({claim.side for claim in results.study.claims}) >= 2
    assert results.study.rule.data_seen is True


def test_the_run_is_the_same_for_two_workers_and_another_seed_moves_only_what_is_drawn(inputs):
    """The order is asked about in four wards, whose placebos are drawn."""
    wards = ("E05011246", "E05011253", "E05011240", "E05011247")
    interventions = tuple(
        replace(one, target=wards, target_group="") if one.id == "borough order" else one
        for one in inputs.study.interventions
    )
    windows = tuple(
        one for one in inputs.study.rule.windows if one.name.startswith("twelve months")
    )
    rule = replace(inputs.study.rule, windows=windows[:2])
    names = {one.name for one in rule.windows}
    claims = tuple(one for one in inputs.study.claims if one.window in names and not one.later)
    study = replace(inputs.study, interventions=interventions, rule=rule, claims=claims)
    one, two = (
        analyse(study, inputs.areas, inputs.counts.panel, placebos=99, workers=workers)
        for workers in (1, 2)
    )
    assert one == two
    moved = analyse(replace(study, seed=2), inputs.areas, inputs.counts.panel, placebos=99)
    assert find(one, "robbery", "target") == find(moved, "robbery", "target")
    key = ("robbery", "target", "whole", "count", "twelve months of the order")
    assert find(one, *key).value == find(moved, *key).value
    assert find(one, *key).p_monte_carlo_error is not None


def test_the_borough_is_compared_with_whole_boroughs(results):
    """Each other borough once, where none of its wards is left out of the donors."""
    key = ("robbery", "target", "whole", "count", "twelve months of the order")
    for method in ("difference", "forecast"):
        found = find(results, *key, method=method)
        assert found.p_monte_carlo_error is None
    assert 19 <= find(results, *key, method="difference").placebos <= 32


TWO = ("operation-raised-violence", "operation-neighbours-rose")
"""Claims in two windows."""


def test_fifty_reports_of_national_fraud_in_the_base_change_nothing(tmp_path, results):
    path = smaller(tmp_path / "redbridge", TWO[1:], every=True)
    folder = path.parent
    counts = pl.read_parquet(folder / "counts.parquet")
    planted = counts.head(1).with_columns(
        pl.lit("E05011247").alias("wardcode"), pl.lit("NFIB FRAUD").alias("majortext"),
        *(pl.lit(50 if name == "201609" else 0).cast(counts[name].dtype).alias(name)
          for name in counts.columns if name.isdigit()),
    )  # fmt: skip
    pl.concat([counts, planted]).write_parquet(folder / "counts.parquet")
    again = run(path)[0]
    for key in DIFFERENCES:
        assert find(again, *key) == find(results, *key)


def test_a_month_taken_out_is_named_and_leaves_the_other_windows_right(tmp_path, results):
    folder = _copy(tmp_path)
    counts = pl.read_parquet(folder / "counts.parquet").drop("201802")
    counts.write_parquet(folder / "counts.parquet")
    again = run(folder / "study.toml")[0]
    assert all("February 2018" in one.gaps for one in again.outcomes)
    with pytest.raises(ValueError, match="not enough values"):
        find(again, "robbery", "target")
    gap = [one for one in again.checks if one.name == "coverage" and not one.passed]
    assert gap and all("February 2018" in one.remark["missing"] for one in gap)
    for outcome in ("sexual offences", "robbery", "violence", "all crime"):
        key = (outcome, "target", "whole", "count", "nine months")
        assert find(again, *key).value == find(results, *key).value
        one, other = (find(found, *key, "forecast") for found in (again, results))
        assert replace(one, checks=()) == replace(other, checks=())
        later = (outcome, "target", "whole", "count", "twelve months of the trial", "forecast")
        one, other = find(again, *later), find(results, *later)
        assert one.observed == other.observed
        assert one.expected == pytest.approx(other.expected, rel=0.02)
    about = {one.claim.id: one for one in again.verdicts}
    assert about["operation-neighbours-rose"].answer == "untestable"


def _copy(tmp_path: Path) -> Path:
    folder = tmp_path / "redbridge"
    folder.mkdir()
    for file in STUDY.parent.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def _edited(tmp_path: Path, old: str, new: str) -> Path:
    """The example with two claims alone, in words of its own."""
    path = smaller(tmp_path / "redbridge", TWO)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_months_still_to_come_leave_one_claim_untestable(tmp_path):
    """A rule may be locked before its last counts are in: the other windows are answered."""
    path = _edited(
        tmp_path,
        'post = ["2017-04", "2017-12"]',
        'post = ["2020-07", "2021-06"]',
    )
    again = run(path)[0]
    about = {one.claim.id: one for one in again.verdicts}
    assert about["operation-raised-violence"].answer == "untestable"
    assert about["operation-neighbours-rose"].answer != "untestable"
    assert any(one.code == "window-refused" for one in again.notices)


def test_an_alternative_start_outside_the_counts_is_a_notice(tmp_path):
    path = _edited(tmp_path, 'start = "2017-06"', 'start = "2027-06"')
    found = [one for one in run(path)[0].notices if one.code == "alternative-outside"]
    assert found and found[0]["start"] == "2027-06"


def test_an_unknown_target_names_the_key_and_the_value(tmp_path):
    folder = _copy(tmp_path)
    text = (folder / "study.toml").read_text()
    (folder / "study.toml").write_text(
        text.replace('target = ["E05011247"]', 'target = ["E05999999"]')
    )
    with pytest.raises(InputError, match=r"police operation.*E05999999"):
        run(folder / "study.toml")


def test_reach_is_the_largest_distance_that_a_rule_asks_about(inputs):
    assert reach_of(inputs.study) == 30
    assert inputs.counts.panel.span.first == month("2010-04")
    assert np.count_nonzero(inputs.counts.panel.has_data) == 679


def test_the_line_in_the_picture_adds_up_to_what_is_expected(results):
    for one in results.series:
        first, last = one.periods.index(one.post.first), one.periods.index(one.post.last)
        drawn = sum(one.expected[first : last + 1])
        key = (one.outcome, one.zone, "whole", "count", one.window, "forecast")
        assert drawn == pytest.approx(find(results, *key).expected)
    assert results.series


def test_what_was_done_before_and_after_2016_stands_side_by_side(results):
    """106 of 745 in 2013 to 2015; 114 of the 182 whose group is known in 2017 to April 2019, beside
    arrests of nobody knows whom."""
    shown = release(results, "public").content
    by_id = {one.claim.id: one for one in shown.verdicts}
    early, late = by_id["buyers-first-2013"], by_id["buyers-first-2017"]
    assert (early.answer, late.answer) == ("contradicted", "undecided")
    assert "come to 14% of all of these" in reason_text(shown, early)
    told = reason_text(shown, late)
    assert "63% (114 of 182)" in told and "On whom is not said of arrests" in told
    assert by_id["rather-than-arrested"].answer == "undecided"
    assert "Not all of them are known: referrals" in reason_text(
        shown, by_id["rather-than-arrested"]
    )
    assert by_id["brothel-a-week"].answer == "untestable"
    assert {"supported", "contradicted"} == set(late.excluded)
