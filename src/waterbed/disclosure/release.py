"""From Results to Released: profile internal (all exact, and marked) or public."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from waterbed.disclosure.activity import release_activity
from waterbed.disclosure.attitudes import release_attitudes
from waterbed.disclosure.cells import cells_of, linked_outcomes, weighted_outcomes
from waterbed.disclosure.checks import release_check, shown_remarks
from waterbed.disclosure.elsewhere import marked_outcomes, release_elsewhere
from waterbed.disclosure.estimates import (
    Public,
    donors_of,
    edges_of,
    release_donors,
    release_estimates,
    sizes_of,
)
from waterbed.disclosure.exact import Joint, Shown, exact
from waterbed.disclosure.facts import (
    is_listed,
    texts_of,
)
from waterbed.disclosure.inputs import (
    leaving_notices,
    release_input,
    release_map,
    release_roles,
    release_study,
    tells_gaps,
)
from waterbed.disclosure.ledger.cell import Origin
from waterbed.disclosure.ledger.released import DONORS, PARTS, PEOPLE, PLACE, SERIES, TOTAL
from waterbed.disclosure.lists import release_populations
from waterbed.disclosure.placebos import release_detectable, release_strip, shown_places
from waterbed.disclosure.rules import (
    PROFILES,
    release_figure,
    round_total,
)
from waterbed.disclosure.series import (
    release_by_quarter,
    release_readings,
    release_series,
    release_surroundings,
    series_from,
)
from waterbed.disclosure.verdicts import release_verdict
from waterbed.model.errors import InputError
from waterbed.model.released import (
    Released,
    ShownRun,
    ShownTotal,
)
from waterbed.model.released_study import ShownStudy
from waterbed.model.results import OutcomeTotal, Results
from waterbed.model.study import Study


def release(
    results: Results, profile: str = "public", held_back: Collection[Origin] = ()
) -> Released[ShownRun]:
    """Everything of one run that may leave; the only maker of `Released`.

    profile : "public" (the default everywhere) or "internal", which keeps every number and is
        marked on every page; InputError for any other
    held_back : what the release ledger withholds beside what is small
    Under "public", numbers from published tables are exact; of others everything, answers and
    whether a check passed among it, is what the same analysis finds on rounded totals
    (`Results.rounded`), or is withheld.  Names of areas that are no official geography, and
    folders, leave under neither.
    """
    if profile not in PROFILES:
        raise InputError(
            "there is no such disclosure profile", value=profile, mend="Use public or internal."
        )
    internal = profile == "internal"
    raw = results
    if not (internal or raw.study.published) and results.rounded is None:
        raise ValueError("unpublished tables leave only as what is found on rounded totals")
    if not internal and results.rounded is not None:
        results = results.rounded
    held = {part: {origin[1:] for origin in held_back if origin[0] == part} for part in PARTS}
    return Released(_shown_run(raw, results, profile, held), profile)


def _shown_run(
    raw: Results, results: Results, profile: str, held: Mapping[str, set[Any]]
) -> ShownRun:
    """The run as it leaves.

    raw : as it was found; results : as it may be told; held : by part, what the ledger withholds
    """
    internal = profile == "internal"
    asked, official, marked = raw.study, raw.official, marked_outcomes(raw.study)
    hidden = linked_outcomes(results.outcomes) | weighted_outcomes(asked)
    cells = cells_of(results.estimates, hidden, held[PLACE])
    edges = edges_of(results.verdicts)
    donors = donors_of(raw, held[DONORS])
    sizes = sizes_of(results)
    public = Public(cells, donors, edges, asked.rule.smallest_effect, sizes, official)
    last = max((counted.last for counted in results.outcomes), default=0)
    blanks = internal or asked.published
    notices = leaving_notices(results.notices, blanks)
    study = release_study(asked, official, internal)
    texts = texts_of(study)
    joint = _joint(results, study, public, internal)
    shown = shown_places(results.estimates, joint.estimates.every)
    return ShownRun(
        study=study,
        version=results.version,
        profile=profile,
        inputs=tuple(
            release_input(record, asked.published, asked.published or official, texts, internal)
            for record in results.inputs
        ),
        outcomes=tuple(
            _total(counted, asked, hidden | {key for (key,) in held[TOTAL]}, internal)
            for counted in results.outcomes
        ),
        roles=release_roles(results.roles, official, blanks),
        detectable=joint.detectable.every,
        estimates=joint.estimates.every,
        checks=joint.checks.every,
        verdicts=tuple(
            release_verdict(verdict, results, cells, joint, texts, internal)
            for verdict in results.verdicts
        ),
        readings=tuple(release_readings(table, internal) for table in results.readings),
        series=release_series(
            series_from(raw.series, results.series, shown), cells, last, internal, held[SERIES]
        ),
        strips=tuple(release_strip(strip, shown, internal) for strip in results.strips),
        by_quarter=release_by_quarter(results.by_quarter, internal),
        surroundings=release_surroundings(results.surroundings, internal),
        notices=shown_remarks(notices, asked.published, texts, internal),
        donors=release_donors(raw, donors, internal),
        map=release_map(results.map, official, blanks),
        lock=results.lock,
        lock_date=results.lock_date,
        packages=results.packages,
        placebos_asked=results.placebos_asked,
        methods=results.methods,
        populations=release_populations(results.populations, profile, held[PEOPLE]),
        activity=tuple(release_activity(done, internal) for done in results.activity),
        surveys=release_attitudes(results.surveys, asked.rule.deciding_level, internal),
        elsewhere=tuple(
            release_elsewhere(area, marked, results.run_month, official=official, profile=profile)
            for area in results.elsewhere
        ),
    )


def _joint(results: Results, study: ShownStudy, public: Public, internal: bool) -> Joint:
    """What verdicts point at, as it leaves: estimates, checks and what could have been seen."""
    texts = texts_of(study)
    warnings = [
        shown_remarks(estimate.warnings, estimate.published, texts, internal)
        for estimate in results.estimates
    ]
    known = [check for check in results.checks if is_listed(check)]
    checks = Shown(
        known, [release_check(check, results, public, texts, internal) for check in known]
    )
    estimates = Shown(
        results.estimates,
        release_estimates(results.estimates, public, warnings, checks, internal),
    )
    shown = shown_places(results.estimates, estimates.every)
    detectable = Shown(
        results.detectable,
        [release_detectable(seen, shown, internal) for seen in results.detectable],
    )
    return Joint({claim.id: claim for claim in study.claims}, estimates, checks, detectable)


def _total(
    counted: OutcomeTotal, study: Study, hidden: frozenset[str], internal: bool
) -> ShownTotal:
    """A total over everything: coarse, since all of it but one cell may be known; of areas all, not
    those alone in which something was counted, and of months none that has no row."""
    if internal:
        return exact(ShownTotal, counted)
    total = release_figure(counted.total, fine=counted.outcome in hidden)
    if total.status == "rounded" and counted.total.value is not None:
        total = replace(total, value=round_total(counted.total.value))
    fields: dict[str, Any] = {"total": total}
    if not counted.total.published:
        fields["areas"] = len(counted.by_area)
    if not tells_gaps(study, counted.outcome):
        fields |= {"gaps": (), "partial": ()}
    return exact(ShownTotal, counted, **fields)
