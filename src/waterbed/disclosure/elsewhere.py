"""What may be said of places where something is thought to have moved to.

A list of such places, derived by the program, is a list of where people can be found.  For
sensitive outcomes both profiles keep it coarse and old; others follow the published geography.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from waterbed.disclosure.exact import exact, only
from waterbed.model.elsewhere import Breakdown, Elsewhere, Profile, Rise, Search, Switched
from waterbed.model.months import Months
from waterbed.model.released_elsewhere import (
    ShownBreakdown,
    ShownElsewhere,
    ShownPart,
    ShownProfile,
    ShownRing,
    ShownRise,
    ShownSearch,
    ShownSwitched,
)
from waterbed.model.sources import CountTable
from waterbed.model.study import Outcome, Study

DELAY = 12

Called = tuple[str, PurePath, str]
"""Name, file and sheet of a table."""

_SENSITIVE = (
    "solicit", "brothel", "sexual", "prostitut", "sex work", "rape", "kerb crawl", "selling sex",
    "sell sex", "sex sell", "sale of sex", "street sex", "buying sex", "paying for sex",
    "sex trade", "sex industry", "sexworker", "human trafficking", "red light district",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """coarsest : "borough" (or a larger area) or "published" (the geography of the table)
    last : ordinal of the last month that may stand in it, or None for no bound"""

    coarsest: str
    last: int | None


def sensitive(outcome: Outcome) -> bool:
    """Declared so, or of soliciting, brothels or sexual offences by its name or categories."""
    text = [outcome.id, outcome.name]
    text += [value for selector in outcome.include for _, value in selector]
    return outcome.sensitive or sensitive_words(" ".join(text))


def sensitive_study(study: Study) -> bool:
    """Whether an outcome or an intervention is, by its kind or its name, or a table by what it is
    called."""
    return _sensitive_parts(
        [
            text
            for intervention in study.interventions
            for text in (intervention.kind, intervention.name, intervention.id)
        ],
        map(_called, study.counts),
        study.outcomes,
    )


def marked_outcomes(study: Study) -> tuple[Outcome, ...]:
    """The outcomes of a study, each declared sensitive where it is counted beside a measure of a
    sensitive kind, or in a table that is called so: whatever its own name is."""
    kinds = [intervention.kind for intervention in study.interventions]
    return tuple(
        replace(
            outcome,
            sensitive=_sensitive_parts(kinds, map(_called, study.tables_of(outcome)), [outcome]),
        )
        for outcome in study.outcomes
    )


def _called(table: CountTable) -> Called:
    return table.name, table.file, table.sheet or ""


def sensitive_written(raw: Mapping[str, Any], kinds: Sequence[str]) -> bool:
    """The same of a study as it is written, which may be one that cannot be read.

    kinds : of the interventions that will stand in it
    """
    tables = [
        (str(table.get("name", "")), PurePath(str(table.get("file", ""))), table.get("sheet") or "")
        for table in _tables(raw, "counts")
    ]
    outcomes = [
        Outcome(
            str(outcome.get("id", "")),
            str(outcome.get("name", "")),
            tables=(),
            include=((("", str(outcome.get("include", ""))),),),
            sensitive=bool(outcome.get("sensitive")),
        )
        for outcome in _tables(raw, "outcomes")
    ]
    called = [
        str(intervention.get(key, ""))
        for intervention in _tables(raw, "interventions")
        for key in ("name", "id")
    ]
    return _sensitive_parts([*kinds, *called], tables, outcomes)


def _tables(raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Of a list of tables those that are; a table by itself too, as some write one."""
    listed = raw.get(key, [])
    entries = listed if isinstance(listed, list) else [listed]
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _sensitive_parts(
    measures: Sequence[str],
    tables: Iterable[Called],
    outcomes: Sequence[Outcome],
) -> bool:
    """Of what a study is made of."""
    called = (text for name, file, sheet in tables for text in (name, file.stem, str(sheet)))
    texts = [*measures, *called]
    return any(map(sensitive, outcomes)) or any(map(sensitive_words, texts))


def sensitive_words(text: str) -> bool:
    """Whether a text speaks of soliciting, brothels or sexual offences."""
    plain = text.lower().replace("-", " ").replace("_", " ")
    return any(word in plain for word in _SENSITIVE)


def limits(outcome: Outcome, run_month: int) -> Limits:
    """Bounds on derived destinations in either profile, of an outcome as `marked_outcomes` has it;
    `run_month` is the ordinal of the run."""
    if sensitive(outcome):
        return Limits("borough", run_month - DELAY)
    return Limits("published", None)


# Codes of areas at least as large as a local authority (Register of Geographic Codes).
_BOROUGH = re.compile(r"(E0[6-9]|E1[0-2]|E23|E92|W06|W15|W92|S12|S92|N09|N92)\d{6}")


def at_borough(ids: Sequence[str]) -> bool:
    """Whether every area is a local authority or larger."""
    return bool(ids) and all(_BOROUGH.fullmatch(key) for key in ids)


def release_search(
    search: Search, bounds: Limits, *, official: bool, profile: str = "public"
) -> ShownSearch:
    """What a scan may say.  Bounds hold in both profiles.

    Where the geography is bounded a rise keeps its boroughs, with their counts for its own (those
    of a ward in a published table would name the ward), and a rise outside every borough is
    dropped; areas whose codes are not `official` are not named.  A scan that looked beyond the last
    month allowed gives nothing at all: its p rests on those months too.
    """
    open_ = profile == "internal" or search.published
    late = _late(search.months, bounds)
    rises = tuple(
        _rise(rise, bounds.coarsest == "borough" or not official, open_)
        for rise in search.rises
        if rise.groups or (official and bounds.coarsest == "published")
    )
    if open_ and not late:
        return exact(ShownSearch, search, rises=rises)
    return only(
        ShownSearch,
        search,
        "intervention outcome months base areas left_out draws level published",
        rises=() if late else rises,
        earlier=(0, 0) if late else search.earlier,
        by_group=(),
        status="withheld" if late else "rounded",
    )


def _late(months: Months, bounds: Limits) -> bool:
    return bounds.last is not None and months.last > bounds.last


def _rise(rise: Rise, coarse: bool, open_: bool) -> ShownRise:
    """A rise; `coarse` with the counts of its groups for its own, not `open_` with none: found on
    rounded totals, which say where and when, and how many to no nearer than that."""
    areas = () if coarse else rise.areas
    if not open_:
        return only(ShownRise, rise, "groups months", areas=areas)
    observed, expected = rise.observed, rise.expected
    if coarse:
        observed, expected = rise.group_observed, rise.group_expected
    return exact(ShownRise, rise, areas=areas, observed=observed, expected=expected)


def release_profile(
    ring_profile: Profile, post: Months, bounds: Limits, *, boroughs: bool, profile: str = "public"
) -> ShownProfile:
    """A ring profile: of a bounded outcome only where the areas are boroughs (`at_borough`); of an
    unpublished table in the internal profile only, since rings that overlap give counts back."""
    barred = _late(post, bounds) or (bounds.coarsest == "borough" and not boroughs)
    if not barred and (profile == "internal" or ring_profile.published):
        return exact(ShownProfile, ring_profile)
    rings, smooth = (
        tuple(ShownRing(ring.near, ring.far, 0) for ring in side)
        for side in (ring_profile.rings, ring_profile.smooth)
    )
    return only(
        ShownProfile, ring_profile, "intervention outcome window level published",
        rings=rings, smooth=smooth, status="withheld",
    )  # fmt: skip


def release_switching(
    switched: Sequence[Switched], profile: str = "public"
) -> tuple[ShownSwitched, ...]:
    """A table of outcomes in the target and in places of their own, which the study names: exact of
    published tables, and otherwise names alone (outcomes of one place give each other's counts, and
    why one has no estimate can be that nothing was counted)."""
    return tuple(
        exact(ShownSwitched, row)
        if profile == "internal" or row.published
        else ShownSwitched(row.outcome, weighted=row.weighted, place=row.place)
        for row in switched
    )


def release_breakdown(
    breakdown: Breakdown,
    post: Months,
    bounds: Limits,
    *,
    official: bool,
    run_month: int,
    profile: str = "public",
) -> ShownBreakdown:
    """What a zone's change is made of: by area only where areas may be named and the geography is
    not bounded; by borough only up to the last month allowed, and by kind where one of the kinds is
    sensitive; of unpublished tables only in the internal profile, since parts of one total give
    each other's counts."""
    if profile != "internal" and not breakdown.published:
        nothing = ShownPart(breakdown.whole.name, None, None)
        return only(ShownBreakdown, breakdown, "intervention outcome zone window", whole=nothing)
    late = _late(post, bounds)
    # One kind left out could be had from the whole and the others.
    kinds = [Outcome(part.name, part.name, (), ()) for part in breakdown.by_category]
    withhold = {
        "by_category": any(
            _late(post, limits(kind, run_month)) for kind in kinds if sensitive(kind)
        ),
        "by_area": late or not official or bounds.coarsest == "borough",
        "by_group": late,
    }
    return exact(ShownBreakdown, breakdown, **{name: () for name, hide in withhold.items() if hide})


def release_elsewhere(
    elsewhere: Elsewhere,
    outcomes: Sequence[Outcome],
    run_month: int,
    *,
    official: bool,
    ids: Sequence[str] = (),
    profile: str = "public",
) -> ShownElsewhere:
    """All of it, each outcome by its own `limits`; one that the study does not declare (harm) is
    bounded as the most sensitive one is.

    outcomes : of the study (`marked_outcomes`)
    run_month : ordinal of the month of the run; official, ids : of the areas
    """
    bounds = {outcome.id: limits(outcome, run_month) for outcome in outcomes}
    strict = next(
        (bound for bound in bounds.values() if bound.coarsest == "borough"),
        next(iter(bounds.values()), Limits("published", None)),
    )

    def of(outcome: str) -> Limits:
        return bounds.get(outcome, strict)

    boroughs = at_borough(ids)
    return exact(
        ShownElsewhere,
        elsewhere,
        searches=tuple(
            release_search(search, of(search.outcome), official=official, profile=profile)
            for search in elsewhere.searches
        ),
        profiles=tuple(
            release_profile(
                rings, elsewhere.post, of(rings.outcome), boroughs=boroughs, profile=profile
            )
            for rings in elsewhere.profiles
        ),
        switched=release_switching(elsewhere.switched, profile),
        breakdowns=tuple(
            release_breakdown(
                breakdown,
                elsewhere.post,
                of(breakdown.outcome),
                official=official,
                run_month=run_month,
                profile=profile,
            )
            for breakdown in elsewhere.breakdowns
        ),
    )
