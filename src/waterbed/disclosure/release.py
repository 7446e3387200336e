"""From Results to Released: profile internal (all exact, and marked) or public."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from waterbed.disclosure.cells import (
    Cell,
    Key,
    cells_of,
    linked_outcomes,
)
from waterbed.disclosure.elsewhere import release_elsewhere
from waterbed.disclosure.estimates import cell_for, release_estimates
from waterbed.disclosure.forecasts import pasts_of, snap_forecasts
from waterbed.disclosure.inputs import (
    printable,
    release_input,
    release_role,
    release_study,
    without_folders,
)
from waterbed.disclosure.lists import release_population
from waterbed.disclosure.placebos import release_detectable, release_strip
from waterbed.disclosure.rules import (
    PROFILES,
    as_exact,
    release_figure,
    round_ratio,
    round_total,
    withheld,
)
from waterbed.disclosure.series import release_series
from waterbed.model.errors import InputError
from waterbed.model.estimate import (
    Check,
    Figure,
    Parameter,
    Remark,
    Verdict,
)
from waterbed.model.results import (
    OutcomeTotal,
    ReadingTable,
    Released,
    Results,
)
from waterbed.model.study import Study

# Facts that are not made from counts: numbers of areas, of places to compare with.  Any other
# plain number of an unpublished table is taken for a rank among counts, as fine as a p-value.
PLAIN = ("areas", "disjoint", "donors_left_out", "needed", "of", "placebos", "power", "waves")

# How many places a past like the target's leaves to compare with, where placebos are picked by the
# rules that it meets: as good as the rules themselves.
OF_RANKS = ("disjoint", "placebos")


def release(results: Results, profile: str = "public") -> Released[Results]:
    """Everything of one run that may leave; the only maker of `Released`.

    profile : "public" (the default everywhere) or "internal", which keeps every number and is
        marked on every page; InputError for any other
    Under "public", numbers from published tables are exact; of others, see `rules`.  Names of
    areas that are no official geography, and folders, leave under neither.  Answers stay, and
    whether a check passed: each says on which side of an edge the true counts lie, and so can
    narrow them where they lie close to it.
    """
    if profile not in PROFILES:
        raise InputError(
            "there is no such disclosure profile", value=profile, mend="Use public or internal."
        )
    roles = tuple(release_role(role, results.official) for role in results.roles)
    if profile == "internal":
        inputs = tuple(replace(one, path=printable(one.path)) for one in results.inputs)
        plain = replace(results, roles=roles, inputs=inputs, study=without_folders(results.study))
        content = as_exact(plain)
    else:
        content = _public(replace(results, roles=roles))
    populations = tuple(release_population(one, profile) for one in results.populations)
    elsewhere = tuple(
        release_elsewhere(
            one,
            results.study.outcomes,
            results.run_month,
            official=results.official,
            ids=(),
            profile=profile,
        )
        for one in results.elsewhere
    )
    made = replace(content, populations=populations, elsewhere=elsewhere, profile=profile)
    return Released(made, profile)


def _public(results: Results) -> Results:
    hidden = linked_outcomes(results.outcomes) | _weighted(results.study)
    cells = cells_of(results.estimates, hidden)
    pasts = pasts_of(results.study, results.series)
    forecasts = snap_forecasts(results.estimates, cells, pasts)
    open_areas = results.study.published or results.official
    last = max((one.last for one in results.outcomes), default=0)
    warnings = [
        tuple(_remark(one, estimate.published) for one in estimate.warnings)
        for estimate in results.estimates
    ]
    return replace(
        results,
        study=release_study(results.study, results.official),
        inputs=tuple(
            release_input(one, results.study.published, open_areas) for one in results.inputs
        ),
        outcomes=tuple(_total(one, hidden) for one in results.outcomes),
        detectable=tuple(
            release_detectable(one, results.estimates, cells, forecasts, results.strips)
            for one in results.detectable
        ),
        estimates=release_estimates(results.estimates, cells, warnings, forecasts),
        checks=tuple(_check(check, results, cells) for check in results.checks),
        verdicts=tuple(_verdict(verdict, results, cells) for verdict in results.verdicts),
        readings=tuple(_readings(table) for table in results.readings),
        series=release_series(results.series, cells, last),
        strips=tuple(
            release_strip(one, results.estimates, cells, forecasts) for one in results.strips
        ),
        notices=tuple(_remark(one, results.study.published) for one in results.notices),
    )


def _weighted(study: Study) -> frozenset[str]:
    """Sums by weight of unpublished tables: large however few incidents they rest on, so that no
    rule for small counts would see them."""
    return frozenset(
        one.id for one in study.outcomes if one.weights and not study.outcome_published(one.id)
    )


def _total(one: OutcomeTotal, hidden: frozenset[str]) -> OutcomeTotal:
    """A total over everything: coarse, since all of it but one cell may be known."""
    total = release_figure(one.total, fine=one.outcome in hidden)
    if total.status == "rounded" and one.total.value is not None:
        total = replace(total, value=round_total(one.total.value))
    return replace(one, total=total)


def _ranked(key: Parameter, study: Study) -> bool:
    """Whether placebos are picked by how the past of the place, or of a wave's, ranks."""
    programme = study.programme(key.intervention)
    waves = (key.intervention,) if programme is None else programme.waves
    return any(study.intervention(one).chosen_for.rule != "random" for one in waves)


def _remark(
    one: Remark,
    published: bool,
    replaced: Mapping[str, Figure] | None = None,
    hidden: Sequence[str] = (),
) -> Remark:
    """Every figure of a remark released; `replaced` are facts that were made elsewhere, `hidden`
    are withheld."""
    facts = []
    for name, fact in one.facts:
        if replaced and name in replaced:
            fact = replaced[name]
        elif isinstance(fact, Figure) and name in hidden:
            fact = withheld(fact)
        elif isinstance(fact, Figure):
            fine = not published and fact.unit == "plain" and name not in PLAIN
            fact = release_figure(fact, fine=fine)
        facts.append((name, fact))
    return Remark(one.code, tuple(facts))


def _check(check: Check, results: Results, cells: Mapping[Key, Cell]) -> Check:
    """Counts of a place come from its cell; changes of an earlier window are withheld."""
    key = check.parameter
    published = key is None or results.study.outcome_published(key.outcome)
    replaced = {}
    if key is not None and not published:
        for name, fact in check.remark.facts:
            if isinstance(fact, Figure) and name in OF_RANKS and _ranked(key, results.study):
                replaced[name] = withheld(fact)
            elif isinstance(fact, Figure) and fact.unit == "count":
                cell = cell_for(key, cells) if name == "base" else None
                replaced[name] = (
                    withheld(fact)
                    if cell is None
                    else replace(fact, value=cell.base_shown, smallest=None, status="rounded")
                )
    figure = check.figure
    if figure is not None:
        plain = any(name in PLAIN and fact == figure for name, fact in check.remark.facts)
        figure = release_figure(figure, fine=not published and not plain)
        figure = withheld(figure) if check.name == "placebos" and replaced else figure
    told = _remark(check.remark, published, replaced)
    if check.name == "police-attention" and not published:
        told = Remark(told.code, (("direction", "unclear"),))
    if check.name == "withheld" and not published:
        kept = tuple((name, fact) for name, fact in told.facts if name != "direction")
        told = Remark(told.code, (("direction", "unclear"), *kept))
    return replace(check, remark=told, figure=figure)


def _verdict(verdict: Verdict, results: Results, cells: Mapping[Key, Cell]) -> Verdict:
    """The answer stays; a recorded change is taken from the rounded counts of its cell.

    Whether a claimed figure comes out to its last digit would give the counts back, and so would
    in how many readings it is reached, or the answers of many methods and windows together: none
    of these is said of unpublished tables.
    """
    tables = [table for table in results.readings if table.claim == verdict.claim]
    published = all(results.estimates[i].published for i in verdict.estimates) and all(
        table.published for table in tables
    )
    used = [results.estimates[i] for i in verdict.estimates if not results.estimates[i].published]
    ranked = any(one.elasticity and _ranked(one.parameter, results.study) for one in used)
    hidden = OF_RANKS if ranked else ()
    reasons = tuple(_remark(reason, published, hidden=hidden) for reason in verdict.reasons)
    if published:
        recorded = verdict.recorded and release_figure(verdict.recorded)
        return replace(verdict, reasons=reasons, recorded=recorded)
    recorded = verdict.recorded and _recorded(verdict, results, cells)
    return replace(
        verdict,
        reasons=reasons,
        recorded=recorded,
        reproduced=None,
        readings=None,
        specifications=(),
    )


def _recorded(verdict: Verdict, results: Results, cells: Mapping[Key, Cell]) -> Figure:
    assert verdict.recorded is not None
    claim = next(one for one in results.study.claims if one.id == verdict.claim)
    cell = cells.get((claim.intervention, claim.outcome, claim.window, claim.zone))
    table = next((one for one in results.readings if one.claim == claim.id), None)
    stated = table.stated if table else None
    if (
        cell is None
        or stated is None
        or (stated.base_count, stated.post_count)
        != (
            cell.base,
            cell.post,
        )
    ):
        return withheld(verdict.recorded)
    length = len(stated.post) / len(stated.base)
    change = cell.post_shown / (cell.base_shown * length) - 1
    return replace(verdict.recorded, value=round_ratio(change), smallest=None, status="rounded")


def _readings(table: ReadingTable) -> ReadingTable:
    """Readings of windows that overlap give monthly counts back: none of an unpublished table."""
    if table.published:
        return replace(table, status="exact")
    return replace(table, stated=None, readings=(), status="withheld")
