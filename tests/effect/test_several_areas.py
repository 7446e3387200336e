"""Placebos of a target of several areas lie as it does, or nothing is decided on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from tests.support.builders import OPERATION, WINDOW, claim, counts, grid, study
from waterbed.analysis.run import analyse
from waterbed.analysis.understand import answerable
from waterbed.disclosure import release
from waterbed.effect.placebo import placebo_targets
from waterbed.effect.placebo_shapes import AFAR, Neighbours, pieces_of
from waterbed.effect.zones import adjacency, areas_of, resolve
from waterbed.model.areas import Areas
from waterbed.model.study import OtherOutcome, ZoneRule
from waterbed.report import report_html
from waterbed.report.words.verdicts import reason_sentences

SIDE = 10
MAP = replace(grid(SIDE, SIDE), groups=("",) * SIDE**2)
TOUCHING = Neighbours(adjacency(MAP, 0.0))


def without_map(groups: tuple[str, ...] = ("",) * SIDE**2) -> Areas:
    return Areas(MAP.ids, MAP.names, groups)


def blocks(width: int, height: int) -> tuple[str, ...]:
    """Groups of so many by so many areas."""
    return tuple(f"g{i // SIDE // height} {i % SIDE // width}" for i in range(SIDE**2))


def operation(target: tuple[int, ...], *, apart: bool = False):
    ids = tuple(MAP.ids[i] for i in target)
    plain = replace(OPERATION, zones=(), buffer=None, areas=ids, target=ids)
    return replace(plain, areas_apart=True) if apart else plain


def drawn(areas: Areas, target: tuple[int, ...], *, apart: bool = False, seed: int = 1):
    """The areas of each of 200 placebo targets."""
    asked = operation(target, apart=apart)
    zones = resolve(asked, WINDOW, (asked,), areas, np.ones(len(areas), bool))
    made, _ = placebo_targets(asked, zones, areas, 200, 0.95, np.random.default_rng(seed))
    return [areas_of(made, i) for i in range(made.shape[0])], zones.donors


def distances() -> np.ndarray:
    """Borders between any two areas of the map, by a library's shortest paths."""
    found = sparse.csgraph.shortest_path(adjacency(MAP, 0.0), unweighted=True)
    return np.minimum(found, AFAR)


ONE_PIECE = (44, 45, 46, 54, 55)
THREE_PIECES = (0, 1, 10, 13, 55, 56)
STEPPING = (40, 42, 44, 46, 48)
CORNER, APART = (0, 1, 10), (40, 44, 48)


@pytest.mark.parametrize("target", [ONE_PIECE, THREE_PIECES, STEPPING])
def test_with_a_map_placebos_lie_in_as_many_pieces_as_far_apart(target) -> None:
    """At first every placebo was in one piece, however the target lay."""
    found, donors = drawn(MAP, target)
    real, far = pieces_of(np.array(target), TOUCHING), distances()
    assert len(found) == 200
    alike = 0
    for one in found:
        own = pieces_of(one, TOUCHING)
        assert np.isin(one, donors).all() and len(set(one.tolist())) == len(target)
        assert Counter(own.sizes) == Counter(real.sizes)
        alike += sorted(own.steps) == sorted(real.steps)
    # At the edge of the map there is not always room as far away.
    assert alike >= 120
    spread = np.mean([far[np.ix_(one, one)].mean() for one in found])
    assert abs(spread - far[np.ix_(target, target)].mean()) < 0.8


def test_a_piece_is_drawn_as_it_ever_was() -> None:
    found, donors = drawn(MAP, ONE_PIECE, seed=7)
    rng = np.random.default_rng(7)
    near = {int(i): [j for j in TOUCHING.beside[i] if j in set(donors.tolist())] for i in donors}
    for one in found:
        while True:
            start = int(rng.choice(donors))
            piece, edge = [start], list(near[start])
            while len(piece) < len(ONE_PIECE) and edge:
                pick = edge.pop(int(rng.integers(len(edge))))
                if pick not in piece:
                    piece.append(pick)
                    edge += [j for j in near[pick] if j not in piece]
            if len(piece) == len(ONE_PIECE):
                break
        assert sorted(piece) == one.tolist()


def run(areas: Areas, target: tuple[int, ...], *, apart: bool = False):
    """What `check` foresees of "fell" and "rose", and what a run says."""
    claims = (claim("fell", id="fell"), claim("rose", id="rose"))
    asked = replace(study(*claims), interventions=(operation(target, apart=apart),))
    panel = counts(areas, mean=20.0)
    return answerable(asked, areas, panel), analyse(asked, areas, panel)


def test_without_map_or_groups_both_directions_are_barred_and_foreseen() -> None:
    """Placebos drawn from everywhere stray less than areas side by side: false in 10 to 17%."""
    ahead, results = run(without_map(), CORNER)
    for told, verdict in zip(ahead, results.verdicts, strict=True):
        (check,) = [one for one in verdict.checks if one.name == "side-by-side"]
        assert (check.gate, check.passed, check.bars) == (True, False, "both")
        assert dict(check.remark.facts)["how"] == "unknown"
        assert verdict.answer == "undecided"
        assert verdict.excluded == told.excluded == ("contradicted", "supported")
        assert told.caution == "side-by-side" and "side-by-side" in told.gates


def test_what_could_have_been_seen_is_nothing_where_a_check_bars_it() -> None:
    """The page named a smallest fall beside "could not have supported this claim"."""
    ahead, results = run(without_map(), CORNER)
    assert {one.excluded for one in ahead} == {("contradicted", "supported")}
    for seen in results.detectable:
        assert (seen.barred, seen.fall, seen.rise) == (("fall", "rise"), None, None)
    page = report_html(release(results))
    assert "could have seen no fall and no rise" in page and "have seen is a fall" not in page
    assert "none: a check had failed" in page
    assert "these ranges may not be relied on" in page or "By quarter" not in page
    _, free = run(MAP, CORNER)
    assert free.detectable and not any(one.barred for one in free.detectable)


@pytest.mark.parametrize(
    ("areas", "target", "apart", "how"),
    [
        (without_map(), APART, True, "said"),
        (without_map(blocks(3, 2)), CORNER, False, "half"),
        (without_map(blocks(2, 2)), (0, 1, 10, 11), False, "group"),
        (MAP, CORNER, False, None),
        (without_map(), (44,), False, None),
    ],
)
def test_what_is_known_bars_nothing(areas, target, apart, how) -> None:
    ahead, results = run(areas, target, apart=apart)
    for told, verdict in zip(ahead, results.verdicts, strict=True):
        found = [one for one in verdict.checks if one.name == "side-by-side"]
        assert [dict(one.remark.facts)["how"] for one in found] == ([how] if how else [])
        assert all(one.passed for one in found)
        assert "side-by-side" not in told.gates and told.excluded == ()


def test_groups_that_are_too_large_tell_nothing() -> None:
    ahead, _ = run(without_map(blocks(5, 5)), (0, 1, 2, 10, 11))
    assert {one.caution for one in ahead} == {"side-by-side"}


def test_half_of_a_small_group_is_compared_with_as_much_of_others() -> None:
    large = tuple("large" if i >= 80 else name for i, name in enumerate(blocks(5, 2)))
    found, _ = drawn(without_map(large), (0, 1, 2, 10, 11))
    groups = [{large[i] for i in one} for one in found]
    assert {len(one) for one in groups} == {1} and not any("large" in one for one in groups)


def test_areas_said_to_lie_apart_are_spread_over_as_many_groups() -> None:
    groups = blocks(5, 5)
    found, _ = drawn(without_map(groups), (0, 1, 2, 9, 99), apart=True)
    assert len(found) == 200
    for one in found:
        assert sorted(Counter(groups[i] for i in one).values()) == [1, 1, 3]


BESIDE = (43, 34, 35, 56)
LISTED = ("beside", ZoneRule("list", areas=tuple(MAP.ids[i] for i in BESIDE)))
NEIGHBOURHOOD = (
    ("fell", {}),
    ("rose", {"zone": "beside"}),
    ("fell", {"zone": "net"}),
    ("not-moved", {"zone": "beside"}),
    ("no-more", {"zone": "beside"}),
)


def beside(areas: Areas, apart: bool):
    """What check foresees of one area and a listed zone of several, and what a run says; the
    target fell to nearly nothing."""
    claims = tuple(claim(kind, id=f"{kind} {n}", **k) for n, (kind, k) in enumerate(NEIGHBOURHOOD))
    one = replace(operation((44,), apart=apart), zones=(LISTED,))
    asked = replace(study(*claims), interventions=(one,))
    panel = counts(areas, mean=20.0)
    panel.counts[0, 44, 24:] //= 20
    return answerable(asked, areas, panel), analyse(asked, areas, panel)


def test_a_listed_zone_without_a_map_is_barred_as_a_target_is() -> None:
    """Its placebos were drawn from everywhere, and nothing said so."""
    ahead, results = beside(without_map(), False)
    assert results.verdicts[0].answer == "supported" and ahead[0].excluded == ()
    for told, verdict in list(zip(ahead, results.verdicts, strict=True))[1:]:
        check = next(one for one in verdict.checks if one.name == "side-by-side")
        assert (check.gate, check.passed, check.bars) == (True, False, "both")
        assert verdict.answer == "undecided", verdict.claim.kind
        assert verdict.excluded == told.excluded == ("contradicted", "supported")
        assert told.caution == "side-by-side"


def test_a_share_says_why_the_fall_could_not_be_supported() -> None:
    """Beside "could not have supported this claim" stood only that the target had not fallen."""
    one = replace(operation(CORNER), zones=(("beside", ZoneRule("list", areas=(MAP.ids[2],))),))
    asked = replace(study(claim("not-moved", zone="beside")), interventions=(one,))
    areas = without_map()
    shown = release(analyse(asked, areas, counts(areas, mean=20.0))).content
    said = " ".join(reason_sentences(shown, shown.verdicts[0]))
    assert "that fall could not have been supported. Nothing tells which of its 3 areas" in said


@pytest.mark.parametrize(("areas", "apart"), [(without_map(), True), (MAP, False)])
def test_a_zone_that_is_known_to_lie_so_is_not_barred(areas: Areas, apart: bool) -> None:
    ahead, results = beside(areas, apart)
    for told, verdict in zip(ahead, results.verdicts, strict=True):
        assert all(one.passed for one in verdict.checks if one.name == "side-by-side")
        assert "side-by-side" not in told.gates


@pytest.mark.parametrize("apart", [False, True])
def test_another_outcome_in_a_list_without_a_map_is_barred_too(apart: bool) -> None:
    excluded = () if apart else ("contradicted", "supported")
    areas = without_map()
    place = ZoneRule("list", areas=LISTED[1].areas[:2])
    one = replace(
        operation((44,), apart=apart), other_outcomes=(OtherOutcome("indoors", "o1", place),)
    )
    other = claim("rose", outcome="o1", zone="indoors", other=True)
    asked = replace(study(other, outcomes=2), interventions=(one,))
    panel = counts(areas, mean=20.0, outcomes=2)
    (told,), results = answerable(asked, areas, panel), analyse(asked, areas, panel)
    assert told.excluded == results.verdicts[0].excluded == excluded
    assert ("side-by-side" in told.gates) == bool(excluded)
