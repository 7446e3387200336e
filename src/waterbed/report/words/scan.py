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


def search_sentences(
    study: ShownStudy, search: ShownSearch, labels: Mapping[str, str], beside: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """What the scan found, in sentences.

    labels : names of areas by id; beside : groups to be told of by name (the target's own and
    those beside it)
    """
    what = lowered(names.outcome(study, search.outcome))
    if search.status == "withheld":
        return (f"Where else {what} rose is {HIDDEN}: those months are too recent to be named.",)
    said = [looked_at(study, search, f" in {what}"), *((MEANING,) if search.rises else ())]
    said += [rise_words(rise, search, labels) for rise in search.rises]
    if not search.rises:
        said.append(_nothing(search))
    said += _beside(search, beside)
    said += () if search.rises else (SILENCE,)
    return tuple(said)


def looked_at(study: ShownStudy, search: ShownSearch, what: str = "") -> str:
    """Where and when a rise was looked for: of one outcome, or of each."""
    done = names.intervention(study, search.intervention)
    return (
        f"Was there a rise{what} anywhere that nobody named? {plural(search.areas, 'area')}, and "
        f"each of their groups, were looked at in {search.months.in_words()}, after the start of "
        f"“{done}”, against what their counts in {search.base.in_words()} would lead one to expect."
    )


def rise_words(rise: ShownRise, search: ShownSearch, labels: Mapping[str, str]) -> str:
    """One rise: where, when, how many."""
    where = listed(labels.get(key, key) for key in rise.areas) if len(rise.areas) == 1 else ""
    of = listed(rise.groups)
    # The name of an area that shares it with another has its group already (`Areas.called`).
    place = f"{where} ({of})" if where and of and not where.endswith(f" ({of})") else where or of
    status = "rounded" if search.status == "rounded" else "exact"
    if rise.observed is None or rise.expected is None:
        counts = f"counts {HIDDEN}"
    else:
        counts = (
            f"{counted(rise.observed, status)} counted where {counted(rise.expected, status)} "
            "were expected"
        )
    p = "" if rise.p is None else f", p {probability(rise.p)} over all places and months looked at"
    return sentence(f"beyond chance: {place}, {rise.months.in_words()}, {counts}{p}")


def _nothing(search: ShownSearch) -> str:
    reached, of = search.earlier
    if search.p is None:
        return "Nothing rose beyond chance."
    if search.p > 1 - search.level + 1e-12:
        return (
            "Nothing rose beyond chance: in panels in which nothing happened, the strongest rise "
            f"is as strong as the one here {share(search.p)} of the time."
        )
    return (
        "Nothing stands out: the strongest rise is beyond chance, but the same months of "
        f"{several(reached, 'earlier year')} (of {of}) had one as strong somewhere, when this "
        "had not been done."
    )


def _beside(search: ShownSearch, beside: tuple[str, ...]) -> list[str]:
    p = dict(search.by_group)
    known = [name for name in beside if name in p]
    if not known:
        return []
    risen = {name for rise in search.rises for name in rise.groups}
    strong = [name for name in known if name not in risen and p[name] <= 1 - search.level + 1e-12]
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


def ring_label(ring: ShownRing) -> str:
    """How far a ring lies from the target's edge."""
    if ring.near <= 0:
        return f"up to {_metres(ring.far)}"
    return f"{_metres(ring.near)} to {_metres(ring.far)}"


def _metres(x: float) -> str:
    return f"{x / 1000:.3g} km" if x >= 1000 else f"{x:.3g} m"


def profile_sentence(study: ShownStudy, profile: ShownProfile) -> str:
    """Whether the effect depends on the distance from the target."""
    what = lowered(names.outcome(study, profile.outcome))
    if profile.status == "withheld":
        return sentence(f"{what} by distance from the target is {HIDDEN}")
    if profile.p is None:
        return sentence(f"{what} by distance from the target could not be judged")
    out = [ring for ring in profile.rings if not ring.why and _outside(ring)]
    shared = " ".join(_shared(ring) for ring in profile.rings if ring.co_treated)
    if not out:
        said = sentence(
            f"no ring round the target stands out in {what}: all of them could have come about by "
            f"chance (p {probability(profile.p)} over the rings together)"
        )
        return f"{said} {shared}".strip()
    rings = listed(f"{ring_label(ring)} ({percent(ring.value)}, {_band(ring)})" for ring in out)
    said = sentence(
        f"{what} departs from what was expected beyond chance, all rings taken together, in the "
        f"ring of {rings}"
    )
    return f"{said} {shared}".strip()


def _shared(ring: ShownRing) -> str:
    """What of a ring is under another intervention, and what is left without that."""
    lead = f"Of the {several(ring.areas, 'area')} {ring_label(ring)} away, {ring.co_treated:,} "
    lead += "also under another measure"
    if ring.co_treated == ring.areas:
        return f"{lead}: nothing is left without them."
    if ring.rest_value is None:
        return f"{lead}."
    fits = between(ring.rest_low, ring.rest_high, "ratio")
    return f"{lead}; without them {change(ring.rest_value, 'ratio')} ({fits}, that ring alone)."


def _band(ring: ShownRing) -> str:
    ends = tuple(
        "no limit" if end is None else percent(end) for end in (ring.band_low, ring.band_high)
    )
    return f"between {ends[0]} and {ends[1]}"


def _outside(ring: ShownRing) -> bool:
    """Whether no effect lies outside the simultaneous band."""
    return (ring.band_low is not None and ring.band_low > 0) or (
        ring.band_high is not None and ring.band_high < 0
    )
