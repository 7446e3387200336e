"""Words on where else it rose: the scan, the rings by distance, what a rise is made of."""

from __future__ import annotations

from collections.abc import Mapping

from waterbed.model.released_elsewhere import ShownProfile, ShownRing, ShownRise, ShownSearch
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import names
from waterbed.report.words.estimates import lowered
from waterbed.report.words.numbers import (
    HIDDEN,
    between,
    change,
    counted,
    listed,
    percent,
    plural,
    probability,
    sentence,
    several,
    share,
)

MEANING = (
    "A rise elsewhere after the start need not have moved there from the target: it may have its "
    "own cause, as rises in other years have."
)
SILENCE = (
    "Not finding one does not show that nothing rose: a rise that is short, or small beside what "
    "is usual there, is not seen."
)


def search_told(
    study: ShownStudy, found: ShownSearch, labels: Mapping[str, str], beside: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """What the scan found, in sentences.

    labels : names of areas by id; beside : groups to be told of by name (the target's own and
    those beside it)
    """
    what = lowered(names.outcome(study, found.outcome))
    if found.status == "withheld":
        return (f"Where else {what} rose is {HIDDEN}: those months are too recent to be named.",)
    done = names.intervention(study, found.intervention)
    areas = plural(found.areas, "area")
    lead = (
        f"Was there a rise in {what} anywhere that nobody named? {areas}, and each of their "
        f"groups, were looked at in {found.months.in_words()}, after the start of “{done}”, "
        f"against what their counts in {found.base.in_words()} would lead one to expect."
    )
    said = [lead, *((MEANING,) if found.rises else ())]
    said += [rise_told(one, found, labels) for one in found.rises]
    if not found.rises:
        said.append(_nothing(found))
    said += _beside(found, beside)
    said += () if found.rises else (SILENCE,)
    return tuple(said)


def rise_told(one: ShownRise, found: ShownSearch, labels: Mapping[str, str]) -> str:
    """One rise: where, when, how many."""
    where = listed(labels.get(key, key) for key in one.areas) if len(one.areas) == 1 else ""
    of = listed(one.groups)
    place = f"{where} ({of})" if where and of else where or of
    status = "rounded" if found.status == "rounded" else "exact"
    if one.observed is None or one.expected is None:
        counts = f"counts {HIDDEN}"
    else:
        counts = (
            f"{counted(one.observed, status)} counted where {counted(one.expected, status)} "
            "were expected"
        )
    p = "" if one.p is None else f", p {probability(one.p)} over all places and months looked at"
    return sentence(f"beyond chance: {place}, {one.months.in_words()}, {counts}{p}")


def _nothing(found: ShownSearch) -> str:
    reached, of = found.earlier
    if found.p is None:
        return "Nothing rose beyond chance."
    if found.p > 1 - found.level + 1e-12:
        return (
            "Nothing rose beyond chance: in panels in which nothing happened, the strongest rise "
            f"is as strong as the one here {share(found.p)} of the time."
        )
    return (
        "Nothing stands out: the strongest rise is beyond chance, but the same months of "
        f"{several(reached, 'earlier year')} (of {of}) had one as strong somewhere, when this "
        "had not been done."
    )


def _beside(found: ShownSearch, beside: tuple[str, ...]) -> list[str]:
    p = dict(found.by_group)
    known = [name for name in beside if name in p]
    if not known:
        return []
    risen = {name for one in found.rises for name in one.groups}
    strong = [name for name in known if name not in risen and p[name] <= 1 - found.level + 1e-12]
    quiet = [name for name in known if name not in risen and name not in strong]
    said = [
        f"In {name} the strongest rise is beyond chance by itself (p {probability(p[name])}), but "
        "earlier years had one as strong somewhere."
        for name in strong
    ]
    if quiet:
        least = min(quiet, key=lambda name: p[name])
        said.append(
            f"In {listed(quiet)} nothing rose beyond chance (the strongest rise there, in {least}, "
            f"has a p of {probability(p[least])})."
            if len(quiet) > 1
            else f"In {least} nothing rose beyond chance (the strongest rise has a p of "
            f"{probability(p[least])})."
        )
    return said


# Rings ------------------------------------------------------------------------------------------


def ring_label(one: ShownRing) -> str:
    """How far a ring lies from the target's edge."""
    if one.near <= 0:
        return f"up to {_metres(one.far)}"
    return f"{_metres(one.near)} to {_metres(one.far)}"


def _metres(x: float) -> str:
    return f"{x / 1000:.3g} km" if x >= 1000 else f"{x:.3g} m"


def profile_told(study: ShownStudy, found: ShownProfile) -> str:
    """Whether the effect depends on the distance from the target."""
    what = lowered(names.outcome(study, found.outcome))
    if found.status == "withheld":
        return sentence(f"{what} by distance from the target is {HIDDEN}")
    if found.p is None:
        return sentence(f"{what} by distance from the target could not be judged")
    out = [one for one in found.rings if not one.why and _outside(one)]
    shared = " ".join(_shared(one) for one in found.rings if one.co_treated)
    if not out:
        said = sentence(
            f"no ring round the target stands out in {what}: all of them could have come about by "
            f"chance (p {probability(found.p)} over the rings together)"
        )
        return f"{said} {shared}".strip()
    told = listed(f"{ring_label(one)} ({percent(one.value)}, {_band(one)})" for one in out)
    said = sentence(
        f"{what} departs from what was expected beyond chance, all rings taken together, in the "
        f"ring of {told}"
    )
    return f"{said} {shared}".strip()


def _shared(one: ShownRing) -> str:
    """What of a ring is under another intervention, and what is left without that."""
    lead = f"Of the {several(one.areas, 'area')} {ring_label(one)} away, {one.co_treated:,} "
    lead += "also under another measure"
    if one.co_treated == one.areas:
        return f"{lead}: nothing is left without them."
    if one.rest_value is None:
        return f"{lead}."
    fits = between(one.rest_low, one.rest_high, "ratio")
    return f"{lead}; without them {change(one.rest_value, 'ratio')} ({fits}, that ring alone)."


def _band(one: ShownRing) -> str:
    ends = tuple(
        "no limit" if end is None else percent(end) for end in (one.band_low, one.band_high)
    )
    return f"between {ends[0]} and {ends[1]}"


def _outside(one: ShownRing) -> bool:
    """Whether no effect lies outside the simultaneous band."""
    return (one.band_low is not None and one.band_low > 0) or (
        one.band_high is not None and one.band_high < 0
    )
