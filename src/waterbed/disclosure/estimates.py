"""Estimates of tables that are not published: made on rounded totals, told on few steps."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from waterbed.disclosure.areas import coarse
from waterbed.disclosure.cells import WHOLE, Cell, Key, key_of
from waterbed.disclosure.exact import Shown, exact, leaving, only
from waterbed.disclosure.near import Doubt, doubt_of, on_ratio, sure
from waterbed.disclosure.rules import round_count, round_ratio, too_small
from waterbed.disclosure.steps import RATIOS, SHARES, outwards, pieces_outwards
from waterbed.model.estimate import Estimate, Parameter
from waterbed.model.inversion import not_below
from waterbed.model.kinds import KINDS, PAIRED
from waterbed.model.methods import method
from waterbed.model.programme import INDEPENDENT, POOLED, add_up
from waterbed.model.region import Ends
from waterbed.model.released import ShownCheck, ShownEstimate, ShownRemark
from waterbed.model.released_study import ShownDonors
from waterbed.model.results import Results
from waterbed.model.study import NET, TARGET
from waterbed.model.verdict import Verdict

DONORS = "donors"

ALONE = "before-after"
"""The method that does not rest on donors."""

MOST = 2.0
"""What is expected of a place is withheld where it is more than this many times what the donors
counted: a whole number of it would tell their count to within a few."""

Donors = Mapping[tuple[str, str, object], float]
"""By intervention, outcome and window, the smaller of the donors' rounded totals."""


def cell_for(parameter: Parameter, cells: Mapping[Key, Cell]) -> Cell | None:
    """The cell that an estimate's counts are shown from, or None where they are not."""
    return cells.get(key_of(parameter)) if parameter.part == WHOLE else None


def donors_key(key: Parameter) -> tuple[str, str, object]:
    return key.intervention, key.outcome, key.window


def donors_of(results: Results, withheld: Collection[tuple[str, ...]] = ()) -> Donors:
    """What the donors of each comparison counted, rounded, in the months in which it was least.

    results : as found on the counts themselves; withheld : intervention, window (as text), "donors"
    and outcome of those that the ledger withholds, of which nothing is told
    """
    totals: dict[tuple[str, str, object], float] = {}
    for donor in results.donors:
        key = (donor.intervention, donor.outcome, donor.window)
        hide = (donor.intervention, str(donor.window), DONORS, donor.outcome) in withheld
        count = 0.0 if hide else float(coarse(donor.count))
        totals[key] = min(totals.get(key, count), count)
    return totals


def release_donors(results: Results, donors: Donors, internal: bool) -> tuple[ShownDonors, ...]:
    """Rounded totals of donors of unpublished tables, None where nothing is made of them."""
    shown = []
    for donor in results.donors:
        if donor.published or internal:
            continue
        least = donors.get((donor.intervention, donor.outcome, donor.window))
        count = None if too_small(least) else round_count(donor.count)
        key = leaving(donor.window)
        shown.append(ShownDonors(donor.intervention, donor.outcome, key, donor.months, count))
    return tuple(shown)


Sizes = Mapping[tuple[str, str, str], int]
"""By intervention, name of the window and zone, how many areas list and map give a place."""


def sizes_of(results: Results) -> Sizes:
    """Sizes of target, zones and all of them together; of areas those too that have no counts."""
    sizes: dict[tuple[str, str, str], int] = {}
    for role in results.roles:
        where = (role.intervention, role.window)
        zones = dict(results.study.intervention(role.intervention).zones)
        if role.role == TARGET or role.role in zones:
            sizes[*where, role.role] = role.areas
            sizes[*where, NET] = sizes.get((*where, NET), 0) + role.areas
    return sizes


Edges = Mapping[Parameter, frozenset[float]]
"""By parameter, where the regions of the claims that rest on it end."""


def edges_of_claim(verdict: Verdict) -> frozenset[float]:
    """Where the regions of a claim end."""
    regions = [] if verdict.claim.region is None else [verdict.claim.region]
    if regions and KINDS[verdict.kind].first:
        regions.append(KINDS[verdict.kind].first_region(regions[0].undenied))
    ends = {x for region in regions for x in (region.low, region.high) if math.isfinite(x)}
    return frozenset(ends)


def edges_of(verdicts: Sequence[Verdict]) -> Edges:
    """Of every parameter, the edges of all claims that are judged on it."""
    edges: dict[Parameter, frozenset[float]] = {}
    for verdict in verdicts:
        for estimate in verdict.estimates:
            key = replace(estimate.parameter, scale="")
            edges[key] = edges.get(key, frozenset()) | edges_of_claim(verdict)
    return edges


def windows_outwards(verdict: Verdict, least: float) -> tuple[Ends, ...]:
    """The ranges of a claim of two windows, on their steps."""
    edges = edges_of_claim(verdict) | {0.0, least, -least}
    return tuple(outwards(ends, RATIOS, edges) for ends in verdict.windows)


@dataclass(frozen=True, slots=True)
class Public:
    """What estimates are released by.

    cells : what may be shown of places; donors : of those that they are compared with
    edges : of claims; smallest_effect : of the study's rule; sizes : of places, in areas
    official : whether the names of areas may be told
    """

    cells: Mapping[Key, Cell]
    donors: Donors = field(default_factory=dict)
    edges: Edges = field(default_factory=dict)
    smallest_effect: float = 0.0
    sizes: Sizes = field(default_factory=dict)
    official: bool = False

    def size_of(self, key: Parameter) -> int:
        """How many areas a place has by list and map, 0 where that is not known."""
        window = key.window if isinstance(key.window, str) else key.window.name
        return self.sizes.get((key.intervention, window, key.zone), 0) if key.part == WHOLE else 0

    def steps_of(self, key: Parameter) -> frozenset[float]:
        least = self.smallest_effect
        return self.edges.get(replace(key, scale=""), frozenset()) | {0.0, least, -least}

    def stands(self, estimate: Estimate) -> bool:
        """Whether the donors that it rests on are many enough to be told from."""
        if estimate.method == ALONE:
            return True
        if method(estimate.method).weighs:
            return False  # what is expected may be the count of one donor
        if not self.tells(estimate.parameter):
            return False
        return (estimate.expected or 0.0) <= MOST * self.donors[donors_key(estimate.parameter)]

    def tells(self, key: Parameter) -> bool:
        """Whether a place and the donors that it is compared with are large enough that the number
        of its placebos tells of none: one without counts has fewer."""
        counted = self.donors.get(donors_key(key))
        return cell_for(key, self.cells) is not None and not too_small(counted)

    def ratio_ends(self, key: Parameter, ends: Ends, doubt: Doubt = sure) -> Ends:
        low, high = outwards(ends, RATIOS, self.steps_of(key), doubt)
        return (-1.0 if low is None else low), high


def release_estimate(
    estimate: Estimate,
    public: Public,
    warnings: tuple[ShownRemark, ...],
    checks: tuple[ShownCheck, ...] = (),
) -> ShownEstimate:
    """Counts as they were rounded, the value made of them, and the range on its steps; or no number
    at all.  Standard error, t, p and ranks are withheld either way."""
    shown = bare_estimate(estimate, public, warnings, checks)
    if not public.tells(estimate.parameter):
        bare = replace(shown, placebos=None, placebos_all=None, disjoint=None)
        shown = replace(bare, warnings=_plain(warnings))
    cell = cell_for(estimate.parameter, public.cells)
    if cell is None or estimate.value is None or not public.stands(estimate):
        return shown
    expected = round_count(estimate.expected or 0.0)
    if expected <= 0:
        return shown
    ratio = estimate.parameter.scale == "ratio"
    value, doubt = cell.post / expected - 1, doubt_of(estimate)

    def ends(raw: Ends) -> Ends:
        low, high = public.ratio_ends(estimate.parameter, on_ratio(estimate, raw), doubt)
        if ratio:
            return low, high
        return (None if low is None else low * expected, None if high is None else high * expected)

    low, high = ends((estimate.low, estimate.high))
    return replace(
        shown,
        value=round_ratio(value) if ratio else cell.post - expected,
        low=low,
        high=high,
        deciding=None if estimate.deciding is None else ends(estimate.deciding),
        base_count=cell.base,
        observed=cell.post,
        expected=expected,
        status="rounded",
    )


def of_past(estimate: Estimate) -> bool:
    """Whether it is a forecast, whose placebos are picked by how pasts rank."""
    return not method(estimate.method).takes_base


def bare_estimate(
    estimate: Estimate,
    public: Public,
    warnings: tuple[ShownRemark, ...],
    checks: tuple[ShownCheck, ...] = (),
) -> ShownEstimate:
    """What says nothing of its counts; any other field, and any to come, is withheld."""
    return only(
        ShownEstimate,
        estimate,
        "parameter method base post level placebos placebos_all disjoint assumptions",
        areas=public.size_of(estimate.parameter),
        checks=checks,
        warnings=warnings,
    )


def _plain(warnings: tuple[ShownRemark, ...]) -> tuple[ShownRemark, ...]:
    """Warnings that do not tell which rules the place's past meets."""
    return tuple(
        warning
        for warning in warnings
        if "matched" not in warning.code and warning.code != "few-disjoint"
    )


def _sum(
    estimate: Estimate, estimates: Sequence[Estimate], public: Public, shown: ShownEstimate
) -> ShownEstimate:
    """Waves of a programme added up: counts of those that its waves show, and its range on its
    steps; no number where one of them is withheld, since it could be had back from the others."""
    if not estimate.waves or estimate.value is None:
        return shown
    on_counts = replace(estimate.parameter, scale="count")
    counts = next(e for e in estimates if (e.parameter, e.method) == (on_counts, estimate.method))
    waves = tuple(release_estimate(wave, public, ()) for wave in estimate.waves)
    if any(wave.status == "withheld" for wave in waves):
        return shown
    total = add_up(waves)
    ratio = estimate.parameter.scale == "ratio"
    unit = 1.0 if ratio else counts.expected or 1.0
    back = 1.0 if ratio else total.expected or 1.0

    def ends(raw: Ends) -> Ends:
        low, high = (None if x is None else x / unit for x in raw)
        low, high = public.ratio_ends(estimate.parameter, (low, high))
        return (None if low is None else low * back, None if high is None else high * back)

    low, high = ends((estimate.low, estimate.high))
    assert total.value is not None
    return replace(
        shown,
        value=round_ratio(total.value) if ratio else round_count(total.value),
        low=low,
        high=high,
        deciding=None if estimate.deciding is None else ends(estimate.deciding),
        areas=sum(wave.areas for wave in waves),
        base_count=total.base_count,
        observed=total.observed,
        expected=total.expected,
        waves=waves,
        status="rounded",
    )


def _pair(
    estimate: Estimate, public: Public, shown: ShownEstimate, places: set[Key]
) -> ShownEstimate:
    """A share of what the target lost, or the target beside a zone: its set or its range on its
    steps, where both places are shown.  No single figure, a quotient of few counts."""
    key = estimate.parameter
    here = (key.intervention, key.outcome, key.window, TARGET)
    if here not in places or key_of(key) not in places or key.part != WHOLE:
        return shown
    shares = key.scale == "share"
    edges = (
        public.edges.get(replace(key, scale=""), frozenset()) if shares else public.steps_of(key)
    )
    steps = SHARES if shares else RATIOS
    if key.scale == "count":
        return shown

    def widened(raw: Ends) -> Ends:
        return outwards(raw, steps, edges)

    def pieces(raw: tuple[Ends, ...] | None) -> tuple[Ends, ...] | None:
        return None if raw is None else pieces_outwards(raw, steps, edges)

    low, high = widened((estimate.low, estimate.high))
    return replace(
        shown,
        low=low,
        high=high,
        deciding=None if estimate.deciding is None else widened(estimate.deciding),
        set=pieces(estimate.set),
        deciding_set=pieces(estimate.deciding_set),
        status="rounded",
    )


def release_estimates(
    estimates: Sequence[Estimate],
    public: Public,
    warnings: Sequence[tuple[ShownRemark, ...]],
    checks: Shown[ShownCheck] | None = None,
    internal: bool = False,
) -> tuple[ShownEstimate, ...]:
    """Published estimates as they are, the others as rounded; in the same order.

    checks : all of the run, as released
    """
    shown_estimates: list[ShownEstimate] = []
    for estimate, remarks in zip(estimates, warnings, strict=True):
        behind = checks.of(estimate.checks) if checks else ()
        if estimate.published or internal:
            shown_estimates.append(exact(ShownEstimate, estimate, warnings=remarks, checks=behind))
        elif estimate.waves or estimate.method in (POOLED, INDEPENDENT):
            # The fewest placebos of a wave, which that wave tells where it may.
            bare = bare_estimate(estimate, public, remarks, behind)
            shown = replace(bare, placebos=None, disjoint=None)
            shown_estimates.append(_sum(estimate, estimates, public, shown))
        elif of_past(estimate):
            shown = release_estimate(estimate, public, _plain(remarks), behind)
            shown_estimates.append(replace(shown, placebos=None, disjoint=None))
        else:
            shown_estimates.append(release_estimate(estimate, public, remarks, behind))
    places = {
        key_of(raw.parameter)
        for raw, estimate in zip(estimates, shown_estimates, strict=True)
        if estimate.status == "rounded"
        and estimate.parameter.part == WHOLE
        and estimate.method != ALONE
    }
    fell = {
        (key_of(raw.parameter), raw.method)
        for raw, estimate in zip(estimates, shown_estimates, strict=True)
        if estimate.deciding is not None
        and estimate.deciding[1] is not None
        and estimate.deciding[1] < 0
    }
    for i, estimate in enumerate(estimates):
        if estimate.parameter.question in PAIRED and not (estimate.published or internal):
            # Those of the effects it is made of.
            shown = replace(shown_estimates[i], placebos=None, disjoint=None)
            target = replace(estimate.parameter, zone=TARGET)
            # A range rounded outwards may no longer establish the fall that a share is of.
            if estimate.parameter.scale != "share" or (key_of(target), estimate.method) in fell:
                shown = _pair(estimate, public, shown, places)
            shown_estimates[i] = shown
    return tuple(within(estimate) for estimate in shown_estimates)


def within(shown: ShownEstimate) -> ShownEstimate:
    """On counts, without what would lie below none at all: minus what is shown as expected."""
    if shown.parameter.scale != "count" or shown.expected is None:
        return shown
    least = -shown.expected

    def pair(ends: Ends | None) -> Ends | None:
        return None if ends is None else not_below(ends, least)

    low, high = not_below((shown.low, shown.high), least)
    return replace(
        shown,
        low=low,
        high=high,
        deciding=pair(shown.deciding),
        joint=pair(shown.joint),
        waves=tuple(within(wave) for wave in shown.waves),
    )
